<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic datastore as a storage repository, with a PBD for each host that has it; a volume as a VDI. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <xsl:template match="g:datastore">
    <xsl:variable name="ref" select="d:native('SR', string(@id))"/>
    <xsl:variable name="hosts" select="$related[@type = 'host']"/>
    <xsl:variable name="used" select="format-number(g:capacity - g:free, '0')"/>
    <x:SR ref="{$ref}" host="{d:native('host', string(@host))}">
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name_label><xsl:value-of select="g:name"/></x:name_label>
      <x:name_description><xsl:value-of select="g:path"/></x:name_description>
      <x:type><xsl:value-of select="g:type"/></x:type>
      <x:content_type>
        <xsl:choose><xsl:when test="g:type = 'iso'">iso</xsl:when><xsl:otherwise>user</xsl:otherwise></xsl:choose>
      </x:content_type>
      <x:shared>
        <x:boolean><xsl:value-of select="number(boolean(g:share) or count($hosts) &gt; 1)"/></x:boolean>
      </x:shared>
      <x:physical_size><xsl:value-of select="g:capacity"/></x:physical_size>
      <x:physical_utilisation><xsl:value-of select="$used"/></x:physical_utilisation>
      <x:virtual_allocation><xsl:value-of select="$used"/></x:virtual_allocation>
      <x:VDIs>
        <x:array>
          <xsl:for-each select="$related[@type = 'volume']">
            <x:value><xsl:value-of select="d:native('VDI', string(@id))"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:VDIs>
      <x:PBDs>
        <x:array>
          <xsl:for-each select="$hosts">
            <x:value><xsl:value-of select="concat($ref, '/PBD/', @id)"/></x:value>
          </xsl:for-each>
          <xsl:if test="not($hosts)"><x:value><xsl:value-of select="concat($ref, '/PBD/', @host)"/></x:value></xsl:if>
        </x:array>
      </x:PBDs>
      <x:allowed_operations>
        <x:array>
          <xsl:if test="g:accessible = 'true'">
            <x:value>scan</x:value><x:value>update</x:value>
            <xsl:if test="g:type != 'iso'">
              <x:value>vdi_create</x:value><x:value>vdi_destroy</x:value><x:value>vdi_resize</x:value>
              <x:value>vdi_clone</x:value><x:value>vdi_copy</x:value>
            </xsl:if>
          </xsl:if>
        </x:array>
      </x:allowed_operations>
      <x:sm_config><x:struct/></x:sm_config>
      <x:other_config>
        <x:struct>
          <xsl:call-template name="customFields"/>
          <xsl:call-template name="keptMembers"><xsl:with-param name="name" select="'other_config'"/></xsl:call-template>
        </x:struct>
      </x:other_config>
      <xsl:call-template name="keptTags"/>
      <xsl:call-template name="keptFields"/>
      <x:records>
        <xsl:for-each select="$hosts">
          <xsl:call-template name="pbd">
            <xsl:with-param name="sr" select="$ref"/><xsl:with-param name="host" select="string(@id)"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:if test="not($hosts)">
          <xsl:call-template name="pbd">
            <xsl:with-param name="sr" select="$ref"/><xsl:with-param name="host" select="string(@host)"/>
          </xsl:call-template>
        </xsl:if>
      </x:records>
    </x:SR>
  </xsl:template>

  <xsl:template name="pbd">
    <xsl:param name="sr"/>
    <xsl:param name="host"/>
    <x:PBD ref="{$sr}/PBD/{$host}">
      <x:uuid><xsl:value-of select="concat(substring($object/@id, 1, 24), substring($host, 25, 12))"/></x:uuid>
      <x:host><xsl:value-of select="d:native('host', $host)"/></x:host>
      <x:SR><xsl:value-of select="$sr"/></x:SR>
      <x:device_config>
        <x:struct><x:member name="location"><xsl:value-of select="$object/g:path"/></x:member></x:struct>
      </x:device_config>
      <x:currently_attached>
        <x:boolean><xsl:value-of select="number($object/g:accessible = 'true')"/></x:boolean>
      </x:currently_attached>
      <x:other_config><x:struct/></x:other_config>
    </x:PBD>
  </xsl:template>

  <!-- A volume that machines use or nobody does. -->
  <xsl:template match="g:volume">
    <xsl:variable name="users" select="$related[@type = 'vm'][@device]"/>
    <xsl:variable name="image" select="g:format = 'iso'"/>
    <x:VDI ref="{d:native('VDI', string(@id))}" host="{d:native('host', string(@host))}">
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name_label>
        <xsl:call-template name="volumeName"><xsl:with-param name="file" select="string(g:name)"/></xsl:call-template>
      </x:name_label>
      <x:name_description/>
      <x:SR><xsl:value-of select="d:native('SR', string(@datastore))"/></x:SR>
      <x:VBDs>
        <x:array>
          <xsl:for-each select="$users">
            <x:value><xsl:value-of select="concat(d:native('VM', string(@id)), '/', @kind, '/', @device)"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:VBDs>
      <x:virtual_size><xsl:value-of select="g:capacity"/></x:virtual_size>
      <x:physical_utilisation>
        <xsl:choose>
          <xsl:when test="g:allocation"><xsl:value-of select="g:allocation"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="g:capacity"/></xsl:otherwise>
        </xsl:choose>
      </x:physical_utilisation>
      <x:type>user</x:type>
      <xsl:call-template name="location">
        <xsl:with-param name="uuid" select="string(@id)"/>
        <xsl:with-param name="path" select="string(g:path[not(starts-with(., '/'))] | g:name[starts-with(../g:path, '/')])"/>
      </xsl:call-template>
      <x:read_only><x:boolean><xsl:value-of select="number($image)"/></x:boolean></x:read_only>
      <x:sharable><x:boolean>0</x:boolean></x:sharable>
      <x:managed><x:boolean>1</x:boolean></x:managed>
      <x:missing><x:boolean>0</x:boolean></x:missing>
      <x:is_a_snapshot><x:boolean>0</x:boolean></x:is_a_snapshot>
      <x:on_boot>persist</x:on_boot>
      <x:allowed_operations>
        <x:array>
          <xsl:if test="not($image)">
            <x:value>clone</x:value><x:value>copy</x:value>
            <xsl:if test="not($users)"><x:value>resize</x:value><x:value>destroy</x:value></xsl:if>
          </xsl:if>
        </x:array>
      </x:allowed_operations>
      <x:sm_config>
        <x:struct><xsl:if test="g:format = 'raw'"><x:member name="type">raw</x:member></xsl:if></x:struct>
      </x:sm_config>
      <xsl:call-template name="keptMap"><xsl:with-param name="name" select="'other_config'"/></xsl:call-template>
      <xsl:call-template name="keptMap"><xsl:with-param name="name" select="'xenstore_data'"/></xsl:call-template>
      <xsl:call-template name="keptTags"/>
      <xsl:call-template name="keptFields"/>
    </x:VDI>
  </xsl:template>

  <!-- The name that a client gave: that of the file without its folder, its ending, and what makes it the only one. -->
  <xsl:template name="volumeName">
    <xsl:param name="file"/>
    <xsl:variable name="last"><xsl:call-template name="file"><xsl:with-param name="path" select="$file"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="contains($last, '~')"><xsl:value-of select="substring-before($last, '~')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$last"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Where a volume is within its storage repository. One whose file is called after its UUID there has ours for a location,
    as XAPI has it; mappings of commands find the file itself in a field of its own.
  -->
  <xsl:template name="location">
    <xsl:param name="uuid"/>
    <xsl:param name="path"/>
    <x:location>
      <xsl:choose>
        <xsl:when test="$uuid != '' and translate(substring($path, 1, 37), '0123456789abcdef', '') = '----.'"><xsl:value-of select="$uuid"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$path"/></xsl:otherwise>
      </xsl:choose>
    </x:location>
    <x:file><xsl:value-of select="$path"/></x:file>
  </xsl:template>

  <!-- The last part of a path. -->
  <xsl:template name="file">
    <xsl:param name="path"/>
    <xsl:choose>
      <xsl:when test="contains($path, '/')">
        <xsl:call-template name="file"><xsl:with-param name="path" select="substring-after($path, '/')"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$path"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic network as a network record, and a PIF with its metrics for each host that has it. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <xsl:template match="g:network">
    <xsl:variable name="ref" select="d:native('network', string(@id))"/>
    <xsl:variable name="own" select="@host"/>
    <xsl:variable name="hosts" select="$related[@type = 'host']"/>
    <x:network ref="{$ref}" host="{d:native('host', string(@host))}">
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name_label><xsl:value-of select="g:name"/></x:name_label>
      <x:bridge>
        <xsl:choose>
          <xsl:when test="g:bridge"><xsl:value-of select="g:bridge"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="concat('xapi', translate(substring(@id, 1, 8), '-', ''))"/></xsl:otherwise>
        </xsl:choose>
      </x:bridge>
      <x:MTU>1500</x:MTU>
      <x:managed><x:boolean>1</x:boolean></x:managed>
      <x:PIFs>
        <x:array>
          <xsl:for-each select="$hosts">
            <x:value><xsl:value-of select="concat($ref, '/PIF/', @id)"/></x:value>
          </xsl:for-each>
          <xsl:if test="not($hosts)"><x:value><xsl:value-of select="concat($ref, '/PIF/', $own)"/></x:value></xsl:if>
        </x:array>
      </x:PIFs>
      <x:default_locking_mode>unlocked</x:default_locking_mode>
      <x:allowed_operations><x:array/></x:allowed_operations>
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
          <xsl:call-template name="pif">
            <xsl:with-param name="network" select="$ref"/><xsl:with-param name="host" select="string(@id)"/>
            <xsl:with-param name="own" select="g:network"/>
            <xsl:with-param name="adapter" select="g:adapters/g:adapter[@device = current()/g:network/g:adapter][1]"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:if test="not($hosts)">
          <xsl:call-template name="pif">
            <xsl:with-param name="network" select="$ref"/><xsl:with-param name="host" select="string(@host)"/>
          </xsl:call-template>
        </xsl:if>
      </x:records>
    </x:network>
  </xsl:template>

  <!-- The host's address the generic protocol does not tell. Without an adapter, the network is the host's own, or what it goes
       through is not known. -->
  <xsl:template name="pif">
    <xsl:param name="network"/>
    <xsl:param name="host"/>
    <!-- The host's own network, which others of its name stand for. -->
    <xsl:param name="own" select="$object"/>
    <xsl:param name="adapter" select="/.."/>
    <xsl:variable name="ref" select="concat($network, '/PIF/', $host)"/>
    <xsl:variable name="uuid" select="concat(substring($object/@id, 1, 24), substring($host, 25, 12))"/>
    <x:PIF ref="{$ref}">
      <x:uuid><xsl:value-of select="$uuid"/></x:uuid>
      <x:host><xsl:value-of select="d:native('host', $host)"/></x:host>
      <x:network><xsl:value-of select="$network"/></x:network>
      <x:device><xsl:value-of select="$adapter/@device | $own[not($adapter)]/g:bridge"/></x:device>
      <x:MAC><xsl:value-of select="$adapter/@mac"/></x:MAC>
      <x:VLAN>
        <xsl:choose>
          <xsl:when test="$own/g:vlan"><xsl:value-of select="$own/g:vlan"/></xsl:when>
          <xsl:otherwise>-1</xsl:otherwise>
        </xsl:choose>
      </x:VLAN>
      <x:MTU>1500</x:MTU>
      <x:metrics><xsl:value-of select="concat($ref, '/metrics')"/></x:metrics>
      <x:physical><x:boolean><xsl:value-of select="number($adapter and not($own/g:vlan))"/></x:boolean></x:physical>
      <x:management><x:boolean>0</x:boolean></x:management>
      <x:currently_attached><x:boolean>1</x:boolean></x:currently_attached>
      <x:ip_configuration_mode>None</x:ip_configuration_mode>
    </x:PIF>
    <x:PIF_metrics ref="{$ref}/metrics">
      <x:uuid>
        <xsl:value-of select="concat(substring($uuid, 1, 19), '9', substring($uuid, 21))"/>
      </x:uuid>
      <!-- An adapter without a link has no speed. -->
      <x:carrier><x:boolean><xsl:value-of select="number($adapter/@speed or not($adapter))"/></x:boolean></x:carrier>
      <xsl:if test="$adapter/@speed">
        <x:speed><xsl:value-of select="$adapter/@speed"/></x:speed>
        <x:duplex><x:boolean>1</x:boolean></x:duplex>
      </xsl:if>
    </x:PIF_metrics>
  </xsl:template>
</xsl:stylesheet>

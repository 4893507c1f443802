<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic object as the records that XAPI would have of it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:import href="guests.xsl"/>
  <xsl:import href="faults.xsl"/>
  <xsl:import href="vm-out.xsl"/>
  <xsl:import href="answers.xsl"/>
  <xsl:import href="messages.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="code" select="'x:value'"/>
  <xsl:variable name="param" select="'x:value'"/>
  <xsl:variable name="null" select="'OpaqueRef:NULL'"/>
  <xsl:variable name="object" select="/p:view/g:*"/>
  <xsl:variable name="related" select="/p:view/p:related/p:ref"/>

  <xsl:template match="/"><xsl:apply-templates select="$object"/></xsl:template>

  <xsl:template match="g:host">
    <xsl:variable name="ref" select="d:native('host', string(@id))"/>
    <x:host ref="{$ref}" host="{$ref}">
      <x:uuid>
        <xsl:choose>
          <xsl:when test="g:uuid"><xsl:value-of select="g:uuid"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="@id"/></xsl:otherwise>
        </xsl:choose>
      </x:uuid>
      <x:name_label><xsl:value-of select="g:name"/></x:name_label>
      <x:name_description><xsl:value-of select="concat(g:product/@name, ' ', g:product/@version)"/></x:name_description>
      <x:hostname><xsl:value-of select="g:name"/></x:hostname>
      <x:address><xsl:value-of select="g:name"/></x:address>
      <x:enabled>
        <x:boolean><xsl:value-of select="number(g:maintenance = 'false' and g:connection = 'connected')"/></x:boolean>
      </x:enabled>
      <x:software_version>
        <x:struct>
          <x:member name="product_brand"><xsl:value-of select="g:product/@name"/></x:member>
          <!-- Clients read numbers between the dots. -->
          <x:member name="product_version">
            <xsl:variable name="digits"
                          select="translate(g:product/@version, translate(g:product/@version, '0123456789.', ''), '')"/>
            <xsl:value-of select="$digits"/><xsl:if test="not(contains($digits, '.'))">.0</xsl:if>
          </x:member>
          <x:member name="product_version_text"><xsl:value-of select="g:product/@version"/></x:member>
          <x:member name="build_number"><xsl:value-of select="g:product/@build"/></x:member>
          <x:member name="platform_name"><xsl:value-of select="g:platform"/></x:member>
        </x:struct>
      </x:software_version>
      <x:cpu_info>
        <x:struct>
          <x:member name="cpu_count"><xsl:value-of select="g:cpu/@threads"/></x:member>
          <x:member name="socket_count"><xsl:value-of select="g:cpu/@sockets"/></x:member>
          <x:member name="threads_per_core"><xsl:value-of select="g:cpu/@threads div g:cpu/@cores"/></x:member>
          <x:member name="modelname"><xsl:value-of select="g:cpu/@model"/></x:member>
          <x:member name="vendor"><xsl:value-of select="g:cpu/@vendor"/></x:member>
          <x:member name="speed"><xsl:value-of select="g:cpu/@mhz"/></x:member>
        </x:struct>
      </x:cpu_info>
      <x:bios_strings>
        <x:struct>
          <xsl:if test="g:hardware">
            <x:member name="system-manufacturer"><xsl:value-of select="g:hardware/@vendor"/></x:member>
            <x:member name="system-product-name"><xsl:value-of select="g:hardware/@model"/></x:member>
          </xsl:if>
        </x:struct>
      </x:bios_strings>
      <x:metrics><xsl:value-of select="concat($ref, '/metrics')"/></x:metrics>
      <x:resident_VMs>
        <x:array>
          <xsl:for-each select="$related[@type = 'vm']">
            <x:value><xsl:value-of select="d:native('VM', string(@id))"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:resident_VMs>
      <x:PBDs>
        <x:array>
          <xsl:for-each select="$related[@type = 'datastore']">
            <x:value><xsl:value-of select="concat(d:native('SR', string(@id)), '/PBD')"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:PBDs>
      <x:PIFs>
        <x:array>
          <xsl:for-each select="$related[@type = 'network']">
            <x:value><xsl:value-of select="concat(d:native('network', string(@id)), '/PIF')"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:PIFs>
      <x:other_config><x:struct/></x:other_config>
      <x:records>
        <x:host_metrics ref="{$ref}/metrics">
          <x:uuid>
            <xsl:call-template name="part"><xsl:with-param name="kind" select="'a0e7'"/></xsl:call-template>
          </x:uuid>
          <x:memory_total><xsl:value-of select="format-number(g:memory/@mib * 1048576, '0')"/></x:memory_total>
          <x:live><x:boolean><xsl:value-of select="number(g:connection = 'connected')"/></x:boolean></x:live>
          <xsl:if test="g:bootTime">
            <x:start_time>
              <x:dateTime>
                <xsl:call-template name="time"><xsl:with-param name="value" select="g:bootTime"/></xsl:call-template>
              </x:dateTime>
            </x:start_time>
          </xsl:if>
        </x:host_metrics>
      </x:records>
    </x:host>
  </xsl:template>

  <xsl:template match="g:datastore">
    <xsl:variable name="ref" select="d:native('SR', string(@id))"/>
    <xsl:variable name="host" select="d:native('host', string(@host))"/>
    <x:SR ref="{$ref}" host="{$host}">
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name_label><xsl:value-of select="g:name"/></x:name_label>
      <x:name_description/>
      <x:type><xsl:value-of select="g:type"/></x:type>
      <x:content_type>user</x:content_type>
      <x:shared><x:boolean>0</x:boolean></x:shared>
      <x:physical_size><xsl:value-of select="g:capacity"/></x:physical_size>
      <x:physical_utilisation><xsl:value-of select="format-number(g:capacity - g:free, '0')"/></x:physical_utilisation>
      <x:virtual_allocation><xsl:value-of select="format-number(g:capacity - g:free, '0')"/></x:virtual_allocation>
      <x:VDIs>
        <x:array>
          <xsl:for-each select="$related[@type = 'volume']">
            <x:value><xsl:value-of select="d:native('VDI', string(@id))"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:VDIs>
      <x:PBDs><x:array><x:value><xsl:value-of select="concat($ref, '/PBD')"/></x:value></x:array></x:PBDs>
      <x:sm_config><x:struct/></x:sm_config>
      <x:other_config><x:struct/></x:other_config>
      <x:records>
        <x:PBD ref="{$ref}/PBD">
          <x:uuid>
            <xsl:call-template name="part"><xsl:with-param name="kind" select="'bd00'"/></xsl:call-template>
          </x:uuid>
          <x:host><xsl:value-of select="$host"/></x:host>
          <x:SR><xsl:value-of select="$ref"/></x:SR>
          <x:device_config>
            <x:struct>
              <x:member name="location"><xsl:value-of select="g:path"/></x:member>
            </x:struct>
          </x:device_config>
          <x:currently_attached>
            <x:boolean><xsl:value-of select="number(g:accessible = 'true')"/></x:boolean>
          </x:currently_attached>
          <x:other_config><x:struct/></x:other_config>
        </x:PBD>
      </x:records>
    </x:SR>
  </xsl:template>

  <xsl:template match="g:volume">
    <x:VDI ref="{d:native('VDI', string(@id))}" host="{d:native('host', string(@host))}">
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name_label><xsl:value-of select="g:name"/></x:name_label>
      <x:name_description/>
      <x:SR><xsl:value-of select="d:native('SR', string(@datastore))"/></x:SR>
      <x:virtual_size><xsl:value-of select="g:capacity"/></x:virtual_size>
      <x:physical_utilisation>
        <xsl:choose>
          <xsl:when test="g:allocation"><xsl:value-of select="g:allocation"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="g:capacity"/></xsl:otherwise>
        </xsl:choose>
      </x:physical_utilisation>
      <x:type>user</x:type>
      <x:location><xsl:value-of select="g:path"/></x:location>
      <x:read_only><x:boolean><xsl:value-of select="number(g:format = 'iso')"/></x:boolean></x:read_only>
      <x:sharable><x:boolean>0</x:boolean></x:sharable>
      <x:managed><x:boolean>1</x:boolean></x:managed>
      <x:missing><x:boolean>0</x:boolean></x:missing>
      <x:is_a_snapshot><x:boolean>0</x:boolean></x:is_a_snapshot>
      <x:on_boot>persist</x:on_boot>
      <x:sm_config>
        <x:struct><xsl:if test="g:format = 'raw'"><x:member name="type">raw</x:member></xsl:if></x:struct>
      </x:sm_config>
      <x:other_config><x:struct/></x:other_config>
    </x:VDI>
  </xsl:template>

  <xsl:template match="g:network">
    <xsl:variable name="ref" select="d:native('network', string(@id))"/>
    <xsl:variable name="host" select="d:native('host', string(@host))"/>
    <x:network ref="{$ref}" host="{$host}">
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name_label><xsl:value-of select="g:name"/></x:name_label>
      <x:name_description/>
      <x:bridge>
        <xsl:choose>
          <xsl:when test="g:bridge"><xsl:value-of select="g:bridge"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="g:name"/></xsl:otherwise>
        </xsl:choose>
      </x:bridge>
      <x:MTU>1500</x:MTU>
      <x:managed><x:boolean>1</x:boolean></x:managed>
      <x:default_locking_mode>unlocked</x:default_locking_mode>
      <x:PIFs><x:array><x:value><xsl:value-of select="concat($ref, '/PIF')"/></x:value></x:array></x:PIFs>
      <x:VIFs>
        <x:array>
          <xsl:for-each select="$related[@type = 'nic']">
            <x:value><xsl:value-of select="@id"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:VIFs>
      <x:other_config><x:struct/></x:other_config>
      <x:records>
        <x:PIF ref="{$ref}/PIF">
          <x:uuid>
            <xsl:call-template name="part"><xsl:with-param name="kind" select="'f100'"/></xsl:call-template>
          </x:uuid>
          <x:host><xsl:value-of select="$host"/></x:host>
          <x:network><xsl:value-of select="$ref"/></x:network>
          <x:VLAN>-1</x:VLAN>
          <x:currently_attached><x:boolean>1</x:boolean></x:currently_attached>
        </x:PIF>
      </x:records>
    </x:network>
  </xsl:template>

  <xsl:template match="g:task">
    <xsl:variable name="target">
      <xsl:if test="@target"><xsl:value-of select="d:native('VM', string(@target))"/></xsl:if>
    </xsl:variable>
    <x:task ref="{d:native('task', string(@id))}">
      <xsl:if test="@host">
        <xsl:attribute name="host"><xsl:value-of select="d:native('host', string(@host))"/></xsl:attribute>
      </xsl:if>
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name_label><xsl:value-of select="@command"/></x:name_label>
      <x:name_description/>
      <x:created>
        <x:dateTime>
          <xsl:call-template name="time"><xsl:with-param name="value" select="@created"/></xsl:call-template>
        </x:dateTime>
      </x:created>
      <x:finished>
        <x:dateTime>
          <xsl:choose>
            <xsl:when test="@finished">
              <xsl:call-template name="time"><xsl:with-param name="value" select="@finished"/></xsl:call-template>
            </xsl:when>
            <xsl:otherwise>19700101T00:00:00Z</xsl:otherwise>
          </xsl:choose>
        </x:dateTime>
      </x:finished>
      <x:status>
        <xsl:choose>
          <xsl:when test="@state = 'success'">success</xsl:when>
          <xsl:when test="@state = 'error'">failure</xsl:when>
          <xsl:otherwise>pending</xsl:otherwise>
        </xsl:choose>
      </x:status>
      <x:progress><x:double><xsl:value-of select="@progress div 100"/></x:double></x:progress>
      <x:resident_on>
        <xsl:choose>
          <xsl:when test="@host"><xsl:value-of select="d:native('host', string(@host))"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </x:resident_on>
      <x:type>&lt;none/&gt;</x:type>
      <!-- XAPI puts a value as XML text here. -->
      <x:result>
        <xsl:choose>
          <xsl:when test="g:result/g:object/@type = 'vm'">
            <xsl:value-of select="concat('&lt;value&gt;', d:native('VM', string(g:result/g:object/@id)), '&lt;/value&gt;')"/>
          </xsl:when>
          <xsl:when test="g:result/g:object/@type = 'snapshot'">
            <xsl:value-of select="concat('&lt;value&gt;', d:native('snapshot', string(g:result/g:object/@id)), '&lt;/value&gt;')"/>
          </xsl:when>
        </xsl:choose>
      </x:result>
      <x:error_info>
        <x:array>
          <xsl:if test="g:fault">
            <xsl:call-template name="fault">
              <xsl:with-param name="fault" select="g:fault"/>
              <xsl:with-param name="self" select="string($target)"/>
              <xsl:with-param name="method" select="''"/>
            </xsl:call-template>
          </xsl:if>
        </x:array>
      </x:error_info>
      <x:allowed_operations><x:array/></x:allowed_operations>
      <x:current_operations><x:struct/></x:current_operations>
      <x:other_config><x:struct/></x:other_config>
      <x:subtask_of><xsl:value-of select="$null"/></x:subtask_of>
      <x:subtasks><x:array/></x:subtasks>
      <x:backtrace>()</x:backtrace>
    </x:task>
  </xsl:template>

  <!-- Parts that have no UUID of their own get the object's with its end exchanged. -->
  <xsl:template name="part">
    <xsl:param name="kind"/>
    <xsl:param name="number" select="0"/>
    <xsl:value-of select="concat(substring($object/@id, 1, 24), $kind, format-number($number, '00000000'))"/>
  </xsl:template>

  <!-- 2026-08-21T02:00:23Z -->
  <xsl:template name="time">
    <xsl:param name="value"/>
    <xsl:value-of select="concat(translate(substring($value, 1, 10), '-', ''), substring($value, 11, 9), 'Z')"/>
  </xsl:template>
</xsl:stylesheet>

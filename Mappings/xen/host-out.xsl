<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic host as a host record, with its processors and metrics. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <xsl:template match="g:host">
    <xsl:variable name="ref" select="d:native('host', string(@id))"/>
    <xsl:variable name="live" select="g:connection = 'connected'"/>
    <xsl:variable name="enabled" select="g:maintenance = 'false' and $live"/>
    <xsl:variable name="threads" select="g:cpu/@threads"/>
    <x:host ref="{$ref}" host="{$ref}">
      <x:uuid>
        <xsl:choose>
          <xsl:when test="g:uuid"><xsl:value-of select="d:distinct('host', string(g:uuid), string(@id))"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="@id"/></xsl:otherwise>
        </xsl:choose>
      </x:uuid>
      <x:name_label><xsl:value-of select="g:name"/></x:name_label>
      <x:name_description><xsl:value-of select="concat(g:product/@name, ' ', g:product/@version)"/></x:name_description>
      <x:hostname><xsl:value-of select="g:name"/></x:hostname>
      <!-- Its consoles and data are had from this server. -->
      <x:address>
        <xsl:choose>
          <xsl:when test="starts-with($address, '[')"><xsl:value-of select="substring-before(substring($address, 2), ']')"/></xsl:when>
          <xsl:when test="$address != ''"><xsl:value-of select="substring-before(concat($address, ':'), ':')"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="g:name"/></xsl:otherwise>
        </xsl:choose>
      </x:address>
      <x:enabled><x:boolean><xsl:value-of select="number($enabled)"/></x:boolean></x:enabled>
      <x:API_version_major>2</x:API_version_major>
      <x:API_version_minor>21</x:API_version_minor>
      <x:API_version_vendor>XenSource</x:API_version_vendor>
      <x:software_version><x:struct><xsl:call-template name="software"/></x:struct></x:software_version>
      <x:capabilities>
        <x:array>
          <x:value>hvm-3.0-x86_32</x:value><x:value>hvm-3.0-x86_32p</x:value><x:value>hvm-3.0-x86_64</x:value>
        </x:array>
      </x:capabilities>
      <x:cpu_info><x:struct><xsl:call-template name="processors"/></x:struct></x:cpu_info>
      <x:cpu_configuration><x:struct/></x:cpu_configuration>
      <x:edition>free</x:edition>
      <x:editions><x:array><x:value>free</x:value></x:array></x:editions>
      <x:license_params>
        <x:struct>
          <x:member name="sku_type">free</x:member>
          <x:member name="company"/>
          <x:member name="expiry">20991231T23:59:59Z</x:member>
        </x:struct>
      </x:license_params>
      <x:bios_strings>
        <x:struct>
          <xsl:if test="g:hardware">
            <x:member name="system-manufacturer"><xsl:value-of select="g:hardware/@vendor"/></x:member>
            <x:member name="system-product-name"><xsl:value-of select="g:hardware/@model"/></x:member>
          </xsl:if>
        </x:struct>
      </x:bios_strings>
      <x:chipset_info><x:struct><x:member name="iommu">false</x:member></x:struct></x:chipset_info>
      <x:virtual_hardware_platform_versions>
        <x:array><x:value>0</x:value><x:value>1</x:value><x:value>2</x:value></x:array>
      </x:virtual_hardware_platform_versions>
      <x:metrics><xsl:value-of select="concat($ref, '/metrics')"/></x:metrics>
      <x:host_CPUs>
        <x:array>
          <xsl:call-template name="cpuReferences">
            <xsl:with-param name="host" select="$ref"/><xsl:with-param name="count" select="$threads"/>
          </xsl:call-template>
        </x:array>
      </x:host_CPUs>
      <x:PBDs>
        <x:array>
          <xsl:for-each select="$related[@type = 'datastore']">
            <x:value><xsl:value-of select="concat(d:native('SR', string(@id)), '/PBD/', $object/@id)"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:PBDs>
      <x:PIFs>
        <x:array>
          <xsl:for-each select="$related[@type = 'network']">
            <x:value><xsl:value-of select="concat(d:native('network', string(@id)), '/PIF/', $object/@id)"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:PIFs>
      <x:allowed_operations>
        <x:array>
          <xsl:if test="$enabled">
            <x:value>provision</x:value><x:value>vm_start</x:value>
            <x:value>vm_resume</x:value><x:value>vm_migrate</x:value>
          </xsl:if>
          <xsl:if test="$live and not($enabled)"><x:value>enable</x:value></xsl:if>
        </x:array>
      </x:allowed_operations>
      <x:current_operations><x:struct/></x:current_operations>
      <x:logging><x:struct/></x:logging>
      <x:other_config>
        <x:struct>
          <xsl:if test="g:bootTime">
            <x:member name="boot_time"><xsl:call-template name="seconds"/></x:member>
          </xsl:if>
          <xsl:call-template name="keptMembers"><xsl:with-param name="name" select="'other_config'"/></xsl:call-template>
        </x:struct>
      </x:other_config>
      <xsl:call-template name="keptTags"/>
      <xsl:call-template name="keptFields"/>
      <x:records>
        <xsl:call-template name="hostMetrics"><xsl:with-param name="ref" select="$ref"/></xsl:call-template>
        <xsl:call-template name="cpus">
          <xsl:with-param name="host" select="$ref"/><xsl:with-param name="count" select="$threads"/>
        </xsl:call-template>
      </x:records>
    </x:host>
  </xsl:template>

  <xsl:template name="software">
    <xsl:variable name="version">
      <xsl:call-template name="version"><xsl:with-param name="text" select="g:product/@version"/></xsl:call-template>
    </xsl:variable>
    <x:member name="product_brand"><xsl:value-of select="g:product/@name"/></x:member>
    <x:member name="product_version"><xsl:value-of select="$version"/></x:member>
    <x:member name="product_version_text"><xsl:value-of select="g:product/@version"/></x:member>
    <x:member name="product_version_text_short"><xsl:value-of select="$version"/></x:member>
    <x:member name="platform_name"><xsl:value-of select="g:platform"/></x:member>
    <x:member name="platform_version"><xsl:value-of select="$version"/></x:member>
    <x:member name="build_number"><xsl:value-of select="g:product/@build"/></x:member>
    <x:member name="hostname"><xsl:value-of select="g:name"/></x:member>
    <x:member name="xapi">21.0</x:member>
    <x:member name="dbv">0.0.1</x:member>
  </xsl:template>

  <xsl:template name="processors">
    <x:member name="cpu_count"><xsl:value-of select="g:cpu/@threads"/></x:member>
    <x:member name="socket_count"><xsl:value-of select="g:cpu/@sockets"/></x:member>
    <x:member name="threads_per_core"><xsl:value-of select="floor(g:cpu/@threads div g:cpu/@cores)"/></x:member>
    <x:member name="modelname"><xsl:value-of select="g:cpu/@model"/></x:member>
    <x:member name="vendor"><xsl:value-of select="g:cpu/@vendor"/></x:member>
    <x:member name="speed"><xsl:value-of select="g:cpu/@mhz"/></x:member>
    <x:member name="flags"/>
    <x:member name="features"/>
  </xsl:template>

  <xsl:template name="hostMetrics">
    <xsl:param name="ref"/>
    <x:host_metrics ref="{$ref}/metrics">
      <x:uuid><xsl:call-template name="part"><xsl:with-param name="kind" select="'a0e7'"/></xsl:call-template></x:uuid>
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
  </xsl:template>

  <!-- One for each hardware thread. -->
  <xsl:template name="cpuReferences">
    <xsl:param name="host"/>
    <xsl:param name="count"/>
    <xsl:param name="number" select="0"/>
    <xsl:if test="$number &lt; $count">
      <x:value><xsl:value-of select="concat($host, '/cpu/', $number)"/></x:value>
      <xsl:call-template name="cpuReferences">
        <xsl:with-param name="host" select="$host"/><xsl:with-param name="count" select="$count"/>
        <xsl:with-param name="number" select="$number + 1"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="cpus">
    <xsl:param name="host"/>
    <xsl:param name="count"/>
    <xsl:param name="number" select="0"/>
    <xsl:if test="$number &lt; $count">
      <x:host_cpu ref="{$host}/cpu/{$number}">
        <x:uuid>
          <xsl:call-template name="part">
            <xsl:with-param name="kind" select="'c900'"/><xsl:with-param name="number" select="$number"/>
          </xsl:call-template>
        </x:uuid>
        <x:host><xsl:value-of select="$host"/></x:host>
        <x:number><xsl:value-of select="$number"/></x:number>
        <x:vendor><xsl:value-of select="g:cpu/@vendor"/></x:vendor>
        <x:speed><xsl:value-of select="g:cpu/@mhz"/></x:speed>
        <x:modelname><xsl:value-of select="g:cpu/@model"/></x:modelname>
      </x:host_cpu>
      <xsl:call-template name="cpus">
        <xsl:with-param name="host" select="$host"/><xsl:with-param name="count" select="$count"/>
        <xsl:with-param name="number" select="$number + 1"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Since 1970, of a time such as 2026-08-21T02:00:23Z: the days of a year that begins in March, before them those of
       its quadrennia and centuries. -->
  <xsl:template name="seconds">
    <xsl:param name="value" select="string(g:bootTime)"/>
    <xsl:variable name="month" select="number(substring($value, 6, 2))"/>
    <xsl:variable name="year" select="substring($value, 1, 4) - number($month &lt; 3)"/>
    <xsl:variable name="days" select="floor((153 * (($month + 9) mod 12) + 2) div 5) + substring($value, 9, 2) - 1"/>
    <xsl:variable name="all" select="$year * 365 + floor($year div 4) - floor($year div 100) + floor($year div 400) + $days - 719468"/>
    <xsl:value-of select="format-number($all * 86400 + substring($value, 12, 2) * 3600 + substring($value, 15, 2) * 60
                                        + substring($value, 18, 2), '0')"/>
  </xsl:template>
</xsl:stylesheet>

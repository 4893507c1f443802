<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic VM as a VM record of XAPI, with the records that it points at. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <!-- Between a VM.clone of a template and its VM.provision XAPI takes the clone for a template, too. -->
  <xsl:variable name="unprovisioned" select="'other_config:unprovisioned'"/>

  <xsl:template match="g:vm">
    <xsl:variable name="ref" select="d:native('VM', string(@id))"/>
    <xsl:variable name="host" select="d:native('host', string(@host))"/>
    <xsl:variable name="up" select="g:powerState = 'running' or g:powerState = 'paused'"/>
    <xsl:variable name="own" select="g:metadata/g:entry[@owner = 'xen']"/>
    <xsl:variable name="template" select="g:template = 'true' or $own[@key = $unprovisioned] = 'true'"/>
    <x:VM ref="{$ref}" host="{$host}">
      <!-- Hosts may have machines of one UUID; a pool has not. -->
      <x:uuid><xsl:value-of select="d:distinct('VM', string(g:uuid), string(@id))"/></x:uuid>
      <x:name_label><xsl:value-of select="g:name"/></x:name_label>
      <x:name_description><xsl:value-of select="g:notes"/></x:name_description>
      <x:power_state>
        <xsl:call-template name="powerState"><xsl:with-param name="state" select="g:powerState"/></xsl:call-template>
      </x:power_state>
      <x:is_a_template><x:boolean><xsl:value-of select="number($template)"/></x:boolean></x:is_a_template>
      <x:is_a_snapshot><x:boolean>0</x:boolean></x:is_a_snapshot>
      <x:is_control_domain><x:boolean>0</x:boolean></x:is_control_domain>
      <x:is_default_template><x:boolean>0</x:boolean></x:is_default_template>
      <x:resident_on>
        <xsl:choose>
          <xsl:when test="$up"><xsl:value-of select="$host"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </x:resident_on>
      <x:affinity><xsl:value-of select="$host"/></x:affinity>
      <xsl:call-template name="configuration"><xsl:with-param name="own" select="$own"/></xsl:call-template>
      <xsl:call-template name="maps"/>
      <x:VBDs>
        <x:array>
          <xsl:for-each select="g:disks/g:disk">
            <x:value><xsl:value-of select="concat($ref, '/disk/', @id)"/></x:value>
          </xsl:for-each>
          <xsl:for-each select="g:cdroms/g:cdrom">
            <x:value><xsl:value-of select="concat($ref, '/cdrom/', @id)"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:VBDs>
      <x:VIFs>
        <x:array>
          <xsl:for-each select="g:nics/g:nic">
            <x:value><xsl:value-of select="concat($ref, '/nic/', @id)"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:VIFs>
      <x:snapshots>
        <x:array>
          <xsl:for-each select="g:snapshots//g:snapshot">
            <x:value><xsl:value-of select="d:native('snapshot', string(@id))"/></x:value>
          </xsl:for-each>
        </x:array>
      </x:snapshots>
      <x:snapshot_of><xsl:value-of select="$null"/></x:snapshot_of>
      <x:snapshot_time><x:dateTime><xsl:value-of select="$never"/></x:dateTime></x:snapshot_time>
      <x:parent>
        <xsl:call-template name="reference">
          <xsl:with-param name="type" select="'snapshot'"/><xsl:with-param name="id" select="g:snapshots/@current"/>
        </xsl:call-template>
      </x:parent>
      <x:children><x:array/></x:children>
      <x:consoles>
        <x:array>
          <xsl:if test="$up"><x:value><xsl:value-of select="concat($ref, '/console')"/></x:value></xsl:if>
        </x:array>
      </x:consoles>
      <x:metrics><xsl:value-of select="concat($ref, '/metrics')"/></x:metrics>
      <xsl:variable name="agent"><xsl:call-template name="hasAgent"/></xsl:variable>
      <x:guest_metrics>
        <xsl:choose>
          <xsl:when test="$agent = 'true'"><xsl:value-of select="concat($ref, '/guest_metrics')"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </x:guest_metrics>
      <x:allowed_operations>
        <x:array>
          <xsl:call-template name="operations"><xsl:with-param name="template" select="$template"/></xsl:call-template>
        </x:array>
      </x:allowed_operations>
      <x:current_operations><x:struct/></x:current_operations>
      <xsl:if test="$own[@key = $unprovisioned] = 'true'"><x:unprovisioned><x:boolean>1</x:boolean></x:unprovisioned></xsl:if>
      <xsl:call-template name="keptMap"><xsl:with-param name="name" select="'blocked_operations'"/></xsl:call-template>
      <xsl:call-template name="keptTags"/>
      <xsl:call-template name="keptFields"/>
      <x:records>
        <xsl:apply-templates select="g:disks/g:disk | g:cdroms/g:cdrom | g:nics/g:nic">
          <xsl:with-param name="vm" select="$ref"/><xsl:with-param name="up" select="$up"/>
        </xsl:apply-templates>
        <xsl:apply-templates select="g:snapshots//g:snapshot">
          <xsl:with-param name="vm" select="$ref"/>
        </xsl:apply-templates>
        <xsl:call-template name="vmMetrics">
          <xsl:with-param name="ref" select="$ref"/><xsl:with-param name="up" select="$up"/>
        </xsl:call-template>
        <xsl:if test="$agent = 'true'">
          <xsl:call-template name="guestMetrics"><xsl:with-param name="ref" select="$ref"/></xsl:call-template>
        </xsl:if>
        <xsl:if test="$up">
          <xsl:call-template name="console"><xsl:with-param name="ref" select="$ref"/></xsl:call-template>
        </xsl:if>
      </x:records>
    </x:VM>
  </xsl:template>

  <!-- Processors, memory and firmware: of a VM and, since they are not told apart, of its snapshots. -->
  <xsl:template name="configuration">
    <xsl:param name="own" select="/.."/>
    <xsl:param name="vm" select="."/>
    <xsl:variable name="bytes" select="format-number($vm/g:memory/@mib * 1048576, '0')"/>
    <x:VCPUs_max><xsl:value-of select="$vm/g:cpu/@count"/></x:VCPUs_max>
    <x:VCPUs_at_startup>
      <xsl:call-template name="ownOr">
        <xsl:with-param name="value" select="$own[@key = 'VCPUs_at_startup'][. &lt; $vm/g:cpu/@count]"/><xsl:with-param name="else" select="$vm/g:cpu/@count"/>
      </xsl:call-template>
    </x:VCPUs_at_startup>
    <x:memory_static_min><xsl:value-of select="$bytes"/></x:memory_static_min>
    <x:memory_dynamic_min>
      <xsl:call-template name="ownOr">
        <xsl:with-param name="value" select="$own[@key = 'memory_dynamic_min']"/><xsl:with-param name="else" select="$bytes"/>
      </xsl:call-template>
    </x:memory_dynamic_min>
    <x:memory_dynamic_max>
      <xsl:call-template name="ownOr">
        <xsl:with-param name="value" select="$own[@key = 'memory_dynamic_max']"/><xsl:with-param name="else" select="$bytes"/>
      </xsl:call-template>
    </x:memory_dynamic_max>
    <x:memory_static_max><xsl:value-of select="$bytes"/></x:memory_static_max>
    <x:memory_target><xsl:value-of select="$bytes"/></x:memory_target>
    <x:HVM_boot_policy>BIOS order</x:HVM_boot_policy>
    <x:domain_type>hvm</x:domain_type>
    <x:hardware_platform_version>0</x:hardware_platform_version>
  </xsl:template>

  <xsl:template name="ownOr">
    <xsl:param name="value"/>
    <xsl:param name="else"/>
    <xsl:choose>
      <xsl:when test="$value"><xsl:value-of select="$value"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$else"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The maps that have members of the generic protocol's, of XAPI's own, and of others. -->
  <xsl:template name="maps">
    <x:VCPUs_params>
      <xsl:call-template name="map"><xsl:with-param name="name" select="'VCPUs_params'"/></xsl:call-template>
    </x:VCPUs_params>
    <x:HVM_boot_params>
      <x:struct>
        <x:member name="firmware">
          <xsl:choose><xsl:when test="g:firmware/@type = 'efi'">uefi</xsl:when><xsl:otherwise>bios</xsl:otherwise></xsl:choose>
        </x:member>
        <xsl:call-template name="members"><xsl:with-param name="name" select="'HVM_boot_params'"/></xsl:call-template>
        <xsl:call-template name="bootOrder"/>
      </x:struct>
    </x:HVM_boot_params>
    <x:platform>
      <x:struct>
        <x:member name="cores-per-socket"><xsl:value-of select="g:cpu/@coresPerSocket"/></x:member>
        <x:member name="secureboot"><xsl:value-of select="g:firmware/@secureBoot"/></x:member>
        <xsl:call-template name="members"><xsl:with-param name="name" select="'platform'"/></xsl:call-template>
      </x:struct>
    </x:platform>
    <x:other_config>
      <x:struct>
        <xsl:variable name="system">
          <xsl:call-template name="templateOf"><xsl:with-param name="os" select="g:guest/@os"/></xsl:call-template>
        </xsl:variable>
        <xsl:choose>
          <xsl:when test="$system != ''">
            <x:member name="base_template_name"><xsl:value-of select="$system"/></x:member>
          </xsl:when>
          <xsl:when test="g:guest/@os != 'unknown'">
            <x:member name="base_template_name">Other install media</x:member>
            <x:member name="dragoman.guest.os"><xsl:value-of select="g:guest/@os"/></x:member>
          </xsl:when>
        </xsl:choose>
        <xsl:call-template name="customFields"/>
        <xsl:call-template name="members"><xsl:with-param name="name" select="'other_config'"/></xsl:call-template>
        <xsl:for-each select="g:metadata/g:entry[@owner != 'xen']">
          <x:member name="dragoman.{@owner}.{@key}"><xsl:value-of select="."/></x:member>
        </xsl:for-each>
      </x:struct>
    </x:other_config>
    <x:xenstore_data>
      <xsl:call-template name="map"><xsl:with-param name="name" select="'xenstore_data'"/></xsl:call-template>
    </x:xenstore_data>
  </xsl:template>

  <!-- The firmware's order in XAPI's letters. -->
  <xsl:template name="bootOrder">
    <xsl:variable name="letters">
      <xsl:for-each select="g:boot/g:device[not(@type = preceding-sibling::g:device/@type)]">
        <xsl:choose>
          <xsl:when test="@type = 'disk'">c</xsl:when>
          <xsl:when test="@type = 'cdrom'">d</xsl:when>
          <xsl:when test="@type = 'network'">n</xsl:when>
        </xsl:choose>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="$letters != ''"><x:member name="order"><xsl:value-of select="$letters"/></x:member></xsl:if>
  </xsl:template>

  <xsl:template name="powerState">
    <xsl:param name="state"/>
    <xsl:choose>
      <xsl:when test="$state = 'running'">Running</xsl:when>
      <xsl:when test="$state = 'paused'">Paused</xsl:when>
      <xsl:when test="$state = 'suspended'">Suspended</xsl:when>
      <xsl:otherwise>Halted</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="map">
    <xsl:param name="name"/>
    <x:struct>
      <xsl:call-template name="members"><xsl:with-param name="name" select="$name"/></xsl:call-template>
    </x:struct>
  </xsl:template>
  <xsl:template name="members">
    <xsl:param name="name"/>
    <xsl:for-each select="/p:view/g:vm/g:metadata/g:entry[@owner = 'xen'][starts-with(@key, concat($name, ':'))][@key != $unprovisioned]">
      <x:member name="{substring-after(@key, ':')}"><xsl:value-of select="."/></x:member>
    </xsl:for-each>
    <xsl:call-template name="keptMembers"><xsl:with-param name="name" select="$name"/></xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

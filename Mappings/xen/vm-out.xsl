<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic VM as a VM record of XAPI and the records that it points at. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:template match="g:vm">
    <xsl:variable name="ref" select="d:native('VM', string(@id))"/>
    <xsl:variable name="host" select="d:native('host', string(@host))"/>
    <xsl:variable name="up" select="g:powerState = 'running' or g:powerState = 'paused'"/>
    <xsl:variable name="own" select="g:metadata/g:entry[@owner = 'xen']"/>
    <xsl:variable name="bytes" select="format-number(g:memory/@mib * 1048576, '0')"/>
    <xsl:variable name="agent" select="g:guest/g:address or g:guest/g:hostName or g:guest/g:tools/@state = 'running'"/>
    <x:VM ref="{$ref}" host="{$host}">
      <x:uuid><xsl:value-of select="g:uuid"/></x:uuid>
      <x:name_label><xsl:value-of select="g:name"/></x:name_label>
      <x:name_description><xsl:value-of select="g:notes"/></x:name_description>
      <x:power_state>
        <xsl:call-template name="powerState"><xsl:with-param name="state" select="g:powerState"/></xsl:call-template>
      </x:power_state>
      <x:is_a_template><x:boolean><xsl:value-of select="number(g:template = 'true')"/></x:boolean></x:is_a_template>
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
      <x:VCPUs_max><xsl:value-of select="g:cpu/@count"/></x:VCPUs_max>
      <x:VCPUs_at_startup>
        <xsl:choose>
          <xsl:when test="$own[@key = 'VCPUs_at_startup']">
            <xsl:value-of select="$own[@key = 'VCPUs_at_startup']"/>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="g:cpu/@count"/></xsl:otherwise>
        </xsl:choose>
      </x:VCPUs_at_startup>
      <x:VCPUs_params>
        <xsl:call-template name="map"><xsl:with-param name="name" select="'VCPUs_params'"/></xsl:call-template>
      </x:VCPUs_params>
      <x:memory_static_min><xsl:value-of select="$bytes"/></x:memory_static_min>
      <x:memory_dynamic_min>
        <xsl:choose>
          <xsl:when test="$own[@key = 'memory_dynamic_min']">
            <xsl:value-of select="$own[@key = 'memory_dynamic_min']"/>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="$bytes"/></xsl:otherwise>
        </xsl:choose>
      </x:memory_dynamic_min>
      <x:memory_dynamic_max>
        <xsl:choose>
          <xsl:when test="$own[@key = 'memory_dynamic_max']">
            <xsl:value-of select="$own[@key = 'memory_dynamic_max']"/>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="$bytes"/></xsl:otherwise>
        </xsl:choose>
      </x:memory_dynamic_max>
      <x:memory_static_max><xsl:value-of select="$bytes"/></x:memory_static_max>
      <x:memory_target><xsl:value-of select="$bytes"/></x:memory_target>
      <x:HVM_boot_policy>BIOS order</x:HVM_boot_policy>
      <x:HVM_boot_params>
        <x:struct>
          <x:member name="firmware">
            <xsl:choose>
              <xsl:when test="g:firmware/@type = 'efi'">uefi</xsl:when>
              <xsl:otherwise>bios</xsl:otherwise>
            </xsl:choose>
          </x:member>
          <xsl:call-template name="members"><xsl:with-param name="name" select="'HVM_boot_params'"/></xsl:call-template>
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
          <xsl:variable name="template">
            <xsl:call-template name="templateOf"><xsl:with-param name="os" select="g:guest/@os"/></xsl:call-template>
          </xsl:variable>
          <xsl:choose>
            <xsl:when test="$template != ''">
              <x:member name="base_template_name"><xsl:value-of select="$template"/></x:member>
            </xsl:when>
            <xsl:when test="g:guest/@os != 'unknown'">
              <x:member name="base_template_name">Other install media</x:member>
              <x:member name="dragoman.guest.os"><xsl:value-of select="g:guest/@os"/></x:member>
            </xsl:when>
          </xsl:choose>
          <xsl:call-template name="members"><xsl:with-param name="name" select="'other_config'"/></xsl:call-template>
          <xsl:for-each select="g:metadata/g:entry[@owner != 'xen']">
            <x:member name="dragoman.{@owner}.{@key}"><xsl:value-of select="."/></x:member>
          </xsl:for-each>
        </x:struct>
      </x:other_config>
      <x:xenstore_data>
        <xsl:call-template name="map"><xsl:with-param name="name" select="'xenstore_data'"/></xsl:call-template>
      </x:xenstore_data>
      <x:domain_type>hvm</x:domain_type>
      <x:hardware_platform_version>0</x:hardware_platform_version>
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
      <x:snapshot_time><x:dateTime>19700101T00:00:00Z</x:dateTime></x:snapshot_time>
      <x:parent>
        <xsl:choose>
          <xsl:when test="g:snapshots/@current">
            <xsl:value-of select="d:native('snapshot', string(g:snapshots/@current))"/>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </x:parent>
      <x:children><x:array/></x:children>
      <x:consoles>
        <x:array>
          <xsl:if test="$up">
            <x:value><xsl:value-of select="concat($ref, '/console')"/></x:value>
          </xsl:if>
        </x:array>
      </x:consoles>
      <x:metrics><xsl:value-of select="concat($ref, '/metrics')"/></x:metrics>
      <x:guest_metrics>
        <xsl:choose>
          <xsl:when test="$agent"><xsl:value-of select="concat($ref, '/guest_metrics')"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </x:guest_metrics>
      <x:allowed_operations><x:array><xsl:call-template name="operations"/></x:array></x:allowed_operations>
      <x:current_operations><x:struct/></x:current_operations>
      <x:records>
        <xsl:apply-templates select="g:disks/g:disk | g:cdroms/g:cdrom | g:nics/g:nic">
          <xsl:with-param name="vm" select="$ref"/><xsl:with-param name="up" select="$up"/>
        </xsl:apply-templates>
        <xsl:apply-templates select="g:snapshots//g:snapshot">
          <xsl:with-param name="vm" select="$ref"/>
        </xsl:apply-templates>
        <x:VM_metrics ref="{$ref}/metrics">
          <x:uuid>
            <xsl:call-template name="part"><xsl:with-param name="kind" select="'3e70'"/></xsl:call-template>
          </x:uuid>
          <x:VCPUs_number>
            <xsl:choose>
              <xsl:when test="$up"><xsl:value-of select="g:cpu/@count"/></xsl:when>
              <xsl:otherwise>0</xsl:otherwise>
            </xsl:choose>
          </x:VCPUs_number>
          <x:memory_actual>
            <xsl:choose>
              <xsl:when test="$up"><xsl:value-of select="$bytes"/></xsl:when>
              <xsl:otherwise>0</xsl:otherwise>
            </xsl:choose>
          </x:memory_actual>
          <x:start_time>
            <x:dateTime>
              <xsl:choose>
                <xsl:when test="g:bootTime">
                  <xsl:call-template name="time"><xsl:with-param name="value" select="g:bootTime"/></xsl:call-template>
                </xsl:when>
                <xsl:otherwise>19700101T00:00:00Z</xsl:otherwise>
              </xsl:choose>
            </x:dateTime>
          </x:start_time>
          <x:current_domain_type>hvm</x:current_domain_type>
          <x:hvm><x:boolean>1</x:boolean></x:hvm>
        </x:VM_metrics>
        <xsl:if test="$agent">
          <x:VM_guest_metrics ref="{$ref}/guest_metrics">
            <x:uuid>
              <xsl:call-template name="part"><xsl:with-param name="kind" select="'63e7'"/></xsl:call-template>
            </x:uuid>
            <x:os_version>
              <x:struct>
                <xsl:if test="g:guest/g:osName">
                  <x:member name="name"><xsl:value-of select="g:guest/g:osName"/></x:member>
                </xsl:if>
              </x:struct>
            </x:os_version>
            <x:networks><x:struct><xsl:apply-templates select="g:guest/g:address[@nic]"/></x:struct></x:networks>
            <xsl:if test="g:guest/g:hostName">
              <x:netbios_name>
                <x:struct>
                  <x:member name="host_name"><xsl:value-of select="g:guest/g:hostName"/></x:member>
                </x:struct>
              </x:netbios_name>
            </xsl:if>
            <x:PV_drivers_detected>
              <x:boolean><xsl:value-of select="number(g:guest/g:tools/@state = 'running')"/></x:boolean>
            </x:PV_drivers_detected>
            <x:live><x:boolean><xsl:value-of select="number(g:guest/g:tools/@state = 'running')"/></x:boolean></x:live>
          </x:VM_guest_metrics>
        </xsl:if>
        <xsl:if test="$up">
          <x:console ref="{$ref}/console">
            <x:uuid>
              <xsl:call-template name="part"><xsl:with-param name="kind" select="'c050'"/></xsl:call-template>
            </x:uuid>
            <x:protocol>rfb</x:protocol>
            <x:VM><xsl:value-of select="$ref"/></x:VM>
          </x:console>
        </xsl:if>
      </x:records>
    </x:VM>
  </xsl:template>

  <xsl:template match="g:disk">
    <xsl:param name="vm"/>
    <xsl:param name="up"/>
    <xsl:variable name="vdi" select="concat($vm, '/volume/', @id)"/>
    <x:VBD ref="{$vm}/disk/{@id}">
      <x:uuid>
        <xsl:call-template name="part">
          <xsl:with-param name="kind" select="'d15c'"/>
          <xsl:with-param name="number" select="position()"/>
        </xsl:call-template>
      </x:uuid>
      <x:VM><xsl:value-of select="$vm"/></x:VM>
      <x:VDI><xsl:value-of select="$vdi"/></x:VDI>
      <x:type>Disk</x:type>
      <x:mode>RW</x:mode>
      <xsl:call-template name="place"/>
      <x:bootable><x:boolean><xsl:value-of select="number(not(preceding-sibling::g:disk))"/></x:boolean></x:bootable>
      <x:empty><x:boolean>0</x:boolean></x:empty>
      <x:currently_attached><x:boolean><xsl:value-of select="number($up)"/></x:boolean></x:currently_attached>
    </x:VBD>
    <x:VDI ref="{$vdi}">
      <x:uuid>
        <xsl:call-template name="part">
          <xsl:with-param name="kind" select="'5d10'"/>
          <xsl:with-param name="number" select="position()"/>
        </xsl:call-template>
      </x:uuid>
      <x:name_label>
        <xsl:call-template name="file"><xsl:with-param name="path" select="@path"/></xsl:call-template>
      </x:name_label>
      <x:SR>
        <xsl:choose>
          <xsl:when test="@datastore"><xsl:value-of select="d:native('SR', string(@datastore))"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </x:SR>
      <x:VBDs><x:array><x:value><xsl:value-of select="concat($vm, '/disk/', @id)"/></x:value></x:array></x:VBDs>
      <x:virtual_size><xsl:value-of select="@capacity"/></x:virtual_size>
      <x:location><xsl:value-of select="@path"/></x:location>
      <x:type>user</x:type>
      <x:read_only><x:boolean>0</x:boolean></x:read_only>
      <x:managed><x:boolean>1</x:boolean></x:managed>
      <x:on_boot>
        <xsl:choose>
          <xsl:when test="@mode = 'independent_nonpersistent'">reset</xsl:when>
          <xsl:otherwise>persist</xsl:otherwise>
        </xsl:choose>
      </x:on_boot>
      <x:sm_config>
        <x:struct>
          <xsl:if test="@thin = 'false'"><x:member name="type">raw</x:member></xsl:if>
        </x:struct>
      </x:sm_config>
    </x:VDI>
  </xsl:template>

  <xsl:template match="g:cdrom">
    <xsl:param name="vm"/>
    <xsl:param name="up"/>
    <x:VBD ref="{$vm}/cdrom/{@id}">
      <x:uuid>
        <xsl:call-template name="part">
          <xsl:with-param name="kind" select="'cd00'"/>
          <xsl:with-param name="number" select="position()"/>
        </xsl:call-template>
      </x:uuid>
      <x:VM><xsl:value-of select="$vm"/></x:VM>
      <x:VDI>
        <xsl:choose>
          <xsl:when test="@path"><xsl:value-of select="concat($vm, '/volume/', @id)"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </x:VDI>
      <x:type>CD</x:type>
      <x:mode>RO</x:mode>
      <xsl:call-template name="place"/>
      <x:bootable><x:boolean>0</x:boolean></x:bootable>
      <x:empty><x:boolean><xsl:value-of select="number(not(@path))"/></x:boolean></x:empty>
      <x:currently_attached>
        <x:boolean><xsl:value-of select="number($up and (@connected = 'true' or not(@path)))"/></x:boolean>
      </x:currently_attached>
    </x:VBD>
    <xsl:if test="@path">
      <x:VDI ref="{$vm}/volume/{@id}">
        <x:uuid>
          <xsl:call-template name="part">
            <xsl:with-param name="kind" select="'150d'"/>
            <xsl:with-param name="number" select="position()"/>
          </xsl:call-template>
        </x:uuid>
        <x:name_label>
          <xsl:call-template name="file"><xsl:with-param name="path" select="@path"/></xsl:call-template>
        </x:name_label>
        <x:SR>
          <xsl:choose>
            <xsl:when test="@datastore"><xsl:value-of select="d:native('SR', string(@datastore))"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
          </xsl:choose>
        </x:SR>
        <x:VBDs><x:array><x:value><xsl:value-of select="concat($vm, '/cdrom/', @id)"/></x:value></x:array></x:VBDs>
        <x:location><xsl:value-of select="@path"/></x:location>
        <x:read_only><x:boolean>1</x:boolean></x:read_only>
      </x:VDI>
    </xsl:if>
  </xsl:template>

  <!-- XAPI has one row of devices; a VM with several controllers is counted through, its CD at 3 if nothing else is. -->
  <xsl:template name="place">
    <xsl:variable name="number">
      <xsl:choose>
        <xsl:when test="not(/p:view/g:vm/g:*/*[@unit and @controller != 'xen0'])">
          <xsl:value-of select="@unit"/>
        </xsl:when>
        <xsl:when test="self::g:disk">
          <xsl:variable name="before" select="count(preceding-sibling::g:disk)"/>
          <xsl:value-of select="$before + number($before &gt;= 3 and boolean(../../g:cdroms/g:cdrom))"/>
        </xsl:when>
        <!-- Further drives follow all the disks. -->
        <xsl:when test="preceding-sibling::g:cdrom">
          <xsl:variable name="disks" select="count(../../g:disks/g:disk)"/>
          <xsl:value-of select="3 + number($disks &gt; 3) * ($disks - 3) + count(preceding-sibling::g:cdrom)"/>
        </xsl:when>
        <xsl:otherwise>3</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <x:userdevice><xsl:value-of select="$number"/></x:userdevice>
    <x:device>
      <xsl:if test="$number &lt; 26">
        <xsl:value-of select="concat('xvd', substring('abcdefghijklmnopqrstuvwxyz', $number + 1, 1))"/>
      </xsl:if>
    </x:device>
  </xsl:template>

  <xsl:template match="g:nic">
    <xsl:param name="vm"/>
    <xsl:param name="up"/>
    <x:VIF ref="{$vm}/nic/{@id}">
      <x:uuid>
        <xsl:call-template name="part">
          <xsl:with-param name="kind" select="'01c0'"/>
          <xsl:with-param name="number" select="position()"/>
        </xsl:call-template>
      </x:uuid>
      <x:VM><xsl:value-of select="$vm"/></x:VM>
      <x:device><xsl:value-of select="count(preceding-sibling::g:nic)"/></x:device>
      <x:MAC><xsl:value-of select="@mac"/></x:MAC>
      <x:MAC_autogenerated><x:boolean>0</x:boolean></x:MAC_autogenerated>
      <x:MTU>1500</x:MTU>
      <x:network>
        <xsl:choose>
          <xsl:when test="@network"><xsl:value-of select="d:native('network', string(@network))"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </x:network>
      <x:currently_attached>
        <x:boolean><xsl:value-of select="number($up and @connected = 'true')"/></x:boolean>
      </x:currently_attached>
      <x:locking_mode>
        <xsl:choose>
          <xsl:when test="@connected = 'false'">disabled</xsl:when>
          <xsl:otherwise>network_default</xsl:otherwise>
        </xsl:choose>
      </x:locking_mode>
    </x:VIF>
  </xsl:template>

  <xsl:template match="g:address">
    <xsl:variable name="nic" select="ancestor::g:vm/g:nics/g:nic[@id = current()/@nic]"/>
    <xsl:variable name="device" select="count($nic/preceding-sibling::g:nic)"/>
    <xsl:variable name="six" select="contains(., ':')"/>
    <xsl:variable name="before"
                  select="count(preceding-sibling::g:address[@nic = current()/@nic][contains(., ':') = $six])"/>
    <xsl:if test="not($six) and $before = 0">
      <x:member name="{$device}/ip"><xsl:value-of select="."/></x:member>
    </xsl:if>
    <x:member name="{concat($device, '/ipv', 4 + 2 * $six, '/', $before)}"><xsl:value-of select="."/></x:member>
  </xsl:template>

  <xsl:template match="g:snapshot">
    <xsl:param name="vm"/>
    <x:snapshot ref="{d:native('snapshot', string(@id))}">
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name_label><xsl:value-of select="@name"/></x:name_label>
      <x:name_description><xsl:value-of select="g:description"/></x:name_description>
      <x:power_state>
        <xsl:choose>
          <xsl:when test="@powerState = 'off'">Halted</xsl:when>
          <xsl:otherwise>Suspended</xsl:otherwise>
        </xsl:choose>
      </x:power_state>
      <x:is_a_template><x:boolean>1</x:boolean></x:is_a_template>
      <x:is_a_snapshot><x:boolean>1</x:boolean></x:is_a_snapshot>
      <x:snapshot_of><xsl:value-of select="$vm"/></x:snapshot_of>
      <x:snapshot_time>
        <x:dateTime>
          <xsl:call-template name="time"><xsl:with-param name="value" select="@created"/></xsl:call-template>
        </x:dateTime>
      </x:snapshot_time>
      <x:parent>
        <xsl:choose>
          <xsl:when test="parent::g:snapshot"><xsl:value-of select="d:native('snapshot', string(../@id))"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </x:parent>
      <x:children>
        <x:array>
          <xsl:for-each select="g:snapshot">
            <x:value><xsl:value-of select="d:native('snapshot', string(@id))"/></x:value>
          </xsl:for-each>
          <xsl:if test="ancestor::g:snapshots/@current = @id"><x:value><xsl:value-of select="$vm"/></x:value></xsl:if>
        </x:array>
      </x:children>
    </x:snapshot>
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
    <xsl:for-each select="/p:view/g:vm/g:metadata/g:entry[@owner = 'xen'][starts-with(@key, concat($name, ':'))]">
      <x:member name="{substring-after(@key, ':')}"><xsl:value-of select="."/></x:member>
    </xsl:for-each>
  </xsl:template>

  <!-- What may be called in this state. -->
  <xsl:template name="operations">
    <xsl:choose>
      <xsl:when test="g:powerState = 'running'">
        <x:value>clean_shutdown</x:value>
        <x:value>clean_reboot</x:value>
        <x:value>hard_shutdown</x:value>
        <x:value>hard_reboot</x:value>
        <x:value>suspend</x:value><x:value>pause</x:value><x:value>checkpoint</x:value>
      </xsl:when>
      <xsl:when test="g:powerState = 'paused'">
        <x:value>unpause</x:value>
        <x:value>hard_shutdown</x:value>
        <x:value>hard_reboot</x:value>
        <x:value>checkpoint</x:value>
      </xsl:when>
      <xsl:when test="g:powerState = 'suspended'">
        <x:value>resume</x:value><x:value>hard_shutdown</x:value><x:value>checkpoint</x:value><x:value>destroy</x:value>
      </xsl:when>
      <xsl:otherwise>
        <x:value>start</x:value><x:value>destroy</x:value><x:value>changing_VCPUs</x:value>
        <x:value>changing_static_range</x:value><x:value>changing_memory_limits</x:value>
      </xsl:otherwise>
    </xsl:choose>
    <x:value>snapshot</x:value>
    <xsl:if test="g:snapshots/g:snapshot"><x:value>revert</x:value></xsl:if>
  </xsl:template>

  <!-- The last part of a path. -->
  <xsl:template name="file">
    <xsl:param name="path"/>
    <xsl:choose>
      <xsl:when test="contains($path, '/')">
        <xsl:call-template name="file">
          <xsl:with-param name="path" select="substring-after($path, '/')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$path"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

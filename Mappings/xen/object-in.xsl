<?xml version="1.0" encoding="UTF-8"?>
<!-- A record of XAPI, with the records it points at: a generic object. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">
  <xsl:import href="guests.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="null" select="'OpaqueRef:NULL'"/>
  <xsl:key name="record" match="x:records/*" use="@ref"/>

  <xsl:template match="/x:host">
    <xsl:variable name="cpu" select="x:cpu_info/x:struct"/>
    <xsl:variable name="software" select="x:software_version/x:struct"/>
    <xsl:variable name="bios" select="x:bios_strings/x:struct"/>
    <g:host id="{d:id('host', string(@ref))}">
      <g:name><xsl:value-of select="x:name_label"/></g:name>
      <g:platform>xen</g:platform>
      <g:uuid><xsl:value-of select="x:uuid"/></g:uuid>
      <g:product name="{$software/x:member[@name = 'product_brand']}"
                 version="{$software/x:member[@name = 'product_version']}">
        <xsl:if test="$software/x:member[@name = 'build_number'] != ''">
          <xsl:attribute name="build">
            <xsl:value-of select="$software/x:member[@name = 'build_number']"/>
          </xsl:attribute>
        </xsl:if>
      </g:product>
      <xsl:if test="$bios/x:member[@name = 'system-manufacturer'] != ''">
        <g:hardware vendor="{$bios/x:member[@name = 'system-manufacturer']}"
                    model="{$bios/x:member[@name = 'system-product-name']}"/>
      </xsl:if>
      <g:connection>
        <xsl:choose>
          <xsl:when test="x:records/x:host_metrics/x:live = '0'">disconnected</xsl:when>
          <xsl:otherwise>connected</xsl:otherwise>
        </xsl:choose>
      </g:connection>
      <g:maintenance><xsl:value-of select="x:enabled = '0'"/></g:maintenance>
      <xsl:variable name="boot" select="x:records/x:host_metrics/x:start_time"/>
      <xsl:if test="$boot != ''">
        <g:bootTime>
          <xsl:call-template name="time"><xsl:with-param name="value" select="$boot"/></xsl:call-template>
        </g:bootTime>
      </xsl:if>
      <xsl:variable name="sockets" select="number($cpu/x:member[@name = 'socket_count'])"/>
      <xsl:variable name="threads" select="number($cpu/x:member[@name = 'cpu_count'])"/>
      <xsl:variable name="perCore" select="$cpu/x:member[@name = 'threads_per_core']"/>
      <g:cpu model="{$cpu/x:member[@name = 'modelname']}" vendor="{$cpu/x:member[@name = 'vendor']}"
             mhz="{round(number($cpu/x:member[@name = 'speed']))}" sockets="{$sockets}" threads="{$threads}">
        <xsl:attribute name="cores">
          <xsl:choose>
            <xsl:when test="$perCore != ''"><xsl:value-of select="$threads div number($perCore)"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="$threads"/></xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </g:cpu>
      <g:memory mib="{floor(number(x:records/x:host_metrics/x:memory_total) div 1048576)}"/>
      <!-- VLANs and bonds are no adapters: those have the VLAN -1 and a device of their own. -->
      <xsl:variable name="cards" select="x:records/x:PIF[x:VLAN = '-1'][x:MAC != '']"/>
      <xsl:if test="$cards">
        <g:adapters>
          <xsl:for-each select="$cards">
            <xsl:variable name="metrics" select="../x:PIF_metrics[@ref = current()/x:metrics]"/>
            <g:adapter device="{x:device}" mac="{translate(x:MAC, 'ABCDEF', 'abcdef')}">
              <xsl:if test="$metrics/x:carrier = '1' and $metrics/x:speed &gt; 0">
                <xsl:attribute name="speed"><xsl:value-of select="$metrics/x:speed"/></xsl:attribute>
              </xsl:if>
            </g:adapter>
          </xsl:for-each>
        </g:adapters>
      </xsl:if>
    </g:host>
  </xsl:template>

  <xsl:template match="/x:SR">
    <g:datastore id="{d:id('SR', string(@ref))}" host="{d:id('host', string(@host))}">
      <g:name><xsl:value-of select="x:name_label"/></g:name>
      <g:type><xsl:value-of select="x:type"/></g:type>
      <g:path><xsl:value-of select="concat('/run/sr-mount/', x:uuid)"/></g:path>
      <g:capacity><xsl:value-of select="x:physical_size"/></g:capacity>
      <g:free>
        <xsl:value-of select="format-number(number(x:physical_size) - number(x:physical_utilisation), '0')"/>
      </g:free>
      <g:accessible><xsl:value-of select="boolean(x:records/x:PBD[x:currently_attached = '1'])"/></g:accessible>
      <xsl:if test="x:shared = '1'"><g:share><xsl:value-of select="x:uuid"/></g:share></xsl:if>
    </g:datastore>
  </xsl:template>

  <xsl:template match="/x:VDI">
    <g:volume id="{d:id('VDI', string(@ref))}" host="{d:id('host', string(@host))}"
              datastore="{d:id('SR', string(x:SR))}">
      <g:name><xsl:value-of select="x:name_label"/></g:name>
      <g:path><xsl:apply-templates select="." mode="path"/></g:path>
      <g:capacity><xsl:value-of select="x:virtual_size"/></g:capacity>
      <g:allocation><xsl:value-of select="x:physical_utilisation"/></g:allocation>
      <g:format>
        <xsl:choose>
          <xsl:when test="contains(x:location, '.iso')">iso</xsl:when>
          <xsl:when test="x:sm_config/x:struct/x:member[@name = 'type'] = 'raw'">raw</xsl:when>
          <xsl:otherwise>vhd</xsl:otherwise>
        </xsl:choose>
      </g:format>
    </g:volume>
  </xsl:template>

  <xsl:template match="/x:network">
    <g:network id="{d:id('network', string(@ref))}" host="{d:id('host', string(@host))}">
      <g:name><xsl:value-of select="x:name_label"/></g:name>
      <xsl:if test="x:bridge != ''"><g:bridge><xsl:value-of select="x:bridge"/></g:bridge></xsl:if>
    </g:network>
  </xsl:template>

  <xsl:template match="/x:VM">
    <xsl:variable name="metrics" select="x:records/x:VM_metrics"/>
    <xsl:variable name="platform" select="x:platform/x:struct"/>
    <xsl:variable name="own" select="x:records/x:VBD[x:VM = current()/@ref]"/>
    <g:vm id="{d:id('VM', string(@ref))}" host="{d:id('host', string(@host))}">
      <g:name><xsl:value-of select="x:name_label"/></g:name>
      <g:uuid><xsl:value-of select="translate(x:uuid, 'ABCDEF', 'abcdef')"/></g:uuid>
      <xsl:if test="x:name_description != ''"><g:notes><xsl:value-of select="x:name_description"/></g:notes></xsl:if>
      <g:powerState><xsl:apply-templates select="x:power_state"/></g:powerState>
      <g:template><xsl:value-of select="x:is_a_template = '1'"/></g:template>
      <g:autostart><xsl:value-of select="x:other_config/x:struct/x:member[@name = 'auto_poweron'] = 'true'"/></g:autostart>
      <xsl:if test="(x:power_state = 'Running' or x:power_state = 'Paused') and $metrics/x:start_time != ''
                    and not(starts-with($metrics/x:start_time, '1970'))">
        <g:bootTime>
          <xsl:call-template name="time">
            <xsl:with-param name="value" select="$metrics/x:start_time"/>
          </xsl:call-template>
        </g:bootTime>
      </xsl:if>
      <g:version>
        <xsl:choose>
          <xsl:when test="x:domain_type != '' and x:domain_type != 'unspecified'">
            <xsl:value-of select="x:domain_type"/>
          </xsl:when>
          <xsl:when test="x:HVM_boot_policy != ''">hvm</xsl:when>
          <xsl:otherwise>pv</xsl:otherwise>
        </xsl:choose>
      </g:version>
      <g:cpu count="{x:VCPUs_max}" hotAdd="false">
        <xsl:attribute name="coresPerSocket">
          <xsl:choose>
            <xsl:when test="$platform/x:member[@name = 'cores-per-socket'] &gt; 0">
              <xsl:value-of select="$platform/x:member[@name = 'cores-per-socket']"/>
            </xsl:when>
            <xsl:otherwise>1</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </g:cpu>
      <g:memory mib="{floor(number(x:memory_static_max) div 1048576)}" hotAdd="false"/>
      <g:firmware secureBoot="{$platform/x:member[@name = 'secureboot'] = 'true'}">
        <xsl:attribute name="type">
          <xsl:choose>
            <xsl:when test="x:HVM_boot_params/x:struct/x:member[@name = 'firmware'] = 'uefi'">efi</xsl:when>
            <xsl:otherwise>bios</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </g:firmware>
      <xsl:call-template name="boot"/>
      <xsl:call-template name="guest"/>
      <g:controllers><g:controller id="xen0" type="xen" bus="0"/></g:controllers>
      <g:disks>
        <xsl:apply-templates select="$own[x:type = 'Disk']">
          <xsl:sort select="x:userdevice" data-type="number"/>
        </xsl:apply-templates>
      </g:disks>
      <g:cdroms>
        <xsl:apply-templates select="$own[x:type = 'CD']">
          <xsl:sort select="x:userdevice" data-type="number"/>
        </xsl:apply-templates>
      </g:cdroms>
      <g:nics>
        <xsl:apply-templates select="x:records/x:VIF[x:VM = current()/@ref]">
          <xsl:sort select="x:device" data-type="number"/>
        </xsl:apply-templates>
      </g:nics>
      <g:snapshots>
        <xsl:if test="key('record', x:parent)[self::x:snapshot]">
          <xsl:attribute name="current">
            <xsl:value-of select="d:id('snapshot', string(x:parent), string(@ref))"/>
          </xsl:attribute>
        </xsl:if>
        <xsl:apply-templates select="x:records/x:snapshot[not(key('record', x:parent)[self::x:snapshot])]">
          <xsl:sort select="x:snapshot_time"/>
        </xsl:apply-templates>
      </g:snapshots>
      <xsl:call-template name="metadata"/>
    </g:vm>
  </xsl:template>

  <xsl:template name="boot">
    <xsl:variable name="order" select="string(x:HVM_boot_params/x:struct/x:member[@name = 'order'])"/>
    <xsl:variable name="weight" select="x:VCPUs_params/x:struct/x:member[@name = 'weight']"/>
    <xsl:if test="$order != ''">
      <g:boot><xsl:call-template name="bootDevices"><xsl:with-param name="letters" select="$order"/></xsl:call-template></g:boot>
    </xsl:if>
    <xsl:if test="$weight &gt; 0 and $weight != 256">
      <g:allocation resource="cpu">
        <xsl:attribute name="shares">
          <xsl:choose>
            <xsl:when test="$weight = 128">low</xsl:when>
            <xsl:when test="$weight = 512">high</xsl:when>
            <xsl:otherwise><xsl:value-of select="round($weight * 1000 * x:VCPUs_max div 256)"/></xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </g:allocation>
    </xsl:if>
  </xsl:template>
  <xsl:template name="bootDevices">
    <xsl:param name="letters"/>
    <xsl:variable name="letter" select="substring($letters, 1, 1)"/>
    <xsl:if test="$letter != ''">
      <xsl:choose>
        <xsl:when test="$letter = 'c'"><g:device type="disk"/></xsl:when>
        <xsl:when test="$letter = 'd'"><g:device type="cdrom"/></xsl:when>
        <xsl:when test="$letter = 'n'"><g:device type="network"/></xsl:when>
      </xsl:choose>
      <xsl:call-template name="bootDevices"><xsl:with-param name="letters" select="substring($letters, 2)"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="x:power_state">
    <xsl:choose>
      <xsl:when test=". = 'Running'">running</xsl:when>
      <xsl:when test=". = 'Paused'">paused</xsl:when>
      <xsl:when test=". = 'Suspended'">suspended</xsl:when>
      <xsl:otherwise>off</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="guest">
    <xsl:variable name="agent" select="x:records/x:VM_guest_metrics"/>
    <xsl:variable name="networks" select="$agent/x:networks/x:struct/x:member"/>
    <g:guest>
      <xsl:attribute name="os">
        <xsl:call-template name="guestOf"><xsl:with-param name="vm" select="."/></xsl:call-template>
      </xsl:attribute>
      <xsl:variable name="label" select="x:other_config/x:struct/x:member[@name = 'base_template_name']"/>
      <xsl:variable name="said" select="$agent/x:os_version/x:struct/x:member[@name = 'name']"/>
      <xsl:choose>
        <xsl:when test="$said != ''"><g:osName><xsl:value-of select="$said"/></g:osName></xsl:when>
        <xsl:when test="$label != ''"><g:osName><xsl:value-of select="$label"/></g:osName></xsl:when>
      </xsl:choose>
      <xsl:variable name="hostName" select="$agent/x:netbios_name/x:struct/x:member[@name = 'host_name']"/>
      <xsl:if test="$hostName != ''"><g:hostName><xsl:value-of select="$hostName"/></g:hostName></xsl:if>
      <g:tools>
        <xsl:attribute name="state">
          <xsl:choose>
            <xsl:when test="$agent and x:power_state = 'Running' and $agent/x:PV_drivers_detected = '1'">running</xsl:when>
            <xsl:when test="$agent and $agent/x:PV_drivers_detected = '0'">notInstalled</xsl:when>
            <xsl:otherwise>notRunning</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
        <xsl:variable name="version" select="$agent/x:PV_drivers_version/x:struct"/>
        <xsl:if test="$version/x:member[@name = 'major']">
          <xsl:attribute name="version">
            <xsl:value-of select="concat($version/x:member[@name = 'major'], '.', $version/x:member[@name = 'minor'],
                                         '.', $version/x:member[@name = 'micro'])"/>
          </xsl:attribute>
        </xsl:if>
      </g:tools>
      <!-- 0/ip is the older spelling of what 0/ipv4/0 says. -->
      <xsl:for-each select="$networks[contains(@name, '/ip')]">
        <xsl:sort select="@name"/>
        <xsl:variable name="device" select="substring-before(@name, '/')"/>
        <xsl:if test="@name != concat($device, '/ip') or not($networks[starts-with(@name, concat($device, '/ipv4/'))])">
          <g:address nic="nic{$device}"><xsl:value-of select="."/></g:address>
        </xsl:if>
      </xsl:for-each>
    </g:guest>
  </xsl:template>

  <xsl:template match="x:VBD[x:type = 'Disk']">
    <xsl:variable name="vdi" select="key('record', x:VDI)[self::x:VDI]"/>
    <xsl:variable name="raw" select="$vdi/x:sm_config/x:struct/x:member[@name = 'type'] = 'raw'"/>
    <g:disk id="xen0:{x:userdevice}" controller="xen0" unit="{x:userdevice}" handle="{@ref}">
      <xsl:if test="$vdi">
        <xsl:attribute name="datastore"><xsl:value-of select="d:id('SR', string($vdi/x:SR))"/></xsl:attribute>
        <xsl:attribute name="volume"><xsl:value-of select="d:id('VDI', string($vdi/@ref))"/></xsl:attribute>
      </xsl:if>
      <xsl:attribute name="path"><xsl:apply-templates select="$vdi" mode="path"/></xsl:attribute>
      <xsl:attribute name="capacity">
        <xsl:value-of select="format-number(number(concat('0', $vdi/x:virtual_size)), '0')"/>
      </xsl:attribute>
      <xsl:attribute name="thin">
        <xsl:value-of select="not($raw) and not(starts-with(key('record', $vdi/x:SR)/x:type, 'lvm'))"/>
      </xsl:attribute>
      <xsl:attribute name="mode">
        <xsl:choose>
          <xsl:when test="$vdi/x:on_boot = 'reset'">independent_nonpersistent</xsl:when>
          <xsl:otherwise>persistent</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
    </g:disk>
  </xsl:template>

  <xsl:template match="x:VBD[x:type = 'CD']">
    <xsl:variable name="vdi" select="key('record', x:VDI)[self::x:VDI]"/>
    <xsl:variable name="state" select="/x:VM/x:power_state"/>
    <g:cdrom id="xen0:{x:userdevice}" controller="xen0" unit="{x:userdevice}" handle="{@ref}">
      <xsl:if test="$vdi">
        <xsl:attribute name="datastore"><xsl:value-of select="d:id('SR', string($vdi/x:SR))"/></xsl:attribute>
        <xsl:attribute name="path"><xsl:apply-templates select="$vdi" mode="path"/></xsl:attribute>
      </xsl:if>
      <xsl:attribute name="connected">
        <xsl:value-of select="x:empty != '1' and (x:currently_attached = '1' or $state = 'Halted' or $state = 'Suspended')"/>
      </xsl:attribute>
    </g:cdrom>
  </xsl:template>

  <!-- An image in an ISO library is known by its file's name, a disk by its uuid. -->
  <xsl:template match="x:VDI" mode="path">
    <xsl:choose>
      <xsl:when test="x:location != '' and x:location != x:uuid"><xsl:value-of select="x:location"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat(x:uuid, '.vhd')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Every VIF of a VM is plugged when it starts, unless it is locked for good. -->
  <xsl:template match="x:VIF">
    <xsl:variable name="state" select="/x:VM/x:power_state"/>
    <g:nic id="nic{x:device}" slot="{x:device}" handle="{@ref}" mac="{translate(x:MAC, 'ABCDEF', 'abcdef')}"
           model="netfront">
      <xsl:if test="x:network != '' and x:network != $null">
        <xsl:attribute name="network"><xsl:value-of select="d:id('network', string(x:network))"/></xsl:attribute>
      </xsl:if>
      <xsl:attribute name="connected">
        <xsl:value-of select="not(x:locking_mode = 'disabled')
                              and (x:currently_attached = '1' or $state = 'Halted' or $state = 'Suspended')"/>
      </xsl:attribute>
    </g:nic>
  </xsl:template>

  <xsl:template match="x:snapshot">
    <g:snapshot id="{d:id('snapshot', string(@ref), string(/x:VM/@ref))}" handle="{@ref}" name="{x:name_label}">
      <xsl:attribute name="created">
        <xsl:call-template name="time"><xsl:with-param name="value" select="x:snapshot_time"/></xsl:call-template>
      </xsl:attribute>
      <!-- A checkpoint is stored as a suspended VM, whatever the VM was. -->
      <xsl:attribute name="powerState">
        <xsl:variable name="was" select="x:snapshot_info/x:struct/x:member[@name = 'power-state-at-snapshot']"/>
        <xsl:choose>
          <xsl:when test="x:power_state = 'Suspended' and $was = 'Running'">running</xsl:when>
          <xsl:otherwise><xsl:apply-templates select="x:power_state"/></xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:if test="x:name_description != ''">
        <g:description><xsl:value-of select="x:name_description"/></g:description>
      </xsl:if>
      <xsl:apply-templates select="../x:snapshot[x:parent = current()/@ref]">
        <xsl:sort select="x:snapshot_time"/>
      </xsl:apply-templates>
    </g:snapshot>
  </xsl:template>

  <!-- What has no generic field, under names from which it finds its way back. -->
  <xsl:template name="metadata">
    <xsl:variable name="config" select="x:other_config/x:struct/x:member"/>
    <xsl:variable name="maps" select="$config[not(starts-with(@name, 'dragoman.')) and @name != 'base_template_name']
        | x:platform/x:struct/x:member[@name != 'cores-per-socket' and @name != 'secureboot']
        | x:HVM_boot_params/x:struct/x:member[@name != 'firmware']
        | x:xenstore_data/x:struct/x:member | x:VCPUs_params/x:struct/x:member"/>
    <xsl:variable name="foreign" select="$config[starts-with(@name, 'dragoman.') and @name != 'dragoman.guest.os']"/>
    <xsl:variable name="fields" select="x:VCPUs_at_startup[. != ../x:VCPUs_max]
        | x:memory_dynamic_min[. != ../x:memory_static_max] | x:memory_dynamic_max[. != ../x:memory_static_max]"/>
    <xsl:if test="$maps | $foreign | $fields">
      <g:metadata>
        <xsl:for-each select="$fields">
          <g:entry owner="xen" key="{local-name()}"><xsl:value-of select="."/></g:entry>
        </xsl:for-each>
        <xsl:for-each select="$maps">
          <xsl:sort select="concat(local-name(../..), ':', @name)"/>
          <g:entry owner="xen" key="{local-name(../..)}:{@name}"><xsl:value-of select="."/></g:entry>
        </xsl:for-each>
        <xsl:for-each select="$foreign">
          <xsl:sort select="@name"/>
          <xsl:variable name="rest" select="substring-after(@name, 'dragoman.')"/>
          <g:entry owner="{substring-before($rest, '.')}" key="{substring-after($rest, '.')}">
            <xsl:value-of select="."/>
          </g:entry>
        </xsl:for-each>
      </g:metadata>
    </xsl:if>
  </xsl:template>

  <!-- 20260821T02:00:23Z -->
  <xsl:template name="time">
    <xsl:param name="value"/>
    <xsl:choose>
      <xsl:when test="contains($value, '-')"><xsl:value-of select="$value"/></xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat(substring($value, 1, 4), '-', substring($value, 5, 2), '-', substring($value, 7, 2),
                                     'T', substring($value, 10, 8), 'Z')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

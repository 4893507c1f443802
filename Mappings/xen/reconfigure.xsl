<?xml version="1.0" encoding="UTF-8"?>
<!-- vm.reconfigure: one call for each field that changes, in the order that XAPI's rules want, each with its undo. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g d">
  <xsl:key name="device" match="/p:input/g:vm/*/g:disk | /p:input/g:vm/*/g:cdrom | /p:input/g:vm/*/g:nic" use="@id"/>
  <xsl:key name="record" match="/p:input/p:native/x:VM/x:records/*" use="@ref"/>
  <xsl:variable name="halted" select="$native/x:power_state = 'Halted'"/>
  <xsl:variable name="suspended" select="$native/x:power_state = 'Suspended'"/>
  <xsl:variable name="ref" select="$native/@ref"/>

  <xsl:template match="g:command[@name = 'vm.reconfigure']">
    <xsl:variable name="disks" select="g:disk[@op = 'edit']"/>
    <xsl:variable name="cpus" select="(g:cpu/@count | $vm[not($command/g:cpu/@count)]/g:cpu/@count)[1]"/>
    <xsl:variable name="sockets"
                  select="(g:cpu/@coresPerSocket | $vm[not($command/g:cpu/@coresPerSocket)]/g:cpu/@coresPerSocket)[1]"/>
    <xsl:variable name="refusal"><xsl:call-template name="resourceRefusal"/></xsl:variable>
    <p:plan>
      <xsl:choose>
        <xsl:when test="$refusal != ''">
          <xsl:call-template name="refuse"><xsl:with-param name="message" select="string($refusal)"/></xsl:call-template>
        </xsl:when>
        <!-- Nothing is to change. -->
        <xsl:when test="not(*)"/>
        <xsl:when test="not($native)">
          <g:fault code="notFound">
            <g:message>The host does not show this VM.</g:message>
            <g:detail name="type">vm</g:detail><g:detail name="id"><xsl:value-of select="@target"/></g:detail>
          </g:fault>
        </xsl:when>
        <xsl:when test="g:cpu/@hotAdd = 'true' or g:memory/@hotAdd = 'true'">
          <xsl:call-template name="refuse">
            <xsl:with-param name="message" select="'XAPI has no switch for hot-adding.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="(g:disk | g:cdrom | g:nic)[@op != 'add'][not(key('device', @id))]">
          <xsl:call-template name="noDevice">
            <xsl:with-param name="device"
                            select="(g:disk | g:cdrom | g:nic)[@op != 'add'][not(key('device', @id))][1]/@id"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:controller[@op != 'add']">
          <xsl:call-template name="noDevice">
            <xsl:with-param name="device" select="g:controller[@op != 'add'][1]/@id"/>
          </xsl:call-template>
        </xsl:when>
        <!-- Processors, memory and firmware -->
        <xsl:when test="not($halted) and (g:cpu/@count != $native/x:VCPUs_max or g:cpu/@coresPerSocket != $vm/g:cpu/@coresPerSocket)">
          <xsl:call-template name="notHalted"><xsl:with-param name="device" select="'cpu'"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="$cpus mod $sockets != 0">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'cpu.coresPerSocket'"/>
            <xsl:with-param name="message" select="'The processors do not fill their sockets.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not($halted) and g:memory/@mib != $vm/g:memory/@mib">
          <xsl:call-template name="notHalted"><xsl:with-param name="device" select="'memory'"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="not($halted) and (g:firmware/@type != $vm/g:firmware/@type or g:firmware/@secureBoot != $vm/g:firmware/@secureBoot)">
          <g:fault code="invalidPowerState">
            <g:message>The firmware of a halted VM only can be changed.</g:message>
            <g:detail name="expected">off</g:detail>
            <g:detail name="actual"><xsl:value-of select="$vm/g:powerState"/></g:detail>
          </g:fault>
        </xsl:when>
        <xsl:when test="(g:firmware/@secureBoot = 'true' or not(g:firmware/@secureBoot) and $vm/g:firmware/@secureBoot = 'true')
                        and (g:firmware/@type = 'bios' or not(g:firmware/@type) and $vm/g:firmware/@type = 'bios')">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'firmware.secureBoot'"/>
            <xsl:with-param name="message" select="'Secure boot needs EFI.'"/>
          </xsl:call-template>
        </xsl:when>
        <!-- Devices -->
        <xsl:when test="$suspended and (g:disk | g:cdrom | g:nic)">
          <g:fault code="invalidPowerState">
            <g:message>The devices of a suspended VM cannot change.</g:message>
            <g:detail name="expected">off running</g:detail><g:detail name="actual">suspended</g:detail>
          </g:fault>
        </xsl:when>
        <xsl:when test="g:disk[@op = 'add'][not(@capacity) and not(@path)]">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'disk.capacity'"/>
            <xsl:with-param name="message" select="'A new disk needs a capacity or a volume.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:disk[@mode = 'independent_persistent']">
          <xsl:call-template name="refuse">
            <xsl:with-param name="message" select="'XAPI takes every persistent disk into its snapshots.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="$disks[@capacity &lt; key('device', @id)/@capacity]">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'disk.capacity'"/>
            <xsl:with-param name="message" select="'XAPI does not shrink a volume.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not($halted) and $disks[@capacity != key('device', @id)/@capacity or @mode != key('device', @id)/@mode
                                                or @unit != key('device', @id)/@unit]">
          <xsl:call-template name="notHalted"><xsl:with-param name="device" select="'disk'"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="$disks[@path != key('device', @id)/@path or @datastore != key('device', @id)/@datastore or @thin != key('device', @id)/@thin]">
          <xsl:call-template name="refuse">
            <xsl:with-param name="message"
                            select="'XAPI cannot put another volume behind a disk or move it in this way.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not($halted) and g:nic[@op = 'edit'][@mac != key('device', @id)/@mac]">
          <xsl:call-template name="notHalted"><xsl:with-param name="device" select="'nic'"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="g:nic[@op = 'edit'][@slot != key('device', @id)/@slot]">
          <xsl:call-template name="refuse">
            <xsl:with-param name="message" select="'XAPI does not move a network card.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:nic[@op = 'add'][not(@network)] and not($host/g:network)">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'nic.network'"/>
            <xsl:with-param name="message" select="'The host has no network.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:cdrom[@connected = 'false'][@path != '' or not(@path) and key('device', @id)/@path]">
          <xsl:call-template name="refuse">
            <xsl:with-param name="message" select="'XAPI has no image in a drive that is not connected.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not($halted) and g:cdrom[@op = 'edit'][@unit != key('device', @id)/@unit]">
          <xsl:call-template name="notHalted"><xsl:with-param name="device" select="'disk'"/></xsl:call-template>
        </xsl:when>
        <!-- Metadata -->
        <xsl:when test="g:metadata/g:entry[@owner = 'xen'][starts-with(@key, 'platform:cores-per-socket') or starts-with(@key, 'platform:secureboot')
            or not(starts-with(@key, 'other_config:') or starts-with(@key, 'platform:') or starts-with(@key, 'HVM_boot_params:')
                   or starts-with(@key, 'xenstore_data:') or starts-with(@key, 'VCPUs_params:') or @key = 'VCPUs_at_startup' or . = $vm/g:metadata/g:entry[@owner = 'xen'])]">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'metadata'"/>
            <xsl:with-param name="message" select="'Such an entry cannot be set by itself.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not($halted) and g:metadata/g:entry[@owner = 'xen'][@key = 'VCPUs_at_startup'][not(@op = 'remove')]">
          <xsl:call-template name="notHalted"><xsl:with-param name="device" select="'cpu'"/></xsl:call-template>
        </xsl:when>
        <xsl:otherwise><xsl:call-template name="changes"/></xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template name="changes">
    <xsl:if test="g:name and g:name != $native/x:name_label">
      <xsl:call-template name="set">
        <xsl:with-param name="id" select="'name'"/>
        <xsl:with-param name="method" select="'VM.set_name_label'"/>
        <xsl:with-param name="self" select="$ref"/>
        <xsl:with-param name="value" select="g:name"/><xsl:with-param name="old" select="$native/x:name_label"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="g:notes and g:notes != string($native/x:name_description)">
      <xsl:call-template name="set">
        <xsl:with-param name="id" select="'notes'"/>
        <xsl:with-param name="method" select="'VM.set_name_description'"/>
        <xsl:with-param name="self" select="$ref"/>
        <xsl:with-param name="value" select="g:notes"/><xsl:with-param name="old" select="$native/x:name_description"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:call-template name="processors"/>
    <xsl:call-template name="memory"/>
    <xsl:if test="g:cpu/@coresPerSocket">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'cores-per-socket'"/><xsl:with-param name="map" select="'platform'"/>
        <xsl:with-param name="key" select="'cores-per-socket'"/>
        <xsl:with-param name="value" select="g:cpu/@coresPerSocket"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:call-template name="resourceSteps"/>
    <xsl:if test="g:firmware/@type">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'firmware'"/>
        <xsl:with-param name="map" select="'HVM_boot_params'"/>
        <xsl:with-param name="key" select="'firmware'"/>
        <xsl:with-param name="value">
          <xsl:choose>
            <xsl:when test="g:firmware/@type = 'efi'">uefi</xsl:when>
            <xsl:otherwise>bios</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="g:firmware/@secureBoot">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'secureboot'"/>
        <xsl:with-param name="map" select="'platform'"/>
        <xsl:with-param name="key" select="'secureboot'"/>
        <xsl:with-param name="value" select="g:firmware/@secureBoot"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="g:guest">
      <xsl:variable name="template">
        <xsl:call-template name="templateOf"><xsl:with-param name="os" select="g:guest/@os"/></xsl:call-template>
      </xsl:variable>
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'template'"/>
        <xsl:with-param name="map" select="'other_config'"/>
        <xsl:with-param name="key" select="'base_template_name'"/>
        <xsl:with-param name="value">
          <xsl:choose>
            <xsl:when test="$template != ''"><xsl:value-of select="$template"/></xsl:when>
            <xsl:otherwise>Other install media</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'guest'"/>
        <xsl:with-param name="map" select="'other_config'"/>
        <xsl:with-param name="key" select="'dragoman.guest.os'"/>
        <xsl:with-param name="value">
          <xsl:if test="$template = '' and g:guest/@os != 'unknown'"><xsl:value-of select="g:guest/@os"/></xsl:if>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:for-each select="g:metadata/g:entry">
      <xsl:choose>
        <xsl:when test="@owner != 'xen'">
          <xsl:call-template name="entry">
            <xsl:with-param name="id" select="concat('metadata-', position())"/>
            <xsl:with-param name="map" select="'other_config'"/>
            <xsl:with-param name="key" select="concat('dragoman.', @owner, '.', @key)"/>
            <xsl:with-param name="value" select="."/><xsl:with-param name="gone" select="@op = 'remove'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="contains(@key, ':')">
          <xsl:call-template name="entry">
            <xsl:with-param name="id" select="concat('metadata-', position())"/>
            <xsl:with-param name="map" select="substring-before(@key, ':')"/>
            <xsl:with-param name="key" select="substring-after(@key, ':')"/><xsl:with-param name="value" select="."/>
            <xsl:with-param name="gone" select="@op = 'remove'"/>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </xsl:for-each>
    <xsl:apply-templates select="g:disk[@op = 'edit'] | g:cdrom[@op = 'edit'] | g:nic[@op = 'edit']" mode="edit"/>
    <!-- A halted VM's places are freed first; from a running one nothing is pulled before all the rest went well. -->
    <xsl:if test="$halted"><xsl:apply-templates select="*[@op = 'remove']" mode="remove"/></xsl:if>
    <xsl:variable name="staying"
                  select="$records/x:VBD[x:VM = $ref][not($halted and @ref = key('device', $command/*[@op = 'remove']/@id)/@handle)]"/>
    <xsl:variable name="used">|<xsl:for-each select="$staying"><xsl:value-of select="x:userdevice"/>|</xsl:for-each>
      <xsl:for-each select="(g:disk | g:cdrom)[@op = 'add']">|<xsl:apply-templates select="." mode="wanted"/>|</xsl:for-each></xsl:variable>
    <xsl:call-template name="add">
      <xsl:with-param name="queue" select="(g:disk | g:cdrom)[@op = 'add']"/>
      <xsl:with-param name="used" select="translate($used, ' &#10;', '')"/>
      <xsl:with-param name="self" select="string($ref)"/>
    </xsl:call-template>
    <xsl:variable name="cards"
                  select="$records/x:VIF[x:VM = $ref][not($halted and @ref = key('device', $command/*[@op = 'remove']/@id)/@handle)]"/>
    <xsl:variable name="slots">|<xsl:for-each select="$cards"><xsl:value-of select="x:device"/>|</xsl:for-each>
      <xsl:for-each select="g:nic[@op = 'add']">|<xsl:apply-templates select="." mode="wanted"/>|</xsl:for-each></xsl:variable>
    <xsl:call-template name="add">
      <xsl:with-param name="queue" select="g:nic[@op = 'add']"/>
      <xsl:with-param name="used" select="translate($slots, ' &#10;', '')"/>
      <xsl:with-param name="self" select="string($ref)"/>
    </xsl:call-template>
    <xsl:if test="not($halted)"><xsl:apply-templates select="*[@op = 'remove']" mode="remove"/></xsl:if>
    <!-- What cannot be undone comes last. -->
    <xsl:apply-templates select="g:disk[@op = 'edit'][@capacity != key('device', @id)/@capacity]" mode="resize"/>
    <xsl:for-each select="g:disk[@op = 'remove'][@deleteVolume = 'true']">
      <p:step id="delete-{position()}">
        <p:call>
          <xsl:call-template name="bare">
            <xsl:with-param name="method" select="'VDI.destroy'"/>
            <xsl:with-param name="self" select="string(key('record', key('device', @id)/@handle)/x:VDI)"/>
          </xsl:call-template>
        </p:call>
      </p:step>
    </xsl:for-each>
  </xsl:template>

  <!-- VCPUs_at_startup is never more than VCPUs_max, not even between two calls. -->
  <xsl:template name="processors">
    <xsl:variable name="count" select="g:cpu/@count"/>
    <xsl:if test="$count and $count &gt; $native/x:VCPUs_max"><xsl:call-template name="processorsMax"/></xsl:if>
    <xsl:variable name="startup"><xsl:call-template name="atStartup"><xsl:with-param name="count" select="$count"/></xsl:call-template></xsl:variable>
    <xsl:if test="$startup != '' and $startup != $native/x:VCPUs_at_startup and $halted">
      <xsl:call-template name="set">
        <xsl:with-param name="id" select="'VCPUs_at_startup'"/>
        <xsl:with-param name="method" select="'VM.set_VCPUs_at_startup'"/>
        <xsl:with-param name="self" select="$ref"/>
        <xsl:with-param name="value" select="$startup"/><xsl:with-param name="old" select="$native/x:VCPUs_at_startup"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$count and $count &lt; $native/x:VCPUs_max"><xsl:call-template name="processorsMax"/></xsl:if>
  </xsl:template>
  <!-- With how many it starts: all, unless it is said. -->
  <xsl:template name="atStartup">
    <xsl:param name="count" select="g:cpu/@count"/>
    <xsl:variable name="said" select="g:metadata/g:entry[@owner = 'xen'][@key = 'VCPUs_at_startup'][not(@op = 'remove')]"/>
    <xsl:choose>
      <xsl:when test="$said"><xsl:value-of select="$said"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$count"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="processorsMax">
    <xsl:call-template name="set">
      <xsl:with-param name="id" select="'VCPUs_max'"/>
      <xsl:with-param name="method" select="'VM.set_VCPUs_max'"/>
      <xsl:with-param name="self" select="$ref"/>
      <xsl:with-param name="value" select="g:cpu/@count"/><xsl:with-param name="old" select="$native/x:VCPUs_max"/>
    </xsl:call-template>
  </xsl:template>

  <!-- All four limits at once: any order of single calls would break static_min <= dynamic_min <= dynamic_max <= static_max. -->
  <xsl:template name="memory">
    <xsl:variable name="bytes" select="format-number(g:memory/@mib * 1048576, '0')"/>
    <xsl:if test="g:memory/@mib and g:memory/@mib != $vm/g:memory/@mib">
      <p:step id="memory">
        <p:call>
          <xsl:call-template name="limits">
            <xsl:with-param name="low">
              <xsl:choose>
                <xsl:when test="$native/x:memory_static_min &lt; $bytes">
                  <xsl:value-of select="$native/x:memory_static_min"/>
                </xsl:when>
                <xsl:otherwise><xsl:value-of select="$bytes"/></xsl:otherwise>
              </xsl:choose>
            </xsl:with-param>
            <xsl:with-param name="max" select="$bytes"/>
            <xsl:with-param name="dynamicMin" select="$bytes"/>
            <xsl:with-param name="dynamicMax" select="$bytes"/>
          </xsl:call-template>
        </p:call>
        <p:undo>
          <xsl:call-template name="limits">
            <xsl:with-param name="low" select="$native/x:memory_static_min"/>
            <xsl:with-param name="max" select="$native/x:memory_static_max"/>
            <xsl:with-param name="dynamicMin" select="$native/x:memory_dynamic_min"/>
            <xsl:with-param name="dynamicMax" select="$native/x:memory_dynamic_max"/>
          </xsl:call-template>
        </p:undo>
      </p:step>
    </xsl:if>
  </xsl:template>
  <xsl:template name="limits">
    <xsl:param name="low"/>
    <xsl:param name="max"/>
    <xsl:param name="dynamicMin"/>
    <xsl:param name="dynamicMax"/>
    <x:call>
      <x:method>VM.set_memory_limits</x:method>
      <x:params>
        <x:value><xsl:value-of select="$ref"/></x:value>
        <x:value><xsl:value-of select="$low"/></x:value>
        <x:value><xsl:value-of select="$max"/></x:value>
        <x:value><xsl:value-of select="$dynamicMin"/></x:value>
        <x:value><xsl:value-of select="$dynamicMax"/></x:value>
      </x:params>
    </x:call>
  </xsl:template>

  <xsl:template match="g:disk | g:cdrom" mode="edit">
    <xsl:variable name="now" select="key('device', @id)"/>
    <xsl:variable name="vbd" select="key('record', $now/@handle)"/>
    <xsl:variable name="id" select="concat(local-name(), '-edit-', position())"/>
    <xsl:if test="@unit != $now/@unit">
      <xsl:call-template name="set">
        <xsl:with-param name="id" select="concat($id, '-place')"/>
        <xsl:with-param name="method" select="'VBD.set_userdevice'"/>
        <xsl:with-param name="self" select="$vbd/@ref"/>
        <xsl:with-param name="value" select="@unit"/><xsl:with-param name="old" select="$now/@unit"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="self::g:disk and @mode != $now/@mode">
      <xsl:call-template name="set">
        <xsl:with-param name="id" select="concat($id, '-mode')"/>
        <xsl:with-param name="method" select="'VDI.set_on_boot'"/>
        <xsl:with-param name="self" select="$vbd/x:VDI"/>
        <xsl:with-param name="value">
          <xsl:choose>
            <xsl:when test="@mode = 'persistent'">persist</xsl:when>
            <xsl:otherwise>reset</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
        <xsl:with-param name="old">
          <xsl:choose>
            <xsl:when test="$now/@mode = 'persistent'">persist</xsl:when>
            <xsl:otherwise>reset</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="self::g:cdrom and @path and @path != string($now/@path)">
      <xsl:if test="@path != ''">
        <xsl:call-template name="find"><xsl:with-param name="number" select="$id"/></xsl:call-template>
      </xsl:if>
      <xsl:if test="$vbd/x:empty != '1'">
        <p:step id="{$id}-eject">
          <p:call>
            <xsl:call-template name="bare">
              <xsl:with-param name="method" select="'VBD.eject'"/>
              <xsl:with-param name="self" select="string($vbd/@ref)"/>
            </xsl:call-template>
          </p:call>
          <p:undo>
            <xsl:call-template name="call">
              <xsl:with-param name="method" select="'VBD.insert'"/>
              <xsl:with-param name="self" select="$vbd/@ref"/>
              <xsl:with-param name="value" select="$vbd/x:VDI"/>
            </xsl:call-template>
          </p:undo>
        </p:step>
      </xsl:if>
      <xsl:if test="@path != ''">
        <p:step id="attach-{$id}">
          <p:call>
            <x:call>
              <x:method>VBD.insert</x:method>
              <x:params>
                <x:value><xsl:value-of select="$vbd/@ref"/></x:value>
                <x:value><p:taken name="vdi{$id}"/></x:value>
              </x:params>
            </x:call>
          </p:call>
          <p:undo>
            <xsl:call-template name="bare">
              <xsl:with-param name="method" select="'VBD.eject'"/>
              <xsl:with-param name="self" select="string($vbd/@ref)"/>
            </xsl:call-template>
          </p:undo>
        </p:step>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="g:disk" mode="resize">
    <p:step id="resize-{position()}">
      <p:call>
        <xsl:call-template name="call">
          <xsl:with-param name="method" select="'VDI.resize'"/>
          <xsl:with-param name="self" select="key('record', key('device', @id)/@handle)/x:VDI"/>
          <xsl:with-param name="value" select="@capacity"/>
        </xsl:call-template>
      </p:call>
    </p:step>
  </xsl:template>

  <!-- A VIF keeps its address for life: another address is another VIF in its place. -->
  <xsl:template match="g:nic" mode="edit">
    <xsl:variable name="now" select="key('device', @id)"/>
    <xsl:variable name="vif" select="key('record', $now/@handle)"/>
    <xsl:variable name="id" select="concat('nic-edit-', position())"/>
    <xsl:variable name="locking">
      <xsl:choose>
        <xsl:when test="@connected = 'false'">disabled</xsl:when>
        <xsl:when test="@connected = 'true' and $vif/x:locking_mode = 'disabled'">network_default</xsl:when>
        <xsl:otherwise><xsl:value-of select="$vif/x:locking_mode"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="network">
      <xsl:choose>
        <xsl:when test="@network"><xsl:value-of select="d:native('network', string(@network))"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$vif/x:network"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="@mac and @mac != $now/@mac">
        <p:step id="{$id}-remove">
          <p:call>
            <xsl:call-template name="bare">
              <xsl:with-param name="method" select="'VIF.destroy'"/>
              <xsl:with-param name="self" select="string($vif/@ref)"/>
            </xsl:call-template>
          </p:call>
          <p:undo>
            <xsl:call-template name="vif">
              <xsl:with-param name="self" select="string($ref)"/>
              <xsl:with-param name="place" select="$vif/x:device"/>
              <xsl:with-param name="mac" select="$vif/x:MAC"/>
              <xsl:with-param name="network" select="$vif/x:network"/>
              <xsl:with-param name="locking" select="$vif/x:locking_mode"/>
            </xsl:call-template>
          </p:undo>
        </p:step>
        <p:step id="{$id}">
          <p:call>
            <xsl:call-template name="vif">
              <xsl:with-param name="self" select="string($ref)"/>
              <xsl:with-param name="place" select="$vif/x:device"/>
              <xsl:with-param name="mac" select="@mac"/>
              <xsl:with-param name="network" select="$network"/><xsl:with-param name="locking" select="$locking"/>
            </xsl:call-template>
          </p:call>
          <p:undo>
            <x:call>
              <x:method>VIF.destroy</x:method>
              <x:params><x:value><p:taken name="{$id}"/></x:value></x:params>
            </x:call>
          </p:undo>
          <p:take name="{$id}" select="x:result"/>
        </p:step>
      </xsl:when>
      <xsl:otherwise>
        <xsl:if test="$network != $vif/x:network">
          <xsl:call-template name="set">
            <xsl:with-param name="id" select="concat($id, '-network')"/>
            <xsl:with-param name="method" select="'VIF.move'"/>
            <xsl:with-param name="self" select="$vif/@ref"/>
            <xsl:with-param name="value" select="$network"/><xsl:with-param name="old" select="$vif/x:network"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:if test="$locking != $vif/x:locking_mode">
          <xsl:call-template name="set">
            <xsl:with-param name="id" select="concat($id, '-connected')"/>
            <xsl:with-param name="method" select="'VIF.set_locking_mode'"/>
            <xsl:with-param name="self" select="$vif/@ref"/>
            <xsl:with-param name="value" select="$locking"/><xsl:with-param name="old" select="$vif/x:locking_mode"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:if test="@connected = 'true' and $up and $vif/x:currently_attached != '1'">
          <p:step id="{$id}-plug">
            <p:call>
              <xsl:call-template name="bare">
                <xsl:with-param name="method" select="'VIF.plug'"/>
                <xsl:with-param name="self" select="string($vif/@ref)"/>
              </xsl:call-template>
            </p:call>
            <p:undo>
              <xsl:call-template name="bare">
                <xsl:with-param name="method" select="'VIF.unplug'"/>
                <xsl:with-param name="self" select="string($vif/@ref)"/>
              </xsl:call-template>
            </p:undo>
          </p:step>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:disk | g:cdrom" mode="remove">
    <xsl:variable name="vbd" select="key('record', key('device', @id)/@handle)"/>
    <xsl:if test="$up and $vbd/x:currently_attached = '1'">
      <p:step id="unplug-{position()}">
        <p:call>
          <xsl:call-template name="bare">
            <xsl:with-param name="method" select="'VBD.unplug'"/>
            <xsl:with-param name="self" select="string($vbd/@ref)"/>
          </xsl:call-template>
        </p:call>
        <p:undo>
          <xsl:call-template name="bare">
            <xsl:with-param name="method" select="'VBD.plug'"/>
            <xsl:with-param name="self" select="string($vbd/@ref)"/>
          </xsl:call-template>
        </p:undo>
      </p:step>
    </xsl:if>
    <p:step id="remove-{position()}">
      <p:call>
        <xsl:call-template name="bare">
          <xsl:with-param name="method" select="'VBD.destroy'"/>
          <xsl:with-param name="self" select="string($vbd/@ref)"/>
        </xsl:call-template>
      </p:call>
      <p:undo>
        <xsl:call-template name="vbd">
          <xsl:with-param name="self" select="string($ref)"/>
          <xsl:with-param name="vdi" select="string($vbd/x:VDI)"/>
          <xsl:with-param name="place" select="$vbd/x:userdevice"/>
          <xsl:with-param name="type" select="$vbd/x:type"/>
          <xsl:with-param name="empty" select="number($vbd/x:empty = '1')"/>
          <xsl:with-param name="bootable" select="number($vbd/x:bootable = '1')"/>
          <xsl:with-param name="mode" select="$vbd/x:mode"/>
        </xsl:call-template>
      </p:undo>
    </p:step>
  </xsl:template>

  <xsl:template match="g:nic" mode="remove">
    <xsl:variable name="vif" select="key('record', key('device', @id)/@handle)"/>
    <xsl:if test="$up and $vif/x:currently_attached = '1'">
      <p:step id="unplug-{position()}">
        <p:call>
          <xsl:call-template name="bare">
            <xsl:with-param name="method" select="'VIF.unplug'"/>
            <xsl:with-param name="self" select="string($vif/@ref)"/>
          </xsl:call-template>
        </p:call>
        <p:undo>
          <xsl:call-template name="bare">
            <xsl:with-param name="method" select="'VIF.plug'"/>
            <xsl:with-param name="self" select="string($vif/@ref)"/>
          </xsl:call-template>
        </p:undo>
      </p:step>
    </xsl:if>
    <p:step id="remove-{position()}">
      <p:call>
        <xsl:call-template name="bare">
          <xsl:with-param name="method" select="'VIF.destroy'"/>
          <xsl:with-param name="self" select="string($vif/@ref)"/>
        </xsl:call-template>
      </p:call>
      <p:undo>
        <xsl:call-template name="vif">
          <xsl:with-param name="self" select="string($ref)"/>
          <xsl:with-param name="place" select="$vif/x:device"/>
          <xsl:with-param name="mac" select="$vif/x:MAC"/>
          <xsl:with-param name="network" select="$vif/x:network"/>
          <xsl:with-param name="locking" select="$vif/x:locking_mode"/>
        </xsl:call-template>
      </p:undo>
    </p:step>
  </xsl:template>
</xsl:stylesheet>

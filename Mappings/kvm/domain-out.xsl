<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic virtual machine as a libvirt domain. For object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">

  <xsl:template match="g:vm">
    <xsl:variable name="active" select="g:powerState != 'off' and g:powerState != 'suspended'"/>
    <xsl:variable name="number"><xsl:if test="$active"><xsl:value-of select="d:native('domainId', @id)"/></xsl:if></xsl:variable>
    <v:domain name="{g:name}" uuid="{d:native('domain', @id)}" persistent="1" autostart="{number(g:autostart = 'true')}" managedSave="{number(g:powerState = 'suspended')}" id="-1"
              snapshots="{count(g:snapshots//g:snapshot)}">
      <xsl:call-template name="host"/>
      <xsl:attribute name="state"><xsl:choose>
        <xsl:when test="g:metadata/g:entry[@owner = 'kvm'][@key = 'state'] = 'pmsuspended'">pmsuspended</xsl:when>
        <xsl:when test="$active"><xsl:value-of select="g:powerState"/></xsl:when>
        <xsl:otherwise>shutoff</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:attribute name="reason"><xsl:choose>
        <xsl:when test="g:powerState = 'running'">booted</xsl:when>
        <xsl:when test="g:powerState = 'paused'">user</xsl:when>
        <xsl:when test="g:powerState = 'suspended'">saved</xsl:when>
        <xsl:otherwise>unknown</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:if test="$active"><xsl:attribute name="id"><xsl:value-of select="$number"/></xsl:attribute></xsl:if>
      <xsl:attribute name="agent"><xsl:choose>
        <xsl:when test="g:guest/g:tools/@state = 'running'">connected</xsl:when>
        <xsl:when test="g:guest/g:tools/@state = 'notRunning'">disconnected</xsl:when>
        <xsl:otherwise>none</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:if test="$active">
        <xsl:attribute name="memory"><xsl:value-of select="g:memory/@mib * 1024"/></xsl:attribute>
        <xsl:attribute name="devices">
          <xsl:for-each select="g:disks/g:disk | g:cdroms/g:cdrom | g:nics/g:nic">
            <xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if>
            <xsl:apply-templates select="." mode="alias"/>
          </xsl:for-each>
        </xsl:attribute>
      </xsl:if>
      <xsl:if test="g:bootTime and $active"><xsl:attribute name="started"><xsl:value-of select="g:bootTime"/></xsl:attribute></xsl:if>
      <domain type="kvm">
        <xsl:if test="$active"><xsl:attribute name="id"><xsl:value-of select="$number"/></xsl:attribute></xsl:if>
        <name><xsl:value-of select="g:name"/></name>
        <uuid><xsl:value-of select="d:native('domain', @id)"/></uuid>
        <xsl:for-each select="g:metadata/g:entry[@owner = 'kvm'][@key = 'title']"><title><xsl:value-of select="."/></title></xsl:for-each>
        <xsl:if test="g:notes"><description><xsl:value-of select="g:notes"/></description></xsl:if>
        <xsl:call-template name="metadata-out"/>
        <memory unit="KiB"><xsl:value-of select="g:memory/@mib * 1024 * (1 + 3 * (g:memory/@hotAdd = 'true'))"/></memory>
        <currentMemory unit="KiB"><xsl:value-of select="g:memory/@mib * 1024"/></currentMemory>
        <xsl:call-template name="cpu-out"/>
        <clock offset="utc"/>
        <on_poweroff>destroy</on_poweroff>
        <on_reboot>restart</on_reboot>
        <on_crash>preserve</on_crash>
        <devices>
          <emulator>/usr/bin/qemu-system-x86_64</emulator>
          <xsl:apply-templates select="g:disks/g:disk | g:cdroms/g:cdrom"/>
          <xsl:apply-templates select="g:controllers/g:controller[@type = 'scsi' or @type = 'sata' or (@type = 'ide' and @bus = 0)]"/>
          <xsl:apply-templates select="g:nics/g:nic"/>
          <console type="pty"><target type="serial" port="0"/></console>
          <xsl:if test="g:guest/g:tools/@state != 'notInstalled'">
            <channel type="unix">
              <target type="virtio" name="org.qemu.guest_agent.0">
                <xsl:if test="$active">
                  <xsl:attribute name="state"><xsl:choose>
                    <xsl:when test="g:guest/g:tools/@state = 'running'">connected</xsl:when>
                    <xsl:otherwise>disconnected</xsl:otherwise>
                  </xsl:choose></xsl:attribute>
                </xsl:if>
              </target>
            </channel>
          </xsl:if>
          <input type="mouse" bus="ps2"/>
          <input type="keyboard" bus="ps2"/>
          <video><model type="vga" vram="16384" heads="1" primary="yes"/></video>
          <memballoon model="virtio"/>
        </devices>
      </domain>
      <xsl:apply-templates select="g:disks/g:disk[@datastore] | g:cdroms/g:cdrom[@datastore][@path]" mode="volume"/>
      <xsl:for-each select="$related[@type = 'network']"><v:network name="{@name}" uuid="{d:native('network', @id)}"/></xsl:for-each>
      <xsl:for-each select="g:disks/g:disk | g:cdroms/g:cdrom">
        <v:place id="{@id}"><xsl:attribute name="dev"><xsl:apply-templates select="." mode="dev"/></xsl:attribute></v:place>
      </xsl:for-each>
      <xsl:for-each select="g:nics/g:nic"><v:place id="{@id}" mac="{@mac}"/></xsl:for-each>
      <v:snapshots>
        <xsl:for-each select="g:snapshots//g:snapshot[@id = ../ancestor-or-self::g:snapshots/@current or @id = ancestor::g:snapshots/@current]">
          <xsl:attribute name="current"><xsl:call-template name="snapshot-name"/></xsl:attribute>
        </xsl:for-each>
        <xsl:for-each select="g:snapshots//g:snapshot">
          <v:snapshot key="{d:native('snapshot', @id)}"><xsl:call-template name="snapshot-out"/></v:snapshot>
        </xsl:for-each>
      </v:snapshots>
      <v:guest agent="none">
        <xsl:attribute name="agent"><xsl:choose>
          <xsl:when test="g:guest/g:tools/@state = 'running'">connected</xsl:when>
          <xsl:when test="g:guest/g:tools/@state = 'notRunning'">disconnected</xsl:when>
          <xsl:otherwise>none</xsl:otherwise>
        </xsl:choose></xsl:attribute>
        <xsl:if test="g:guest/g:tools/@version"><xsl:attribute name="agentVersion"><xsl:value-of select="g:guest/g:tools/@version"/></xsl:attribute></xsl:if>
        <xsl:if test="g:guest/g:hostName"><xsl:attribute name="hostname"><xsl:value-of select="g:guest/g:hostName"/></xsl:attribute></xsl:if>
        <xsl:if test="g:guest/g:osName"><xsl:attribute name="osName"><xsl:value-of select="g:guest/g:osName"/></xsl:attribute></xsl:if>
        <xsl:for-each select="g:nics/g:nic[@id = ../../g:guest/g:address/@nic]">
          <v:interface mac="{@mac}">
            <xsl:for-each select="../../g:guest/g:address[@nic = current()/@id]"><v:address><xsl:value-of select="."/></v:address></xsl:for-each>
          </v:interface>
        </xsl:for-each>
      </v:guest>
    </v:domain>
  </xsl:template>

  <xsl:template name="metadata-out">
    <xsl:variable name="known"><xsl:call-template name="os-url"><xsl:with-param name="short" select="g:guest/@os"/></xsl:call-template></xsl:variable>
    <xsl:variable name="own" select="g:metadata/g:entry[@owner = 'kvm'][@key = 'os']"/>
    <xsl:variable name="url" select="concat($own, substring($known, 1, 999 * not($own)))"/>
    <xsl:variable name="entries" select="g:metadata/g:entry[not(@owner = 'kvm' and (@key = 'os' or @key = 'title' or @key = 'state' or starts-with(@key, 'metadata:')))]"/>
    <xsl:variable name="foreign" select="g:metadata/g:entry[@owner = 'kvm'][starts-with(@key, 'metadata:')]"/>
    <xsl:if test="$url or $entries or $foreign">
      <metadata>
        <xsl:if test="$url">
          <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0"><libosinfo:os id="{$url}"/></libosinfo:libosinfo>
        </xsl:if>
        <xsl:for-each select="$foreign"><xsl:copy-of select="d:parse(string())"/></xsl:for-each>
        <xsl:if test="$entries">
          <dragoman:metadata xmlns:dragoman="urn:dragoman:metadata">
            <xsl:for-each select="$entries"><dragoman:entry owner="{@owner}" key="{@key}"><xsl:value-of select="."/></dragoman:entry></xsl:for-each>
          </dragoman:metadata>
        </xsl:if>
      </metadata>
    </xsl:if>
  </xsl:template>

  <!-- Room for more vCPUs is shown as four times the count, which is what asking for room makes. -->
  <xsl:template name="cpu-out">
    <xsl:variable name="most" select="g:cpu/@count * (1 + 3 * (g:cpu/@hotAdd = 'true'))"/>
    <vcpu placement="static">
      <xsl:if test="$most != g:cpu/@count"><xsl:attribute name="current"><xsl:value-of select="g:cpu/@count"/></xsl:attribute></xsl:if>
      <xsl:value-of select="$most"/>
    </vcpu>
    <os>
      <xsl:if test="g:firmware/@type = 'efi'"><xsl:attribute name="firmware">efi</xsl:attribute></xsl:if>
      <type arch="x86_64" machine="pc-q35-10.0">
        <xsl:attribute name="machine"><xsl:choose>
          <xsl:when test="starts-with(g:version, 'pc')"><xsl:value-of select="g:version"/></xsl:when>
          <xsl:when test="g:controllers/g:controller/@type = 'ide'">pc-i440fx-10.0</xsl:when>
          <xsl:otherwise>pc-q35-10.0</xsl:otherwise>
        </xsl:choose></xsl:attribute>
        <xsl:text>hvm</xsl:text>
      </type>
      <xsl:if test="g:firmware/@type = 'efi'">
        <firmware>
          <feature name="secure-boot" enabled="no"><xsl:if test="g:firmware/@secureBoot = 'true'"><xsl:attribute name="enabled">yes</xsl:attribute></xsl:if></feature>
        </firmware>
      </xsl:if>
      <boot dev="hd"/>
    </os>
    <features><acpi/><apic/></features>
    <cpu mode="host-passthrough" check="none">
      <xsl:if test="g:cpu/@coresPerSocket &gt; 1 and $most mod g:cpu/@coresPerSocket = 0">
        <topology sockets="{$most div g:cpu/@coresPerSocket}" dies="1" cores="{g:cpu/@coresPerSocket}" threads="1"/>
      </xsl:if>
    </cpu>
  </xsl:template>

  <!-- The generic protocol's buses that QEMU has no controllers for are shown as virtio. -->
  <xsl:template match="g:disk | g:cdrom" mode="bus">
    <xsl:variable name="type" select="translate(@controller, '0123456789', '')"/>
    <xsl:choose>
      <xsl:when test="$type = 'scsi' or $type = 'sata' or $type = 'ide' or $type = 'xen'"><xsl:value-of select="$type"/></xsl:when>
      <xsl:when test="self::g:cdrom">sata</xsl:when>
      <xsl:otherwise>virtio</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The name of a target follows from its place, so that the place is found again when a client sends the name. -->
  <xsl:template match="g:disk | g:cdrom" mode="dev">
    <xsl:variable name="bus"><xsl:apply-templates select="." mode="bus"/></xsl:variable>
    <xsl:variable name="number" select="translate(@controller, translate(@controller, '0123456789', ''), '')"/>
    <xsl:variable name="scsi" select="ancestor::g:vm/g:controllers/g:controller[@type = 'scsi']"/>
    <xsl:choose>
      <!-- As its own host calls it. -->
      <xsl:when test="contains(' vd sd hd ', concat(' ', substring(@handle, 1, 2), ' ')) and not(translate(@handle, $alphabet, ''))"><xsl:value-of select="@handle"/></xsl:when>
      <xsl:when test="$bus = 'virtio'"><xsl:call-template name="device-name"><xsl:with-param name="prefix">vd</xsl:with-param><xsl:with-param name="index" select="@unit"/></xsl:call-template></xsl:when>
      <xsl:when test="$bus = 'xen'"><xsl:call-template name="device-name"><xsl:with-param name="prefix">xvd</xsl:with-param><xsl:with-param name="index" select="@unit"/></xsl:call-template></xsl:when>
      <xsl:when test="$bus = 'ide'"><xsl:call-template name="device-name"><xsl:with-param name="prefix">hd</xsl:with-param><xsl:with-param name="index" select="$number * 2 + @unit"/></xsl:call-template></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="device-name">
          <xsl:with-param name="prefix">sd</xsl:with-param>
          <xsl:with-param name="index">
            <xsl:call-template name="sd-index">
              <xsl:with-param name="type" select="$bus"/>
              <xsl:with-param name="number" select="concat('0', $number)"/>
              <xsl:with-param name="unit" select="@unit"/>
              <xsl:with-param name="scsi" select="concat('0', $scsi[not(@bus &lt; $scsi/@bus)]/@bus) + boolean($scsi)"/>
            </xsl:call-template>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- By what events name a device of an active domain. It follows from the place, so that it stays for as long as the device. -->
  <xsl:template match="g:disk | g:cdrom" mode="alias">
    <xsl:variable name="bus"><xsl:apply-templates select="." mode="bus"/></xsl:variable>
    <xsl:variable name="number" select="number(concat('0', translate(@controller, translate(@controller, '0123456789', ''), '')))"/>
    <xsl:choose>
      <xsl:when test="$bus = 'virtio' or $bus = 'xen'"><xsl:value-of select="concat($bus, '-disk', @unit)"/></xsl:when>
      <xsl:when test="$bus = 'ide'"><xsl:value-of select="concat('ide0-', $number, '-', @unit)"/></xsl:when>
      <xsl:when test="$bus = 'sata'"><xsl:value-of select="concat('sata', $number, '-0-', @unit)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($bus, $number, '-0-0-', @unit)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="g:nic" mode="alias">
    <xsl:value-of select="concat('net', translate(@id, translate(@id, '0123456789', ''), ''))"/>
  </xsl:template>
  <xsl:template name="alias">
    <xsl:if test="../../g:powerState != 'off' and ../../g:powerState != 'suspended'">
      <alias><xsl:attribute name="name"><xsl:apply-templates select="." mode="alias"/></xsl:attribute></alias>
    </xsl:if>
  </xsl:template>

  <xsl:template match="g:disk | g:cdrom" mode="file">
    <xsl:variable name="folder">
      <xsl:call-template name="folder"><xsl:with-param name="path" select="string($related[@type = 'datastore'][@id = current()/@datastore]/@path)"/></xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($folder) and not(starts-with(@path, '/'))"><xsl:value-of select="concat($folder, '/', @path)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@path"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:disk | g:cdrom">
    <xsl:variable name="bus"><xsl:apply-templates select="." mode="bus"/></xsl:variable>
    <xsl:variable name="number" select="translate(@controller, translate(@controller, '0123456789', ''), '')"/>
    <xsl:variable name="file"><xsl:apply-templates select="." mode="file"/></xsl:variable>
    <disk type="file" device="disk">
      <xsl:if test="self::g:cdrom"><xsl:attribute name="device">cdrom</xsl:attribute></xsl:if>
      <xsl:if test="@mode = 'independent_persistent'"><xsl:attribute name="snapshot">no</xsl:attribute></xsl:if>
      <driver name="qemu" type="raw">
        <xsl:if test="self::g:disk"><xsl:attribute name="type"><xsl:call-template name="format"><xsl:with-param name="name" select="@path"/></xsl:call-template></xsl:attribute></xsl:if>
      </driver>
      <xsl:if test="string($file)"><source file="{$file}"/></xsl:if>
      <target bus="{$bus}">
        <xsl:attribute name="dev"><xsl:apply-templates select="." mode="dev"/></xsl:attribute>
        <xsl:if test="self::g:cdrom and @connected = 'false' and string($file)"><xsl:attribute name="tray">open</xsl:attribute></xsl:if>
      </target>
      <xsl:if test="self::g:cdrom"><readonly/></xsl:if>
      <xsl:if test="@mode = 'independent_nonpersistent'"><transient/></xsl:if>
      <xsl:call-template name="alias"/>
      <xsl:choose>
        <xsl:when test="$bus = 'ide'"><address type="drive" controller="0" bus="{$number}" target="0" unit="{@unit}"/></xsl:when>
        <xsl:when test="$bus = 'scsi' or $bus = 'sata'"><address type="drive" controller="{$number}" bus="0" target="0" unit="{@unit}"/></xsl:when>
      </xsl:choose>
    </disk>
  </xsl:template>

  <xsl:template match="g:disk | g:cdrom" mode="volume">
    <xsl:variable name="pool" select="$related[@type = 'datastore'][@id = current()/@datastore]"/>
    <v:volume name="{@path}" pool="{$pool/@name}" poolUUID="{d:native('pool', @datastore)}">
      <xsl:attribute name="path"><xsl:apply-templates select="." mode="file"/></xsl:attribute>
      <xsl:copy-of select="@capacity"/>
    </v:volume>
  </xsl:template>

  <xsl:template match="g:controller">
    <controller type="{@type}" index="{@bus}">
      <xsl:if test="@type = 'scsi'">
        <xsl:attribute name="model"><xsl:choose>
          <xsl:when test="@model = 'pvscsi'">vmpvscsi</xsl:when>
          <xsl:when test="@model = 'lsilogic' or @model = 'lsisas1068' or @model = 'buslogic' or @model = 'vmpvscsi'"><xsl:value-of select="@model"/></xsl:when>
          <xsl:otherwise>virtio-scsi</xsl:otherwise>
        </xsl:choose></xsl:attribute>
      </xsl:if>
    </controller>
  </xsl:template>

  <xsl:template match="g:nic">
    <xsl:variable name="network" select="$related[@type = 'network'][@id = current()/@network]"/>
    <interface type="user">
      <xsl:if test="$network"><xsl:attribute name="type">network</xsl:attribute></xsl:if>
      <mac address="{@mac}"/>
      <xsl:if test="$network"><source network="{$network/@name}"/></xsl:if>
      <model>
        <xsl:attribute name="type"><xsl:choose>
          <xsl:when test="@model = 'synthetic'">netvsc</xsl:when>
          <xsl:when test="@model = 'emulated'">e1000</xsl:when>
          <xsl:otherwise><xsl:value-of select="@model"/></xsl:otherwise>
        </xsl:choose></xsl:attribute>
      </model>
      <link state="up"><xsl:if test="@connected = 'false'"><xsl:attribute name="state">down</xsl:attribute></xsl:if></link>
      <xsl:call-template name="alias"/>
    </interface>
  </xsl:template>

  <!-- Names of libvirt snapshots are unique in their domain; the first of equal names keeps it. -->
  <xsl:template name="snapshot-name">
    <xsl:value-of select="@name"/>
    <xsl:if test="preceding::g:snapshot/@name = @name or ancestor::g:snapshot/@name = @name"><xsl:value-of select="concat('~', substring(@id, 1, 8))"/></xsl:if>
  </xsl:template>

  <xsl:template name="snapshot-out">
    <domainsnapshot>
      <name><xsl:call-template name="snapshot-name"/></name>
      <xsl:if test="g:description"><description><xsl:value-of select="g:description"/></description></xsl:if>
      <state><xsl:choose>
        <xsl:when test="@powerState = 'off' or @powerState = 'suspended'">shutoff</xsl:when>
        <xsl:otherwise><xsl:value-of select="@powerState"/></xsl:otherwise>
      </xsl:choose></state>
      <creationTime><xsl:call-template name="seconds"><xsl:with-param name="time" select="@created"/></xsl:call-template></creationTime>
      <xsl:for-each select="parent::g:snapshot"><parent><name><xsl:call-template name="snapshot-name"/></name></parent></xsl:for-each>
    </domainsnapshot>
  </xsl:template>
</xsl:stylesheet>

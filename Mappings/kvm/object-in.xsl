<?xml version="1.0" encoding="UTF-8"?>
<!-- Objects of a libvirt host as generic ones. README.md describes the native documents. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions" xmlns:m="urn:dragoman:metadata"
                xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0"
                exclude-result-prefixes="v d m libosinfo">
  <xsl:import href="resources-in.xsl"/>
  <xsl:import href="values.xsl"/>
  <xsl:import href="guests.xsl"/>
  <xsl:import href="disks-in.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/v:node">
    <xsl:variable name="info" select="v:info"/>
    <xsl:variable name="sockets" select="$info/@nodes * $info/@sockets"/>
    <xsl:variable name="capabilities" select="capabilities/host"/>
    <xsl:variable name="system" select="sysinfo/system"/>
    <host id="{d:id('node', @uuid)}">
      <name><xsl:value-of select="@hostname"/></name>
      <platform>kvm</platform>
      <uuid><xsl:value-of select="@uuid"/></uuid>
      <product name="{@type}">
        <xsl:attribute name="version"><xsl:call-template name="version"><xsl:with-param name="number" select="@version"/></xsl:call-template></xsl:attribute>
        <xsl:attribute name="build">
          <xsl:text>libvirt </xsl:text>
          <xsl:call-template name="version"><xsl:with-param name="number" select="@libVersion"/></xsl:call-template>
        </xsl:attribute>
      </product>
      <xsl:if test="$system">
        <hardware vendor="{$system/entry[@name = 'manufacturer']}" model="{$system/entry[@name = 'product']}"/>
      </xsl:if>
      <connection>
        <xsl:choose>
          <xsl:when test="@connected = '0'">disconnected</xsl:when>
          <xsl:otherwise>connected</xsl:otherwise>
        </xsl:choose>
      </connection>
      <maintenance>false</maintenance>
      <xsl:if test="@started"><bootTime><xsl:value-of select="@started"/></bootTime></xsl:if>
      <cpu model="{$capabilities/cpu/model}" vendor="{$capabilities/cpu/vendor}" mhz="{$info/@mhz}" sockets="{$sockets}"
           cores="{$sockets * $info/@cores}" threads="{$sockets * $info/@cores * $info/@threads}"/>
      <memory mib="{floor($info/@memory div 1024)}"/>
      <!-- Node devices; what has no device behind it, as a bridge, is no adapter. A speed of -1 is not known. -->
      <xsl:if test="device[parent]/capability[@type = 'net']">
        <adapters>
          <xsl:for-each select="device[parent]/capability[@type = 'net']">
            <adapter device="{interface}" mac="{translate(address, 'ABCDEF', 'abcdef')}">
              <xsl:if test="link/@speed &gt; 0 and link/@speed &lt; 4294967295"><xsl:attribute name="speed"><xsl:value-of select="link/@speed"/></xsl:attribute></xsl:if>
            </adapter>
          </xsl:for-each>
        </adapters>
      </xsl:if>
      <!-- Without KVM the processor is emulated (TCG), and domains are of another type. -->
      <xsl:if test="capabilities/guest/arch/domain[@type = 'qemu'] and not(capabilities/guest/arch/domain[@type = 'kvm'])">
        <metadata><entry owner="kvm" key="accelerator">tcg</entry></metadata>
      </xsl:if>
    </host>
  </xsl:template>

  <!-- libvirt's version numbers: major * 1,000,000 + minor * 1,000 + release. -->
  <xsl:template name="version">
    <xsl:param name="number"/>
    <xsl:value-of select="concat(floor($number div 1000000), '.', floor($number mod 1000000 div 1000), '.', $number mod 1000)"/>
  </xsl:template>

  <xsl:template match="/v:pool">
    <datastore id="{d:id('pool', pool/uuid)}" host="{d:id('node', @hostUUID)}">
      <name><xsl:value-of select="pool/name"/></name>
      <type><xsl:value-of select="pool/@type"/></type>
      <path><xsl:value-of select="pool/target/path"/></path>
      <capacity><xsl:call-template name="bytes"><xsl:with-param name="size" select="pool/capacity"/></xsl:call-template></capacity>
      <free><xsl:call-template name="bytes"><xsl:with-param name="size" select="pool/available"/></xsl:call-template></free>
      <accessible><xsl:value-of select="@state = 'running'"/></accessible>
      <xsl:for-each select="pool[@type = 'netfs' and source/host/@name and source/dir/@path]/source">
        <share><xsl:value-of select="concat(format/@type, '://', host/@name, dir/@path)"/></share>
      </xsl:for-each>
    </datastore>
  </xsl:template>

  <xsl:template match="/v:volume">
    <volume id="{d:id('volume', volume/key)}" host="{d:id('node', @hostUUID)}" datastore="{d:id('pool', @poolUUID)}">
      <name><xsl:value-of select="volume/name"/></name>
      <path><xsl:value-of select="volume/target/path"/></path>
      <capacity><xsl:call-template name="bytes"><xsl:with-param name="size" select="volume/capacity"/></xsl:call-template></capacity>
      <xsl:if test="volume/allocation">
        <allocation><xsl:call-template name="bytes"><xsl:with-param name="size" select="volume/allocation"/></xsl:call-template></allocation>
      </xsl:if>
      <xsl:if test="volume/target/format"><format><xsl:value-of select="volume/target/format/@type"/></format></xsl:if>
    </volume>
  </xsl:template>

  <xsl:template match="/v:network">
    <network id="{d:id('network', network/uuid)}" host="{d:id('node', @hostUUID)}">
      <name><xsl:value-of select="network/name"/></name>
      <xsl:if test="network/bridge/@name"><bridge><xsl:value-of select="network/bridge/@name"/></bridge></xsl:if>
    </network>
  </xsl:template>

  <xsl:template match="/v:domain">
    <xsl:variable name="domain" select="domain"/>
    <xsl:variable name="topology" select="$domain/cpu/topology"/>
    <xsl:variable name="most"><xsl:call-template name="mib"><xsl:with-param name="size" select="$domain/memory"/></xsl:call-template></xsl:variable>
    <xsl:variable name="memory">
      <xsl:choose>
        <xsl:when test="$domain/currentMemory">
          <xsl:call-template name="mib"><xsl:with-param name="size" select="$domain/currentMemory"/></xsl:call-template>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="$most"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="efi" select="$domain/os/@firmware = 'efi' or $domain/os/loader/@type = 'pflash'"/>
    <vm id="{d:id('domain', $domain/uuid)}" host="{d:id('node', @hostUUID)}">
      <name><xsl:value-of select="$domain/name"/></name>
      <uuid><xsl:value-of select="$domain/uuid"/></uuid>
      <xsl:if test="string($domain/description)"><notes><xsl:value-of select="$domain/description"/></notes></xsl:if>
      <powerState><xsl:call-template name="power-state"/></powerState>
      <template><xsl:value-of select="$domain/metadata/m:metadata/m:entry[@owner = 'kvm'][@key = 'template'] = 'true'"/></template>
      <xsl:if test="@autostart"><autostart><xsl:value-of select="@autostart = '1'"/></autostart></xsl:if>
      <xsl:if test="@started"><bootTime><xsl:value-of select="@started"/></bootTime></xsl:if>
      <xsl:if test="$domain/os/type/@machine"><version><xsl:value-of select="$domain/os/type/@machine"/></version></xsl:if>
      <xsl:if test="@file"><file><xsl:value-of select="@file"/></file></xsl:if>
      <cpu coresPerSocket="1" hotAdd="{boolean($domain/vcpu/@current &lt; $domain/vcpu)}">
        <xsl:attribute name="count">
          <xsl:choose>
            <xsl:when test="$domain/vcpu/@current"><xsl:value-of select="$domain/vcpu/@current"/></xsl:when>
            <xsl:when test="$domain/vcpu"><xsl:value-of select="normalize-space($domain/vcpu)"/></xsl:when>
            <xsl:otherwise>1</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
        <xsl:if test="$topology/@cores"><xsl:attribute name="coresPerSocket"><xsl:value-of select="$topology/@cores"/></xsl:attribute></xsl:if>
      </cpu>
      <memory mib="{$memory}" hotAdd="{$memory &lt; $most or boolean($domain/maxMemory)}"/>
      <firmware type="bios" secureBoot="{$domain/os/loader/@secure = 'yes'
        or boolean($domain/os/firmware/feature[@name = 'secure-boot'][@enabled = 'yes'])}">
        <xsl:if test="$efi"><xsl:attribute name="type">efi</xsl:attribute></xsl:if>
      </firmware>
      <xsl:call-template name="boot-in"/>
      <xsl:call-template name="guest"/>
      <controllers><xsl:apply-templates select="$domain/devices" mode="controllers"/></controllers>
      <disks><xsl:apply-templates select="$domain/devices/disk[not(@device) or @device = 'disk' or @device = 'lun']" mode="disks"/></disks>
      <cdroms><xsl:apply-templates select="$domain/devices/disk[@device = 'cdrom']" mode="disks"/></cdroms>
      <nics><xsl:apply-templates select="$domain/devices/interface"/></nics>
      <snapshots>
        <xsl:if test="string(v:snapshots/@current)">
          <xsl:attribute name="current">
            <xsl:value-of select="d:id('snapshot', concat($domain/uuid, '/', v:snapshots/@current), $domain/uuid)"/>
          </xsl:attribute>
        </xsl:if>
        <xsl:apply-templates select="v:snapshots/domainsnapshot[not(parent/name = ../domainsnapshot/name)]"/>
      </snapshots>
      <xsl:call-template name="metadata"/>
    </vm>
  </xsl:template>

  <!-- A guest asleep keeps its memory as a paused one does; its own word is kept as metadata. -->
  <xsl:template name="power-state">
    <xsl:choose>
      <xsl:when test="@state = 'running' or @state = 'blocked' or @state = 'shutdown'">running</xsl:when>
      <xsl:when test="@state = 'paused' or @state = 'pmsuspended'">paused</xsl:when>
      <xsl:when test="@state = 'crashed'">crashed</xsl:when>
      <xsl:when test="@managedSave = '1'">suspended</xsl:when>
      <xsl:otherwise>off</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="guest">
    <xsl:variable name="domain" select="domain"/>
    <guest>
      <xsl:attribute name="os">
        <xsl:call-template name="os-short"><xsl:with-param name="url" select="$domain/metadata/libosinfo:libosinfo/libosinfo:os/@id"/></xsl:call-template>
      </xsl:attribute>
      <xsl:if test="string(v:guest/@osName)"><osName><xsl:value-of select="v:guest/@osName"/></osName></xsl:if>
      <xsl:if test="string(v:guest/@hostname)"><hostName><xsl:value-of select="v:guest/@hostname"/></hostName></xsl:if>
      <tools state="notInstalled">
        <xsl:choose>
          <xsl:when test="v:guest/@agent = 'connected'">
            <xsl:attribute name="state">running</xsl:attribute>
            <xsl:if test="v:guest/@agentVersion"><xsl:attribute name="version"><xsl:value-of select="v:guest/@agentVersion"/></xsl:attribute></xsl:if>
          </xsl:when>
          <xsl:when test="$domain/devices/channel/target/@name = 'org.qemu.guest_agent.0'">
            <xsl:attribute name="state">notRunning</xsl:attribute>
          </xsl:when>
        </xsl:choose>
      </tools>
      <xsl:for-each select="v:guest/v:interface/v:address">
        <xsl:variable name="mac" select="translate(../@mac, 'ABCDEF', 'abcdef')"/>
        <xsl:variable name="nic" select="$domain/devices/interface[translate(mac/@address, 'ABCDEF', 'abcdef') = $mac]"/>
        <address>
          <xsl:if test="$nic"><xsl:attribute name="nic"><xsl:value-of select="concat('nic', count($nic/preceding-sibling::interface))"/></xsl:attribute></xsl:if>
          <xsl:value-of select="."/>
        </address>
      </xsl:for-each>
    </guest>
  </xsl:template>

  <xsl:template match="interface">
    <xsl:variable name="slot" select="count(preceding-sibling::interface)"/>
    <xsl:variable name="network" select="/v:domain/v:network[@name = current()/source/@network or @bridge = current()/source/@bridge][1]"/>
    <nic id="nic{$slot}" slot="{$slot}" handle="{mac/@address}" mac="{translate(mac/@address, 'ABCDEF', 'abcdef')}"
         connected="{not(link/@state = 'down')}">
      <xsl:attribute name="model">
        <xsl:choose>
          <xsl:when test="model/@type = 'e1000' or model/@type = 'e1000e' or model/@type = 'vmxnet3'"><xsl:value-of select="model/@type"/></xsl:when>
          <xsl:when test="starts-with(model/@type, 'virtio')">virtio</xsl:when>
          <xsl:when test="model/@type = 'netfront'">netfront</xsl:when>
          <xsl:otherwise>rtl8139</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:if test="$network"><xsl:attribute name="network"><xsl:value-of select="d:id('network', $network/@uuid)"/></xsl:attribute></xsl:if>
    </nic>
  </xsl:template>

  <xsl:template match="domainsnapshot">
    <xsl:variable name="uuid" select="/v:domain/domain/uuid"/>
    <snapshot id="{d:id('snapshot', concat($uuid, '/', name), $uuid)}" handle="{name}" name="{name}">
      <xsl:attribute name="created"><xsl:call-template name="time"><xsl:with-param name="seconds" select="creationTime"/></xsl:call-template></xsl:attribute>
      <xsl:attribute name="powerState">
        <xsl:choose>
          <xsl:when test="state = 'running' or state = 'blocked'">running</xsl:when>
          <xsl:when test="state = 'paused' or state = 'pmsuspended'">paused</xsl:when>
          <xsl:when test="state = 'crashed'">crashed</xsl:when>
          <xsl:otherwise>off</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:if test="string(description)"><description><xsl:value-of select="description"/></description></xsl:if>
      <xsl:apply-templates select="../domainsnapshot[parent/name = current()/name]"/>
    </snapshot>
  </xsl:template>

  <!-- What the generic protocol has no place for (owner kvm), and what other platforms' clients left here. -->
  <xsl:template name="metadata">
    <xsl:variable name="domain" select="domain"/>
    <xsl:variable name="url" select="string($domain/metadata/libosinfo:libosinfo/libosinfo:os/@id)"/>
    <xsl:variable name="short"><xsl:call-template name="os-short"><xsl:with-param name="url" select="$url"/></xsl:call-template></xsl:variable>
    <metadata>
      <xsl:if test="string($domain/title)"><entry owner="kvm" key="title"><xsl:value-of select="$domain/title"/></entry></xsl:if>
      <xsl:if test="$url and $short = 'unknown'"><entry owner="kvm" key="os"><xsl:value-of select="$url"/></entry></xsl:if>
      <xsl:if test="@state = 'pmsuspended'"><entry owner="kvm" key="state">pmsuspended</entry></xsl:if>
      <xsl:for-each select="$domain/devices/disk[not(@device = 'cdrom')][target/@bus = 'usb' or target/@bus = 'fdc' or target/@bus = 'sd']">
        <entry owner="kvm" key="disk.{target/@dev}"><xsl:value-of select="concat(target/@bus, ' ', source/@file)"/></entry>
      </xsl:for-each>
      <xsl:for-each select="$domain/metadata/*[not(self::libosinfo:libosinfo or self::m:metadata)][namespace-uri() != '']">
        <entry owner="kvm" key="metadata:{namespace-uri()}"><xsl:apply-templates select="." mode="text"/></entry>
      </xsl:for-each>
      <xsl:for-each select="$domain/metadata/m:metadata/m:entry[not(@owner = 'kvm' and @key = 'template')]">
        <entry owner="{@owner}" key="{@key}"><xsl:value-of select="."/></entry>
      </xsl:for-each>
    </metadata>
  </xsl:template>
</xsl:stylesheet>

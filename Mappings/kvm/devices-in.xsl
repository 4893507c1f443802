<?xml version="1.0" encoding="UTF-8"?>
<!-- Device XML of a client as generic changes. For command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <xsl:variable name="models"> virtio virtio-transitional virtio-non-transitional e1000 e1000e vmxnet3 rtl8139 netfront netvsc </xsl:variable>

  <xsl:template match="/v:call[@procedure = 'domainAttachDevice' or @procedure = 'domainAttachDeviceFlags'
    or @procedure = 'domainDetachDevice' or @procedure = 'domainDetachDeviceFlags' or @procedure = 'domainUpdateDeviceFlags']">
    <xsl:variable name="op">
      <xsl:choose>
        <xsl:when test="starts-with($procedure, 'domainAttach')">add</xsl:when>
        <xsl:when test="starts-with($procedure, 'domainDetach')">remove</xsl:when>
        <xsl:otherwise>edit</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$flags &gt; 3"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="v:xml/interface and $op != 'add' and not(v:place or $domain/v:place[@mac = current()/v:xml/interface/mac/@address])">
        <fault code="invalidDevice">
          <message>no device found with MAC address <xsl:value-of select="v:xml/interface/mac/@address"/></message>
          <detail name="device"><xsl:value-of select="v:xml/interface/mac/@address"/></detail>
        </fault>
      </xsl:when>
      <xsl:when test="v:xml/interface/model/@type[not(contains($models, concat(' ', ., ' ')))]">
        <xsl:call-template name="unsupported"><xsl:with-param name="what" select="concat('interface model ', v:xml/interface/model/@type)"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="v:xml/disk[@device = 'cdrom' or not(@device) or @device = 'disk'][target/@bus = 'virtio' or target/@bus = 'scsi' or target/@bus = 'sata'
        or target/@bus = 'ide' or target/@bus = 'xen' or (not(target/@bus) and starts-with(target/@dev, 'vd'))] | v:xml/disk[$op != 'add'][$domain/v:place/@dev = target/@dev] | v:xml/interface | v:xml/controller[@type = 'scsi' or @type = 'sata']">
        <command name="vm.reconfigure">
          <xsl:call-template name="target"/>
          <xsl:apply-templates select="v:xml/*" mode="device"><xsl:with-param name="op" select="$op"/></xsl:apply-templates>
        </command>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="unsupported"><xsl:with-param name="what" select="concat('device ', name(v:xml/*), ' ', v:xml/*/@device)"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The place of a device: as the client's view has it, else by its address, else by its target's name, as libvirt does it. -->
  <xsl:template name="place">
    <xsl:param name="dev"/>
    <xsl:param name="bus" select="''"/>
    <xsl:param name="address" select="/.."/>
    <xsl:variable name="index"><xsl:call-template name="device-index"><xsl:with-param name="dev" select="$dev"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="/v:call/v:place"><xsl:value-of select="/v:call/v:place/@id"/></xsl:when>
      <xsl:when test="$dev and $domain/v:place[@dev = $dev]"><xsl:value-of select="$domain/v:place[@dev = $dev]/@id"/></xsl:when>
      <xsl:when test="$address and $bus = 'ide'"><xsl:value-of select="concat('ide', $address/@bus, ':', $address/@unit)"/></xsl:when>
      <xsl:when test="$address"><xsl:value-of select="concat($bus, $address/@controller, ':',
        sum($address/@target) * (1 + 255 * ($address/@unit &gt; 0)) + $address/@unit)"/></xsl:when>
      <xsl:when test="$bus = 'virtio' or starts-with($dev, 'vd')"><xsl:value-of select="concat('virtio0:', $index)"/></xsl:when>
      <xsl:when test="$bus = 'xen' or starts-with($dev, 'xvd')"><xsl:value-of select="concat('xen0:', $index)"/></xsl:when>
      <xsl:when test="$bus = 'ide' or starts-with($dev, 'hd')"><xsl:value-of select="concat('ide', floor($index div 2), ':', $index mod 2)"/></xsl:when>
      <xsl:when test="$bus = 'sata'">
        <xsl:variable name="before" select="7 * count($domain/domain/devices/controller[@type = 'scsi'])"/>
        <xsl:variable name="own" select="$index - $before * ($index &gt;= $before)"/>
        <xsl:value-of select="concat('sata', floor($own div 6), ':', $own mod 6)"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="concat('scsi', floor($index div 7), ':', $index mod 7)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A file within one of the connection's pools is named by pool and name. -->
  <xsl:template name="source">
    <xsl:variable name="file" select="string(source/@file | source/@dev)"/>
    <xsl:variable name="pool" select="$pools[@name = current()/source/@pool or ($file and starts-with($file, concat(@path, '/')))][1]"/>
    <xsl:if test="$pool"><xsl:attribute name="datastore"><xsl:value-of select="d:id('pool', $pool/@uuid)"/></xsl:attribute></xsl:if>
    <xsl:attribute name="path">
      <xsl:choose>
        <xsl:when test="source/@volume"><xsl:value-of select="source/@volume"/></xsl:when>
        <xsl:when test="$pool"><xsl:value-of select="substring-after($file, concat($pool/@path, '/'))"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$file"/></xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
  </xsl:template>

  <xsl:template match="disk" mode="device">
    <xsl:param name="op"/>
    <xsl:variable name="id">
      <xsl:call-template name="place">
        <xsl:with-param name="dev" select="target/@dev"/>
        <xsl:with-param name="bus" select="target/@bus"/>
        <xsl:with-param name="address" select="address[@type = 'drive']"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="element"><xsl:choose>
      <xsl:when test="@device = 'cdrom'">cdrom</xsl:when>
      <xsl:otherwise>disk</xsl:otherwise>
    </xsl:choose></xsl:variable>
    <xsl:element name="{$element}" namespace="urn:dragoman:generic">
      <xsl:attribute name="op"><xsl:value-of select="$op"/></xsl:attribute>
      <xsl:attribute name="id"><xsl:value-of select="$id"/></xsl:attribute>
      <xsl:if test="$op = 'add'">
        <xsl:attribute name="controller"><xsl:value-of select="substring-before($id, ':')"/></xsl:attribute>
        <xsl:attribute name="unit"><xsl:value-of select="substring-after($id, ':')"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="$op != 'remove'">
        <xsl:choose>
          <xsl:when test="source/@file or source/@dev or source/@volume"><xsl:call-template name="source"/></xsl:when>
          <xsl:when test="$op = 'edit' and @device = 'cdrom'"><xsl:attribute name="path"/></xsl:when>
        </xsl:choose>
        <xsl:choose>
          <xsl:when test="@device = 'cdrom'">
            <xsl:attribute name="connected"><xsl:value-of select="boolean(source) and not(target/@tray = 'open')"/></xsl:attribute>
          </xsl:when>
          <xsl:when test="transient"><xsl:attribute name="mode">independent_nonpersistent</xsl:attribute></xsl:when>
          <xsl:when test="@snapshot = 'no'"><xsl:attribute name="mode">independent_persistent</xsl:attribute></xsl:when>
          <xsl:otherwise><xsl:attribute name="mode">persistent</xsl:attribute></xsl:otherwise>
        </xsl:choose>
      </xsl:if>
    </xsl:element>
  </xsl:template>

  <!-- Which NIC has an address is known to the client's view only: v:place/@id. -->
  <xsl:template match="interface" mode="device">
    <xsl:param name="op"/>
    <xsl:variable name="network" select="$networks[@name = current()/source/@network or @bridge = current()/source/@bridge][1]"/>
    <nic op="{$op}">
      <xsl:if test="$op != 'add'"><xsl:attribute name="id"><xsl:value-of select="/v:call/v:place/@id | $domain/v:place[not(/v:call/v:place)][@mac = current()/mac/@address]/@id"/></xsl:attribute></xsl:if>
      <xsl:if test="$op != 'remove'">
        <xsl:if test="mac/@address"><xsl:attribute name="mac"><xsl:value-of select="translate(mac/@address, 'ABCDEF', 'abcdef')"/></xsl:attribute></xsl:if>
        <xsl:if test="model/@type">
          <xsl:attribute name="model"><xsl:choose>
            <xsl:when test="starts-with(model/@type, 'virtio')">virtio</xsl:when>
            <xsl:when test="model/@type = 'netvsc'">synthetic</xsl:when>
            <xsl:otherwise><xsl:value-of select="model/@type"/></xsl:otherwise>
          </xsl:choose></xsl:attribute>
        </xsl:if>
        <xsl:choose>
          <xsl:when test="$network"><xsl:attribute name="network"><xsl:value-of select="d:id('network', $network/@uuid)"/></xsl:attribute></xsl:when>
          <xsl:when test="source/@network"><xsl:attribute name="network"><xsl:value-of select="d:id('network', source/@network)"/></xsl:attribute></xsl:when>
          <xsl:when test="source/@bridge"><xsl:attribute name="network"><xsl:value-of select="d:id('network', source/@bridge)"/></xsl:attribute></xsl:when>
        </xsl:choose>
        <xsl:attribute name="connected"><xsl:value-of select="not(link/@state = 'down')"/></xsl:attribute>
      </xsl:if>
    </nic>
  </xsl:template>

  <xsl:template match="controller" mode="device">
    <xsl:param name="op"/>
    <controller op="{$op}" id="{@type}{number(concat('0', @index))}">
      <xsl:if test="$op = 'add'">
        <xsl:attribute name="type"><xsl:value-of select="@type"/></xsl:attribute>
        <xsl:attribute name="bus"><xsl:value-of select="number(concat('0', @index))"/></xsl:attribute>
        <xsl:if test="@model">
          <xsl:attribute name="model"><xsl:choose>
            <xsl:when test="@model = 'vmpvscsi'">pvscsi</xsl:when>
            <xsl:otherwise><xsl:value-of select="@model"/></xsl:otherwise>
          </xsl:choose></xsl:attribute>
        </xsl:if>
      </xsl:if>
    </controller>
  </xsl:template>
</xsl:stylesheet>

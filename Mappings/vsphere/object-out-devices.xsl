<?xml version="1.0" encoding="UTF-8"?>
<!-- VirtualDevice and its kin from a generic VM's devices. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">
  <xsl:import href="object-out-controllers.xsl"/>

  <xsl:template name="description">
    <xsl:param name="label"/>
    <xsl:param name="summary" select="$label"/>
    <deviceInfo>
      <label><xsl:value-of select="$label"/></label>
      <summary><xsl:value-of select="$summary"/></summary>
    </deviceInfo>
  </xsl:template>

  <!-- Every virtual machine has these, and clients look for them. -->
  <xsl:template name="devices">
    <xsl:call-template name="ide"><xsl:with-param name="bus" select="0"/></xsl:call-template>
    <xsl:call-template name="ide"><xsl:with-param name="bus" select="1"/></xsl:call-template>
    <device xsi:type="VirtualPS2Controller">
      <key>300</key>
      <deviceInfo><label>PS2 controller 0</label><summary>PS2 controller 0</summary></deviceInfo>
      <busNumber>0</busNumber>
      <device>600</device>
      <device>700</device>
    </device>
    <device xsi:type="VirtualPCIController">
      <key>100</key>
      <deviceInfo><label>PCI controller 0</label><summary>PCI controller 0</summary></deviceInfo>
      <busNumber>0</busNumber>
      <device>500</device>
      <xsl:for-each select="$vm/g:controllers/g:controller[@type != 'ide']">
        <device>
          <xsl:call-template name="controller-key">
            <xsl:with-param name="type" select="@type"/>
            <xsl:with-param name="bus" select="@bus"/>
          </xsl:call-template>
        </device>
      </xsl:for-each>
      <xsl:for-each select="$vm/g:nics/g:nic"><device><xsl:value-of select="4000 + @slot"/></device></xsl:for-each>
    </device>
    <device xsi:type="VirtualSIOController">
      <key>400</key>
      <deviceInfo><label>SIO controller 0</label><summary>SIO controller 0</summary></deviceInfo>
      <busNumber>0</busNumber>
    </device>
    <device xsi:type="VirtualKeyboard">
      <key>600</key>
      <deviceInfo><label>Keyboard</label><summary>Keyboard</summary></deviceInfo>
      <controllerKey>300</controllerKey>
      <unitNumber>0</unitNumber>
    </device>
    <device xsi:type="VirtualPointingDevice">
      <key>700</key>
      <deviceInfo><label>Pointing device</label><summary>Pointing device; Device</summary></deviceInfo>
      <backing xsi:type="VirtualPointingDeviceDeviceBackingInfo">
        <deviceName/>
        <useAutoDetect>false</useAutoDetect>
        <hostPointingDevice>autodetect</hostPointingDevice>
      </backing>
      <controllerKey>300</controllerKey>
      <unitNumber>1</unitNumber>
    </device>
    <device xsi:type="VirtualMachineVideoCard">
      <key>500</key>
      <deviceInfo><label>Video card </label><summary>Video card</summary></deviceInfo>
      <controllerKey>100</controllerKey>
      <unitNumber>0</unitNumber>
    </device>
    <xsl:for-each select="$vm/g:controllers/g:controller[not(@type = 'ide' and @bus &lt; 2)]">
      <xsl:call-template name="controller"/>
    </xsl:for-each>
    <xsl:for-each select="$vm/g:cdroms/g:cdrom"><xsl:call-template name="cdrom"/></xsl:for-each>
    <xsl:for-each select="$vm/g:disks/g:disk"><xsl:call-template name="disk"/></xsl:for-each>
    <xsl:for-each select="$vm/g:nics/g:nic"><xsl:call-template name="nic"/></xsl:for-each>
  </xsl:template>

  <xsl:template name="disk-file">
    <xsl:call-template name="file-name">
      <xsl:with-param name="datastore" select="@datastore"/>
      <xsl:with-param name="path" select="@path"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="place">
    <controllerKey><xsl:call-template name="own-controller-key"/></controllerKey>
    <unitNumber><xsl:call-template name="unit"/></unitNumber>
  </xsl:template>

  <!-- A generic device has one state for now and for the next start, so both are shown alike. -->
  <xsl:template name="connectable">
    <connectable>
      <startConnected><xsl:value-of select="@connected"/></startConnected>
      <allowGuestControl>true</allowGuestControl>
      <connected><xsl:value-of select="@connected"/></connected>
      <status>ok</status>
    </connectable>
  </xsl:template>

  <xsl:template name="disk">
    <xsl:variable name="kilobytes" select="format-number(floor(@capacity div 1024), '0')"/>
    <device xsi:type="VirtualDisk">
      <key><xsl:call-template name="device-key"/></key>
      <xsl:call-template name="description">
        <xsl:with-param name="label" select="concat('Hard disk ', position())"/>
        <xsl:with-param name="summary" select="concat(format-number($kilobytes, '#,##0'), ' KB')"/>
      </xsl:call-template>
      <backing xsi:type="VirtualDiskFlatVer2BackingInfo">
        <fileName><xsl:call-template name="disk-file"/></fileName>
        <xsl:if test="@datastore">
          <datastore type="Datastore"><xsl:value-of select="d:native('Datastore', @datastore)"/></datastore>
        </xsl:if>
        <diskMode><xsl:value-of select="@mode"/></diskMode>
        <split>false</split>
        <writeThrough>false</writeThrough>
        <thinProvisioned><xsl:value-of select="@thin"/></thinProvisioned>
        <sharing>sharingNone</sharing>
      </backing>
      <xsl:call-template name="place"/>
      <capacityInKB><xsl:value-of select="$kilobytes"/></capacityInKB>
      <capacityInBytes><xsl:value-of select="@capacity"/></capacityInBytes>
      <shares><shares>1000</shares><level>normal</level></shares>
    </device>
  </xsl:template>

  <xsl:template name="cdrom">
    <device xsi:type="VirtualCdrom">
      <key><xsl:call-template name="device-key"/></key>
      <xsl:variable name="file">
        <xsl:if test="@path != ''"><xsl:call-template name="disk-file"/></xsl:if>
      </xsl:variable>
      <xsl:choose>
        <xsl:when test="$file != ''">
          <xsl:call-template name="description">
            <xsl:with-param name="label" select="concat('CD/DVD drive ', position())"/>
            <xsl:with-param name="summary" select="concat('ISO ', $file)"/>
          </xsl:call-template>
          <backing xsi:type="VirtualCdromIsoBackingInfo">
            <fileName><xsl:value-of select="$file"/></fileName>
            <xsl:if test="@datastore">
              <datastore type="Datastore"><xsl:value-of select="d:native('Datastore', @datastore)"/></datastore>
            </xsl:if>
          </backing>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="description">
            <xsl:with-param name="label" select="concat('CD/DVD drive ', position())"/>
            <xsl:with-param name="summary">Remote device</xsl:with-param>
          </xsl:call-template>
          <backing xsi:type="VirtualCdromRemotePassthroughBackingInfo">
            <deviceName/>
            <useAutoDetect>false</useAutoDetect>
            <exclusive>false</exclusive>
          </backing>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="connectable"/>
      <xsl:call-template name="place"/>
    </device>
  </xsl:template>

  <xsl:template name="nic">
    <xsl:variable name="network" select="$related[@id = current()/@network]/@name"/>
    <xsl:variable name="class">
      <xsl:choose>
        <xsl:when test="@model = 'e1000'">VirtualE1000</xsl:when>
        <xsl:when test="@model = 'e1000e'">VirtualE1000e</xsl:when>
        <xsl:when test="@model = 'rtl8139' or @model = 'emulated'">VirtualPCNet32</xsl:when>
        <xsl:otherwise>VirtualVmxnet3</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <device xsi:type="{$class}">
      <key><xsl:value-of select="4000 + @slot"/></key>
      <xsl:call-template name="description">
        <xsl:with-param name="label" select="concat('Network adapter ', position())"/>
        <xsl:with-param name="summary" select="string($network)"/>
      </xsl:call-template>
      <backing xsi:type="VirtualEthernetCardNetworkBackingInfo">
        <deviceName><xsl:value-of select="$network"/></deviceName>
        <useAutoDetect>false</useAutoDetect>
        <xsl:if test="@network">
          <network type="Network"><xsl:value-of select="d:native('Network', @network)"/></network>
        </xsl:if>
      </backing>
      <xsl:call-template name="connectable"/>
      <controllerKey>100</controllerKey>
      <unitNumber><xsl:value-of select="7 + @slot"/></unitNumber>
      <addressType>
        <xsl:choose>
          <xsl:when test="starts-with(@mac, '00:50:56')">assigned</xsl:when>
          <xsl:when test="starts-with(@mac, '00:0c:29')">generated</xsl:when>
          <xsl:otherwise>manual</xsl:otherwise>
        </xsl:choose>
      </addressType>
      <macAddress><xsl:value-of select="@mac"/></macAddress>
      <wakeOnLanEnabled>false</wakeOnLanEnabled>
    </device>
  </xsl:template>
</xsl:stylesheet>

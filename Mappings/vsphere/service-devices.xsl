<?xml version="1.0" encoding="UTF-8"?>
<!-- A VM's devices as the automation API tells of them. They are maps by the device's key. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:services"
                xmlns:s="urn:dragoman:services" xmlns:v="urn:vim25" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                exclude-result-prefixes="s v xsi">

  <xsl:variable name="devices" select="/s:call/s:object/s:property[@name = 'config']/v:hardware/v:device"/>
  <xsl:variable name="disks" select="$devices[@xsi:type = 'VirtualDisk']"/>
  <xsl:variable name="cards"
                select="$devices[contains('|VirtualVmxnet3|VirtualVmxnet2|VirtualVmxnet|VirtualE1000|VirtualE1000e|VirtualPCNet32|',
                                          concat('|', @xsi:type, '|'))]"/>
  <xsl:variable name="buses">
|VirtualIDEController=IDE|VirtualAHCIController=SATA|VirtualNVMEController=NVME|ParaVirtualSCSIController=SCSI|VirtualLsiLogicController=SCSI|VirtualLsiLogicSASController=SCSI|VirtualBusLogicController=SCSI|
</xsl:variable>

  <!-- The kind of bus that a device is on. -->
  <xsl:template name="bus">
    <xsl:variable name="type" select="$devices[v:key = current()/v:controllerKey]/@xsi:type"/>
    <xsl:value-of select="substring-before(substring-after($buses, concat('|', $type, '=')), '|')"/>
  </xsl:template>

  <xsl:template name="address">
    <xsl:param name="bus"/>
    <xsl:variable name="number" select="$devices[v:key = current()/v:controllerKey]/v:busNumber"/>
    <type><xsl:value-of select="$bus"/></type>
    <xsl:choose>
      <xsl:when test="$bus = 'IDE'">
        <ide>
          <primary><xsl:value-of select="$number = 0"/></primary>
          <master><xsl:value-of select="v:unitNumber = 0"/></master>
        </ide>
      </xsl:when>
      <xsl:when test="$bus != ''">
        <xsl:element name="{translate($bus, 'ACDEIMNSTV', 'acdeimnstv')}" namespace="urn:dragoman:services">
          <bus><xsl:value-of select="$number"/></bus>
          <unit><xsl:value-of select="v:unitNumber"/></unit>
        </xsl:element>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="label"><label><xsl:value-of select="v:deviceInfo/v:label"/></label></xsl:template>

  <xsl:template match="v:device" mode="disk">
    <xsl:variable name="bus"><xsl:call-template name="bus"/></xsl:variable>
    <xsl:call-template name="label"/>
    <xsl:call-template name="address"><xsl:with-param name="bus" select="string($bus)"/></xsl:call-template>
    <backing>
      <type>VMDK_FILE</type>
      <vmdk_file><xsl:value-of select="v:backing/v:fileName"/></vmdk_file>
    </backing>
    <capacity><xsl:value-of select="v:capacityInBytes"/></capacity>
  </xsl:template>

  <xsl:template name="connection">
    <state>
      <xsl:choose>
        <xsl:when test="v:connectable/v:connected = 'true'">CONNECTED</xsl:when>
        <xsl:otherwise>NOT_CONNECTED</xsl:otherwise>
      </xsl:choose>
    </state>
    <start_connected><xsl:value-of select="v:connectable/v:startConnected = 'true'"/></start_connected>
    <allow_guest_control><xsl:value-of select="v:connectable/v:allowGuestControl = 'true'"/></allow_guest_control>
  </xsl:template>

  <xsl:template match="v:device" mode="card">
    <xsl:call-template name="label"/>
    <type>
      <xsl:value-of select="translate(substring-after(@xsi:type, 'Virtual'), 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"/>
    </type>
    <xsl:if test="@xsi:type = 'VirtualVmxnet3'">
      <upt_compatibility_enabled><xsl:value-of select="v:uptCompatibilityEnabled = 'true'"/></upt_compatibility_enabled>
      <upt_v2_compatibility_enabled><xsl:value-of select="v:uptv2Enabled = 'true'"/></upt_v2_compatibility_enabled>
    </xsl:if>
    <mac_type><xsl:value-of select="translate(v:addressType, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"/></mac_type>
    <mac_address><xsl:value-of select="v:macAddress"/></mac_address>
    <wake_on_lan_enabled><xsl:value-of select="v:wakeOnLanEnabled = 'true'"/></wake_on_lan_enabled>
    <backing>
      <type>STANDARD_PORTGROUP</type>
      <xsl:for-each select="v:backing/v:network"><network><xsl:value-of select="."/></network></xsl:for-each>
      <network_name><xsl:value-of select="v:backing/v:deviceName"/></network_name>
    </backing>
    <xsl:call-template name="connection"/>
  </xsl:template>

  <xsl:template match="v:device" mode="drive">
    <xsl:param name="bus"/>
    <xsl:call-template name="address"><xsl:with-param name="bus" select="$bus"/></xsl:call-template>
    <xsl:call-template name="label"/>
    <backing>
      <xsl:choose>
        <xsl:when test="v:backing/@xsi:type = 'VirtualCdromIsoBackingInfo'">
          <type>ISO_FILE</type>
          <iso_file><xsl:value-of select="v:backing/v:fileName"/></iso_file>
        </xsl:when>
        <xsl:otherwise>
          <type>CLIENT_DEVICE</type>
          <device_access_type>PASSTHRU</device_access_type>
        </xsl:otherwise>
      </xsl:choose>
    </backing>
    <xsl:call-template name="connection"/>
  </xsl:template>

  <xsl:template match="v:device" mode="scsi">
    <xsl:call-template name="label"/>
    <type>
      <xsl:choose>
        <xsl:when test="@xsi:type = 'ParaVirtualSCSIController'">PVSCSI</xsl:when>
        <xsl:when test="@xsi:type = 'VirtualLsiLogicSASController'">LSILOGICSAS</xsl:when>
        <xsl:when test="@xsi:type = 'VirtualBusLogicController'">BUSLOGIC</xsl:when>
        <xsl:otherwise>LSILOGIC</xsl:otherwise>
      </xsl:choose>
    </type>
    <scsi>
      <bus><xsl:value-of select="v:busNumber"/></bus>
      <unit><xsl:value-of select="(v:scsiCtlrUnitNumber | v:busNumber[not(../v:scsiCtlrUnitNumber)])[1]"/></unit>
    </scsi>
    <sharing>
      <xsl:choose>
        <xsl:when test="v:sharedBus = 'virtualSharing'">VIRTUAL</xsl:when>
        <xsl:when test="v:sharedBus = 'physicalSharing'">PHYSICAL</xsl:when>
        <xsl:otherwise>NONE</xsl:otherwise>
      </xsl:choose>
    </sharing>
  </xsl:template>

  <!-- All of them, for the whole VM. A drive on a bus that the automation API has no word for is not told of. -->
  <xsl:template name="devices">
    <disks>
      <xsl:for-each select="$disks"><item key="{v:key}"><xsl:apply-templates select="." mode="disk"/></item></xsl:for-each>
    </disks>
    <nics>
      <xsl:for-each select="$cards"><item key="{v:key}"><xsl:apply-templates select="." mode="card"/></item></xsl:for-each>
    </nics>
    <cdroms>
      <xsl:for-each select="$devices[@xsi:type = 'VirtualCdrom']">
        <xsl:variable name="bus"><xsl:call-template name="bus"/></xsl:variable>
        <xsl:if test="$bus = 'IDE' or $bus = 'SATA'">
          <item key="{v:key}">
            <xsl:apply-templates select="." mode="drive">
              <xsl:with-param name="bus" select="string($bus)"/>
            </xsl:apply-templates>
          </item>
        </xsl:if>
      </xsl:for-each>
    </cdroms>
    <floppies/>
    <parallel_ports/>
    <serial_ports/>
    <sata_adapters>
      <xsl:for-each select="$devices[@xsi:type = 'VirtualAHCIController']">
        <item key="{v:key}">
          <xsl:call-template name="label"/>
          <type>AHCI</type>
          <bus><xsl:value-of select="v:busNumber"/></bus>
        </item>
      </xsl:for-each>
    </sata_adapters>
    <scsi_adapters>
      <xsl:for-each select="$devices[contains($buses, concat('|', @xsi:type, '=SCSI|'))]">
        <item key="{v:key}"><xsl:apply-templates select="." mode="scsi"/></item>
      </xsl:for-each>
    </scsi_adapters>
    <nvme_adapters>
      <xsl:for-each select="$devices[@xsi:type = 'VirtualNVMEController']">
        <item key="{v:key}">
          <xsl:call-template name="label"/>
          <bus><xsl:value-of select="v:busNumber"/></bus>
        </item>
      </xsl:for-each>
    </nvme_adapters>
  </xsl:template>

  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.hardware.disk']" mode="answer">
    <output>
      <xsl:for-each select="$disks"><item><disk><xsl:value-of select="v:key"/></disk></item></xsl:for-each>
    </output>
  </xsl:template>
  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.hardware.ethernet']" mode="answer">
    <output>
      <xsl:for-each select="$cards"><item><nic><xsl:value-of select="v:key"/></nic></item></xsl:for-each>
    </output>
  </xsl:template>

  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.hardware.disk'][@operation = 'get']" mode="answer"
                priority="2">
    <xsl:variable name="disk" select="$disks[v:key = /s:call/s:input/s:disk]"/>
    <xsl:choose>
      <xsl:when test="$disk"><output><xsl:apply-templates select="$disk" mode="disk"/></output></xsl:when>
      <xsl:otherwise><xsl:call-template name="no-device"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.hardware.ethernet'][@operation = 'get']" mode="answer"
                priority="2">
    <xsl:variable name="card" select="$cards[v:key = /s:call/s:input/s:nic]"/>
    <xsl:choose>
      <xsl:when test="$card"><output><xsl:apply-templates select="$card" mode="card"/></output></xsl:when>
      <xsl:otherwise><xsl:call-template name="no-device"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="no-device">
    <error type="not_found" id="com.vmware.api.vcenter.vm.device_not_found">There is no such device.</error>
  </xsl:template>
</xsl:stylesheet>

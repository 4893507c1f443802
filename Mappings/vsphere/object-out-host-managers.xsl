<?xml version="1.0" encoding="UTF-8"?>
<!--
  The managers of one host, and the parts of its configuration that they show. What a host does not tell is not there: no
  services, no time servers, no storage adapters; nothing of the host itself can be set through them.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <!-- HostConfigManager: in the order of the schema. -->
  <xsl:template name="host-config-manager">
    <configManager>
      <datastoreSystem type="HostDatastoreSystem"><xsl:value-of select="d:native('HostDatastoreSystem', @id)"/></datastoreSystem>
      <storageSystem type="HostStorageSystem"><xsl:value-of select="d:native('HostStorageSystem', @id)"/></storageSystem>
      <networkSystem type="HostNetworkSystem"><xsl:value-of select="d:native('HostNetworkSystem', @id)"/></networkSystem>
      <virtualNicManager type="HostVirtualNicManager"><xsl:value-of select="d:native('HostVirtualNicManager', @id)"/></virtualNicManager>
      <serviceSystem type="HostServiceSystem"><xsl:value-of select="d:native('HostServiceSystem', @id)"/></serviceSystem>
      <advancedOption type="OptionManager"><xsl:value-of select="d:native('OptionManager', @id)"/></advancedOption>
      <autoStartManager type="HostAutoStartManager"><xsl:value-of select="d:native('HostAutoStartManager', @id)"/></autoStartManager>
      <dateTimeSystem type="HostDateTimeSystem"><xsl:value-of select="d:native('HostDateTimeSystem', @id)"/></dateTimeSystem>
    </configManager>
  </xsl:template>

  <xsl:template name="host-managers">
    <managedObject type="HostDatastoreSystem" id="{d:native('HostDatastoreSystem', @id)}">
      <xsl:apply-templates select="$related[@type = 'datastore']" mode="datastore"/>
      <capabilities><xsl:call-template name="datastore-system-capabilities"/></capabilities>
    </managedObject>
    <managedObject type="HostStorageSystem" id="{d:native('HostStorageSystem', @id)}">
      <storageDeviceInfo><xsl:call-template name="storage-devices"/></storageDeviceInfo>
      <fileSystemVolumeInfo><xsl:call-template name="file-systems"/></fileSystemVolumeInfo>
    </managedObject>
    <managedObject type="HostNetworkSystem" id="{d:native('HostNetworkSystem', @id)}">
      <capabilities><xsl:call-template name="net-capabilities"/></capabilities>
      <networkInfo><xsl:call-template name="network-info"/></networkInfo>
      <networkConfig>
        <xsl:for-each select="$related[@type = 'network']">
          <vswitch><name><xsl:value-of select="@name"/></name><spec><numPorts>1024</numPorts></spec></vswitch>
        </xsl:for-each>
        <xsl:for-each select="$related[@type = 'network']">
          <portgroup><spec><xsl:call-template name="port-group-spec"/></spec></portgroup>
        </xsl:for-each>
        <xsl:for-each select="g:adapters/g:adapter">
          <pnic><device><xsl:value-of select="@device"/></device><spec/></pnic>
        </xsl:for-each>
        <dnsConfig><xsl:call-template name="dns"/></dnsConfig>
      </networkConfig>
      <dnsConfig><xsl:call-template name="dns"/></dnsConfig>
    </managedObject>
    <managedObject type="HostVirtualNicManager" id="{d:native('HostVirtualNicManager', @id)}"><info/></managedObject>
    <managedObject type="HostServiceSystem" id="{d:native('HostServiceSystem', @id)}"><serviceInfo/></managedObject>
    <managedObject type="OptionManager" id="{d:native('OptionManager', @id)}"/>
    <managedObject type="HostAutoStartManager" id="{d:native('HostAutoStartManager', @id)}">
      <config><xsl:call-template name="auto-start"/></config>
    </managedObject>
    <managedObject type="HostDateTimeSystem" id="{d:native('HostDateTimeSystem', @id)}">
      <dateTimeInfo><xsl:call-template name="date-time"/></dateTimeInfo>
    </managedObject>
  </xsl:template>

  <!-- HostConfigInfo, in the order of the schema. -->
  <xsl:template name="host-config">
    <xsl:param name="host"/>
    <config>
      <host type="HostSystem"><xsl:value-of select="$host"/></host>
      <product><xsl:call-template name="host-product"/></product>
      <hyperThread>
        <available><xsl:value-of select="g:cpu/@threads &gt; g:cpu/@cores"/></available>
        <active><xsl:value-of select="g:cpu/@threads &gt; g:cpu/@cores"/></active>
        <config><xsl:value-of select="g:cpu/@threads &gt; g:cpu/@cores"/></config>
      </hyperThread>
      <storageDevice><xsl:call-template name="storage-devices"/></storageDevice>
      <fileSystemVolume><xsl:call-template name="file-systems"/></fileSystemVolume>
      <network><xsl:call-template name="network-info"/></network>
      <virtualNicManagerInfo/>
      <capabilities><xsl:call-template name="net-capabilities"/></capabilities>
      <datastoreCapabilities><xsl:call-template name="datastore-system-capabilities"/></datastoreCapabilities>
      <service/>
      <autoStart><xsl:call-template name="auto-start"/></autoStart>
      <dateTimeInfo><xsl:call-template name="date-time"/></dateTimeInfo>
    </config>
  </xsl:template>

  <!-- Adapters and devices are the host's own matter. -->
  <xsl:template name="storage-devices">
    <scsiTopology/>
    <multipathInfo/>
    <softwareInternetScsiEnabled>false</softwareInternetScsiEnabled>
  </xsl:template>

  <xsl:template name="file-systems">
    <xsl:for-each select="$related[@type = 'datastore'][not(@system = preceding-sibling::p:ref[@type = 'datastore']/@system)]">
      <volumeTypeList><xsl:call-template name="file-system-type"/></volumeTypeList>
    </xsl:for-each>
    <xsl:for-each select="$related[@type = 'datastore']">
      <mountInfo>
        <mountInfo>
          <path><xsl:value-of select="@path"/></path>
          <accessMode>readWrite</accessMode>
          <mounted>true</mounted>
          <accessible><xsl:value-of select="@accessible"/></accessible>
        </mountInfo>
        <volume>
          <type><xsl:call-template name="file-system-type"/></type>
          <name><xsl:value-of select="@name"/></name>
          <capacity><xsl:value-of select="@capacity"/></capacity>
        </volume>
      </mountInfo>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="file-system-type">
    <xsl:choose>
      <xsl:when test="@system = 'vmfs'">VMFS</xsl:when>
      <xsl:when test="@system = 'nfs'">NFS</xsl:when>
      <xsl:when test="@system = 'smb'">CIFS</xsl:when>
      <xsl:otherwise>OTHER</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- HostNetworkInfo: a network of any hypervisor is a virtual switch with one port group of its name. -->
  <xsl:template name="network-info">
    <xsl:apply-templates select="$related[@type = 'network']" mode="switch"/>
    <xsl:apply-templates select="$related[@type = 'network']" mode="port-group"/>
    <xsl:apply-templates select="g:adapters/g:adapter"/>
    <dnsConfig><xsl:call-template name="dns"/></dnsConfig>
  </xsl:template>

  <!-- PhysicalNic: where it is plugged in is not told. -->
  <xsl:template match="g:adapter">
    <pnic>
      <key><xsl:value-of select="concat('key-vim.host.PhysicalNic-', @device)"/></key>
      <device><xsl:value-of select="@device"/></device>
      <pci/>
      <xsl:if test="@speed">
        <linkSpeed>
          <speedMb><xsl:value-of select="@speed"/></speedMb>
          <duplex>true</duplex>
        </linkSpeed>
      </xsl:if>
      <spec/>
      <wakeOnLanSupported>false</wakeOnLanSupported>
      <mac><xsl:value-of select="@mac"/></mac>
    </pnic>
  </xsl:template>

  <xsl:template match="p:ref" mode="switch">
    <vswitch>
      <name><xsl:value-of select="@name"/></name>
      <key><xsl:value-of select="concat('key-vim.host.VirtualSwitch-', @name)"/></key>
      <numPorts>1024</numPorts>
      <numPortsAvailable>1024</numPortsAvailable>
      <portgroup><xsl:value-of select="concat('key-vim.host.PortGroup-', @name)"/></portgroup>
      <spec><numPorts>1024</numPorts></spec>
    </vswitch>
  </xsl:template>

  <xsl:template match="p:ref" mode="port-group">
    <portgroup>
      <key><xsl:value-of select="concat('key-vim.host.PortGroup-', @name)"/></key>
      <vswitch><xsl:value-of select="concat('key-vim.host.VirtualSwitch-', @name)"/></vswitch>
      <computedPolicy/>
      <spec><xsl:call-template name="port-group-spec"/></spec>
    </portgroup>
  </xsl:template>

  <xsl:template name="port-group-spec">
    <name><xsl:value-of select="@name"/></name>
    <vlanId>0</vlanId>
    <vswitchName><xsl:value-of select="@name"/></vswitchName>
    <policy/>
  </xsl:template>

  <!-- The host's name is all that is known of its name service. -->
  <xsl:template name="dns">
    <dhcp>false</dhcp>
    <hostName><xsl:value-of select="substring-before(concat(g:name, '.'), '.')"/></hostName>
    <domainName><xsl:value-of select="substring-after(g:name, '.')"/></domainName>
  </xsl:template>

  <xsl:template name="net-capabilities">
    <canSetPhysicalNicLinkSpeed>false</canSetPhysicalNicLinkSpeed>
    <supportsNicTeaming>false</supportsNicTeaming>
    <supportsVlan>false</supportsVlan>
    <usesServiceConsoleNic>false</usesServiceConsoleNic>
    <supportsNetworkHints>false</supportsNetworkHints>
    <vswitchConfigSupported>false</vswitchConfigSupported>
    <vnicConfigSupported>false</vnicConfigSupported>
    <ipRouteConfigSupported>false</ipRouteConfigSupported>
    <dnsConfigSupported>false</dnsConfigSupported>
    <dhcpOnVnicSupported>false</dhcpOnVnicSupported>
    <ipV6Supported>false</ipV6Supported>
  </xsl:template>

  <xsl:template name="datastore-system-capabilities">
    <nfsMountCreationRequired>false</nfsMountCreationRequired>
    <nfsMountCreationSupported>false</nfsMountCreationSupported>
    <localDatastoreSupported>false</localDatastoreSupported>
    <vmfsExtentExpansionSupported>false</vmfsExtentExpansionSupported>
  </xsl:template>

  <!-- No machine is started with its host by our doing. -->
  <xsl:template name="auto-start">
    <defaults><enabled>false</enabled></defaults>
  </xsl:template>

  <!-- All times are told in UTC; which servers a host keeps them by is its own matter. -->
  <xsl:template name="date-time">
    <timeZone>
      <key>UTC</key>
      <name>UTC</name>
      <description>UTC</description>
      <gmtOffset>0</gmtOffset>
    </timeZone>
    <ntpConfig/>
  </xsl:template>
</xsl:stylesheet>

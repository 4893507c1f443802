<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic VM as its computer system, its settings, its checkpoints and what its guest tells. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <xsl:template match="g:vm">
    <xsl:variable name="guid" select="translate(d:native('Msvm_ComputerSystem', string(@id)), $lower, $upper)"/>
    <xsl:variable name="m" select="concat('Microsoft:', $guid)"/>
    <w:system host="{d:native('Win32_ComputerSystem', string(@host))}">
      <xsl:if test="g:bootTime"><xsl:attribute name="bootTime"><xsl:value-of select="g:bootTime"/></xsl:attribute></xsl:if>
      <w:instance class="Msvm_ComputerSystem">
        <w:property name="CreationClassName" type="string">Msvm_ComputerSystem</w:property>
        <w:property name="Name" type="string"><xsl:value-of select="$guid"/></w:property>
        <w:property name="ElementName" type="string"><xsl:value-of select="g:name"/></w:property>
        <w:property name="Caption" type="string">Virtual Machine</w:property>
        <w:property name="EnabledState" type="uint16"><xsl:choose>
          <xsl:when test="g:powerState = 'off'">3</xsl:when>
          <xsl:when test="g:powerState = 'suspended'">6</xsl:when>
          <xsl:when test="g:powerState = 'paused'">9</xsl:when>
          <xsl:otherwise>2</xsl:otherwise>
        </xsl:choose></w:property>
        <w:property name="HealthState" type="uint16"><xsl:choose><xsl:when test="g:powerState = 'crashed'">25</xsl:when><xsl:otherwise>5</xsl:otherwise></xsl:choose></w:property>
      </w:instance>
      <xsl:call-template name="systemSettings"><xsl:with-param name="m" select="$m"/><xsl:with-param name="guid" select="$guid"/></xsl:call-template>
      <w:instance class="Msvm_ProcessorSettingData">
        <w:property name="InstanceID" type="string"><xsl:value-of select="concat($m, $processorKey)"/></w:property>
        <w:property name="ResourceType" type="uint16">3</w:property>
        <w:property name="ResourceSubType" type="string">Microsoft:Hyper-V:Processor</w:property>
        <w:property name="VirtualQuantity" type="uint64"><xsl:value-of select="g:cpu/@count"/></w:property>
        <w:property name="MaxProcessorsPerNumaNode" type="uint64"><xsl:value-of select="g:cpu/@coresPerSocket"/></w:property>
        <w:property name="MaxNumaNodesPerSocket" type="uint64">1</w:property>
      </w:instance>
      <w:instance class="Msvm_MemorySettingData">
        <w:property name="InstanceID" type="string"><xsl:value-of select="concat($m, $memoryKey)"/></w:property>
        <w:property name="ResourceType" type="uint16">4</w:property>
        <w:property name="ResourceSubType" type="string">Microsoft:Hyper-V:Memory</w:property>
        <w:property name="AllocationUnits" type="string">byte * 2^20</w:property>
        <w:property name="VirtualQuantity" type="uint64"><xsl:value-of select="g:memory/@mib"/></w:property>
        <w:property name="Reservation" type="uint64"><xsl:value-of select="g:memory/@mib"/></w:property>
        <w:property name="Limit" type="uint64"><xsl:value-of select="g:memory/@mib"/></w:property>
        <w:property name="DynamicMemoryEnabled" type="boolean">false</w:property>
      </w:instance>
      <xsl:apply-templates select="g:controllers/g:controller | g:disks/g:disk | g:cdroms/g:cdrom | g:nics/g:nic"><xsl:with-param name="m" select="$m"/></xsl:apply-templates>
      <xsl:apply-templates select="g:disks/g:disk" mode="file"/>
      <xsl:apply-templates select="g:snapshots//g:snapshot"><xsl:with-param name="guid" select="$guid"/></xsl:apply-templates>
      <xsl:call-template name="guestFacts"><xsl:with-param name="m" select="$m"/><xsl:with-param name="guid" select="$guid"/></xsl:call-template>
    </w:system>
  </xsl:template>

  <xsl:template name="systemSettings">
    <xsl:param name="m"/>
    <xsl:param name="guid"/>
    <w:instance class="Msvm_VirtualSystemSettingData">
      <w:property name="InstanceID" type="string"><xsl:value-of select="$m"/></w:property>
      <w:property name="ElementName" type="string"><xsl:value-of select="g:name"/></w:property>
      <w:property name="VirtualSystemIdentifier" type="string"><xsl:value-of select="$guid"/></w:property>
      <w:property name="VirtualSystemType" type="string">Microsoft:Hyper-V:System:Realized</w:property>
      <w:property name="VirtualSystemSubType" type="string"><xsl:choose><xsl:when test="g:firmware/@type = 'efi'">Microsoft:Hyper-V:SubType:2</xsl:when><xsl:otherwise>Microsoft:Hyper-V:SubType:1</xsl:otherwise></xsl:choose></w:property>
      <xsl:if test="g:notes"><w:property name="Notes" type="string" array="true"><xsl:value-of select="g:notes"/></w:property></xsl:if>
      <w:property name="BIOSGUID" type="string"><xsl:value-of select="concat('{', translate(g:uuid, $lower, $upper), '}')"/></w:property>
      <w:property name="SecureBootEnabled" type="boolean"><xsl:value-of select="g:firmware/@secureBoot"/></w:property>
      <!-- All kinds of the BIOS, those that are not asked for last. -->
      <xsl:if test="g:boot/g:device and g:firmware/@type = 'bios'">
        <xsl:variable name="asked">
          <xsl:for-each select="g:boot/g:device[not(@type = preceding-sibling::g:device/@type)]">
            <xsl:value-of select="translate(substring(@type, 1, 1), 'cdnf', '1230')"/>
          </xsl:for-each>
        </xsl:variable>
        <xsl:variable name="order" select="concat($asked, translate('1230', $asked, ''))"/>
        <w:property name="BootOrder" type="uint16" array="true"><xsl:value-of select="substring($order, 1, 1)"/></w:property>
        <w:property name="BootOrder" type="uint16" array="true"><xsl:value-of select="substring($order, 2, 1)"/></w:property>
        <w:property name="BootOrder" type="uint16" array="true"><xsl:value-of select="substring($order, 3, 1)"/></w:property>
        <w:property name="BootOrder" type="uint16" array="true"><xsl:value-of select="substring($order, 4, 1)"/></w:property>
      </xsl:if>
      <w:property name="Version" type="string"><xsl:choose><xsl:when test="g:memory/@hotAdd = 'true' or g:memory/@hotAdd = '1'">10.0</xsl:when><xsl:otherwise>5.0</xsl:otherwise></xsl:choose></w:property>
      <xsl:if test="g:file">
        <xsl:variable name="path"><xsl:call-template name="windowsPath"><xsl:with-param name="datastore" select="g:file/@datastore"/><xsl:with-param name="path" select="g:file"/></xsl:call-template></xsl:variable>
        <w:property name="ConfigurationFile" type="string"><xsl:value-of select="$path"/></w:property>
      </xsl:if>
      <xsl:if test="g:snapshots/@current">
        <xsl:call-template name="settingReference">
          <xsl:with-param name="name">Parent</xsl:with-param>
          <xsl:with-param name="id"><xsl:call-template name="settingKey"><xsl:with-param name="native" select="d:native('Msvm_VirtualSystemSettingData', string(g:snapshots/@current))"/></xsl:call-template></xsl:with-param>
        </xsl:call-template>
      </xsl:if>
    </w:instance>
  </xsl:template>

  <xsl:template name="windowsPath">
    <xsl:param name="datastore"/>
    <xsl:param name="path"/>
    <xsl:choose>
      <xsl:when test="$datastore != ''"><xsl:value-of select="concat(d:native('Win32_LogicalDisk', string($datastore)), '\', translate($path, '/', '\'))"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$path"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="parent">
    <xsl:param name="id"/>
    <xsl:param name="class" select="'Msvm_ResourceAllocationSettingData'"/>
    <w:reference name="Parent" type="string" class="{$class}"><w:selector name="InstanceID"><xsl:value-of select="$id"/></w:selector></w:reference>
  </xsl:template>

  <xsl:template match="g:controller">
    <xsl:param name="m"/>
    <xsl:variable name="key"><xsl:call-template name="keyOf"><xsl:with-param name="device" select="@id"/></xsl:call-template></xsl:variable>
    <w:instance class="Msvm_ResourceAllocationSettingData">
      <w:property name="InstanceID" type="string"><xsl:value-of select="concat($m, $key)"/></w:property>
      <xsl:choose>
        <xsl:when test="@type = 'ide'">
          <w:property name="ResourceType" type="uint16">5</w:property>
          <w:property name="ResourceSubType" type="string">Microsoft:Hyper-V:Emulated IDE Controller</w:property>
          <w:property name="Address" type="string"><xsl:value-of select="@bus"/></w:property>
        </xsl:when>
        <xsl:otherwise>
          <w:property name="ResourceType" type="uint16">6</w:property>
          <w:property name="ResourceSubType" type="string">Microsoft:Hyper-V:Synthetic SCSI Controller</w:property>
        </xsl:otherwise>
      </xsl:choose>
    </w:instance>
  </xsl:template>

  <xsl:template match="g:disk | g:cdrom">
    <xsl:param name="m"/>
    <xsl:variable name="controller"><xsl:call-template name="keyOf"><xsl:with-param name="device" select="@controller"/></xsl:call-template></xsl:variable>
    <xsl:variable name="key"><xsl:call-template name="keyOf"><xsl:with-param name="device" select="concat(@controller, ':', @unit)"/></xsl:call-template></xsl:variable>
    <w:instance class="Msvm_ResourceAllocationSettingData">
      <w:property name="InstanceID" type="string"><xsl:value-of select="concat($m, $key, '\D')"/></w:property>
      <w:property name="ResourceType" type="uint16"><xsl:choose><xsl:when test="self::g:cdrom">16</xsl:when><xsl:otherwise>17</xsl:otherwise></xsl:choose></w:property>
      <w:property name="ResourceSubType" type="string"><xsl:choose><xsl:when test="self::g:cdrom">Microsoft:Hyper-V:Synthetic DVD Drive</xsl:when><xsl:otherwise>Microsoft:Hyper-V:Synthetic Disk Drive</xsl:otherwise></xsl:choose></w:property>
      <xsl:call-template name="parent"><xsl:with-param name="id" select="concat($m, $controller)"/></xsl:call-template>
      <w:property name="AddressOnParent" type="string"><xsl:value-of select="@unit"/></w:property>
    </w:instance>
    <xsl:if test="@path != ''">
      <w:instance class="Msvm_StorageAllocationSettingData">
        <w:property name="InstanceID" type="string"><xsl:value-of select="concat($m, $key, '\L')"/></w:property>
        <w:property name="ResourceType" type="uint16">31</w:property>
        <w:property name="ResourceSubType" type="string"><xsl:choose><xsl:when test="self::g:cdrom">Microsoft:Hyper-V:Virtual CD/DVD Disk</xsl:when><xsl:otherwise>Microsoft:Hyper-V:Virtual Hard Disk</xsl:otherwise></xsl:choose></w:property>
        <xsl:call-template name="parent"><xsl:with-param name="id" select="concat($m, $key, '\D')"/></xsl:call-template>
        <w:property name="HostResource" type="string" array="true">
          <xsl:call-template name="windowsPath"><xsl:with-param name="datastore" select="@datastore"/><xsl:with-param name="path" select="@path"/></xsl:call-template>
        </w:property>
      </w:instance>
    </xsl:if>
  </xsl:template>

  <xsl:template match="g:disk" mode="file">
    <w:instance class="Msvm_VirtualHardDiskSettingData">
      <w:property name="Path" type="string"><xsl:call-template name="windowsPath"><xsl:with-param name="datastore" select="@datastore"/><xsl:with-param name="path" select="@path"/></xsl:call-template></w:property>
      <w:property name="Type" type="uint16"><xsl:choose><xsl:when test="@thin = 'true' or @thin = '1'">3</xsl:when><xsl:otherwise>2</xsl:otherwise></xsl:choose></w:property>
      <w:property name="Format" type="uint16">3</w:property>
      <w:property name="MaxInternalSize" type="uint64"><xsl:value-of select="@capacity"/></w:property>
    </w:instance>
  </xsl:template>

  <!-- Adapters that imitate a real one are emulated, the others synthetic. -->
  <xsl:template match="g:nic">
    <xsl:param name="m"/>
    <xsl:variable name="kind"><xsl:choose><xsl:when test="@model = 'e1000' or @model = 'e1000e' or @model = 'rtl8139' or @model = 'emulated'">Emulated</xsl:when><xsl:otherwise>Synthetic</xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:variable name="class" select="concat('Msvm_', $kind, 'EthernetPortSettingData')"/>
    <xsl:variable name="key"><xsl:call-template name="keyOf"><xsl:with-param name="device" select="@id"/></xsl:call-template></xsl:variable>
    <w:instance class="{$class}">
      <w:property name="InstanceID" type="string"><xsl:value-of select="concat($m, $key)"/></w:property>
      <w:property name="ElementName" type="string">Network Adapter</w:property>
      <w:property name="ResourceType" type="uint16">10</w:property>
      <w:property name="ResourceSubType" type="string"><xsl:value-of select="concat('Microsoft:Hyper-V:', $kind, ' Ethernet Port')"/></w:property>
      <w:property name="Address" type="string"><xsl:value-of select="translate(@mac, 'abcdef:', 'ABCDEF')"/></w:property>
      <w:property name="StaticMacAddress" type="boolean">true</w:property>
    </w:instance>
    <xsl:if test="@network">
      <w:instance class="Msvm_EthernetPortAllocationSettingData">
        <w:property name="InstanceID" type="string"><xsl:value-of select="concat($m, $key, '\C')"/></w:property>
        <w:property name="ResourceType" type="uint16">33</w:property>
        <w:property name="ResourceSubType" type="string">Microsoft:Hyper-V:Ethernet Connection</w:property>
        <w:property name="EnabledState" type="uint16"><xsl:choose><xsl:when test="@connected = 'true' or @connected = '1'">2</xsl:when><xsl:otherwise>3</xsl:otherwise></xsl:choose></w:property>
        <xsl:call-template name="parent"><xsl:with-param name="id" select="concat($m, $key)"/><xsl:with-param name="class" select="$class"/></xsl:call-template>
        <w:reference name="HostResource" type="string" array="true" class="Msvm_VirtualEthernetSwitch">
          <w:selector name="CreationClassName">Msvm_VirtualEthernetSwitch</w:selector>
          <w:selector name="Name"><xsl:value-of select="translate(d:native('Msvm_VirtualEthernetSwitch', string(@network)), $lower, $upper)"/></w:selector>
        </w:reference>
      </w:instance>
    </xsl:if>
  </xsl:template>

  <xsl:template match="g:snapshot">
    <xsl:param name="guid"/>
    <w:instance class="Msvm_VirtualSystemSettingData">
      <w:property name="InstanceID" type="string"><xsl:call-template name="settingKey"><xsl:with-param name="native" select="d:native('Msvm_VirtualSystemSettingData', string(@id))"/></xsl:call-template></w:property>
      <w:property name="ElementName" type="string"><xsl:value-of select="@name"/></w:property>
      <w:property name="VirtualSystemIdentifier" type="string"><xsl:value-of select="$guid"/></w:property>
      <w:property name="VirtualSystemType" type="string">Microsoft:Hyper-V:Snapshot:Realized</w:property>
      <w:property name="CreationTime" type="datetime"><xsl:value-of select="@created"/></w:property>
      <w:property name="IsSaved" type="boolean"><xsl:value-of select="@powerState != 'off'"/></w:property>
      <xsl:if test="g:description"><w:property name="Notes" type="string" array="true"><xsl:value-of select="g:description"/></w:property></xsl:if>
      <xsl:if test="parent::g:snapshot">
        <xsl:call-template name="settingReference">
          <xsl:with-param name="name">Parent</xsl:with-param>
          <xsl:with-param name="id"><xsl:call-template name="settingKey"><xsl:with-param name="native" select="d:native('Msvm_VirtualSystemSettingData', string(../@id))"/></xsl:call-template></xsl:with-param>
        </xsl:call-template>
      </xsl:if>
    </w:instance>
  </xsl:template>

  <xsl:template name="intrinsic">
    <xsl:param name="name"/>
    <xsl:param name="data"/>
    <xsl:if test="$data != ''">
      <w:instance name="GuestIntrinsicExchangeItems" class="Msvm_KvpExchangeDataItem">
        <w:property name="Name" type="string"><xsl:value-of select="$name"/></w:property>
        <w:property name="Data" type="string"><xsl:value-of select="$data"/></w:property>
        <w:property name="Source" type="uint16">2</w:property>
      </w:instance>
    </xsl:if>
  </xsl:template>

  <xsl:template name="guestFacts">
    <xsl:param name="m"/>
    <xsl:param name="guid"/>
    <xsl:if test="g:guest/g:tools/@state = 'running' and g:powerState = 'running'">
      <w:instance class="Msvm_KvpExchangeComponent">
        <w:property name="SystemName" type="string"><xsl:value-of select="$guid"/></w:property>
        <xsl:call-template name="intrinsic"><xsl:with-param name="name">OSName</xsl:with-param><xsl:with-param name="data" select="string(g:guest/g:osName)"/></xsl:call-template>
        <xsl:call-template name="intrinsic"><xsl:with-param name="name">FullyQualifiedDomainName</xsl:with-param><xsl:with-param name="data" select="string(g:guest/g:hostName)"/></xsl:call-template>
        <xsl:call-template name="intrinsic"><xsl:with-param name="name">IntegrationServicesVersion</xsl:with-param><xsl:with-param name="data" select="string(g:guest/g:tools/@version)"/></xsl:call-template>
      </w:instance>
      <w:instance class="Msvm_ShutdownComponent">
        <w:property name="CreationClassName" type="string">Msvm_ShutdownComponent</w:property>
        <w:property name="DeviceID" type="string"><xsl:value-of select="concat($m, '\9F8233AC-BE49-4C79-8EE3-E7E1985B2077')"/></w:property>
        <w:property name="SystemCreationClassName" type="string">Msvm_ComputerSystem</w:property>
        <w:property name="SystemName" type="string"><xsl:value-of select="$guid"/></w:property>
        <w:property name="OperationalStatus" type="uint16" array="true">2</w:property>
      </w:instance>
      <xsl:for-each select="g:nics/g:nic[@id = ../../g:guest/g:address/@nic]">
        <xsl:variable name="key"><xsl:call-template name="keyOf"><xsl:with-param name="device" select="@id"/></xsl:call-template></xsl:variable>
        <w:instance class="Msvm_GuestNetworkAdapterConfiguration">
          <w:property name="InstanceID" type="string"><xsl:value-of select="concat('Microsoft:GuestNetwork\', $guid, $key)"/></w:property>
          <xsl:for-each select="../../g:guest/g:address[@nic = current()/@id]">
            <w:property name="IPAddresses" type="string" array="true"><xsl:value-of select="."/></w:property>
          </xsl:for-each>
        </w:instance>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

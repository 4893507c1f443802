<?xml version="1.0" encoding="UTF-8"?>
<!-- A Hyper-V host's objects, gathered from their WMI instances, to generic objects. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="w d">
  <xsl:import href="wmi.xsl"/>
  <xsl:import href="guests.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:key name="setting" match="w:instance" use="w:property[@name = 'InstanceID']"/>
  <xsl:key name="child" match="w:instance" use="w:reference[@name = 'Parent']/w:selector[@name = 'InstanceID']"/>
  <xsl:key name="file" match="w:instance[@class = 'Msvm_VirtualHardDiskSettingData']" use="w:property[@name = 'Path']"/>

  <xsl:variable name="realized" select="/w:system/w:instance[@class = 'Msvm_VirtualSystemSettingData'][w:property[@name = 'VirtualSystemType'] = 'Microsoft:Hyper-V:System:Realized']"/>
  <xsl:variable name="snapshots" select="/w:system/w:instance[@class = 'Msvm_VirtualSystemSettingData'][w:property[@name = 'VirtualSystemType'] = 'Microsoft:Hyper-V:Snapshot:Realized']"/>
  <xsl:variable name="scsi" select="/w:system/w:instance[@class = 'Msvm_ResourceAllocationSettingData'][w:property[@name = 'ResourceType'] = 6]"/>
  <xsl:variable name="ports" select="/w:system/w:instance[@class = 'Msvm_SyntheticEthernetPortSettingData' or @class = 'Msvm_EmulatedEthernetPortSettingData']"/>

  <xsl:template match="/w:host">
    <xsl:variable name="os" select="w:instance[@class = 'Win32_OperatingSystem']"/>
    <xsl:variable name="computer" select="w:instance[@class = 'Win32_ComputerSystem']"/>
    <xsl:variable name="product" select="w:instance[@class = 'Win32_ComputerSystemProduct']"/>
    <xsl:variable name="cpus" select="w:instance[@class = 'Win32_Processor']"/>
    <g:host id="{d:id('Win32_ComputerSystem', string($computer/w:property[@name = 'Name']))}">
      <g:name><xsl:value-of select="$computer/w:property[@name = 'Name']"/></g:name>
      <g:platform>hyperv</g:platform>
      <xsl:if test="$product/w:property[@name = 'UUID']">
        <g:uuid><xsl:value-of select="translate($product/w:property[@name = 'UUID'], $upper, $lower)"/></g:uuid>
      </xsl:if>
      <g:product name="{$os/w:property[@name = 'Caption']}" version="{$os/w:property[@name = 'Version']}" build="{$os/w:property[@name = 'BuildNumber']}"/>
      <g:hardware vendor="{$computer/w:property[@name = 'Manufacturer']}" model="{$computer/w:property[@name = 'Model']}"/>
      <g:connection>connected</g:connection>
      <g:maintenance>false</g:maintenance>
      <xsl:if test="$os/w:property[@name = 'LastBootUpTime']">
        <g:bootTime><xsl:value-of select="$os/w:property[@name = 'LastBootUpTime']"/></g:bootTime>
      </xsl:if>
      <g:cpu model="{$cpus[1]/w:property[@name = 'Name']}" vendor="{$cpus[1]/w:property[@name = 'Manufacturer']}"
             mhz="{$cpus[1]/w:property[@name = 'MaxClockSpeed']}" sockets="{count($cpus)}"
             cores="{sum($cpus/w:property[@name = 'NumberOfCores'])}"
             threads="{sum($cpus/w:property[@name = 'NumberOfLogicalProcessors'])}"/>
      <g:memory mib="{floor($computer/w:property[@name = 'TotalPhysicalMemory'] div 1048576)}"/>
      <xsl:variable name="cards" select="w:instance[@class = 'Msvm_ExternalEthernetPort']"/>
      <xsl:if test="$cards">
        <g:adapters>
          <xsl:for-each select="$cards">
            <g:adapter device="{w:property[@name = 'ElementName']}">
              <xsl:attribute name="mac"><xsl:call-template name="mac"><xsl:with-param name="address" select="w:property[@name = 'PermanentAddress']"/></xsl:call-template></xsl:attribute>
              <xsl:if test="w:property[@name = 'Speed'] &gt; 0">
                <xsl:attribute name="speed"><xsl:value-of select="floor(w:property[@name = 'Speed'] div 1000000)"/></xsl:attribute>
              </xsl:if>
            </g:adapter>
          </xsl:for-each>
        </g:adapters>
      </xsl:if>
    </g:host>
  </xsl:template>

  <xsl:template match="/w:volume">
    <xsl:variable name="disk" select="w:instance[@class = 'Win32_LogicalDisk']"/>
    <xsl:variable name="letter" select="string($disk/w:property[@name = 'DeviceID'])"/>
    <g:datastore id="{d:id('Win32_LogicalDisk', $letter)}" host="{d:id('Win32_ComputerSystem', string(@host))}">
      <g:name><xsl:choose>
        <xsl:when test="$disk/w:property[@name = 'VolumeName'] != ''"><xsl:value-of select="$disk/w:property[@name = 'VolumeName']"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$letter"/></xsl:otherwise>
      </xsl:choose></g:name>
      <g:type><xsl:value-of select="translate($disk/w:property[@name = 'FileSystem'], $upper, $lower)"/></g:type>
      <g:path><xsl:value-of select="concat($letter, '\')"/></g:path>
      <g:capacity><xsl:value-of select="$disk/w:property[@name = 'Size']"/></g:capacity>
      <g:free><xsl:value-of select="$disk/w:property[@name = 'FreeSpace']"/></g:free>
      <g:accessible>true</g:accessible>
      <xsl:if test="$disk/w:property[@name = 'ProviderName'] != ''">
        <g:share><xsl:value-of select="translate($disk/w:property[@name = 'ProviderName'], $upper, $lower)"/></g:share>
      </xsl:if>
    </g:datastore>
  </xsl:template>

  <xsl:template match="/w:switch">
    <xsl:variable name="switch" select="w:instance[@class = 'Msvm_VirtualEthernetSwitch']"/>
    <g:network id="{d:id('Msvm_VirtualEthernetSwitch', translate($switch/w:property[@name = 'Name'], $upper, $lower))}"
               host="{d:id('Win32_ComputerSystem', string(@host))}">
      <g:name><xsl:value-of select="$switch/w:property[@name = 'ElementName']"/></g:name>
    </g:network>
  </xsl:template>

  <xsl:template match="/w:system">
    <xsl:variable name="system" select="w:instance[@class = 'Msvm_ComputerSystem']"/>
    <xsl:variable name="guid" select="translate($system/w:property[@name = 'Name'], $upper, $lower)"/>
    <xsl:variable name="generation" select="substring-after($realized/w:property[@name = 'VirtualSystemSubType'], 'SubType:')"/>
    <xsl:variable name="cpu" select="w:instance[@class = 'Msvm_ProcessorSettingData']"/>
    <xsl:variable name="count" select="$cpu/w:property[@name = 'VirtualQuantity']"/>
    <xsl:variable name="socket" select="$cpu/w:property[@name = 'MaxProcessorsPerNumaNode'] * $cpu/w:property[@name = 'MaxNumaNodesPerSocket']"/>
    <xsl:variable name="pairs" select="w:instance[@class = 'Msvm_KvpExchangeComponentSettingData']/w:instance[@name = 'HostOnlyItems']"/>
    <g:vm id="{d:id('Msvm_ComputerSystem', $guid)}" host="{d:id('Win32_ComputerSystem', string(@host))}">
      <g:name><xsl:value-of select="$system/w:property[@name = 'ElementName']"/></g:name>
      <g:uuid><xsl:value-of select="translate($realized/w:property[@name = 'BIOSGUID'], 'ABCDEF{}', 'abcdef')"/></g:uuid>
      <xsl:if test="$realized/w:property[@name = 'Notes'] != ''">
        <g:notes>
          <xsl:for-each select="$realized/w:property[@name = 'Notes']">
            <xsl:if test="position() &gt; 1"><xsl:text>&#10;</xsl:text></xsl:if>
            <xsl:value-of select="."/>
          </xsl:for-each>
        </g:notes>
      </xsl:if>
      <g:powerState>
        <xsl:call-template name="powerState">
          <xsl:with-param name="state" select="$system/w:property[@name = 'EnabledState']"/>
          <xsl:with-param name="health" select="$system/w:property[@name = 'HealthState']"/>
        </xsl:call-template>
      </g:powerState>
      <g:template><xsl:value-of select="$pairs[w:property[@name = 'Name'] = 'dragoman.hyperv.template']/w:property[@name = 'Data'] = 'true'"/></g:template>
      <g:autostart><xsl:value-of select="$realized/w:property[@name = 'AutomaticStartupAction'] = 4"/></g:autostart>
      <xsl:if test="@bootTime"><g:bootTime><xsl:value-of select="@bootTime"/></g:bootTime></xsl:if>
      <g:version><xsl:value-of select="concat('Generation ', $generation)"/></g:version>
      <xsl:if test="$realized/w:property[@name = 'ConfigurationFile']">
        <xsl:call-template name="configurationFile"/>
      </xsl:if>
      <g:cpu count="{$count}" hotAdd="false">
        <xsl:attribute name="coresPerSocket"><xsl:choose>
          <xsl:when test="$socket &gt; 0 and $socket &lt; $count"><xsl:value-of select="$socket"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$count"/></xsl:otherwise>
        </xsl:choose></xsl:attribute>
      </g:cpu>
      <!-- Configuration version 8, of 2016, lets the memory of a running machine be changed. -->
      <g:memory mib="{w:instance[@class = 'Msvm_MemorySettingData']/w:property[@name = 'VirtualQuantity']}"
                hotAdd="{$realized/w:property[@name = 'Version'] &gt;= 8}"/>
      <g:firmware secureBoot="{$generation = 2 and $realized/w:property[@name = 'SecureBootEnabled'] = 'true'}">
        <xsl:attribute name="type"><xsl:choose><xsl:when test="$generation = 2">efi</xsl:when><xsl:otherwise>bios</xsl:otherwise></xsl:choose></xsl:attribute>
      </g:firmware>
      <xsl:call-template name="guest">
        <xsl:with-param name="kept" select="$pairs[w:property[@name = 'Name'] = 'dragoman.guest.os']/w:property[@name = 'Data']"/>
        <xsl:with-param name="running" select="$system/w:property[@name = 'EnabledState'] = 2"/>
      </xsl:call-template>
      <g:controllers>
        <xsl:for-each select="w:instance[@class = 'Msvm_ResourceAllocationSettingData'][w:property[@name = 'ResourceType'] = 5]">
          <xsl:variable name="bus" select="w:property[@name = 'Address']"/>
          <g:controller id="ide{$bus}" type="ide" bus="{$bus}" handle="{w:property[@name = 'InstanceID']}"/>
        </xsl:for-each>
        <xsl:for-each select="$scsi">
          <g:controller id="scsi{position() - 1}" type="scsi" bus="{position() - 1}" handle="{w:property[@name = 'InstanceID']}"/>
        </xsl:for-each>
      </g:controllers>
      <g:disks>
        <xsl:apply-templates select="w:instance[@class = 'Msvm_StorageAllocationSettingData'][w:property[@name = 'ResourceSubType'] = 'Microsoft:Hyper-V:Virtual Hard Disk']"/>
      </g:disks>
      <g:cdroms>
        <xsl:apply-templates select="w:instance[@class = 'Msvm_ResourceAllocationSettingData'][w:property[@name = 'ResourceType'] = 16]"/>
      </g:cdroms>
      <g:nics><xsl:apply-templates select="$ports"/></g:nics>
      <g:snapshots>
        <xsl:if test="$realized/w:reference[@name = 'Parent']">
          <xsl:attribute name="current"><xsl:call-template name="snapshotId">
            <xsl:with-param name="key" select="$realized/w:reference[@name = 'Parent']/w:selector[@name = 'InstanceID']"/>
          </xsl:call-template></xsl:attribute>
        </xsl:if>
        <xsl:apply-templates select="$snapshots[not(w:reference[@name = 'Parent'])]" mode="snapshot"/>
      </g:snapshots>
      <xsl:variable name="entries" select="$pairs[starts-with(w:property[@name = 'Name'], 'dragoman.')][w:property[@name = 'Name'] != 'dragoman.guest.os' and w:property[@name = 'Name'] != 'dragoman.hyperv.template']"/>
      <xsl:if test="$entries">
        <g:metadata>
          <xsl:for-each select="$entries">
            <xsl:variable name="name" select="substring-after(w:property[@name = 'Name'], 'dragoman.')"/>
            <g:entry owner="{substring-before($name, '.')}" key="{substring-after($name, '.')}"><xsl:value-of select="w:property[@name = 'Data']"/></g:entry>
          </xsl:for-each>
        </g:metadata>
      </xsl:if>
    </g:vm>
  </xsl:template>

  <!-- On the way from one state to the next the old one still counts; 32768 and 32769 are v1's paused and saved. -->
  <xsl:template name="powerState">
    <xsl:param name="state"/>
    <xsl:param name="health"/>
    <xsl:choose>
      <xsl:when test="$state = 2 and $health = 25">crashed</xsl:when>
      <xsl:when test="$state = 3 or $state = 10 or $state = 32770">off</xsl:when>
      <xsl:when test="$state = 6 or $state = 32769">suspended</xsl:when>
      <xsl:when test="$state = 9 or $state = 32768 or $state = 32777">paused</xsl:when>
      <xsl:otherwise>running</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="configurationFile">
    <xsl:variable name="path" select="concat($realized/w:property[@name = 'ConfigurationDataRoot'], '\', $realized/w:property[@name = 'ConfigurationFile'])"/>
    <xsl:variable name="drive"><xsl:call-template name="drive"><xsl:with-param name="path" select="$path"/></xsl:call-template></xsl:variable>
    <g:file>
      <xsl:choose>
        <xsl:when test="$drive != ''">
          <xsl:attribute name="datastore"><xsl:value-of select="d:id('Win32_LogicalDisk', string($drive))"/></xsl:attribute>
          <xsl:value-of select="translate(substring($path, string-length($drive) + 2), '\', '/')"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="$path"/></xsl:otherwise>
      </xsl:choose>
    </g:file>
  </xsl:template>

  <xsl:template name="guest">
    <xsl:param name="kept"/>
    <xsl:param name="running"/>
    <xsl:variable name="items" select="w:instance[@class = 'Msvm_KvpExchangeComponent']/w:instance[@name = 'GuestIntrinsicExchangeItems']"/>
    <xsl:variable name="name" select="string($items[w:property[@name = 'Name'] = 'OSName']/w:property[@name = 'Data'])"/>
    <xsl:variable name="tools" select="string($items[w:property[@name = 'Name'] = 'IntegrationServicesVersion']/w:property[@name = 'Data'])"/>
    <g:guest>
      <xsl:attribute name="os"><xsl:choose>
        <xsl:when test="$kept != ''"><xsl:value-of select="$kept"/></xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="guestOf">
            <xsl:with-param name="name" select="$name"/>
            <xsl:with-param name="major" select="string($items[w:property[@name = 'Name'] = 'OSMajorVersion']/w:property[@name = 'Data'])"/>
            <xsl:with-param name="minor" select="string($items[w:property[@name = 'Name'] = 'OSMinorVersion']/w:property[@name = 'Data'])"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:if test="$name != ''"><g:osName><xsl:value-of select="$name"/></g:osName></xsl:if>
      <xsl:for-each select="$items[w:property[@name = 'Name'] = 'FullyQualifiedDomainName']">
        <g:hostName><xsl:value-of select="w:property[@name = 'Data']"/></g:hostName>
      </xsl:for-each>
      <g:tools>
        <xsl:attribute name="state"><xsl:choose><xsl:when test="$running and $items">running</xsl:when><xsl:otherwise>notRunning</xsl:otherwise></xsl:choose></xsl:attribute>
        <xsl:if test="$tools != ''"><xsl:attribute name="version"><xsl:value-of select="$tools"/></xsl:attribute></xsl:if>
      </g:tools>
      <xsl:for-each select="$ports">
        <xsl:variable name="slot" select="position() - 1"/>
        <xsl:variable name="own" select="substring-after(w:property[@name = 'InstanceID'], '\')"/>
        <xsl:for-each select="/w:system/w:instance[@class = 'Msvm_GuestNetworkAdapterConfiguration'][contains(w:property[@name = 'InstanceID'], $own)]/w:property[@name = 'IPAddresses']">
          <g:address nic="nic{$slot}"><xsl:value-of select="."/></g:address>
        </xsl:for-each>
      </xsl:for-each>
    </g:guest>
  </xsl:template>

  <!-- The place of a drive: attributes id, controller, unit. -->
  <xsl:template name="place">
    <xsl:param name="drive"/>
    <xsl:variable name="controller" select="key('setting', $drive/w:reference[@name = 'Parent']/w:selector[@name = 'InstanceID'])"/>
    <xsl:variable name="name"><xsl:choose>
      <xsl:when test="$controller/w:property[@name = 'ResourceType'] = 5"><xsl:value-of select="concat('ide', $controller/w:property[@name = 'Address'])"/></xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat('scsi', count($controller/preceding-sibling::w:instance[@class = 'Msvm_ResourceAllocationSettingData'][w:property[@name = 'ResourceType'] = 6]))"/>
      </xsl:otherwise>
    </xsl:choose></xsl:variable>
    <xsl:variable name="unit" select="$drive/w:property[@name = 'AddressOnParent']"/>
    <xsl:attribute name="id"><xsl:value-of select="concat($name, ':', $unit)"/></xsl:attribute>
    <xsl:attribute name="controller"><xsl:value-of select="$name"/></xsl:attribute>
    <xsl:attribute name="unit"><xsl:value-of select="$unit"/></xsl:attribute>
  </xsl:template>

  <!-- The file after a differencing file's last parent. -->
  <xsl:template name="firstType">
    <xsl:param name="file"/>
    <xsl:variable name="parent" select="key('file', $file/w:property[@name = 'ParentPath'][. != ''])"/>
    <xsl:choose>
      <xsl:when test="$parent"><xsl:call-template name="firstType"><xsl:with-param name="file" select="$parent"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:value-of select="$file/w:property[@name = 'Type']"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="w:instance[@class = 'Msvm_StorageAllocationSettingData']">
    <xsl:variable name="path" select="string(w:property[@name = 'HostResource'])"/>
    <xsl:variable name="file" select="key('file', $path)"/>
    <xsl:variable name="type"><xsl:call-template name="firstType"><xsl:with-param name="file" select="$file"/></xsl:call-template></xsl:variable>
    <g:disk>
      <xsl:call-template name="place">
        <xsl:with-param name="drive" select="key('setting', w:reference[@name = 'Parent']/w:selector[@name = 'InstanceID'])"/>
      </xsl:call-template>
      <xsl:attribute name="handle"><xsl:value-of select="w:property[@name = 'InstanceID']"/></xsl:attribute>
      <xsl:call-template name="fileAttributes"><xsl:with-param name="path" select="$path"/></xsl:call-template>
      <xsl:attribute name="capacity"><xsl:choose>
        <xsl:when test="$file"><xsl:value-of select="$file/w:property[@name = 'MaxInternalSize']"/></xsl:when>
        <xsl:otherwise>0</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:attribute name="thin"><xsl:value-of select="$type != 2"/></xsl:attribute>
      <xsl:attribute name="mode">persistent</xsl:attribute>
    </g:disk>
  </xsl:template>

  <xsl:template match="w:instance[@class = 'Msvm_ResourceAllocationSettingData']">
    <xsl:variable name="path" select="string(key('child', w:property[@name = 'InstanceID'])/w:property[@name = 'HostResource'])"/>
    <g:cdrom>
      <xsl:call-template name="place"><xsl:with-param name="drive" select="."/></xsl:call-template>
      <xsl:attribute name="handle"><xsl:value-of select="w:property[@name = 'InstanceID']"/></xsl:attribute>
      <xsl:if test="$path != ''">
        <xsl:call-template name="fileAttributes"><xsl:with-param name="path" select="$path"/></xsl:call-template>
      </xsl:if>
      <xsl:attribute name="connected"><xsl:value-of select="$path != ''"/></xsl:attribute>
    </g:cdrom>
  </xsl:template>

  <xsl:template match="w:instance[@class = 'Msvm_SyntheticEthernetPortSettingData' or @class = 'Msvm_EmulatedEthernetPortSettingData']">
    <xsl:variable name="slot" select="position() - 1"/>
    <xsl:variable name="connection" select="key('child', w:property[@name = 'InstanceID'])[@class = 'Msvm_EthernetPortAllocationSettingData']"/>
    <xsl:variable name="switch" select="$connection/w:reference[@name = 'HostResource']/w:selector[@name = 'Name']"/>
    <g:nic id="nic{$slot}" slot="{$slot}" handle="{w:property[@name = 'InstanceID']}">
      <xsl:attribute name="mac"><xsl:call-template name="mac"><xsl:with-param name="address" select="w:property[@name = 'Address']"/></xsl:call-template></xsl:attribute>
      <xsl:attribute name="model"><xsl:choose><xsl:when test="starts-with(@class, 'Msvm_Synthetic')">synthetic</xsl:when><xsl:otherwise>emulated</xsl:otherwise></xsl:choose></xsl:attribute>
      <xsl:if test="$switch != ''">
        <xsl:attribute name="network"><xsl:value-of select="d:id('Msvm_VirtualEthernetSwitch', translate($switch, $upper, $lower))"/></xsl:attribute>
      </xsl:if>
      <xsl:attribute name="connected"><xsl:value-of select="$switch != '' and $connection/w:property[@name = 'EnabledState'] = 2"/></xsl:attribute>
    </g:nic>
  </xsl:template>

  <xsl:template name="snapshotId">
    <xsl:param name="key"/>
    <xsl:value-of select="d:id('Msvm_VirtualSystemSettingData', translate($key, 'ABCDEF', 'abcdef'),
                               translate(/w:system/w:instance[@class = 'Msvm_ComputerSystem']/w:property[@name = 'Name'], $upper, $lower))"/>
  </xsl:template>

  <xsl:template match="w:instance" mode="snapshot">
    <xsl:variable name="key" select="string(w:property[@name = 'InstanceID'])"/>
    <g:snapshot handle="{$key}" name="{w:property[@name = 'ElementName']}" created="{w:property[@name = 'CreationTime']}">
      <xsl:attribute name="id"><xsl:call-template name="snapshotId"><xsl:with-param name="key" select="$key"/></xsl:call-template></xsl:attribute>
      <xsl:attribute name="powerState"><xsl:choose><xsl:when test="w:property[@name = 'IsSaved'] = 'true'">running</xsl:when><xsl:otherwise>off</xsl:otherwise></xsl:choose></xsl:attribute>
      <xsl:if test="w:property[@name = 'Notes'] != ''"><g:description><xsl:value-of select="w:property[@name = 'Notes']"/></g:description></xsl:if>
      <xsl:apply-templates select="$snapshots[w:reference[@name = 'Parent']/w:selector[@name = 'InstanceID'] = $key]" mode="snapshot"/>
    </g:snapshot>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Native calls that add a machine's devices, in vm.create and vm.reconfigure. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w g d">
  <xsl:import href="wmi.xsl"/>
  <xsl:import href="places.xsl"/>

  <xsl:variable name="service" select="'Msvm_VirtualSystemManagementService'"/>
  <xsl:variable name="resulting" select="&quot;string(//w:reference[@name='ResultingResourceSettings']/w:selector[@name='InstanceID'])&quot;"/>

  <!-- The machine's GUID: known, or taken from DefineSystem. -->
  <xsl:template name="machine">
    <xsl:choose>
      <xsl:when test="$creating"><p:taken name="vm"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="translate(d:native('Msvm_ComputerSystem', string($command/@target)), $lower, $upper)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="machineReference">
    <xsl:param name="name"/>
    <w:reference name="{$name}" class="Msvm_ComputerSystem">
      <w:selector name="CreationClassName">Msvm_ComputerSystem</w:selector>
      <w:selector name="Name"><xsl:call-template name="machine"/></w:selector>
    </w:reference>
  </xsl:template>

  <!-- A call of the management service with the given input. -->
  <xsl:template name="serviceCall">
    <xsl:param name="method"/>
    <xsl:param name="input"/>
    <w:invoke class="{$service}" method="{$method}">
      <xsl:call-template name="serviceSelectors"><xsl:with-param name="class" select="$service"/></xsl:call-template>
      <w:input><xsl:copy-of select="$input"/></w:input>
    </w:invoke>
  </xsl:template>

  <xsl:template name="addSettings">
    <xsl:param name="settings"/>
    <xsl:call-template name="serviceCall">
      <xsl:with-param name="method">AddResourceSettings</xsl:with-param>
      <xsl:with-param name="input">
        <w:reference name="AffectedConfiguration" class="Msvm_VirtualSystemSettingData">
          <w:selector name="InstanceID">
            <xsl:choose>
              <xsl:when test="$creating"><p:taken name="configuration"/></xsl:when>
              <xsl:otherwise>Microsoft:<xsl:call-template name="machine"/></xsl:otherwise>
            </xsl:choose>
          </w:selector>
        </w:reference>
        <xsl:copy-of select="$settings"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="modifySettings">
    <xsl:param name="settings"/>
    <xsl:call-template name="serviceCall">
      <xsl:with-param name="method">ModifyResourceSettings</xsl:with-param>
      <xsl:with-param name="input"><xsl:copy-of select="$settings"/></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- One step that adds one setting and keeps its key; it is taken away again unless the whole machine will be. -->
  <xsl:template name="addStep">
    <xsl:param name="id"/>
    <xsl:param name="class"/>
    <xsl:param name="settings"/>
    <p:step id="{$id}">
      <p:call><xsl:call-template name="addSettings"><xsl:with-param name="settings" select="$settings"/></xsl:call-template></p:call>
      <xsl:if test="not($creating)">
        <p:undo>
          <xsl:call-template name="serviceCall">
            <xsl:with-param name="method">RemoveResourceSettings</xsl:with-param>
            <xsl:with-param name="input">
              <w:reference name="ResourceSettings" class="{$class}">
                <w:selector name="InstanceID"><p:taken name="{$id}"/></w:selector>
              </w:reference>
            </xsl:with-param>
          </xsl:call-template>
        </p:undo>
      </xsl:if>
      <p:take name="{$id}" select="{$resulting}"/>
    </p:step>
  </xsl:template>

  <!-- SCSI controllers that the machine does not have yet. -->
  <xsl:template name="controllerSteps">
    <xsl:param name="bus" select="count($scsiThere)"/>
    <xsl:if test="$bus &lt; $busCount">
      <xsl:call-template name="addStep">
        <xsl:with-param name="id" select="concat('scsi', $bus)"/>
        <xsl:with-param name="class">Msvm_ResourceAllocationSettingData</xsl:with-param>
        <xsl:with-param name="settings">
          <w:instance name="ResourceSettings" class="Msvm_ResourceAllocationSettingData">
            <w:property name="ElementName" type="string">SCSI Controller</w:property>
            <w:property name="ResourceType" type="uint16">6</w:property>
            <w:property name="ResourceSubType" type="string">Microsoft:Hyper-V:Synthetic SCSI Controller</w:property>
          </w:instance>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:call-template name="controllerSteps"><xsl:with-param name="bus" select="$bus + 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Context: one of $added. Its number, place and file. -->
  <xsl:template name="number">
    <xsl:variable name="me" select="generate-id()"/>
    <xsl:for-each select="$added"><xsl:if test="generate-id() = $me"><xsl:value-of select="position()"/></xsl:if></xsl:for-each>
  </xsl:template>
  <xsl:template name="placeOf">
    <xsl:variable name="n"><xsl:call-template name="number"/></xsl:variable>
    <xsl:value-of select="substring-before(substring-after($places, concat(' ', $n, '=')), ' ')"/>
  </xsl:template>

  <xsl:template name="volumePath">
    <xsl:param name="datastore"/>
    <xsl:variable name="path" select="string($host/g:datastore[@id = $datastore]/g:path)"/>
    <xsl:value-of select="$path"/>
    <xsl:if test="substring($path, string-length($path)) != '\'">\</xsl:if>
  </xsl:template>

  <!-- The datastore of a device, of the command, of the machine's first disk or file, the host's first. -->
  <xsl:template name="datastoreOf">
    <xsl:choose>
      <xsl:when test="@datastore"><xsl:value-of select="@datastore"/></xsl:when>
      <xsl:when test="$command/@datastore"><xsl:value-of select="$command/@datastore"/></xsl:when>
      <xsl:when test="$vm/g:disks/g:disk/@datastore"><xsl:value-of select="$vm/g:disks/g:disk[@datastore][1]/@datastore"/></xsl:when>
      <xsl:when test="$vm/g:file/@datastore"><xsl:value-of select="$vm/g:file/@datastore"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$host/g:datastore[1]/@id"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The Windows path of a device's file. A disk is VHDX whatever its path ended in for the client that named it: no other
       ending is one that Hyper-V attaches. -->
  <xsl:template name="fileOf">
    <xsl:variable name="datastore"><xsl:call-template name="datastoreOf"/></xsl:variable>
    <xsl:variable name="volume"><xsl:call-template name="volumePath"><xsl:with-param name="datastore" select="$datastore"/></xsl:call-template></xsl:variable>
    <xsl:variable name="n"><xsl:call-template name="number"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="@path != '' and (substring(@path, 2, 2) = ':\' or starts-with(@path, '\\'))"><xsl:value-of select="@path"/></xsl:when>
      <xsl:when test="@path != '' and self::g:disk and (@capacity or d:matches(@path, '*.vmdk') = 'true' or d:matches(@path, '*.qcow2') = 'true')">
        <xsl:value-of select="$volume"/>
        <xsl:call-template name="withVHDX"><xsl:with-param name="path" select="translate(@path, '/', '\')"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="@path != ''"><xsl:value-of select="concat($volume, translate(@path, '/', '\'))"/></xsl:when>
      <xsl:when test="self::g:disk">
        <xsl:value-of select="concat($volume, $defaultFolder,
                              translate($command[$creating]/g:name | $vm/g:name, '\/:*?&quot;&lt;&gt;|', '_________'))"/>
        <xsl:choose>
          <xsl:when test="not($creating)">
            <xsl:variable name="place"><xsl:call-template name="placeOf"/></xsl:variable>
            <xsl:value-of select="concat('-', translate($place, ':', '-'))"/>
          </xsl:when>
          <xsl:when test="preceding-sibling::g:disk[@op = 'add']"><xsl:value-of select="concat('-', $n)"/></xsl:when>
        </xsl:choose>
        <xsl:text>.vhdx</xsl:text>
      </xsl:when>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="withVHDX">
    <xsl:param name="path"/>
    <xsl:variable name="end" select="translate(substring($path, string-length($path) - 4), $upper, $lower)"/>
    <xsl:choose>
      <!-- A checkpoint's differences are avhdx, or avhd. -->
      <xsl:when test="$end = '.vhdx' or substring($end, 2) = '.vhd' or $end = 'avhdx' or $end = '.avhd'"><xsl:value-of select="$path"/></xsl:when>
      <xsl:when test="$end = '.vmdk' or $end = '.qcow2'"><xsl:value-of select="concat(substring($path, 1, string-length($path) - 5), '.vhdx')"/></xsl:when>
      <xsl:when test="substring($end, 2) = '.raw' or substring($end, 2) = '.img'">
        <xsl:value-of select="concat(substring($path, 1, string-length($path) - 4), '.vhdx')"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($path, '.vhdx')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="deleteFile">
    <xsl:param name="path"/>
    <w:invoke namespace="root/cimv2" class="CIM_DataFile" method="Delete">
      <w:selectors><w:selector name="Name"><xsl:value-of select="$path"/></w:selector></w:selectors>
      <w:input/>
    </w:invoke>
  </xsl:template>

  <!-- Context: an added disk with a capacity. -->
  <xsl:template name="hardDiskStep">
    <xsl:variable name="n"><xsl:call-template name="number"/></xsl:variable>
    <xsl:variable name="path"><xsl:call-template name="fileOf"/></xsl:variable>
    <p:step id="file{$n}">
      <p:call>
        <w:invoke class="Msvm_ImageManagementService" method="CreateVirtualHardDisk">
          <xsl:call-template name="serviceSelectors"><xsl:with-param name="class">Msvm_ImageManagementService</xsl:with-param></xsl:call-template>
          <w:input>
            <w:instance name="VirtualDiskSettingData" class="Msvm_VirtualHardDiskSettingData">
              <w:property name="Type" type="uint16"><xsl:choose><xsl:when test="@thin = 'false' or @thin = '0'">2</xsl:when><xsl:otherwise>3</xsl:otherwise></xsl:choose></w:property>
              <w:property name="Format" type="uint16"><xsl:choose><xsl:when test="translate(substring($path, string-length($path) - 3), $upper, $lower) = '.vhd'">2</xsl:when><xsl:otherwise>3</xsl:otherwise></xsl:choose></w:property>
              <w:property name="Path" type="string"><xsl:value-of select="$path"/></w:property>
              <w:property name="MaxInternalSize" type="uint64"><xsl:value-of select="@capacity"/></w:property>
            </w:instance>
          </w:input>
        </w:invoke>
      </p:call>
      <p:undo><xsl:call-template name="deleteFile"><xsl:with-param name="path" select="$path"/></xsl:call-template></p:undo>
    </p:step>
  </xsl:template>

  <xsl:template name="image">
    <xsl:param name="parent"/>
    <xsl:param name="path"/>
    <w:instance name="ResourceSettings" class="Msvm_StorageAllocationSettingData">
      <w:property name="ResourceType" type="uint16">31</w:property>
      <w:property name="ResourceSubType" type="string">
        <xsl:choose>
          <xsl:when test="self::g:cdrom">Microsoft:Hyper-V:Virtual CD/DVD Disk</xsl:when>
          <xsl:otherwise>Microsoft:Hyper-V:Virtual Hard Disk</xsl:otherwise>
        </xsl:choose>
      </w:property>
      <w:reference name="Parent" type="string" class="Msvm_ResourceAllocationSettingData">
        <w:selector name="InstanceID"><xsl:copy-of select="$parent"/></w:selector>
      </w:reference>
      <w:property name="HostResource" type="string" array="true"><xsl:value-of select="$path"/></w:property>
    </w:instance>
  </xsl:template>

  <!-- Context: an added disk or drive: the drive at its place, then what is in it. -->
  <xsl:template name="driveSteps">
    <xsl:variable name="n"><xsl:call-template name="number"/></xsl:variable>
    <xsl:variable name="place"><xsl:call-template name="placeOf"/></xsl:variable>
    <xsl:variable name="controller" select="substring-before($place, ':')"/>
    <xsl:variable name="path"><xsl:call-template name="fileOf"/></xsl:variable>
    <xsl:call-template name="addStep">
      <xsl:with-param name="id" select="concat('drive', $n)"/>
      <xsl:with-param name="class">Msvm_ResourceAllocationSettingData</xsl:with-param>
      <xsl:with-param name="settings">
        <w:instance name="ResourceSettings" class="Msvm_ResourceAllocationSettingData">
          <w:property name="ResourceType" type="uint16"><xsl:choose><xsl:when test="self::g:cdrom">16</xsl:when><xsl:otherwise>17</xsl:otherwise></xsl:choose></w:property>
          <w:property name="ResourceSubType" type="string">
            <xsl:choose>
              <xsl:when test="self::g:cdrom">Microsoft:Hyper-V:Synthetic DVD Drive</xsl:when>
              <xsl:otherwise>Microsoft:Hyper-V:Synthetic Disk Drive</xsl:otherwise>
            </xsl:choose>
          </w:property>
          <w:reference name="Parent" type="string" class="Msvm_ResourceAllocationSettingData">
            <w:selector name="InstanceID">
              <xsl:choose>
                <xsl:when test="$vm/g:controllers/g:controller[@id = $controller]">
                  <xsl:value-of select="$vm/g:controllers/g:controller[@id = $controller]/@handle"/>
                </xsl:when>
                <xsl:when test="starts-with($controller, 'ide')">
                  <xsl:text>Microsoft:</xsl:text><xsl:call-template name="machine"/>
                  <xsl:value-of select="concat($ideKey, substring($controller, 4))"/>
                </xsl:when>
                <xsl:otherwise><p:taken name="{$controller}"/></xsl:otherwise>
              </xsl:choose>
            </w:selector>
          </w:reference>
          <w:property name="AddressOnParent" type="string"><xsl:value-of select="substring-after($place, ':')"/></w:property>
        </w:instance>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:if test="$path != ''">
      <xsl:call-template name="addStep">
        <xsl:with-param name="id" select="concat('image', $n)"/>
        <xsl:with-param name="class">Msvm_StorageAllocationSettingData</xsl:with-param>
        <xsl:with-param name="settings">
          <xsl:call-template name="image">
            <xsl:with-param name="parent"><p:taken name="drive{$n}"/></xsl:with-param>
            <xsl:with-param name="path" select="$path"/>
          </xsl:call-template>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="connection">
    <xsl:param name="parent"/>
    <xsl:param name="class"/>
    <xsl:param name="network"/>
    <xsl:param name="enabled"/>
    <w:instance name="ResourceSettings" class="Msvm_EthernetPortAllocationSettingData">
      <w:property name="ResourceType" type="uint16">33</w:property>
      <w:property name="ResourceSubType" type="string">Microsoft:Hyper-V:Ethernet Connection</w:property>
      <w:reference name="Parent" type="string" class="{$class}">
        <w:selector name="InstanceID"><xsl:copy-of select="$parent"/></w:selector>
      </w:reference>
      <xsl:call-template name="connectionState">
        <xsl:with-param name="network" select="$network"/>
        <xsl:with-param name="enabled" select="$enabled"/>
      </xsl:call-template>
    </w:instance>
  </xsl:template>
  <xsl:template name="connectionState">
    <xsl:param name="network"/>
    <xsl:param name="enabled"/>
    <xsl:if test="$network != ''">
      <w:reference name="HostResource" type="string" array="true" class="Msvm_VirtualEthernetSwitch">
        <w:selector name="CreationClassName">Msvm_VirtualEthernetSwitch</w:selector>
        <w:selector name="Name"><xsl:value-of select="translate(d:native('Msvm_VirtualEthernetSwitch', string($network)), $lower, $upper)"/></w:selector>
      </w:reference>
    </xsl:if>
    <w:property name="EnabledState" type="uint16"><xsl:choose><xsl:when test="$enabled = 'false' or $enabled = '0'">3</xsl:when><xsl:otherwise>2</xsl:otherwise></xsl:choose></w:property>
  </xsl:template>

  <xsl:template name="address">
    <xsl:choose>
      <xsl:when test="@mac">
        <w:property name="Address" type="string"><xsl:value-of select="translate(@mac, 'abcdef:', 'ABCDEF')"/></w:property>
        <w:property name="StaticMacAddress" type="boolean">true</w:property>
      </xsl:when>
      <xsl:otherwise><w:property name="StaticMacAddress" type="boolean">false</w:property></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Context: an added NIC. Only generation 1 emulates a real adapter. -->
  <xsl:template name="nicSteps">
    <xsl:variable name="emulated" select="$generation = 1 and (@model = 'e1000' or @model = 'rtl8139' or @model = 'emulated')"/>
    <xsl:variable name="kind"><xsl:choose><xsl:when test="$emulated">Emulated</xsl:when><xsl:otherwise>Synthetic</xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:variable name="class" select="concat('Msvm_', $kind, 'EthernetPortSettingData')"/>
    <xsl:variable name="n" select="count(preceding-sibling::g:nic[@op = 'add']) + 1"/>
    <xsl:call-template name="addStep">
      <xsl:with-param name="id" select="concat('port', $n)"/>
      <xsl:with-param name="class" select="$class"/>
      <xsl:with-param name="settings">
        <w:instance name="ResourceSettings" class="{$class}">
          <w:property name="ElementName" type="string">Network Adapter</w:property>
          <w:property name="ResourceType" type="uint16">10</w:property>
          <w:property name="ResourceSubType" type="string"><xsl:value-of select="concat('Microsoft:Hyper-V:', $kind, ' Ethernet Port')"/></w:property>
          <xsl:call-template name="address"/>
        </w:instance>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:if test="@network">
      <xsl:call-template name="addStep">
        <xsl:with-param name="id" select="concat('connection', $n)"/>
        <xsl:with-param name="class">Msvm_EthernetPortAllocationSettingData</xsl:with-param>
        <xsl:with-param name="settings">
          <xsl:call-template name="connection">
            <xsl:with-param name="parent"><p:taken name="port{$n}"/></xsl:with-param>
            <xsl:with-param name="class" select="$class"/>
            <xsl:with-param name="network" select="@network"/>
            <xsl:with-param name="enabled" select="@connected"/>
          </xsl:call-template>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Host-only key-value pairs keep what Hyper-V has no field for. -->
  <xsl:template name="pair">
    <xsl:param name="name"/>
    <xsl:param name="data"/>
    <w:instance name="DataItems" class="Msvm_KvpExchangeDataItem">
      <w:property name="Name" type="string"><xsl:value-of select="$name"/></w:property>
      <w:property name="Data" type="string"><xsl:value-of select="$data"/></w:property>
      <w:property name="Source" type="uint16">4</w:property>
    </w:instance>
  </xsl:template>
  <xsl:template name="pairsCall">
    <xsl:param name="method"/>
    <xsl:param name="items"/>
    <xsl:call-template name="serviceCall">
      <xsl:with-param name="method" select="$method"/>
      <xsl:with-param name="input">
        <xsl:call-template name="machineReference"><xsl:with-param name="name">TargetSystem</xsl:with-param></xsl:call-template>
        <xsl:copy-of select="$items"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- Refusals of added devices, common to both commands; empty if there are none. -->
  <!-- What nobody else takes. -->
  <xsl:template match="g:command">
    <p:plan>
      <xsl:call-template name="fault">
        <xsl:with-param name="code">notSupported</xsl:with-param>
        <xsl:with-param name="message" select="concat('Hyper-V has nothing for ', @name, '.')"/>
        <xsl:with-param name="detail">command</xsl:with-param>
        <xsl:with-param name="value" select="@name"/>
      </xsl:call-template>
    </p:plan>
  </xsl:template>

  <xsl:template name="refuseAdded">
    <xsl:variable name="homeless">
      <xsl:for-each select="$added">
        <xsl:variable name="place"><xsl:call-template name="placeOf"/></xsl:variable>
        <xsl:if test="$place = '!' or $place = ''"><xsl:value-of select="concat(local-name(), ' ', @controller, substring(':', 1, count(@unit)), @unit, ' ', @id)"/></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="refusedBoot"><xsl:call-template name="bootRefusal"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$command/g:disk[@op = 'add'][not(@capacity) and string(@path) = '']">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidArgument</xsl:with-param>
          <xsl:with-param name="message">A disk to be added needs a capacity or an existing file.</xsl:with-param>
          <xsl:with-param name="detail">argument</xsl:with-param><xsl:with-param name="value">capacity</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$command/g:disk[@mode and @mode != 'persistent'][@op != 'remove']">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">notSupported</xsl:with-param>
          <xsl:with-param name="message">Hyper-V has no independent disks: checkpoints include every virtual hard disk.</xsl:with-param>
          <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="$command/@name"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$homeless != ''">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidDevice</xsl:with-param>
          <xsl:with-param name="message" select="concat('There is no such place, or it is taken, on a generation ', $generation, ' machine: ', normalize-space($homeless))"/>
          <xsl:with-param name="detail">device</xsl:with-param><xsl:with-param name="value" select="normalize-space($homeless)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$busCount &gt; 4">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidDevice</xsl:with-param>
          <xsl:with-param name="message">A machine has four SCSI controllers at most.</xsl:with-param>
          <xsl:with-param name="detail">device</xsl:with-param><xsl:with-param name="value">scsi4</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$command//@datastore[not(. = $host/g:datastore/@id)]">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidArgument</xsl:with-param>
          <xsl:with-param name="message">The host has no such datastore.</xsl:with-param>
          <xsl:with-param name="detail">argument</xsl:with-param><xsl:with-param name="value">datastore</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$command/g:nic/@network[not(. = $host/g:network/@id)]">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidArgument</xsl:with-param>
          <xsl:with-param name="message">The host has no such network.</xsl:with-param>
          <xsl:with-param name="detail">argument</xsl:with-param><xsl:with-param name="value">network</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$command/g:nic[@op = 'add'][@slot][@slot != count(preceding-sibling::g:nic[@op = 'add']) + count($vm/g:nics/g:nic)]">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidDevice</xsl:with-param>
          <xsl:with-param name="message">Network adapters follow one another on Hyper-V; a slot cannot be left out.</xsl:with-param>
          <xsl:with-param name="detail">device</xsl:with-param><xsl:with-param name="value">nic</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$command/g:cdrom[@op != 'remove'][@path != ''][@connected = 'false' or @connected = '0']">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">notSupported</xsl:with-param>
          <xsl:with-param name="message">Hyper-V cannot keep an image in a drive that is not connected to it.</xsl:with-param>
          <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="$command/@name"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="string($refusedBoot) != ''">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">notSupported</xsl:with-param>
          <xsl:with-param name="message" select="string($refusedBoot)"/>
          <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="$command/@name"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$command/g:allocation[@reservation &gt; 0 or @limit and @limit != 'unlimited' or @shares and @shares != 'normal']">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">notSupported</xsl:with-param>
          <xsl:with-param name="message">Reservations, limits and shares of a Hyper-V machine are left as they are.</xsl:with-param>
          <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="$command/@name"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$command/g:cpu[@hotAdd = 'true' or @hotAdd = '1']">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">notSupported</xsl:with-param>
          <xsl:with-param name="message">Hyper-V cannot add processors to a running machine.</xsl:with-param>
          <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="$command/@name"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$generation = 1 and $command/g:firmware[@secureBoot = 'true' or @secureBoot = '1']">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidArgument</xsl:with-param>
          <xsl:with-param name="message">Secure boot needs EFI firmware, a generation 2 machine.</xsl:with-param>
          <xsl:with-param name="detail">argument</xsl:with-param><xsl:with-param name="value">secureBoot</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

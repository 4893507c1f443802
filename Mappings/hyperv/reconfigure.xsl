<?xml version="1.0" encoding="UTF-8"?>
<!--
  vm.reconfigure: settings first, then what is added, then what is edited, then what is removed, so that a failure can
  be undone. A value that is what it already is makes no call.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w g d">

  <xsl:variable name="pairs" select="$native/w:instance[@class = 'Msvm_KvpExchangeComponentSettingData']/w:instance[@name = 'HostOnlyItems']"/>

  <xsl:template match="g:command[@name = 'vm.reconfigure']">
    <xsl:variable name="refusal"><xsl:if test="$vm"><xsl:call-template name="refuseReconfigure"/></xsl:if></xsl:variable>
    <p:plan>
      <xsl:choose>
        <xsl:when test="string($refusal) != ''"><xsl:copy-of select="$refusal"/></xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="systemStep"/>
          <xsl:call-template name="processorStep"/>
          <xsl:call-template name="memoryStep"/>
          <xsl:call-template name="pairSteps"/>
          <xsl:if test="$vm"><xsl:call-template name="controllerSteps"/></xsl:if>
          <xsl:for-each select="$added">
            <xsl:if test="self::g:disk and @capacity"><xsl:call-template name="hardDiskStep"/></xsl:if>
            <xsl:call-template name="driveSteps"/>
          </xsl:for-each>
          <xsl:for-each select="g:nic[@op = 'add']"><xsl:call-template name="nicSteps"/></xsl:for-each>
          <xsl:apply-templates select="*[@op = 'edit']" mode="edit"/>
          <xsl:apply-templates select="g:disk[@op = 'remove'] | g:cdrom[@op = 'remove'] | g:nic[@op = 'remove']" mode="remove"/>
          <xsl:apply-templates select="g:controller[@op = 'remove']" mode="remove"/>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <!-- AutomaticStartupAction: 2 none, 3 if it ran before, which is what a new machine has; 4 always. -->
  <xsl:template match="g:command[@name = 'vm.setAutostart']">
    <p:plan>
      <p:step id="autostart">
        <p:call>
          <xsl:call-template name="serviceCall">
            <xsl:with-param name="method">ModifySystemSettings</xsl:with-param>
            <xsl:with-param name="input">
              <w:instance name="SystemSettings" class="Msvm_VirtualSystemSettingData">
                <w:property name="InstanceID" type="string">Microsoft:<xsl:call-template name="machine"/></w:property>
                <w:property name="AutomaticStartupAction" type="uint16"><xsl:value-of select="2 + 2 * (@enabled = 'true' or @enabled = '1')"/></w:property>
              </w:instance>
            </xsl:with-param>
          </xsl:call-template>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <!-- Name, notes and secure boot in one call; also vm.rename. -->
  <xsl:template name="systemStep">
    <xsl:variable name="boot" select="g:firmware/@secureBoot[not($vm) or (. = 'true' or . = '1') != ($vm/g:firmware/@secureBoot = 'true')]"/>
    <xsl:if test="g:name or g:notes or $boot">
      <p:step id="system">
        <p:call>
          <xsl:call-template name="serviceCall">
            <xsl:with-param name="method">ModifySystemSettings</xsl:with-param>
            <xsl:with-param name="input">
              <w:instance name="SystemSettings" class="Msvm_VirtualSystemSettingData">
                <w:property name="InstanceID" type="string">Microsoft:<xsl:call-template name="machine"/></w:property>
                <xsl:if test="g:name"><w:property name="ElementName" type="string"><xsl:value-of select="g:name"/></w:property></xsl:if>
                <xsl:if test="g:notes"><w:property name="Notes" type="string" array="true"><xsl:value-of select="g:notes"/></w:property></xsl:if>
                <xsl:if test="$boot"><xsl:call-template name="secureBoot"/></xsl:if>
              </w:instance>
            </xsl:with-param>
          </xsl:call-template>
        </p:call>
        <xsl:if test="$vm">
          <p:undo>
            <xsl:call-template name="serviceCall">
              <xsl:with-param name="method">ModifySystemSettings</xsl:with-param>
              <xsl:with-param name="input">
                <w:instance name="SystemSettings" class="Msvm_VirtualSystemSettingData">
                  <w:property name="InstanceID" type="string">Microsoft:<xsl:call-template name="machine"/></w:property>
                  <xsl:if test="g:name"><w:property name="ElementName" type="string"><xsl:value-of select="$vm/g:name"/></w:property></xsl:if>
                  <xsl:if test="g:notes"><w:property name="Notes" type="string" array="true"><xsl:value-of select="$vm/g:notes"/></w:property></xsl:if>
                  <xsl:if test="$boot"><w:property name="SecureBootEnabled" type="boolean"><xsl:value-of select="$vm/g:firmware/@secureBoot"/></w:property></xsl:if>
                </w:instance>
              </xsl:with-param>
            </xsl:call-template>
          </p:undo>
        </xsl:if>
      </p:step>
    </xsl:if>
  </xsl:template>

  <!-- One step that modifies one setting: the new values, and those to go back to. -->
  <xsl:template name="modifyStep">
    <xsl:param name="id"/>
    <xsl:param name="class"/>
    <xsl:param name="key"/>
    <xsl:param name="new"/>
    <xsl:param name="old"/>
    <p:step id="{$id}">
      <p:call>
        <xsl:call-template name="modifySettings">
          <xsl:with-param name="settings">
            <w:instance name="ResourceSettings" class="{$class}">
              <w:property name="InstanceID" type="string"><xsl:value-of select="$key"/></w:property>
              <xsl:copy-of select="$new"/>
            </w:instance>
          </xsl:with-param>
        </xsl:call-template>
      </p:call>
      <p:undo>
        <xsl:call-template name="modifySettings">
          <xsl:with-param name="settings">
            <w:instance name="ResourceSettings" class="{$class}">
              <w:property name="InstanceID" type="string"><xsl:value-of select="$key"/></w:property>
              <xsl:copy-of select="$old"/>
            </w:instance>
          </xsl:with-param>
        </xsl:call-template>
      </p:undo>
    </p:step>
  </xsl:template>

  <xsl:template name="processorStep">
    <xsl:variable name="setting" select="$native/w:instance[@class = 'Msvm_ProcessorSettingData']"/>
    <xsl:if test="g:cpu[@count != $vm/g:cpu/@count or @coresPerSocket != $vm/g:cpu/@coresPerSocket]">
      <xsl:call-template name="modifyStep">
        <xsl:with-param name="id">cpu</xsl:with-param>
        <xsl:with-param name="class">Msvm_ProcessorSettingData</xsl:with-param>
        <xsl:with-param name="key" select="$setting/w:property[@name = 'InstanceID']"/>
        <xsl:with-param name="new">
          <xsl:if test="g:cpu/@count"><w:property name="VirtualQuantity" type="uint64"><xsl:value-of select="g:cpu/@count"/></w:property></xsl:if>
          <xsl:if test="g:cpu/@coresPerSocket">
            <w:property name="MaxProcessorsPerNumaNode" type="uint64"><xsl:value-of select="g:cpu/@coresPerSocket"/></w:property>
            <w:property name="MaxNumaNodesPerSocket" type="uint64">1</w:property>
          </xsl:if>
        </xsl:with-param>
        <xsl:with-param name="old">
          <xsl:if test="g:cpu/@count"><xsl:apply-templates select="$setting/w:property[@name = 'VirtualQuantity']" mode="clean"/></xsl:if>
          <xsl:if test="g:cpu/@coresPerSocket">
            <xsl:apply-templates select="$setting/w:property[@name = 'MaxProcessorsPerNumaNode' or @name = 'MaxNumaNodesPerSocket']" mode="clean"/>
          </xsl:if>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- With dynamic memory the amount lies between its least and its most. -->
  <xsl:template name="memoryStep">
    <xsl:variable name="setting" select="$native/w:instance[@class = 'Msvm_MemorySettingData']"/>
    <xsl:variable name="mib" select="g:memory/@mib[. != $vm/g:memory/@mib]"/>
    <xsl:if test="$mib">
      <xsl:call-template name="modifyStep">
        <xsl:with-param name="id">memory</xsl:with-param>
        <xsl:with-param name="class">Msvm_MemorySettingData</xsl:with-param>
        <xsl:with-param name="key" select="$setting/w:property[@name = 'InstanceID']"/>
        <xsl:with-param name="new">
          <w:property name="VirtualQuantity" type="uint64"><xsl:value-of select="$mib"/></w:property>
          <xsl:if test="$setting/w:property[@name = 'DynamicMemoryEnabled'] = 'true'">
            <xsl:if test="$setting/w:property[@name = 'Reservation'] &gt; $mib"><w:property name="Reservation" type="uint64"><xsl:value-of select="$mib"/></w:property></xsl:if>
            <xsl:if test="$setting/w:property[@name = 'Limit'] &lt; $mib"><w:property name="Limit" type="uint64"><xsl:value-of select="$mib"/></w:property></xsl:if>
          </xsl:if>
        </xsl:with-param>
        <xsl:with-param name="old"><xsl:apply-templates select="$setting/w:property[@name = 'VirtualQuantity' or @name = 'Reservation' or @name = 'Limit']" mode="clean"/></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- The guest's system and other platforms' data. -->
  <xsl:template name="pairSteps">
    <xsl:for-each select="g:guest/@os | g:metadata/g:entry">
      <xsl:variable name="name"><xsl:choose>
        <xsl:when test="self::g:entry"><xsl:value-of select="concat('dragoman.', @owner, '.', @key)"/></xsl:when>
        <xsl:otherwise>dragoman.guest.os</xsl:otherwise>
      </xsl:choose></xsl:variable>
      <xsl:variable name="data" select="string(.)"/>
      <xsl:variable name="there" select="$pairs[w:property[@name = 'Name'] = $name]"/>
      <xsl:variable name="old" select="string($there/w:property[@name = 'Data'])"/>
      <xsl:variable name="gone" select="@op = 'remove' or (not(self::g:entry) and ($data = '' or $data = 'unknown'))"/>
      <xsl:if test="($there and ($gone or $old != $data)) or (not($there) and not($gone))">
        <p:step id="pair{position()}">
          <p:call>
            <xsl:call-template name="pairsCall">
              <xsl:with-param name="method"><xsl:choose>
                <xsl:when test="$gone">RemoveKvpItems</xsl:when>
                <xsl:when test="$there">ModifyKvpItems</xsl:when>
                <xsl:otherwise>AddKvpItems</xsl:otherwise>
              </xsl:choose></xsl:with-param>
              <xsl:with-param name="items">
                <xsl:call-template name="pair"><xsl:with-param name="name" select="$name"/><xsl:with-param name="data" select="$data"/></xsl:call-template>
              </xsl:with-param>
            </xsl:call-template>
          </p:call>
          <p:undo>
            <xsl:call-template name="pairsCall">
              <xsl:with-param name="method"><xsl:choose>
                <xsl:when test="$gone">AddKvpItems</xsl:when>
                <xsl:when test="$there">ModifyKvpItems</xsl:when>
                <xsl:otherwise>RemoveKvpItems</xsl:otherwise>
              </xsl:choose></xsl:with-param>
              <xsl:with-param name="items">
                <xsl:call-template name="pair"><xsl:with-param name="name" select="$name"/><xsl:with-param name="data" select="$old"/></xsl:call-template>
              </xsl:with-param>
            </xsl:call-template>
          </p:undo>
        </p:step>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- Restated as they are; refuseReconfigure lets nothing else pass. -->
  <xsl:template match="g:controller" mode="edit"/>

  <!-- A disk grows, or its file is exchanged. -->
  <xsl:template match="g:disk" mode="edit">
    <xsl:variable name="disk" select="$vm/g:disks/g:disk[@id = current()/@id]"/>
    <xsl:variable name="image" select="$native/w:instance[w:property[@name = 'InstanceID'] = $disk/@handle]"/>
    <xsl:variable name="old" select="$image/w:property[@name = 'HostResource']"/>
    <xsl:variable name="path"><xsl:call-template name="fileOf"/></xsl:variable>
    <xsl:variable name="exchange" select="@path and (@path != $disk/@path or @datastore != $disk/@datastore)"/>
    <xsl:if test="$exchange">
      <xsl:call-template name="modifyStep">
        <xsl:with-param name="id" select="concat('exchange', position())"/>
        <xsl:with-param name="class">Msvm_StorageAllocationSettingData</xsl:with-param>
        <xsl:with-param name="key" select="$disk/@handle"/>
        <xsl:with-param name="new"><w:property name="HostResource" type="string" array="true"><xsl:value-of select="$path"/></w:property></xsl:with-param>
        <xsl:with-param name="old"><xsl:apply-templates select="$old" mode="clean"/></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="@capacity &gt; $disk/@capacity">
      <p:step id="resize{position()}">
        <p:call>
          <w:invoke class="Msvm_ImageManagementService" method="ResizeVirtualHardDisk">
            <xsl:call-template name="serviceSelectors"><xsl:with-param name="class">Msvm_ImageManagementService</xsl:with-param></xsl:call-template>
            <w:input>
              <w:property name="Path" type="string"><xsl:choose><xsl:when test="$exchange"><xsl:value-of select="$path"/></xsl:when><xsl:otherwise><xsl:value-of select="$old"/></xsl:otherwise></xsl:choose></w:property>
              <w:property name="MaxInternalSize" type="uint64"><xsl:value-of select="@capacity"/></w:property>
            </w:input>
          </w:invoke>
        </p:call>
      </p:step>
    </xsl:if>
  </xsl:template>

  <!-- An image is put in, exchanged, or taken out. -->
  <xsl:template match="g:cdrom" mode="edit">
    <xsl:variable name="cdrom" select="$vm/g:cdroms/g:cdrom[@id = current()/@id]"/>
    <xsl:variable name="image" select="$native/w:instance[@class = 'Msvm_StorageAllocationSettingData'][w:reference[@name = 'Parent']/w:selector = $cdrom/@handle]"/>
    <xsl:variable name="path"><xsl:call-template name="fileOf"/></xsl:variable>
    <xsl:variable name="eject" select="(@path and @path = '') or (not(@path) and (@connected = 'false' or @connected = '0'))"/>
    <xsl:choose>
      <xsl:when test="$eject and $image">
        <p:step id="eject{position()}">
          <p:call>
            <xsl:call-template name="serviceCall">
              <xsl:with-param name="method">RemoveResourceSettings</xsl:with-param>
              <xsl:with-param name="input">
                <xsl:call-template name="settingReference">
                  <xsl:with-param name="name">ResourceSettings</xsl:with-param>
                  <xsl:with-param name="class">Msvm_StorageAllocationSettingData</xsl:with-param>
                  <xsl:with-param name="id" select="$image/w:property[@name = 'InstanceID']"/>
                </xsl:call-template>
              </xsl:with-param>
            </xsl:call-template>
          </p:call>
          <p:undo>
            <xsl:call-template name="addSettings">
              <xsl:with-param name="settings">
                <xsl:call-template name="image">
                  <xsl:with-param name="parent" select="string($cdrom/@handle)"/>
                  <xsl:with-param name="path" select="$image/w:property[@name = 'HostResource']"/>
                </xsl:call-template>
              </xsl:with-param>
            </xsl:call-template>
          </p:undo>
        </p:step>
      </xsl:when>
      <xsl:when test="$path = '' or $path = $image/w:property[@name = 'HostResource']"/>
      <xsl:when test="$image">
        <xsl:call-template name="modifyStep">
          <xsl:with-param name="id" select="concat('medium', position())"/>
          <xsl:with-param name="class">Msvm_StorageAllocationSettingData</xsl:with-param>
          <xsl:with-param name="key" select="$image/w:property[@name = 'InstanceID']"/>
          <xsl:with-param name="new"><w:property name="HostResource" type="string" array="true"><xsl:value-of select="$path"/></w:property></xsl:with-param>
          <xsl:with-param name="old"><xsl:apply-templates select="$image/w:property[@name = 'HostResource']" mode="clean"/></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="addStep">
          <xsl:with-param name="id" select="concat('medium', position())"/>
          <xsl:with-param name="class">Msvm_StorageAllocationSettingData</xsl:with-param>
          <xsl:with-param name="settings">
            <xsl:call-template name="image">
              <xsl:with-param name="parent" select="string($cdrom/@handle)"/>
              <xsl:with-param name="path" select="$path"/>
            </xsl:call-template>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:nic" mode="edit">
    <xsl:variable name="nic" select="$vm/g:nics/g:nic[@id = current()/@id]"/>
    <xsl:variable name="port" select="$native/w:instance[w:property[@name = 'InstanceID'] = $nic/@handle]"/>
    <xsl:variable name="connection" select="$native/w:instance[@class = 'Msvm_EthernetPortAllocationSettingData'][w:reference[@name = 'Parent']/w:selector = $nic/@handle]"/>
    <xsl:if test="@mac != $nic/@mac">
      <xsl:call-template name="modifyStep">
        <xsl:with-param name="id" select="concat('address', position())"/>
        <xsl:with-param name="class" select="$port/@class"/>
        <xsl:with-param name="key" select="$nic/@handle"/>
        <xsl:with-param name="new"><xsl:call-template name="address"/></xsl:with-param>
        <xsl:with-param name="old"><xsl:apply-templates select="$port/w:property[@name = 'Address' or @name = 'StaticMacAddress']" mode="clean"/></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:variable name="network" select="@network[not(. = $nic/@network)]"/>
    <xsl:variable name="state" select="@connected[(. = 'true' or . = '1') != ($nic/@connected = 'true')]"/>
    <xsl:choose>
      <xsl:when test="not($network) and not($state)"/>
      <xsl:when test="$connection">
        <xsl:call-template name="modifyStep">
          <xsl:with-param name="id" select="concat('connect', position())"/>
          <xsl:with-param name="class">Msvm_EthernetPortAllocationSettingData</xsl:with-param>
          <xsl:with-param name="key" select="$connection/w:property[@name = 'InstanceID']"/>
          <xsl:with-param name="new">
            <xsl:call-template name="connectionState">
              <xsl:with-param name="network" select="$network"/>
              <xsl:with-param name="enabled"><xsl:choose><xsl:when test="@connected"><xsl:value-of select="@connected"/></xsl:when><xsl:otherwise><xsl:value-of select="$nic/@connected"/></xsl:otherwise></xsl:choose></xsl:with-param>
            </xsl:call-template>
          </xsl:with-param>
          <xsl:with-param name="old"><xsl:apply-templates select="$connection/w:reference[@name = 'HostResource'] | $connection/w:property[@name = 'EnabledState']" mode="clean"/></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$network">
        <xsl:call-template name="addStep">
          <xsl:with-param name="id" select="concat('connection', position())"/>
          <xsl:with-param name="class">Msvm_EthernetPortAllocationSettingData</xsl:with-param>
          <xsl:with-param name="settings">
            <xsl:call-template name="connection">
              <xsl:with-param name="parent" select="string($nic/@handle)"/>
              <xsl:with-param name="class" select="$port/@class"/>
              <xsl:with-param name="network" select="$network"/>
              <xsl:with-param name="enabled" select="@connected"/>
            </xsl:call-template>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- A device goes with the settings that hang on it: the last one first. -->
  <xsl:template match="*" mode="remove">
    <xsl:variable name="device" select="$vm/*/*[@id = current()/@id]"/>
    <xsl:variable name="own" select="$native/w:instance[w:property[@name = 'InstanceID'] = $device/@handle]"/>
    <xsl:variable name="head" select="$own[not(self::*[@class = 'Msvm_StorageAllocationSettingData'])]
      | $native/w:instance[w:property[@name = 'InstanceID'] = $own[@class = 'Msvm_StorageAllocationSettingData']/w:reference[@name = 'Parent']/w:selector]"/>
    <xsl:variable name="hanging" select="$native/w:instance[w:reference[@name = 'Parent']/w:selector = $head/w:property[@name = 'InstanceID']]"/>
    <p:step id="remove{position()}-{local-name()}">
      <p:call>
        <xsl:call-template name="serviceCall">
          <xsl:with-param name="method">RemoveResourceSettings</xsl:with-param>
          <xsl:with-param name="input">
            <xsl:for-each select="$hanging[$device[not(self::g:controller)]]">
              <xsl:call-template name="settingReference">
                <xsl:with-param name="name">ResourceSettings</xsl:with-param>
                <xsl:with-param name="class" select="@class"/>
                <xsl:with-param name="id" select="w:property[@name = 'InstanceID']"/>
              </xsl:call-template>
            </xsl:for-each>
            <xsl:for-each select="$head">
              <xsl:call-template name="settingReference">
                <xsl:with-param name="name">ResourceSettings</xsl:with-param>
                <xsl:with-param name="class" select="@class"/>
                <xsl:with-param name="id" select="w:property[@name = 'InstanceID']"/>
              </xsl:call-template>
            </xsl:for-each>
          </xsl:with-param>
        </xsl:call-template>
      </p:call>
    </p:step>
    <xsl:if test="self::g:disk[@deleteVolume = 'true' or @deleteVolume = '1']">
      <p:step id="delete{position()}">
        <p:call><xsl:call-template name="deleteFile"><xsl:with-param name="path" select="$own/w:property[@name = 'HostResource']"/></xsl:call-template></p:call>
      </p:step>
    </xsl:if>
  </xsl:template>

  <xsl:template name="refuseReconfigure">
    <xsl:variable name="shared"><xsl:call-template name="refuseAdded"/></xsl:variable>
    <xsl:variable name="running" select="$vm/g:powerState = 'running' or $vm/g:powerState = 'paused'"/>
    <xsl:variable name="plain" select="not(*[not(self::g:name or self::g:notes or self::g:guest or self::g:metadata)])"/>
    <xsl:variable name="cpu" select="g:cpu[@count != $vm/g:cpu/@count or @coresPerSocket != $vm/g:cpu/@coresPerSocket]"/>
    <xsl:variable name="memory" select="g:memory[@mib != $vm/g:memory/@mib]"/>
    <xsl:variable name="strange" select="(g:disk | g:cdrom | g:nic | g:controller)[@op != 'add'][not(@id = $vm/*/*/@id)]"/>
    <xsl:variable name="onIDE">
      <xsl:for-each select="$added">
        <xsl:variable name="place"><xsl:call-template name="placeOf"/></xsl:variable>
        <xsl:if test="starts-with($place, 'ide')">ide</xsl:if>
      </xsl:for-each>
      <xsl:if test="g:disk[@op = 'remove'][starts-with(@id, 'ide')] or g:cdrom[@op = 'remove'][starts-with(@id, 'ide')]">ide</xsl:if>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($shared) != ''"><xsl:copy-of select="$shared"/></xsl:when>
      <xsl:when test="$strange">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidDevice</xsl:with-param>
          <xsl:with-param name="message" select="concat('The machine has no device ', $strange[1]/@id, '.')"/>
          <xsl:with-param name="detail">device</xsl:with-param><xsl:with-param name="value" select="$strange[1]/@id"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$vm/g:powerState = 'suspended' and not($plain)">
        <g:fault code="invalidPowerState">
          <g:message>The hardware of a saved machine cannot be changed.</g:message>
          <g:detail name="expected">off</g:detail>
          <g:detail name="actual">suspended</g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$running and $cpu"><xsl:call-template name="refuseHotPlug"><xsl:with-param name="device">cpu</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:when test="$running and $memory and ($vm/g:memory/@hotAdd = 'false'
                      or $native/w:instance[@class = 'Msvm_MemorySettingData']/w:property[@name = 'DynamicMemoryEnabled'] = 'true')">
        <xsl:call-template name="refuseHotPlug"><xsl:with-param name="device">memory</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="g:firmware/@type != $vm/g:firmware/@type">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">notSupported</xsl:with-param>
          <xsl:with-param name="message">The generation of a machine, and with it its firmware, cannot be changed.</xsl:with-param>
          <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value">vm.reconfigure</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$running and g:firmware/@secureBoot[(. = 'true' or . = '1') != ($vm/g:firmware/@secureBoot = 'true')]">
        <g:fault code="invalidPowerState">
          <g:message>Secure boot can be changed only while the machine is off.</g:message>
          <g:detail name="expected">off</g:detail>
          <g:detail name="actual"><xsl:value-of select="$vm/g:powerState"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$running and $onIDE != ''">
        <xsl:call-template name="refuseHotPlug"><xsl:with-param name="device"><xsl:choose><xsl:when test="g:disk[@op != 'edit']">disk</xsl:when><xsl:otherwise>cdrom</xsl:otherwise></xsl:choose></xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$running and (g:controller[@op != 'edit'] or $busCount &gt; count($scsiThere))">
        <xsl:call-template name="refuseHotPlug"><xsl:with-param name="device">controller</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$running and $generation = 1 and g:nic[@op != 'edit']">
        <xsl:call-template name="refuseHotPlug"><xsl:with-param name="device">nic</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="refuseEdits"><xsl:with-param name="running" select="$running"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="refuseHotPlug">
    <xsl:param name="device"/>
    <xsl:call-template name="fault">
      <xsl:with-param name="code">hotPlugNotSupported</xsl:with-param>
      <xsl:with-param name="message" select="concat('Hyper-V cannot change this on a running generation ', $generation, ' machine: ', $device, '.')"/>
      <xsl:with-param name="detail">device</xsl:with-param><xsl:with-param name="value" select="$device"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="refuseShrink">
    <xsl:call-template name="fault">
      <xsl:with-param name="code">invalidArgument</xsl:with-param>
      <xsl:with-param name="message">A virtual hard disk can grow, not shrink.</xsl:with-param>
      <xsl:with-param name="detail">argument</xsl:with-param><xsl:with-param name="value">capacity</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- Edits, one after the other; the first refusal counts. -->
  <xsl:template name="refuseEdits">
    <xsl:param name="running"/>
    <xsl:param name="edits" select="*[@op = 'edit'] | g:controller[@op = 'remove']"/>
    <xsl:if test="$edits">
      <xsl:variable name="fault">
        <xsl:for-each select="$edits[1]">
          <xsl:variable name="old" select="$vm/*/*[@id = current()/@id]"/>
          <xsl:choose>
            <xsl:when test="@controller != $old/@controller or @unit != $old/@unit or @slot != $old/@slot or @bus != $old/@bus
                            or (self::g:controller and @type != $old/@type) or @thin != $old/@thin
                            or (self::g:nic and @model != $old/@model)">
              <xsl:call-template name="fault">
                <xsl:with-param name="code">notSupported</xsl:with-param>
                <xsl:with-param name="message" select="concat('Neither place nor kind of the device ', @id, ' can be changed.')"/>
                <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value">vm.reconfigure</xsl:with-param>
              </xsl:call-template>
            </xsl:when>
            <xsl:when test="self::g:disk and @capacity &lt; $old/@capacity"><xsl:call-template name="refuseShrink"/></xsl:when>
            <xsl:when test="self::g:disk and starts-with(@id, 'ide') and $running and (@capacity &gt; $old/@capacity or @path != $old/@path)">
              <xsl:call-template name="refuseHotPlug"><xsl:with-param name="device">disk</xsl:with-param></xsl:call-template>
            </xsl:when>
            <xsl:when test="self::g:disk and $running and @path != $old/@path">
              <xsl:call-template name="refuseHotPlug"><xsl:with-param name="device">disk</xsl:with-param></xsl:call-template>
            </xsl:when>
            <xsl:when test="self::g:nic and $running and @mac != $old/@mac">
              <xsl:call-template name="refuseHotPlug"><xsl:with-param name="device">nic</xsl:with-param></xsl:call-template>
            </xsl:when>
            <xsl:when test="self::g:nic and (@connected = 'true' or @connected = '1') and not(@network) and not($old/@network)">
              <xsl:call-template name="fault">
                <xsl:with-param name="code">invalidArgument</xsl:with-param>
                <xsl:with-param name="message">The adapter has no network to be connected to.</xsl:with-param>
                <xsl:with-param name="detail">argument</xsl:with-param><xsl:with-param name="value">network</xsl:with-param>
              </xsl:call-template>
            </xsl:when>
            <xsl:when test="self::g:controller[@op = 'remove'] and starts-with(@id, 'ide')">
              <xsl:call-template name="fault">
                <xsl:with-param name="code">notSupported</xsl:with-param>
                <xsl:with-param name="message">The IDE controllers of a generation 1 machine cannot be removed.</xsl:with-param>
                <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value">vm.reconfigure</xsl:with-param>
              </xsl:call-template>
            </xsl:when>
            <xsl:when test="self::g:controller[@op = 'remove'] and ($vm/g:disks/g:disk | $vm/g:cdroms/g:cdrom)[@controller = $old/@id][not(@id = $command/*[@op = 'remove']/@id)]">
              <xsl:call-template name="fault">
                <xsl:with-param name="code">invalidDevice</xsl:with-param>
                <xsl:with-param name="message" select="concat('There are devices on the controller ', @id, '.')"/>
                <xsl:with-param name="detail">device</xsl:with-param><xsl:with-param name="value" select="@id"/>
              </xsl:call-template>
            </xsl:when>
          </xsl:choose>
        </xsl:for-each>
      </xsl:variable>
      <xsl:choose>
        <xsl:when test="string($fault) != ''"><xsl:copy-of select="$fault"/></xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="refuseEdits">
            <xsl:with-param name="running" select="$running"/>
            <xsl:with-param name="edits" select="$edits[position() &gt; 1]"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

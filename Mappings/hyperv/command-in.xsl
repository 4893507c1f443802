<?xml version="1.0" encoding="UTF-8"?>
<!-- WMI method calls of a Hyper-V client to generic commands. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="w d">
  <xsl:import href="wmi.xsl"/>
  <xsl:import href="settings-in.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:variable name="input" select="/w:invoke/w:input"/>

  <xsl:template name="plain">
    <xsl:param name="name"/>
    <xsl:param name="guid"/>
    <xsl:choose>
      <xsl:when test="$guid = ''"><xsl:call-template name="missing"><xsl:with-param name="what">Name</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:otherwise><g:command name="{$name}" target="{d:id('Msvm_ComputerSystem', translate($guid, $upper, $lower))}"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="missing">
    <xsl:param name="what"/>
    <xsl:call-template name="fault">
      <xsl:with-param name="code">invalidArgument</xsl:with-param>
      <xsl:with-param name="message" select="concat('The call lacks ', $what, '.')"/>
      <xsl:with-param name="detail">argument</xsl:with-param>
      <xsl:with-param name="value" select="$what"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="noWay">
    <xsl:param name="what"/>
    <xsl:call-template name="fault">
      <xsl:with-param name="code">notSupported</xsl:with-param>
      <xsl:with-param name="message" select="concat('Dragoman cannot set ', $what, '.')"/>
      <xsl:with-param name="detail">command</xsl:with-param>
      <xsl:with-param name="value" select="concat(/w:invoke/@class, '.', /w:invoke/@method)"/>
    </xsl:call-template>
  </xsl:template>

  <!-- 32768 and 32769 are v1's paused and saved, which some clients still send. enabledState, where the front end gives
       it, is the state in which the machine is presented: it tells what 2 means. -->
  <xsl:template match="/w:invoke[@class = 'Msvm_ComputerSystem'][@method = 'RequestStateChange']" priority="1">
    <xsl:variable name="state" select="string($input/w:property[@name = 'RequestedState'])"/>
    <xsl:variable name="name"><xsl:choose>
      <xsl:when test="$state = 2 and @enabledState = 9">vm.unpause</xsl:when>
      <xsl:when test="$state = 2 and @enabledState = 6">vm.resume</xsl:when>
      <xsl:when test="$state = 2">vm.powerOn</xsl:when>
      <xsl:when test="$state = 3">vm.powerOff</xsl:when>
      <xsl:when test="$state = 4">vm.shutdownGuest</xsl:when>
      <xsl:when test="$state = 6 or $state = 32769">vm.suspend</xsl:when>
      <xsl:when test="$state = 9 or $state = 32768">vm.pause</xsl:when>
      <xsl:when test="$state = 10">vm.rebootGuest</xsl:when>
      <xsl:when test="$state = 11">vm.reset</xsl:when>
    </xsl:choose></xsl:variable>
    <xsl:choose>
      <xsl:when test="$name = ''">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidArgument</xsl:with-param>
          <xsl:with-param name="message" select="concat('A machine cannot be brought into the state ', $state, '.')"/>
          <xsl:with-param name="detail">argument</xsl:with-param>
          <xsl:with-param name="value">RequestedState</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name" select="$name"/>
          <xsl:with-param name="guid" select="string(w:selectors/w:selector[@name = 'Name'])"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/w:invoke[@class = 'Msvm_ShutdownComponent'][@method = 'InitiateShutdown' or @method = 'InitiateReboot']" priority="1">
    <xsl:call-template name="plain">
      <xsl:with-param name="name"><xsl:choose><xsl:when test="@method = 'InitiateReboot'">vm.rebootGuest</xsl:when><xsl:otherwise>vm.shutdownGuest</xsl:otherwise></xsl:choose></xsl:with-param>
      <xsl:with-param name="guid" select="string(w:selectors/w:selector[@name = 'SystemName'])"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Virtual hard disks stay, as they do on Hyper-V. -->
  <xsl:template match="/w:invoke[@class = 'Msvm_VirtualSystemManagementService'][@method = 'DestroySystem']" priority="1">
    <xsl:call-template name="plain">
      <xsl:with-param name="name">vm.unregister</xsl:with-param>
      <xsl:with-param name="guid" select="string($input/w:reference[@name = 'AffectedSystem']/w:selector[@name = 'Name'])"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/w:invoke[@class = 'Msvm_VirtualSystemManagementService'][@method = 'ModifySystemSettings']" priority="1">
    <xsl:variable name="settings" select="$input/w:instance[@name = 'SystemSettings']"/>
    <xsl:variable name="key" select="string($settings/w:property[@name = 'InstanceID'])"/>
    <xsl:variable name="strange" select="$settings/w:property[not(@name = 'InstanceID' or @name = 'ElementName' or @name = 'Notes'
      or @name = 'BootOrder' or @name = 'SecureBootEnabled' or @name = 'SecureBootTemplateId' or @name = 'VirtualSystemIdentifier' or @name = 'VirtualSystemType')]"/>
    <xsl:variable name="boot" select="$settings/w:property[@name = 'SecureBootEnabled']"/>
    <xsl:variable name="order" select="$settings/w:property[@name = 'BootOrder']"/>
    <xsl:variable name="notes" select="$settings/w:property[@name = 'Notes']"/>
    <xsl:variable name="name" select="$settings/w:property[@name = 'ElementName']"/>
    <xsl:choose>
      <xsl:when test="$key = ''"><xsl:call-template name="missing"><xsl:with-param name="what">InstanceID</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:when test="$strange"><xsl:call-template name="noWay"><xsl:with-param name="what" select="string($strange[1]/@name)"/></xsl:call-template></xsl:when>
      <xsl:otherwise>
        <g:command target="{d:id('Msvm_ComputerSystem', translate(substring-after($key, ':'), $upper, $lower))}">
          <xsl:attribute name="name"><xsl:choose><xsl:when test="$name and not($notes or $boot or $order)">vm.rename</xsl:when><xsl:otherwise>vm.reconfigure</xsl:otherwise></xsl:choose></xsl:attribute>
          <xsl:if test="$name"><g:name><xsl:value-of select="$name"/></g:name></xsl:if>
          <xsl:call-template name="notes"><xsl:with-param name="notes" select="$notes"/></xsl:call-template>
          <xsl:if test="$boot"><g:firmware secureBoot="{$boot = 'true'}"/></xsl:if>
          <xsl:if test="$order">
            <g:boot>
              <xsl:for-each select="$order[. &gt; 0 and . &lt; 4]">
                <g:device>
                  <xsl:attribute name="type"><xsl:choose>
                    <xsl:when test=". = 1">cdrom</xsl:when>
                    <xsl:when test=". = 2">disk</xsl:when>
                    <xsl:otherwise>network</xsl:otherwise>
                  </xsl:choose></xsl:attribute>
                </g:device>
              </xsl:for-each>
            </g:boot>
          </xsl:if>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="notes">
    <xsl:param name="notes"/>
    <xsl:if test="$notes">
      <g:notes>
        <xsl:for-each select="$notes">
          <xsl:if test="position() &gt; 1"><xsl:text>&#10;</xsl:text></xsl:if>
          <xsl:value-of select="."/>
        </xsl:for-each>
      </g:notes>
    </xsl:if>
  </xsl:template>

  <!-- A machine as Hyper-V defines it: generation 1, a processor and 1024 MB, unless something else is said. The host
       is the one that the front end presents, given as an attribute. -->
  <xsl:template match="/w:invoke[@class = 'Msvm_VirtualSystemManagementService'][@method = 'DefineSystem']" priority="1">
    <xsl:variable name="settings" select="$input/w:instance[@name = 'SystemSettings']"/>
    <xsl:variable name="two" select="contains($settings/w:property[@name = 'VirtualSystemSubType'], 'SubType:2')"/>
    <xsl:variable name="cpu" select="$input/w:instance[@class = 'Msvm_ProcessorSettingData']"/>
    <xsl:variable name="memory" select="$input/w:instance[@class = 'Msvm_MemorySettingData']"/>
    <xsl:choose>
      <xsl:when test="not(@host)"><xsl:call-template name="missing"><xsl:with-param name="what">SystemName</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:when test="$input/w:instance[@name = 'ResourceSettings'][not(@class = 'Msvm_ProcessorSettingData' or @class = 'Msvm_MemorySettingData')]">
        <xsl:call-template name="noWay"><xsl:with-param name="what">devices while a machine is defined; AddResourceSettings adds them</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="root" select="string($settings/w:property[@name = 'ConfigurationDataRoot'])"/>
        <xsl:variable name="drive"><xsl:call-template name="drive"><xsl:with-param name="path" select="$root"/></xsl:call-template></xsl:variable>
        <g:command name="vm.create" target="{d:id('Win32_ComputerSystem', string(@host))}">
          <xsl:if test="$drive != ''"><xsl:attribute name="datastore"><xsl:value-of select="d:id('Win32_LogicalDisk', string($drive))"/></xsl:attribute></xsl:if>
          <g:name><xsl:choose>
            <xsl:when test="$settings/w:property[@name = 'ElementName'] != ''"><xsl:value-of select="$settings/w:property[@name = 'ElementName']"/></xsl:when>
            <xsl:otherwise>New Virtual Machine</xsl:otherwise>
          </xsl:choose></g:name>
          <xsl:call-template name="notes"><xsl:with-param name="notes" select="$settings/w:property[@name = 'Notes']"/></xsl:call-template>
          <g:cpu><xsl:attribute name="count"><xsl:choose><xsl:when test="$cpu/w:property[@name = 'VirtualQuantity']"><xsl:value-of select="$cpu/w:property[@name = 'VirtualQuantity']"/></xsl:when><xsl:otherwise>1</xsl:otherwise></xsl:choose></xsl:attribute></g:cpu>
          <g:memory><xsl:attribute name="mib"><xsl:choose><xsl:when test="$memory/w:property[@name = 'VirtualQuantity']"><xsl:value-of select="$memory/w:property[@name = 'VirtualQuantity']"/></xsl:when><xsl:otherwise>1024</xsl:otherwise></xsl:choose></xsl:attribute></g:memory>
          <g:firmware>
            <xsl:attribute name="type"><xsl:choose><xsl:when test="$two">efi</xsl:when><xsl:otherwise>bios</xsl:otherwise></xsl:choose></xsl:attribute>
            <xsl:if test="$two"><xsl:attribute name="secureBoot"><xsl:value-of select="not($settings/w:property[@name = 'SecureBootEnabled'] = 'false')"/></xsl:attribute></xsl:if>
          </g:firmware>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Hyper-V names a checkpoint itself if the client does not. Full (2) is with memory unless the guest helps. -->
  <xsl:template match="/w:invoke[@class = 'Msvm_VirtualSystemSnapshotService'][@method = 'CreateSnapshot']" priority="1">
    <xsl:variable name="settings" select="$input/w:instance[@name = 'SnapshotSettings']"/>
    <xsl:variable name="guid" select="string($input/w:reference[@name = 'AffectedSystem']/w:selector[@name = 'Name'])"/>
    <xsl:variable name="quiesce" select="$settings/w:property[@name = 'ConsistencyLevel'] = 1"/>
    <xsl:choose>
      <xsl:when test="$guid = ''"><xsl:call-template name="missing"><xsl:with-param name="what">AffectedSystem</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:otherwise>
        <g:command name="snapshot.create" target="{d:id('Msvm_ComputerSystem', translate($guid, $upper, $lower))}"
                   memory="{not($quiesce) and not($input/w:property[@name = 'SnapshotType'] = 3)}" quiesce="{$quiesce}">
          <g:name><xsl:choose>
            <xsl:when test="$settings/w:property[@name = 'ElementName'] != ''"><xsl:value-of select="$settings/w:property[@name = 'ElementName']"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="concat('Checkpoint - (', translate(d:now(), 'TZ', ' '), ')')"/></xsl:otherwise>
          </xsl:choose></g:name>
          <xsl:if test="$settings/w:property[@name = 'Notes'] != ''"><g:description><xsl:value-of select="$settings/w:property[@name = 'Notes']"/></g:description></xsl:if>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/w:invoke[@class = 'Msvm_VirtualSystemSnapshotService'][@method = 'ApplySnapshot' or @method = 'DestroySnapshot' or @method = 'DestroySnapshotTree']" priority="1">
    <xsl:variable name="key" select="string($input/w:reference/w:selector[@name = 'InstanceID'])"/>
    <xsl:choose>
      <xsl:when test="$key = ''"><xsl:call-template name="missing"><xsl:with-param name="what">InstanceID</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:otherwise>
        <xsl:variable name="snapshot" select="d:id('Msvm_VirtualSystemSettingData', translate($key, 'ABCDEF', 'abcdef'))"/>
        <g:command target="{d:owner($snapshot)}" snapshot="{$snapshot}">
          <xsl:attribute name="name"><xsl:choose><xsl:when test="@method = 'ApplySnapshot'">snapshot.revert</xsl:when><xsl:otherwise>snapshot.remove</xsl:otherwise></xsl:choose></xsl:attribute>
          <xsl:if test="@method != 'ApplySnapshot'"><xsl:attribute name="children"><xsl:value-of select="@method = 'DestroySnapshotTree'"/></xsl:attribute></xsl:if>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

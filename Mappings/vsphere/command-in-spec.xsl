<?xml version="1.0" encoding="UTF-8"?>
<!-- VirtualMachineConfigSpec: what of it cannot be meant, and the content of vm.reconfigure and vm.create. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d xsi">
  <xsl:import href="guests.xsl"/>
  <xsl:import href="command-in-devices.xsl"/>
  <xsl:import href="command-in-resources.xsl"/>

  <xsl:variable name="config" select="/v:ReconfigVM_Task/v:spec | /v:CreateVM_Task/v:config
                                      | /v:CloneVM_Task/v:spec/v:config"/>
  <xsl:variable name="creating" select="boolean(/v:CreateVM_Task)"/>
  <xsl:variable name="prefix">
    <xsl:if test="/v:CloneVM_Task">spec.</xsl:if>
    <xsl:value-of select="concat(local-name($config), '.')"/>
  </xsl:variable>

  <!-- The datastore of a new VM: told with the path, or by a disk whose path begins with the same name. -->
  <xsl:variable name="home" select="$config/v:files/v:vmPathName"/>
  <xsl:variable name="told" select="normalize-space(($home/@datastore
    | $config/v:deviceChange/v:device/v:backing[not($home/@datastore)]
        [starts-with(v:fileName, concat(substring-before($home, ']'), ']'))]/v:datastore)[1])"/>

  <!-- What has a place in the generic command. -->
  <xsl:variable name="spec-meant">
    <xsl:text> changeVersion name guestId annotation numCPUs numCoresPerSocket memoryMB memoryHotAddEnabled </xsl:text>
    <xsl:text>cpuHotAddEnabled deviceChange extraConfig firmware bootOptions.efiSecureBootEnabled </xsl:text>
    <xsl:text>bootOptions.bootDelay bootOptions.enterBIOSSetup bootOptions.bootOrder </xsl:text>
    <xsl:text>cpuAllocation.reservation cpuAllocation.limit cpuAllocation.shares memoryAllocation.reservation </xsl:text>
    <xsl:text>memoryAllocation.limit memoryAllocation.shares </xsl:text>
    <xsl:if test="$creating">version files.vmPathName </xsl:if>
  </xsl:variable>

  <!-- What asks for nothing but what every VM here has anyway; * stands for any value. -->
  <xsl:variable name="spec-idle">
    <xsl:text> tools.afterPowerOn=true tools.afterResume=true tools.beforeGuestStandby=true </xsl:text>
    <xsl:text>tools.beforeGuestShutdown=true tools.beforeGuestReboot=true tools.beforeGuestReboot=false </xsl:text>
    <xsl:text>tools.toolsUpgradePolicy=manual tools.syncTimeWithHost=false </xsl:text>
    <xsl:text>tools.syncTimeWithHostAllowed=true tools.toolsVersion=* flags.disableAcceleration=false </xsl:text>
    <xsl:text>flags.enableLogging=true flags.useToe=false flags.runWithDebugInfo=false </xsl:text>
    <xsl:text>flags.monitorType=release flags.htSharing=any flags.snapshotDisabled=false </xsl:text>
    <xsl:text>flags.snapshotLocked=false flags.diskUuidEnabled=false flags.virtualMmuUsage=automatic </xsl:text>
    <xsl:text>flags.virtualExecUsage=hvAuto flags.snapshotPowerOffBehavior=powerOff </xsl:text>
    <xsl:text>flags.recordReplayEnabled=false flags.faultToleranceType=unset flags.cbrcCacheEnabled=false </xsl:text>
    <xsl:text>flags.vvtdEnabled=false flags.vbsEnabled=false powerOpInfo.powerOffType=soft </xsl:text>
    <xsl:text>powerOpInfo.suspendType=hard powerOpInfo.resetType=soft powerOpInfo.defaultPowerOffType=soft </xsl:text>
    <xsl:text>powerOpInfo.defaultSuspendType=hard powerOpInfo.defaultResetType=soft </xsl:text>
    <xsl:text>powerOpInfo.standbyAction=checkpoint cpuHotRemoveEnabled=false virtualICH7MPresent=false </xsl:text>
    <xsl:text>virtualSMCPresent=false rebootPowerOff=false </xsl:text>
    <xsl:text>cpuAllocation.expandableReservation=false </xsl:text>
    <xsl:text>memoryAllocation.expandableReservation=false latencySensitivity.level=normal swapPlacement=inherit </xsl:text>
    <xsl:text>bootOptions.bootRetryEnabled=false </xsl:text>
    <xsl:text>bootOptions.bootRetryDelay=* bootOptions.networkBootProtocol=ipv4 vAppConfigRemoved=false </xsl:text>
    <xsl:text>vAssertsEnabled=false changeTrackingEnabled=false guestAutoLockEnabled=false </xsl:text>
    <xsl:text>memoryReservationLockedToMax=false nestedHVEnabled=false vPMCEnabled=false </xsl:text>
    <xsl:text>messageBusTunnelEnabled=false sevEnabled=false pmemFailoverEnabled=false </xsl:text>
    <xsl:text>vmOpNotificationToAppEnabled=false fixedPassthruHotPlugEnabled=false metroFtEnabled=false </xsl:text>
    <xsl:text>migrateEncryption=opportunistic migrateEncryption=disabled </xsl:text>
    <xsl:text>ftEncryptionMode=ftEncryptionOpportunistic maxMksConnections=-1 maxMksConnections=40 </xsl:text>
  </xsl:variable>

  <!-- These mean something by their type alone, even when they are empty. -->
  <xsl:variable name="spec-loud" select="' crypto backing.keyId '"/>

  <!-- Every leaf of a spec is meant, idle, empty, or a line "code path;" of the refusals. -->
  <xsl:template match="v:*" mode="refuse">
    <xsl:param name="prefix"/>
    <xsl:param name="path" select="''"/>
    <xsl:param name="meant"/>
    <xsl:param name="idle"/>
    <xsl:variable name="here" select="concat($path, local-name())"/>
    <xsl:variable name="value" select="normalize-space(.)"/>
    <xsl:choose>
      <xsl:when test="contains($meant, concat(' ', $here, ' '))"/>
      <xsl:when test="contains($spec-loud, concat(' ', $here, ' '))">
        <xsl:value-of select="concat('value ', $prefix, $here, ';')"/>
      </xsl:when>
      <xsl:when test="v:*">
        <xsl:apply-templates select="v:*" mode="refuse">
          <xsl:with-param name="prefix" select="$prefix"/>
          <xsl:with-param name="path" select="concat($here, '.')"/>
          <xsl:with-param name="meant" select="$meant"/>
          <xsl:with-param name="idle" select="$idle"/>
        </xsl:apply-templates>
      </xsl:when>
      <xsl:when test="$value = '' or contains($idle, concat(' ', $here, '=', $value, ' '))
                      or contains($idle, concat(' ', $here, '=* '))"/>
      <xsl:otherwise><xsl:value-of select="concat('value ', $prefix, $here, ';')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="spec-refusals">
    <xsl:apply-templates select="$config/v:*" mode="refuse">
      <xsl:with-param name="prefix" select="$prefix"/>
      <xsl:with-param name="meant" select="string($spec-meant)"/>
      <xsl:with-param name="idle" select="string($spec-idle)"/>
    </xsl:apply-templates>
    <xsl:for-each select="$config/v:numCPUs | $config/v:numCoresPerSocket | $config/v:memoryMB">
      <xsl:if test="translate(normalize-space(.), '0123456789', '') != '' or not(number(.) &gt; 0)">
        <xsl:value-of select="concat('argument ', $prefix, local-name(), ';')"/>
      </xsl:if>
    </xsl:for-each>
    <xsl:for-each select="$config/v:cpuHotAddEnabled | $config/v:memoryHotAddEnabled
                          | $config/v:bootOptions/v:efiSecureBootEnabled">
      <xsl:if test="not(contains(' true false 1 0 ', concat(' ', normalize-space(.), ' ')))">
        <xsl:value-of select="concat('argument ', $prefix, local-name(), ';')"/>
      </xsl:if>
    </xsl:for-each>
    <xsl:variable name="firmware" select="normalize-space($config/v:firmware)"/>
    <xsl:if test="$firmware != '' and $firmware != 'bios' and $firmware != 'efi'">
      <xsl:value-of select="concat('argument ', $prefix, 'firmware;')"/>
    </xsl:if>
    <xsl:variable name="guest" select="normalize-space($config/v:guestId)"/>
    <xsl:if test="$guest != '' and not(contains($guest, 'Guest'))">
      <xsl:value-of select="concat('argument ', $prefix, 'guestId;')"/>
    </xsl:if>
    <xsl:if test="not($creating) and $config/v:name and normalize-space($config/v:name) = ''">
      <xsl:value-of select="concat('argument ', $prefix, 'name;')"/>
    </xsl:if>
    <xsl:if test="$creating and normalize-space(substring-after(substring-before($home, ']'), '[')) != '' and $told = ''">
      <xsl:value-of select="concat('argument ', $prefix, 'files.vmPathName;')"/>
    </xsl:if>
    <xsl:for-each select="$config/v:extraConfig[normalize-space(v:key) = '']">
      <xsl:value-of select="concat('argument ', $prefix, 'extraConfig.key;')"/>
    </xsl:for-each>
    <xsl:call-template name="resource-refusals"/>
    <xsl:apply-templates select="$config/v:deviceChange | $clone/v:location/v:deviceChange" mode="refuse-device"/>
  </xsl:template>

  <xsl:template name="home">
    <xsl:if test="$told != ''">
      <xsl:attribute name="datastore"><xsl:value-of select="d:id('Datastore', $told)"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- A VM for which nothing else is asked gets one processor and 32 MiB, as from a vCenter. -->
  <xsl:template name="spec">
    <xsl:if test="$config/v:name">
      <name>
        <xsl:call-template name="unescaped">
          <xsl:with-param name="name" select="string($config/v:name)"/>
        </xsl:call-template>
      </name>
    </xsl:if>
    <xsl:if test="$config/v:annotation"><notes><xsl:value-of select="$config/v:annotation"/></notes></xsl:if>
    <xsl:if test="$creating or $config/v:numCPUs or $config/v:numCoresPerSocket or $config/v:cpuHotAddEnabled">
      <cpu>
        <xsl:choose>
          <xsl:when test="$config/v:numCPUs">
            <xsl:attribute name="count"><xsl:value-of select="number($config/v:numCPUs)"/></xsl:attribute>
          </xsl:when>
          <xsl:when test="$creating"><xsl:attribute name="count">1</xsl:attribute></xsl:when>
        </xsl:choose>
        <xsl:if test="$config/v:numCoresPerSocket">
          <xsl:attribute name="coresPerSocket">
            <xsl:value-of select="number($config/v:numCoresPerSocket)"/>
          </xsl:attribute>
        </xsl:if>
        <xsl:if test="$config/v:cpuHotAddEnabled">
          <xsl:attribute name="hotAdd">
            <xsl:call-template name="boolean">
              <xsl:with-param name="of" select="$config/v:cpuHotAddEnabled"/>
            </xsl:call-template>
          </xsl:attribute>
        </xsl:if>
      </cpu>
    </xsl:if>
    <xsl:if test="$creating or $config/v:memoryMB or $config/v:memoryHotAddEnabled">
      <memory>
        <xsl:choose>
          <xsl:when test="$config/v:memoryMB">
            <xsl:attribute name="mib"><xsl:value-of select="format-number($config/v:memoryMB, '0')"/></xsl:attribute>
          </xsl:when>
          <xsl:when test="$creating"><xsl:attribute name="mib">32</xsl:attribute></xsl:when>
        </xsl:choose>
        <xsl:if test="$config/v:memoryHotAddEnabled">
          <xsl:attribute name="hotAdd">
            <xsl:call-template name="boolean">
              <xsl:with-param name="of" select="$config/v:memoryHotAddEnabled"/>
            </xsl:call-template>
          </xsl:attribute>
        </xsl:if>
      </memory>
    </xsl:if>
    <xsl:variable name="firmware" select="normalize-space($config/v:firmware)"/>
    <xsl:variable name="secure" select="$config/v:bootOptions/v:efiSecureBootEnabled"/>
    <xsl:if test="$firmware != '' or $secure">
      <firmware>
        <xsl:if test="$firmware != ''">
          <xsl:attribute name="type"><xsl:value-of select="$firmware"/></xsl:attribute>
        </xsl:if>
        <xsl:if test="$secure">
          <xsl:attribute name="secureBoot">
            <xsl:call-template name="boolean"><xsl:with-param name="of" select="$secure"/></xsl:call-template>
          </xsl:attribute>
        </xsl:if>
      </firmware>
    </xsl:if>
    <xsl:call-template name="boot"/>
    <xsl:call-template name="allocations"/>
    <xsl:variable name="guest" select="normalize-space($config/v:guestId)"/>
    <xsl:if test="$guest != ''">
      <xsl:variable name="row">
        <xsl:call-template name="guest-row"><xsl:with-param name="id" select="$guest"/></xsl:call-template>
      </xsl:variable>
      <guest>
        <xsl:attribute name="os">
          <xsl:choose>
            <xsl:when test="$row != ''"><xsl:value-of select="substring-before($row, ' ')"/></xsl:when>
            <xsl:otherwise>unknown</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </guest>
    </xsl:if>
    <xsl:apply-templates select="$config/v:deviceChange | $clone/v:location/v:deviceChange" mode="change"/>
    <xsl:variable name="version" select="normalize-space($config/v:version)"/>
    <xsl:variable name="path" select="normalize-space($config/v:files/v:vmPathName)"/>
    <xsl:if test="$guest != '' or $version != '' or $path != '' or $config/v:extraConfig">
      <metadata>
        <xsl:if test="$guest != ''">
          <entry owner="vsphere" key="guestId"><xsl:value-of select="$guest"/></entry>
        </xsl:if>
        <xsl:if test="$version != ''">
          <entry owner="vsphere" key="version"><xsl:value-of select="$version"/></entry>
        </xsl:if>
        <xsl:if test="$path != ''">
          <entry owner="vsphere" key="files.vmPathName"><xsl:value-of select="$path"/></entry>
        </xsl:if>
        <!-- A key without a value is taken out; a new machine has nothing to be taken out of. -->
        <xsl:for-each select="$config/v:extraConfig[string(v:value) or not(/v:CreateVM_Task)]">
          <entry owner="vsphere" key="{v:key}">
            <xsl:if test="not(string(v:value))"><xsl:attribute name="op">remove</xsl:attribute></xsl:if>
            <xsl:value-of select="v:value"/>
          </entry>
        </xsl:for-each>
      </metadata>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

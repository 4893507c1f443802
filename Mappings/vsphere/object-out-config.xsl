<?xml version="1.0" encoding="UTF-8"?>
<!-- VirtualMachineConfigInfo, VirtualMachineCapability and the file layouts from a generic VM. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">
  <xsl:import href="guests.xsl"/>
  <xsl:import href="object-out-devices.xsl"/>

  <xsl:variable name="kept" select="$vm/g:metadata/g:entry[@owner = 'vsphere']"/>
  <xsl:variable name="vm-guest">
    <xsl:call-template name="guest-id">
      <xsl:with-param name="os" select="string($vm/g:guest/@os)"/>
      <xsl:with-param name="told" select="string($kept[@key = 'guestId'])"/>
    </xsl:call-template>
  </xsl:variable>
  <xsl:variable name="vm-guest-row">
    <xsl:call-template name="guest-row"><xsl:with-param name="id" select="$vm-guest"/></xsl:call-template>
  </xsl:variable>
  <xsl:variable name="vm-guest-name">
    <xsl:choose>
      <xsl:when test="$vm-guest-row != ''">
        <xsl:value-of select="substring-after(substring-after($vm-guest-row, ' '), ' ')"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$vm-guest"/></xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <!-- Clients take the hardware version apart: where a host has other words for it, ours stands there. -->
  <xsl:variable name="vm-version">
    <xsl:choose>
      <xsl:when test="starts-with($vm/g:version, 'vmx-')"><xsl:value-of select="$vm/g:version"/></xsl:when>
      <xsl:when test="$kept[@key = 'version']"><xsl:value-of select="$kept[@key = 'version']"/></xsl:when>
      <xsl:otherwise>vmx-21</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <xsl:template name="allocations">
    <cpuAllocation>
      <xsl:call-template name="vm-allocation">
        <xsl:with-param name="of" select="$vm/g:allocation[@resource = 'cpu']"/>
        <xsl:with-param name="normal" select="1000 * $vm/g:cpu/@count"/>
      </xsl:call-template>
    </cpuAllocation>
    <memoryAllocation>
      <xsl:call-template name="vm-allocation">
        <xsl:with-param name="of" select="$vm/g:allocation[@resource = 'memory']"/>
        <xsl:with-param name="normal" select="10 * $vm/g:memory/@mib"/>
      </xsl:call-template>
    </memoryAllocation>
  </xsl:template>

  <xsl:template name="vm-allocation">
    <xsl:param name="of"/>
    <xsl:param name="normal"/>
    <xsl:variable name="shares" select="string($of/@shares)"/>
    <xsl:call-template name="allocation">
      <xsl:with-param name="shares">
        <xsl:choose>
          <xsl:when test="$shares = 'low'"><xsl:value-of select="$normal div 2"/></xsl:when>
          <xsl:when test="$shares = 'high'"><xsl:value-of select="$normal * 2"/></xsl:when>
          <xsl:when test="$shares = '' or $shares = 'normal'"><xsl:value-of select="$normal"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$shares"/></xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="level">
        <xsl:choose>
          <xsl:when test="$shares = ''">normal</xsl:when>
          <xsl:when test="$shares = 'low' or $shares = 'high' or $shares = 'normal'"><xsl:value-of select="$shares"/></xsl:when>
          <xsl:otherwise>custom</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="reservation" select="concat($of/@reservation, substring('0', 1, number(not($of/@reservation))))"/>
      <xsl:with-param name="limit"><xsl:choose>
        <xsl:when test="$of/@limit and $of/@limit != 'unlimited'"><xsl:value-of select="$of/@limit"/></xsl:when>
        <xsl:otherwise>-1</xsl:otherwise>
      </xsl:choose></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- VirtualMachineConfigInfo. When it was last modified is not known: vSphere then shows the epoch. -->
  <xsl:template name="config">
    <changeVersion><xsl:value-of select="$vm/@revision"/></changeVersion>
    <modified>1970-01-01T00:00:00Z</modified>
    <name><xsl:value-of select="$vm-name"/></name>
    <guestFullName><xsl:value-of select="$vm-guest-name"/></guestFullName>
    <version><xsl:value-of select="$vm-version"/></version>
    <uuid><xsl:value-of select="$vm/g:uuid"/></uuid>
    <instanceUuid><xsl:value-of select="$vm/@id"/></instanceUuid>
    <template><xsl:value-of select="$vm/g:template"/></template>
    <guestId><xsl:value-of select="$vm-guest"/></guestId>
    <alternateGuestName/>
    <annotation><xsl:value-of select="$vm/g:notes"/></annotation>
    <files>
      <vmPathName><xsl:value-of select="$vm-file"/></vmPathName>
    </files>
    <tools>
      <toolsVersion><xsl:call-template name="tools-version"/></toolsVersion>
      <toolsUpgradePolicy>manual</toolsUpgradePolicy>
      <syncTimeWithHost>false</syncTimeWithHost>
    </tools>
    <flags>
      <snapshotDisabled>false</snapshotDisabled>
      <snapshotLocked>false</snapshotLocked>
    </flags>
    <defaultPowerOps>
      <powerOffType>soft</powerOffType>
      <suspendType>hard</suspendType>
      <resetType>soft</resetType>
      <defaultPowerOffType>soft</defaultPowerOffType>
      <defaultSuspendType>hard</defaultSuspendType>
      <defaultResetType>soft</defaultResetType>
      <standbyAction>checkpoint</standbyAction>
    </defaultPowerOps>
    <hardware>
      <numCPU><xsl:value-of select="$vm/g:cpu/@count"/></numCPU>
      <numCoresPerSocket><xsl:value-of select="$vm/g:cpu/@coresPerSocket"/></numCoresPerSocket>
      <memoryMB><xsl:value-of select="$vm/g:memory/@mib"/></memoryMB>
      <xsl:call-template name="devices"/>
    </hardware>
    <xsl:call-template name="allocations"/>
    <latencySensitivity><level>normal</level></latencySensitivity>
    <memoryHotAddEnabled><xsl:value-of select="$vm/g:memory/@hotAdd"/></memoryHotAddEnabled>
    <cpuHotAddEnabled><xsl:value-of select="$vm/g:cpu/@hotAdd"/></cpuHotAddEnabled>
    <cpuHotRemoveEnabled>false</cpuHotRemoveEnabled>
    <xsl:for-each select="$kept[@key != 'guestId' and @key != 'version' and @key != 'files.vmPathName']">
      <extraConfig>
        <key><xsl:value-of select="@key"/></key>
        <value xsi:type="xsd:string"><xsl:value-of select="."/></value>
      </extraConfig>
    </xsl:for-each>
    <xsl:for-each select="$related[@type = 'datastore']">
      <datastoreUrl>
        <name><xsl:value-of select="@name"/></name>
        <url>
          <xsl:call-template name="datastore-url">
            <xsl:with-param name="path" select="string(@path)"/>
          </xsl:call-template>
        </url>
      </datastoreUrl>
    </xsl:for-each>
    <swapPlacement>inherit</swapPlacement>
    <bootOptions>
      <bootDelay><xsl:value-of select="concat($vm/g:boot/@delay, substring('0', 1, number(not($vm/g:boot/@delay))))"/></bootDelay>
      <enterBIOSSetup><xsl:value-of select="$vm/g:boot/@setup = 'true'"/></enterBIOSSetup>
      <efiSecureBootEnabled><xsl:value-of select="$vm/g:firmware/@secureBoot"/></efiSecureBootEnabled>
      <bootRetryEnabled>false</bootRetryEnabled>
      <bootRetryDelay>10000</bootRetryDelay>
      <xsl:for-each select="$vm/g:boot/g:device"><xsl:call-template name="boot-device"/></xsl:for-each>
    </bootOptions>
    <changeTrackingEnabled>false</changeTrackingEnabled>
    <firmware><xsl:value-of select="$vm/g:firmware/@type"/></firmware>
    <guestAutoLockEnabled>false</guestAutoLockEnabled>
    <memoryReservationLockedToMax>false</memoryReservationLockedToMax>
    <nestedHVEnabled>false</nestedHVEnabled>
    <vPMCEnabled>false</vPMCEnabled>
  </xsl:template>

  <!-- A disk or network card that is not named is the first one; one that is gone is not shown. -->
  <xsl:template name="boot-device">
    <xsl:variable name="id" select="@id"/>
    <xsl:choose>
      <xsl:when test="@type = 'disk'">
        <xsl:for-each select="$vm/g:disks/g:disk[@id = $id or not($id)][1]">
          <bootOrder xsi:type="VirtualMachineBootOptionsBootableDiskDevice">
            <deviceKey><xsl:call-template name="device-key"/></deviceKey>
          </bootOrder>
        </xsl:for-each>
      </xsl:when>
      <xsl:when test="@type = 'network'">
        <xsl:for-each select="$vm/g:nics/g:nic[@id = $id or not($id)][1]">
          <bootOrder xsi:type="VirtualMachineBootOptionsBootableEthernetDevice">
            <deviceKey><xsl:value-of select="4000 + @slot"/></deviceKey>
          </bootOrder>
        </xsl:for-each>
      </xsl:when>
      <xsl:when test="@type = 'cdrom'"><bootOrder xsi:type="VirtualMachineBootOptionsBootableCdromDevice"/></xsl:when>
      <xsl:otherwise><bootOrder xsi:type="VirtualMachineBootOptionsBootableFloppyDevice"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- VirtualMachineFileLayout and VirtualMachineFileLayoutEx: the configuration, then the disks. -->
  <xsl:template name="layout">
    <layout>
      <configFile><xsl:value-of select="$vm-file"/></configFile>
      <xsl:for-each select="$vm/g:disks/g:disk">
        <disk>
          <key><xsl:call-template name="device-key"/></key>
          <diskFile><xsl:call-template name="disk-file"/></diskFile>
        </disk>
      </xsl:for-each>
    </layout>
    <layoutEx>
      <file>
        <key>0</key>
        <name><xsl:value-of select="$vm-file"/></name>
        <type>config</type>
        <size>0</size>
      </file>
      <xsl:for-each select="$vm/g:disks/g:disk">
        <file>
          <key><xsl:value-of select="position()"/></key>
          <name><xsl:call-template name="disk-file"/></name>
          <type>diskExtent</type>
          <size>
            <xsl:choose>
              <xsl:when test="@thin = 'true'">0</xsl:when>
              <xsl:otherwise><xsl:value-of select="@capacity"/></xsl:otherwise>
            </xsl:choose>
          </size>
        </file>
      </xsl:for-each>
      <xsl:for-each select="$vm/g:disks/g:disk">
        <disk>
          <key><xsl:call-template name="device-key"/></key>
          <chain><fileKey><xsl:value-of select="position()"/></fileKey></chain>
        </disk>
      </xsl:for-each>
      <timestamp><xsl:value-of select="d:now()"/></timestamp>
    </layoutEx>
  </xsl:template>

  <!-- What the generic protocol can do with a VM; the rest is refused, so it is not offered. -->
  <xsl:template name="vm-capability">
    <capability>
      <xsl:call-template name="vm-capabilities"/>
      <secureBootSupported><xsl:value-of select="$vm/g:firmware/@type = 'efi'"/></secureBootSupported>
    </capability>
  </xsl:template>
  <xsl:template name="vm-capabilities">
    <snapshotOperationsSupported>true</snapshotOperationsSupported>
    <multipleSnapshotsSupported>true</multipleSnapshotsSupported>
    <snapshotConfigSupported>true</snapshotConfigSupported>
    <poweredOffSnapshotsSupported>true</poweredOffSnapshotsSupported>
    <memorySnapshotsSupported>true</memorySnapshotsSupported>
    <revertToSnapshotSupported>true</revertToSnapshotSupported>
    <quiescedSnapshotsSupported>true</quiescedSnapshotsSupported>
    <disableSnapshotsSupported>false</disableSnapshotsSupported>
    <lockSnapshotsSupported>false</lockSnapshotsSupported>
    <consolePreferencesSupported>false</consolePreferencesSupported>
    <cpuFeatureMaskSupported>false</cpuFeatureMaskSupported>
    <s1AcpiManagementSupported>false</s1AcpiManagementSupported>
    <settingScreenResolutionSupported>false</settingScreenResolutionSupported>
    <toolsAutoUpdateSupported>false</toolsAutoUpdateSupported>
    <vmNpivWwnSupported>false</vmNpivWwnSupported>
    <npivWwnOnNonRdmVmSupported>false</npivWwnOnNonRdmVmSupported>
    <vmNpivWwnDisableSupported>false</vmNpivWwnDisableSupported>
    <vmNpivWwnUpdateSupported>false</vmNpivWwnUpdateSupported>
    <swapPlacementSupported>false</swapPlacementSupported>
    <toolsSyncTimeSupported>false</toolsSyncTimeSupported>
    <virtualMmuUsageSupported>false</virtualMmuUsageSupported>
    <diskSharesSupported>false</diskSharesSupported>
    <bootOptionsSupported>true</bootOptionsSupported>
    <bootRetryOptionsSupported>false</bootRetryOptionsSupported>
    <settingVideoRamSizeSupported>false</settingVideoRamSizeSupported>
    <settingDisplayTopologySupported>false</settingDisplayTopologySupported>
    <recordReplaySupported>false</recordReplaySupported>
    <changeTrackingSupported>false</changeTrackingSupported>
    <multipleCoresPerSocketSupported>true</multipleCoresPerSocketSupported>
    <hostBasedReplicationSupported>false</hostBasedReplicationSupported>
    <guestAutoLockSupported>false</guestAutoLockSupported>
    <memoryReservationLockSupported>false</memoryReservationLockSupported>
    <featureRequirementSupported>false</featureRequirementSupported>
    <poweredOnMonitorTypeChangeSupported>false</poweredOnMonitorTypeChangeSupported>
    <seSparseDiskSupported>false</seSparseDiskSupported>
    <nestedHVSupported>false</nestedHVSupported>
    <vPMCSupported>false</vPMCSupported>
  </xsl:template>
</xsl:stylesheet>

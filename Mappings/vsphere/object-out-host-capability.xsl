<?xml version="1.0" encoding="UTF-8"?>
<!-- What surrounds a host in the inventory, and what the host can do. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <xsl:template name="compute-resource">
    <xsl:param name="name"/>
    <xsl:param name="host"/>
    <xsl:param name="compute"/>
    <xsl:param name="pool"/>
    <xsl:variable name="effective" select="number(g:connection = 'connected' and g:maintenance != 'true')"/>
    <managedObject type="ComputeResource" id="{$compute}">
      <parent type="Folder">group-h4</parent>
      <overallStatus><xsl:call-template name="host-status"/></overallStatus>
      <configStatus>green</configStatus>
      <name><xsl:value-of select="$name"/></name>
      <alarmActionsEnabled>true</alarmActionsEnabled>
      <resourcePool type="ResourcePool"><xsl:value-of select="$pool"/></resourcePool>
      <host type="HostSystem"><xsl:value-of select="$host"/></host>
      <xsl:apply-templates select="$related[@type = 'datastore']" mode="datastore"/>
      <xsl:apply-templates select="$related[@type = 'network']" mode="network"/>
      <summary>
        <totalCpu><xsl:value-of select="g:cpu/@mhz * g:cpu/@cores"/></totalCpu>
        <totalMemory><xsl:call-template name="host-memory"/></totalMemory>
        <numCpuCores><xsl:value-of select="g:cpu/@cores"/></numCpuCores>
        <numCpuThreads><xsl:value-of select="g:cpu/@threads"/></numCpuThreads>
        <effectiveCpu><xsl:value-of select="g:cpu/@mhz * g:cpu/@cores * $effective"/></effectiveCpu>
        <effectiveMemory><xsl:value-of select="format-number(g:memory/@mib * $effective, '0')"/></effectiveMemory>
        <numHosts>1</numHosts>
        <numEffectiveHosts><xsl:value-of select="$effective"/></numEffectiveHosts>
        <overallStatus><xsl:call-template name="host-status"/></overallStatus>
      </summary>
      <environmentBrowser type="EnvironmentBrowser">
        <xsl:value-of select="concat('envbrowser-', $compute)"/>
      </environmentBrowser>
      <configurationEx><vmSwapPlacement>vmDirectory</vmSwapPlacement></configurationEx>
    </managedObject>
  </xsl:template>

  <xsl:template name="resource-pool">
    <xsl:param name="compute"/>
    <xsl:param name="pool"/>
    <xsl:variable name="mhz" select="g:cpu/@mhz * g:cpu/@cores"/>
    <xsl:variable name="bytes"><xsl:call-template name="host-memory"/></xsl:variable>
    <managedObject type="ResourcePool" id="{$pool}">
      <parent type="ComputeResource"><xsl:value-of select="$compute"/></parent>
      <overallStatus><xsl:call-template name="host-status"/></overallStatus>
      <configStatus>green</configStatus>
      <name>Resources</name>
      <alarmActionsEnabled>true</alarmActionsEnabled>
      <summary>
        <name>Resources</name>
        <config>
          <xsl:call-template name="pool-config">
            <xsl:with-param name="pool" select="$pool"/>
            <xsl:with-param name="mhz" select="$mhz"/>
          </xsl:call-template>
        </config>
        <runtime>
          <xsl:call-template name="pool-runtime">
            <xsl:with-param name="mhz" select="$mhz"/>
            <xsl:with-param name="bytes" select="$bytes"/>
          </xsl:call-template>
        </runtime>
      </summary>
      <runtime>
        <xsl:call-template name="pool-runtime">
          <xsl:with-param name="mhz" select="$mhz"/>
          <xsl:with-param name="bytes" select="$bytes"/>
        </xsl:call-template>
      </runtime>
      <owner type="ComputeResource"><xsl:value-of select="$compute"/></owner>
      <xsl:apply-templates select="$related[@type = 'vm']" mode="vm"/>
      <config>
        <xsl:call-template name="pool-config">
          <xsl:with-param name="pool" select="$pool"/>
          <xsl:with-param name="mhz" select="$mhz"/>
        </xsl:call-template>
      </config>
    </managedObject>
  </xsl:template>

  <!-- ResourceConfigSpec of a pool that has all of its host: in MHz and MiB. -->
  <xsl:template name="pool-config">
    <xsl:param name="pool"/>
    <xsl:param name="mhz"/>
    <entity type="ResourcePool"><xsl:value-of select="$pool"/></entity>
    <cpuAllocation>
      <xsl:call-template name="allocation">
        <xsl:with-param name="shares" select="4000"/>
        <xsl:with-param name="reservation" select="$mhz"/>
        <xsl:with-param name="expandable" select="'true'"/>
        <xsl:with-param name="limit" select="$mhz"/>
      </xsl:call-template>
    </cpuAllocation>
    <memoryAllocation>
      <xsl:call-template name="allocation">
        <xsl:with-param name="shares" select="163840"/>
        <xsl:with-param name="reservation" select="g:memory/@mib"/>
        <xsl:with-param name="expandable" select="'true'"/>
        <xsl:with-param name="limit" select="g:memory/@mib"/>
      </xsl:call-template>
    </memoryAllocation>
  </xsl:template>

  <!-- ResourcePoolRuntimeInfo: nothing is reserved in it. In MHz and bytes. -->
  <xsl:template name="pool-runtime">
    <xsl:param name="mhz"/>
    <xsl:param name="bytes"/>
    <memory>
      <xsl:call-template name="pool-usage"><xsl:with-param name="all" select="$bytes"/></xsl:call-template>
    </memory>
    <cpu><xsl:call-template name="pool-usage"><xsl:with-param name="all" select="$mhz"/></xsl:call-template></cpu>
    <overallStatus><xsl:call-template name="host-status"/></overallStatus>
  </xsl:template>

  <xsl:template name="pool-usage">
    <xsl:param name="all"/>
    <reservationUsed>0</reservationUsed>
    <reservationUsedForVm>0</reservationUsedForVm>
    <unreservedForPool><xsl:value-of select="$all"/></unreservedForPool>
    <unreservedForVm><xsl:value-of select="$all"/></unreservedForVm>
    <overallUsage>0</overallUsage>
    <maxUsage><xsl:value-of select="$all"/></maxUsage>
  </xsl:template>

  <xsl:template name="environment-browser">
    <xsl:param name="of"/>
    <managedObject type="EnvironmentBrowser" id="{concat('envbrowser-', $of)}"/>
  </xsl:template>

  <xsl:template name="datastore-browser">
    <xsl:param name="of"/>
    <managedObject type="HostDatastoreBrowser" id="{concat('datastoreBrowser-', $of)}">
      <xsl:choose>
        <xsl:when test="self::g:datastore">
          <datastore type="Datastore"><xsl:value-of select="$of"/></datastore>
        </xsl:when>
        <xsl:otherwise><xsl:apply-templates select="$related[@type = 'datastore']" mode="datastore"/></xsl:otherwise>
      </xsl:choose>
    </managedObject>
  </xsl:template>

  <!-- HostCapability: the host's own features are not offered to its clients, the virtual machines' are. -->
  <xsl:template name="host-capability">
    <capability>
      <recursiveResourcePoolsSupported>false</recursiveResourcePoolsSupported>
      <cpuMemoryResourceConfigurationSupported>false</cpuMemoryResourceConfigurationSupported>
      <rebootSupported>false</rebootSupported>
      <shutdownSupported>false</shutdownSupported>
      <vmotionSupported>false</vmotionSupported>
      <standbySupported>false</standbySupported>
      <maxSupportedVcpus><xsl:value-of select="g:cpu/@threads"/></maxSupportedVcpus>
      <datastorePrincipalSupported>false</datastorePrincipalSupported>
      <sanSupported>false</sanSupported>
      <nfsSupported>false</nfsSupported>
      <iscsiSupported>false</iscsiSupported>
      <vlanTaggingSupported>false</vlanTaggingSupported>
      <nicTeamingSupported>false</nicTeamingSupported>
      <highGuestMemSupported>false</highGuestMemSupported>
      <maintenanceModeSupported>false</maintenanceModeSupported>
      <suspendedRelocateSupported>false</suspendedRelocateSupported>
      <restrictedSnapshotRelocateSupported>false</restrictedSnapshotRelocateSupported>
      <perVmSwapFiles>false</perVmSwapFiles>
      <localSwapDatastoreSupported>false</localSwapDatastoreSupported>
      <unsharedSwapVMotionSupported>false</unsharedSwapVMotionSupported>
      <backgroundSnapshotsSupported>false</backgroundSnapshotsSupported>
      <preAssignedPCIUnitNumbersSupported>false</preAssignedPCIUnitNumbersSupported>
      <screenshotSupported>false</screenshotSupported>
      <scaledScreenshotSupported>false</scaledScreenshotSupported>
      <storageVMotionSupported>false</storageVMotionSupported>
      <vmotionWithStorageVMotionSupported>false</vmotionWithStorageVMotionSupported>
      <hbrNicSelectionSupported>false</hbrNicSelectionSupported>
      <vrNfcNicSelectionSupported>false</vrNfcNicSelectionSupported>
      <recordReplaySupported>false</recordReplaySupported>
      <ftSupported>false</ftSupported>
      <smpFtSupported>false</smpFtSupported>
      <cloneFromSnapshotSupported>false</cloneFromSnapshotSupported>
      <deltaDiskBackingsSupported>false</deltaDiskBackingsSupported>
      <perVMNetworkTrafficShapingSupported>false</perVMNetworkTrafficShapingSupported>
      <tpmSupported>false</tpmSupported>
      <virtualExecUsageSupported>false</virtualExecUsageSupported>
      <storageIORMSupported>false</storageIORMSupported>
      <vStorageCapable>false</vStorageCapable>
      <snapshotRelayoutSupported>false</snapshotRelayoutSupported>
      <vmfsDatastoreMountCapable>false</vmfsDatastoreMountCapable>
      <eightPlusHostVmfsSharedAccessSupported>false</eightPlusHostVmfsSharedAccessSupported>
      <nestedHVSupported>false</nestedHVSupported>
      <vPMCSupported>false</vPMCSupported>
      <interVMCommunicationThroughVMCISupported>false</interVMCommunicationThroughVMCISupported>
      <featureCapabilitiesSupported>false</featureCapabilitiesSupported>
      <latencySensitivitySupported>false</latencySensitivitySupported>
      <accel3dSupported>false</accel3dSupported>
      <provisioningNicSelectionSupported>false</provisioningNicSelectionSupported>
    </capability>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- What surrounds a host in the inventory, and what the host can do. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <xsl:template name="environment-browser">
    <managedObject type="EnvironmentBrowser" id="{d:native('EnvironmentBrowser', @id)}"/>
  </xsl:template>

  <xsl:template name="datastore-browser">
    <managedObject type="HostDatastoreBrowser" id="{d:native('HostDatastoreBrowser', @id)}">
      <xsl:choose>
        <xsl:when test="self::g:datastore">
          <datastore type="Datastore"><xsl:value-of select="d:native('Datastore', @id)"/></datastore>
        </xsl:when>
        <xsl:otherwise><xsl:apply-templates select="$related[@type = 'datastore']" mode="datastore"/></xsl:otherwise>
      </xsl:choose>
    </managedObject>
  </xsl:template>

  <!-- HostCapability: the host's own features are not offered to its clients, the virtual machines' are. -->
  <xsl:template name="host-capability">
    <capability><xsl:call-template name="host-capabilities"/></capability>
  </xsl:template>
  <xsl:template name="host-capabilities">
    <recursiveResourcePoolsSupported>false</recursiveResourcePoolsSupported>
    <cpuMemoryResourceConfigurationSupported>false</cpuMemoryResourceConfigurationSupported>
    <rebootSupported><xsl:value-of select="g:platform != 'kvm'"/></rebootSupported>
    <shutdownSupported><xsl:value-of select="g:platform != 'kvm'"/></shutdownSupported>
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
    <maintenanceModeSupported><xsl:value-of select="g:platform = 'vsphere' or g:platform = 'xen'"/></maintenanceModeSupported>
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
  </xsl:template>
</xsl:stylesheet>

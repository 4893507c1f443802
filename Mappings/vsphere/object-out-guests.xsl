<?xml version="1.0" encoding="UTF-8"?>
<!-- The guest systems that a machine can be made for, as GuestOsDescriptor; the list is that of guests.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" exclude-result-prefixes="g p">

  <xsl:template name="guest-descriptors">
    <xsl:param name="rows" select="substring-after($guests, '&#10;')"/>
    <xsl:if test="contains($rows, '&#10;')">
      <xsl:call-template name="guest-descriptor">
        <xsl:with-param name="id" select="substring-before($rows, ' ')"/>
      </xsl:call-template>
      <xsl:call-template name="guest-descriptors">
        <xsl:with-param name="rows" select="substring-after($rows, '&#10;')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Nothing for an identifier that is not known. What the host can do limits every guest alike. -->
  <xsl:template name="guest-descriptor">
    <xsl:param name="id"/>
    <xsl:variable name="row"><xsl:call-template name="guest-row"><xsl:with-param name="id" select="$id"/></xsl:call-template></xsl:variable>
    <xsl:variable name="family" select="substring-before(substring-after($row, ' '), ' ')"/>
    <xsl:variable name="host" select="/p:view/g:question/g:host"/>
    <xsl:variable name="is-windows" select="$family = 'windowsGuest'"/>
    <xsl:if test="$row != ''">
      <guestOSDescriptor>
        <id><xsl:value-of select="$id"/></id>
        <family><xsl:value-of select="$family"/></family>
        <fullName><xsl:value-of select="substring-after(substring-after($row, ' '), ' ')"/></fullName>
        <supportedMaxCPUs><xsl:value-of select="$host/g:cpu/@threads"/></supportedMaxCPUs>
        <numSupportedPhysicalSockets><xsl:value-of select="$host/g:cpu/@threads"/></numSupportedPhysicalSockets>
        <numSupportedCoresPerSocket><xsl:value-of select="$host/g:cpu/@threads"/></numSupportedCoresPerSocket>
        <supportedMinMemMB>4</supportedMinMemMB>
        <supportedMaxMemMB><xsl:value-of select="$host/g:memory/@mib"/></supportedMaxMemMB>
        <recommendedMemMB>
          <xsl:choose><xsl:when test="$is-windows">4096</xsl:when><xsl:otherwise>2048</xsl:otherwise></xsl:choose>
        </recommendedMemMB>
        <recommendedColorDepth>0</recommendedColorDepth>
        <supportedDiskControllerList>ParaVirtualSCSIController</supportedDiskControllerList>
        <supportedDiskControllerList>VirtualLsiLogicController</supportedDiskControllerList>
        <supportedDiskControllerList>VirtualLsiLogicSASController</supportedDiskControllerList>
        <supportedDiskControllerList>VirtualAHCIController</supportedDiskControllerList>
        <supportedDiskControllerList>VirtualIDEController</supportedDiskControllerList>
        <recommendedSCSIController>ParaVirtualSCSIController</recommendedSCSIController>
        <recommendedDiskController>ParaVirtualSCSIController</recommendedDiskController>
        <supportedNumDisks>60</supportedNumDisks>
        <recommendedDiskSizeMB>
          <xsl:choose><xsl:when test="$is-windows">49152</xsl:when><xsl:otherwise>16384</xsl:otherwise></xsl:choose>
        </recommendedDiskSizeMB>
        <recommendedCdromController>VirtualIDEController</recommendedCdromController>
        <supportedEthernetCard>VirtualVmxnet3</supportedEthernetCard>
        <supportedEthernetCard>VirtualE1000</supportedEthernetCard>
        <supportedEthernetCard>VirtualE1000e</supportedEthernetCard>
        <recommendedEthernetCard>VirtualVmxnet3</recommendedEthernetCard>
        <smcRequired>false</smcRequired>
        <supportsWakeOnLan>false</supportsWakeOnLan>
        <supportsVMI>false</supportsVMI>
        <supportsMemoryHotAdd>true</supportsMemoryHotAdd>
        <supportsCpuHotAdd>true</supportsCpuHotAdd>
        <supportsCpuHotRemove>false</supportsCpuHotRemove>
        <supportedFirmware>bios</supportedFirmware>
        <supportedFirmware>efi</supportedFirmware>
        <recommendedFirmware>efi</recommendedFirmware>
        <supports3D>false</supports3D>
        <recommended3D>false</recommended3D>
        <smcRecommended>false</smcRecommended>
        <ich7mRecommended>false</ich7mRecommended>
        <usbRecommended>false</usbRecommended>
        <supportLevel>supported</supportLevel>
        <supportedForCreate>true</supportedForCreate>
        <vRAMSizeInKB><xsl:call-template name="range"/></vRAMSizeInKB>
        <numSupportedFloppyDevices>0</numSupportedFloppyDevices>
        <supportsPvscsiControllerForBoot>true</supportsPvscsiControllerForBoot>
        <diskUuidEnabled>false</diskUuidEnabled>
        <supportsHotPlugPCI>true</supportsHotPlugPCI>
        <supportsSecureBoot>true</supportsSecureBoot>
      </guestOSDescriptor>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Resource allocation and boot options of a VirtualMachineConfigSpec for an ESXi host. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:g="urn:dragoman:generic" exclude-result-prefixes="g">

  <xsl:template match="g:allocation" mode="spec">
    <xsl:element name="{@resource}Allocation" namespace="urn:vim25">
      <xsl:if test="@reservation"><reservation><xsl:value-of select="@reservation"/></reservation></xsl:if>
      <xsl:if test="@limit">
        <limit>
          <xsl:choose>
            <xsl:when test="@limit = 'unlimited'">-1</xsl:when>
            <xsl:otherwise><xsl:value-of select="@limit"/></xsl:otherwise>
          </xsl:choose>
        </limit>
      </xsl:if>
      <xsl:if test="@shares">
        <shares>
          <xsl:variable name="level" select="@shares = 'low' or @shares = 'normal' or @shares = 'high'"/>
          <shares><xsl:choose><xsl:when test="$level">0</xsl:when><xsl:otherwise><xsl:value-of select="@shares"/></xsl:otherwise></xsl:choose></shares>
          <level><xsl:choose><xsl:when test="$level"><xsl:value-of select="@shares"/></xsl:when><xsl:otherwise>custom</xsl:otherwise></xsl:choose></level>
        </shares>
      </xsl:if>
    </xsl:element>
  </xsl:template>

  <xsl:template name="boot-options">
    <xsl:if test="g:firmware/@secureBoot or g:boot/@delay or g:boot/@setup or g:boot/@order or g:boot/g:device">
      <bootOptions>
        <xsl:if test="g:boot/@delay"><bootDelay><xsl:value-of select="g:boot/@delay"/></bootDelay></xsl:if>
        <xsl:if test="g:boot/@setup"><enterBIOSSetup><xsl:value-of select="g:boot/@setup"/></enterBIOSSetup></xsl:if>
        <xsl:if test="g:firmware/@secureBoot">
          <efiSecureBootEnabled><xsl:value-of select="g:firmware/@secureBoot"/></efiSecureBootEnabled>
        </xsl:if>
        <xsl:if test="g:boot/@order"><bootOrder xsi:type="VirtualMachineBootOptionsBootableDevice"/></xsl:if>
        <xsl:for-each select="g:boot/g:device"><xsl:call-template name="boot-device"/></xsl:for-each>
      </bootOptions>
    </xsl:if>
  </xsl:template>

  <!-- Without an identifier, the first disk or network card; 0 for one that the VM has not. A clone's have the source's places. -->
  <xsl:template name="boot-device">
    <xsl:variable name="disk" select="($vm | $source)/g:disks/g:disk[@id = current()/@id or not(current()/@id)][1]/@handle"/>
    <xsl:variable name="nic" select="($vm | $source)/g:nics/g:nic[@id = current()/@id or not(current()/@id)][1]/@handle"/>
    <xsl:choose>
      <xsl:when test="@type = 'disk'">
        <bootOrder xsi:type="VirtualMachineBootOptionsBootableDiskDevice">
          <deviceKey><xsl:value-of select="concat($disk, substring('2000', 1, 4 * not($disk or @id)), substring('0', 1, number(not($disk) and boolean(@id))))"/></deviceKey>
        </bootOrder>
      </xsl:when>
      <xsl:when test="@type = 'network'">
        <bootOrder xsi:type="VirtualMachineBootOptionsBootableEthernetDevice">
          <deviceKey><xsl:value-of select="concat($nic, substring('4000', 1, 4 * not($nic or @id)), substring('0', 1, number(not($nic) and boolean(@id))))"/></deviceKey>
        </bootOrder>
      </xsl:when>
      <xsl:when test="@type = 'cdrom'"><bootOrder xsi:type="VirtualMachineBootOptionsBootableCdromDevice"/></xsl:when>
      <xsl:otherwise><bootOrder xsi:type="VirtualMachineBootOptionsBootableFloppyDevice"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  The boot order of a generation 1 machine: Msvm_VirtualSystemSettingData.BootOrder, which always has all four kinds of its
  BIOS (0 floppy, 1 CD, 2 hard disk, 3 network). That of generation 2 names firmware entries of the host's own, and is left
  as it is. Imported by command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" exclude-result-prefixes="g">

  <xsl:variable name="bootOrder" select="'1230'"/>
  <xsl:variable name="oldBootOrder">
    <xsl:for-each select="$native/w:instance[@class = 'Msvm_VirtualSystemSettingData'][w:property[@name = 'VirtualSystemType'] = 'Microsoft:Hyper-V:System:Realized']/w:property[@name = 'BootOrder']">
      <xsl:value-of select="."/>
    </xsl:for-each>
  </xsl:variable>
  <xsl:variable name="newBootOrder">
    <xsl:if test="$generation = 1 and $command/g:boot[g:device or @order]">
      <xsl:variable name="wanted">
        <xsl:for-each select="$command/g:boot/g:device">
          <xsl:choose>
            <xsl:when test="@type = 'cdrom'">1</xsl:when>
            <xsl:when test="@type = 'disk'">2</xsl:when>
            <xsl:when test="@type = 'network'">3</xsl:when>
            <xsl:otherwise>0</xsl:otherwise>
          </xsl:choose>
        </xsl:for-each>
      </xsl:variable>
      <xsl:value-of select="concat($wanted, translate($bootOrder, $wanted, ''))"/>
    </xsl:if>
  </xsl:variable>
  <xsl:variable name="reboot" select="string($newBootOrder) != '' and $newBootOrder != concat($oldBootOrder, substring($bootOrder, 1, 4 * ($oldBootOrder = '')))"/>

  <!-- The reason why the boot options of the command cannot be; empty if they can. -->
  <xsl:template name="bootRefusal">
    <xsl:for-each select="$command/g:boot">
      <xsl:choose>
        <xsl:when test="@delay &gt; 0 or @setup = 'true' or @setup = '1'">A Hyper-V machine has no boot delay and no switch to enter the firmware's menu.</xsl:when>
        <xsl:when test="g:device and $generation = 2">The boot order of a generation 2 machine is left as it is.</xsl:when>
        <xsl:when test="g:device[@type = preceding-sibling::g:device/@type]
                        or $vm and g:device[@type = 'disk' and @id != $vm/g:disks/g:disk[1]/@id
                                            or @type = 'network' and @id != $vm/g:nics/g:nic[1]/@id]">A machine boots from its first disk, its drive and its first network adapter.</xsl:when>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="bootOrderProperties">
    <xsl:param name="order"/>
    <xsl:if test="$order != ''">
      <w:property name="BootOrder" type="uint16" array="true"><xsl:value-of select="substring($order, 1, 1)"/></w:property>
      <xsl:call-template name="bootOrderProperties"><xsl:with-param name="order" select="substring($order, 2)"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

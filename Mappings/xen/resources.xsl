<?xml version="1.0" encoding="UTF-8"?>
<!--
  Boot order (HVM_boot_params order) and processor shares (VCPUs_params weight, 256 of which is what a VM has). What XAPI
  has no place for is refused. Imported by command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:g="urn:dragoman:generic"
                exclude-result-prefixes="g">
  <xsl:variable name="reshare" select="$command/g:allocation[@resource = 'cpu']/@shares"/>
  <xsl:variable name="weight">
    <xsl:choose>
      <xsl:when test="$reshare = 'low'">128</xsl:when>
      <xsl:when test="$reshare = 'high'">512</xsl:when>
      <xsl:when test="$reshare = 'normal' or not($reshare)">256</xsl:when>
      <xsl:otherwise><xsl:value-of select="round($reshare * 256 div (1000 * ($command/g:cpu/@count | $vm/g:cpu/@count[not($command/g:cpu/@count)])))"/></xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <!-- Context: the command. The reason why its boot options or allocations cannot be; empty if they can. -->
  <xsl:template name="resourceRefusal">
    <xsl:choose>
      <xsl:when test="g:boot[@setup = 'true' or @setup = '1' or @delay &gt; 0]">XAPI has no boot delay and no switch to enter the firmware's menu.</xsl:when>
      <xsl:when test="g:boot/g:device[@type = 'floppy'] or g:boot/g:device[@type = preceding-sibling::g:device/@type]
                      or $vm and g:boot/g:device[@type = 'disk' and @id != $vm/g:disks/g:disk[1]/@id
                                                 or @type = 'network' and @id != $vm/g:nics/g:nic[1]/@id]">A VM boots from its first disk, its drive and its first network card.</xsl:when>
      <xsl:when test="g:allocation[@reservation &gt; 0 or @limit and @limit != 'unlimited']">XAPI reserves and limits nothing in such units.</xsl:when>
      <xsl:when test="g:allocation[@resource = 'memory']/@shares[. != 'normal']">XAPI has no shares of memory.</xsl:when>
      <xsl:when test="$reshare and (not($weight &gt;= 1) or $weight &gt; 65535)">So many shares cannot be expressed.</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="bootLetters">
    <xsl:for-each select="$command/g:boot/g:device">
      <xsl:choose>
        <xsl:when test="@type = 'disk'">c</xsl:when>
        <xsl:when test="@type = 'cdrom'">d</xsl:when>
        <xsl:otherwise>n</xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="resourceSteps">
    <xsl:if test="g:boot/g:device or g:boot/@order">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'boot-order'"/>
        <xsl:with-param name="map" select="'HVM_boot_params'"/><xsl:with-param name="key" select="'order'"/>
        <xsl:with-param name="value"><xsl:call-template name="bootLetters"/></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$reshare">
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'weight'"/>
        <xsl:with-param name="map" select="'VCPUs_params'"/><xsl:with-param name="key" select="'weight'"/>
        <xsl:with-param name="value"><xsl:if test="$weight != 256"><xsl:value-of select="$weight"/></xsl:if></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

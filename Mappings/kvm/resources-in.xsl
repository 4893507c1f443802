<?xml version="1.0" encoding="UTF-8"?>
<!-- Boot order and shares of a domain. For object-in.xsl. Shares are cgroup weights, of which 1024 is what a domain has. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:dragoman:libvirt" exclude-result-prefixes="v">
  <xsl:template name="boot-in">
    <xsl:variable name="os" select="domain/os"/>
    <xsl:variable name="delay" select="$os/bootmenu[@enable = 'yes']/@timeout[. &gt; 0]"/>
    <xsl:if test="$delay or $os/boot">
      <boot>
        <xsl:if test="$delay"><xsl:attribute name="delay"><xsl:value-of select="$delay"/></xsl:attribute></xsl:if>
        <xsl:for-each select="$os/boot">
          <device>
            <xsl:attribute name="type"><xsl:choose>
              <xsl:when test="@dev = 'hd'">disk</xsl:when>
              <xsl:when test="@dev = 'fd'">floppy</xsl:when>
              <xsl:otherwise><xsl:value-of select="@dev"/></xsl:otherwise>
            </xsl:choose></xsl:attribute>
          </device>
        </xsl:for-each>
      </boot>
    </xsl:if>
    <xsl:variable name="shares" select="number(domain/cputune/shares)"/>
    <xsl:variable name="count" select="number(concat(domain/vcpu/@current, substring(normalize-space(domain/vcpu), 1, 9 * not(domain/vcpu/@current))))"/>
    <xsl:if test="$shares &gt; 0 and $shares != 1024">
      <allocation resource="cpu">
        <xsl:attribute name="shares"><xsl:choose>
          <xsl:when test="$shares = 512">low</xsl:when>
          <xsl:when test="$shares = 2048">high</xsl:when>
          <xsl:otherwise><xsl:value-of select="round($shares * 1000 * $count div 1024)"/></xsl:otherwise>
        </xsl:choose></xsl:attribute>
      </allocation>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

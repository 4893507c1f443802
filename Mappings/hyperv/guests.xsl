<?xml version="1.0" encoding="UTF-8"?>
<!-- What the guest's integration services report (OSName, OSMajorVersion) to libosinfo's short identifiers. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template name="guestOf">
    <xsl:param name="name"/>
    <xsl:param name="major"/>
    <xsl:param name="minor"/>
    <xsl:variable name="dotted" select="concat($major, '.', $minor)"/>
    <xsl:choose>
      <xsl:when test="contains($name, 'Server 2025')">win2k25</xsl:when>
      <xsl:when test="contains($name, 'Server 2022')">win2k22</xsl:when>
      <xsl:when test="contains($name, 'Server 2019')">win2k19</xsl:when>
      <xsl:when test="contains($name, 'Server 2016')">win2k16</xsl:when>
      <xsl:when test="contains($name, 'Server 2012 R2')">win2k12r2</xsl:when>
      <xsl:when test="contains($name, 'Server 2012')">win2k12</xsl:when>
      <xsl:when test="contains($name, 'Server 2008 R2')">win2k8r2</xsl:when>
      <xsl:when test="contains($name, 'Windows 11')">win11</xsl:when>
      <xsl:when test="contains($name, 'Windows 10')">win10</xsl:when>
      <xsl:when test="contains($name, 'Windows 7')">win7</xsl:when>
      <xsl:when test="$major = ''">unknown</xsl:when>
      <xsl:when test="starts-with($name, 'Debian')"><xsl:value-of select="concat('debian', $major)"/></xsl:when>
      <xsl:when test="starts-with($name, 'Ubuntu') and $minor != ''"><xsl:value-of select="concat('ubuntu', $dotted)"/></xsl:when>
      <xsl:when test="starts-with($name, 'Red Hat') and $minor != ''"><xsl:value-of select="concat('rhel', $dotted)"/></xsl:when>
      <xsl:when test="starts-with($name, 'CentOS Stream')"><xsl:value-of select="concat('centos-stream', $major)"/></xsl:when>
      <xsl:when test="starts-with($name, 'Rocky')"><xsl:value-of select="concat('rocky', $major)"/></xsl:when>
      <xsl:when test="starts-with($name, 'AlmaLinux')"><xsl:value-of select="concat('almalinux', $major)"/></xsl:when>
      <xsl:when test="starts-with($name, 'Fedora')"><xsl:value-of select="concat('fedora', $major)"/></xsl:when>
      <xsl:when test="starts-with($name, 'Alpine') and $minor != ''"><xsl:value-of select="concat('alpinelinux', $dotted)"/></xsl:when>
      <xsl:when test="$name = 'FreeBSD' and $minor != ''"><xsl:value-of select="concat('freebsd', $dotted)"/></xsl:when>
      <xsl:otherwise>unknown</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

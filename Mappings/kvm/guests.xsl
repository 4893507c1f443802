<?xml version="1.0" encoding="UTF-8"?>
<!-- Guest systems: libosinfo's short identifiers (debian12) and its URLs (http://debian.org/debian/12), both ways. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- Short prefix, blank, URL prefix; the version follows both. A longer prefix stands before the shorter one it starts with. -->
  <xsl:variable name="systems">
    <xsl:text>|debian http://debian.org/debian/|ubuntu http://ubuntu.com/ubuntu/|rhel http://redhat.com/rhel/</xsl:text>
    <xsl:text>|fedora http://fedoraproject.org/fedora/|centos-stream http://centos.org/centos-stream/</xsl:text>
    <xsl:text>|centos http://centos.org/centos/|rocky http://rockylinux.org/rocky/</xsl:text>
    <xsl:text>|almalinux http://almalinux.org/almalinux/|ol http://oracle.com/ol/|opensuse http://opensuse.org/opensuse/</xsl:text>
    <xsl:text>|sle http://suse.com/sle/|alpinelinux http://alpinelinux.org/alpinelinux/</xsl:text>
    <xsl:text>|win http://microsoft.com/win/|freebsd http://freebsd.org/freebsd/|openbsd http://openbsd.org/openbsd/</xsl:text>
    <xsl:text>|netbsd http://netbsd.org/netbsd/|linux http://libosinfo.org/linux/|</xsl:text>
  </xsl:variable>

  <!-- Empty when libosinfo has no such system. -->
  <xsl:template name="os-url">
    <xsl:param name="short"/>
    <xsl:param name="rest" select="substring($systems, 2)"/>
    <xsl:variable name="entry" select="substring-before($rest, '|')"/>
    <xsl:variable name="prefix" select="substring-before($entry, ' ')"/>
    <xsl:variable name="version" select="substring-after($short, $prefix)"/>
    <xsl:choose>
      <xsl:when test="$short = 'unknown' or $short = ''"/>
      <xsl:when test="$short = 'archlinux'">http://archlinux.org/archlinux/rolling</xsl:when>
      <xsl:when test="$entry = ''"/>
      <xsl:when test="starts-with($short, $prefix) and $version != '' and not(starts-with($version, '-'))">
        <xsl:value-of select="substring-after($entry, ' ')"/>
        <xsl:choose>
          <xsl:when test="$prefix = 'sle' and contains($version, 'sp')">
            <xsl:value-of select="concat(substring-before($version, 'sp'), '.', substring-after($version, 'sp'))"/>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="$version"/></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="os-url">
          <xsl:with-param name="short" select="$short"/>
          <xsl:with-param name="rest" select="substring-after($rest, '|')"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="os-short">
    <xsl:param name="url"/>
    <xsl:param name="rest" select="substring($systems, 2)"/>
    <xsl:variable name="entry" select="substring-before($rest, '|')"/>
    <xsl:variable name="prefix" select="substring-after($entry, ' ')"/>
    <xsl:variable name="version" select="substring-after($url, $prefix)"/>
    <xsl:choose>
      <xsl:when test="$url = 'http://archlinux.org/archlinux/rolling'">archlinux</xsl:when>
      <xsl:when test="$entry = '' or $url = ''">unknown</xsl:when>
      <xsl:when test="starts-with($url, $prefix)">
        <xsl:value-of select="substring-before($entry, ' ')"/>
        <xsl:choose>
          <xsl:when test="contains($prefix, 'suse.com/sle/') and contains($version, '.')">
            <xsl:value-of select="concat(substring-before($version, '.'), 'sp', substring-after($version, '.'))"/>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="$version"/></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="os-short">
          <xsl:with-param name="url" select="$url"/>
          <xsl:with-param name="rest" select="substring-after($rest, '|')"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

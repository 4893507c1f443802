<?xml version="1.0" encoding="UTF-8"?>
<!-- Guest systems: the guestOS word of a .vmx file, vim25's guestId, VMware's full name and the libosinfo identifier. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- |guestOS=guestId=libosinfo=full name|. No libosinfo identifier where VMware has one word for several systems. -->
  <xsl:variable name="guest-rows">
    <xsl:text>|almalinux-64=almalinux_64Guest==AlmaLinux (64-bit)</xsl:text>
    <xsl:text>|centos7-64=centos7_64Guest==CentOS 7 (64-bit)</xsl:text>
    <xsl:text>|centos8-64=centos8_64Guest==CentOS 8 (64-bit)</xsl:text>
    <xsl:text>|centos9-64=centos9_64Guest=centos-stream9=CentOS 9 (64-bit)</xsl:text>
    <xsl:text>|debian8-64=debian8_64Guest=debian8=Debian GNU/Linux 8 (64-bit)</xsl:text>
    <xsl:text>|debian9-64=debian9_64Guest=debian9=Debian GNU/Linux 9 (64-bit)</xsl:text>
    <xsl:text>|debian10-64=debian10_64Guest=debian10=Debian GNU/Linux 10 (64-bit)</xsl:text>
    <xsl:text>|debian11-64=debian11_64Guest=debian11=Debian GNU/Linux 11 (64-bit)</xsl:text>
    <xsl:text>|debian12-64=debian12_64Guest=debian12=Debian GNU/Linux 12 (64-bit)</xsl:text>
    <xsl:text>|fedora-64=fedora64Guest==Red Hat Fedora (64-bit)</xsl:text>
    <xsl:text>|freebsd12-64=freebsd12_64Guest==FreeBSD 12 (64-bit)</xsl:text>
    <xsl:text>|freebsd13-64=freebsd13_64Guest==FreeBSD 13 (64-bit)</xsl:text>
    <xsl:text>|freebsd14-64=freebsd14_64Guest==FreeBSD 14 or later versions (64-bit)</xsl:text>
    <xsl:text>|opensuse-64=opensuse64Guest==SUSE openSUSE (64-bit)</xsl:text>
    <xsl:text>|oraclelinux7-64=oracleLinux7_64Guest==Oracle Linux 7 (64-bit)</xsl:text>
    <xsl:text>|oraclelinux8-64=oracleLinux8_64Guest==Oracle Linux 8 (64-bit)</xsl:text>
    <xsl:text>|oraclelinux9-64=oracleLinux9_64Guest==Oracle Linux 9 (64-bit)</xsl:text>
    <xsl:text>|other-64=otherGuest64=unknown=Other (64-bit)</xsl:text>
    <xsl:text>|other=otherGuest=unknown=Other (32-bit)</xsl:text>
    <xsl:text>|other5xlinux-64=other5xLinux64Guest==Other 5.x or later Linux (64-bit)</xsl:text>
    <xsl:text>|other6xlinux-64=other6xLinux64Guest==Other 6.x or later Linux (64-bit)</xsl:text>
    <xsl:text>|otherlinux-64=otherLinux64Guest==Other Linux (64-bit)</xsl:text>
    <xsl:text>|rhel7-64=rhel7_64Guest==Red Hat Enterprise Linux 7 (64-bit)</xsl:text>
    <xsl:text>|rhel8-64=rhel8_64Guest==Red Hat Enterprise Linux 8 (64-bit)</xsl:text>
    <xsl:text>|rhel9-64=rhel9_64Guest==Red Hat Enterprise Linux 9 (64-bit)</xsl:text>
    <xsl:text>|rockylinux-64=rockylinux_64Guest==Rocky Linux (64-bit)</xsl:text>
    <xsl:text>|sles12-64=sles12_64Guest==SUSE Linux Enterprise 12 (64-bit)</xsl:text>
    <xsl:text>|sles15-64=sles15_64Guest==SUSE Linux Enterprise 15 (64-bit)</xsl:text>
    <xsl:text>|ubuntu-64=ubuntu64Guest==Ubuntu Linux (64-bit)</xsl:text>
    <xsl:text>|windows11-64=windows11_64Guest=win11=Microsoft Windows 11 (64-bit)</xsl:text>
    <xsl:text>|windows2019srv-64=windows2019srv_64Guest=win2k19=Microsoft Windows Server 2019 (64-bit)</xsl:text>
    <xsl:text>|windows2019srvnext-64=windows2019srvNext_64Guest=win2k22=Microsoft Windows Server 2022 (64-bit)</xsl:text>
    <xsl:text>|windows2022srvnext-64=windows2022srvNext_64Guest=win2k25=Microsoft Windows Server 2025 (64-bit)</xsl:text>
    <xsl:text>|windows7-64=windows7_64Guest=win7=Microsoft Windows 7 (64-bit)</xsl:text>
    <xsl:text>|windows7srv-64=windows7Server64Guest=win2k8r2=Microsoft Windows Server 2008 R2 (64-bit)</xsl:text>
    <xsl:text>|windows8srv-64=windows8Server64Guest==Microsoft Windows Server 2012 (64-bit)</xsl:text>
    <xsl:text>|windows9-64=windows9_64Guest=win10=Microsoft Windows 10 (64-bit)</xsl:text>
    <xsl:text>|windows9srv-64=windows9Server64Guest=win2k16=Microsoft Windows Server 2016 (64-bit)</xsl:text>
    <xsl:text>|</xsl:text>
  </xsl:variable>
  <xsl:variable name="guests" select="string($guest-rows)"/>

  <!-- The guestOS word for a libosinfo identifier; other-64 if VMware has none. -->
  <xsl:template name="guest-word">
    <xsl:param name="os"/>
    <xsl:choose>
      <xsl:when test="starts-with($os, 'ubuntu')">ubuntu-64</xsl:when>
      <xsl:when test="starts-with($os, 'almalinux')">almalinux-64</xsl:when>
      <xsl:when test="starts-with($os, 'rocky')">rockylinux-64</xsl:when>
      <xsl:when test="starts-with($os, 'fedora')">fedora-64</xsl:when>
      <xsl:when test="starts-with($os, 'opensuse')">opensuse-64</xsl:when>
      <xsl:when test="starts-with($os, 'sles12')">sles12-64</xsl:when>
      <xsl:when test="starts-with($os, 'sles15')">sles15-64</xsl:when>
      <xsl:when test="starts-with($os, 'rhel7')">rhel7-64</xsl:when>
      <xsl:when test="starts-with($os, 'rhel8')">rhel8-64</xsl:when>
      <xsl:when test="starts-with($os, 'rhel9')">rhel9-64</xsl:when>
      <xsl:when test="starts-with($os, 'ol7')">oraclelinux7-64</xsl:when>
      <xsl:when test="starts-with($os, 'ol8')">oraclelinux8-64</xsl:when>
      <xsl:when test="starts-with($os, 'ol9')">oraclelinux9-64</xsl:when>
      <xsl:when test="starts-with($os, 'freebsd12')">freebsd12-64</xsl:when>
      <xsl:when test="starts-with($os, 'freebsd13')">freebsd13-64</xsl:when>
      <xsl:when test="starts-with($os, 'freebsd')">freebsd14-64</xsl:when>
      <xsl:when test="starts-with($os, 'centos-stream8') or starts-with($os, 'centos8')">centos8-64</xsl:when>
      <xsl:when test="starts-with($os, 'centos-stream9') or starts-with($os, 'centos9')">centos9-64</xsl:when>
      <xsl:when test="starts-with($os, 'centos7')">centos7-64</xsl:when>
      <xsl:when test="$os = 'debian13'">debian12-64</xsl:when>
      <xsl:when test="$os = 'win2k12' or $os = 'win2k12r2'">windows8srv-64</xsl:when>
      <xsl:when test="starts-with($os, 'alpinelinux') or starts-with($os, 'archlinux')
                      or starts-with($os, 'linux') or starts-with($os, 'gentoo')">other5xlinux-64</xsl:when>
      <xsl:when test="$os = 'unknown' or not(contains($guests, concat('=', $os, '=')))">other-64</xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="last-row">
          <xsl:with-param name="rows" select="substring-before($guests, concat('=', $os, '='))"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The first field of the last row of a table cut off within that row. -->
  <xsl:template name="last-row">
    <xsl:param name="rows"/>
    <xsl:choose>
      <xsl:when test="contains($rows, '|')">
        <xsl:call-template name="last-row">
          <xsl:with-param name="rows" select="substring-after($rows, '|')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="substring-before(concat($rows, '='), '=')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- vim25's guestId for a guestOS word. -->
  <xsl:template name="guest-id">
    <xsl:param name="word"/>
    <xsl:variable name="row" select="substring-after($guests, concat('|', $word, '='))"/>
    <xsl:choose>
      <xsl:when test="$row"><xsl:value-of select="substring-before($row, '=')"/></xsl:when>
      <xsl:when test="contains($word, '-64')">
        <xsl:value-of select="concat(substring-before($word, '-64'), '_64Guest')"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($word, 'Guest')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The libosinfo identifier for a guestOS word, empty if it does not tell one. -->
  <xsl:template name="guest-os">
    <xsl:param name="word"/>
    <xsl:variable name="row" select="substring-after($guests, concat('|', $word, '='))"/>
    <xsl:value-of select="substring-before(substring-after($row, '='), '=')"/>
  </xsl:template>

  <!-- VMware's full name for a guestOS word, empty if this table does not have it. -->
  <xsl:template name="guest-name">
    <xsl:param name="word"/>
    <xsl:variable name="row" select="substring-after($guests, concat('|', $word, '='))"/>
    <xsl:value-of select="substring-before(substring-after(substring-after($row, '='), '='), '|')"/>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Guest operating systems: libosinfo's short identifiers and vim25's. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- libosinfo identifier, vim25 identifier. Looked up whole, then without the minor version, then without any. -->
  <xsl:variable name="guest-ids">
debian4 debian4_64Guest
debian5 debian5_64Guest
debian6 debian6_64Guest
debian7 debian7_64Guest
debian8 debian8_64Guest
debian9 debian9_64Guest
debian10 debian10_64Guest
debian11 debian11_64Guest
debian12 debian12_64Guest
debian13 debian13_64Guest
debian debian13_64Guest
debiantesting debian13_64Guest
ubuntu ubuntu64Guest
rhel5 rhel5_64Guest
rhel6 rhel6_64Guest
rhel7 rhel7_64Guest
rhel8 rhel8_64Guest
rhel9 rhel9_64Guest
rhel10 rhel10_64Guest
centos6 centos6_64Guest
centos7 centos7_64Guest
centos8 centos8_64Guest
centos9 centos9_64Guest
centos5 centos64Guest
centos-stream8 centos8_64Guest
centos-stream9 centos9_64Guest
ol6 oracleLinux6_64Guest
ol7 oracleLinux7_64Guest
ol8 oracleLinux8_64Guest
ol9 oracleLinux9_64Guest
ol10 oracleLinux10_64Guest
almalinux almalinux_64Guest
rocky rockylinux_64Guest
fedora fedora64Guest
opensuse opensuse64Guest
sles10 sles10_64Guest
sles10sp1 sles10_64Guest
sles10sp2 sles10_64Guest
sles10sp3 sles10_64Guest
sles10sp4 sles10_64Guest
sles10sp5 sles10_64Guest
sles10sp6 sles10_64Guest
sles10sp7 sles10_64Guest
sles11 sles11_64Guest
sles11sp1 sles11_64Guest
sles11sp2 sles11_64Guest
sles11sp3 sles11_64Guest
sles11sp4 sles11_64Guest
sles11sp5 sles11_64Guest
sles11sp6 sles11_64Guest
sles11sp7 sles11_64Guest
sles12 sles12_64Guest
sles12sp1 sles12_64Guest
sles12sp2 sles12_64Guest
sles12sp3 sles12_64Guest
sles12sp4 sles12_64Guest
sles12sp5 sles12_64Guest
sles12sp6 sles12_64Guest
sles12sp7 sles12_64Guest
sles15 sles15_64Guest
sles15sp1 sles15_64Guest
sles15sp2 sles15_64Guest
sles15sp3 sles15_64Guest
sles15sp4 sles15_64Guest
sles15sp5 sles15_64Guest
sles15sp6 sles15_64Guest
sles15sp7 sles15_64Guest
sles16 sles16_64Guest
alpinelinux other6xLinux64Guest
archlinux other6xLinux64Guest
gentoo other6xLinux64Guest
nixos other6xLinux64Guest
void other6xLinux64Guest
linux other6xLinux64Guest
linux2016 other3xLinux64Guest
linux2018 other4xLinux64Guest
linux2020 other5xLinux64Guest
linux2022 other6xLinux64Guest
winxp winXPProGuest
win2k3 winNetEnterprise64Guest
win2k3r2 winNetEnterprise64Guest
win2k8 winLonghorn64Guest
winvista winVista64Guest
win7 windows7_64Guest
win2k8r2 windows7Server64Guest
win8 windows8_64Guest
win2k12 windows8Server64Guest
win2k12r2 windows8Server64Guest
win10 windows9_64Guest
win2k16 windows9Server64Guest
win2k19 windows2019srv_64Guest
win2k22 windows2019srvNext_64Guest
win2k25 windows2022srvNext_64Guest
win11 windows11_64Guest
freebsd11 freebsd11_64Guest
freebsd12 freebsd12_64Guest
freebsd13 freebsd13_64Guest
freebsd14 freebsd14_64Guest
freebsd freebsd64Guest
solaris11 solaris11_64Guest
solaris10 solaris10_64Guest
macosx13 darwin22_64Guest
</xsl:variable>

  <!-- vim25 identifier, libosinfo identifier, family, full name. -->
  <xsl:variable name="guests">
debian4_64Guest debian4 linuxGuest Debian GNU/Linux 4 (64-bit)
debian4Guest debian4 linuxGuest Debian GNU/Linux 4 (32-bit)
debian5_64Guest debian5 linuxGuest Debian GNU/Linux 5 (64-bit)
debian5Guest debian5 linuxGuest Debian GNU/Linux 5 (32-bit)
debian6_64Guest debian6 linuxGuest Debian GNU/Linux 6 (64-bit)
debian6Guest debian6 linuxGuest Debian GNU/Linux 6 (32-bit)
debian7_64Guest debian7 linuxGuest Debian GNU/Linux 7 (64-bit)
debian7Guest debian7 linuxGuest Debian GNU/Linux 7 (32-bit)
debian8_64Guest debian8 linuxGuest Debian GNU/Linux 8 (64-bit)
debian8Guest debian8 linuxGuest Debian GNU/Linux 8 (32-bit)
debian9_64Guest debian9 linuxGuest Debian GNU/Linux 9 (64-bit)
debian9Guest debian9 linuxGuest Debian GNU/Linux 9 (32-bit)
debian10_64Guest debian10 linuxGuest Debian GNU/Linux 10 (64-bit)
debian10Guest debian10 linuxGuest Debian GNU/Linux 10 (32-bit)
debian11_64Guest debian11 linuxGuest Debian GNU/Linux 11 (64-bit)
debian11Guest debian11 linuxGuest Debian GNU/Linux 11 (32-bit)
debian12_64Guest debian12 linuxGuest Debian GNU/Linux 12 (64-bit)
debian12Guest debian12 linuxGuest Debian GNU/Linux 12 (32-bit)
debian13_64Guest debian13 linuxGuest Debian GNU/Linux 13 (64-bit)
debian13Guest debian13 linuxGuest Debian GNU/Linux 13 (32-bit)
ubuntu64Guest ubuntu22.04 linuxGuest Ubuntu Linux (64-bit)
ubuntuGuest ubuntu14.04 linuxGuest Ubuntu Linux (32-bit)
rhel5_64Guest rhel5.11 linuxGuest Red Hat Enterprise Linux 5 (64-bit)
rhel5Guest rhel5.11 linuxGuest Red Hat Enterprise Linux 5 (32-bit)
rhel6_64Guest rhel6.10 linuxGuest Red Hat Enterprise Linux 6 (64-bit)
rhel6Guest rhel6.10 linuxGuest Red Hat Enterprise Linux 6 (32-bit)
rhel7_64Guest rhel7.9 linuxGuest Red Hat Enterprise Linux 7 (64-bit)
rhel7Guest rhel7.9 linuxGuest Red Hat Enterprise Linux 7 (32-bit)
rhel8_64Guest rhel8.0 linuxGuest Red Hat Enterprise Linux 8 (64-bit)
rhel9_64Guest rhel9.0 linuxGuest Red Hat Enterprise Linux 9 (64-bit)
rhel10_64Guest rhel10.0 linuxGuest Red Hat Enterprise Linux 10 (64-bit)
centos6_64Guest centos6.10 linuxGuest CentOS 6 (64-bit)
centos7_64Guest centos7.0 linuxGuest CentOS 7 (64-bit)
centos8_64Guest centos8 linuxGuest CentOS 8 (64-bit)
centos9_64Guest centos-stream9 linuxGuest CentOS 9 (64-bit)
centos64Guest centos5.11 linuxGuest CentOS 4/5 (64-bit)
oracleLinux6_64Guest ol6.10 linuxGuest Oracle Linux 6 (64-bit)
oracleLinux7_64Guest ol7.9 linuxGuest Oracle Linux 7 (64-bit)
oracleLinux8_64Guest ol8.0 linuxGuest Oracle Linux 8 (64-bit)
oracleLinux9_64Guest ol9.0 linuxGuest Oracle Linux 9 (64-bit)
oracleLinux10_64Guest ol10.0 linuxGuest Oracle Linux 10 (64-bit)
almalinux_64Guest almalinux9 linuxGuest AlmaLinux (64-bit)
rockylinux_64Guest rocky9 linuxGuest Rocky Linux (64-bit)
fedora64Guest fedora40 linuxGuest Red Hat Fedora (64-bit)
fedoraGuest fedora30 linuxGuest Red Hat Fedora (32-bit)
sles10_64Guest sles10sp4 linuxGuest SUSE Linux Enterprise 10 (64-bit)
sles11_64Guest sles11sp4 linuxGuest SUSE Linux Enterprise 11 (64-bit)
sles12_64Guest sles12sp5 linuxGuest SUSE Linux Enterprise 12 (64-bit)
sles15_64Guest sles15sp5 linuxGuest SUSE Linux Enterprise 15 (64-bit)
sles16_64Guest sles16 linuxGuest SUSE Linux Enterprise 16 (64-bit)
opensuse64Guest opensuse15.5 linuxGuest SUSE openSUSE (64-bit)
coreos64Guest unknown linuxGuest CoreOS Linux (64-bit)
vmwarePhoton64Guest unknown linuxGuest VMware Photon OS (64-bit)
amazonlinux2_64Guest unknown linuxGuest Amazon Linux 2 (64-bit)
amazonlinux3_64Guest unknown linuxGuest Amazon Linux 3 (64-bit)
flatcar_64Guest unknown linuxGuest Flatcar Container Linux (64-bit)
other3xLinux64Guest linux2016 linuxGuest Other 3.x Linux (64-bit)
other3xLinuxGuest linux2016 linuxGuest Other 3.x Linux (32-bit)
other4xLinux64Guest linux2018 linuxGuest Other 4.x Linux (64-bit)
other4xLinuxGuest linux2018 linuxGuest Other 4.x Linux (32-bit)
other5xLinux64Guest linux2020 linuxGuest Other 5.x Linux (64-bit)
other5xLinuxGuest linux2020 linuxGuest Other 5.x Linux (32-bit)
other6xLinux64Guest linux2022 linuxGuest Other 6.x or later Linux (64-bit)
other6xLinuxGuest linux2022 linuxGuest Other 6.x or later Linux (32-bit)
otherLinux64Guest linux2022 linuxGuest Other Linux (64-bit)
otherLinuxGuest linux2022 linuxGuest Other Linux (32-bit)
other26xLinux64Guest generic linuxGuest Other 2.6.x Linux (64-bit)
winXPProGuest winxp windowsGuest Microsoft Windows XP Professional (32-bit)
winXPPro64Guest winxp windowsGuest Microsoft Windows XP Professional (64-bit)
winNetEnterprise64Guest win2k3 windowsGuest Microsoft Windows Server 2003 (64-bit)
winNetEnterpriseGuest win2k3 windowsGuest Microsoft Windows Server 2003 (32-bit)
winLonghorn64Guest win2k8 windowsGuest Microsoft Windows Server 2008 (64-bit)
winVista64Guest winvista windowsGuest Microsoft Windows Vista (64-bit)
windows7Guest win7 windowsGuest Microsoft Windows 7 (32-bit)
windows7_64Guest win7 windowsGuest Microsoft Windows 7 (64-bit)
windows7Server64Guest win2k8r2 windowsGuest Microsoft Windows Server 2008 R2 (64-bit)
windows8Guest win8.1 windowsGuest Microsoft Windows 8.x (32-bit)
windows8_64Guest win8.1 windowsGuest Microsoft Windows 8.x (64-bit)
windows8Server64Guest win2k12r2 windowsGuest Microsoft Windows Server 2012 (64-bit)
windows9Guest win10 windowsGuest Microsoft Windows 10 (32-bit)
windows9_64Guest win10 windowsGuest Microsoft Windows 10 (64-bit)
windows9Server64Guest win2k16 windowsGuest Microsoft Windows Server 2016 (64-bit)
windows2019srv_64Guest win2k19 windowsGuest Microsoft Windows Server 2019 (64-bit)
windows2019srvNext_64Guest win2k22 windowsGuest Microsoft Windows Server 2022 (64-bit)
windows2022srvNext_64Guest win2k25 windowsGuest Microsoft Windows Server 2025 (64-bit)
windows11_64Guest win11 windowsGuest Microsoft Windows 11 (64-bit)
freebsd11_64Guest freebsd11.4 otherGuestFamily FreeBSD 11 (64-bit)
freebsd12_64Guest freebsd12.4 otherGuestFamily FreeBSD 12 (64-bit)
freebsd13_64Guest freebsd13.2 otherGuestFamily FreeBSD 13 (64-bit)
freebsd14_64Guest freebsd14.0 otherGuestFamily FreeBSD 14 (64-bit)
freebsd64Guest freebsd10.4 otherGuestFamily FreeBSD Pre-11 versions (64-bit)
solaris11_64Guest solaris11 solarisGuest Oracle Solaris 11 (64-bit)
solaris10_64Guest solaris10 solarisGuest Oracle Solaris 10 (64-bit)
darwin22_64Guest macosx13 darwinGuestFamily Apple macOS 13 (64-bit)
vmkernel7Guest unknown otherGuestFamily VMware ESXi 7.x
vmkernel8Guest unknown otherGuestFamily VMware ESXi 8.x
otherGuest64 unknown otherGuestFamily Other (64-bit)
otherGuest unknown otherGuestFamily Other (32-bit)
</xsl:variable>

  <!-- The vim25 identifier of a system. told: the one that a vSphere client chose, taken if it still means the same. -->
  <xsl:template name="guest-id">
    <xsl:param name="os"/>
    <xsl:param name="told"/>
    <xsl:variable name="told-row" select="substring-after($guests, concat('&#10;', $told, ' '))"/>
    <xsl:choose>
      <xsl:when test="$told and ($os = 'unknown' or substring-before($told-row, ' ') = $os)">
        <xsl:value-of select="$told"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="exact" select="substring-after($guest-ids, concat('&#10;', $os, ' '))"/>
        <xsl:variable name="major"
                      select="substring-after($guest-ids, concat('&#10;', substring-before($os, '.'), ' '))"/>
        <xsl:variable name="family"
                      select="substring-after($guest-ids, concat('&#10;', translate($os, '0123456789.', ''), ' '))"/>
        <xsl:choose>
          <xsl:when test="$exact"><xsl:value-of select="substring-before($exact, '&#10;')"/></xsl:when>
          <xsl:when test="contains($os, '.') and $major">
            <xsl:value-of select="substring-before($major, '&#10;')"/>
          </xsl:when>
          <xsl:when test="$family"><xsl:value-of select="substring-before($family, '&#10;')"/></xsl:when>
          <xsl:otherwise>otherGuest64</xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The rest of a vim25 identifier's row (libosinfo identifier, family, full name); empty if there is none. -->
  <xsl:template name="guest-row">
    <xsl:param name="id"/>
    <xsl:value-of select="substring-before(substring-after($guests, concat('&#10;', $id, ' ')), '&#10;')"/>
  </xsl:template>
</xsl:stylesheet>

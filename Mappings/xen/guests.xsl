<?xml version="1.0" encoding="UTF-8"?>
<!-- Guest systems: libosinfo's short identifiers and the names of XAPI's templates (other_config base_template_name). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:x="urn:dragoman:xapi"
                exclude-result-prefixes="x">
  <xsl:variable name="templates" select="concat(
    '|debian10=Debian Buster 10|debian11=Debian Bullseye 11|debian12=Debian Bookworm 12|debian13=Debian Trixie 13',
    '|ubuntu18.04=Ubuntu Bionic Beaver 18.04|ubuntu20.04=Ubuntu Focal Fossa 20.04',
    '|ubuntu22.04=Ubuntu Jammy Jellyfish 22.04|ubuntu24.04=Ubuntu Noble Numbat 24.04',
    '|rhel7.0=Red Hat Enterprise Linux 7|rhel8.0=Red Hat Enterprise Linux 8|rhel9.0=Red Hat Enterprise Linux 9',
    '|centos7.0=CentOS 7|centos-stream8=CentOS Stream 8|centos-stream9=CentOS Stream 9',
    '|rocky8=Rocky Linux 8|rocky9=Rocky Linux 9|almalinux8=AlmaLinux 8|almalinux9=AlmaLinux 9',
    '|ol7.0=Oracle Linux 7|ol8.0=Oracle Linux 8|sles12=SUSE Linux Enterprise Server 12 SP5 (64-bit)',
    '|sles15=SUSE Linux Enterprise 15 (64-bit)',
    '|win10=Windows 10 (64-bit)|win11=Windows 11|win2k12r2=Windows Server 2012 R2 (64-bit)',
    '|win2k16=Windows Server 2016 (64-bit)|win2k19=Windows Server 2019 (64-bit)',
    '|win2k22=Windows Server 2022 (64-bit)|win2k25=Windows Server 2025 (64-bit)|')"/>

  <!-- The template of a guest system; nothing where XAPI ships none. -->
  <xsl:template name="templateOf">
    <xsl:param name="os"/>
    <xsl:value-of select="substring-before(substring-after($templates, concat('|', $os, '=')), '|')"/>
  </xsl:template>

  <!-- The guest system of a VM record: our own note, its template, what the agent in it says. -->
  <xsl:template name="guestOf">
    <xsl:param name="vm"/>
    <xsl:variable name="config" select="$vm/x:other_config/x:struct"/>
    <xsl:variable name="label" select="$config/x:member[@name = 'base_template_name']"/>
    <xsl:variable name="os" select="$vm/x:records/x:VM_guest_metrics/x:os_version/x:struct"/>
    <xsl:variable name="distro" select="$os/x:member[@name = 'distro']"/>
    <xsl:variable name="major" select="$os/x:member[@name = 'major']"/>
    <xsl:choose>
      <xsl:when test="$config/x:member[@name = 'dragoman.guest.os'] != ''">
        <xsl:value-of select="$config/x:member[@name = 'dragoman.guest.os']"/>
      </xsl:when>
      <xsl:when test="$label != '' and contains($templates, concat('=', $label, '|'))">
        <xsl:call-template name="lastWord">
          <xsl:with-param name="text" select="substring-before($templates, concat('=', $label, '|'))"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$distro = 'debian' and $major != ''"><xsl:value-of select="concat('debian', $major)"/></xsl:when>
      <xsl:when test="$distro = 'ubuntu' and $major != ''">
        <xsl:value-of select="concat('ubuntu', $major, '.', $os/x:member[@name = 'minor'])"/>
      </xsl:when>
      <xsl:when test="($distro = 'rhel' or $distro = 'centos') and $major != ''">
        <xsl:value-of select="concat($distro, $major, '.0')"/>
      </xsl:when>
      <xsl:otherwise>unknown</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="lastWord">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="contains($text, '|')">
        <xsl:call-template name="lastWord">
          <xsl:with-param name="text" select="substring-after($text, '|')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

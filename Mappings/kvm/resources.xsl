<?xml version="1.0" encoding="UTF-8"?>
<!--
  Boot order, boot delay and processor shares, which the definition has: of a domain that is off. What libvirt cannot
  express is refused. For command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:g="urn:dragoman:generic"
                exclude-result-prefixes="g">

  <xsl:variable name="reboot" select="$command/g:boot[g:device or @order or number(@delay) != number(concat('0', $vm/g:boot/@delay))]"/>
  <xsl:variable name="reshare" select="$command/g:allocation[@resource = 'cpu']/@shares"/>
  <xsl:variable name="weight">
    <xsl:choose>
      <xsl:when test="$reshare = 'low'">512</xsl:when>
      <xsl:when test="$reshare = 'high'">2048</xsl:when>
      <xsl:when test="$reshare = 'normal' or not($reshare)">1024</xsl:when>
      <xsl:otherwise><xsl:value-of select="round($reshare * 1024 div (1000 * ($command/g:cpu/@count | $vm/g:cpu/@count[not($command/g:cpu/@count)])))"/></xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <xsl:template match="g:boot" mode="refuse">
    <xsl:variable name="disk" select="$vm/g:disks/g:disk[1]/@id"/>
    <xsl:variable name="nic" select="$vm/g:nics/g:nic[1]/@id"/>
    <xsl:choose>
      <xsl:when test="@setup = 'true' or @setup = '1'">notSupported~command~boot setup~libvirt has no switch to enter the firmware's menu.#</xsl:when>
      <xsl:when test="$active and $reboot">invalidPowerState~expected~off~The boot order cannot be changed while the domain runs.#</xsl:when>
      <xsl:when test="@delay &gt; 65535">invalidArgument~argument~bootDelay~The firmware waits 65535 milliseconds at most.#</xsl:when>
      <xsl:when test="g:device[@type = preceding-sibling::g:device/@type]
                      or $vm and g:device[@type = 'disk' and @id != $disk or @type = 'network' and @id != $nic]">invalidArgument~argument~bootOrder~A domain boots from its first disk and its first network card.#</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:allocation" mode="refuse">
    <xsl:choose>
      <xsl:when test="@reservation &gt; 0">notSupported~command~<xsl:value-of select="@resource"/> reservation~libvirt reserves nothing for a domain.#</xsl:when>
      <xsl:when test="@limit and @limit != 'unlimited'">notSupported~command~<xsl:value-of select="@resource"/> limit~Limits in such units are not set on libvirt domains.#</xsl:when>
      <xsl:when test="@resource = 'memory' and @shares and @shares != 'normal'">notSupported~command~memory shares~libvirt has no shares of memory.#</xsl:when>
      <xsl:when test="@resource = 'cpu' and @shares and (not($weight &gt;= 2) or $weight &gt; 262144)">invalidArgument~argument~cpu.shares~So many shares cannot be expressed.#</xsl:when>
      <xsl:when test="$active and @resource = 'cpu' and @shares and not(@shares = $vm/g:allocation[@resource = 'cpu']/@shares
                      or @shares = 'normal' and not($vm/g:allocation[@resource = 'cpu']/@shares))">invalidPowerState~expected~off~The shares cannot be changed while the domain runs.#</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Context: anything. -->
  <xsl:template name="boot-xml">
    <xsl:for-each select="$command/g:boot/g:device">
      <boot xmlns="">
        <xsl:attribute name="dev"><xsl:choose>
          <xsl:when test="@type = 'disk'">hd</xsl:when>
          <xsl:when test="@type = 'floppy'">fd</xsl:when>
          <xsl:otherwise><xsl:value-of select="@type"/></xsl:otherwise>
        </xsl:choose></xsl:attribute>
      </boot>
    </xsl:for-each>
    <xsl:if test="$command/g:boot/@delay &gt; 0"><bootmenu xmlns="" enable="yes" timeout="{$command/g:boot/@delay}"/></xsl:if>
  </xsl:template>

  <xsl:template name="shares-xml">
    <xsl:if test="$reshare and $reshare != 'normal'"><shares xmlns=""><xsl:value-of select="$weight"/></shares></xsl:if>
  </xsl:template>
  <xsl:template match="domain/cputune" mode="modify">
    <xsl:variable name="rest" select="*[not(self::shares and $reshare)]"/>
    <xsl:if test="$rest or $reshare and $reshare != 'normal'">
      <cputune xmlns="">
        <xsl:call-template name="shares-xml"/>
        <xsl:apply-templates select="$rest" mode="modify"/>
      </cputune>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

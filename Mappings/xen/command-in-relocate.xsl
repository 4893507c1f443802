<?xml version="1.0" encoding="UTF-8"?>
<!-- VM messages that move it, or ask whether it could. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">

  <xsl:template name="relocate">
    <xsl:variable name="vm" select="d:id('VM', $self)"/>
    <!-- What host.migrate_receive tells of the destination: its host. -->
    <xsl:variable name="to" select="normalize-space($args[2]/x:struct/x:member[@name = 'host'] | $args[2][not(x:struct)])"/>
    <xsl:choose>
      <xsl:when test="$to = '' or $to = $null">
        <xsl:call-template name="handleInvalid"><xsl:with-param name="type" select="'host'"/><xsl:with-param name="ref" select="$to"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$verb = 'pool_migrate'">
        <g:command name="vm.relocate" target="{$vm}" to="{d:id('host', $to)}" state="running"/>
      </xsl:when>
      <xsl:when test="$verb = 'assert_can_boot_here'">
        <g:command name="vm.checkRelocation" target="{$vm}"><g:case vm="{$vm}" to="{d:id('host', $to)}"/></g:command>
      </xsl:when>
      <xsl:when test="$verb = 'assert_can_migrate'">
        <g:command name="vm.checkRelocation" target="{$vm}">
          <g:case vm="{$vm}" to="{d:id('host', $to)}"><xsl:call-template name="disksTo"/></g:case>
        </g:command>
      </xsl:when>
      <xsl:when test="$args[5]/x:struct/x:member">
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="'other networks at the destination'"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <g:command name="vm.relocate" target="{$vm}" to="{d:id('host', $to)}"><xsl:call-template name="disksTo"/></g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The map of VDIs: each is a disk of the VM. -->
  <xsl:template name="disksTo">
    <xsl:for-each select="$args[4]/x:struct/x:member">
      <xsl:variable name="name" select="string(@name)"/>
      <xsl:variable name="vbd" select="$context[self::x:VDI][@ref = $name]/x:VBDs/x:array/x:value[starts-with(., concat($self, '/disk/'))]"/>
      <xsl:variable name="id" select="concat(substring-after($name, '/volume/'), substring-after($vbd, '/disk/'))"/>
      <xsl:if test="$id != ''">
        <g:disk datastore="{d:id('SR', normalize-space(.))}">
          <xsl:attribute name="id">
            <xsl:choose>
              <xsl:when test="contains($name, '/volume/')"><xsl:value-of select="substring-after($name, '/volume/')"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="substring-after($vbd, '/disk/')"/></xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
        </g:disk>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- The volumes of a pool as files. Imported by result-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p g v d">
  <xsl:import href="values.xsl"/>

  <xsl:template name="listing">
    <result command="{@command}">
      <object type="listing" id="{@target}">
        <xsl:copy-of select="g:command"/>
        <xsl:apply-templates select="p:result/v:result/v:volume"/>
      </object>
    </result>
  </xsl:template>

  <xsl:template name="volume-info">
    <xsl:variable name="path" select="string(g:command/@path)"/>
    <xsl:variable name="volume" select="p:result/v:result/v:volume[volume/name = $path]"/>
    <xsl:choose>
      <xsl:when test="$volume">
        <result command="{@command}">
          <object type="volume" id="{d:id('volume', string($volume/volume/key))}"><xsl:apply-templates select="$volume"/></object>
        </result>
      </xsl:when>
      <xsl:otherwise>
        <fault code="fileNotFound">
          <message><xsl:value-of select="concat('There is no volume ', $path, '.')"/></message>
          <detail name="path"><xsl:value-of select="$path"/></detail>
        </fault>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- libvirt takes every file that is no image for a raw one: what it is for, its name tells. -->
  <xsl:template match="v:volume">
    <xsl:variable name="format" select="string(volume/target/format/@type)"/>
    <xsl:variable name="name" select="concat('.', translate(volume/name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'))"/>
    <xsl:variable name="kind">
      <xsl:choose>
        <xsl:when test="$format = 'iso' or d:matches($name, '*.iso')">image</xsl:when>
        <xsl:when test="$format != 'raw'">disk</xsl:when>
        <xsl:when test="d:matches($name, '*.img') or d:matches($name, '*.raw') or d:matches($name, '*.vmdk') or not(contains(volume/name, '.'))">disk</xsl:when>
        <xsl:when test="d:matches($name, '*.log')">log</xsl:when>
        <xsl:otherwise>other</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="capacity"><xsl:call-template name="bytes"><xsl:with-param name="size" select="volume/capacity"/></xsl:call-template></xsl:variable>
    <xsl:variable name="allocation"><xsl:call-template name="bytes"><xsl:with-param name="size" select="volume/allocation"/></xsl:call-template></xsl:variable>
    <file path="{volume/name}" kind="{$kind}">
      <xsl:attribute name="size"><xsl:choose>
        <xsl:when test="$kind = 'disk'"><xsl:value-of select="$allocation"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$capacity"/></xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:if test="volume/target/timestamps/mtime">
        <xsl:attribute name="modified">
          <xsl:call-template name="time"><xsl:with-param name="seconds" select="floor(volume/target/timestamps/mtime)"/></xsl:call-template>
        </xsl:attribute>
      </xsl:if>
      <xsl:if test="$kind = 'disk'">
        <xsl:attribute name="capacity"><xsl:value-of select="$capacity"/></xsl:attribute>
        <xsl:attribute name="thin"><xsl:value-of select="$allocation &lt; $capacity"/></xsl:attribute>
        <xsl:attribute name="volume"><xsl:value-of select="d:id('volume', string(volume/key))"/></xsl:attribute>
      </xsl:if>
    </file>
  </xsl:template>
</xsl:stylesheet>

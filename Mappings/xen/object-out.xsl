<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic object as the records that XAPI would have of it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:import href="guests.xsl"/>
  <xsl:import href="faults.xsl"/>
  <xsl:import href="operations.xsl"/>
  <xsl:import href="vm-out.xsl"/>
  <xsl:import href="answers.xsl"/>
  <xsl:import href="messages.xsl"/>
  <xsl:import href="vm-metrics-out.xsl"/>
  <xsl:import href="devices-out.xsl"/>
  <xsl:import href="snapshots-out.xsl"/>
  <xsl:import href="host-out.xsl"/>
  <xsl:import href="storage-out.xsl"/>
  <xsl:import href="network-out.xsl"/>
  <xsl:import href="pool-out.xsl"/>
  <xsl:import href="templates-out.xsl"/>
  <xsl:import href="task-out.xsl"/>
  <xsl:import href="kept-out.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="code" select="'x:value'"/>
  <xsl:variable name="param" select="'x:value'"/>
  <xsl:variable name="null" select="'OpaqueRef:NULL'"/>
  <xsl:variable name="never" select="'19700101T00:00:00Z'"/>
  <xsl:variable name="object" select="/p:view/g:*"/>
  <xsl:variable name="related" select="/p:view/p:related/p:ref"/>
  <!-- Where clients reach this server. -->
  <xsl:variable name="address" select="d:session('address')"/>

  <xsl:template match="/"><xsl:apply-templates select="$object"/></xsl:template>

  <!-- Parts that have no UUID of their own get the object's with its end exchanged. -->
  <xsl:template name="part">
    <xsl:param name="kind"/>
    <xsl:param name="number" select="0"/>
    <xsl:param name="of" select="$object/@id"/>
    <xsl:value-of select="concat(substring($of, 1, 24), $kind, format-number($number, '00000000'))"/>
  </xsl:template>

  <!-- 2026-08-21T02:00:23Z -->
  <xsl:template name="time">
    <xsl:param name="value"/>
    <xsl:choose>
      <xsl:when test="$value != ''">
        <xsl:value-of select="concat(translate(substring($value, 1, 10), '-', ''), substring($value, 11, 9), 'Z')"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$never"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The reference of an object, or of none. -->
  <xsl:template name="reference">
    <xsl:param name="type"/>
    <xsl:param name="id"/>
    <xsl:choose>
      <xsl:when test="$id"><xsl:value-of select="d:native($type, string($id))"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Numbers between dots, as clients read a version. -->
  <xsl:template name="version">
    <xsl:param name="text"/>
    <xsl:variable name="digits" select="translate($text, translate($text, '0123456789.', ''), '')"/>
    <xsl:variable name="rest" select="substring($digits, 1 + number(starts-with($digits, '.')))"/>
    <xsl:variable name="words" select="normalize-space(translate($rest, '.', ' '))"/>
    <xsl:choose>
      <xsl:when test="$words = ''">0.0.0</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="translate($words, ' ', '.')"/>
        <xsl:if test="not(contains($words, ' '))">.0</xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Calls, and parts of calls, that no generic command stands for. For command-in.xsl, which imports it first. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:dragoman:libvirt" exclude-result-prefixes="v">
  <xsl:template match="/*">
    <fault code="notSupported"><message><xsl:value-of select="$procedure"/></message><detail name="command"><xsl:value-of select="$procedure"/></detail></fault>
  </xsl:template>

  <xsl:template name="unsupported">
    <xsl:param name="what"/>
    <fault code="notSupported">
      <message><xsl:value-of select="$what"/></message>
      <detail name="command"><xsl:value-of select="$procedure"/></detail>
    </fault>
  </xsl:template>

  <xsl:template name="flag">
    <xsl:call-template name="unsupported"><xsl:with-param name="what" select="concat('flags ', $flags, ' of ', $procedure)"/></xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

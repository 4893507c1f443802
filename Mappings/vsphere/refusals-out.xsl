<?xml version="1.0" encoding="UTF-8"?>
<!-- Refusals of generic commands, and what nobody else takes. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" exclude-result-prefixes="g">

  <xsl:template name="refusal">
    <xsl:param name="code" select="'notSupported'"/>
    <xsl:param name="message"/>
    <xsl:param name="detail"/>
    <xsl:param name="value"/>
    <g:fault code="{$code}">
      <g:message><xsl:value-of select="$message"/></g:message>
      <xsl:if test="$detail">
        <g:detail name="{$detail}"><xsl:value-of select="$value"/></g:detail>
      </xsl:if>
    </g:fault>
  </xsl:template>

  <!-- What nobody else takes. -->
  <xsl:template match="g:command">
    <p:plan>
      <xsl:call-template name="refusal">
        <xsl:with-param name="message" select="concat('vim25 has nothing for ', @name, '.')"/>
        <xsl:with-param name="detail">command</xsl:with-param>
        <xsl:with-param name="value" select="@name"/>
      </xsl:call-template>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

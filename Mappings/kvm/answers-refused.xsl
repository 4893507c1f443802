<?xml version="1.0" encoding="UTF-8"?>
<!-- Calls that the table says are answered, and no template answers. For answers.xsl, which imports it first. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">
  <xsl:template match="v:call" mode="answer">
    <v:error code="3" domain="7"><v:message>this function is not supported by the connection driver: <xsl:value-of select="@procedure"/></v:message></v:error>
  </xsl:template>
</xsl:stylesheet>

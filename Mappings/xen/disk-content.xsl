<?xml version="1.0" encoding="UTF-8"?>
<!-- disk.read and disk.write: the raw content of a volume goes over HTTP, by export_raw_vdi and import_raw_vdi. For command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:x="urn:dragoman:xapi" xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g d">

  <xsl:template match="g:command[@name = 'disk.read' or @name = 'disk.write']">
    <xsl:variable name="disk" select="$vm/g:disks/g:disk[@id = current()/@disk]"/>
    <xsl:variable name="vdi" select="$records/x:VBD[@ref = $disk/@handle]/x:VDI"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="not($vdi)"><xsl:call-template name="noDevice"><xsl:with-param name="device" select="@disk"/></xsl:call-template></xsl:when>
        <xsl:when test="@name = 'disk.read'"><p:step id="content"><p:call><x:http method="GET" path="/export_raw_vdi" vdi="{$vdi}"/></p:call></p:step></xsl:when>
        <xsl:otherwise><p:step id="content" content="true"><p:call><x:http method="PUT" path="/import_raw_vdi" vdi="{$vdi}"/></p:call></p:step></xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- disk.read and disk.write: the blocks of a disk are in NAME-flat.vmdk beside its descriptor. For command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:v="urn:dragoman:esxi" xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g d">

  <xsl:template match="g:command[@name = 'disk.read' or @name = 'disk.write']">
    <xsl:variable name="disk" select="$vm/g:disks/g:disk[@id = current()/@disk]"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="not($disk/@datastore)">
          <xsl:call-template name="refusal">
            <xsl:with-param name="code">invalidDevice</xsl:with-param>
            <xsl:with-param name="message" select="concat('The virtual machine has no disk ', @disk, ' on a datastore.')"/>
            <xsl:with-param name="detail">device</xsl:with-param><xsl:with-param name="value" select="@disk"/>
          </xsl:call-template>
        </xsl:when>
        <!-- The blocks of a machine with snapshots are in several files. -->
        <xsl:when test="$vm/g:snapshots/g:snapshot">
          <xsl:call-template name="refusal">
            <xsl:with-param name="code">invalidState</xsl:with-param>
            <xsl:with-param name="message">The blocks of a virtual machine with snapshots are in several files.</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <p:step id="content" content="true">
            <p:call>
              <v:file datastore="{$host/g:datastore[@id = $disk/@datastore]/g:name}"
                      path="{concat(substring($disk/@path, 1, string-length($disk/@path) - 5), '-flat.vmdk')}">
                <xsl:attribute name="method"><xsl:choose><xsl:when test="@name = 'disk.read'">GET</xsl:when><xsl:otherwise>PUT</xsl:otherwise></xsl:choose></xsl:attribute>
              </v:file>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

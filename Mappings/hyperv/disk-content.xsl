<?xml version="1.0" encoding="UTF-8"?>
<!-- disk.read and disk.write: a virtual hard disk is attached to the host, and then read or written as a disk of the host's. For command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:w="urn:dragoman:wmi" xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g d">

  <xsl:template match="g:command[@name = 'disk.read' or @name = 'disk.write']">
    <xsl:variable name="disk" select="$vm/g:disks/g:disk[@id = current()/@disk]"/>
    <xsl:variable name="path" select="$native/w:instance[w:property[@name = 'InstanceID'] = $disk/@handle]/w:property[@name = 'HostResource']"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="not($path)">
          <xsl:call-template name="fault">
            <xsl:with-param name="code">invalidDevice</xsl:with-param>
            <xsl:with-param name="message" select="concat('The machine has no disk ', @disk, '.')"/>
            <xsl:with-param name="detail">device</xsl:with-param><xsl:with-param name="value" select="@disk"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <p:step id="content" content="true">
            <p:call>
              <w:attached path="{$path}" readOnly="{@name = 'disk.read'}"/>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- What CIM_LogicalFile tells of files. Included by result-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w p d">

  <xsl:variable name="found" select="/p:outcome/p:result[@step = 'list']/w:items/w:instance[@class != 'Msvm_VirtualHardDiskSettingData']"/>
  <xsl:variable name="diskSettings" select="/p:outcome/p:result[@step = 'list']/w:items/w:instance[@class = 'Msvm_VirtualHardDiskSettingData']"/>

  <xsl:template name="noFile">
    <g:fault code="fileNotFound">
      <g:message><xsl:value-of select="concat('There is no ', g:command/@path, '.')"/></g:message>
      <g:detail name="path"><xsl:value-of select="g:command/@path"/></g:detail>
    </g:fault>
  </xsl:template>

  <xsl:template match="/p:outcome[not(p:failure)][@command = 'file.list']" priority="2">
    <xsl:choose>
      <xsl:when test="p:result[@step = 'folder'] and not(p:result[@step = 'folder']/w:items/w:instance[@class = 'Win32_Directory'])
                      and not(g:command/@shown = 'true')">
        <xsl:call-template name="noFile"/>
      </xsl:when>
      <xsl:otherwise>
        <g:result command="{@command}">
          <g:object type="listing" id="{@target}">
            <xsl:copy-of select="g:command"/>
            <xsl:apply-templates select="$found" mode="file"/>
          </g:object>
        </g:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/p:outcome[not(p:failure)][@command = 'volume.info']" priority="2">
    <xsl:choose>
      <xsl:when test="$found and $diskSettings">
        <g:result command="{@command}">
          <g:object type="volume">
            <xsl:attribute name="id">
              <xsl:call-template name="volumeId"><xsl:with-param name="path" select="$found/w:property[@name = 'Name']"/></xsl:call-template>
            </xsl:attribute>
            <xsl:apply-templates select="$found[1]" mode="file"/>
          </g:object>
        </g:result>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="noFile"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Windows paths are compared without case. -->
  <xsl:template name="volumeId">
    <xsl:param name="path"/>
    <xsl:value-of select="d:id('Msvm_VirtualHardDiskSettingData', translate($path, $upper, $lower))"/>
  </xsl:template>

  <xsl:template match="w:instance" mode="file">
    <xsl:variable name="path" select="string(w:property[@name = 'Name'])"/>
    <xsl:variable name="end" select="translate(w:property[@name = 'Extension'], $upper, $lower)"/>
    <xsl:variable name="disk" select="$diskSettings[w:property[@name = 'Path'] = $path]"/>
    <g:file path="{translate(substring($path, 4), '\', '/')}">
      <xsl:attribute name="kind"><xsl:choose>
        <xsl:when test="@class = 'Win32_Directory'">folder</xsl:when>
        <xsl:when test="$disk">disk</xsl:when>
        <xsl:when test="$end = 'iso'">image</xsl:when>
        <xsl:when test="$end = 'log'">log</xsl:when>
        <xsl:otherwise>other</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:if test="w:property[@name = 'FileSize']">
        <xsl:attribute name="size"><xsl:value-of select="w:property[@name = 'FileSize']"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="w:property[@name = 'LastModified']">
        <xsl:attribute name="modified"><xsl:value-of select="w:property[@name = 'LastModified']"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="$disk">
        <xsl:attribute name="capacity"><xsl:value-of select="$disk/w:property[@name = 'MaxInternalSize']"/></xsl:attribute>
        <xsl:attribute name="thin"><xsl:value-of select="$disk/w:property[@name = 'Type'] != 2"/></xsl:attribute>
        <xsl:attribute name="volume"><xsl:call-template name="volumeId"><xsl:with-param name="path" select="$path"/></xsl:call-template></xsl:attribute>
      </xsl:if>
    </g:file>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- What an ESXi host's datastore browser found, as generic files. Imported by result-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:vim="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="vim p d xsi">

  <!-- Results of one folder, or of several in an array. -->
  <xsl:variable name="found" select="/p:outcome/p:result/vim:TaskInfo/vim:result[vim:folderPath]
                                     | /p:outcome/p:result/vim:TaskInfo/vim:result/vim:*[vim:folderPath]"/>

  <xsl:template name="listing">
    <g:result command="{@command}">
      <g:object type="listing" id="{@target}">
        <xsl:copy-of select="g:command"/>
        <xsl:apply-templates select="$found/vim:file" mode="file"/>
      </g:object>
    </g:result>
  </xsl:template>

  <xsl:template name="volume-info">
    <xsl:variable name="file" select="$found/vim:file[contains(@xsi:type, 'VmDiskFileInfo')]"/>
    <xsl:choose>
      <xsl:when test="$file">
        <g:result command="{@command}">
          <g:object type="volume">
            <xsl:attribute name="id"><xsl:for-each select="$file[1]"><xsl:call-template name="volume-id"/></xsl:for-each></xsl:attribute>
            <xsl:apply-templates select="$file[1]" mode="file"/>
          </g:object>
        </g:result>
      </xsl:when>
      <xsl:otherwise>
        <g:fault code="fileNotFound">
          <g:message><xsl:value-of select="concat('There is no virtual disk ', g:command/@path, '.')"/></g:message>
          <g:detail name="path"><xsl:value-of select="g:command/@path"/></g:detail>
        </g:fault>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The path within the datastore; the folder's ends in a slash, or in "]" where it is the datastore. -->
  <xsl:template name="file-path">
    <xsl:variable name="told" select="normalize-space(substring-after(../vim:folderPath, ']'))"/>
    <!-- A simulator writes "[datastore]/path". -->
    <xsl:variable name="folder" select="substring($told, 1 + number(starts-with($told, '/')))"/>
    <xsl:value-of select="$folder"/>
    <xsl:if test="$folder != '' and substring($folder, string-length($folder)) != '/'">/</xsl:if>
    <xsl:value-of select="vim:path"/>
  </xsl:template>

  <!-- A virtual disk is known by its datastore and path. -->
  <xsl:template name="volume-id">
    <xsl:variable name="path"><xsl:call-template name="file-path"/></xsl:variable>
    <xsl:value-of select="d:id('VirtualDisk', concat(substring-before(../vim:folderPath, ']'), '] ', $path))"/>
  </xsl:template>

  <xsl:template match="vim:file" mode="file">
    <xsl:variable name="type" select="concat(':', @xsi:type)"/>
    <xsl:variable name="kind"><xsl:choose>
      <xsl:when test="contains($type, ':FolderFileInfo')">folder</xsl:when>
      <xsl:when test="contains($type, ':VmDiskFileInfo')">disk</xsl:when>
      <xsl:when test="contains($type, ':IsoImageFileInfo')">image</xsl:when>
      <xsl:when test="contains($type, ':VmConfigFileInfo') or contains($type, ':TemplateConfigFileInfo')">configuration</xsl:when>
      <xsl:when test="contains($type, ':VmSnapshotFileInfo')">snapshot</xsl:when>
      <xsl:when test="contains($type, ':VmLogFileInfo')">log</xsl:when>
      <xsl:when test="contains($type, ':VmNvramFileInfo')">nvram</xsl:when>
      <xsl:otherwise>other</xsl:otherwise>
    </xsl:choose></xsl:variable>
    <g:file kind="{$kind}">
      <xsl:attribute name="path"><xsl:call-template name="file-path"/></xsl:attribute>
      <xsl:if test="vim:fileSize"><xsl:attribute name="size"><xsl:value-of select="vim:fileSize"/></xsl:attribute></xsl:if>
      <xsl:if test="vim:modification"><xsl:attribute name="modified"><xsl:value-of select="vim:modification"/></xsl:attribute></xsl:if>
      <xsl:if test="$kind = 'disk'">
        <xsl:if test="vim:capacityKb">
          <xsl:attribute name="capacity"><xsl:value-of select="format-number(vim:capacityKb * 1024, '0')"/></xsl:attribute>
        </xsl:if>
        <xsl:if test="vim:thin"><xsl:attribute name="thin"><xsl:value-of select="vim:thin"/></xsl:attribute></xsl:if>
        <xsl:attribute name="volume"><xsl:call-template name="volume-id"/></xsl:attribute>
      </xsl:if>
    </g:file>
  </xsl:template>
</xsl:stylesheet>

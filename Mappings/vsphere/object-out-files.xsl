<?xml version="1.0" encoding="UTF-8"?>
<!-- What a search found in a datastore: HostDatastoreBrowserSearchResults. A front end gives the files by folder. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <xsl:template match="g:object[@type = 'listing']" mode="task-result">
    <xsl:choose>
      <xsl:when test="g:command/@recursive = 'true' or g:command/@recursive = '1'">
        <result xsi:type="ArrayOfHostDatastoreBrowserSearchResults">
          <xsl:for-each select="g:folder">
            <xsl:variable name="files"><xsl:call-template name="files"/></xsl:variable>
            <xsl:if test="@path = ../g:command/@path or string($files) != ''">
              <HostDatastoreBrowserSearchResults xsi:type="HostDatastoreBrowserSearchResults">
                <xsl:call-template name="folder-head"/>
                <xsl:copy-of select="$files"/>
              </HostDatastoreBrowserSearchResults>
            </xsl:if>
          </xsl:for-each>
        </result>
      </xsl:when>
      <xsl:otherwise>
        <result xsi:type="HostDatastoreBrowserSearchResults">
          <xsl:for-each select="g:folder[@path = ../g:command/@path]">
            <xsl:call-template name="folder-head"/>
            <xsl:call-template name="files"/>
          </xsl:for-each>
        </result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="folder-head">
    <datastore type="Datastore"><xsl:value-of select="d:native('Datastore', string(../@id))"/></datastore>
    <folderPath>
      <xsl:value-of select="concat('[', $related[@type = 'datastore'][@id = current()/../@id]/@name, ']')"/>
      <xsl:if test="@path != ''"><xsl:value-of select="concat(' ', @path, '/')"/></xsl:if>
    </folderPath>
  </xsl:template>

  <!-- Those of the kinds and patterns that the search asked for; a pattern may be for the path or for the name. -->
  <xsl:template name="files">
    <xsl:variable name="command" select="../g:command"/>
    <xsl:variable name="tell" select="concat(' ', $command/@tell, ' ')"/>
    <xsl:for-each select="g:file[not($command/g:kind) or @kind = $command/g:kind]">
      <xsl:variable name="me" select="."/>
      <xsl:variable name="meets">
        <xsl:if test="not($command/g:match)">true</xsl:if>
        <xsl:for-each select="$command/g:match">
          <xsl:value-of select="d:matches(string($me/@base), string(.))"/>
          <xsl:if test="$me/@name"><xsl:value-of select="d:matches(string($me/@name), string(.))"/></xsl:if>
        </xsl:for-each>
      </xsl:variable>
      <xsl:if test="contains($meets, 'true')"><xsl:call-template name="file-info"><xsl:with-param name="tell" select="$tell"/></xsl:call-template></xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="file-info">
    <xsl:param name="tell"/>
    <xsl:variable name="typed" select="contains($tell, ' type ')"/>
    <file>
      <xsl:attribute name="xsi:type"><xsl:choose>
        <xsl:when test="not($typed)">FileInfo</xsl:when>
        <xsl:when test="@kind = 'folder'">FolderFileInfo</xsl:when>
        <xsl:when test="@kind = 'disk'">VmDiskFileInfo</xsl:when>
        <xsl:when test="@kind = 'image'">IsoImageFileInfo</xsl:when>
        <xsl:when test="@kind = 'configuration'">VmConfigFileInfo</xsl:when>
        <xsl:when test="@kind = 'snapshot'">VmSnapshotFileInfo</xsl:when>
        <xsl:when test="@kind = 'log'">VmLogFileInfo</xsl:when>
        <xsl:when test="@kind = 'nvram'">VmNvramFileInfo</xsl:when>
        <xsl:otherwise>FileInfo</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <path><xsl:value-of select="@base"/></path>
      <xsl:if test="@name"><friendlyName><xsl:value-of select="@name"/></friendlyName></xsl:if>
      <xsl:if test="@size and contains($tell, ' size ')"><fileSize><xsl:value-of select="@size"/></fileSize></xsl:if>
      <xsl:if test="@modified and contains($tell, ' modified ')"><modification><xsl:value-of select="@modified"/></modification></xsl:if>
      <xsl:if test="$typed and @kind = 'disk'">
        <xsl:if test="contains($tell, ' diskType ')"><diskType>VirtualDiskFlatVer2BackingInfo</diskType></xsl:if>
        <xsl:if test="@capacity and contains($tell, ' capacity ')">
          <capacityKb><xsl:value-of select="format-number(floor(@capacity div 1024), '0')"/></capacityKb>
        </xsl:if>
        <xsl:if test="@thin and contains($tell, ' thin ')"><thin><xsl:value-of select="@thin"/></thin></xsl:if>
      </xsl:if>
    </file>
  </xsl:template>
</xsl:stylesheet>

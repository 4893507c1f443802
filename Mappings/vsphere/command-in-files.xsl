<?xml version="1.0" encoding="UTF-8"?>
<!--
  Methods of HostDatastoreBrowser, FileManager and VirtualDiskManager. A front end puts the reference of the datastore
  into the attribute datastore beside each "[name] path", and shown="true" on a datastorePath whose folder it shows itself.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d xsi">

  <!-- The path within the datastore, without a slash at either end. -->
  <xsl:template name="within">
    <xsl:param name="file"/>
    <xsl:variable name="path" select="normalize-space(substring-after($file, ']'))"/>
    <xsl:variable name="start" select="1 + number(starts-with($path, '/'))"/>
    <xsl:variable name="slash" select="number(substring($path, string-length($path)) = '/' and string-length($path) &gt; 1)"/>
    <xsl:call-template name="own-name">
      <xsl:with-param name="path" select="substring($path, $start, string-length($path) + 1 - $start - $slash)"/>
    </xsl:call-template>
  </xsl:template>

  <!-- In .vmx files a disk of another format has .vmdk behind its name: web.qcow2.vmdk is web.qcow2. -->
  <xsl:template name="own-name">
    <xsl:param name="path"/>
    <xsl:choose>
      <xsl:when test="d:matches($path, '*.qcow2.vmdk') = 'true' or d:matches($path, '*.vhdx.vmdk') = 'true'
                      or d:matches($path, '*.vhd.vmdk') = 'true' or d:matches($path, '*.avhdx.vmdk') = 'true'
                      or d:matches($path, '*.raw.vmdk') = 'true' or d:matches($path, '*.img.vmdk') = 'true'">
        <xsl:value-of select="substring($path, 1, string-length($path) - 5)"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$path"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The first of the arguments that is no path in a known datastore, or one that leaves it. -->
  <xsl:template name="bad-path">
    <xsl:param name="arguments"/>
    <xsl:for-each select="$arguments[not(starts-with(., '[')) or not(@datastore)
        or contains(concat('/', normalize-space(substring-after(., ']')), '/'), '/../')]">
      <xsl:if test="position() = 1"><xsl:value-of select="local-name()"/></xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- Refuses bad paths and what is not meant, or hands on to the content of the command. -->
  <xsl:template name="file-command">
    <xsl:param name="name"/>
    <xsl:param name="type"/>
    <xsl:param name="paths"/>
    <xsl:param name="meant"/>
    <xsl:param name="idle" select="' '"/>
    <xsl:variable name="bad"><xsl:call-template name="bad-path"><xsl:with-param name="arguments" select="$paths"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="not($paths) or $bad != ''">
        <xsl:call-template name="bad-argument">
          <xsl:with-param name="argument"><xsl:choose>
            <xsl:when test="$bad != ''"><xsl:value-of select="$bad"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="substring-before(substring-after($meant, ' '), ' ')"/></xsl:otherwise>
          </xsl:choose></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name" select="$name"/>
          <xsl:with-param name="type" select="$type"/>
          <xsl:with-param name="meant" select="$meant"/>
          <xsl:with-param name="idle" select="$idle"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="file-target">
    <xsl:param name="of"/>
    <xsl:attribute name="target"><xsl:value-of select="d:id('Datastore', string($of/@datastore))"/></xsl:attribute>
    <xsl:attribute name="path"><xsl:call-template name="within"><xsl:with-param name="file" select="string($of)"/></xsl:call-template></xsl:attribute>
  </xsl:template>

  <!-- BROWSER -->

  <xsl:template match="/v:SearchDatastore_Task | /v:SearchDatastoreSubFolders_Task">
    <xsl:call-template name="file-command">
      <xsl:with-param name="name">file.list</xsl:with-param>
      <xsl:with-param name="type">HostDatastoreBrowser</xsl:with-param>
      <xsl:with-param name="paths" select="v:datastorePath"/>
      <xsl:with-param name="meant" select="' datastorePath searchSpec '"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="v:SearchDatastore_Task | v:SearchDatastoreSubFolders_Task" mode="command">
    <command name="file.list">
      <xsl:call-template name="file-target"><xsl:with-param name="of" select="v:datastorePath"/></xsl:call-template>
      <xsl:attribute name="recursive"><xsl:value-of select="local-name() = 'SearchDatastoreSubFolders_Task'"/></xsl:attribute>
      <xsl:if test="v:datastorePath/@shown = 'true'"><xsl:attribute name="shown">true</xsl:attribute></xsl:if>
      <xsl:attribute name="tell">
        <xsl:variable name="details" select="v:searchSpec/v:details"/>
        <xsl:variable name="words">
          <xsl:if test="v:searchSpec/v:query or $details/v:fileType[. = 'true' or . = '1']">type </xsl:if>
          <xsl:if test="$details/v:fileSize[. = 'true' or . = '1']">size </xsl:if>
          <xsl:if test="$details/v:modification[. = 'true' or . = '1']">modified </xsl:if>
          <xsl:if test="v:searchSpec/v:query/v:details/v:capacityKb[. = 'true' or . = '1']">capacity </xsl:if>
          <xsl:if test="v:searchSpec/v:query/v:details/v:diskType[. = 'true' or . = '1']">diskType </xsl:if>
          <xsl:if test="v:searchSpec/v:query/v:details/v:thin[. = 'true' or . = '1']">thin </xsl:if>
        </xsl:variable>
        <xsl:value-of select="normalize-space($words)"/>
      </xsl:attribute>
      <!-- A query of the base type is for every file. -->
      <xsl:if test="not(v:searchSpec/v:query[not(@xsi:type) or @xsi:type = 'FileQuery' or substring-after(@xsi:type, ':') = 'FileQuery'])">
        <xsl:for-each select="v:searchSpec/v:query">
          <xsl:variable name="class"><xsl:call-template name="class"/></xsl:variable>
          <kind>
            <xsl:choose>
              <xsl:when test="$class = 'FolderFileQuery'">folder</xsl:when>
              <xsl:when test="$class = 'VmDiskFileQuery'">disk</xsl:when>
              <xsl:when test="$class = 'IsoImageFileQuery'">image</xsl:when>
              <xsl:when test="$class = 'VmConfigFileQuery'">configuration</xsl:when>
              <xsl:when test="$class = 'VmSnapshotFileQuery'">snapshot</xsl:when>
              <xsl:when test="$class = 'VmLogFileQuery'">log</xsl:when>
              <xsl:when test="$class = 'VmNvramFileQuery'">nvram</xsl:when>
              <xsl:otherwise>other</xsl:otherwise>
            </xsl:choose>
          </kind>
        </xsl:for-each>
      </xsl:if>
      <xsl:for-each select="v:searchSpec/v:matchPattern[. != '']"><match><xsl:call-template name="own-name"><xsl:with-param name="path" select="string(.)"/></xsl:call-template></match></xsl:for-each>
    </command>
  </xsl:template>

  <!-- FILES -->

  <xsl:template match="/v:MakeDirectory">
    <xsl:call-template name="file-command">
      <xsl:with-param name="name">file.makeDirectory</xsl:with-param>
      <xsl:with-param name="type">FileManager</xsl:with-param>
      <xsl:with-param name="paths" select="v:name"/>
      <xsl:with-param name="meant" select="' name datacenter createParentDirectories '"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="v:MakeDirectory" mode="command">
    <command name="file.makeDirectory">
      <xsl:call-template name="file-target"><xsl:with-param name="of" select="v:name"/></xsl:call-template>
      <xsl:attribute name="parents">
        <xsl:call-template name="boolean"><xsl:with-param name="of" select="v:createParentDirectories"/></xsl:call-template>
      </xsl:attribute>
    </command>
  </xsl:template>

  <xsl:template match="/v:DeleteDatastoreFile_Task">
    <xsl:call-template name="file-command">
      <xsl:with-param name="name">file.delete</xsl:with-param>
      <xsl:with-param name="type">FileManager</xsl:with-param>
      <xsl:with-param name="paths" select="v:name"/>
      <xsl:with-param name="meant" select="' name datacenter '"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:DeleteVirtualDisk_Task">
    <xsl:call-template name="file-command">
      <xsl:with-param name="name">file.delete</xsl:with-param>
      <xsl:with-param name="type">VirtualDiskManager</xsl:with-param>
      <xsl:with-param name="paths" select="v:name"/>
      <xsl:with-param name="meant" select="' name datacenter '"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="v:DeleteDatastoreFile_Task | v:DeleteVirtualDisk_Task" mode="command">
    <command name="file.delete">
      <xsl:call-template name="file-target"><xsl:with-param name="of" select="v:name"/></xsl:call-template>
      <xsl:attribute name="disk"><xsl:value-of select="boolean(self::v:DeleteVirtualDisk_Task)"/></xsl:attribute>
    </command>
  </xsl:template>

  <xsl:template match="/v:CopyDatastoreFile_Task | /v:MoveDatastoreFile_Task">
    <xsl:call-template name="file-command">
      <xsl:with-param name="name"><xsl:call-template name="transfer-name"/></xsl:with-param>
      <xsl:with-param name="type">FileManager</xsl:with-param>
      <xsl:with-param name="paths" select="v:sourceName | v:destinationName"/>
      <xsl:with-param name="meant" select="' sourceName sourceDatacenter destinationName destinationDatacenter force '"/>
    </xsl:call-template>
  </xsl:template>
  <!-- A copy has the format of its original: one of a certain other is not made. -->
  <xsl:template match="/v:CopyVirtualDisk_Task | /v:MoveVirtualDisk_Task">
    <xsl:call-template name="file-command">
      <xsl:with-param name="name"><xsl:call-template name="transfer-name"/></xsl:with-param>
      <xsl:with-param name="type">VirtualDiskManager</xsl:with-param>
      <xsl:with-param name="paths" select="v:sourceName | v:destName"/>
      <xsl:with-param name="meant" select="' sourceName sourceDatacenter destName destDatacenter force '"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template name="transfer-name">
    <xsl:choose>
      <xsl:when test="starts-with(local-name(), 'Copy')">file.copy</xsl:when>
      <xsl:otherwise>file.move</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:CopyDatastoreFile_Task | v:MoveDatastoreFile_Task | v:CopyVirtualDisk_Task | v:MoveVirtualDisk_Task"
                mode="command">
    <xsl:param name="name"/>
    <xsl:variable name="to" select="v:destinationName | v:destName"/>
    <command name="{$name}">
      <xsl:call-template name="file-target"><xsl:with-param name="of" select="v:sourceName"/></xsl:call-template>
      <xsl:attribute name="toDatastore"><xsl:value-of select="d:id('Datastore', string($to/@datastore))"/></xsl:attribute>
      <xsl:attribute name="toPath"><xsl:call-template name="within"><xsl:with-param name="file" select="string($to)"/></xsl:call-template></xsl:attribute>
      <xsl:attribute name="overwrite"><xsl:call-template name="boolean"><xsl:with-param name="of" select="v:force"/></xsl:call-template></xsl:attribute>
      <xsl:attribute name="disk"><xsl:value-of select="boolean(v:destName)"/></xsl:attribute>
    </command>
  </xsl:template>

  <!-- VIRTUAL DISKS -->

  <xsl:template match="/v:CreateVirtualDisk_Task">
    <xsl:variable name="type" select="normalize-space(v:spec/v:diskType)"/>
    <xsl:choose>
      <xsl:when test="not(v:spec/v:capacityKb &gt; 0 and v:spec/v:capacityKb * 1024 &lt;= $largest-disk)">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">spec.capacityKb</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="not(contains(' thin preallocated eagerZeroedThick thick ', concat(' ', $type, ' ')))">
        <xsl:call-template name="cannot-set"><xsl:with-param name="argument">spec.diskType</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="file-command">
          <xsl:with-param name="name">volume.create</xsl:with-param>
          <xsl:with-param name="type">VirtualDiskManager</xsl:with-param>
          <xsl:with-param name="paths" select="v:name"/>
          <xsl:with-param name="meant" select="' name datacenter spec '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:CreateVirtualDisk_Task" mode="command">
    <command name="volume.create">
      <xsl:call-template name="file-target"><xsl:with-param name="of" select="v:name"/></xsl:call-template>
      <xsl:attribute name="capacity"><xsl:value-of select="format-number(v:spec/v:capacityKb * 1024, '0')"/></xsl:attribute>
      <xsl:attribute name="thin"><xsl:value-of select="normalize-space(v:spec/v:diskType) = 'thin'"/></xsl:attribute>
    </command>
  </xsl:template>

  <xsl:template match="/v:ExtendVirtualDisk_Task">
    <xsl:choose>
      <xsl:when test="not(v:newCapacityKb &gt; 0 and v:newCapacityKb * 1024 &lt;= $largest-disk)">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">newCapacityKb</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="file-command">
          <xsl:with-param name="name">volume.resize</xsl:with-param>
          <xsl:with-param name="type">VirtualDiskManager</xsl:with-param>
          <xsl:with-param name="paths" select="v:name"/>
          <xsl:with-param name="meant" select="' name datacenter newCapacityKb '"/>
          <xsl:with-param name="idle" select="' eagerZero=false eagerZero=0 '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:ExtendVirtualDisk_Task" mode="command">
    <command name="volume.resize">
      <xsl:call-template name="file-target"><xsl:with-param name="of" select="v:name"/></xsl:call-template>
      <xsl:attribute name="capacity"><xsl:value-of select="format-number(v:newCapacityKb * 1024, '0')"/></xsl:attribute>
    </command>
  </xsl:template>

  <!-- QueryVirtualDiskUuid is no task: it is answered at once. What a disk stands on is not told: it has no parents here. -->
  <xsl:template match="/v:QueryVirtualDiskUuid | /v:QueryVirtualDiskInfo_Task">
    <xsl:call-template name="file-command">
      <xsl:with-param name="name">volume.info</xsl:with-param>
      <xsl:with-param name="type">VirtualDiskManager</xsl:with-param>
      <xsl:with-param name="paths" select="v:name"/>
      <xsl:with-param name="meant" select="' name datacenter includeParents '"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="v:QueryVirtualDiskUuid | v:QueryVirtualDiskInfo_Task" mode="command">
    <command name="volume.info">
      <xsl:call-template name="file-target"><xsl:with-param name="of" select="v:name"/></xsl:call-template>
    </command>
  </xsl:template>
</xsl:stylesheet>

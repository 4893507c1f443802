<?xml version="1.0" encoding="UTF-8"?>
<!-- Commands on files and virtual hard disks. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w g d">

  <!-- The Windows path of a file; that of a disk ends in .vhdx or .vhd. -->
  <xsl:template name="windowsPath">
    <xsl:param name="datastore" select="@target"/>
    <xsl:param name="path" select="@path"/>
    <xsl:param name="disk" select="@disk = 'true' or starts-with(@name, 'volume.')"/>
    <xsl:variable name="file">
      <xsl:call-template name="volumePath"><xsl:with-param name="datastore" select="$datastore"/></xsl:call-template>
      <xsl:value-of select="translate($path, '/', '\')"/>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$disk"><xsl:call-template name="withVHDX"><xsl:with-param name="path" select="string($file)"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:value-of select="$file"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A text in WQL: backslashes and quotes are escaped by a backslash. -->
  <xsl:template name="wqlText">
    <xsl:param name="text"/>
    <xsl:variable name="apostrophe">'</xsl:variable>
    <xsl:variable name="special" select="substring(translate($text, translate($text, concat('\', $apostrophe), ''), ''), 1, 1)"/>
    <xsl:choose>
      <xsl:when test="$special">
        <xsl:value-of select="concat(substring-before($text, $special), '\', $special)"/>
        <xsl:call-template name="wqlText"><xsl:with-param name="text" select="substring-after($text, $special)"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The files of a folder, with the settings of the virtual hard disks among them, which the driver adds. -->
  <xsl:template name="fileQuery">
    <xsl:param name="condition"/>
    <p:call>
      <w:query namespace="root/cimv2">SELECT * FROM CIM_LogicalFile WHERE <xsl:value-of select="$condition"/></w:query>
    </p:call>
  </xsl:template>

  <xsl:template match="g:command[@name = 'file.list']">
    <xsl:variable name="folder">
      <xsl:call-template name="windowsPath"><xsl:with-param name="disk" select="false()"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="letter" select="substring($folder, 1, 2)"/>
    <xsl:variable name="below">
      <xsl:call-template name="wqlText">
        <xsl:with-param name="text">
          <xsl:value-of select="substring($folder, 3)"/>
          <xsl:if test="substring($folder, string-length($folder)) != '\'">\</xsl:if>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:variable>
    <p:plan>
      <xsl:choose>
        <xsl:when test="@shown = 'true' and not(starts-with(@path, 'Hyper-V'))"/>
        <xsl:otherwise>
          <xsl:if test="@path != ''">
            <xsl:variable name="name"><xsl:call-template name="wqlText"><xsl:with-param name="text" select="string($folder)"/></xsl:call-template></xsl:variable>
            <p:step id="folder">
              <xsl:call-template name="fileQuery"><xsl:with-param name="condition">Name = '<xsl:value-of select="$name"/>'</xsl:with-param></xsl:call-template>
            </p:step>
          </xsl:if>
          <p:step id="list">
            <xsl:call-template name="fileQuery">
              <xsl:with-param name="condition">
                <xsl:value-of select="concat('Drive = ', &quot;'&quot;, $letter, &quot;'&quot;, ' AND Path ')"/>
                <xsl:choose>
                  <xsl:when test="@recursive = 'true' or @recursive = '1'"><xsl:value-of select="concat('LIKE ', &quot;'&quot;, $below, '%', &quot;'&quot;)"/></xsl:when>
                  <xsl:otherwise><xsl:value-of select="concat('= ', &quot;'&quot;, $below, &quot;'&quot;)"/></xsl:otherwise>
                </xsl:choose>
              </xsl:with-param>
            </xsl:call-template>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'volume.info']">
    <xsl:variable name="name">
      <xsl:call-template name="wqlText">
        <xsl:with-param name="text"><xsl:call-template name="windowsPath"/></xsl:with-param>
      </xsl:call-template>
    </xsl:variable>
    <p:plan>
      <p:step id="list">
        <xsl:call-template name="fileQuery"><xsl:with-param name="condition">Name = '<xsl:value-of select="$name"/>'</xsl:with-param></xsl:call-template>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template name="fileCall">
    <xsl:param name="method"/>
    <p:step id="{$method}">
      <p:call>
        <w:invoke namespace="root/cimv2" class="CIM_DataFile" method="{$method}">
          <w:selectors><w:selector name="Name"><xsl:call-template name="windowsPath"/></w:selector></w:selectors>
          <w:input>
            <xsl:if test="@toPath">
              <w:property name="FileName" type="string">
                <xsl:call-template name="windowsPath">
                  <xsl:with-param name="datastore" select="@toDatastore"/>
                  <xsl:with-param name="path" select="@toPath"/>
                </xsl:call-template>
              </w:property>
            </xsl:if>
          </w:input>
        </w:invoke>
      </p:call>
    </p:step>
  </xsl:template>

  <!-- What WMI cannot do is done over SMB, on the administrative share of the volume: \\HOST\D$. -->
  <xsl:template match="g:command[@name = 'file.read' or @name = 'file.write' or @name = 'file.makeDirectory']">
    <xsl:variable name="operation" select="substring-after(@name, '.')"/>
    <p:plan>
      <p:step id="{$operation}">
        <xsl:if test="@name = 'file.write'"><xsl:attribute name="content">true</xsl:attribute></xsl:if>
        <p:call>
          <w:share operation="{$operation}">
            <xsl:attribute name="path"><xsl:call-template name="windowsPath"/></xsl:attribute>
            <xsl:if test="@parents = 'true' or @parents = '1'"><xsl:attribute name="parents">true</xsl:attribute></xsl:if>
          </w:share>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <!-- Rename stays on its drive: to another one a file is copied, and the first one deleted. -->
  <xsl:template match="g:command[@name = 'file.copy' or @name = 'file.move' or @name = 'file.delete']">
    <p:plan>
      <xsl:choose>
        <xsl:when test="@toDatastore and not($host/g:datastore[@id = current()/@toDatastore])">
          <xsl:call-template name="fault">
            <xsl:with-param name="code">notFound</xsl:with-param>
            <xsl:with-param name="message">The host has no such volume.</xsl:with-param>
            <xsl:with-param name="detail">type</xsl:with-param><xsl:with-param name="value">datastore</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="@name = 'file.delete'"><xsl:call-template name="fileCall"><xsl:with-param name="method">Delete</xsl:with-param></xsl:call-template></xsl:when>
        <xsl:when test="@name = 'file.move' and @toDatastore = @target">
          <xsl:call-template name="fileCall"><xsl:with-param name="method">Rename</xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="fileCall"><xsl:with-param name="method">Copy</xsl:with-param></xsl:call-template>
          <xsl:if test="@name = 'file.move'">
            <p:step id="Delete">
              <p:call>
                <xsl:call-template name="deleteFile"><xsl:with-param name="path"><xsl:call-template name="windowsPath"/></xsl:with-param></xsl:call-template>
              </p:call>
            </p:step>
          </xsl:if>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <!-- A plain file is sent. -->
  <xsl:template match="g:command[@name = 'volume.create'][@format]" priority="1">
    <p:plan>
      <g:fault code="notSupported">
        <g:message>WMI makes no plain file: its content is sent.</g:message>
        <g:detail name="command"><xsl:value-of select="@name"/></g:detail>
      </g:fault>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'volume.create' or @name = 'volume.resize']">
    <xsl:variable name="path"><xsl:call-template name="windowsPath"/></xsl:variable>
    <p:plan>
      <p:step id="disk">
        <p:call>
          <w:invoke class="Msvm_ImageManagementService">
            <xsl:attribute name="method"><xsl:choose>
              <xsl:when test="@name = 'volume.create'">CreateVirtualHardDisk</xsl:when>
              <xsl:otherwise>ResizeVirtualHardDisk</xsl:otherwise>
            </xsl:choose></xsl:attribute>
            <xsl:call-template name="serviceSelectors"><xsl:with-param name="class">Msvm_ImageManagementService</xsl:with-param></xsl:call-template>
            <w:input>
              <xsl:choose>
                <xsl:when test="@name = 'volume.create'">
                  <w:instance name="VirtualDiskSettingData" class="Msvm_VirtualHardDiskSettingData">
                    <w:property name="Type" type="uint16"><xsl:choose><xsl:when test="@thin = 'false' or @thin = '0'">2</xsl:when><xsl:otherwise>3</xsl:otherwise></xsl:choose></w:property>
                    <w:property name="Format" type="uint16"><xsl:choose><xsl:when test="translate(substring($path, string-length($path) - 3), $upper, $lower) = '.vhd'">2</xsl:when><xsl:otherwise>3</xsl:otherwise></xsl:choose></w:property>
                    <w:property name="Path" type="string"><xsl:value-of select="$path"/></w:property>
                    <w:property name="MaxInternalSize" type="uint64"><xsl:value-of select="@capacity"/></w:property>
                  </w:instance>
                </xsl:when>
                <xsl:otherwise>
                  <w:property name="Path" type="string"><xsl:value-of select="$path"/></w:property>
                  <w:property name="MaxInternalSize" type="uint64"><xsl:value-of select="@capacity"/></w:property>
                </xsl:otherwise>
              </xsl:choose>
            </w:input>
          </w:invoke>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

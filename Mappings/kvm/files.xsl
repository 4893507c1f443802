<?xml version="1.0" encoding="UTF-8"?>
<!-- Commands on the files of a pool, which are its volumes. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:plan"
                xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p g d">

  <xsl:template name="pool">
    <xsl:param name="datastore" select="@target"/>
    <v:pool name="{$host/g:datastore[@id = $datastore]/g:name}" uuid="{d:native('pool', string($datastore))}"/>
  </xsl:template>

  <xsl:template name="vol">
    <xsl:param name="datastore" select="@target"/>
    <xsl:param name="name" select="@path"/>
    <xsl:variable name="pool" select="$host/g:datastore[@id = $datastore]"/>
    <v:vol pool="{$pool/g:name}" name="{$name}" key="{$pool/g:path}/{$name}"/>
  </xsl:template>

  <xsl:template name="flat">
    <xsl:param name="argument" select="'path'"/>
    <g:fault code="invalidArgument">
      <g:message>A libvirt pool is flat: a volume's name has no folder in it.</g:message>
      <g:detail name="argument"><xsl:value-of select="$argument"/></g:detail>
    </g:fault>
  </xsl:template>

  <xsl:template name="no-file">
    <g:fault code="fileNotFound">
      <g:message><xsl:value-of select="concat('There is no ', @path, ': a libvirt pool has no folders.')"/></g:message>
      <g:detail name="path"><xsl:value-of select="@path"/></g:detail>
    </g:fault>
  </xsl:template>

  <!-- The driver tells each volume that is listed by its XML. -->
  <xsl:template match="g:command[@name = 'file.list' or @name = 'volume.info']">
    <xsl:choose>
      <xsl:when test="@name = 'file.list' and @path != '' and @shown = 'true'"/>
      <xsl:when test="@name = 'file.list' and @path != '' or contains(@path, '/')"><xsl:call-template name="no-file"/></xsl:when>
      <xsl:otherwise>
        <step id="refresh">
          <call>
            <v:call procedure="storagePoolRefresh"><xsl:call-template name="pool"/><v:flags>0</v:flags></v:call>
          </call>
        </step>
        <step id="list">
          <call>
            <v:call procedure="storagePoolListAllVolumes"><xsl:call-template name="pool"/><v:flags>0</v:flags></v:call>
          </call>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- offset 0, length 0: all of it. -->
  <xsl:template match="g:command[@name = 'file.read']">
    <xsl:choose>
      <xsl:when test="contains(@path, '/')"><xsl:call-template name="no-file"/></xsl:when>
      <xsl:otherwise>
        <step id="download">
          <call>
            <v:call procedure="storageVolDownload">
              <xsl:call-template name="vol"/><v:offset>0</v:offset><v:length>0</v:length><v:flags>0</v:flags>
            </v:call>
          </call>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:command[@name = 'file.write']">
    <xsl:choose>
      <xsl:when test="contains(@path, '/')"><xsl:call-template name="flat"/></xsl:when>
      <xsl:otherwise>
        <xsl:if test="not(@existing = 'true' or @existing = '1')">
          <step id="create">
            <call>
              <v:call procedure="storageVolCreateXML">
                <xsl:call-template name="pool"/>
                <v:xml>
                  <xsl:call-template name="volume-xml">
                    <xsl:with-param name="name" select="@path"/>
                    <xsl:with-param name="capacity" select="@size"/>
                    <xsl:with-param name="format">raw</xsl:with-param>
                  </xsl:call-template>
                </v:xml>
                <v:flags>0</v:flags>
              </v:call>
            </call>
            <undo><xsl:call-template name="delete-file"/></undo>
          </step>
        </xsl:if>
        <step id="upload">
          <call>
            <v:call procedure="storageVolUpload">
              <xsl:call-template name="vol"/>
              <v:offset>0</v:offset><v:length><xsl:value-of select="@size"/></v:length><v:flags>0</v:flags>
            </v:call>
          </call>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- capacity: bytes; without one, that of the volume which is copied. Nothing is allocated beforehand. -->
  <xsl:template name="volume-xml">
    <xsl:param name="name"/>
    <xsl:param name="capacity"/>
    <xsl:param name="allocation" select="0"/>
    <xsl:param name="format"/>
    <volume xmlns="">
      <name><xsl:value-of select="$name"/></name>
      <xsl:if test="$capacity != ''">
        <capacity unit="bytes"><xsl:value-of select="$capacity"/></capacity>
        <allocation unit="bytes"><xsl:value-of select="$allocation"/></allocation>
      </xsl:if>
      <xsl:if test="$format != ''"><target><format type="{$format}"/></target></xsl:if>
    </volume>
  </xsl:template>

  <xsl:template name="delete-file">
    <xsl:param name="datastore" select="@target"/>
    <xsl:param name="name" select="@path"/>
    <v:call procedure="storageVolDelete">
      <xsl:call-template name="vol">
        <xsl:with-param name="datastore" select="$datastore"/>
        <xsl:with-param name="name" select="$name"/>
      </xsl:call-template>
      <v:flags>0</v:flags>
    </v:call>
  </xsl:template>

  <xsl:template match="g:command[@name = 'file.copy' or @name = 'file.move']">
    <xsl:choose>
      <xsl:when test="contains(@path, '/')"><xsl:call-template name="no-file"/></xsl:when>
      <xsl:when test="contains(@toPath, '/') or @toPath = ''">
        <xsl:call-template name="flat"><xsl:with-param name="argument">toPath</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:if test="@name = 'file.copy'">
          <xsl:attribute name="makes">volume</xsl:attribute><xsl:attribute name="from">volume</xsl:attribute>
        </xsl:if>
        <step id="copy">
          <call>
            <v:call procedure="storageVolCreateXMLFrom">
              <xsl:call-template name="pool"><xsl:with-param name="datastore" select="@toDatastore"/></xsl:call-template>
              <v:xml>
                <xsl:call-template name="volume-xml">
                  <xsl:with-param name="name" select="@toPath"/>
                  <xsl:with-param name="format"><xsl:if test="@disk = 'true' or @disk = '1'">qcow2</xsl:if></xsl:with-param>
                </xsl:call-template>
              </v:xml>
              <v:clonevol pool="{$host/g:datastore[@id = current()/@target]/g:name}" name="{@path}"
                          key="{$host/g:datastore[@id = current()/@target]/g:path}/{@path}"/>
              <v:flags>0</v:flags>
            </v:call>
          </call>
          <undo>
            <xsl:call-template name="delete-file">
              <xsl:with-param name="datastore" select="@toDatastore"/>
              <xsl:with-param name="name" select="@toPath"/>
            </xsl:call-template>
          </undo>
          <take name="volume" select="string(/v:result/v:vol/@key)"/>
        </step>
        <xsl:if test="@name = 'file.move'">
          <step id="delete"><call><xsl:call-template name="delete-file"/></call></step>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:command[@name = 'file.delete']">
    <xsl:choose>
      <xsl:when test="contains(@path, '/')"><xsl:call-template name="no-file"/></xsl:when>
      <xsl:otherwise><step id="delete"><call><xsl:call-template name="delete-file"/></call></step></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A new disk is QCOW2, whatever its name ends in. VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA for one that is not thin. -->
  <xsl:template match="g:command[@name = 'volume.create']">
    <xsl:choose>
      <xsl:when test="contains(@path, '/')"><xsl:call-template name="flat"/></xsl:when>
      <xsl:otherwise>
        <xsl:attribute name="makes">volume</xsl:attribute>
        <xsl:attribute name="from">volume</xsl:attribute>
        <step id="create">
          <call>
            <v:call procedure="storageVolCreateXML">
              <xsl:call-template name="pool"/>
              <v:xml>
                <xsl:call-template name="volume-xml">
                  <xsl:with-param name="name" select="@path"/>
                  <xsl:with-param name="capacity" select="@capacity"/>
                  <xsl:with-param name="allocation"><xsl:choose>
                    <xsl:when test="@thin = 'false' or @thin = '0'"><xsl:value-of select="@capacity"/></xsl:when>
                    <xsl:otherwise>0</xsl:otherwise>
                  </xsl:choose></xsl:with-param>
                  <xsl:with-param name="format"><xsl:choose>
                    <xsl:when test="@format"><xsl:value-of select="@format"/></xsl:when>
                    <xsl:otherwise>qcow2</xsl:otherwise>
                  </xsl:choose></xsl:with-param>
                </xsl:call-template>
              </v:xml>
              <v:flags><xsl:value-of select="number(not(@format) and (@thin = 'false' or @thin = '0'))"/></v:flags>
            </v:call>
          </call>
          <take name="volume" select="string(/v:result/v:vol/@key)"/>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:command[@name = 'volume.resize']">
    <xsl:choose>
      <xsl:when test="contains(@path, '/')"><xsl:call-template name="no-file"/></xsl:when>
      <xsl:otherwise>
        <step id="resize">
          <call>
            <v:call procedure="storageVolResize">
              <xsl:call-template name="vol"/>
              <v:capacity><xsl:value-of select="@capacity"/></v:capacity>
              <v:flags>0</v:flags>
            </v:call>
          </call>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

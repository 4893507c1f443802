<?xml version="1.0" encoding="UTF-8"?>
<!-- disk.read and disk.write: a disk's volume is downloaded as it is; content goes into a raw volume, which takes its place. For command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:plan" xmlns:v="urn:dragoman:libvirt" xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p g d">

  <xsl:template match="g:command[@name = 'disk.read' or @name = 'disk.write']">
    <xsl:variable name="disk" select="$vm/g:disks/g:disk[@id = current()/@disk]"/>
    <xsl:variable name="told"><xsl:apply-templates select="$disk" mode="present-volume"/></xsl:variable>
    <xsl:variable name="volume" select="d:nodes($told)/v:volume"/>
    <xsl:choose>
      <xsl:when test="not($volume)">
        <g:fault code="invalidDevice">
          <g:message>The virtual machine has no disk <xsl:value-of select="@disk"/> in a storage pool.</g:message>
          <g:detail name="device"><xsl:value-of select="@disk"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$state != 'off'"><xsl:call-template name="wrong-state"><xsl:with-param name="expected">off</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:when test="@name = 'disk.read'">
        <step id="download">
          <!-- As the domain uses it: what a pool tells of a volume, it has from the content, which the guest writes. -->
          <xsl:if test="$domain/devices/disk[target/@dev = $disk/@handle]/driver/@type = 'qcow2'"><xsl:attribute name="format">qcow2</xsl:attribute></xsl:if>
          <call>
            <v:call procedure="storageVolDownload">
              <v:vol pool="{$volume/@pool}" name="{$volume/@name}" key="{$volume/@path}"/><v:offset>0</v:offset><v:length>0</v:length><v:flags>0</v:flags>
            </v:call>
          </call>
        </step>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="pool" select="$host/g:datastore[@id = $disk/@datastore]"/>
        <xsl:variable name="name" select="concat($volume/@name, '.raw')"/>
        <step id="volume">
          <call>
            <v:call procedure="storageVolCreateXML">
              <v:pool name="{$pool/g:name}" uuid="{d:native('pool', $pool/@id)}"/>
              <v:xml>
                <volume xmlns="">
                  <name><xsl:value-of select="$name"/></name>
                  <capacity unit="bytes"><xsl:value-of select="$disk/@capacity"/></capacity>
                  <allocation unit="bytes">0</allocation>
                  <target><format type="raw"/></target>
                </volume>
              </v:xml>
              <v:flags>0</v:flags>
            </v:call>
          </call>
          <undo>
            <v:call procedure="storageVolDelete"><v:vol pool="{$pool/g:name}" name="{$name}" key="{$pool/g:path}/{$name}"/><v:flags>0</v:flags></v:call>
          </undo>
        </step>
        <step id="upload" content="true">
          <call>
            <v:call procedure="storageVolUpload">
              <v:vol pool="{$pool/g:name}" name="{$name}" key="{$pool/g:path}/{$name}"/><v:offset>0</v:offset><v:length>0</v:length><v:flags>0</v:flags>
            </v:call>
          </call>
        </step>
        <step id="define">
          <call>
            <v:call procedure="domainDefineXMLFlags">
              <v:xml><xsl:apply-templates select="$domain" mode="filled"/></v:xml>
              <v:flags>0</v:flags>
            </v:call>
          </call>
        </step>
        <step id="delete">
          <call><xsl:call-template name="delete-volume"><xsl:with-param name="dev" select="$disk/@handle"/></xsl:call-template></call>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The domain's own XML with the raw volume. -->
  <xsl:template match="*" mode="filled">
    <xsl:element name="{name()}" namespace="{namespace-uri()}">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates select="node()" mode="filled"/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="text()" mode="filled"><xsl:copy/></xsl:template>
  <xsl:template match="comment() | processing-instruction()" mode="filled"/>
  <xsl:template match="disk/source | disk/driver" mode="filled">
    <xsl:variable name="filled" select="../target/@dev = $vm/g:disks/g:disk[@id = $command/@disk]/@handle"/>
    <xsl:element name="{name()}" namespace="">
      <xsl:copy-of select="@*"/>
      <xsl:if test="$filled and self::source"><xsl:attribute name="file"><xsl:value-of select="concat(@file, '.raw')"/></xsl:attribute></xsl:if>
      <xsl:if test="$filled and self::driver"><xsl:attribute name="type">raw</xsl:attribute></xsl:if>
    </xsl:element>
  </xsl:template>
</xsl:stylesheet>

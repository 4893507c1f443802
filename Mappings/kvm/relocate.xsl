<?xml version="1.0" encoding="UTF-8"?>
<!--
  vm.relocate. To another host a domain goes peer to peer, its disks staying where they are; libvirt takes none that has
  snapshots or a managed save image. On one host the disks of an active domain are mirrored to new volumes, which it then
  goes on with; those of another are copied, and the domain is defined with the copies. For command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:plan"
                xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p g d">

  <xsl:variable name="destination" select="/p:input/p:destination"/>

  <xsl:template match="g:command[@name = 'vm.relocate']">
    <xsl:variable name="moved" select="$vm/g:disks/g:disk[@id = current()/g:disk/@id]"/>
    <xsl:variable name="loose" select="$moved[not(@volume)]"/>
    <xsl:choose>
      <xsl:when test="$state = 'suspended' or $state = 'crashed'">
        <xsl:call-template name="wrong-state"><xsl:with-param name="expected">off running paused</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$vm/g:snapshots/g:snapshot">
        <g:fault code="invalidState">
          <g:message>libvirt moves no virtual machine that has snapshots, nor its disks.</g:message>
        </g:fault>
      </xsl:when>
      <xsl:when test="$loose">
        <g:fault code="invalidDevice">
          <g:message><xsl:value-of select="$loose[1]/@path"/> is in no storage pool and cannot be moved.</g:message>
          <g:detail name="device"><xsl:value-of select="$loose[1]/@id"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$active and g:disk[@thin = 'false'][$moved[@id = current()/g:disk/@id]/@thin = 'true']">
        <xsl:call-template name="wrong-state"><xsl:with-param name="expected">off</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$destination"><xsl:call-template name="migrate"/></xsl:when>
      <xsl:when test="$active">
        <xsl:apply-templates select="$moved" mode="mirror"/>
        <xsl:apply-templates select="$moved" mode="pivot"/>
        <xsl:apply-templates select="$moved" mode="drop"/>
      </xsl:when>
      <xsl:when test="$moved">
        <xsl:apply-templates select="$moved" mode="relocate-volume"/>
        <step id="define">
          <call>
            <v:call procedure="domainDefineXMLFlags">
              <v:xml><xsl:apply-templates select="$domain" mode="relocate"/></v:xml>
              <v:flags>0</v:flags>
            </v:call>
          </call>
          <undo>
            <v:call procedure="domainDefineXMLFlags">
              <v:xml><xsl:apply-templates select="$domain" mode="copy"/></v:xml>
              <v:flags>0</v:flags>
            </v:call>
          </undo>
        </step>
        <xsl:apply-templates select="$moved" mode="drop"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- LIVE | PEER2PEER | PERSIST_DEST | UNDEFINE_SOURCE, or OFFLINE in place of LIVE. -->
  <xsl:template name="migrate">
    <xsl:attribute name="makes">domain</xsl:attribute>
    <xsl:attribute name="from">domain</xsl:attribute>
    <step id="migrate">
      <call>
        <v:call procedure="domainMigratePerform3Params">
          <v:dom uuid="{$uuid}"/>
          <v:dconnuri><xsl:value-of select="$destination/@address"/></v:dconnuri>
          <v:flags>
            <xsl:choose>
              <xsl:when test="$active">27</xsl:when>
              <xsl:otherwise>1050</xsl:otherwise>
            </xsl:choose>
          </v:flags>
        </v:call>
      </call>
      <take name="domain" select="'{$uuid}'"/>
    </step>
  </xsl:template>

  <!-- Context: a mirrored disk. Its present volume, where it goes, and its name there. -->
  <xsl:template match="g:disk" mode="present-volume">
    <xsl:copy-of select="$native/v:volume[@path = $domain/devices/disk[target/@dev = current()/@handle]/source/@file][1]"/>
  </xsl:template>
  <xsl:template match="g:disk" mode="relocate-pool">
    <xsl:value-of select="$command/g:disk[@id = current()/@id]/@datastore"/>
  </xsl:template>
  <!-- In the same pool it cannot have the same name. -->
  <xsl:template match="g:disk" mode="relocate-name">
    <xsl:variable name="pool"><xsl:apply-templates select="." mode="relocate-pool"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$pool != @datastore"><xsl:value-of select="@path"/></xsl:when>
      <xsl:when test="starts-with(@path, 'copy-of-')"><xsl:value-of select="substring-after(@path, 'copy-of-')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat('copy-of-', @path)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:disk" mode="relocate-volume">
    <xsl:param name="copies" select="true()"/>
    <xsl:variable name="id"><xsl:apply-templates select="." mode="relocate-pool"/></xsl:variable>
    <xsl:variable name="pool" select="$host/g:datastore[@id = $id]"/>
    <xsl:variable name="name"><xsl:apply-templates select="." mode="relocate-name"/></xsl:variable>
    <xsl:variable name="told"><xsl:apply-templates select="." mode="present-volume"/></xsl:variable>
    <xsl:variable name="volume" select="d:nodes($told)/v:volume"/>
    <xsl:variable name="thin" select="$command/g:disk[@id = current()/@id]/@thin"/>
    <step id="volume-{@handle}">
      <call>
        <v:call>
          <xsl:attribute name="procedure">
            <xsl:choose><xsl:when test="$copies">storageVolCreateXMLFrom</xsl:when><xsl:otherwise>storageVolCreateXML</xsl:otherwise></xsl:choose>
          </xsl:attribute>
          <v:pool name="{$pool/g:name}" uuid="{d:native('pool', $pool/@id)}"/>
          <v:xml>
            <volume xmlns="">
              <name><xsl:value-of select="$name"/></name>
              <capacity unit="bytes"><xsl:value-of select="@capacity"/></capacity>
              <allocation unit="bytes">
                <xsl:choose>
                  <xsl:when test="$copies and ($thin = 'false' or not($thin) and @thin = 'false')"><xsl:value-of select="@capacity"/></xsl:when>
                  <xsl:otherwise>0</xsl:otherwise>
                </xsl:choose>
              </allocation>
              <target><format type="{$volume/@format}"/></target>
            </volume>
          </v:xml>
          <xsl:if test="$copies"><v:clonevol pool="{$volume/@pool}" name="{$volume/@name}" key="{$volume/@path}"/></xsl:if>
          <v:flags>0</v:flags>
        </v:call>
      </call>
      <undo>
        <v:call procedure="storageVolDelete">
          <v:vol pool="{$pool/g:name}" name="{$name}" key="{$pool/g:path}/{$name}"/>
          <v:flags>0</v:flags>
        </v:call>
      </undo>
    </step>
  </xsl:template>

  <!-- VIR_DOMAIN_BLOCK_COPY_REUSE_EXT | TRANSIENT_JOB -->
  <xsl:template match="g:disk" mode="mirror">
    <xsl:apply-templates select="." mode="relocate-volume"><xsl:with-param name="copies" select="false()"/></xsl:apply-templates>
    <xsl:variable name="told"><xsl:apply-templates select="." mode="present-volume"/></xsl:variable>
    <step id="copy-{@handle}">
      <call>
        <v:call procedure="domainBlockCopy">
          <v:dom uuid="{$uuid}"/>
          <v:path><xsl:value-of select="@handle"/></v:path>
          <v:destxml>
            <disk xmlns="" type="file">
              <source><xsl:attribute name="file"><xsl:apply-templates select="." mode="relocate-file"/></xsl:attribute></source>
              <driver type="{d:nodes($told)/v:volume/@format}"/>
            </disk>
          </v:destxml>
          <v:flags>6</v:flags>
        </v:call>
      </call>
      <undo>
        <v:call procedure="domainBlockJobAbort"><v:dom uuid="{$uuid}"/><v:path><xsl:value-of select="@handle"/></v:path><v:flags>0</v:flags></v:call>
      </undo>
    </step>
  </xsl:template>

  <!-- VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT -->
  <xsl:template match="g:disk" mode="pivot">
    <step id="pivot-{@handle}">
      <call>
        <v:call procedure="domainBlockJobAbort"><v:dom uuid="{$uuid}"/><v:path><xsl:value-of select="@handle"/></v:path><v:flags>2</v:flags></v:call>
      </call>
    </step>
  </xsl:template>

  <xsl:template match="g:disk" mode="drop">
    <step id="delete-{@handle}">
      <call><xsl:call-template name="delete-volume"><xsl:with-param name="dev" select="@handle"/></xsl:call-template></call>
    </step>
  </xsl:template>

  <xsl:template match="g:disk" mode="relocate-file">
    <xsl:variable name="id"><xsl:apply-templates select="." mode="relocate-pool"/></xsl:variable>
    <xsl:value-of select="concat($host/g:datastore[@id = $id]/g:path, '/')"/>
    <xsl:apply-templates select="." mode="relocate-name"/>
  </xsl:template>

  <!-- The domain's own XML with its disks elsewhere. -->
  <xsl:template match="*" mode="relocate">
    <xsl:element name="{name()}" namespace="{namespace-uri()}">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates select="node()" mode="relocate"/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="text()" mode="relocate"><xsl:copy/></xsl:template>
  <xsl:template match="comment() | processing-instruction()" mode="relocate"/>
  <xsl:template match="disk/source" mode="relocate">
    <xsl:variable name="disk" select="$vm/g:disks/g:disk[@handle = current()/../target/@dev][@id = $command/g:disk/@id]"/>
    <source xmlns="">
      <xsl:copy-of select="@*"/>
      <xsl:if test="$disk">
        <xsl:attribute name="file"><xsl:apply-templates select="$disk" mode="relocate-file"/></xsl:attribute>
      </xsl:if>
    </source>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Device changes of vm.reconfigure, and the domain XML with what only a definition can change. For command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:plan"
                xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p g d">

  <!-- One device call and, with the opposite procedure or the old device, its undoing. -->
  <xsl:template name="device">
    <xsl:param name="id"/>
    <xsl:param name="procedure"/>
    <xsl:param name="xml"/>
    <xsl:param name="undo"/>
    <xsl:param name="old" select="$xml"/>
    <xsl:param name="undoable" select="true()"/>
    <step id="{$id}">
      <call>
        <v:call procedure="{$procedure}">
          <v:dom uuid="{$uuid}"/>
          <v:xml><xsl:copy-of select="$xml"/></v:xml>
          <v:flags><xsl:value-of select="$affect"/></v:flags>
        </v:call>
      </call>
      <xsl:if test="$undoable">
        <undo>
          <v:call procedure="{$undo}">
            <v:dom uuid="{$uuid}"/>
            <v:xml><xsl:copy-of select="$old"/></v:xml>
            <v:flags><xsl:value-of select="$affect"/></v:flags>
          </v:call>
        </undo>
      </xsl:if>
    </step>
  </xsl:template>

  <xsl:template match="*[@op = 'add']" mode="change">
    <xsl:if test="self::g:disk and @capacity"><xsl:apply-templates select="." mode="create-volume"/></xsl:if>
    <xsl:if test="not(self::g:controller and starts-with(concat(@type, @id), 'virtio'))">
      <xsl:call-template name="device">
        <xsl:with-param name="id" select="concat('add-', local-name(), '-', count(preceding-sibling::*[local-name() = local-name(current())]) + 1)"/>
        <xsl:with-param name="procedure">domainAttachDeviceFlags</xsl:with-param>
        <xsl:with-param name="xml"><xsl:apply-templates select="." mode="device"/></xsl:with-param>
        <xsl:with-param name="undo">domainDetachDeviceFlags</xsl:with-param>
        <!-- libvirt finds an interface by its address, which only it knows then; NICs are added last. -->
        <xsl:with-param name="undoable" select="not(self::g:nic) or @mac"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- The native device that a change names. -->
  <xsl:template match="g:disk | g:cdrom" mode="there">
    <xsl:variable name="dev" select="$vm/*/*[local-name() = local-name(current())][@id = current()/@id]/@handle"/>
    <xsl:apply-templates select="$domain/devices/disk[target/@dev = $dev]" mode="copy"/>
  </xsl:template>
  <xsl:template match="g:nic" mode="there">
    <xsl:apply-templates select="$domain/devices/interface[mac/@address = $vm/g:nics/g:nic[@id = current()/@id]/@handle]" mode="copy"/>
  </xsl:template>
  <xsl:template match="g:controller" mode="there">
    <xsl:variable name="handle" select="$vm/g:controllers/g:controller[@id = current()/@id]/@handle"/>
    <xsl:apply-templates select="$domain/devices/controller[concat(@type, ':', @index) = $handle]" mode="copy"/>
  </xsl:template>

  <xsl:template match="*[@op = 'remove']" mode="change">
    <xsl:call-template name="device">
      <xsl:with-param name="id" select="concat('remove-', translate(@id, ':', '-'))"/>
      <xsl:with-param name="procedure">domainDetachDeviceFlags</xsl:with-param>
      <xsl:with-param name="xml"><xsl:apply-templates select="." mode="there"/></xsl:with-param>
      <xsl:with-param name="undo">domainAttachDeviceFlags</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- Last of all, because it cannot be undone. -->
  <xsl:template match="g:disk" mode="delete">
    <step id="delete-{translate(@id, ':', '-')}">
      <call>
        <xsl:call-template name="delete-volume">
          <xsl:with-param name="dev" select="$vm/g:disks/g:disk[@id = current()/@id]/@handle"/>
        </xsl:call-template>
      </call>
    </step>
  </xsl:template>

  <xsl:template match="g:disk[@op = 'edit']" mode="change">
    <xsl:variable name="there" select="$vm/g:disks/g:disk[@id = current()/@id]"/>
    <xsl:variable name="volume" select="$native/v:volume[@path = $domain/devices/disk[target/@dev = $there/@handle]/source/@file][1]"/>
    <xsl:if test="@capacity &gt; $there/@capacity">
      <step id="resize-{$there/@handle}">
        <xsl:choose>
          <!-- VIR_DOMAIN_BLOCK_RESIZE_BYTES. A running guest's disk does not shrink again. -->
          <xsl:when test="$active">
            <call>
              <v:call procedure="domainBlockResize">
                <v:dom uuid="{$uuid}"/>
                <v:disk><xsl:value-of select="$there/@handle"/></v:disk>
                <v:size><xsl:value-of select="@capacity"/></v:size>
                <v:flags>1</v:flags>
              </v:call>
            </call>
          </xsl:when>
          <!-- VIR_STORAGE_VOL_RESIZE_SHRINK undoes. -->
          <xsl:otherwise>
            <call>
              <v:call procedure="storageVolResize">
                <v:vol pool="{$volume/@pool}" name="{$volume/@name}" key="{$volume/@path}"/>
                <v:capacity><xsl:value-of select="@capacity"/></v:capacity>
                <v:flags>0</v:flags>
              </v:call>
            </call>
            <undo>
              <v:call procedure="storageVolResize">
                <v:vol pool="{$volume/@pool}" name="{$volume/@name}" key="{$volume/@path}"/>
                <v:capacity><xsl:value-of select="$there/@capacity"/></v:capacity>
                <v:flags>4</v:flags>
              </v:call>
            </undo>
          </xsl:otherwise>
        </xsl:choose>
      </step>
    </xsl:if>
    <xsl:if test="(@path and @path != $there/@path) or (@mode and @mode != $there/@mode)">
      <xsl:call-template name="update"><xsl:with-param name="dev" select="$there/@handle"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="g:cdrom[@op = 'edit']" mode="change">
    <xsl:call-template name="update"><xsl:with-param name="dev" select="$vm/g:cdroms/g:cdrom[@id = current()/@id]/@handle"/></xsl:call-template>
  </xsl:template>

  <xsl:template name="update">
    <xsl:param name="dev"/>
    <xsl:variable name="edit" select="."/>
    <xsl:variable name="old" select="$domain/devices/disk[target/@dev = $dev]"/>
    <xsl:variable name="mode" select="string(@mode)"/>
    <xsl:call-template name="device">
      <xsl:with-param name="id" select="concat('update-', $dev)"/>
      <xsl:with-param name="procedure">domainUpdateDeviceFlags</xsl:with-param>
      <xsl:with-param name="xml">
        <disk xmlns="">
          <xsl:copy-of select="$old/@*[not(name() = 'snapshot' and $mode)]"/>
          <xsl:if test="@path"><xsl:attribute name="type">file</xsl:attribute></xsl:if>
          <xsl:if test="$mode = 'independent_persistent'"><xsl:attribute name="snapshot">no</xsl:attribute></xsl:if>
          <xsl:for-each select="$old/*[not(self::source and $edit/@path) and not(self::transient and $mode)]">
            <xsl:choose>
              <xsl:when test="self::target">
                <xsl:if test="string($edit/@path)"><source file="{$edit/@path}"><xsl:attribute name="file"><xsl:apply-templates select="$edit" mode="file"/></xsl:attribute></source></xsl:if>
                <target>
                  <xsl:copy-of select="@*[name() != 'tray' or not($edit/self::g:cdrom)]"/>
                  <xsl:if test="$edit/self::g:cdrom and ($edit/@connected = 'false' or (not($edit/@connected) and @tray = 'open'))">
                    <xsl:attribute name="tray">open</xsl:attribute>
                  </xsl:if>
                </target>
              </xsl:when>
              <xsl:otherwise><xsl:apply-templates select="." mode="copy"/></xsl:otherwise>
            </xsl:choose>
          </xsl:for-each>
          <xsl:if test="$mode = 'independent_nonpersistent'"><transient/></xsl:if>
        </disk>
      </xsl:with-param>
      <xsl:with-param name="undo">domainUpdateDeviceFlags</xsl:with-param>
      <xsl:with-param name="old"><xsl:apply-templates select="$old" mode="copy"/></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- The address is changed by the definition, which comes first. -->
  <xsl:template match="g:nic[@op = 'edit']" mode="change">
    <xsl:variable name="edit" select="."/>
    <xsl:variable name="there" select="$vm/g:nics/g:nic[@id = current()/@id]"/>
    <xsl:variable name="old" select="$domain/devices/interface[mac/@address = $there/@handle]"/>
    <xsl:variable name="network" select="$host/g:network[@id = current()/@network]/g:name"/>
    <xsl:if test="@network or @connected or @model">
      <xsl:call-template name="device">
        <xsl:with-param name="id" select="concat('update-', @id)"/>
        <xsl:with-param name="procedure">domainUpdateDeviceFlags</xsl:with-param>
        <xsl:with-param name="xml">
          <interface xmlns="">
            <xsl:copy-of select="$old/@*"/>
            <xsl:if test="$network or $old/source/@network"><xsl:attribute name="type">network</xsl:attribute></xsl:if>
            <xsl:for-each select="$old/*[not(self::source and $network) and not(self::model and $edit/@model) and not(self::link and $edit/@connected)]">
              <xsl:choose>
                <xsl:when test="self::mac and $edit/@mac"><mac address="{$edit/@mac}"/></xsl:when>
                <xsl:otherwise><xsl:apply-templates select="." mode="copy"/></xsl:otherwise>
              </xsl:choose>
            </xsl:for-each>
            <xsl:if test="$network"><source network="{$network}"/></xsl:if>
            <xsl:if test="@model"><model><xsl:apply-templates select="@model" mode="nic-model"/></model></xsl:if>
            <xsl:if test="@connected = 'false'"><link state="down"/></xsl:if>
            <xsl:if test="@connected = 'true'"><link state="up"/></xsl:if>
          </interface>
        </xsl:with-param>
        <xsl:with-param name="undo">domainUpdateDeviceFlags</xsl:with-param>
        <xsl:with-param name="old"><xsl:apply-templates select="$old" mode="copy"/></xsl:with-param>
        <!-- A new address came with the definition, and goes with its undoing. -->
        <xsl:with-param name="undoable" select="not(@mac)"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="define">
    <step id="define">
      <call>
        <v:call procedure="domainDefineXMLFlags">
          <v:xml><xsl:apply-templates select="$domain" mode="modify"/></v:xml>
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
  </xsl:template>

  <!-- Everything that is not changed stays as it is. -->
  <xsl:template match="*" mode="modify">
    <xsl:element name="{name()}" namespace="{namespace-uri()}">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates select="node()" mode="modify"/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="text()" mode="modify"><xsl:value-of select="."/></xsl:template>

  <xsl:template match="domain" mode="modify">
    <domain xmlns="">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates select="node()" mode="modify"/>
      <xsl:if test="not(cputune) and $reshare and $reshare != 'normal'"><cputune><xsl:call-template name="shares-xml"/></cputune></xsl:if>
      <xsl:if test="$retopology and not(cpu)"><cpu><xsl:call-template name="topology"/></cpu></xsl:if>
      <xsl:if test="$refirmware and $newSecure = 'true' and not(features)"><features><smm state="on"/></features></xsl:if>
    </domain>
  </xsl:template>

  <xsl:template match="domain/vcpu" mode="modify">
    <vcpu xmlns="">
      <xsl:copy-of select="@*[name() != 'current' or not($retopology)]"/>
      <xsl:choose>
        <xsl:when test="$retopology">
          <xsl:if test="$count != $newVcpus"><xsl:attribute name="current"><xsl:value-of select="$count"/></xsl:attribute></xsl:if>
          <xsl:value-of select="$newVcpus"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
      </xsl:choose>
    </vcpu>
  </xsl:template>

  <xsl:template match="domain/cpu" mode="modify">
    <cpu xmlns="">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates select="node()[not(self::topology and $retopology)]" mode="modify"/>
      <xsl:if test="$retopology"><xsl:call-template name="topology"/></xsl:if>
    </cpu>
  </xsl:template>

  <xsl:template name="topology">
    <topology xmlns="" sockets="{$newVcpus div ($cores * $diesThreads)}">
      <xsl:copy-of select="$topology/@dies"/>
      <xsl:attribute name="cores"><xsl:value-of select="$cores"/></xsl:attribute>
      <xsl:attribute name="threads">1</xsl:attribute>
      <xsl:copy-of select="$topology/@threads"/>
    </topology>
  </xsl:template>

  <xsl:template match="domain/os" mode="modify">
    <os xmlns="">
      <xsl:copy-of select="@*[name() != 'firmware' or not($refirmware)]"/>
      <xsl:if test="$refirmware and $newFirmware = 'efi'"><xsl:attribute name="firmware">efi</xsl:attribute></xsl:if>
      <xsl:apply-templates select="node()[not($refirmware and (self::loader or self::nvram or self::firmware))]
        [not(($reboot/g:device or $reboot/@order) and self::boot)][not($reboot/@delay and self::bootmenu)]" mode="modify"/>
      <xsl:if test="$refirmware and $newFirmware = 'efi'">
        <xsl:call-template name="secure-boot"><xsl:with-param name="on" select="$newSecure = 'true'"/></xsl:call-template>
      </xsl:if>
      <xsl:if test="$reboot"><xsl:call-template name="boot-xml"/></xsl:if>
    </os>
  </xsl:template>

  <xsl:template match="domain/features" mode="modify">
    <features xmlns="">
      <xsl:apply-templates select="node()[not(self::smm and $refirmware and $newSecure = 'true')]" mode="modify"/>
      <xsl:if test="$refirmware and $newSecure = 'true'"><smm state="on"/></xsl:if>
    </features>
  </xsl:template>

  <xsl:template match="interface/mac" mode="modify">
    <xsl:variable name="nic" select="$vm/g:nics/g:nic[@handle = current()/@address]/@id"/>
    <mac xmlns="">
      <xsl:copy-of select="@*"/>
      <xsl:for-each select="$readdressed[@id = $nic]"><xsl:attribute name="address"><xsl:value-of select="@mac"/></xsl:attribute></xsl:for-each>
    </mac>
  </xsl:template>
</xsl:stylesheet>

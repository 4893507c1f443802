<?xml version="1.0" encoding="UTF-8"?>
<!--
  The .vmx file of a generic VM, for hosts that keep its configuration in another form: v:vmx with the entries of the file
  in their order. Made where the session asks for the document "vmx".
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:v="urn:dragoman:vmx" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <!-- Controllers that .vmx files have no word for become SCSI controllers, after those that are there. -->
  <xsl:variable name="vmx-scsi" select="$vm/g:controllers/g:controller[@type = 'scsi' or @type = 'virtio' or @type = 'xen']"/>

  <xsl:template name="vmx">
    <v:vmx path="{$vm-file}">
      <xsl:call-template name="vmx-machine"/>
      <xsl:for-each select="$vmx-scsi">
        <xsl:call-template name="entry">
          <xsl:with-param name="key" select="concat('scsi', position() - 1, '.present')"/>
          <xsl:with-param name="value">TRUE</xsl:with-param>
        </xsl:call-template>
        <xsl:call-template name="entry">
          <xsl:with-param name="key" select="concat('scsi', position() - 1, '.virtualDev')"/>
          <xsl:with-param name="value"><xsl:choose>
            <xsl:when test="contains('|lsilogic|lsisas1068|buslogic|', concat('|', @model, '|'))"><xsl:value-of select="@model"/></xsl:when>
            <xsl:otherwise>pvscsi</xsl:otherwise>
          </xsl:choose></xsl:with-param>
        </xsl:call-template>
      </xsl:for-each>
      <xsl:for-each select="$vm/g:controllers/g:controller[@type = 'sata' or @type = 'nvme']">
        <xsl:call-template name="entry">
          <xsl:with-param name="key" select="concat(@id, '.present')"/>
          <xsl:with-param name="value">TRUE</xsl:with-param>
        </xsl:call-template>
      </xsl:for-each>
      <xsl:apply-templates select="$vm/g:disks/g:disk | $vm/g:cdroms/g:cdrom | $vm/g:nics/g:nic" mode="vmx"/>
    </v:vmx>
  </xsl:template>

  <xsl:template name="entry">
    <xsl:param name="key"/>
    <xsl:param name="value"/>
    <xsl:if test="$value != ''"><v:entry key="{$key}"><xsl:value-of select="$value"/></v:entry></xsl:if>
  </xsl:template>

  <xsl:template name="vmx-machine">
    <v:entry key=".encoding">UTF-8</v:entry>
    <v:entry key="config.version">8</v:entry>
    <v:entry key="virtualHW.version"><xsl:value-of select="substring-after($vm-version, 'vmx-')"/></v:entry>
    <v:entry key="displayName"><xsl:value-of select="$vm/g:name"/></v:entry>
    <xsl:call-template name="entry">
      <xsl:with-param name="key">annotation</xsl:with-param><xsl:with-param name="value" select="$vm/g:notes"/>
    </xsl:call-template>
    <v:entry key="guestOS"><xsl:call-template name="guest-os-word"/></v:entry>
    <v:entry key="memsize"><xsl:value-of select="$vm/g:memory/@mib"/></v:entry>
    <v:entry key="numvcpus"><xsl:value-of select="$vm/g:cpu/@count"/></v:entry>
    <v:entry key="cpuid.coresPerSocket"><xsl:value-of select="$vm/g:cpu/@coresPerSocket"/></v:entry>
    <xsl:if test="$vm/g:cpu/@hotAdd = 'true'"><v:entry key="vcpu.hotadd">TRUE</v:entry></xsl:if>
    <xsl:if test="$vm/g:memory/@hotAdd = 'true'"><v:entry key="mem.hotadd">TRUE</v:entry></xsl:if>
    <xsl:if test="$vm/g:firmware/@type = 'efi'"><v:entry key="firmware">efi</v:entry></xsl:if>
    <xsl:if test="$vm/g:firmware/@secureBoot = 'true'"><v:entry key="uefi.secureBoot.enabled">TRUE</v:entry></xsl:if>
    <xsl:variable name="uuid"><xsl:call-template name="uuid-bytes"><xsl:with-param name="hex" select="translate($vm/g:uuid, '-', '')"/></xsl:call-template></xsl:variable>
    <v:entry key="uuid.bios"><xsl:value-of select="$uuid"/></v:entry>
    <v:entry key="uuid.location"><xsl:value-of select="$uuid"/></v:entry>
  </xsl:template>

  <!-- 56 4d 00 .. 00-00 .. 00: the bytes of a UUID, a hyphen in the middle. -->
  <xsl:template name="uuid-bytes">
    <xsl:param name="hex"/>
    <xsl:param name="at" select="1"/>
    <xsl:value-of select="substring($hex, $at, 2)"/>
    <xsl:if test="$at &lt; 31">
      <xsl:choose>
        <xsl:when test="$at = 15">-</xsl:when>
        <xsl:otherwise><xsl:text> </xsl:text></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="uuid-bytes"><xsl:with-param name="hex" select="$hex"/><xsl:with-param name="at" select="$at + 2"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- debian12_64Guest is debian12-64, ubuntu64Guest ubuntu-64, otherGuest64 other-64. -->
  <xsl:template name="guest-os-word">
    <xsl:variable name="id" select="translate($vm-guest, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"/>
    <xsl:choose>
      <xsl:when test="contains($id, '_64guest')"><xsl:value-of select="concat(substring-before($id, '_64guest'), '-64')"/></xsl:when>
      <xsl:when test="contains($id, '64guest')"><xsl:value-of select="concat(substring-before($id, '64guest'), '-64')"/></xsl:when>
      <xsl:when test="contains($id, 'guest64')"><xsl:value-of select="concat(substring-before($id, 'guest64'), '-64')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="substring-before(concat($id, 'guest'), 'guest')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- scsi0:1, ide1:0, sata0:0; the seventh place of a SCSI bus is the controller's own. -->
  <xsl:template name="vmx-place">
    <xsl:variable name="type" select="translate(@controller, '0123456789', '')"/>
    <xsl:choose>
      <xsl:when test="$type = 'ide' or $type = 'sata' or $type = 'nvme'"><xsl:value-of select="concat(@controller, ':', @unit)"/></xsl:when>
      <xsl:otherwise>
        <xsl:variable name="mine" select="@controller"/>
        <xsl:text>scsi</xsl:text>
        <xsl:for-each select="$vmx-scsi"><xsl:if test="@id = $mine"><xsl:value-of select="position() - 1"/></xsl:if></xsl:for-each>
        <xsl:value-of select="concat(':', @unit + number(@unit &gt; 6))"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- As the host mounts it. -->
  <xsl:template name="vmx-file">
    <xsl:variable name="mount" select="string($related[@type = 'datastore'][@id = current()/@datastore]/@path)"/>
    <xsl:choose>
      <xsl:when test="$mount = ''"><xsl:value-of select="@path"/></xsl:when>
      <xsl:when test="contains($mount, '\')"><xsl:value-of select="concat($mount, translate(@path, '/', '\'))"/></xsl:when>
      <xsl:when test="substring($mount, string-length($mount)) = '/'"><xsl:value-of select="concat($mount, @path)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($mount, '/', @path)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- In a .vmx file every disk is a .vmdk: of another format, this is put behind its name. -->
  <xsl:template match="g:disk" mode="vmx">
    <xsl:variable name="place"><xsl:call-template name="vmx-place"/></xsl:variable>
    <v:entry key="{$place}.present">TRUE</v:entry>
    <v:entry key="{$place}.fileName">
      <xsl:call-template name="vmx-file"/>
      <xsl:if test="not(d:matches(@path, '*.vmdk') = 'true')">.vmdk</xsl:if>
    </v:entry>
    <v:entry key="{$place}.deviceType"><xsl:choose>
      <xsl:when test="starts-with($place, 'scsi')">scsi-hardDisk</xsl:when>
      <xsl:when test="starts-with($place, 'ide')">ata-hardDisk</xsl:when>
      <xsl:otherwise>disk</xsl:otherwise>
    </xsl:choose></v:entry>
    <xsl:if test="@mode != 'persistent'"><v:entry key="{$place}.mode"><xsl:value-of select="translate(@mode, '_', '-')"/></v:entry></xsl:if>
  </xsl:template>

  <xsl:template match="g:cdrom" mode="vmx">
    <xsl:variable name="place"><xsl:call-template name="vmx-place"/></xsl:variable>
    <v:entry key="{$place}.present">TRUE</v:entry>
    <xsl:choose>
      <xsl:when test="@path != ''">
        <v:entry key="{$place}.deviceType">cdrom-image</v:entry>
        <v:entry key="{$place}.fileName"><xsl:call-template name="vmx-file"/></v:entry>
      </xsl:when>
      <xsl:otherwise>
        <v:entry key="{$place}.deviceType">atapi-cdrom</v:entry>
        <v:entry key="{$place}.clientDevice">TRUE</v:entry>
        <v:entry key="{$place}.fileName">emptyBackingString</v:entry>
      </xsl:otherwise>
    </xsl:choose>
    <v:entry key="{$place}.startConnected"><xsl:call-template name="vmx-flag"/></v:entry>
  </xsl:template>

  <xsl:template name="vmx-flag">
    <xsl:choose>
      <xsl:when test="@connected = 'true'">TRUE</xsl:when>
      <xsl:otherwise>FALSE</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:nic" mode="vmx">
    <xsl:variable name="card" select="concat('ethernet', @slot)"/>
    <v:entry key="{$card}.present">TRUE</v:entry>
    <v:entry key="{$card}.virtualDev"><xsl:choose>
      <xsl:when test="@model = 'e1000' or @model = 'e1000e'"><xsl:value-of select="@model"/></xsl:when>
      <xsl:when test="@model = 'rtl8139' or @model = 'emulated'">vlance</xsl:when>
      <xsl:otherwise>vmxnet3</xsl:otherwise>
    </xsl:choose></v:entry>
    <xsl:call-template name="entry">
      <xsl:with-param name="key" select="concat($card, '.networkName')"/>
      <xsl:with-param name="value" select="$related[@id = current()/@network]/@name"/>
    </xsl:call-template>
    <v:entry key="{$card}.connectionType">bridged</v:entry>
    <v:entry key="{$card}.addressType">static</v:entry>
    <v:entry key="{$card}.address"><xsl:value-of select="@mac"/></v:entry>
    <v:entry key="{$card}.startConnected"><xsl:call-template name="vmx-flag"/></v:entry>
  </xsl:template>
</xsl:stylesheet>

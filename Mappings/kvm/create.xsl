<?xml version="1.0" encoding="UTF-8"?>
<!-- vm.create: volumes, then the domain. For command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:plan"
                xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p g d">

  <xsl:template match="g:command[@name = 'vm.create']">
    <xsl:variable name="pools" select="$host/g:datastore"/>
    <xsl:variable name="refusals"><xsl:apply-templates select="g:boot | g:allocation" mode="refuse"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="string($refusals)">
        <xsl:call-template name="fault"><xsl:with-param name="line" select="substring-before($refusals, '#')"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="not(g:memory/@mib)">
        <g:fault code="invalidArgument">
          <g:message>A domain needs to be told how much memory it has.</g:message>
          <g:detail name="argument">memory</g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="g:*[@op != 'add']">
        <g:fault code="invalidDevice">
          <g:message>A new virtual machine has no devices to change.</g:message>
          <g:detail name="device"><xsl:value-of select="g:*[@op != 'add'][1]/@id"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="(g:disk/@datastore | g:cdrom/@datastore | @datastore)[not(. = $pools/@id)]">
        <g:fault code="notFound">
          <g:message>The host has no such storage pool.</g:message>
          <g:detail name="type">datastore</g:detail>
          <g:detail name="id"><xsl:value-of select="(g:disk/@datastore | g:cdrom/@datastore | @datastore)[not(. = $pools/@id)][1]"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="g:nic/@network[not(. = $host/g:network/@id)]">
        <g:fault code="notFound">
          <g:message>The host has no such network.</g:message>
          <g:detail name="type">network</g:detail>
          <g:detail name="id"><xsl:value-of select="g:nic/@network[not(. = $host/g:network/@id)][1]"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="g:disk[not(@capacity) and not(string(@path))]">
        <g:fault code="invalidArgument">
          <g:message>A disk needs a capacity or an existing image.</g:message>
          <g:detail name="argument">capacity</g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="g:firmware[@secureBoot = 'true' and not(@type = 'efi')]">
        <g:fault code="invalidArgument">
          <g:message>Secure boot needs EFI firmware.</g:message>
          <g:detail name="argument">secureBoot</g:detail>
        </g:fault>
      </xsl:when>
      <xsl:otherwise>
        <xsl:attribute name="makes">domain</xsl:attribute>
        <xsl:attribute name="from">domain</xsl:attribute>
        <xsl:apply-templates select="g:disk[@capacity]" mode="create-volume"/>
        <step id="define">
          <call>
            <v:call procedure="domainDefineXMLFlags">
              <v:xml><xsl:call-template name="domain"/></v:xml>
              <v:flags>0</v:flags>
            </v:call>
          </call>
          <take name="domain" select="/v:result/v:dom/@uuid"/>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- IDE exists on the older machine only, secure boot on the newer only. -->
  <xsl:template name="domain">
    <xsl:variable name="count"><xsl:choose>
      <xsl:when test="g:cpu/@count"><xsl:value-of select="g:cpu/@count"/></xsl:when>
      <xsl:otherwise>1</xsl:otherwise>
    </xsl:choose></xsl:variable>
    <xsl:variable name="most" select="$count * (1 + 3 * (g:cpu/@hotAdd = 'true'))"/>
    <xsl:variable name="url">
      <xsl:choose>
        <xsl:when test="g:metadata/g:entry[@owner = 'kvm'][@key = 'os']"><xsl:value-of select="g:metadata/g:entry[@owner = 'kvm'][@key = 'os']"/></xsl:when>
        <xsl:otherwise><xsl:call-template name="os-url"><xsl:with-param name="short" select="g:guest/@os"/></xsl:call-template></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="ide" select="g:disk[starts-with(concat(@controller, @id), 'ide')] | g:cdrom[starts-with(concat(@controller, @id), 'ide')]"/>
    <xsl:variable name="entries" select="g:metadata/g:entry[not(@owner = 'kvm' and (@key = 'os' or @key = 'title' or @key = 'uuid' or starts-with(@key, 'metadata:')))]"/>
    <xsl:variable name="foreign" select="g:metadata/g:entry[@owner = 'kvm'][starts-with(@key, 'metadata:')]"/>
    <xsl:variable name="emulated" select="$host/g:host/g:metadata/g:entry[@owner = 'kvm'][@key = 'accelerator'] = 'tcg'"/>
    <domain xmlns="" type="kvm">
      <xsl:if test="$emulated"><xsl:attribute name="type">qemu</xsl:attribute></xsl:if>
      <name><xsl:value-of select="g:name"/></name>
      <xsl:for-each select="g:metadata/g:entry[@owner = 'kvm'][@key = 'uuid']"><uuid><xsl:value-of select="."/></uuid></xsl:for-each>
      <xsl:for-each select="g:metadata/g:entry[@owner = 'kvm'][@key = 'title']"><title><xsl:value-of select="."/></title></xsl:for-each>
      <xsl:if test="string(g:notes)"><description><xsl:value-of select="g:notes"/></description></xsl:if>
      <xsl:if test="string($url) or $entries or $foreign">
        <metadata>
          <xsl:if test="string($url)"><xsl:call-template name="libosinfo"><xsl:with-param name="url" select="$url"/></xsl:call-template></xsl:if>
          <xsl:for-each select="$foreign"><xsl:copy-of select="d:parse(string())"/></xsl:for-each>
          <xsl:if test="$entries"><xsl:call-template name="entries"><xsl:with-param name="entries" select="$entries"/></xsl:call-template></xsl:if>
        </metadata>
      </xsl:if>
      <memory unit="MiB"><xsl:value-of select="g:memory/@mib * (1 + 3 * (g:memory/@hotAdd = 'true'))"/></memory>
      <currentMemory unit="MiB"><xsl:value-of select="g:memory/@mib"/></currentMemory>
      <vcpu placement="static">
        <xsl:if test="$most != $count"><xsl:attribute name="current"><xsl:value-of select="$count"/></xsl:attribute></xsl:if>
        <xsl:value-of select="$most"/>
      </vcpu>
      <xsl:if test="$reshare and $reshare != 'normal'"><cputune><xsl:call-template name="shares-xml"/></cputune></xsl:if>
      <os>
        <xsl:if test="g:firmware/@type = 'efi'"><xsl:attribute name="firmware">efi</xsl:attribute></xsl:if>
        <type arch="x86_64" machine="q35">
          <xsl:if test="$ide and not(g:firmware/@secureBoot = 'true')"><xsl:attribute name="machine">pc</xsl:attribute></xsl:if>
          <xsl:text>hvm</xsl:text>
        </type>
        <xsl:if test="g:firmware/@type = 'efi'">
          <xsl:call-template name="secure-boot"><xsl:with-param name="on" select="g:firmware/@secureBoot = 'true'"/></xsl:call-template>
        </xsl:if>
        <xsl:if test="not(g:boot/g:device)">
          <boot dev="hd"/>
          <xsl:if test="g:cdrom"><boot dev="cdrom"/></xsl:if>
          <xsl:if test="g:nic"><boot dev="network"/></xsl:if>
        </xsl:if>
        <xsl:call-template name="boot-xml"/>
      </os>
      <features><acpi/><apic/><xsl:if test="g:firmware/@secureBoot = 'true'"><smm state="on"/></xsl:if></features>
      <cpu mode="host-passthrough" check="none" migratable="on">
        <xsl:if test="$emulated"><xsl:attribute name="mode">maximum</xsl:attribute></xsl:if>
        <xsl:if test="g:cpu/@coresPerSocket &gt; 1">
          <topology sockets="{$most div g:cpu/@coresPerSocket}" dies="1" cores="{g:cpu/@coresPerSocket}" threads="1"/>
        </xsl:if>
      </cpu>
      <clock offset="utc"><xsl:if test="starts-with(g:guest/@os, 'win')"><xsl:attribute name="offset">localtime</xsl:attribute></xsl:if></clock>
      <devices>
        <xsl:apply-templates select="g:disk | g:cdrom" mode="device"/>
        <xsl:for-each select="g:controller[@type = 'scsi' or @type = 'sata' or (not(@type) and (starts-with(@id, 'scsi') or starts-with(@id, 'sata')))]">
          <xsl:apply-templates select="." mode="device"/>
        </xsl:for-each>
        <xsl:apply-templates select="g:nic" mode="device"/>
        <xsl:if test="not($ide) or g:firmware/@secureBoot = 'true'"><xsl:call-template name="root-ports"/></xsl:if>
        <console type="pty"/>
        <channel type="unix"><target type="virtio" name="org.qemu.guest_agent.0"/></channel>
        <input type="tablet" bus="usb"/>
        <graphics type="vnc" port="-1" autoport="yes" listen="0.0.0.0"/>
        <video><model type="virtio"/></video>
        <memballoon model="virtio"/>
        <rng model="virtio"><backend model="random">/dev/urandom</backend></rng>
      </devices>
    </domain>
  </xsl:template>

  <!-- On the newer machine a device is plugged into a port of its own while it runs: as many as virt-install provides. -->
  <xsl:template name="root-ports">
    <xsl:param name="count" select="14"/>
    <xsl:if test="$count = 14"><controller xmlns="" type="pci" index="0" model="pcie-root"/></xsl:if>
    <controller xmlns="" type="pci" model="pcie-root-port"/>
    <xsl:if test="$count &gt; 1">
      <xsl:call-template name="root-ports"><xsl:with-param name="count" select="$count - 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="secure-boot">
    <xsl:param name="on"/>
    <firmware xmlns="">
      <xsl:choose>
        <xsl:when test="$on"><feature enabled="yes" name="enrolled-keys"/><feature enabled="yes" name="secure-boot"/></xsl:when>
        <xsl:otherwise><feature enabled="no" name="secure-boot"/></xsl:otherwise>
      </xsl:choose>
    </firmware>
  </xsl:template>

  <xsl:template name="libosinfo">
    <xsl:param name="url"/>
    <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0"><libosinfo:os id="{$url}"/></libosinfo:libosinfo>
  </xsl:template>

  <!-- Metadata of all platforms; a later entry of the same owner and key stands for the earlier one. -->
  <xsl:template name="entries">
    <xsl:param name="entries"/>
    <dragoman:metadata xmlns:dragoman="urn:dragoman:metadata">
      <xsl:for-each select="$entries">
        <dragoman:entry owner="{@owner}" key="{@key}"><xsl:value-of select="."/></dragoman:entry>
      </xsl:for-each>
    </dragoman:metadata>
  </xsl:template>
</xsl:stylesheet>

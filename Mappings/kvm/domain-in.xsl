<?xml version="1.0" encoding="UTF-8"?>
<!--
  A client's definition of a new domain as vm.create. What every such machine has one of (console, graphics, video, clock,
  features ...) is kept word for word as metadata; hardware that the generic protocol cannot express is refused.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0" xmlns:m="urn:dragoman:metadata"
                exclude-result-prefixes="v d libosinfo m">

  <xsl:template match="/v:call[@procedure = 'domainDefineXML' or @procedure = 'domainDefineXMLFlags' or @procedure = 'domainCreateXML']">
    <xsl:variable name="domain" select="v:xml/domain | v:xml_desc/domain"/>
    <xsl:variable name="strange" select="$domain/devices/hostdev | $domain/devices/filesystem | $domain/devices/tpm | $domain/devices/smartcard
      | $domain/devices/redirdev | $domain/devices/shmem | $domain/devices/memory | $domain/devices/iommu | $domain/devices/vsock
      | $domain/devices/disk[@device = 'floppy' or @device = 'lun' or target/@bus = 'usb' or target/@bus = 'fdc' or target/@bus = 'sd']
      | $domain/devices/disk[@type = 'network' or @type = 'nvme' or @type = 'vhostuser' or encryption]
      | $domain/devices/interface[@type != 'network' and @type != 'bridge' and @type != 'user']
      | $domain/devices/interface/model[not(contains($models, concat(' ', @type, ' ')))]
      | $domain/maxMemory | $domain/cpu/numa | $domain/numatune | $domain/launchSecurity | $domain/os/kernel | $domain/os/init | $domain/bootloader
      | $domain/*[namespace-uri() != '']"/>
    <xsl:variable name="known" select="/v:call/v:connection/v:domain[domain]"/>
    <!-- What a machine has already it may go on to have. -->
    <xsl:variable name="unknown" select="$strange[not(self::disk and target/@dev = $known/v:place/@dev)]"/>
    <xsl:choose>
      <!-- VIR_DOMAIN_DEFINE_VALIDATE is 1. -->
      <xsl:when test="$flags &gt; 1"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="not($domain/name) or not($domain/memory)">
        <fault code="invalidArgument">
          <message>XML error: a domain needs a name and memory</message>
          <detail name="argument">xml</detail>
        </fault>
      </xsl:when>
      <xsl:when test="/v:call/v:connection/v:domain[@name = normalize-space($domain/name)][not($known) or @uuid != $known/@uuid]">
        <fault code="nameInUse">
          <message>domain '<xsl:value-of select="$domain/name"/>' already exists</message>
          <detail name="name"><xsl:value-of select="normalize-space($domain/name)"/></detail>
        </fault>
      </xsl:when>
      <xsl:when test="$unknown">
        <xsl:call-template name="unsupported">
          <xsl:with-param name="what" select="concat('element ', name($unknown[1]), ' ', $unknown[1]/@device, $unknown[1]/@type)"/>
        </xsl:call-template>
      </xsl:when>
      <!-- One that is there already becomes as it is defined. -->
      <xsl:when test="$known and $procedure != 'domainCreateXML'"><xsl:apply-templates select="$domain" mode="redefine"/></xsl:when>
      <xsl:otherwise><xsl:apply-templates select="$domain" mode="create"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="domain" mode="create">
    <xsl:variable name="url" select="string(metadata/libosinfo:libosinfo/libosinfo:os/@id)"/>
    <xsl:variable name="short"><xsl:call-template name="os-short"><xsl:with-param name="url" select="$url"/></xsl:call-template></xsl:variable>
    <xsl:variable name="most"><xsl:call-template name="mib"><xsl:with-param name="size" select="memory"/></xsl:call-template></xsl:variable>
    <xsl:variable name="memory"><xsl:choose>
      <xsl:when test="currentMemory"><xsl:call-template name="mib"><xsl:with-param name="size" select="currentMemory"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:value-of select="$most"/></xsl:otherwise>
    </xsl:choose></xsl:variable>
    <command name="vm.create" target="{d:id('node', /v:call/@node)}">
      <name><xsl:value-of select="name"/></name>
      <xsl:if test="string(description)"><notes><xsl:value-of select="description"/></notes></xsl:if>
      <cpu hotAdd="{boolean(vcpu/@current &lt; vcpu)}">
        <xsl:attribute name="count"><xsl:choose>
          <xsl:when test="vcpu/@current"><xsl:value-of select="vcpu/@current"/></xsl:when>
          <xsl:when test="vcpu"><xsl:value-of select="normalize-space(vcpu)"/></xsl:when>
          <xsl:otherwise>1</xsl:otherwise>
        </xsl:choose></xsl:attribute>
        <xsl:if test="cpu/topology/@cores"><xsl:attribute name="coresPerSocket"><xsl:value-of select="cpu/topology/@cores"/></xsl:attribute></xsl:if>
      </cpu>
      <memory mib="{$memory}" hotAdd="{$memory &lt; $most}"/>
      <firmware type="bios" secureBoot="{os/loader/@secure = 'yes' or boolean(os/firmware/feature[@name = 'secure-boot'][@enabled = 'yes'])}">
        <xsl:if test="os/@firmware = 'efi' or os/loader/@type = 'pflash'"><xsl:attribute name="type">efi</xsl:attribute></xsl:if>
      </firmware>
      <guest os="{$short}"/>
      <xsl:apply-templates select="devices/controller[@type = 'scsi' or @type = 'sata'] | devices/disk | devices/interface" mode="device">
        <xsl:with-param name="op">add</xsl:with-param>
      </xsl:apply-templates>
      <!-- What a machine's own view says of it, as in the definition of a copy, stands behind what the definition says itself. -->
      <xsl:variable name="given">
        <xsl:if test="string(uuid)"><entry owner="kvm" key="uuid"><xsl:value-of select="uuid"/></entry></xsl:if>
        <xsl:if test="string(title)"><entry owner="kvm" key="title"><xsl:value-of select="title"/></entry></xsl:if>
        <xsl:if test="$short = 'unknown' and $url"><entry owner="kvm" key="os"><xsl:value-of select="$url"/></entry></xsl:if>
        <xsl:call-template name="foreign-entries"><xsl:with-param name="metadata" select="metadata"/></xsl:call-template>
        <xsl:for-each select="os | features | cpu | clock | pm | on_poweroff | on_reboot | on_crash | iothreads | resource | sysinfo | memoryBacking
            | cputune | blkiotune | memtune | memory[@dumpCore] | seclabel | genid">
          <entry owner="kvm" key="xml.{name()}"><xsl:apply-templates select="." mode="words"/></entry>
        </xsl:for-each>
        <xsl:for-each select="devices/*[not(self::disk or self::interface or self::controller[@type = 'scsi' or @type = 'sata'])]">
          <entry owner="kvm" key="xml.devices.{name()}.{count(preceding-sibling::*[name() = name(current())])}"><xsl:apply-templates select="." mode="words"/></entry>
        </xsl:for-each>
      </xsl:variable>
      <metadata>
        <xsl:copy-of select="d:nodes($given)/*"/>
        <xsl:for-each select="metadata/m:metadata/m:entry">
          <xsl:if test="not(d:nodes($given)/*[@owner = current()/@owner][@key = current()/@key])"><entry owner="{@owner}" key="{@key}"><xsl:value-of select="."/></entry></xsl:if>
        </xsl:for-each>
      </metadata>
    </command>
  </xsl:template>

  <!-- Elements of metadata that clients have put there, by their namespaces. -->
  <xsl:template name="foreign-entries">
    <xsl:param name="metadata"/>
    <xsl:for-each select="$metadata/*[not(self::libosinfo:libosinfo or self::m:metadata)][namespace-uri() != '']">
      <entry owner="kvm" key="metadata:{namespace-uri()}"><xsl:apply-templates select="." mode="text"/></entry>
    </xsl:for-each>
  </xsl:template>

  <!-- An element as text, without its namespaces. -->
  <xsl:template match="*" mode="words">
    <xsl:value-of select="concat('&lt;', name())"/>
    <!-- Passwords of consoles are not kept. -->
    <xsl:for-each select="@*[name() != 'passwd']">
      <xsl:value-of select="concat(' ', name(), '=&quot;')"/>
      <xsl:call-template name="escaped"><xsl:with-param name="text" select="string()"/></xsl:call-template>
      <xsl:text>&quot;</xsl:text>
    </xsl:for-each>
    <xsl:choose>
      <xsl:when test="node()">
        <xsl:text>&gt;</xsl:text>
        <xsl:apply-templates select="node()" mode="words"/>
        <xsl:value-of select="concat('&lt;/', name(), '&gt;')"/>
      </xsl:when>
      <xsl:otherwise>/&gt;</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="text()" mode="words">
    <xsl:call-template name="escaped"><xsl:with-param name="text" select="normalize-space()"/></xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

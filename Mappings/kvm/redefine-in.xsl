<?xml version="1.0" encoding="UTF-8"?>
<!--
  The definition of a domain that is there already as vm.reconfigure: what differs from the client's view of it. A difference that
  no generic change carries is refused; an element that is left out stays as it is. For command-in.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0" xmlns:m="urn:dragoman:metadata"
                exclude-result-prefixes="g v d libosinfo m">

  <xsl:template match="domain" mode="redefine">
    <xsl:variable name="known" select="/v:call/v:connection/v:domain[domain]"/>
    <xsl:variable name="old-command"><xsl:apply-templates select="$known/domain" mode="create"/></xsl:variable>
    <xsl:variable name="new-command"><xsl:apply-templates select="." mode="create"/></xsl:variable>
    <xsl:variable name="old" select="d:nodes($old-command)/g:command"/>
    <xsl:variable name="new" select="d:nodes($new-command)/g:command"/>
    <!-- What has the same source is the same, wherever its host has put it. -->
    <xsl:variable name="put">
      <xsl:for-each select="$new/*[self::g:disk or self::g:cdrom][not(@id = $old/*/@id)]">
        <xsl:variable name="it" select="."/>
        <xsl:for-each select="$old/*[name() = name($it)][not(@id = $new/*/@id)][string(@path) = string($it/@path)][string(@datastore) = string($it/@datastore)][1]">
          <pair new="{$it/@id}" old="{@id}"/>
        </xsl:for-each>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="pairs" select="d:nodes($put)/*"/>
    <xsl:variable name="told" select="metadata/libosinfo:libosinfo/libosinfo:os"/>
    <xsl:variable name="fixed">
      <xsl:for-each select="os | features | cpu | clock | pm | on_poweroff | on_reboot | on_crash | iothreads | resource | sysinfo | memoryBacking
          | cputune | blkiotune | memtune | seclabel | genid | devices/*[not(self::disk or self::interface or self::controller or self::emulator)]">
        <xsl:variable name="name" select="name()"/>
        <xsl:variable name="place" select="count(preceding-sibling::*[name() = $name])"/>
        <xsl:variable name="same" select="($known/domain/*[name() = $name] | $known/domain/devices[current()/parent::devices]/*[name() = $name])[$place + 1]"/>
        <xsl:variable name="was"><xsl:apply-templates select="$same" mode="essence"/></xsl:variable>
        <xsl:variable name="is"><xsl:apply-templates select="." mode="essence"/></xsl:variable>
        <!-- Or as the definition said that the machine was made with. -->
        <xsl:variable name="key" select="concat('xml.', substring('devices.', 1, 8 * boolean(parent::devices)), $name, substring(concat('.', $place), 1, 9 * boolean(parent::devices)))"/>
        <xsl:variable name="said"><xsl:apply-templates select="." mode="words"/></xsl:variable>
        <xsl:if test="string($was) != string($is) and string($said) != string($known/domain/metadata/m:metadata/m:entry[@owner = 'kvm'][@key = $key])"><x><xsl:value-of select="$name"/></x></xsl:if>
      </xsl:for-each>
      <!-- Of devices, what no generic change carries. -->
      <xsl:for-each select="devices/disk[target/@dev] | devices/interface[mac]">
        <xsl:variable name="same" select="$known/domain/devices/disk[current()/self::disk][target/@dev = current()/target/@dev]
            | $known/domain/devices/interface[current()/self::interface][mac/@address = current()/mac/@address]"/>
        <xsl:variable name="was"><xsl:apply-templates select="$same/*" mode="apart"/></xsl:variable>
        <xsl:variable name="is"><xsl:apply-templates select="*" mode="apart"/></xsl:variable>
        <xsl:if test="$same and string($was) != string($is)"><x><xsl:value-of select="name()"/></x></xsl:if>
      </xsl:for-each>
      <!-- That a machine may grow while it runs is told, and not how far. -->
      <xsl:if test="vcpu/@current and $known/domain/vcpu/@current = vcpu/@current and string($known/domain/vcpu) != string(vcpu)"><x>vcpu</x></xsl:if>
      <xsl:for-each select="$new/g:disk">
        <xsl:variable name="was" select="$old/g:disk[@id = current()/@id]"/>
        <xsl:if test="$was and (string($was/@path) != string(@path) or string($was/@datastore) != string(@datastore))"><x>source of disk <xsl:value-of select="@id"/></x></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="refused" select="d:nodes($fixed)/*"/>
    <xsl:choose>
      <xsl:when test="normalize-space(name) != $known/@name">
        <fault code="nameInUse">
          <message>domain '<xsl:value-of select="$known/@name"/>' is already defined with uuid <xsl:value-of select="$known/@uuid"/></message>
          <detail name="name"><xsl:value-of select="$known/@name"/></detail>
        </fault>
      </xsl:when>
      <xsl:when test="$refused">
        <xsl:call-template name="unsupported"><xsl:with-param name="what" select="concat('changing the element ', $refused[1], ' of a domain that is defined')"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="vm.reconfigure" target="{d:id('domain', $known/@uuid)}">
          <xsl:if test="string($new/g:notes) != string($old/g:notes)"><notes><xsl:value-of select="$new/g:notes"/></notes></xsl:if>
          <xsl:for-each select="$new/g:cpu | $new/g:memory | $new/g:firmware | $new/g:guest[$told/@id != '']">
            <xsl:variable name="changed">
              <xsl:call-template name="changed"><xsl:with-param name="was" select="$old/*[name() = name(current())]"/></xsl:call-template>
            </xsl:variable>
            <xsl:if test="d:nodes($changed)/*/@*"><xsl:copy-of select="$changed"/></xsl:if>
          </xsl:for-each>
          <xsl:apply-templates select="$new/g:controller[not(@id = $old/g:controller/@id)]" mode="change"/>
          <xsl:for-each select="$old/g:disk[not(@id = $new/g:disk/@id or @id = $pairs/@old)]"><disk op="remove" id="{@id}"/></xsl:for-each>
          <xsl:apply-templates select="$new/g:disk[not(@id = $old/g:disk/@id or @id = $pairs/@new)]" mode="change"/>
          <xsl:for-each select="$new/g:disk">
            <xsl:variable name="was" select="$old/g:disk[@id = current()/@id]"/>
            <xsl:if test="$was and string($was/@mode) != string(@mode)"><disk op="edit" id="{@id}" mode="{@mode}"/></xsl:if>
          </xsl:for-each>
          <xsl:for-each select="$old/g:cdrom[not(@id = $new/g:cdrom/@id or @id = $pairs/@old)]"><cdrom op="remove" id="{@id}"/></xsl:for-each>
          <xsl:for-each select="$new/g:cdrom[not(@id = $pairs/@new)]">
            <xsl:variable name="was" select="$old/g:cdrom[@id = current()/@id]"/>
            <xsl:choose>
              <xsl:when test="not($was)"><xsl:apply-templates select="." mode="change"/></xsl:when>
              <xsl:when test="string($was/@path) != string(@path) or string($was/@datastore) != string(@datastore) or string($was/@connected) != string(@connected)">
                <cdrom op="edit" id="{@id}" path="{@path}"><xsl:copy-of select="@datastore | @connected"/></cdrom>
              </xsl:when>
            </xsl:choose>
          </xsl:for-each>
          <xsl:for-each select="$old/g:nic[not(@mac = $new/g:nic/@mac)]">
            <nic op="remove" id="{$known/v:place[@mac = current()/@mac]/@id}"/>
          </xsl:for-each>
          <xsl:for-each select="$new/g:nic">
            <xsl:variable name="was" select="$old/g:nic[@mac = current()/@mac]"/>
            <!-- virtio is what a host has in its place. -->
            <xsl:variable name="changed" select="@model[string(.) != string($was/@model)][not(. = 'virtio' and ($was/@model = 'vmxnet3' or $was/@model = 'netfront' or $was/@model = 'synthetic'))] | @network[string(.) != string($was/@network)] | @connected[string(.) != string($was/@connected)]"/>
            <xsl:choose>
              <xsl:when test="not($was)"><xsl:apply-templates select="." mode="change"/></xsl:when>
              <xsl:when test="$changed">
                <nic op="edit" id="{$known/v:place[@mac = current()/@mac]/@id}"><xsl:copy-of select="$changed"/></nic>
              </xsl:when>
            </xsl:choose>
          </xsl:for-each>
          <xsl:variable name="entries"><xsl:call-template name="redefined-entries"><xsl:with-param name="known" select="$known"/></xsl:call-template></xsl:variable>
          <xsl:if test="d:nodes($entries)/*"><metadata><xsl:copy-of select="$entries"/></metadata></xsl:if>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="*" mode="apart"/>
  <xsl:template match="serial | wwn | shareable | iotune | boot | encryption | bandwidth | vlan | mtu | filterref | virtualport | coalesce" mode="apart">
    <xsl:apply-templates select="." mode="essence"/>
  </xsl:template>

  <!-- What is new of a part, and no more. -->
  <xsl:template name="changed">
    <xsl:param name="was"/>
    <xsl:element name="{local-name()}" namespace="urn:dragoman:generic">
      <xsl:for-each select="@*">
        <xsl:if test="string(.) != string($was/@*[name() = name(current())])"><xsl:attribute name="{name()}"><xsl:value-of select="."/></xsl:attribute></xsl:if>
      </xsl:for-each>
    </xsl:element>
  </xsl:template>

  <xsl:template match="*" mode="change">
    <xsl:element name="{local-name()}" namespace="urn:dragoman:generic"><xsl:copy-of select="@*"/></xsl:element>
  </xsl:template>

  <!-- Title, and entries of ours that the client has changed or taken out. -->
  <xsl:template name="redefined-entries">
    <xsl:param name="known"/>
    <xsl:if test="string(title) != string($known/domain/title)">
      <entry owner="kvm" key="title">
        <xsl:if test="not(string(title))"><xsl:attribute name="op">remove</xsl:attribute></xsl:if>
        <xsl:value-of select="title"/>
      </entry>
    </xsl:if>
    <xsl:variable name="url" select="string(metadata/libosinfo:libosinfo/libosinfo:os/@id)"/>
    <xsl:if test="$url and $url != string($known/domain/metadata/libosinfo:libosinfo/libosinfo:os/@id)">
      <xsl:variable name="short"><xsl:call-template name="os-short"><xsl:with-param name="url" select="$url"/></xsl:call-template></xsl:variable>
      <entry owner="kvm" key="os">
        <xsl:if test="$short != 'unknown'"><xsl:attribute name="op">remove</xsl:attribute></xsl:if>
        <xsl:value-of select="substring($url, 1, 999 * ($short = 'unknown'))"/>
      </entry>
    </xsl:if>
    <xsl:if test="metadata">
      <xsl:variable name="old-foreign"><xsl:call-template name="foreign-entries"><xsl:with-param name="metadata" select="$known/domain/metadata"/></xsl:call-template></xsl:variable>
      <xsl:variable name="new-foreign"><xsl:call-template name="foreign-entries"><xsl:with-param name="metadata" select="metadata"/></xsl:call-template></xsl:variable>
      <!-- A definition that has nothing of ours was not made of our view. -->
      <xsl:variable name="ours" select="metadata/m:metadata"/>
      <xsl:variable name="old" select="$known/domain/metadata/m:metadata[$ours]/m:entry | d:nodes($old-foreign)/*"/>
      <xsl:variable name="new" select="$ours/m:entry | d:nodes($new-foreign)/*"/>
      <xsl:for-each select="$new">
        <xsl:if test="not($old[@owner = current()/@owner][@key = current()/@key][string(.) = string(current())])">
          <entry owner="{@owner}" key="{@key}"><xsl:value-of select="."/></entry>
        </xsl:if>
      </xsl:for-each>
      <xsl:for-each select="$old">
        <xsl:if test="not($new[@owner = current()/@owner][@key = current()/@key])"><entry owner="{@owner}" key="{@key}" op="remove"/></xsl:if>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!-- An element as a text that is the same for the same content, in whatever order its attributes are; what is set elsewhere, or is so only while the domain runs, aside. -->
  <xsl:template match="*" mode="essence">
    <xsl:value-of select="concat('&lt;', name())"/>
    <xsl:for-each select="@*[name() != 'id' and not(name() = 'firmware' and parent::os) and not(name() = 'state' and ../parent::channel)]"><xsl:sort select="name()"/><xsl:value-of select="concat(' ', name(), '=', .)"/></xsl:for-each>
    <xsl:text>&gt;</xsl:text>
    <xsl:apply-templates select="node()" mode="essence"/>
    <xsl:text>&lt;/&gt;</xsl:text>
  </xsl:template>
  <xsl:template match="text()" mode="essence"><xsl:value-of select="normalize-space(.)"/></xsl:template>
  <xsl:template match="cpu/topology | os/firmware | os/loader | os/nvram | alias" mode="essence"/>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  RegisterVM_Task. Where the host takes in a .vmx file of its own, the file is named to it. Elsewhere a front end puts the
  uploaded file's entries into the request (x:vmx, keys in lower case; the datastore and path of a fileName and the network
  of a networkName as attributes), and the machine that they describe is made.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:x="urn:dragoman:vmx" xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="v d x">

  <xsl:key name="vmx" match="x:entry" use="@key"/>
  <xsl:variable name="vmx" select="/v:RegisterVM_Task/x:vmx"/>

  <xsl:template match="/v:RegisterVM_Task">
    <xsl:variable name="bad"><xsl:call-template name="bad-path"><xsl:with-param name="arguments" select="v:path"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="not(v:path) or $bad != ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">path</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="normalize-space(v:pool) = '' and normalize-space(v:host) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">pool</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$vmx and normalize-space(v:asTemplate) = 'true'">
        <xsl:call-template name="cannot-set"><xsl:with-param name="argument">asTemplate</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name"><xsl:choose>
            <xsl:when test="$vmx">vm.create</xsl:when>
            <xsl:otherwise>vm.register</xsl:otherwise>
          </xsl:choose></xsl:with-param>
          <xsl:with-param name="type">Folder</xsl:with-param>
          <xsl:with-param name="meant" select="' path name asTemplate pool host '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:RegisterVM_Task" mode="command">
    <xsl:param name="name"/>
    <command name="{$name}" datastore="{d:id('Datastore', string(v:path/@datastore))}">
      <xsl:attribute name="target">
        <xsl:choose>
          <xsl:when test="normalize-space(v:host) != ''"><xsl:value-of select="d:id('HostSystem', normalize-space(v:host))"/></xsl:when>
          <xsl:when test="v:pool/@host"><xsl:value-of select="d:id('HostSystem', v:pool/@host)"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="d:id('ResourcePool', normalize-space(v:pool))"/></xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:attribute name="folder"><xsl:value-of select="d:id('Folder', $this)"/></xsl:attribute>
      <xsl:if test="normalize-space(v:pool) != ''">
        <xsl:attribute name="pool"><xsl:value-of select="d:id('ResourcePool', normalize-space(v:pool))"/></xsl:attribute>
      </xsl:if>
      <xsl:choose>
        <xsl:when test="$vmx"><xsl:call-template name="machine-of-vmx"/></xsl:when>
        <xsl:otherwise>
          <xsl:attribute name="path"><xsl:call-template name="within"><xsl:with-param name="file" select="string(v:path)"/></xsl:call-template></xsl:attribute>
          <xsl:attribute name="template"><xsl:call-template name="boolean"><xsl:with-param name="of" select="v:asTemplate"/></xsl:call-template></xsl:attribute>
          <xsl:if test="normalize-space(v:name) != ''">
            <name><xsl:call-template name="unescaped"><xsl:with-param name="name" select="string(v:name)"/></xsl:call-template></name>
          </xsl:if>
        </xsl:otherwise>
      </xsl:choose>
    </command>
  </xsl:template>

  <xsl:template name="machine-of-vmx">
    <name>
      <xsl:choose>
        <xsl:when test="normalize-space(v:name) != ''">
          <xsl:call-template name="unescaped"><xsl:with-param name="name" select="string(v:name)"/></xsl:call-template>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="key('vmx', 'displayname')"/></xsl:otherwise>
      </xsl:choose>
    </name>
    <xsl:if test="key('vmx', 'annotation') != ''"><notes><xsl:value-of select="key('vmx', 'annotation')"/></notes></xsl:if>
    <cpu>
      <xsl:attribute name="count"><xsl:choose>
        <xsl:when test="key('vmx', 'numvcpus') != ''"><xsl:value-of select="key('vmx', 'numvcpus')"/></xsl:when>
        <xsl:otherwise>1</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:if test="key('vmx', 'cpuid.corespersocket') &gt; 0">
        <xsl:attribute name="coresPerSocket"><xsl:value-of select="key('vmx', 'cpuid.corespersocket')"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="key('vmx', 'vcpu.hotadd') = 'TRUE'"><xsl:attribute name="hotAdd">true</xsl:attribute></xsl:if>
    </cpu>
    <memory mib="{key('vmx', 'memsize')}">
      <xsl:if test="key('vmx', 'mem.hotadd') = 'TRUE'"><xsl:attribute name="hotAdd">true</xsl:attribute></xsl:if>
    </memory>
    <firmware>
      <xsl:attribute name="type"><xsl:choose>
        <xsl:when test="key('vmx', 'firmware') = 'efi'">efi</xsl:when>
        <xsl:otherwise>bios</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:if test="key('vmx', 'uefi.secureboot.enabled') = 'TRUE'"><xsl:attribute name="secureBoot">true</xsl:attribute></xsl:if>
    </firmware>
    <xsl:variable name="guest"><xsl:call-template name="vmx-guest"/></xsl:variable>
    <guest os="{substring-before(concat($guest, ' '), ' ')}"/>
    <xsl:for-each select="$vmx/x:entry[. = 'TRUE'][starts-with(@key, 'scsi') or starts-with(@key, 'sata') or starts-with(@key, 'nvme')]
                          [substring-after(@key, '.') = 'present'][not(contains(@key, ':'))]">
      <xsl:variable name="id" select="substring-before(@key, '.')"/>
      <xsl:variable name="type" select="translate($id, '0123456789', '')"/>
      <controller op="add" id="{$id}" type="{$type}" bus="{substring-after($id, $type)}">
        <xsl:if test="$type = 'scsi'">
          <xsl:attribute name="model"><xsl:choose>
            <xsl:when test="key('vmx', concat($id, '.virtualdev')) != ''"><xsl:value-of select="key('vmx', concat($id, '.virtualdev'))"/></xsl:when>
            <xsl:otherwise>lsilogic</xsl:otherwise>
          </xsl:choose></xsl:attribute>
        </xsl:if>
      </controller>
    </xsl:for-each>
    <xsl:variable name="places" select="$vmx/x:entry[. = 'TRUE'][contains(@key, ':')][substring-after(@key, '.') = 'present']"/>
    <xsl:for-each select="$places">
      <xsl:variable name="place" select="substring-before(@key, '.')"/>
      <xsl:variable name="file" select="key('vmx', concat($place, '.filename'))"/>
      <xsl:if test="not(contains(key('vmx', concat($place, '.devicetype')), 'cdrom'))">
        <disk op="add" path="{$file/@path}">
          <xsl:call-template name="vmx-place"><xsl:with-param name="place" select="$place"/></xsl:call-template>
          <xsl:if test="$file/@datastore"><xsl:attribute name="datastore"><xsl:value-of select="d:id('Datastore', string($file/@datastore))"/></xsl:attribute></xsl:if>
          <xsl:if test="starts-with(key('vmx', concat($place, '.mode')), 'independent')">
            <xsl:attribute name="mode"><xsl:value-of select="translate(key('vmx', concat($place, '.mode')), '-', '_')"/></xsl:attribute>
          </xsl:if>
        </disk>
      </xsl:if>
    </xsl:for-each>
    <xsl:for-each select="$places">
      <xsl:variable name="place" select="substring-before(@key, '.')"/>
      <xsl:variable name="file" select="key('vmx', concat($place, '.filename'))"/>
      <xsl:variable name="type" select="key('vmx', concat($place, '.devicetype'))"/>
      <xsl:if test="contains($type, 'cdrom')">
        <cdrom op="add">
          <xsl:call-template name="vmx-place"><xsl:with-param name="place" select="$place"/></xsl:call-template>
          <xsl:if test="$type = 'cdrom-image' and $file/@path">
            <xsl:if test="$file/@datastore"><xsl:attribute name="datastore"><xsl:value-of select="d:id('Datastore', string($file/@datastore))"/></xsl:attribute></xsl:if>
            <xsl:attribute name="path"><xsl:value-of select="$file/@path"/></xsl:attribute>
          </xsl:if>
          <xsl:if test="key('vmx', concat($place, '.startconnected')) != ''">
            <xsl:attribute name="connected"><xsl:value-of select="key('vmx', concat($place, '.startconnected')) = 'TRUE'"/></xsl:attribute>
          </xsl:if>
        </cdrom>
      </xsl:if>
    </xsl:for-each>
    <xsl:for-each select="$vmx/x:entry[. = 'TRUE'][starts-with(@key, 'ethernet')][substring-after(@key, '.') = 'present']">
      <xsl:call-template name="vmx-nic"><xsl:with-param name="card" select="substring-before(@key, '.')"/></xsl:call-template>
    </xsl:for-each>
    <metadata>
      <xsl:if test="contains($guest, ' ')"><entry owner="vsphere" key="guestId"><xsl:value-of select="substring-after($guest, ' ')"/></entry></xsl:if>
      <xsl:if test="key('vmx', 'virtualhw.version') &gt; 0">
        <entry owner="vsphere" key="version"><xsl:value-of select="concat('vmx-', format-number(key('vmx', 'virtualhw.version'), '00'))"/></entry>
      </xsl:if>
      <entry owner="vsphere" key="files.vmPathName"><xsl:value-of select="normalize-space(v:path)"/></entry>
    </metadata>
  </xsl:template>

  <xsl:template name="vmx-place">
    <xsl:param name="place"/>
    <xsl:variable name="controller" select="substring-before($place, ':')"/>
    <xsl:variable name="unit" select="number(substring-after($place, ':'))"/>
    <xsl:attribute name="controller"><xsl:value-of select="$controller"/></xsl:attribute>
    <xsl:attribute name="unit"><xsl:value-of select="$unit - number(starts-with($controller, 'scsi') and $unit &gt; 7)"/></xsl:attribute>
  </xsl:template>

  <xsl:template name="vmx-nic">
    <xsl:param name="card"/>
    <xsl:variable name="type" select="key('vmx', concat($card, '.addresstype'))"/>
    <xsl:variable name="mac" select="translate(key('vmx', concat($card, '.address'))[$type = 'static' or $type = '']
                                               | key('vmx', concat($card, '.generatedaddress'))[$type != 'static'], 'ABCDEF', 'abcdef')"/>
    <xsl:variable name="model" select="key('vmx', concat($card, '.virtualdev'))"/>
    <xsl:variable name="network" select="key('vmx', concat($card, '.networkname'))/@network"/>
    <nic op="add">
      <xsl:if test="$mac != ''"><xsl:attribute name="mac"><xsl:value-of select="$mac"/></xsl:attribute></xsl:if>
      <xsl:attribute name="model"><xsl:choose>
        <xsl:when test="$model = 'e1000' or $model = 'e1000e' or $model = 'vmxnet3'"><xsl:value-of select="$model"/></xsl:when>
        <xsl:when test="$model = 'vlance'">emulated</xsl:when>
        <xsl:otherwise>vmxnet3</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:if test="$network"><xsl:attribute name="network"><xsl:value-of select="d:id('Network', string($network))"/></xsl:attribute></xsl:if>
      <xsl:if test="key('vmx', concat($card, '.startconnected')) != ''">
        <xsl:attribute name="connected"><xsl:value-of select="key('vmx', concat($card, '.startconnected')) = 'TRUE'"/></xsl:attribute>
      </xsl:if>
    </nic>
  </xsl:template>

  <!-- "libosinfo guestId" of the guestOS word, "unknown" if the word is not one of a system that is known here. -->
  <xsl:template name="vmx-guest">
    <xsl:variable name="word" select="key('vmx', 'guestos')"/>
    <xsl:variable name="stem" select="substring-before($word, '-64')"/>
    <xsl:variable name="first"><xsl:call-template name="guest-row"><xsl:with-param name="id" select="concat($stem, '_64Guest')"/></xsl:call-template></xsl:variable>
    <xsl:variable name="second"><xsl:call-template name="guest-row"><xsl:with-param name="id" select="concat($stem, '64Guest')"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="$stem != '' and $first != ''"><xsl:value-of select="concat(substring-before($first, ' '), ' ', $stem, '_64Guest')"/></xsl:when>
      <xsl:when test="$stem != '' and $second != ''"><xsl:value-of select="concat(substring-before($second, ' '), ' ', $stem, '64Guest')"/></xsl:when>
      <xsl:when test="$word = 'other-64'">unknown otherGuest64</xsl:when>
      <xsl:when test="$word = 'other'">unknown otherGuest</xsl:when>
      <xsl:otherwise>unknown</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

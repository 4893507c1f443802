<?xml version="1.0" encoding="UTF-8"?>
<!-- VM.create, clone, copy and provision. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">

  <!-- The fields that XAPI demands of a new VM and that say no more than its defaults are not repeated in metadata. -->
  <xsl:template name="create">
    <xsl:variable name="platform" select="$record[@name = 'platform']/x:struct/x:member"/>
    <xsl:variable name="boot" select="$record[@name = 'HVM_boot_params']/x:struct/x:member"/>
    <xsl:variable name="config" select="$record[@name = 'other_config']/x:struct/x:member"/>
    <xsl:variable name="max" select="$record[@name = 'memory_static_max']"/>
    <xsl:variable name="template" select="$record[@name = 'is_a_template']"/>
    <xsl:choose>
      <xsl:when test="not($record)">
        <xsl:call-template name="invalid"><xsl:with-param name="argument" select="'record'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($record[@name = 'VCPUs_max'] &gt; 0)">
        <xsl:call-template name="invalid"><xsl:with-param name="argument" select="'VCPUs_max'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($max &gt;= 1048576)">
        <xsl:call-template name="invalid"><xsl:with-param name="argument" select="'memory_static_max'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$template = '1' or $template = 'true'">
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="'making a template'"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="newVM">
          <xsl:with-param name="affinity" select="normalize-space($record[@name = 'affinity'])"/>
          <xsl:with-param name="name" select="$record[@name = 'name_label']"/>
          <xsl:with-param name="content">
            <xsl:if test="$record[@name = 'name_description'] != ''">
              <g:notes><xsl:value-of select="$record[@name = 'name_description']"/></g:notes>
            </xsl:if>
            <g:cpu count="{normalize-space($record[@name = 'VCPUs_max'])}">
              <xsl:if test="$platform[@name = 'cores-per-socket'] &gt; 0">
                <xsl:attribute name="coresPerSocket"><xsl:value-of select="$platform[@name = 'cores-per-socket']"/></xsl:attribute>
              </xsl:if>
            </g:cpu>
            <g:memory mib="{floor($max div 1048576)}"/>
            <xsl:call-template name="firmware">
              <xsl:with-param name="boot" select="$boot[@name = 'firmware']"/>
              <xsl:with-param name="secure" select="$platform[@name = 'secureboot']"/>
            </xsl:call-template>
            <xsl:call-template name="system"><xsl:with-param name="config" select="$config"/></xsl:call-template>
            <xsl:call-template name="metadata">
              <xsl:with-param name="entries" select="$platform | $boot | $config
                  | $record[@name = 'xenstore_data' or @name = 'VCPUs_params']/x:struct/x:member"/>
              <xsl:with-param name="more">
                <xsl:if test="$record[@name = 'VCPUs_at_startup'][. &gt; 0][. &lt; ../x:member[@name = 'VCPUs_max']]">
                  <xsl:call-template name="atStartup"><xsl:with-param name="count" select="$record[@name = 'VCPUs_at_startup']"/></xsl:call-template>
                </xsl:if>
              </xsl:with-param>
            </xsl:call-template>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="newVM">
    <xsl:param name="affinity" select="''"/>
    <xsl:param name="name"/>
    <xsl:param name="content"/>
    <!-- XAPI takes any host that could run it. -->
    <xsl:variable name="master" select="normalize-space($context[self::x:pool]/x:master[. != $null])"/>
    <xsl:choose>
      <xsl:when test="$affinity != '' and $affinity != $null">
        <g:command name="vm.create" target="{d:id('host', $affinity)}">
          <xsl:call-template name="datastore"/>
          <g:name><xsl:value-of select="$name"/></g:name><xsl:copy-of select="$content"/>
        </g:command>
      </xsl:when>
      <xsl:when test="$master = ''">
        <xsl:call-template name="invalid"><xsl:with-param name="argument" select="'affinity'"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <g:command name="vm.create" target="{d:id('host', $master)}">
          <xsl:call-template name="datastore"/>
          <g:name><xsl:value-of select="$name"/></g:name><xsl:copy-of select="$content"/>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The guest system, by the name of its template. -->
  <xsl:template name="system">
    <xsl:param name="config"/>
    <xsl:variable name="label" select="$config[@name = 'base_template_name']"/>
    <xsl:variable name="noted" select="$config[@name = 'dragoman.guest.os']"/>
    <xsl:choose>
      <xsl:when test="$noted != ''"><g:guest os="{$noted}"/></xsl:when>
      <xsl:when test="$label != '' and contains($templates, concat('=', $label, '|'))">
        <g:guest>
          <xsl:attribute name="os">
            <xsl:call-template name="lastWord">
              <xsl:with-param name="text" select="substring-before($templates, concat('=', $label, '|'))"/>
            </xsl:call-template>
          </xsl:attribute>
        </g:guest>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="firmware">
    <xsl:param name="boot"/>
    <xsl:param name="secure"/>
    <xsl:if test="$boot or $secure">
      <g:firmware>
        <xsl:if test="$boot">
          <xsl:attribute name="type">
            <xsl:choose><xsl:when test="$boot = 'uefi'">efi</xsl:when><xsl:otherwise>bios</xsl:otherwise></xsl:choose>
          </xsl:attribute>
        </xsl:if>
        <xsl:if test="$secure">
          <xsl:attribute name="secureBoot"><xsl:value-of select="$secure = 'true'"/></xsl:attribute>
        </xsl:if>
      </g:firmware>
    </xsl:if>
  </xsl:template>

  <!-- A copy of a VM is one; that of a template is a template until it is provisioned. -->
  <xsl:template name="clone">
    <xsl:choose>
      <xsl:when test="$isBlank and not($own)"><xsl:call-template name="handleInvalid"/></xsl:when>
      <xsl:when test="$isBlank">
        <xsl:variable name="config" select="$own/x:other_config/x:struct/x:member"/>
        <xsl:call-template name="newVM">
          <xsl:with-param name="name" select="$args[2]"/>
          <xsl:with-param name="content">
            <g:cpu count="{$own/x:VCPUs_max}" coresPerSocket="{$own/x:platform/x:struct/x:member[@name = 'cores-per-socket']}"/>
            <g:memory mib="{floor($own/x:memory_static_max div 1048576)}"/>
            <xsl:call-template name="firmware">
              <xsl:with-param name="boot" select="$own/x:HVM_boot_params/x:struct/x:member[@name = 'firmware']"/>
              <xsl:with-param name="secure" select="/.."/>
            </xsl:call-template>
            <xsl:call-template name="system"><xsl:with-param name="config" select="$config"/></xsl:call-template>
            <g:metadata>
              <g:entry owner="xen" key="HVM_boot_params:order">
                <xsl:value-of select="$own/x:HVM_boot_params/x:struct/x:member[@name = 'order']"/>
              </g:entry>
              <xsl:for-each select="$config[@name = 'install-methods' or @name = 'disks']">
                <g:entry owner="xen" key="other_config:{@name}"><xsl:value-of select="."/></g:entry>
              </xsl:for-each>
              <g:entry owner="xen" key="other_config:unprovisioned">true</g:entry>
            </g:metadata>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <g:command name="vm.clone" target="{d:id('VM', $self)}">
          <xsl:call-template name="newPlace"/>
          <xsl:if test="$own/x:is_a_template = '1'">
            <g:then>
              <g:command name="vm.reconfigure">
                <g:metadata><g:entry owner="xen" key="other_config:unprovisioned">true</g:entry></g:metadata>
              </g:command>
            </g:then>
          </xsl:if>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Where a copy goes, and its name. -->
  <xsl:template name="datastore">
    <xsl:variable name="sr" select="normalize-space($args[3])"/>
    <xsl:if test="$verb = 'copy' and $sr != '' and $sr != $null">
      <xsl:attribute name="datastore"><xsl:value-of select="d:id('SR', $sr)"/></xsl:attribute>
    </xsl:if>
  </xsl:template>
  <xsl:template name="newPlace">
    <xsl:call-template name="datastore"/>
    <g:name><xsl:value-of select="$args[2]"/></g:name>
  </xsl:template>

  <!-- Makes the disks that the template's other_config tells, as XML in its text. -->
  <xsl:template name="provision">
    <xsl:choose>
      <xsl:when test="$own and not($own/x:is_a_template = '1')">
        <g:fault code="invalidState">
          <g:message>Only a clone of a template can be provisioned.</g:message>
          <g:detail name="provisioned"><xsl:value-of select="$self"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="disks" select="string($own/x:other_config/x:struct/x:member[@name = 'disks'])"/>
        <g:command name="vm.reconfigure" target="{d:id('VM', $self)}">
          <xsl:call-template name="disks"><xsl:with-param name="text" select="$disks"/></xsl:call-template>
          <g:metadata>
            <xsl:if test="$disks != ''"><g:entry owner="xen" key="other_config:disks" op="remove"/></xsl:if>
            <g:entry owner="xen" key="other_config:unprovisioned" op="remove"/>
          </g:metadata>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="disks">
    <xsl:param name="text"/>
    <xsl:if test="contains($text, '&lt;disk ')">
      <xsl:variable name="disk" select="substring-before(substring-after($text, '&lt;disk '), '&gt;')"/>
      <xsl:variable name="size"><xsl:call-template name="attribute"><xsl:with-param name="text" select="$disk"/><xsl:with-param name="name" select="'size'"/></xsl:call-template></xsl:variable>
      <xsl:variable name="sr"><xsl:call-template name="attribute"><xsl:with-param name="text" select="$disk"/><xsl:with-param name="name" select="'sr'"/></xsl:call-template></xsl:variable>
      <xsl:variable name="unit"><xsl:call-template name="attribute"><xsl:with-param name="text" select="$disk"/><xsl:with-param name="name" select="'device'"/></xsl:call-template></xsl:variable>
      <xsl:variable name="store" select="$context[self::x:SR][x:uuid = $sr]"/>
      <xsl:if test="$size &gt; 0">
        <g:disk op="add" capacity="{$size}">
          <xsl:if test="$unit &gt;= 0"><xsl:attribute name="unit"><xsl:value-of select="$unit"/></xsl:attribute></xsl:if>
          <xsl:if test="$store"><xsl:attribute name="datastore"><xsl:value-of select="d:id('SR', string($store/@ref))"/></xsl:attribute></xsl:if>
        </g:disk>
      </xsl:if>
      <xsl:call-template name="disks"><xsl:with-param name="text" select="substring-after($text, '&lt;disk ')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="attribute">
    <xsl:param name="text"/>
    <xsl:param name="name"/>
    <xsl:variable name="rest" select="substring-after(concat(' ', translate($text, &quot;'&quot;, '&quot;')), concat(' ', $name, '=&quot;'))"/>
    <xsl:value-of select="substring-before($rest, '&quot;')"/>
  </xsl:template>
</xsl:stylesheet>

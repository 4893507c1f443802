<?xml version="1.0" encoding="UTF-8"?>
<!-- The blank templates that every XAPI pool has: VM records of no host. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:variable name="gib" select="1073741824"/>

  <xsl:template name="templates">
    <xsl:call-template name="template">
      <xsl:with-param name="name" select="'Other install media'"/><xsl:with-param name="os" select="''"/>
    </xsl:call-template>
    <xsl:call-template name="eachTemplate"><xsl:with-param name="rest" select="substring($templates, 2)"/></xsl:call-template>
  </xsl:template>

  <!-- New ones go to the end of the list: the number of a template is its identity. -->
  <xsl:template name="eachTemplate">
    <xsl:param name="rest"/>
    <xsl:param name="number" select="1"/>
    <xsl:variable name="entry" select="substring-before($rest, '|')"/>
    <xsl:if test="$entry != ''">
      <xsl:call-template name="template">
        <xsl:with-param name="number" select="$number"/>
        <xsl:with-param name="os" select="substring-before($entry, '=')"/>
        <xsl:with-param name="name" select="substring-after($entry, '=')"/>
      </xsl:call-template>
      <xsl:call-template name="eachTemplate">
        <xsl:with-param name="rest" select="substring-after($rest, '|')"/><xsl:with-param name="number" select="$number + 1"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="template">
    <xsl:param name="number" select="0"/>
    <xsl:param name="os"/>
    <xsl:param name="name"/>
    <xsl:variable name="windows" select="starts-with($os, 'win')"/>
    <xsl:variable name="processors"><xsl:choose><xsl:when test="$windows">2</xsl:when><xsl:otherwise>1</xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:variable name="memory">
      <xsl:choose>
        <xsl:when test="$windows"><xsl:value-of select="4 * $gib"/></xsl:when>
        <xsl:when test="$os = ''"><xsl:value-of select="$gib"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="2 * $gib"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="bytes" select="format-number($memory, '0')"/>
    <xsl:variable name="disk">
      <xsl:choose>
        <xsl:when test="$windows"><xsl:value-of select="format-number(64 * $gib, '0')"/></xsl:when>
        <xsl:when test="$os != ''"><xsl:value-of select="format-number(10 * $gib, '0')"/></xsl:when>
      </xsl:choose>
    </xsl:variable>
    <x:VM ref="OpaqueRef:template-{$number}">
      <x:uuid><xsl:value-of select="concat('7e3b1a7e-0000-4000-8000-', format-number($number, '000000000000'))"/></x:uuid>
      <x:name_label><xsl:value-of select="$name"/></x:name_label>
      <x:name_description>
        <xsl:choose>
          <xsl:when test="$os = ''">Template which allows VM installation from install media</xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="concat('Clones of this template will automatically provision their storage when first booted. For ', $name, '.')"/>
          </xsl:otherwise>
        </xsl:choose>
      </x:name_description>
      <x:power_state>Halted</x:power_state>
      <x:is_a_template><x:boolean>1</x:boolean></x:is_a_template>
      <x:is_default_template><x:boolean>1</x:boolean></x:is_default_template>
      <x:VCPUs_max><xsl:value-of select="$processors"/></x:VCPUs_max>
      <x:VCPUs_at_startup><xsl:value-of select="$processors"/></x:VCPUs_at_startup>
      <x:memory_static_min><xsl:value-of select="$bytes"/></x:memory_static_min>
      <x:memory_dynamic_min><xsl:value-of select="$bytes"/></x:memory_dynamic_min>
      <x:memory_dynamic_max><xsl:value-of select="$bytes"/></x:memory_dynamic_max>
      <x:memory_static_max><xsl:value-of select="$bytes"/></x:memory_static_max>
      <x:memory_target><xsl:value-of select="$bytes"/></x:memory_target>
      <x:HVM_boot_policy>BIOS order</x:HVM_boot_policy>
      <x:HVM_boot_params>
        <x:struct>
          <x:member name="order">cdn</x:member>
          <x:member name="firmware">
            <xsl:choose><xsl:when test="$os = 'win11' or $os = 'win2k22' or $os = 'win2k25'">uefi</xsl:when><xsl:otherwise>bios</xsl:otherwise></xsl:choose>
          </x:member>
        </x:struct>
      </x:HVM_boot_params>
      <x:domain_type>hvm</x:domain_type>
      <x:platform><x:struct><x:member name="cores-per-socket"><xsl:value-of select="$processors"/></x:member></x:struct></x:platform>
      <x:other_config>
        <x:struct>
          <x:member name="default_template">true</x:member>
          <x:member name="base_template_name"><xsl:value-of select="$name"/></x:member>
          <x:member name="install-methods">cdrom</x:member>
          <xsl:if test="$disk != ''">
            <x:member name="disks">
              <xsl:value-of select="concat('&lt;provision&gt;&lt;disk device=&quot;0&quot; size=&quot;', $disk,
                '&quot; sr=&quot;&quot; bootable=&quot;true&quot; type=&quot;system&quot;/&gt;&lt;/provision&gt;')"/>
            </x:member>
          </xsl:if>
        </x:struct>
      </x:other_config>
      <x:recommendations>
        <xsl:value-of select="concat('&lt;restrictions&gt;&lt;restriction field=&quot;memory-static-max&quot; max=&quot;', format-number(1024 * $gib, '0'),
          '&quot;/&gt;&lt;restriction field=&quot;vcpus-max&quot; max=&quot;32&quot;/&gt;&lt;restriction property=&quot;number-of-vbds&quot; max=&quot;16&quot;/&gt;&lt;restriction property=&quot;number-of-vifs&quot; max=&quot;7&quot;/&gt;&lt;/restrictions&gt;')"/>
      </x:recommendations>
      <x:allowed_operations>
        <x:array><x:value>clone</x:value><x:value>copy</x:value></x:array>
      </x:allowed_operations>
    </x:VM>
  </xsl:template>
</xsl:stylesheet>

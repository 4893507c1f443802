<?xml version="1.0" encoding="UTF-8"?>
<!-- What XAPI clients have noted down with an object and no hypervisor has a place for. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:variable name="kept" select="/p:view/p:annotations/p:annotation[@owner = 'xen']"/>
  <xsl:variable name="fields" select="/p:view/p:fields/g:field"/>
  <!-- Those that are true or false. -->
  <xsl:variable name="flags" select="' ha_always_run has_vendor_device sharable read_only unpluggable bootable '"/>

  <!-- A key "map:key" is a member of the field map. -->
  <xsl:template name="keptMembers">
    <xsl:param name="name"/>
    <xsl:param name="of" select="''"/>
    <xsl:variable name="start" select="concat($of, $name, ':')"/>
    <xsl:for-each select="$kept[starts-with(@key, $start)]">
      <x:member name="{substring-after(@key, $start)}"><xsl:value-of select="."/></x:member>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="keptMap">
    <xsl:param name="name"/>
    <xsl:param name="of" select="''"/>
    <xsl:element name="x:{$name}">
      <x:struct>
        <xsl:call-template name="keptMembers">
          <xsl:with-param name="name" select="$name"/><xsl:with-param name="of" select="$of"/>
        </xsl:call-template>
      </x:struct>
    </xsl:element>
  </xsl:template>

  <xsl:template name="keptTags">
    <xsl:param name="of" select="''"/>
    <xsl:variable name="start" select="concat($of, 'tags:')"/>
    <x:tags>
      <x:array>
        <xsl:for-each select="$kept[starts-with(@key, $start)]">
          <x:value><xsl:value-of select="substring-after(@key, $start)"/></x:value>
        </xsl:for-each>
        <xsl:if test="$of = ''">
          <xsl:for-each select="/p:view/p:tags/p:tag">
            <x:value><xsl:value-of select="concat(substring(concat(@category, ':'), 1, 999 * (@category != 'XenAPI')), .)"/></x:value>
          </xsl:for-each>
        </xsl:if>
      </x:array>
    </x:tags>
  </xsl:template>

  <!-- Plain fields; they come last, so that they count instead of what was said before. -->
  <xsl:template name="keptFields">
    <xsl:param name="of" select="''"/>
    <xsl:for-each select="$kept[starts-with(@key, $of)][not(contains(substring-after(@key, $of), ':') or contains(substring-after(@key, $of), '/'))]">
      <xsl:variable name="name" select="substring-after(@key, $of)"/>
      <xsl:element name="x:{$name}">
        <xsl:choose>
          <xsl:when test="contains($flags, concat(' ', $name, ' '))">
            <x:boolean><xsl:value-of select="number(. = '1' or . = 'true')"/></x:boolean>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
        </xsl:choose>
      </xsl:element>
    </xsl:for-each>
  </xsl:template>

  <!-- Those of a device are kept with its VM, under "kind/device/". -->
  <xsl:template name="keptOfDevice">
    <xsl:param name="kind"/>
    <xsl:variable name="of" select="concat($kind, '/', @id, '/')"/>
    <xsl:if test="$kept[starts-with(@key, $of)]">
      <xsl:call-template name="keptMap"><xsl:with-param name="name" select="'other_config'"/><xsl:with-param name="of" select="$of"/></xsl:call-template>
      <xsl:choose>
        <xsl:when test="$kind = 'volume'">
          <xsl:call-template name="keptMap"><xsl:with-param name="name" select="'xenstore_data'"/><xsl:with-param name="of" select="$of"/></xsl:call-template>
          <xsl:call-template name="keptTags"><xsl:with-param name="of" select="$of"/></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="keptMap"><xsl:with-param name="name" select="'qos_algorithm_params'"/><xsl:with-param name="of" select="$of"/></xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="keptFields"><xsl:with-param name="of" select="$of"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- The custom fields of other clients, under the name that XenCenter gives its own. -->
  <xsl:template name="customFields">
    <xsl:for-each select="/p:view/p:annotations/p:annotation[@owner != 'xen']">
      <xsl:variable name="field" select="$fields[@id = current()/@key]/g:name"/>
      <x:member>
        <xsl:attribute name="name">
          <xsl:choose>
            <xsl:when test="$field"><xsl:value-of select="concat('XenCenter.CustomFields.', $field)"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="concat('dragoman.', @owner, '.', @key)"/></xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
        <xsl:value-of select="."/>
      </x:member>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>

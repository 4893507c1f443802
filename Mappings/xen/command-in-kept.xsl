<?xml version="1.0" encoding="UTF-8"?>
<!-- Setters of fields that no hypervisor has a place for: they are kept beside the object. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">

  <!-- VBDs and VIFs are no objects of their own: their fields are kept with the VM, under the device's name. -->
  <xsl:template name="keep">
    <xsl:variable name="of" select="substring(concat($kind, '/', $device, '/'), 1, 999 * ($kind != '' and $device != ''))"/>
    <xsl:variable name="value" select="$args[2]"/>
    <xsl:variable name="single" select="substring-after($verb, 'add_')"/>
    <xsl:variable name="kept">
      <xsl:choose>
        <xsl:when test="starts-with($verb, 'add_to_')">
          <g:annotation owner="xen" key="{$of}{$field}:{$value}" op="add"><xsl:value-of select="$args[3]"/></g:annotation>
        </xsl:when>
        <xsl:when test="starts-with($verb, 'remove_from_')"><g:annotation owner="xen" key="{$of}{$field}:{$value}" op="remove"/></xsl:when>
        <xsl:when test="$verb = 'add_tags'"><g:annotation owner="xen" key="{$of}tags:{$value}"/></xsl:when>
        <xsl:when test="$verb = 'remove_tags'"><g:annotation owner="xen" key="{$of}tags:{$value}" op="remove"/></xsl:when>
        <xsl:when test="$verb = 'set_tags'">
          <xsl:for-each select="$value/x:array/x:value"><g:annotation owner="xen" key="{$of}tags:{.}"/></xsl:for-each>
          <xsl:for-each select="$own/x:tags/x:array/x:value[not(. = $value/x:array/x:value)]">
            <g:annotation owner="xen" key="{$of}tags:{.}" op="remove"/>
          </xsl:for-each>
        </xsl:when>
        <xsl:when test="starts-with($verb, 'set_') and $value/x:struct">
          <xsl:variable name="members" select="$value/x:struct/x:member"/>
          <xsl:for-each select="$members">
            <xsl:if test="not(starts-with(@name, 'XenCenter.CustomFields.') or starts-with(@name, 'dragoman.'))">
              <g:annotation owner="xen" key="{$of}{$field}:{@name}"><xsl:value-of select="."/></g:annotation>
            </xsl:if>
          </xsl:for-each>
          <xsl:for-each select="$own/*[local-name() = $field]/x:struct/x:member[not(@name = $members/@name)]">
            <g:annotation owner="xen" key="{$of}{$field}:{@name}" op="remove"/>
          </xsl:for-each>
        </xsl:when>
        <xsl:when test="starts-with($verb, 'set_') and not($value/x:array)">
          <g:annotation owner="xen" key="{$of}{$field}"><xsl:value-of select="$value"/></g:annotation>
        </xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="contains(' VM SR network host ', concat(' ', $class, ' ')) and contains(' add_tags remove_tags set_tags ', concat(' ', $verb, ' '))">
        <xsl:call-template name="tags"/>
      </xsl:when>
      <xsl:when test="d:nodes($kept)/g:annotation">
        <g:command name="annotation.set">
          <xsl:attribute name="target"><xsl:call-template name="keeper"/></xsl:attribute><xsl:copy-of select="$kept"/>
        </g:command>
      </xsl:when>
      <!-- A set or map that was empty before and is to be: one key of nobody's is taken away. -->
      <xsl:when test="starts-with($verb, 'set_') and ($value/x:struct or $value/x:array)">
        <g:command name="annotation.set">
          <xsl:attribute name="target"><xsl:call-template name="keeper"/></xsl:attribute>
          <g:annotation owner="xen" key="{$of}{$field}:" op="remove"/>
        </g:command>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="refuse"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What other clients have in categories is "CATEGORY:NAME" here. -->
  <xsl:template name="tags">
    <xsl:variable name="wanted" select="$args[2][$verb != 'remove_tags'][not(x:array)] | $args[2][$verb = 'set_tags']/x:array/x:value"/>
    <xsl:variable name="gone" select="$args[2][$verb = 'remove_tags'] | $own[$verb = 'set_tags']/x:tags/x:array/x:value[not(. = $wanted)]"/>
    <g:command name="tag.set" target="{d:id($class, $self)}">
      <xsl:for-each select="$wanted | $gone">
        <g:tag otherwise="XenAPI">
          <xsl:if test="count(. | $gone) = count($gone)"><xsl:attribute name="op">remove</xsl:attribute></xsl:if>
          <xsl:if test="contains(., ':')">
            <xsl:attribute name="category"><xsl:value-of select="substring-before(., ':')"/></xsl:attribute>
            <xsl:attribute name="name"><xsl:value-of select="substring-after(., ':')"/></xsl:attribute>
          </xsl:if>
          <xsl:value-of select="."/>
        </g:tag>
      </xsl:for-each>
      <!-- None before, and none wanted: nobody's is taken off. -->
      <xsl:if test="not($wanted | $gone)"><g:tag op="remove" otherwise="XenAPI"/></xsl:if>
    </g:command>
  </xsl:template>

  <xsl:template name="keeper">
    <xsl:choose>
      <xsl:when test="$kind != '' and $device != ''"><xsl:value-of select="d:id('VM', $machine)"/></xsl:when>
      <xsl:when test="$class = 'pool'"><xsl:value-of select="substring-after($self, 'OpaqueRef:')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="d:id($class, $self)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- The volumes of a storage repository as files. Included by result-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p x d">

  <!-- Disks and images: the copies of snapshots and the memory of suspended VMs are parts of their VMs. -->
  <xsl:variable name="volumes" select="/p:outcome/p:result[@step = 'list']/x:result/x:struct/x:member/x:struct
                                       [x:member[@name = 'is_a_snapshot'] != '1'][x:member[@name = 'type'] = 'user']"/>

  <xsl:template match="/p:outcome[not(p:failure)][@command = 'file.list']" priority="2">
    <g:result command="{@command}">
      <g:object type="listing" id="{@target}">
        <xsl:copy-of select="g:command"/>
        <!-- Nothing is in a folder. -->
        <xsl:if test="g:command/@path = ''"><xsl:apply-templates select="$volumes" mode="file"/></xsl:if>
      </g:object>
    </g:result>
  </xsl:template>

  <xsl:template match="/p:outcome[not(p:failure)][@command = 'volume.info']" priority="2">
    <xsl:variable name="path" select="string(g:command/@path)"/>
    <xsl:variable name="found" select="$volumes[x:member[@name = 'name_label'] = $path
        or x:member[@name = 'location'] = $path or concat(x:member[@name = 'uuid'], '.vhd') = $path][1]"/>
    <xsl:choose>
      <xsl:when test="$found">
        <g:result command="{@command}">
          <g:object type="volume" id="{d:id('VDI', string($found/../@name))}"><xsl:apply-templates select="$found" mode="file"/></g:object>
        </g:result>
      </xsl:when>
      <xsl:otherwise>
        <g:fault code="fileNotFound">
          <g:message><xsl:value-of select="concat('There is no volume ', $path, '.')"/></g:message>
          <g:detail name="path"><xsl:value-of select="$path"/></g:detail>
        </g:fault>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="x:struct" mode="file">
    <xsl:variable name="location" select="x:member[@name = 'location']"/>
    <xsl:variable name="uuid" select="x:member[@name = 'uuid']"/>
    <xsl:variable name="named" select="$location != '' and $location != $uuid"/>
    <xsl:variable name="image" select="contains($location, '.iso')"/>
    <g:file>
      <xsl:attribute name="path"><xsl:choose>
        <xsl:when test="$named"><xsl:value-of select="$location"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="concat($uuid, '.vhd')"/></xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:attribute name="kind"><xsl:choose>
        <xsl:when test="$image">image</xsl:when>
        <xsl:otherwise>disk</xsl:otherwise>
      </xsl:choose></xsl:attribute>
      <xsl:if test="x:member[@name = 'name_label'] != '' and not($named)">
        <xsl:attribute name="name"><xsl:value-of select="x:member[@name = 'name_label']"/></xsl:attribute>
      </xsl:if>
      <xsl:attribute name="size"><xsl:value-of select="x:member[@name = 'physical_utilisation']"/></xsl:attribute>
      <xsl:if test="not($image)">
        <xsl:attribute name="capacity"><xsl:value-of select="x:member[@name = 'virtual_size']"/></xsl:attribute>
        <xsl:attribute name="thin">
          <xsl:value-of select="not(x:member[@name = 'sm_config']/x:struct/x:member[@name = 'type'] = 'raw')
                                and x:member[@name = 'physical_utilisation'] &lt; x:member[@name = 'virtual_size']"/>
        </xsl:attribute>
        <xsl:attribute name="volume"><xsl:value-of select="d:id('VDI', string(../@name))"/></xsl:attribute>
      </xsl:if>
    </g:file>
  </xsl:template>
</xsl:stylesheet>

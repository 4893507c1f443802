<?xml version="1.0" encoding="UTF-8"?>
<!-- Calls about volumes as commands about files of a datastore. For command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <!-- PREALLOC_METADATA (1) is the host's business. -->
  <xsl:template match="/v:call[@procedure = 'storageVolCreateXML']">
    <xsl:variable name="volume" select="v:xml/volume"/>
    <xsl:variable name="capacity"><xsl:call-template name="bytes"><xsl:with-param name="size" select="$volume/capacity"/></xsl:call-template></xsl:variable>
    <xsl:variable name="allocation"><xsl:call-template name="bytes"><xsl:with-param name="size" select="$volume/allocation"/></xsl:call-template></xsl:variable>
    <xsl:variable name="format"><xsl:choose>
      <xsl:when test="$volume/target/format"><xsl:value-of select="$volume/target/format/@type"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="format"><xsl:with-param name="name" select="$volume/name"/></xsl:call-template></xsl:otherwise>
    </xsl:choose></xsl:variable>
    <xsl:choose>
      <xsl:when test="$flags &gt; 1"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="$volume/backingStore/path">
        <xsl:call-template name="unsupported"><xsl:with-param name="what">backing store of a new volume</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="not(string($volume/name)) or not($volume/capacity) or number($capacity) != number($capacity)">
        <fault code="invalidArgument"><message>XML error: a volume needs a name and a capacity</message><detail name="argument">xml</detail></fault>
      </xsl:when>
      <xsl:otherwise>
        <command name="volume.create" target="{d:id('pool', v:pool/@uuid)}" path="{$volume/name}" capacity="{$capacity}"
                 thin="{not($volume/allocation) or $allocation &lt; $capacity}">
          <xsl:if test="$format = 'raw' or $format = 'iso'"><xsl:attribute name="format">raw</xsl:attribute></xsl:if>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A volume is named by its pool's name, which the connection knows. -->
  <xsl:template name="pool-of-volume">
    <xsl:attribute name="target"><xsl:value-of select="d:id('pool', $pools[@name = current()/v:vol/@pool][1]/@uuid)"/></xsl:attribute>
    <xsl:attribute name="path"><xsl:value-of select="v:vol/@name"/></xsl:attribute>
  </xsl:template>

  <!-- Name and pool may be others; the rest of the copy is as in the volume that is copied. -->
  <xsl:template match="/v:call[@procedure = 'storageVolCreateXMLFrom']">
    <xsl:variable name="volume" select="v:xml/volume"/>
    <xsl:variable name="extension"><xsl:call-template name="extension"><xsl:with-param name="name" select="v:clonevol/@name"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="$flags &gt; 1"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="not(string($volume/name))">
        <fault code="invalidArgument"><message>XML error: a volume needs a name</message><detail name="argument">xml</detail></fault>
      </xsl:when>
      <xsl:otherwise>
        <command name="file.copy" target="{d:id('pool', $pools[@name = current()/v:clonevol/@pool][1]/@uuid)}" path="{v:clonevol/@name}"
                 toDatastore="{d:id('pool', v:pool/@uuid)}" toPath="{$volume/name}" overwrite="false"
                 disk="{$extension != 'iso' and $extension != 'img' and $extension != 'raw'}"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:call[@procedure = 'storageVolDelete']">
    <xsl:variable name="extension"><xsl:call-template name="extension"><xsl:with-param name="name" select="v:vol/@name"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="$flags != 0"><xsl:call-template name="flag"/></xsl:when>
      <xsl:otherwise>
        <command name="file.delete"><xsl:call-template name="pool-of-volume"/><xsl:attribute name="disk"><xsl:value-of select="$extension != 'iso' and $extension != 'img' and $extension != 'raw'"/></xsl:attribute></command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ALLOCATE (1) and DELTA (2) are refused; SHRINK (4) allows what the host may still refuse. -->
  <xsl:template match="/v:call[@procedure = 'storageVolResize']">
    <xsl:choose>
      <xsl:when test="$flags != 0 and $flags != 4"><xsl:call-template name="flag"/></xsl:when>
      <xsl:otherwise>
        <command name="volume.resize"><xsl:call-template name="pool-of-volume"/><xsl:attribute name="capacity"><xsl:value-of select="v:capacity"/></xsl:attribute></command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The content goes over the stream. What a VMDK holds is in a file beside it. SPARSE_STREAM is 1. -->
  <xsl:template match="/v:call[@procedure = 'storageVolUpload' or @procedure = 'storageVolDownload']">
    <xsl:variable name="extension"><xsl:call-template name="extension"><xsl:with-param name="name" select="v:vol/@name"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="$flags &gt; 1"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="$procedure = 'storageVolDownload'">
        <command name="file.read">
          <xsl:call-template name="pool-of-volume"/>
          <xsl:if test="$extension = 'vmdk'"><xsl:attribute name="disk">true</xsl:attribute></xsl:if>
        </command>
      </xsl:when>
      <xsl:otherwise>
        <command name="file.write" size="{v:length}" existing="true">
          <xsl:call-template name="pool-of-volume"/>
          <xsl:if test="$extension = 'vmdk'"><xsl:attribute name="disk">true</xsl:attribute></xsl:if>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Disks, CD-ROM drives and their controllers of a domain as generic ones. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <xsl:template match="devices" mode="controllers">
    <xsl:for-each select="controller[@type = 'scsi' or @type = 'sata']">
      <controller id="{@type}{@index}" type="{@type}" bus="{@index}" handle="{@type}:{@index}">
        <xsl:if test="string(@model)">
          <xsl:attribute name="model">
            <xsl:choose>
              <xsl:when test="@model = 'vmpvscsi'">pvscsi</xsl:when>
              <xsl:otherwise><xsl:value-of select="@model"/></xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
        </xsl:if>
      </controller>
    </xsl:for-each>
    <xsl:if test="controller[@type = 'ide'] or disk/target[@bus = 'ide']">
      <controller id="ide0" type="ide" bus="0" handle="ide:0"/>
      <controller id="ide1" type="ide" bus="1" handle="ide:0"/>
    </xsl:if>
    <xsl:if test="disk/target[@bus = 'virtio']"><controller id="virtio0" type="virtio" bus="0"/></xsl:if>
    <xsl:if test="disk/target[@bus = 'xen']"><controller id="xen0" type="xen" bus="0"/></xsl:if>
  </xsl:template>

  <!-- Devices on buses that the generic protocol has no controllers for (usb, fdc, sd). -->
  <xsl:template match="disk" mode="disks"/>

  <xsl:template match="disk[target/@bus = 'ide' or target/@bus = 'scsi' or target/@bus = 'sata' or target/@bus = 'virtio' or target/@bus = 'xen']" mode="disks">
    <xsl:variable name="type" select="target/@bus"/>
    <xsl:variable name="index"><xsl:call-template name="device-index"><xsl:with-param name="dev" select="target/@dev"/></xsl:call-template></xsl:variable>
    <xsl:variable name="address" select="address[@type = 'drive']"/>
    <xsl:variable name="width">
      <xsl:choose>
        <xsl:when test="$type = 'ide'">2</xsl:when>
        <xsl:when test="$type = 'sata'">6</xsl:when>
        <xsl:when test="$type = 'scsi'">7</xsl:when>
        <xsl:otherwise>1000</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="bus">
      <xsl:choose>
        <xsl:when test="$address and $type = 'ide'"><xsl:value-of select="$address/@bus"/></xsl:when>
        <xsl:when test="$address"><xsl:value-of select="$address/@controller"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="floor($index div $width)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="unit">
      <xsl:choose>
        <!-- A disk has a target or a unit of its own, by its controller's model; where it has both, both count. -->
        <xsl:when test="$address"><xsl:value-of select="sum($address/@target) * (1 + 255 * ($address/@unit &gt; 0)) + $address/@unit"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$index mod $width"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="source" select="source/@file | source/@dev | source/@name | source/@dir"/>
    <xsl:variable name="volume" select="/v:domain/v:volume[@path = $source
      or (@pool = current()/source/@pool and @name = current()/source/@volume)][1]"/>
    <xsl:variable name="element">
      <xsl:choose>
        <xsl:when test="@device = 'cdrom'">cdrom</xsl:when>
        <xsl:otherwise>disk</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{$element}" namespace="urn:dragoman:generic">
      <xsl:attribute name="id"><xsl:value-of select="concat($type, $bus, ':', $unit)"/></xsl:attribute>
      <xsl:attribute name="controller"><xsl:value-of select="concat($type, $bus)"/></xsl:attribute>
      <xsl:attribute name="unit"><xsl:value-of select="$unit"/></xsl:attribute>
      <xsl:attribute name="handle"><xsl:value-of select="target/@dev"/></xsl:attribute>
      <xsl:if test="$volume">
        <xsl:attribute name="datastore"><xsl:value-of select="d:id('pool', $volume/@poolUUID)"/></xsl:attribute>
      </xsl:if>
      <xsl:variable name="path">
        <xsl:choose>
          <xsl:when test="$volume"><xsl:value-of select="$volume/@name"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$source"/></xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <xsl:choose>
        <xsl:when test="@device = 'cdrom'">
          <xsl:if test="string($path)"><xsl:attribute name="path"><xsl:value-of select="$path"/></xsl:attribute></xsl:if>
          <xsl:attribute name="connected"><xsl:value-of select="string($path) != '' and not(target/@tray = 'open')"/></xsl:attribute>
        </xsl:when>
        <xsl:otherwise>
          <xsl:if test="$volume"><xsl:attribute name="volume"><xsl:value-of select="d:id('volume', $volume/@path)"/></xsl:attribute></xsl:if>
          <xsl:attribute name="path"><xsl:value-of select="$path"/></xsl:attribute>
          <xsl:attribute name="capacity"><xsl:choose>
            <xsl:when test="$volume"><xsl:value-of select="$volume/@capacity"/></xsl:when>
            <xsl:otherwise>0</xsl:otherwise>
          </xsl:choose></xsl:attribute>
          <xsl:attribute name="thin"><xsl:value-of select="boolean($volume/@allocation &lt; $volume/@capacity)"/></xsl:attribute>
          <xsl:attribute name="mode"><xsl:choose>
            <xsl:when test="transient">independent_nonpersistent</xsl:when>
            <xsl:when test="@snapshot = 'no'">independent_persistent</xsl:when>
            <xsl:otherwise>persistent</xsl:otherwise>
          </xsl:choose></xsl:attribute>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:element>
  </xsl:template>
</xsl:stylesheet>

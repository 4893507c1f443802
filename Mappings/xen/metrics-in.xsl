<?xml version="1.0" encoding="UTF-8"?>
<!--
  XAPI's rrd_updates to generic samples: the legend's entries are AVERAGE:vm:UUID:name, and the last row has their
  values in that order. The objects beside it tell whose UUID that is, and what a share is a share of.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:g="urn:dragoman:generic"
                xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="x d">
  <xsl:output method="xml"/>

  <xsl:variable name="values" select="/x:samples/xport/data/row[1]/v"/>
  <xsl:key name="entry" match="/x:samples/xport/meta/legend/entry"
           use="substring-before(substring-after(substring-after(., ':'), ':'), ':')"/>

  <xsl:template match="/x:samples">
    <g:samples><xsl:apply-templates select="x:object"/></g:samples>
  </xsl:template>

  <xsl:template match="x:object">
    <g:sample id="{d:id(string(@type), string(@ref))}">
      <xsl:attribute name="type"><xsl:value-of select="translate(@type, 'VM', 'vm')"/></xsl:attribute>
      <xsl:apply-templates select="key('entry', @uuid)"><xsl:with-param name="object" select="."/></xsl:apply-templates>
      <xsl:if test="@uptime"><g:value metric="uptime"><xsl:value-of select="@uptime"/></g:value></xsl:if>
    </g:sample>
  </xsl:template>

  <xsl:template match="entry">
    <xsl:param name="object"/>
    <xsl:variable name="place" select="count(preceding-sibling::entry) + 1"/>
    <xsl:variable name="value" select="number($values[$place])"/>
    <xsl:variable name="name" select="substring-after(., concat($object/@uuid, ':'))"/>
    <xsl:variable name="legend" select="key('entry', $object/@uuid)"/>
    <xsl:if test="string($value) != 'NaN'">
      <xsl:choose>
        <xsl:when test="$name = 'cpu_usage' or $name = 'cpu_avg'">
          <g:value metric="cpu.usage"><xsl:value-of select="$value * 100"/></g:value>
          <g:value metric="cpu.usageMhz"><xsl:value-of select="$value * $object/@cores * $object/@mhz"/></g:value>
        </xsl:when>
        <xsl:when test="$name = 'runstate_concurrency_hazard'">
          <g:value metric="cpu.ready"><xsl:value-of select="$value * $object/@cores * 1000"/></g:value>
        </xsl:when>
        <!-- Bytes, of which a part is free inside: KiB. -->
        <xsl:when test="$name = 'memory'">
          <g:value metric="memory.consumed"><xsl:value-of select="$value div 1024"/></g:value>
        </xsl:when>
        <xsl:when test="$name = 'memory_internal_free'">
          <xsl:variable name="total" select="$object/@memory div 1024"/>
          <g:value metric="memory.active"><xsl:value-of select="$total - $value"/></g:value>
          <g:value metric="memory.usage"><xsl:value-of select="($total - $value) div $total * 100"/></g:value>
        </xsl:when>
        <xsl:when test="$name = 'memory_target'">
          <g:value metric="memory.balloon"><xsl:value-of select="($object/@memory - $value) div 1024"/></g:value>
        </xsl:when>
        <xsl:when test="$name = 'memory_free_kib'">
          <xsl:variable name="total" select="$object/@memory div 1024"/>
          <g:value metric="memory.usage"><xsl:value-of select="($total - $value) div $total * 100"/></g:value>
          <g:value metric="memory.consumed"><xsl:value-of select="$total - $value"/></g:value>
        </xsl:when>
        <xsl:when test="starts-with($name, 'vbd_')">
          <xsl:variable name="device" select="substring-before(substring-after($name, 'vbd_'), '_')"/>
          <!-- xvda is place 0. -->
          <xsl:variable name="unit" select="string-length(substring-before('abcdefghijklmnopqrstuvwxyz', substring($device, 4, 1)))"/>
          <xsl:call-template name="disk">
            <xsl:with-param name="what" select="substring-after(substring-after($name, 'vbd_'), '_')"/>
            <xsl:with-param name="id" select="concat('xen0:', $unit)"/><xsl:with-param name="value" select="$value"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="starts-with($name, 'vif_')">
          <xsl:variable name="card" select="concat('nic', substring-before(substring-after($name, 'vif_'), '_'))"/>
          <xsl:variable name="metric">
            <xsl:choose>
              <xsl:when test="substring-after(substring-after($name, 'vif_'), '_') = 'rx'">net.received</xsl:when>
              <xsl:when test="substring-after(substring-after($name, 'vif_'), '_') = 'tx'">net.transmitted</xsl:when>
            </xsl:choose>
          </xsl:variable>
          <xsl:if test="$metric != ''">
            <g:value metric="{$metric}" instance="{$card}"><xsl:value-of select="$value div 1024"/></g:value>
          </xsl:if>
        </xsl:when>
        <xsl:when test="$name = 'pif_aggr_rx'">
          <g:value metric="net.received"><xsl:value-of select="$value div 1024"/></g:value>
        </xsl:when>
        <xsl:when test="$name = 'pif_aggr_tx'">
          <g:value metric="net.transmitted"><xsl:value-of select="$value div 1024"/></g:value>
        </xsl:when>
      </xsl:choose>
    </xsl:if>
  </xsl:template>

  <!-- Bytes a second; latencies in microseconds. -->
  <xsl:template name="disk">
    <xsl:param name="what"/>
    <xsl:param name="id"/>
    <xsl:param name="value"/>
    <xsl:choose>
      <xsl:when test="$what = 'read'"><g:value metric="disk.read" instance="{$id}"><xsl:value-of select="$value div 1024"/></g:value></xsl:when>
      <xsl:when test="$what = 'write'"><g:value metric="disk.write" instance="{$id}"><xsl:value-of select="$value div 1024"/></g:value></xsl:when>
      <xsl:when test="$what = 'iops_read'"><g:value metric="disk.readOperations" instance="{$id}"><xsl:value-of select="$value"/></g:value></xsl:when>
      <xsl:when test="$what = 'iops_write'"><g:value metric="disk.writeOperations" instance="{$id}"><xsl:value-of select="$value"/></g:value></xsl:when>
      <xsl:when test="$what = 'read_latency'"><g:value metric="disk.readLatency" instance="{$id}"><xsl:value-of select="$value div 1000"/></g:value></xsl:when>
      <xsl:when test="$what = 'write_latency'"><g:value metric="disk.writeLatency" instance="{$id}"><xsl:value-of select="$value div 1000"/></g:value></xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

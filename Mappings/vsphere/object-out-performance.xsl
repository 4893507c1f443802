<?xml version="1.0" encoding="UTF-8"?>
<!-- PerformanceManager from the table of counters, and the part of a summary that follows the metrics. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:v="urn:vim25" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                xmlns:f="urn:dragoman:performance" exclude-result-prefixes="v g p d f">

  <xsl:template match="f:performance">
    <managedObject type="PerformanceManager" id="PerfMgr">
      <description>
        <xsl:for-each select="f:counter[not(@rollup = preceding-sibling::f:counter/@rollup)]">
          <counterType><label><xsl:value-of select="@rollup"/></label><summary><xsl:value-of select="@rollup"/></summary><key><xsl:value-of select="@rollup"/></key></counterType>
        </xsl:for-each>
        <xsl:for-each select="f:counter[not(@stats = preceding-sibling::f:counter/@stats)]">
          <statsType><label><xsl:value-of select="@stats"/></label><summary><xsl:value-of select="@stats"/></summary><key><xsl:value-of select="@stats"/></key></statsType>
        </xsl:for-each>
      </description>
      <xsl:for-each select="f:interval">
        <historicalInterval>
          <key><xsl:value-of select="@key"/></key>
          <samplingPeriod><xsl:value-of select="@seconds"/></samplingPeriod>
          <name><xsl:value-of select="@name"/></name>
          <length><xsl:value-of select="@length"/></length>
          <level><xsl:value-of select="@level"/></level>
          <enabled>true</enabled>
        </historicalInterval>
      </xsl:for-each>
      <xsl:for-each select="f:counter">
        <perfCounter>
          <key><xsl:value-of select="@key"/></key>
          <nameInfo>
            <label><xsl:value-of select="@label"/></label>
            <summary><xsl:value-of select="@summary"/></summary>
            <key><xsl:value-of select="@name"/></key>
          </nameInfo>
          <groupInfo><xsl:apply-templates select="../f:group[@key = current()/@group]"/></groupInfo>
          <unitInfo><xsl:apply-templates select="../f:unit[@key = current()/@unit]"/></unitInfo>
          <rollupType><xsl:value-of select="@rollup"/></rollupType>
          <statsType><xsl:value-of select="@stats"/></statsType>
          <level><xsl:value-of select="@level"/></level>
          <perDeviceLevel><xsl:value-of select="@deviceLevel"/></perDeviceLevel>
        </perfCounter>
      </xsl:for-each>
    </managedObject>
  </xsl:template>

  <xsl:template match="f:group | f:unit">
    <label><xsl:value-of select="@label"/></label>
    <summary><xsl:value-of select="@summary"/></summary>
    <key><xsl:value-of select="@key"/></key>
  </xsl:template>

  <!-- g:metrics: the latest figures, and the summary as it is without them. -->
  <xsl:template match="g:metrics">
    <managedObject type="{@shown}" id="{@native}"><xsl:apply-templates select="v:summary" mode="live"/></managedObject>
  </xsl:template>

  <xsl:template match="@* | node()" mode="live">
    <xsl:copy><xsl:apply-templates select="@* | node()" mode="live"/></xsl:copy>
  </xsl:template>

  <xsl:template match="v:summary/v:quickStats" mode="live">
    <xsl:variable name="metrics" select="ancestor::g:metrics/g:value"/>
    <quickStats>
      <xsl:choose>
        <xsl:when test="../v:host">
          <xsl:call-template name="quick"><xsl:with-param name="name">overallCpuUsage</xsl:with-param><xsl:with-param name="of" select="$metrics[@metric = 'cpu.usageMhz']"/></xsl:call-template>
          <xsl:call-template name="quick"><xsl:with-param name="name">overallMemoryUsage</xsl:with-param><xsl:with-param name="of" select="$metrics[@metric = 'memory.consumed']"/><xsl:with-param name="unit" select="1024"/></xsl:call-template>
          <xsl:call-template name="quick"><xsl:with-param name="name">uptime</xsl:with-param><xsl:with-param name="of" select="$metrics[@metric = 'uptime']"/></xsl:call-template>
        </xsl:when>
        <!-- What does not run uses nothing, also before the next sample. -->
        <xsl:when test="../v:runtime/v:powerState != 'poweredOn'">
          <overallCpuUsage>0</overallCpuUsage>
          <guestMemoryUsage>0</guestMemoryUsage>
          <hostMemoryUsage>0</hostMemoryUsage>
          <xsl:copy-of select="v:guestHeartbeatStatus"/>
          <balloonedMemory>0</balloonedMemory>
          <uptimeSeconds>0</uptimeSeconds>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="quick"><xsl:with-param name="name">overallCpuUsage</xsl:with-param><xsl:with-param name="of" select="$metrics[@metric = 'cpu.usageMhz']"/></xsl:call-template>
          <xsl:call-template name="quick"><xsl:with-param name="name">guestMemoryUsage</xsl:with-param><xsl:with-param name="of" select="$metrics[@metric = 'memory.active']"/><xsl:with-param name="unit" select="1024"/></xsl:call-template>
          <xsl:call-template name="quick"><xsl:with-param name="name">hostMemoryUsage</xsl:with-param><xsl:with-param name="of" select="$metrics[@metric = 'memory.consumed']"/><xsl:with-param name="unit" select="1024"/></xsl:call-template>
          <xsl:copy-of select="v:guestHeartbeatStatus"/>
          <xsl:call-template name="quick"><xsl:with-param name="name">balloonedMemory</xsl:with-param><xsl:with-param name="of" select="$metrics[@metric = 'memory.balloon']"/><xsl:with-param name="unit" select="1024"/></xsl:call-template>
          <xsl:call-template name="quick"><xsl:with-param name="name">uptimeSeconds</xsl:with-param><xsl:with-param name="of" select="$metrics[@metric = 'uptime']"/></xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </quickStats>
  </xsl:template>

  <!-- A figure that is not known is left out. -->
  <xsl:template name="quick">
    <xsl:param name="name"/>
    <xsl:param name="of"/>
    <xsl:param name="unit" select="1"/>
    <xsl:if test="$of">
      <xsl:element name="{$name}" namespace="urn:vim25"><xsl:value-of select="format-number($of div $unit, '0')"/></xsl:element>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

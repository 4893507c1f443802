<?xml version="1.0" encoding="UTF-8"?>
<!-- A QueryPerf answer of a host or vCenter to generic samples. Its counters are known by name: the numbers are each host's own. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:g="urn:dragoman:generic"
                xmlns:e="urn:dragoman:esxi" xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="e v d">
  <xsl:output method="xml"/>
  <xsl:key name="counter" match="/e:samples/e:counter" use="@key"/>

  <xsl:template match="/e:samples">
    <g:samples><xsl:apply-templates select="v:QueryPerfResponse/v:returnval"/></g:samples>
  </xsl:template>

  <xsl:template match="v:returnval">
    <g:sample id="{d:id(string(v:entity/@type), string(v:entity))}">
      <xsl:attribute name="type">
        <xsl:choose>
          <xsl:when test="v:entity/@type = 'HostSystem'">host</xsl:when>
          <xsl:otherwise>vm</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:apply-templates select="v:value"/>
    </g:sample>
  </xsl:template>

  <xsl:template match="v:value">
    <xsl:variable name="name" select="string(key('counter', v:id/v:counterId)/@name)"/>
    <xsl:variable name="latest" select="number(v:value[last()])"/>
    <xsl:variable name="seconds" select="number(../v:sampleInfo[last()]/v:interval)"/>
    <xsl:choose>
      <!-- -1 stands for no value. -->
      <xsl:when test="not($latest &gt;= 0)"/>
      <!-- What was asked for, and no device: a simulator has none. -->
      <xsl:when test="v:id/v:instance = '*'"/>
      <!-- Hundredths of a percent. -->
      <xsl:when test="$name = 'cpu.usage.average'">
        <xsl:call-template name="figure">
          <xsl:with-param name="metric">cpu.usage</xsl:with-param><xsl:with-param name="value" select="$latest div 100"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$name = 'mem.usage.average'">
        <xsl:call-template name="figure">
          <xsl:with-param name="metric">memory.usage</xsl:with-param><xsl:with-param name="value" select="$latest div 100"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$name = 'cpu.ready.summation'">
        <xsl:if test="../v:entity/@type = 'VirtualMachine'">
          <xsl:call-template name="figure">
            <xsl:with-param name="metric">cpu.ready</xsl:with-param><xsl:with-param name="value" select="$latest div $seconds"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$name = 'net.packetsRx.summation'">
        <xsl:call-template name="figure">
          <xsl:with-param name="metric">net.packetsReceived</xsl:with-param>
          <xsl:with-param name="value" select="$latest div $seconds"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$name = 'net.packetsTx.summation'">
        <xsl:call-template name="figure">
          <xsl:with-param name="metric">net.packetsTransmitted</xsl:with-param>
          <xsl:with-param name="value" select="$latest div $seconds"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="metric">
          <xsl:choose>
            <xsl:when test="$name = 'cpu.usagemhz.average'">cpu.usageMhz</xsl:when>
            <xsl:when test="$name = 'mem.active.average' and ../v:entity/@type = 'VirtualMachine'">memory.active</xsl:when>
            <xsl:when test="$name = 'mem.consumed.average'">memory.consumed</xsl:when>
            <xsl:when test="$name = 'mem.vmmemctl.average' and ../v:entity/@type = 'VirtualMachine'">memory.balloon</xsl:when>
            <xsl:when test="$name = 'disk.read.average' or $name = 'virtualDisk.read.average'">disk.read</xsl:when>
            <xsl:when test="$name = 'disk.write.average' or $name = 'virtualDisk.write.average'">disk.write</xsl:when>
            <xsl:when test="$name = 'virtualDisk.numberReadAveraged.average'">disk.readOperations</xsl:when>
            <xsl:when test="$name = 'virtualDisk.numberWriteAveraged.average'">disk.writeOperations</xsl:when>
            <xsl:when test="$name = 'virtualDisk.totalReadLatency.average'">disk.readLatency</xsl:when>
            <xsl:when test="$name = 'virtualDisk.totalWriteLatency.average'">disk.writeLatency</xsl:when>
            <xsl:when test="$name = 'net.received.average'">net.received</xsl:when>
            <xsl:when test="$name = 'net.transmitted.average'">net.transmitted</xsl:when>
            <xsl:when test="$name = 'sys.uptime.latest'">uptime</xsl:when>
          </xsl:choose>
        </xsl:variable>
        <xsl:if test="$metric != ''">
          <xsl:call-template name="figure">
            <xsl:with-param name="metric" select="$metric"/><xsl:with-param name="value" select="$latest"/>
          </xsl:call-template>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="figure">
    <xsl:param name="metric"/>
    <xsl:param name="value"/>
    <g:value metric="{$metric}">
      <xsl:if test="v:id/v:instance != ''">
        <xsl:attribute name="instance"><xsl:value-of select="v:id/v:instance"/></xsl:attribute>
      </xsl:if>
      <xsl:value-of select="$value"/>
    </g:value>
  </xsl:template>
</xsl:stylesheet>

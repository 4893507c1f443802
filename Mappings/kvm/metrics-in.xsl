<?xml version="1.0" encoding="UTF-8"?>
<!-- virConnectGetAllDomainStats and the node's statistics to generic samples. Most are counters: ns, bytes, requests. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:g="urn:dragoman:generic"
                xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">
  <xsl:output method="xml"/>

  <xsl:template match="/v:samples">
    <g:samples><xsl:apply-templates select="v:record | v:nodeRecord"/></g:samples>
  </xsl:template>

  <xsl:template match="v:record">
    <xsl:variable name="vcpus" select="number(v:param[@field = 'vcpu.current'])"/>
    <xsl:variable name="maximum" select="number(v:param[@field = 'balloon.maximum'])"/>
    <xsl:variable name="usable" select="number(v:param[@field = 'balloon.usable'])"/>
    <g:sample type="vm" id="{d:id('domain', string(v:dom/@uuid))}">
      <xsl:for-each select="v:param[@field = 'cpu.time']">
        <!-- Of one processor's time, then of all that the domain has. -->
        <g:value metric="cpu.usage" kind="total" share="{$vcpus}"><xsl:value-of select=". div 10000000"/></g:value>
        <g:value metric="cpu.usageMhz" kind="total"><xsl:value-of select=". div 1000000000 * /v:samples/@mhz"/></g:value>
      </xsl:for-each>
      <xsl:variable name="delays" select="v:param[starts-with(@field, 'vcpu.')][substring(@field, string-length(@field) - 5) = '.delay']"/>
      <xsl:if test="$delays">
        <g:value metric="cpu.ready" kind="total"><xsl:value-of select="sum($delays) div 1000000"/></g:value>
      </xsl:if>
      <xsl:if test="$usable &gt;= 0 and $maximum &gt; 0">
        <g:value metric="memory.usage"><xsl:value-of select="($maximum - $usable) div $maximum * 100"/></g:value>
        <g:value metric="memory.active"><xsl:value-of select="$maximum - $usable"/></g:value>
      </xsl:if>
      <xsl:for-each select="v:param[@field = 'balloon.rss']">
        <g:value metric="memory.consumed"><xsl:value-of select="."/></g:value>
      </xsl:for-each>
      <xsl:for-each select="v:param[@field = 'balloon.current']">
        <g:value metric="memory.balloon"><xsl:value-of select="$maximum - ."/></g:value>
      </xsl:for-each>
      <xsl:apply-templates select="v:param[starts-with(@field, 'block.')][substring(@field, string-length(@field) - 4) = '.name']"
                           mode="disk"/>
      <xsl:apply-templates select="v:param[starts-with(@field, 'net.')][substring(@field, string-length(@field) - 8) = '.rx.bytes']"
                           mode="card"/>
      <xsl:if test="@uptime"><g:value metric="uptime"><xsl:value-of select="@uptime"/></g:value></xsl:if>
    </g:sample>
  </xsl:template>

  <xsl:template match="v:param" mode="disk">
    <xsl:variable name="prefix" select="substring-before(@field, 'name')"/>
    <xsl:variable name="fields" select="../v:param"/>
    <xsl:call-template name="total">
      <xsl:with-param name="metric">disk.read</xsl:with-param>
      <xsl:with-param name="value" select="$fields[@field = concat($prefix, 'rd.bytes')] div 1024"/>
    </xsl:call-template>
    <xsl:call-template name="total">
      <xsl:with-param name="metric">disk.write</xsl:with-param>
      <xsl:with-param name="value" select="$fields[@field = concat($prefix, 'wr.bytes')] div 1024"/>
    </xsl:call-template>
    <xsl:call-template name="total">
      <xsl:with-param name="metric">disk.readOperations</xsl:with-param>
      <xsl:with-param name="value" select="number($fields[@field = concat($prefix, 'rd.reqs')])"/>
    </xsl:call-template>
    <xsl:call-template name="total">
      <xsl:with-param name="metric">disk.writeOperations</xsl:with-param>
      <xsl:with-param name="value" select="number($fields[@field = concat($prefix, 'wr.reqs')])"/>
    </xsl:call-template>
    <xsl:call-template name="total">
      <xsl:with-param name="metric">disk.readLatency</xsl:with-param>
      <xsl:with-param name="value" select="$fields[@field = concat($prefix, 'rd.times')] div 1000000"/>
      <xsl:with-param name="per" select="$fields[@field = concat($prefix, 'rd.reqs')]"/>
    </xsl:call-template>
    <xsl:call-template name="total">
      <xsl:with-param name="metric">disk.writeLatency</xsl:with-param>
      <xsl:with-param name="value" select="$fields[@field = concat($prefix, 'wr.times')] div 1000000"/>
      <xsl:with-param name="per" select="$fields[@field = concat($prefix, 'wr.reqs')]"/>
    </xsl:call-template>
  </xsl:template>

  <!-- The interfaces are told of in the order in which the domain has them. -->
  <xsl:template match="v:param" mode="card">
    <xsl:variable name="prefix" select="substring-before(@field, 'rx.bytes')"/>
    <xsl:variable name="card" select="concat('nic', substring-before(substring-after(@field, 'net.'), '.'))"/>
    <xsl:variable name="fields" select="../v:param"/>
    <xsl:call-template name="total">
      <xsl:with-param name="metric">net.received</xsl:with-param><xsl:with-param name="instance" select="$card"/>
      <xsl:with-param name="value" select=". div 1024"/>
    </xsl:call-template>
    <xsl:call-template name="total">
      <xsl:with-param name="metric">net.transmitted</xsl:with-param><xsl:with-param name="instance" select="$card"/>
      <xsl:with-param name="value" select="$fields[@field = concat($prefix, 'tx.bytes')] div 1024"/>
    </xsl:call-template>
    <xsl:call-template name="total">
      <xsl:with-param name="metric">net.packetsReceived</xsl:with-param><xsl:with-param name="instance" select="$card"/>
      <xsl:with-param name="value" select="number($fields[@field = concat($prefix, 'rx.pkts')])"/>
    </xsl:call-template>
    <xsl:call-template name="total">
      <xsl:with-param name="metric">net.packetsTransmitted</xsl:with-param><xsl:with-param name="instance" select="$card"/>
      <xsl:with-param name="value" select="number($fields[@field = concat($prefix, 'tx.pkts')])"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="total">
    <xsl:param name="metric"/>
    <xsl:param name="value"/>
    <xsl:param name="instance" select="string(.)"/>
    <xsl:param name="per"/>
    <xsl:if test="string($value) != 'NaN'">
      <g:value metric="{$metric}" instance="{$instance}" kind="total">
        <xsl:if test="$per"><xsl:attribute name="per"><xsl:value-of select="$per"/></xsl:attribute></xsl:if>
        <xsl:value-of select="$value"/>
      </g:value>
    </xsl:if>
  </xsl:template>

  <xsl:template match="v:nodeRecord">
    <xsl:variable name="busy" select="v:param[@field = 'cpu.user'] + v:param[@field = 'cpu.kernel']"/>
    <xsl:variable name="total" select="number(v:param[@field = 'memory.total'])"/>
    <xsl:variable name="used" select="$total - v:param[@field = 'memory.free'] - v:param[@field = 'memory.buffers']
                                      - v:param[@field = 'memory.cached']"/>
    <g:sample type="host" id="{d:id('node', string(@uuid))}">
      <g:value metric="cpu.usage" kind="total" share="{@cpus}"><xsl:value-of select="$busy div 10000000"/></g:value>
      <!-- A thread is its share of a core. -->
      <g:value metric="cpu.usageMhz" kind="total">
        <xsl:value-of select="$busy div 1000000000 div @cpus * @cores * @mhz"/>
      </g:value>
      <g:value metric="memory.usage"><xsl:value-of select="$used div $total * 100"/></g:value>
      <g:value metric="memory.consumed"><xsl:value-of select="$used"/></g:value>
    </g:sample>
  </xsl:template>
</xsl:stylesheet>

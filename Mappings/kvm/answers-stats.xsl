<?xml version="1.0" encoding="UTF-8"?>
<!--
  Answers of what has been measured. libvirt counts from a domain's start; here totals begin when the first client comes.
  For answers.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">

  <xsl:template name="total">
    <xsl:param name="of" select="$about[v:domain]"/>
    <xsl:param name="metric"/>
    <xsl:param name="instance" select="''"/>
    <xsl:param name="times" select="1"/>
    <xsl:value-of select="format-number(floor(sum($of/g:figure[@metric = $metric][@instance = $instance]/@total) * $times), '0')"/>
  </xsl:template>

  <!-- Usage is of all vCPUs, in percent: nanoseconds of one. -->
  <xsl:template name="cpu-time">
    <xsl:param name="of" select="$about[v:domain]"/>
    <xsl:variable name="vcpu" select="$of/v:domain/domain/vcpu"/>
    <xsl:variable name="count" select="number(concat($vcpu/@current, substring(normalize-space($vcpu), 1, 9 * not($vcpu/@current))))"/>
    <xsl:call-template name="total"><xsl:with-param name="of" select="$of"/><xsl:with-param name="metric">cpu.usage</xsl:with-param><xsl:with-param name="times" select="$count * 10000000"/></xsl:call-template>
  </xsl:template>

  <!-- Of a disk if it is told of disks, else of the whole, which is shown on the first one. -->
  <xsl:template name="disk-total">
    <xsl:param name="of" select="$about[v:domain]"/>
    <xsl:param name="disk"/>
    <xsl:param name="metric"/>
    <xsl:param name="times" select="1"/>
    <xsl:variable name="place" select="string($of/v:domain/v:place[@dev = $disk/target/@dev]/@id)"/>
    <xsl:choose>
      <xsl:when test="$of/g:figure[@metric = $metric][@instance != '']"><xsl:call-template name="total"><xsl:with-param name="of" select="$of"/><xsl:with-param name="metric" select="$metric"/><xsl:with-param name="instance" select="$place"/><xsl:with-param name="times" select="$times"/></xsl:call-template></xsl:when>
      <xsl:when test="$disk[@device = 'disk'] and not($disk/preceding-sibling::disk[@device = 'disk'])"><xsl:call-template name="total"><xsl:with-param name="of" select="$of"/><xsl:with-param name="metric" select="$metric"/><xsl:with-param name="times" select="$times"/></xsl:call-template></xsl:when>
      <xsl:otherwise>0</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="nic-total">
    <xsl:param name="of" select="$about[v:domain]"/>
    <xsl:param name="nic"/>
    <xsl:param name="metric"/>
    <xsl:param name="times" select="1"/>
    <xsl:variable name="place" select="string($of/v:domain/v:place[@mac = $nic/mac/@address]/@id)"/>
    <xsl:choose>
      <xsl:when test="$of/g:figure[@metric = $metric][@instance != '']"><xsl:call-template name="total"><xsl:with-param name="of" select="$of"/><xsl:with-param name="metric" select="$metric"/><xsl:with-param name="instance" select="$place"/><xsl:with-param name="times" select="$times"/></xsl:call-template></xsl:when>
      <xsl:when test="not($nic/preceding-sibling::interface)"><xsl:call-template name="total"><xsl:with-param name="of" select="$of"/><xsl:with-param name="metric" select="$metric"/><xsl:with-param name="times" select="$times"/></xsl:call-template></xsl:when>
      <xsl:otherwise>0</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="no-disk">
    <v:error code="8" domain="10"><v:message>invalid argument: invalid path <xsl:value-of select="$asked/v:path"/> not assigned to domain</v:message></v:error>
  </xsl:template>

  <!-- A disk is named by its target or by its file; BLOCK_STATS of "" are of all. -->
  <xsl:variable name="disks" select="$domain/domain/devices/disk"/>
  <xsl:variable name="disk" select="$disks[target/@dev = $asked/v:path or source/@file = $asked/v:path]"/>

  <xsl:template match="v:call[@procedure = 'domainGetBlockInfo']" mode="answer">
    <xsl:variable name="volume" select="$domain/v:volume[@path = $disk/source/@file]"/>
    <xsl:choose>
      <xsl:when test="not($disk)"><xsl:call-template name="no-disk"/></xsl:when>
      <xsl:when test="not($disk/source)"><v:result procedure="{@procedure}"/></xsl:when>
      <xsl:otherwise>
        <v:result procedure="{@procedure}">
          <v:allocation><xsl:value-of select="concat($volume/@allocation, substring($volume/@capacity, 1, 99 * not($volume/@allocation)))"/></v:allocation>
          <v:capacity><xsl:value-of select="$volume/@capacity"/></v:capacity>
          <v:physical><xsl:value-of select="concat($volume/@allocation, substring($volume/@capacity, 1, 99 * not($volume/@allocation)))"/></v:physical>
        </v:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'domainBlockStats' or @procedure = 'domainBlockStatsFlags']" mode="answer">
    <xsl:variable name="one" select="$disk | $disks[not(string($asked/v:path))][1]"/>
    <xsl:choose>
      <xsl:when test="$domain/@id = '-1'"><xsl:call-template name="not-running"/></xsl:when>
      <xsl:when test="not($one)"><xsl:call-template name="no-disk"/></xsl:when>
      <xsl:otherwise>
        <xsl:variable name="figures">
          <f name="rd_bytes" field="rd_bytes"><xsl:call-template name="disk-total"><xsl:with-param name="disk" select="$one"/><xsl:with-param name="metric">disk.read</xsl:with-param><xsl:with-param name="times" select="1024"/></xsl:call-template></f>
          <f name="rd_req" field="rd_operations"><xsl:call-template name="disk-total"><xsl:with-param name="disk" select="$one"/><xsl:with-param name="metric">disk.readOperations</xsl:with-param></xsl:call-template></f>
          <f name="wr_bytes" field="wr_bytes"><xsl:call-template name="disk-total"><xsl:with-param name="disk" select="$one"/><xsl:with-param name="metric">disk.write</xsl:with-param><xsl:with-param name="times" select="1024"/></xsl:call-template></f>
          <f name="wr_req" field="wr_operations"><xsl:call-template name="disk-total"><xsl:with-param name="disk" select="$one"/><xsl:with-param name="metric">disk.writeOperations</xsl:with-param></xsl:call-template></f>
        </xsl:variable>
        <v:result procedure="{@procedure}">
          <xsl:choose>
            <xsl:when test="@procedure = 'domainBlockStats'">
              <xsl:for-each select="d:nodes($figures)/f"><xsl:element name="v:{@name}"><xsl:value-of select="."/></xsl:element></xsl:for-each>
              <v:errs>-1</v:errs>
            </xsl:when>
            <xsl:otherwise>
              <xsl:if test="v:nparams &gt; 0"><xsl:for-each select="d:nodes($figures)/f"><v:params field="{@field}" type="llong"><xsl:value-of select="."/></v:params></xsl:for-each></xsl:if>
              <v:nparams>4</v:nparams>
            </xsl:otherwise>
          </xsl:choose>
        </v:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'domainInterfaceStats']" mode="answer">
    <xsl:variable name="nics" select="$domain/domain/devices/interface"/>
    <xsl:variable name="nic" select="$nics[mac/@address = $asked/v:device or target/@dev = $asked/v:device]"/>
    <xsl:choose>
      <xsl:when test="$domain/@id = '-1'"><xsl:call-template name="not-running"/></xsl:when>
      <xsl:when test="not($nic)"><v:error code="8" domain="10"><v:message>invalid argument: invalid path, '<xsl:value-of select="v:device"/>' is not a known interface</v:message></v:error></xsl:when>
      <xsl:otherwise>
        <v:result procedure="{@procedure}">
          <v:rx_bytes><xsl:call-template name="nic-total"><xsl:with-param name="nic" select="$nic"/><xsl:with-param name="metric">net.received</xsl:with-param><xsl:with-param name="times" select="1024"/></xsl:call-template></v:rx_bytes>
          <v:rx_packets><xsl:call-template name="nic-total"><xsl:with-param name="nic" select="$nic"/><xsl:with-param name="metric">net.packetsReceived</xsl:with-param></xsl:call-template></v:rx_packets>
          <v:rx_errs>-1</v:rx_errs>
          <v:rx_drop>-1</v:rx_drop>
          <v:tx_bytes><xsl:call-template name="nic-total"><xsl:with-param name="nic" select="$nic"/><xsl:with-param name="metric">net.transmitted</xsl:with-param><xsl:with-param name="times" select="1024"/></xsl:call-template></v:tx_bytes>
          <v:tx_packets><xsl:call-template name="nic-total"><xsl:with-param name="nic" select="$nic"/><xsl:with-param name="metric">net.packetsTransmitted</xsl:with-param></xsl:call-template></v:tx_packets>
          <v:tx_errs>-1</v:tx_errs>
          <v:tx_drop>-1</v:tx_drop>
        </v:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON 6, RSS 7, KiB. -->
  <xsl:template match="v:call[@procedure = 'domainMemoryStats']" mode="answer">
    <xsl:variable name="consumed" select="$about/g:figure[@metric = 'memory.consumed'][@instance = '']/@latest"/>
    <xsl:choose>
      <xsl:when test="$domain/@id = '-1'"><xsl:call-template name="not-running"/></xsl:when>
      <xsl:otherwise>
        <v:result procedure="{@procedure}">
          <v:stats><v:tag>6</v:tag><v:val><xsl:value-of select="$domain/domain/currentMemory"/></v:val></v:stats>
          <xsl:if test="$consumed"><v:stats><v:tag>7</v:tag><v:val><xsl:value-of select="format-number($consumed, '0')"/></v:val></v:stats></xsl:if>
        </v:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'domainGetVcpus']" mode="answer">
    <xsl:variable name="count"><xsl:call-template name="vcpus"/></xsl:variable>
    <xsl:variable name="time"><xsl:call-template name="cpu-time"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$domain/@id = '-1'"><xsl:call-template name="not-running"/></xsl:when>
      <xsl:otherwise>
        <v:result procedure="{@procedure}">
          <xsl:call-template name="vcpu-infos"><xsl:with-param name="left" select="$count"/><xsl:with-param name="time" select="floor($time div $count)"/></xsl:call-template>
        </v:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- VIR_VCPU_RUNNING is 1; on which processor it runs is not known (-1). -->
  <xsl:template name="vcpu-infos">
    <xsl:param name="left"/>
    <xsl:param name="time"/>
    <xsl:param name="number" select="0"/>
    <xsl:if test="$number &lt; $left and $number &lt; $asked/v:maxinfo">
      <v:info><v:number><xsl:value-of select="$number"/></v:number><v:state>1</v:state><v:cpu_time><xsl:value-of select="format-number($time, '0')"/></v:cpu_time><v:cpu>-1</v:cpu></v:info>
      <xsl:call-template name="vcpu-infos"><xsl:with-param name="left" select="$left"/><xsl:with-param name="time" select="$time"/><xsl:with-param name="number" select="$number + 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'domainGetCpuStats']" mode="answer">
    <xsl:choose>
      <xsl:when test="$domain/@id = '-1'"><xsl:call-template name="not-running"/></xsl:when>
      <xsl:when test="v:start_cpu &gt;= 0"><v:error code="3" domain="10"><v:message>this function is not supported by the connection driver: times of single processors are not known</v:message></v:error></xsl:when>
      <xsl:otherwise>
        <v:result procedure="{@procedure}">
          <xsl:if test="v:nparams &gt; 0"><v:params field="cpu_time" type="ullong"><xsl:call-template name="cpu-time"/></v:params></xsl:if>
          <v:nparams>1</v:nparams>
        </v:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Groups: STATE 1, CPU_TOTAL 2, BALLOON 4, VCPU 8, INTERFACE 16, BLOCK 32; none are all. Flags choose domains as in lists. -->
  <xsl:template match="v:call[@procedure = 'connectGetAllDomainStats']" mode="answer">
    <xsl:variable name="groups" select="v:stats + 63 * (v:stats = 0)"/>
    <xsl:variable name="states" select="floor($flags div 16) mod 16"/>
    <v:result procedure="{@procedure}">
      <xsl:for-each select="$about[v:domain]">
        <xsl:variable name="active"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="1"/><xsl:with-param name="no" select="2"/><xsl:with-param name="is" select="v:domain/@id != '-1'"/></xsl:call-template></xsl:variable>
        <xsl:variable name="state" select="1 + (v:domain/@state = 'paused') + 3 * (v:domain/@state = 'shutoff') + 7 * (v:domain/@state = 'pmsuspended' or v:domain/@state = 'crashed')"/>
        <xsl:if test="$active = 1 and ($states = 0 or floor($states div $state) mod 2 = 1)">
          <v:retStats>
            <xsl:apply-templates select="v:domain" mode="known"/>
            <xsl:apply-templates select="." mode="stats"><xsl:with-param name="groups" select="$groups"/></xsl:apply-templates>
          </v:retStats>
        </xsl:if>
      </xsl:for-each>
    </v:result>
  </xsl:template>

  <xsl:template match="p:object" mode="stats">
    <xsl:param name="groups"/>
    <xsl:variable name="it" select="."/>
    <xsl:variable name="is-active" select="v:domain/@id != '-1'"/>
    <xsl:variable name="vcpu" select="v:domain/domain/vcpu"/>
    <xsl:if test="$groups mod 2 = 1">
      <v:params field="state.state" type="int"><xsl:value-of select="1 + 2 * (v:domain/@state = 'paused') + 4 * (v:domain/@state = 'shutoff') + 5 * (v:domain/@state = 'crashed') + 6 * (v:domain/@state = 'pmsuspended')"/></v:params>
      <v:params field="state.reason" type="int"><xsl:value-of select="(v:domain/@reason = 'booted' or v:domain/@reason = 'user') + 5 * (v:domain/@reason = 'saved')"/></v:params>
    </xsl:if>
    <xsl:if test="floor($groups div 2) mod 2 = 1 and $is-active">
      <v:params field="cpu.time" type="ullong"><xsl:call-template name="cpu-time"><xsl:with-param name="of" select="$it"/></xsl:call-template></v:params>
    </xsl:if>
    <xsl:if test="floor($groups div 4) mod 2 = 1">
      <xsl:if test="$is-active"><v:params field="balloon.current" type="ullong"><xsl:value-of select="v:domain/domain/currentMemory"/></v:params></xsl:if>
      <v:params field="balloon.maximum" type="ullong"><xsl:value-of select="v:domain/domain/memory"/></v:params>
      <xsl:for-each select="g:figure[@metric = 'memory.consumed'][@instance = ''][@latest][$is-active]">
        <v:params field="balloon.rss" type="ullong"><xsl:value-of select="format-number(@latest, '0')"/></v:params>
      </xsl:for-each>
    </xsl:if>
    <xsl:if test="floor($groups div 8) mod 2 = 1">
      <v:params field="vcpu.current" type="uint"><xsl:value-of select="concat($vcpu/@current, substring(normalize-space($vcpu), 1, 9 * not($vcpu/@current)))"/></v:params>
      <v:params field="vcpu.maximum" type="uint"><xsl:value-of select="normalize-space($vcpu)"/></v:params>
    </xsl:if>
    <xsl:if test="floor($groups div 16) mod 2 = 1 and $is-active">
      <v:params field="net.count" type="uint"><xsl:value-of select="count(v:domain/domain/devices/interface)"/></v:params>
      <xsl:for-each select="v:domain/domain/devices/interface">
        <xsl:variable name="prefix" select="concat('net.', position() - 1, '.')"/>
        <v:params field="{$prefix}name" type="string"><xsl:value-of select="concat(target/@dev, substring(mac/@address, 1, 99 * not(target/@dev)))"/></v:params>
        <v:params field="{$prefix}rx.bytes" type="ullong"><xsl:call-template name="nic-total"><xsl:with-param name="of" select="$it"/><xsl:with-param name="nic" select="."/><xsl:with-param name="metric">net.received</xsl:with-param><xsl:with-param name="times" select="1024"/></xsl:call-template></v:params>
        <v:params field="{$prefix}rx.pkts" type="ullong"><xsl:call-template name="nic-total"><xsl:with-param name="of" select="$it"/><xsl:with-param name="nic" select="."/><xsl:with-param name="metric">net.packetsReceived</xsl:with-param></xsl:call-template></v:params>
        <v:params field="{$prefix}tx.bytes" type="ullong"><xsl:call-template name="nic-total"><xsl:with-param name="of" select="$it"/><xsl:with-param name="nic" select="."/><xsl:with-param name="metric">net.transmitted</xsl:with-param><xsl:with-param name="times" select="1024"/></xsl:call-template></v:params>
        <v:params field="{$prefix}tx.pkts" type="ullong"><xsl:call-template name="nic-total"><xsl:with-param name="of" select="$it"/><xsl:with-param name="nic" select="."/><xsl:with-param name="metric">net.packetsTransmitted</xsl:with-param></xsl:call-template></v:params>
      </xsl:for-each>
    </xsl:if>
    <xsl:if test="floor($groups div 32) mod 2 = 1">
      <v:params field="block.count" type="uint"><xsl:value-of select="count(v:domain/domain/devices/disk)"/></v:params>
      <xsl:for-each select="v:domain/domain/devices/disk">
        <xsl:variable name="prefix" select="concat('block.', position() - 1, '.')"/>
        <xsl:variable name="volume" select="$it/v:domain/v:volume[@path = current()/source/@file]"/>
        <v:params field="{$prefix}name" type="string"><xsl:value-of select="target/@dev"/></v:params>
        <xsl:if test="source/@file"><v:params field="{$prefix}path" type="string"><xsl:value-of select="source/@file"/></v:params></xsl:if>
        <xsl:if test="$is-active">
          <v:params field="{$prefix}rd.reqs" type="ullong"><xsl:call-template name="disk-total"><xsl:with-param name="of" select="$it"/><xsl:with-param name="disk" select="."/><xsl:with-param name="metric">disk.readOperations</xsl:with-param></xsl:call-template></v:params>
          <v:params field="{$prefix}rd.bytes" type="ullong"><xsl:call-template name="disk-total"><xsl:with-param name="of" select="$it"/><xsl:with-param name="disk" select="."/><xsl:with-param name="metric">disk.read</xsl:with-param><xsl:with-param name="times" select="1024"/></xsl:call-template></v:params>
          <v:params field="{$prefix}wr.reqs" type="ullong"><xsl:call-template name="disk-total"><xsl:with-param name="of" select="$it"/><xsl:with-param name="disk" select="."/><xsl:with-param name="metric">disk.writeOperations</xsl:with-param></xsl:call-template></v:params>
          <v:params field="{$prefix}wr.bytes" type="ullong"><xsl:call-template name="disk-total"><xsl:with-param name="of" select="$it"/><xsl:with-param name="disk" select="."/><xsl:with-param name="metric">disk.write</xsl:with-param><xsl:with-param name="times" select="1024"/></xsl:call-template></v:params>
        </xsl:if>
        <xsl:if test="$volume/@allocation"><v:params field="{$prefix}allocation" type="ullong"><xsl:value-of select="$volume/@allocation"/></v:params></xsl:if>
        <xsl:if test="$volume/@capacity"><v:params field="{$prefix}capacity" type="ullong"><xsl:value-of select="$volume/@capacity"/></v:params></xsl:if>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

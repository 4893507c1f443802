<?xml version="1.0" encoding="UTF-8"?>
<!-- Answers about domains. For answers.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                xmlns:m="urn:dragoman:metadata" exclude-result-prefixes="p g d m">

  <xsl:template match="v:call[@procedure = 'domainLookupByName' or @procedure = 'domainLookupByUuid' or @procedure = 'domainLookupById']" mode="answer">
    <xsl:choose>
      <xsl:when test="$domain[$asked-for != 'domainLookupById' or @id = $asked/v:id]">
        <v:result procedure="{@procedure}"><xsl:apply-templates select="$domain" mode="known"/></v:result>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="no-domain"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- VIR_CONNECT_LIST_DOMAINS_…: each pair or group of flags chooses by one property. -->
  <xsl:template match="v:call[@procedure = 'connectListAllDomains']" mode="answer">
    <xsl:variable name="states" select="floor($flags div 16) mod 16"/>
    <xsl:variable name="found">
      <xsl:for-each select="$rows[self::v:domain]">
        <xsl:variable name="active"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="1"/><xsl:with-param name="no" select="2"/><xsl:with-param name="is" select="@id != '-1'"/></xsl:call-template></xsl:variable>
        <xsl:variable name="persistent"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="4"/><xsl:with-param name="no" select="8"/><xsl:with-param name="is" select="@persistent = '1'"/></xsl:call-template></xsl:variable>
        <xsl:variable name="saved"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="256"/><xsl:with-param name="no" select="512"/><xsl:with-param name="is" select="@managedSave = '1'"/></xsl:call-template></xsl:variable>
        <xsl:variable name="autostart"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="1024"/><xsl:with-param name="no" select="2048"/><xsl:with-param name="is" select="@autostart = '1'"/></xsl:call-template></xsl:variable>
        <xsl:variable name="snapshots"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="4096"/><xsl:with-param name="no" select="8192"/><xsl:with-param name="is" select="@snapshots != '0'"/></xsl:call-template></xsl:variable>
        <xsl:variable name="checkpoints"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="16384"/><xsl:with-param name="no" select="32768"/><xsl:with-param name="is" select="false()"/></xsl:call-template></xsl:variable>
        <xsl:variable name="state"><xsl:choose>
          <xsl:when test="@state = 'running'">1</xsl:when>
          <xsl:when test="@state = 'paused'">2</xsl:when>
          <xsl:when test="@state = 'shutoff'">4</xsl:when>
          <xsl:otherwise>8</xsl:otherwise>
        </xsl:choose></xsl:variable>
        <xsl:if test="$active = 1 and $persistent = 1 and $saved = 1 and $autostart = 1 and $snapshots = 1 and $checkpoints = 1
          and ($states = 0 or floor($states div $state) mod 2 = 1)"><v:domains name="{@name}" uuid="{@uuid}" id="{@id}"/></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:call-template name="list"><xsl:with-param name="found" select="d:nodes($found)"/></xsl:call-template>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'connectNumOfDomains']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="count($rows[@id != '-1'])"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectNumOfDefinedDomains']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="count($rows[@id = '-1'])"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectListDomains']" mode="answer">
    <v:result procedure="{@procedure}">
      <xsl:for-each select="$rows[@id != '-1'][position() &lt;= $asked/v:maxids]"><v:ids><xsl:value-of select="@id"/></v:ids></xsl:for-each>
    </v:result>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectListDefinedDomains']" mode="answer">
    <xsl:call-template name="names"><xsl:with-param name="of" select="$rows[@id = '-1']"/></xsl:call-template>
  </xsl:template>

  <!-- virDomainState -->
  <xsl:template name="state-number">
    <xsl:choose>
      <xsl:when test="$domain/@state = 'running'">1</xsl:when>
      <xsl:when test="$domain/@state = 'paused'">3</xsl:when>
      <xsl:when test="$domain/@state = 'shutdown'">4</xsl:when>
      <xsl:when test="$domain/@state = 'crashed'">6</xsl:when>
      <xsl:when test="$domain/@state = 'pmsuspended'">7</xsl:when>
      <xsl:otherwise>5</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- VIR_DOMAIN_RUNNING_BOOTED, VIR_DOMAIN_PAUSED_USER, VIR_DOMAIN_SHUTOFF_SAVED -->
  <xsl:template name="reason-number">
    <xsl:choose>
      <xsl:when test="$domain/@reason = 'booted' or $domain/@reason = 'user'">1</xsl:when>
      <xsl:when test="$domain/@reason = 'saved'">5</xsl:when>
      <xsl:otherwise>0</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'domainGetState']" mode="answer">
    <v:result procedure="{@procedure}">
      <v:state><xsl:call-template name="state-number"/></v:state>
      <v:reason><xsl:call-template name="reason-number"/></v:reason>
    </v:result>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'domainGetInfo']" mode="answer">
    <v:result procedure="{@procedure}">
      <v:state><xsl:call-template name="state-number"/></v:state>
      <v:maxMem><xsl:value-of select="$domain/domain/memory"/></v:maxMem>
      <v:memory><xsl:value-of select="$domain/domain/currentMemory"/></v:memory>
      <v:nrVirtCpu><xsl:call-template name="vcpus"/></v:nrVirtCpu>
      <v:cpuTime><xsl:call-template name="cpu-time"/></v:cpuTime>
    </v:result>
  </xsl:template>

  <xsl:template name="vcpus">
    <xsl:choose>
      <xsl:when test="$domain/domain/vcpu/@current"><xsl:value-of select="$domain/domain/vcpu/@current"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="normalize-space($domain/domain/vcpu)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- INACTIVE (2): as it is when it is started next, without its number. -->
  <xsl:template match="v:call[@procedure = 'domainGetXMLDesc']" mode="answer">
    <v:result procedure="{@procedure}">
      <v:xml>
        <domain>
          <xsl:copy-of select="$domain/domain/@*[name() != 'id' or floor($flags div 2) mod 2 = 0]"/>
          <xsl:choose>
            <xsl:when test="floor($flags div 2) mod 2 = 1"><xsl:apply-templates select="$domain/domain/node()" mode="inactive"/></xsl:when>
            <xsl:otherwise><xsl:copy-of select="$domain/domain/node()"/></xsl:otherwise>
          </xsl:choose>
        </domain>
      </v:xml>
    </v:result>
  </xsl:template>

  <!-- What is so only while it runs is not in the definition. -->
  <xsl:template match="@* | node()" mode="inactive"><xsl:copy><xsl:apply-templates select="@* | node()" mode="inactive"/></xsl:copy></xsl:template>
  <xsl:template match="devices/*/alias | channel/target/@state" mode="inactive"/>
  <xsl:template match="metadata" mode="inactive"><xsl:copy-of select="."/></xsl:template>

  <xsl:template match="v:call[@procedure = 'domainGetAutostart']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">autostart</xsl:with-param><xsl:with-param name="value" select="$domain/@autostart"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainGetAutostartOnce']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">autostart</xsl:with-param><xsl:with-param name="value">0</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainIsActive']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">active</xsl:with-param><xsl:with-param name="value" select="number($domain/@id != '-1')"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainIsPersistent']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">persistent</xsl:with-param><xsl:with-param name="value" select="$domain/@persistent"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainIsUpdated']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">updated</xsl:with-param><xsl:with-param name="value">0</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainHasManagedSaveImage']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">result</xsl:with-param><xsl:with-param name="value" select="$domain/@managedSave"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainGetOsType']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">type</xsl:with-param><xsl:with-param name="value" select="normalize-space($domain/domain/os/type)"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainGetMaxMemory']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">memory</xsl:with-param><xsl:with-param name="value" select="$domain/domain/memory"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainGetMaxVcpus']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="normalize-space($domain/domain/vcpu)"/></xsl:call-template>
  </xsl:template>
  <!-- MAXIMUM is 4. -->
  <xsl:template match="v:call[@procedure = 'domainGetVcpusFlags']" mode="answer">
    <xsl:variable name="count"><xsl:call-template name="vcpus"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="floor($flags div 4) mod 2 = 1"><xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="normalize-space($domain/domain/vcpu)"/></xsl:call-template></xsl:when>
      <xsl:when test="$flags mod 2 = 1 and $domain/@id = '-1'"><xsl:call-template name="not-running"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="$count"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="not-running">
    <v:error code="55" domain="10"><v:message>Requested operation is not valid: domain is not running</v:message></v:error>
  </xsl:template>

  <!-- The element of libvirt's own that describes (0), the title (1), or the element of a namespace (2). -->
  <xsl:template match="v:call[@procedure = 'domainGetMetadata']" mode="answer">
    <xsl:variable name="element" select="$domain/domain/description[$asked/v:type = 0] | $domain/domain/title[$asked/v:type = 1]"/>
    <xsl:variable name="of" select="$domain/domain/metadata/*[$asked/v:type = 2][namespace-uri() = string($asked/v:uri)]"/>
    <xsl:choose>
      <xsl:when test="$of"><v:result procedure="{@procedure}"><v:metadata><xsl:apply-templates select="$of[1]" mode="plain"/></v:metadata></v:result></xsl:when>
      <xsl:when test="$element"><v:result procedure="{@procedure}"><v:metadata><xsl:value-of select="$element"/></v:metadata></v:result></xsl:when>
      <xsl:otherwise><v:error code="80" domain="10"><v:message>metadata not found: Requested metadata element is not present</v:message></v:error></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The namespace that was asked for is not told. -->
  <xsl:template match="*" mode="plain">
    <xsl:choose>
      <xsl:when test="namespace-uri() = string($asked/v:uri)">
        <xsl:element name="{local-name()}"><xsl:copy-of select="@*"/><xsl:apply-templates select="node()" mode="plain"/></xsl:element>
      </xsl:when>
      <xsl:otherwise><xsl:copy-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Addresses are known from the guest's agent (1) only, whichever source a client trusts: lease (0), ARP (2). -->
  <xsl:template match="v:call[@procedure = 'domainInterfaceAddresses']" mode="answer">
    <xsl:choose>
      <xsl:when test="$domain/@id = '-1'"><xsl:call-template name="not-running"/></xsl:when>
      <xsl:otherwise>
        <v:result procedure="{@procedure}">
          <xsl:for-each select="$domain/v:guest/v:interface">
            <v:ifaces>
              <v:name><xsl:value-of select="concat('net', count($domain/domain/devices/interface[mac/@address = current()/@mac]/preceding-sibling::interface))"/></v:name>
              <v:hwaddr><xsl:value-of select="@mac"/></v:hwaddr>
              <xsl:for-each select="v:address">
                <v:addrs>
                  <v:type><xsl:value-of select="number(contains(., ':'))"/></v:type>
                  <v:addr><xsl:value-of select="."/></v:addr>
                  <v:prefix><xsl:value-of select="24 + 40 * contains(., ':')"/></v:prefix>
                </v:addrs>
              </xsl:for-each>
            </v:ifaces>
          </xsl:for-each>
        </v:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'domainGetHostname']" mode="answer">
    <xsl:choose>
      <xsl:when test="$domain/@id = '-1'"><xsl:call-template name="not-running"/></xsl:when>
      <xsl:when test="$domain/v:guest/@agent != 'connected'"><xsl:call-template name="no-agent"/></xsl:when>
      <xsl:when test="$domain/v:guest/@hostname"><xsl:call-template name="tell"><xsl:with-param name="name">hostname</xsl:with-param><xsl:with-param name="value" select="$domain/v:guest/@hostname"/></xsl:call-template></xsl:when>
      <xsl:otherwise><v:error code="108" domain="10"><v:message>no hostname found for domain '<xsl:value-of select="$domain/@name"/>'</v:message></v:error></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- No job: what a domain is busy with are tasks of the server. -->
  <xsl:template match="v:call[@procedure = 'domainGetJobInfo' or @procedure = 'domainGetJobStats' or @procedure = 'domainGetMessages']" mode="answer">
    <v:result procedure="{@procedure}"/>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainGetControlInfo']" mode="answer">
    <xsl:choose>
      <xsl:when test="$domain/@id = '-1'"><xsl:call-template name="not-running"/></xsl:when>
      <xsl:otherwise><v:result procedure="{@procedure}"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainGetSecurityLabel' or @procedure = 'domainListAllCheckpoints']" mode="answer"><v:result procedure="{@procedure}"/></xsl:template>
  <xsl:template match="v:call[@procedure = 'domainGetSchedulerType']" mode="answer">
    <v:result procedure="{@procedure}"><v:type>posix</v:type><v:nparams>0</v:nparams></v:result>
  </xsl:template>
</xsl:stylesheet>

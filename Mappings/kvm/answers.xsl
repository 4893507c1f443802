<?xml version="1.0" encoding="UTF-8"?>
<!--
  Answers to calls that only tell something. The input is p:question: the call, in p:about the objects that it names as clients
  see them, each with what has been measured of it (g:figure), and in p:rows the roots of the views of all objects of the types
  that commands.xml says. The output is v:result, or v:error.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">
  <xsl:import href="answers-refused.xsl"/>
  <xsl:import href="answers-absent.xsl"/>
  <xsl:import href="answers-guest.xsl"/>
  <xsl:import href="answers-domain.xsl"/>
  <xsl:import href="answers-node.xsl"/>
  <xsl:import href="answers-snapshot.xsl"/>
  <xsl:import href="answers-stats.xsl"/>
  <xsl:import href="answers-storage.xsl"/>
  <xsl:variable name="question" select="/p:view/p:question"/>
  <xsl:variable name="asked" select="$question/v:call"/>
  <xsl:variable name="asked-for" select="string($asked/@procedure)"/>
  <xsl:variable name="flags" select="number(concat('0', $asked/v:flags))"/>
  <xsl:variable name="about" select="$question/p:about/p:object"/>
  <xsl:variable name="domain" select="$about/v:domain[1]"/>
  <xsl:variable name="network" select="$about/v:network[1]"/>
  <xsl:variable name="pool" select="$about/v:pool[1]"/>
  <xsl:variable name="rows" select="$question/p:rows/*"/>

  <!-- An object that is named has to be there, whatever is asked of it. -->
  <xsl:template match="p:question">
    <xsl:choose>
      <xsl:when test="($asked/v:dom or $asked/v:snap or $asked/v:snapshot) and not($domain)"><xsl:call-template name="no-domain"/></xsl:when>
      <xsl:when test="$asked/v:net and not($network)"><xsl:call-template name="no-network"/></xsl:when>
      <xsl:when test="$asked/v:pool and not($pool)"><xsl:call-template name="no-pool"/></xsl:when>
      <xsl:otherwise><xsl:apply-templates select="$asked" mode="answer"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="no-domain">
    <xsl:variable name="dom" select="$asked/v:dom | $asked/v:snap/v:dom | $asked/v:snapshot/v:dom"/>
    <v:error code="42" domain="10">
      <v:message>
        <xsl:choose>
          <xsl:when test="$dom/@name != ''">Domain not found: no domain with matching uuid '<xsl:value-of select="$dom/@uuid"/>' (<xsl:value-of select="$dom/@name"/>)</xsl:when>
          <xsl:when test="$dom">Domain not found: no domain with matching uuid '<xsl:value-of select="$dom/@uuid"/>'</xsl:when>
          <xsl:when test="$asked/v:uuid">Domain not found: no domain with matching uuid '<xsl:value-of select="$asked/v:uuid"/>'</xsl:when>
          <xsl:when test="$asked/v:id">Domain not found: no domain with matching id <xsl:value-of select="$asked/v:id"/></xsl:when>
          <xsl:otherwise>Domain not found: no domain with matching name '<xsl:value-of select="$asked/v:name"/>'</xsl:otherwise>
        </xsl:choose>
      </v:message>
    </v:error>
  </xsl:template>
  <xsl:template name="no-network">
    <v:error code="43" domain="19">
      <v:message>Network not found: no network with matching <xsl:value-of select="concat(substring('name', 1, 4 * boolean($asked/v:name)), substring('uuid', 1, 4 * not($asked/v:name)), ' ')"/>'<xsl:value-of select="$asked/v:name | $asked/v:uuid | $asked/v:net/@uuid"/>'</v:message>
    </v:error>
  </xsl:template>
  <xsl:template name="no-pool">
    <v:error code="49" domain="18">
      <v:message>Storage pool not found: no storage pool with matching <xsl:value-of select="concat(substring('name', 1, 4 * boolean($asked/v:name)), substring('uuid', 1, 4 * not($asked/v:name)), ' ')"/>'<xsl:value-of select="$asked/v:name | $asked/v:uuid | $asked/v:pool/@uuid"/>'</v:message>
    </v:error>
  </xsl:template>

  <!-- One value. -->
  <xsl:template name="tell">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <v:result procedure="{$asked-for}"><xsl:element name="v:{$name}"><xsl:value-of select="$value"/></xsl:element></v:result>
  </xsl:template>

  <!-- How an object of a row or view is known. -->
  <xsl:template match="v:domain" mode="known"><v:dom name="{@name}" uuid="{@uuid}" id="{@id}"/></xsl:template>
  <xsl:template match="v:network" mode="known"><v:net name="{@name}" uuid="{@uuid}"/></xsl:template>
  <xsl:template match="v:pool" mode="known"><v:pool name="{@name}" uuid="{@uuid}"/></xsl:template>

  <!-- Whether a flag is set, for choices of which both sides may be: nothing asked for is everything. -->
  <xsl:template name="chosen">
    <xsl:param name="yes"/>
    <xsl:param name="no"/>
    <xsl:param name="is"/>
    <xsl:variable name="wanted" select="floor($flags div $yes) mod 2"/>
    <xsl:variable name="unwanted" select="floor($flags div $no) mod 2"/>
    <xsl:if test="($wanted = $unwanted) or ($wanted = 1 and $is) or ($unwanted = 1 and not($is))">1</xsl:if>
  </xsl:template>

  <!-- networks -->
  <xsl:template match="v:call[@procedure = 'connectListAllNetworks']" mode="answer">
    <xsl:variable name="found">
      <xsl:for-each select="$rows[self::v:network]">
        <xsl:variable name="active"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="2"/><xsl:with-param name="no" select="1"/><xsl:with-param name="is" select="@active = '1'"/></xsl:call-template></xsl:variable>
        <xsl:variable name="persistent"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="4"/><xsl:with-param name="no" select="8"/><xsl:with-param name="is" select="true()"/></xsl:call-template></xsl:variable>
        <xsl:variable name="autostart"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="16"/><xsl:with-param name="no" select="32"/><xsl:with-param name="is" select="@autostart = '1'"/></xsl:call-template></xsl:variable>
        <xsl:if test="$active = 1 and $persistent = 1 and $autostart = 1"><v:nets name="{@name}" uuid="{@uuid}"/></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:call-template name="list"><xsl:with-param name="found" select="d:nodes($found)"/></xsl:call-template>
  </xsl:template>

  <!-- What was found, if it is wanted, and how many. -->
  <xsl:template name="list">
    <xsl:param name="found"/>
    <v:result procedure="{$asked-for}">
      <xsl:if test="$asked/v:need_results != 0"><xsl:copy-of select="$found/v:*"/></xsl:if>
      <v:ret><xsl:value-of select="count($found/v:*)"/></v:ret>
    </v:result>
  </xsl:template>

  <!-- The old lists: at most so many names. -->
  <xsl:template name="names">
    <xsl:param name="of"/>
    <v:result procedure="{$asked-for}">
      <xsl:for-each select="$of[position() &lt;= $asked/v:maxnames]"><v:names><xsl:value-of select="@name"/></v:names></xsl:for-each>
    </v:result>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'connectNumOfNetworks']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="count($rows[@active = '1'])"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectNumOfDefinedNetworks']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="count($rows[@active != '1'])"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectListNetworks']" mode="answer">
    <xsl:call-template name="names"><xsl:with-param name="of" select="$rows[@active = '1']"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectListDefinedNetworks']" mode="answer">
    <xsl:call-template name="names"><xsl:with-param name="of" select="$rows[@active != '1']"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'networkLookupByName' or @procedure = 'networkLookupByUuid']" mode="answer">
    <xsl:choose>
      <xsl:when test="$network"><v:result procedure="{@procedure}"><xsl:apply-templates select="$network" mode="known"/></v:result></xsl:when>
      <xsl:otherwise><xsl:call-template name="no-network"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'networkGetXMLDesc']" mode="answer">
    <v:result procedure="{@procedure}"><v:xml><xsl:copy-of select="$network/network"/></v:xml></v:result>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'networkGetAutostart']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">autostart</xsl:with-param><xsl:with-param name="value" select="$network/@autostart"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'networkIsActive']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">active</xsl:with-param><xsl:with-param name="value" select="$network/@active"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'networkIsPersistent']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">persistent</xsl:with-param><xsl:with-param name="value">1</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'networkGetBridgeName']" mode="answer">
    <xsl:choose>
      <xsl:when test="$network/@bridge"><xsl:call-template name="tell"><xsl:with-param name="name">name</xsl:with-param><xsl:with-param name="value" select="$network/@bridge"/></xsl:call-template></xsl:when>
      <xsl:otherwise><v:error code="1" domain="19"><v:message>internal error: network '<xsl:value-of select="$network/@name"/>' does not have a bridge name.</v:message></v:error></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'networkGetDhcpLeases']" mode="answer">
    <xsl:call-template name="list"><xsl:with-param name="found" select="/.."/></xsl:call-template>
  </xsl:template>

  <!-- Of these no platform tells anything. -->
  <xsl:template match="v:call[@procedure = 'connectListAllInterfaces' or @procedure = 'connectListAllNodeDevices' or @procedure = 'connectListAllNwfilters'
    or @procedure = 'connectListAllSecrets' or @procedure = 'connectListAllNwfilterBindings']" mode="answer">
    <xsl:call-template name="list"><xsl:with-param name="found" select="/.."/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectNumOfInterfaces' or @procedure = 'connectNumOfDefinedInterfaces' or @procedure = 'connectNumOfSecrets'
    or @procedure = 'connectNumOfNwfilters' or @procedure = 'nodeNumOfDevices']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value">0</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectListInterfaces' or @procedure = 'connectListDefinedInterfaces' or @procedure = 'connectListSecrets'
    or @procedure = 'connectListNwfilters' or @procedure = 'nodeListDevices']" mode="answer">
    <v:result procedure="{@procedure}"/>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Answers about snapshots. For answers.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">
  <xsl:variable name="snapshots" select="$domain/v:snapshots/v:snapshot/domainsnapshot"/>
  <xsl:variable name="snapshot" select="$snapshots[name = $asked/v:snap/@name or name = $asked/v:snapshot/@name or name = $asked[contains(@procedure, 'Lookup')]/v:name]"/>

  <xsl:template name="no-snapshot">
    <v:error code="72" domain="35">
      <v:message>Domain snapshot not found: no domain snapshot with matching name '<xsl:value-of select="$asked/v:snap/@name | $asked/v:snapshot/@name | $asked/v:name"/>'</v:message>
    </v:error>
  </xsl:template>

  <xsl:template name="snap">
    <xsl:param name="name"/>
    <xsl:param name="as">snap</xsl:param>
    <xsl:element name="v:{$as}">
      <xsl:attribute name="name"><xsl:value-of select="$name"/></xsl:attribute>
      <xsl:apply-templates select="$domain" mode="known"/>
    </xsl:element>
  </xsl:template>

  <!-- ROOTS (1) of all, DESCENDANTS (1) of one; LEAVES 4, NO_LEAVES 8; METADATA 2 and NO_METADATA 16; INACTIVE 32, ACTIVE 64, DISK_ONLY 128. -->
  <xsl:template name="matching">
    <xsl:param name="among"/>
    <xsl:for-each select="$among">
      <xsl:variable name="leaf"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="4"/><xsl:with-param name="no" select="8"/><xsl:with-param name="is" select="not($snapshots/parent/name = name)"/></xsl:call-template></xsl:variable>
      <xsl:variable name="metadata"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="2"/><xsl:with-param name="no" select="16"/><xsl:with-param name="is" select="true()"/></xsl:call-template></xsl:variable>
      <xsl:variable name="states" select="floor($flags div 32) mod 8"/>
      <xsl:variable name="state" select="1 + (state != 'shutoff') + 2 * (state = 'disk-snapshot')"/>
      <xsl:if test="$leaf = 1 and $metadata = 1 and ($states = 0 or floor($states div $state) mod 2 = 1)">
        <xsl:call-template name="snap"><xsl:with-param name="name" select="name"/><xsl:with-param name="as">snapshots</xsl:with-param></xsl:call-template>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="below">
    <xsl:param name="name"/>
    <xsl:for-each select="$snapshots[parent/name = $name]">
      <d><xsl:value-of select="name"/></d>
      <xsl:call-template name="below"><xsl:with-param name="name" select="name"/></xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <!-- Those of the domain, or of one snapshot, that the flags choose. -->
  <xsl:template name="found-snapshots">
    <xsl:variable name="deep" select="$flags mod 2 = 1"/>
    <xsl:choose>
      <xsl:when test="$snapshot and $deep">
        <xsl:variable name="names"><xsl:call-template name="below"><xsl:with-param name="name" select="$snapshot/name"/></xsl:call-template></xsl:variable>
        <xsl:call-template name="matching"><xsl:with-param name="among" select="$snapshots[name = d:nodes($names)/d]"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$snapshot"><xsl:call-template name="matching"><xsl:with-param name="among" select="$snapshots[parent/name = $snapshot/name]"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:call-template name="matching"><xsl:with-param name="among" select="$snapshots[not($deep) or not(parent)]"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'domainListAllSnapshots' or @procedure = 'domainSnapshotListAllChildren']" mode="answer">
    <xsl:choose>
      <xsl:when test="(v:snap or v:snapshot) and not($snapshot)"><xsl:call-template name="no-snapshot"/></xsl:when>
      <xsl:otherwise>
        <xsl:variable name="found"><xsl:call-template name="found-snapshots"/></xsl:variable>
        <xsl:call-template name="list"><xsl:with-param name="found" select="d:nodes($found)"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'domainSnapshotNum' or @procedure = 'domainSnapshotListNames' or @procedure = 'domainSnapshotNumChildren'
    or @procedure = 'domainSnapshotListChildrenNames']" mode="answer">
    <xsl:choose>
      <xsl:when test="(v:snap or v:snapshot) and not($snapshot)"><xsl:call-template name="no-snapshot"/></xsl:when>
      <xsl:otherwise>
        <xsl:variable name="found"><xsl:call-template name="found-snapshots"/></xsl:variable>
        <xsl:choose>
          <xsl:when test="contains(@procedure, 'Num')"><xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="count(d:nodes($found)/v:snapshots)"/></xsl:call-template></xsl:when>
          <xsl:otherwise><xsl:call-template name="names"><xsl:with-param name="of" select="d:nodes($found)/v:snapshots"/></xsl:call-template></xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'domainSnapshotLookupByName']" mode="answer">
    <xsl:choose>
      <xsl:when test="$snapshot"><v:result procedure="{@procedure}"><xsl:call-template name="snap"><xsl:with-param name="name" select="$snapshot/name"/></xsl:call-template></v:result></xsl:when>
      <xsl:otherwise><xsl:call-template name="no-snapshot"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainHasCurrentSnapshot']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">result</xsl:with-param><xsl:with-param name="value" select="count($domain/v:snapshots/@current)"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainSnapshotCurrent']" mode="answer">
    <xsl:choose>
      <xsl:when test="$domain/v:snapshots/@current"><v:result procedure="{@procedure}"><xsl:call-template name="snap"><xsl:with-param name="name" select="$domain/v:snapshots/@current"/></xsl:call-template></v:result></xsl:when>
      <xsl:otherwise><v:error code="72" domain="35"><v:message>Domain snapshot not found: the domain does not have a current snapshot</v:message></v:error></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainSnapshotGetParent' or @procedure = 'domainSnapshotGetXMLDesc' or @procedure = 'domainSnapshotIsCurrent'
    or @procedure = 'domainSnapshotHasMetadata']" mode="answer">
    <xsl:choose>
      <xsl:when test="not($snapshot)"><xsl:call-template name="no-snapshot"/></xsl:when>
      <xsl:when test="contains(@procedure, 'Is')"><xsl:call-template name="tell"><xsl:with-param name="name">current</xsl:with-param><xsl:with-param name="value" select="number($domain/v:snapshots/@current = $snapshot/name)"/></xsl:call-template></xsl:when>
      <xsl:when test="contains(@procedure, 'Has')"><xsl:call-template name="tell"><xsl:with-param name="name">metadata</xsl:with-param><xsl:with-param name="value">1</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:when test="contains(@procedure, 'XML')"><v:result procedure="{@procedure}"><v:xml><xsl:apply-templates select="$snapshot" mode="with-domain"/></v:xml></v:result></xsl:when>
      <xsl:when test="$snapshot/parent"><v:result procedure="{@procedure}"><xsl:call-template name="snap"><xsl:with-param name="name" select="$snapshot/parent/name"/></xsl:call-template></v:result></xsl:when>
      <xsl:otherwise><v:error code="72" domain="35"><v:message>Domain snapshot not found: snapshot '<xsl:value-of select="$snapshot/name"/>' does not have a parent</v:message></v:error></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- The domain as it was then is not told. -->
  <xsl:template match="domainsnapshot" mode="with-domain">
    <domainsnapshot><xsl:copy-of select="*"/><domain><uuid><xsl:value-of select="$domain/@uuid"/></uuid></domain></domainsnapshot>
  </xsl:template>
</xsl:stylesheet>

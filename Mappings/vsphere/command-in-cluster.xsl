<?xml version="1.0" encoding="UTF-8"?>
<!--
  ClusterConfigSpec(Ex) and ComputeResourceConfigSpec. Nothing restarts machines on other hosts or moves them for balance: a
  service that is to be on is refused. What a service that is off would do is kept, and shown again.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <!-- Path of a value, its type. -->
  <xsl:variable name="cluster-values">
dasConfig.vmMonitoring string
dasConfig.hostMonitoring string
dasConfig.vmComponentProtecting string
dasConfig.failoverLevel int
dasConfig.admissionControlEnabled boolean
dasConfig.hBDatastoreCandidatePolicy string
drsConfig.enableVmBehaviorOverrides boolean
drsConfig.defaultVmBehavior behavior
drsConfig.vmotionRate int
drsConfig.scaleDescendantsShares string
</xsl:variable>

  <xsl:template name="cluster-path">
    <xsl:for-each select="ancestor-or-self::v:*[ancestor::v:spec]">
      <xsl:if test="position() &gt; 1">.</xsl:if><xsl:value-of select="local-name()"/>
    </xsl:for-each>
  </xsl:template>

  <!-- The type of a value that is kept; empty for one that is not. -->
  <xsl:template name="cluster-type">
    <xsl:variable name="path"><xsl:call-template name="cluster-path"/></xsl:variable>
    <xsl:value-of select="substring-before(substring-after($cluster-values, concat('&#10;', $path, ' ')), '&#10;')"/>
  </xsl:template>

  <!-- Lines as refuse-first takes them. -->
  <xsl:template name="cluster-refusals">
    <xsl:for-each select="v:spec//v:*[not(*)][normalize-space(.) != '']">
      <xsl:variable name="path"><xsl:call-template name="cluster-path"/></xsl:variable>
      <xsl:variable name="type"><xsl:call-template name="cluster-type"/></xsl:variable>
      <xsl:variable name="value" select="normalize-space(.)"/>
      <xsl:variable name="off" select="$value = 'false' or $value = '0'"/>
      <xsl:choose>
        <xsl:when test="$type = 'int' and not(string(floor(number($value))) = $value and $value &gt;= 0)">
          <xsl:value-of select="concat('argument spec.', $path, ';')"/>
        </xsl:when>
        <xsl:when test="$type = 'behavior' and not(contains(' manual partiallyAutomated fullyAutomated ', concat(' ', $value, ' ')))">
          <xsl:value-of select="concat('argument spec.', $path, ';')"/>
        </xsl:when>
        <xsl:when test="$type = 'boolean' and not($off or $value = 'true' or $value = '1')">
          <xsl:value-of select="concat('argument spec.', $path, ';')"/>
        </xsl:when>
        <xsl:when test="$type != ''"/>
        <xsl:when test="local-name() = 'enabled' and $off and parent::*/parent::v:spec"/>
        <xsl:when test="$path = 'inHciWorkflow' and $off"/>
        <xsl:when test="$path = 'vmSwapPlacement' and $value = 'vmDirectory'"/>
        <xsl:otherwise><xsl:value-of select="concat('value spec.', $path, ';')"/></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="cluster-settings">
    <xsl:variable name="entries">
      <xsl:for-each select="v:spec//v:*[not(*)][normalize-space(.) != '']">
        <xsl:variable name="type"><xsl:call-template name="cluster-type"/></xsl:variable>
        <xsl:if test="$type != ''">
          <entry owner="vsphere">
            <xsl:attribute name="key"><xsl:call-template name="cluster-path"/></xsl:attribute>
            <xsl:choose>
              <xsl:when test="$type = 'boolean'"><xsl:call-template name="boolean"><xsl:with-param name="of" select="."/></xsl:call-template></xsl:when>
              <xsl:otherwise><xsl:value-of select="normalize-space(.)"/></xsl:otherwise>
            </xsl:choose>
          </entry>
        </xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="$entries != ''"><metadata><xsl:copy-of select="$entries"/></metadata></xsl:if>
  </xsl:template>
</xsl:stylesheet>

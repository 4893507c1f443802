<?xml version="1.0" encoding="UTF-8"?>
<!--
  Answers of the automation API. The input is the call with its arguments, and with the vim25 objects that it is about,
  the generic result or fault of what it commanded, or what it has to tell of sessions and tags. The output is in the
  abstract form of services.txt: fields as elements, items of lists and maps as item.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:services"
                xmlns:s="urn:dragoman:services" xmlns:v="urn:vim25" xmlns:g="urn:dragoman:generic"
                exclude-result-prefixes="s v g">
  <xsl:include href="service-vm.xsl"/>
  <xsl:include href="service-guest.xsl"/>
  <xsl:include href="service-inventory.xsl"/>
  <xsl:include href="service-errors.xsl"/>
  <xsl:output method="xml"/>

  <xsl:variable name="call" select="/s:call"/>

  <xsl:template match="/s:call">
    <xsl:choose>
      <xsl:when test="g:fault"><xsl:apply-templates select="g:fault"/></xsl:when>
      <xsl:when test="g:result"><output/></xsl:when>
      <xsl:otherwise><xsl:apply-templates select="." mode="answer"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A list has one item for each object. -->
  <xsl:template match="s:call[@operation = 'list']" mode="answer" priority="0.25">
    <output>
      <xsl:for-each select="s:object"><item><xsl:apply-templates select="." mode="summary"/></item></xsl:for-each>
    </output>
  </xsl:template>
  <xsl:template match="s:call" mode="answer">
    <output><xsl:apply-templates select="s:object" mode="info"/></output>
  </xsl:template>

  <xsl:template match="s:call[@service = 'com.vmware.cis.session']" mode="answer">
    <output>
      <user><xsl:value-of select="s:session/@user"/></user>
      <created_time><xsl:value-of select="s:session/@created"/></created_time>
      <last_accessed_time><xsl:value-of select="s:session/@lastUsed"/></last_accessed_time>
    </output>
  </xsl:template>

  <!-- Who uses a category or a tag is not kept. -->
  <xsl:template match="s:call[s:category]" mode="answer">
    <output>
      <id><xsl:value-of select="s:category/@id"/></id>
      <name><xsl:value-of select="s:category/@name"/></name>
      <description><xsl:value-of select="s:category/@description"/></description>
      <cardinality>
        <xsl:choose>
          <xsl:when test="s:category/@single = 'true'">SINGLE</xsl:when>
          <xsl:otherwise>MULTIPLE</xsl:otherwise>
        </xsl:choose>
      </cardinality>
      <associable_types>
        <xsl:for-each select="s:category/s:type"><item><xsl:value-of select="."/></item></xsl:for-each>
      </associable_types>
      <used_by/>
    </output>
  </xsl:template>
  <xsl:template match="s:call[s:tag]" mode="answer">
    <output>
      <id><xsl:value-of select="s:tag/@id"/></id>
      <category_id><xsl:value-of select="s:tag/@category"/></category_id>
      <name><xsl:value-of select="s:tag/@name"/></name>
      <description><xsl:value-of select="s:tag/@description"/></description>
      <used_by/>
    </output>
  </xsl:template>
  <xsl:template match="s:call[@service = 'com.vmware.cis.tagging.tag_association']" mode="answer">
    <output>
      <success><xsl:value-of select="not(s:failure)"/></success>
      <error_messages>
        <xsl:for-each select="s:failure">
          <item>
            <id><xsl:value-of select="@id"/></id>
            <default_message><xsl:value-of select="."/></default_message>
            <args/>
          </item>
        </xsl:for-each>
      </error_messages>
    </output>
  </xsl:template>

  <xsl:template name="power-state">
    <xsl:param name="state"/>
    <xsl:choose>
      <xsl:when test="$state = 'poweredOn'">POWERED_ON</xsl:when>
      <xsl:when test="$state = 'suspended'">SUSPENDED</xsl:when>
      <xsl:when test="$state = 'standBy'">STANDBY</xsl:when>
      <xsl:otherwise>POWERED_OFF</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

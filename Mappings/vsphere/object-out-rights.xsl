<?xml version="1.0" encoding="UTF-8"?>
<!-- AuthorizationManager from rights.xml. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:r="urn:dragoman:rights" exclude-result-prefixes="r">

  <xsl:template name="authorization-manager">
    <managedObject type="AuthorizationManager" id="AuthorizationManager">
      <xsl:for-each select="r:rights/r:named">
        <privilegeList>
          <privId><xsl:value-of select="."/></privId>
          <onParent>false</onParent>
          <name><xsl:call-template name="last-word"><xsl:with-param name="text" select="string(.)"/></xsl:call-template></name>
          <privGroupName><xsl:call-template name="but-last-word"><xsl:with-param name="text" select="string(.)"/></xsl:call-template></privGroupName>
        </privilegeList>
      </xsl:for-each>
      <xsl:for-each select="r:rights/r:role">
        <roleList>
          <roleId><xsl:value-of select="@id"/></roleId>
          <system><xsl:value-of select="@id &lt; 0"/></system>
          <name><xsl:value-of select="@name"/></name>
          <info><label><xsl:value-of select="@label"/></label><summary><xsl:value-of select="@summary"/></summary></info>
          <xsl:for-each select="r:privilege | ../r:named[current()/@all = 'true']">
            <privilege><xsl:value-of select="."/></privilege>
          </xsl:for-each>
        </roleList>
      </xsl:for-each>
      <description/>
    </managedObject>
  </xsl:template>

  <xsl:template name="last-word">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="contains($text, '.')">
        <xsl:call-template name="last-word"><xsl:with-param name="text" select="substring-after($text, '.')"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="but-last-word">
    <xsl:param name="text"/>
    <xsl:variable name="last"><xsl:call-template name="last-word"><xsl:with-param name="text" select="$text"/></xsl:call-template></xsl:variable>
    <xsl:value-of select="substring($text, 1, string-length($text) - string-length($last) - 1)"/>
  </xsl:template>
</xsl:stylesheet>

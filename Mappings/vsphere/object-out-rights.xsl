<?xml version="1.0" encoding="UTF-8"?>
<!-- AuthorizationManager from rights.xml and what clients have defined, and what an entity tells of rights. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:r="urn:dragoman:rights" exclude-result-prefixes="g r">

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
          <system><xsl:value-of select="not(@custom)"/></system>
          <name><xsl:value-of select="@name"/></name>
          <info>
            <label><xsl:value-of select="(@label | @name[not(../@label)])[1]"/></label>
            <summary><xsl:value-of select="(@summary | @name[not(../@summary)])[1]"/></summary>
          </info>
          <xsl:for-each select="r:privilege | ../r:named[current()/@all = 'true']">
            <privilege><xsl:value-of select="."/></privilege>
          </xsl:for-each>
        </roleList>
      </xsl:for-each>
      <description/>
    </managedObject>
  </xsl:template>

  <!-- The properties of ManagedEntity that are of rights. -->
  <xsl:template match="g:rights">
    <managedObject type="ManagedEntity">
      <xsl:for-each select="g:role"><effectiveRole><xsl:value-of select="@id"/></effectiveRole></xsl:for-each>
      <xsl:for-each select="g:permission">
        <permission>
          <entity type="{@type}"><xsl:value-of select="@id"/></entity>
          <principal><xsl:value-of select="@principal"/></principal>
          <group>false</group>
          <roleId><xsl:value-of select="@role"/></roleId>
          <propagate><xsl:value-of select="@propagates"/></propagate>
        </permission>
      </xsl:for-each>
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

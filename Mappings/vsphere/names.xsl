<?xml version="1.0" encoding="UTF-8"?>
<!-- Names of inventory objects: vim25 writes %, / and \ in them as %25, %2f and %5c. Imported. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!-- The characters that an inventory path needs for itself come as %25, %2f and %5c. -->
  <xsl:template name="unescaped">
    <xsl:param name="name"/>
    <xsl:variable name="after" select="substring-after($name, '%')"/>
    <xsl:variable name="code" select="translate(substring($after, 1, 2), 'FC', 'fc')"/>
    <xsl:choose>
      <xsl:when test="not(contains($name, '%'))"><xsl:value-of select="$name"/></xsl:when>
      <xsl:when test="$code = '25' or $code = '2f' or $code = '5c'">
        <xsl:value-of select="substring-before($name, '%')"/>
        <xsl:choose>
          <xsl:when test="$code = '25'">%</xsl:when>
          <xsl:when test="$code = '2f'">/</xsl:when>
          <xsl:otherwise>\</xsl:otherwise>
        </xsl:choose>
        <xsl:call-template name="unescaped">
          <xsl:with-param name="name" select="substring($after, 3)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat(substring-before($name, '%'), '%')"/>
        <xsl:call-template name="unescaped"><xsl:with-param name="name" select="$after"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A name in an inventory path: vSphere writes the three characters that paths and escapes need as %xx. -->
  <xsl:template name="escaped">
    <xsl:param name="name"/>
    <xsl:variable name="special" select="translate($name, translate($name, '%/\', ''), '')"/>
    <xsl:choose>
      <xsl:when test="$special">
        <xsl:variable name="first" select="substring($special, 1, 1)"/>
        <xsl:value-of select="substring-before($name, $first)"/>
        <xsl:choose>
          <xsl:when test="$first = '%'">%25</xsl:when>
          <xsl:when test="$first = '/'">%2f</xsl:when>
          <xsl:otherwise>%5c</xsl:otherwise>
        </xsl:choose>
        <xsl:call-template name="escaped">
          <xsl:with-param name="name" select="substring-after($name, $first)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$name"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Names of new volumes. Imported by command-in.xsl and result-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="x d">
  <!-- Of what a new name is made that nobody else has. -->
  <xsl:template name="word">
    <xsl:choose>
      <xsl:when test="//x:call/x:context/x:new"><xsl:value-of select="//x:call/x:context/x:new"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="translate(d:now(), '-:.TZ', '')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What disks are in a storage repository: its file system tells whose it is. -->
  <xsl:template name="format">
    <xsl:param name="sr"/>
    <xsl:variable name="type" select="string(//x:call/x:context/x:SR[@ref = $sr]/x:type)"/>
    <xsl:choose>
      <xsl:when test="$type = '' or $type = 'vmfs' or $type = 'nfs' or $type = 'vsan'">.vmdk</xsl:when>
      <xsl:when test="$type = 'ntfs' or $type = 'refs' or $type = 'smb'">.vhdx</xsl:when>
      <xsl:otherwise>.qcow2</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Labels need not be different, files must be. -->
  <xsl:template name="fileName">
    <xsl:param name="label"/>
    <xsl:param name="sr" select="''"/>
    <xsl:param name="like"><xsl:call-template name="format"><xsl:with-param name="sr" select="$sr"/></xsl:call-template></xsl:param>
    <xsl:variable name="plain" select="substring(translate(normalize-space($label), '/\:*?&lt;&gt;|[]%~&quot;', '_____________'), 1, 80)"/>
    <xsl:choose><xsl:when test="$plain = ''">disk</xsl:when><xsl:otherwise><xsl:value-of select="$plain"/></xsl:otherwise></xsl:choose>
    <xsl:text>~</xsl:text>
    <xsl:call-template name="word"/>
    <xsl:call-template name="ending"><xsl:with-param name="name" select="$like"/></xsl:call-template>
  </xsl:template>
  <xsl:template name="ending">
    <xsl:param name="name"/>
    <xsl:variable name="rest" select="substring-after($name, '.')"/>
    <xsl:choose>
      <xsl:when test="contains($rest, '.')"><xsl:call-template name="ending"><xsl:with-param name="name" select="$rest"/></xsl:call-template></xsl:when>
      <!-- A copy of what a checkpoint left behind is a whole disk. -->
      <xsl:when test="$rest = 'avhdx' or $rest = 'avhd'">.vhdx</xsl:when>
      <xsl:when test="$rest != '' and not(contains($rest, '/'))"><xsl:value-of select="concat('.', $rest)"/></xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

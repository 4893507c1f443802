<?xml version="1.0" encoding="UTF-8"?>
<!-- What XAPI lets a client do with a VM in its state (xapi_vm_lifecycle.ml), of that what is served. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <xsl:template name="operations">
    <xsl:param name="template"/>
    <xsl:variable name="state" select="g:powerState"/>
    <xsl:variable name="words">
      <xsl:choose>
        <xsl:when test="$template">clone copy provision destroy changing_VCPUs changing_static_range changing_memory_limits</xsl:when>
        <xsl:when test="$state = 'running'">clean_shutdown clean_reboot hard_shutdown hard_reboot shutdown suspend pause pool_migrate migrate_send snapshot checkpoint changing_VCPUs_live</xsl:when>
        <xsl:when test="$state = 'paused'">unpause hard_shutdown hard_reboot shutdown snapshot checkpoint</xsl:when>
        <xsl:when test="$state = 'suspended'">resume resume_on hard_shutdown shutdown destroy migrate_send snapshot checkpoint</xsl:when>
        <xsl:otherwise>start start_on clone copy destroy make_into_template migrate_send snapshot changing_VCPUs changing_static_range changing_memory_limits</xsl:otherwise>
      </xsl:choose>
      <xsl:if test="g:snapshots/g:snapshot and not($template)"> revert</xsl:if>
    </xsl:variable>
    <xsl:call-template name="values"><xsl:with-param name="words" select="string($words)"/></xsl:call-template>
  </xsl:template>

  <!-- A set of words, without those that the object's blocked_operations have. -->
  <xsl:template name="values">
    <xsl:param name="words"/>
    <xsl:param name="blocked" select="$kept[starts-with(@key, 'blocked_operations:')]"/>
    <xsl:variable name="word" select="substring-before(concat($words, ' '), ' ')"/>
    <xsl:if test="$word != ''">
      <xsl:if test="not($blocked[@key = concat('blocked_operations:', $word)])"><x:value><xsl:value-of select="$word"/></x:value></xsl:if>
      <xsl:call-template name="values">
        <xsl:with-param name="words" select="substring-after($words, ' ')"/><xsl:with-param name="blocked" select="$blocked"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

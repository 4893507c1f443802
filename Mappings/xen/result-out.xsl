<?xml version="1.0" encoding="UTF-8"?>
<!-- What a command came to, as the answer to the call of a XenAPI client. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:import href="faults.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="call" select="/p:reply/p:request/x:call"/>
  <xsl:variable name="method" select="normalize-space($call/x:method)"/>
  <xsl:variable name="first" select="$call/x:params/x:value[1]"/>

  <xsl:template match="/">
    <xsl:apply-templates select="p:reply/g:result | p:reply/g:fault"/>
  </xsl:template>

  <xsl:template match="g:result[g:object/@type = 'task']">
    <x:result><xsl:value-of select="d:native('task', string(g:object/@id))"/></x:result>
  </xsl:template>
  <xsl:template match="g:result[g:object/@type = 'vm']">
    <x:result><xsl:value-of select="d:native('VM', string(g:object/@id))"/></x:result>
  </xsl:template>
  <xsl:template match="g:result[g:object/@type = 'snapshot']">
    <x:result><xsl:value-of select="d:native('snapshot', string(g:object/@id))"/></x:result>
  </xsl:template>
  <xsl:template match="g:result[g:object/@type = 'volume' and g:object/@id != '']">
    <x:result><xsl:value-of select="d:native('VDI', string(g:object/@id))"/></x:result>
  </xsl:template>
  <!-- Whether it could be moved: the first thing that stands against it. -->
  <xsl:template match="g:result[g:object/g:verdict/g:fault]">
    <x:error>
      <xsl:call-template name="fault">
        <xsl:with-param name="fault" select="(g:object/g:verdict/g:fault)[1]"/>
        <xsl:with-param name="self" select="normalize-space($first)"/>
        <xsl:with-param name="method" select="$method"/>
      </xsl:call-template>
    </x:error>
  </xsl:template>
  <!-- VBD.create and VIF.create: the front end finds the reference of the device that is new in the VM's view. -->
  <xsl:template match="g:result"><x:result/></xsl:template>

  <xsl:template match="g:fault">
    <xsl:variable name="self">
      <xsl:choose>
        <xsl:when test="$first/x:struct"><xsl:value-of select="$first/x:struct/x:member[@name = 'VM']"/></xsl:when>
        <xsl:when test="contains($first, '/')"><xsl:value-of select="substring-before($first, '/')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="normalize-space($first)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <x:error>
      <xsl:call-template name="fault">
        <xsl:with-param name="fault" select="."/>
        <xsl:with-param name="self" select="string($self)"/>
        <xsl:with-param name="method" select="$method"/>
      </xsl:call-template>
    </x:error>
  </xsl:template>
</xsl:stylesheet>

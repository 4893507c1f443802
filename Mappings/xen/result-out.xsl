<?xml version="1.0" encoding="UTF-8"?>
<!-- What a command came to, as the answer to the call of a XenAPI client. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:import href="faults.xsl"/>
  <xsl:import href="volumes.xsl"/>
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
  <!-- A volume that is no object of its own until a VM has it: its record, for the front end to remember. -->
  <xsl:template name="volume">
    <xsl:variable name="given" select="$first/x:struct/x:member"/>
    <xsl:variable name="from" select="$call/x:context/x:VDI[@ref = normalize-space($first)]"/>
    <xsl:variable name="second" select="normalize-space($call/x:params/x:value[2][not(x:struct)])"/>
    <x:VDI ref="OpaqueRef:{$call/x:context/x:new}">
      <x:uuid><xsl:value-of select="$call/x:context/x:new"/></x:uuid>
      <x:name_label><xsl:value-of select="$given[@name = 'name_label'] | $from/x:name_label"/></x:name_label>
      <x:name_description><xsl:value-of select="$given[@name = 'name_description'] | $from/x:name_description"/></x:name_description>
      <x:SR>
        <xsl:choose>
          <xsl:when test="$given"><xsl:value-of select="$given[@name = 'SR']"/></xsl:when>
          <xsl:when test="$method = 'VDI.copy' and $second != ''"><xsl:value-of select="$second"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$from/x:SR"/></xsl:otherwise>
        </xsl:choose>
      </x:SR>
      <x:VBDs><x:array/></x:VBDs>
      <x:virtual_size><xsl:value-of select="$given[@name = 'virtual_size'] | $from/x:virtual_size"/></x:virtual_size>
      <x:location>
        <xsl:choose>
          <xsl:when test="$given">
            <xsl:call-template name="fileName">
              <xsl:with-param name="label" select="string($given[@name = 'name_label'])"/>
              <xsl:with-param name="sr" select="normalize-space($given[@name = 'SR'])"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="fileName">
              <xsl:with-param name="label" select="string($from/x:name_label)"/><xsl:with-param name="like" select="string($from/x:location)"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </x:location>
      <x:type>user</x:type>
      <x:managed><x:boolean>1</x:boolean></x:managed>
      <x:sm_config><x:struct><xsl:copy-of select="$given[@name = 'sm_config']/x:struct/x:member"/></x:struct></x:sm_config>
      <x:other_config><x:struct><xsl:copy-of select="$given[@name = 'other_config']/x:struct/x:member"/></x:struct></x:other_config>
      <x:allowed_operations>
        <x:array><x:value>clone</x:value><x:value>copy</x:value><x:value>resize</x:value><x:value>destroy</x:value></x:array>
      </x:allowed_operations>
    </x:VDI>
  </xsl:template>
  <!-- VBD.create and VIF.create: the front end finds the reference of the device that is new in the VM's view. -->
  <xsl:template match="g:result">
    <xsl:choose>
      <xsl:when test="$call/x:context/x:new and ($method = 'VDI.create' or $method = 'VDI.clone' or $method = 'VDI.copy')">
        <xsl:call-template name="volume"/>
      </xsl:when>
      <xsl:otherwise><x:result/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:fault">
    <xsl:variable name="self">
      <xsl:choose>
        <xsl:when test="g:detail[@name = 'key']"><xsl:value-of select="normalize-space($first)"/></xsl:when>
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

<?xml version="1.0" encoding="UTF-8"?>
<!--
  Messages about what hosts have and no client of ours makes: their storage, networks and adapters. Each is refused with
  the error that XAPI has for it, or answered where what it asks for is so already. Imported by answers.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <xsl:template name="refusal">
    <xsl:variable name="verb" select="substring-after($asked-method, '.')"/>
    <xsl:choose>
      <!-- No storage copies a volume so that both share what has not changed. -->
      <xsl:when test="$asked-method = 'VDI.snapshot'">
        <xsl:call-template name="error">
          <xsl:with-param name="code" select="'SR_OPERATION_NOT_SUPPORTED'"/><xsl:with-param name="first" select="string($about/x:SR)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$asked-method = 'VDI.introduce'">
        <xsl:call-template name="error">
          <xsl:with-param name="code" select="'SR_OPERATION_NOT_SUPPORTED'"/><xsl:with-param name="first" select="string($given[4])"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$asked-method = 'SR.create' or $asked-method = 'SR.introduce'">
        <xsl:call-template name="error">
          <xsl:with-param name="code" select="'SR_UNKNOWN_DRIVER'"/>
          <xsl:with-param name="first" select="string($given[number($verb = 'create') * 2 + 4])"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$asked-method = 'SR.probe' or $asked-method = 'SR.probe_ext'">
        <xsl:call-template name="error">
          <xsl:with-param name="code" select="'SR_UNKNOWN_DRIVER'"/><xsl:with-param name="first" select="string($given[3])"/>
        </xsl:call-template>
      </xsl:when>
      <!-- What is on a host stays plugged in. -->
      <xsl:when test="$asked-method = 'SR.forget' or $asked-method = 'SR.destroy'">
        <xsl:call-template name="error">
          <xsl:with-param name="code" select="'SR_HAS_PBD'"/><xsl:with-param name="first" select="string($given[1])"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$asked-method = 'PBD.plug' and $around/x:PBD[@ref = string($given[1])]/x:currently_attached/x:boolean = '1'"><x:result/></xsl:when>
      <xsl:when test="starts-with($asked-method, 'PBD.') or $asked-method = 'network.create' or starts-with($asked-method, 'VLAN.')
                      or starts-with($asked-method, 'pool.create_VLAN')">
        <xsl:call-template name="error">
          <xsl:with-param name="code" select="'OPERATION_NOT_ALLOWED'"/>
          <xsl:with-param name="first" select="concat($asked-method, ': storage and networks are set up on the hosts themselves')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$asked-method = 'network.destroy'">
        <x:error>
          <x:code>NETWORK_CONTAINS_PIF</x:code>
          <xsl:for-each select="$about/x:PIFs/x:array/x:value"><x:param><xsl:value-of select="."/></x:param></xsl:for-each>
        </x:error>
      </xsl:when>
      <xsl:when test="$asked-method = 'host.migrate_receive'">
        <xsl:call-template name="error">
          <xsl:with-param name="code" select="'OPERATION_NOT_ALLOWED'"/>
          <xsl:with-param name="first" select="'Machines of other pools are not received: within this pool VM.pool_migrate moves them'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="error">
          <xsl:with-param name="code" select="'NOT_IMPLEMENTED'"/><xsl:with-param name="first" select="$asked-method"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="error">
    <xsl:param name="code"/>
    <xsl:param name="first"/>
    <x:error><x:code><xsl:value-of select="$code"/></x:code><x:param><xsl:value-of select="$first"/></x:param></x:error>
  </xsl:template>
</xsl:stylesheet>

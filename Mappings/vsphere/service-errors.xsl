<?xml version="1.0" encoding="UTF-8"?>
<!-- Generic faults as errors of the automation API. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:services"
                xmlns:s="urn:dragoman:services" xmlns:g="urn:dragoman:generic" exclude-result-prefixes="s g">
  <!-- fault code, error -->
  <xsl:variable name="service-errors">
busy resource_busy
conflict concurrent_change
fileExists already_exists
fileNotFound not_found
hostUnavailable service_unavailable
hotPlugNotSupported not_allowed_in_current_state
insufficientResources unable_to_allocate_resource
invalidArgument invalid_argument
invalidDevice invalid_argument
invalidLogin unauthenticated
invalidPowerState not_allowed_in_current_state
invalidState not_allowed_in_current_state
nameInUse already_exists
noPermission unauthorized
notAuthenticated unauthenticated
notFound not_found
notAccessible not_allowed_in_current_state
notSupported unsupported
timeout timed_out
toolsUnavailable service_unavailable
</xsl:variable>
  <!-- The state that an operation aims at, in generic words. -->
  <xsl:variable name="aims">|start=running|stop=off|suspend=suspended|</xsl:variable>

  <xsl:template match="g:fault">
    <xsl:variable name="row" select="substring-after($service-errors, concat('&#10;', @code, ' '))"/>
    <xsl:variable name="aim"
                  select="substring-before(substring-after($aims, concat('|', /s:call/@operation, '=')), '|')"/>
    <xsl:variable name="type">
      <xsl:choose>
        <xsl:when test="@code = 'invalidPowerState' and $aim != '' and g:detail[@name = 'actual'] = $aim">
          <xsl:text>already_in_desired_state</xsl:text>
        </xsl:when>
        <xsl:when test="$row"><xsl:value-of select="substring-before($row, '&#10;')"/></xsl:when>
        <xsl:otherwise>internal_server_error</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <error type="{$type}" id="com.vmware.vapi.std.{$type}"><xsl:value-of select="g:message"/></error>
  </xsl:template>
</xsl:stylesheet>

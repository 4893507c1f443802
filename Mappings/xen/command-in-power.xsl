<?xml version="1.0" encoding="UTF-8"?>
<!-- VM messages that change the power state. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">

  <xsl:template name="plain">
    <xsl:param name="name"/>
    <g:command name="{$name}" target="{d:id('VM', $self)}"/>
  </xsl:template>

  <!-- force, the last argument, waives checks that XAPI makes before: nothing that another host could be told. -->
  <xsl:template name="power">
    <xsl:variable name="paused" select="$args[last() - 1]"/>
    <xsl:variable name="starts" select="starts-with($verb, 'start') or starts-with($verb, 'resume')"/>
    <xsl:choose>
      <xsl:when test="$starts and ($paused = '1' or $paused = 'true')">
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="concat($method, ' into a pause')"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$own/x:is_a_template = '1'">
        <g:fault code="invalidState">
          <g:message>The VM is a template.</g:message>
          <g:detail name="template"><xsl:value-of select="$self"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$verb = 'start'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.powerOn'"/></xsl:call-template></xsl:when>
      <xsl:when test="$verb = 'start_on'">
        <g:command name="vm.powerOn" target="{d:id('VM', $self)}" host="{d:id('host', normalize-space($args[2]))}"/>
      </xsl:when>
      <xsl:when test="$verb = 'resume'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.resume'"/></xsl:call-template></xsl:when>
      <xsl:when test="$verb = 'resume_on' and $own/x:affinity = normalize-space($args[2])">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.resume'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$verb = 'resume_on'">
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="'resuming a VM on another host'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$verb = 'hard_shutdown'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.powerOff'"/></xsl:call-template></xsl:when>
      <xsl:when test="$verb = 'hard_reboot'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.reset'"/></xsl:call-template></xsl:when>
      <xsl:when test="$verb = 'clean_shutdown'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.shutdownGuest'"/></xsl:call-template></xsl:when>
      <xsl:when test="$verb = 'clean_reboot'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.rebootGuest'"/></xsl:call-template></xsl:when>
      <!-- Clean where the guest can be asked, and hard where it cannot. -->
      <xsl:when test="$verb = 'shutdown' and $own/x:power_state = 'Running' and $own/x:guest_metrics != $null">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.shutdownGuest'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$verb = 'shutdown'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.powerOff'"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:call-template name="plain"><xsl:with-param name="name" select="concat('vm.', $verb)"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

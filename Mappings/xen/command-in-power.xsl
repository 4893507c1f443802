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
  <xsl:variable name="patience" select="1200"/>

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
      <!-- It has ended when the VM is halted, for which XAPI gives the guest 20 minutes (xapi.conf, domain_shutdown_total_timeout). -->
      <xsl:when test="$verb = 'clean_shutdown'"><g:command name="vm.shutdownGuest" target="{d:id('VM', $self)}" within="{$patience}"/></xsl:when>
      <xsl:when test="$verb = 'clean_reboot'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.rebootGuest'"/></xsl:call-template></xsl:when>
      <!-- Clean where the guest can be asked and does it, and hard where not. -->
      <xsl:when test="$verb = 'shutdown' and $own/x:power_state = 'Running' and $own/x:guest_metrics != $null">
        <g:command name="vm.shutdownGuest" target="{d:id('VM', $self)}" within="{$patience}">
          <g:otherwise><g:command name="vm.powerOff"/></g:otherwise>
        </g:command>
      </xsl:when>
      <xsl:when test="$verb = 'shutdown'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.powerOff'"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:call-template name="plain"><xsl:with-param name="name" select="concat('vm.', $verb)"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

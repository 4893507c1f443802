<?xml version="1.0" encoding="UTF-8"?>
<!-- A call that a XenAPI client makes: the generic command that it means. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">
  <xsl:import href="guests.xsl"/>
  <xsl:import href="command-in-power.xsl"/>
  <xsl:import href="command-in-create.xsl"/>
  <xsl:import href="command-in-snapshots.xsl"/>
  <xsl:import href="command-in-vm.xsl"/>
  <xsl:import href="command-in-kept.xsl"/>
  <xsl:import href="command-in-devices.xsl"/>
  <xsl:import href="command-in-storage.xsl"/>
  <xsl:import href="command-in-relocate.xsl"/>
  <xsl:import href="volumes.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="null" select="'OpaqueRef:NULL'"/>
  <xsl:variable name="method" select="normalize-space(/x:call/x:method)"/>
  <xsl:variable name="class" select="substring-before($method, '.')"/>
  <xsl:variable name="verb" select="substring-after($method, '.')"/>
  <xsl:variable name="args" select="/x:call/x:params/x:value"/>
  <xsl:variable name="called" select="normalize-space($args[1][not(x:struct)])"/>
  <xsl:variable name="record" select="$args[1]/x:struct/x:member"/>
  <!-- The records that the references in the call name, and that of the object called. -->
  <xsl:variable name="context" select="/x:call/x:context/*"/>
  <xsl:variable name="own" select="$context[@ref = $called]"/>
  <!-- A volume that is no object of its own is a part of its VM. -->
  <xsl:variable name="self" select="string($own/x:part | $args[1][not(x:struct)][not($own/x:part)])"/>
  <xsl:variable name="isSnapshot" select="starts-with($self, 'OpaqueRef:snapshot-')"/>
  <xsl:variable name="isBlank" select="starts-with($self, 'OpaqueRef:template-')"/>
  <!-- A device's reference is that of its VM, its kind and its name. -->
  <xsl:variable name="machine" select="substring-before($self, '/')"/>
  <xsl:variable name="kind" select="substring-before(substring-after($self, '/'), '/')"/>
  <xsl:variable name="device" select="substring-after(substring-after($self, '/'), '/')"/>
  <xsl:variable name="isCommand" select="$class = 'VM' and not(starts-with($verb, 'set_') or starts-with($verb, 'add_') or starts-with($verb, 'remove_')
                                         or starts-with($verb, 'assert_'))"/>

  <xsl:template match="/">
    <xsl:choose>
      <xsl:when test="not($record) and $self = '' or $self = $null"><xsl:call-template name="handleInvalid"/></xsl:when>
      <xsl:when test="$isCommand and $own/x:blocked_operations/x:struct/x:member[@name = $verb]">
        <g:fault code="invalidState">
          <g:message>The operation is blocked.</g:message>
          <g:detail name="blocked"><xsl:value-of select="$own/x:blocked_operations/x:struct/x:member[@name = $verb]"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="starts-with($verb, 'add_to_') and not($isSnapshot)
                      and $own/*[local-name() = $field]/x:struct/x:member[@name = $args[2]]
                      and not($class = 'VM' and contains($always, concat(' ', $args[2], ' ')))">
        <g:fault code="invalidState">
          <g:message>The map has the key.</g:message>
          <g:detail name="key"><xsl:value-of select="$args[2]"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$isSnapshot"><xsl:call-template name="ofSnapshot"/></xsl:when>
      <xsl:when test="$isBlank and $verb != 'clone' and $verb != 'copy'">
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="'a change of a blank template'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$class = 'VM'"><xsl:call-template name="ofVM"/></xsl:when>
      <xsl:when test="$class = 'VBD' or $class = 'VIF'"><xsl:call-template name="ofDevice"/></xsl:when>
      <xsl:when test="$class = 'VDI' or $class = 'SR'"><xsl:call-template name="ofStorage"/></xsl:when>
      <xsl:when test="$method = 'host.enable'">
        <g:command name="host.exitMaintenance" target="{d:id('host', $self)}"/>
      </xsl:when>
      <!-- It enters maintenance when no machine runs on it; XAPI's clients do not wait for that. -->
      <xsl:when test="$method = 'host.disable'">
        <g:command name="host.enterMaintenance" target="{d:id('host', $self)}" timeout="30"/>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="keep"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="refuse">
    <xsl:param name="because" select="$method"/>
    <g:fault code="notSupported">
      <g:message><xsl:value-of select="concat('There is no generic command for ', $because, '.')"/></g:message>
      <g:detail name="command"><xsl:value-of select="$method"/></g:detail>
    </g:fault>
  </xsl:template>
  <xsl:template name="invalid">
    <xsl:param name="argument"/>
    <xsl:param name="value" select="''"/>
    <xsl:param name="message" select="concat('The value of ', $argument, ' is missing or wrong.')"/>
    <g:fault code="invalidArgument">
      <g:message><xsl:value-of select="$message"/></g:message>
      <g:detail name="argument"><xsl:value-of select="$argument"/></g:detail>
      <xsl:if test="$value != ''"><g:detail name="value"><xsl:value-of select="$value"/></g:detail></xsl:if>
    </g:fault>
  </xsl:template>
  <xsl:template name="handleInvalid">
    <xsl:param name="type" select="$class"/>
    <xsl:param name="ref" select="$self"/>
    <g:fault code="notFound">
      <g:message>The reference is not of this kind.</g:message>
      <g:detail name="type"><xsl:value-of select="$type"/></g:detail>
      <g:detail name="id"><xsl:value-of select="$ref"/></g:detail>
    </g:fault>
  </xsl:template>
</xsl:stylesheet>

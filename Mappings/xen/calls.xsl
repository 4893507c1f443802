<?xml version="1.0" encoding="UTF-8"?>
<!-- Calls, steps and refusals in one place. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                exclude-result-prefixes="g">
  <!-- A call on one object with one value. -->
  <xsl:template name="call">
    <xsl:param name="method"/>
    <xsl:param name="self"/>
    <xsl:param name="value"/>
    <x:call>
      <x:method><xsl:value-of select="$method"/></x:method>
      <x:params>
        <x:value><xsl:value-of select="$self"/></x:value>
        <x:value><xsl:value-of select="$value"/></x:value>
      </x:params>
    </x:call>
  </xsl:template>

  <!-- A call on one object with nothing more; self may be something taken. -->
  <xsl:template name="bare">
    <xsl:param name="method"/>
    <xsl:param name="self"/>
    <x:call>
      <x:method><xsl:value-of select="$method"/></x:method>
      <x:params><x:value><xsl:copy-of select="$self"/></x:value></x:params>
    </x:call>
  </xsl:template>

  <!-- Sets a field; the undo sets it back. -->
  <xsl:template name="set">
    <xsl:param name="id"/>
    <xsl:param name="method"/>
    <xsl:param name="self"/>
    <xsl:param name="value"/>
    <xsl:param name="old"/>
    <p:step id="{$id}">
      <p:call>
        <xsl:call-template name="call">
          <xsl:with-param name="method" select="$method"/>
          <xsl:with-param name="self" select="$self"/>
          <xsl:with-param name="value" select="$value"/>
        </xsl:call-template>
      </p:call>
      <p:undo>
        <xsl:call-template name="call">
          <xsl:with-param name="method" select="$method"/>
          <xsl:with-param name="self" select="$self"/>
          <xsl:with-param name="value" select="$old"/>
        </xsl:call-template>
      </p:undo>
    </p:step>
  </xsl:template>

  <!-- Sets one key of a map of the VM and leaves the others, or removes it. -->
  <xsl:template name="entry">
    <xsl:param name="id"/>
    <xsl:param name="map"/>
    <xsl:param name="key"/>
    <xsl:param name="value"/>
    <xsl:param name="gone" select="$value = ''"/>
    <xsl:variable name="old" select="$native/*[local-name() = $map]/x:struct/x:member[@name = $key]"/>
    <xsl:if test="not($old) and not($gone) or $old and ($gone or $old != $value)">
      <xsl:if test="$old">
        <p:step id="{$id}-remove">
          <p:call>
            <xsl:call-template name="call">
              <xsl:with-param name="method" select="concat('VM.remove_from_', $map)"/>
              <xsl:with-param name="self" select="$native/@ref"/><xsl:with-param name="value" select="$key"/>
            </xsl:call-template>
          </p:call>
          <p:undo>
            <xsl:call-template name="adding">
              <xsl:with-param name="map" select="$map"/>
              <xsl:with-param name="key" select="$key"/>
              <xsl:with-param name="value" select="$old"/>
            </xsl:call-template>
          </p:undo>
        </p:step>
      </xsl:if>
      <xsl:if test="not($gone)">
        <p:step id="{$id}">
          <p:call>
            <xsl:call-template name="adding">
              <xsl:with-param name="map" select="$map"/>
              <xsl:with-param name="key" select="$key"/>
              <xsl:with-param name="value" select="$value"/>
            </xsl:call-template>
          </p:call>
          <p:undo>
            <xsl:call-template name="call">
              <xsl:with-param name="method" select="concat('VM.remove_from_', $map)"/>
              <xsl:with-param name="self" select="$native/@ref"/><xsl:with-param name="value" select="$key"/>
            </xsl:call-template>
          </p:undo>
        </p:step>
      </xsl:if>
    </xsl:if>
  </xsl:template>
  <xsl:template name="adding">
    <xsl:param name="map"/>
    <xsl:param name="key"/>
    <xsl:param name="value"/>
    <x:call>
      <x:method><xsl:value-of select="concat('VM.add_to_', $map)"/></x:method>
      <x:params>
        <x:value><xsl:value-of select="$native/@ref"/></x:value>
        <x:value><xsl:value-of select="$key"/></x:value>
        <x:value><xsl:value-of select="$value"/></x:value>
      </x:params>
    </x:call>
  </xsl:template>

  <!-- What nobody else takes. -->
  <xsl:template match="g:command">
    <p:plan>
      <xsl:call-template name="refuse">
        <xsl:with-param name="message" select="concat('XAPI has nothing for ', @name, '.')"/>
      </xsl:call-template>
    </p:plan>
  </xsl:template>

  <xsl:template name="refuse">
    <xsl:param name="message"/>
    <g:fault code="notSupported">
      <g:message><xsl:value-of select="$message"/></g:message>
      <g:detail name="command"><xsl:value-of select="$command/@name"/></g:detail>
    </g:fault>
  </xsl:template>
  <xsl:template name="invalid">
    <xsl:param name="argument"/>
    <xsl:param name="message"/>
    <g:fault code="invalidArgument">
      <g:message><xsl:value-of select="$message"/></g:message>
      <g:detail name="argument"><xsl:value-of select="$argument"/></g:detail>
    </g:fault>
  </xsl:template>
  <xsl:template name="noDevice">
    <xsl:param name="device"/>
    <g:fault code="invalidDevice">
      <g:message>
        <xsl:value-of select="concat('The VM has no device ', $device, ' that could be changed so.')"/>
      </g:message>
      <g:detail name="device"><xsl:value-of select="$device"/></g:detail>
    </g:fault>
  </xsl:template>
  <!-- Only a halted VM can be changed so: a running one lacks hot-plugging, a suspended one is in the wrong state. -->
  <xsl:template name="notHalted">
    <xsl:param name="device"/>
    <xsl:choose>
      <xsl:when test="$native/x:power_state = 'Suspended'">
        <g:fault code="invalidPowerState">
          <g:message>The VM has to be halted.</g:message>
          <g:detail name="expected">off</g:detail><g:detail name="actual">suspended</g:detail>
        </g:fault>
      </xsl:when>
      <xsl:otherwise>
        <g:fault code="hotPlugNotSupported">
          <g:message><xsl:value-of select="concat('XAPI changes the ', $device, ' of a halted VM only.')"/></g:message>
          <g:detail name="device"><xsl:value-of select="$device"/></g:detail>
        </g:fault>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

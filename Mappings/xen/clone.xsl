<?xml version="1.0" encoding="UTF-8"?>
<!--
  vm.clone and templates. VM.clone shares the blocks of its volumes with the original, VM.copy has volumes of its own.
  What is cloned from a template or a snapshot is a template at first. Imported by command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g d">

  <xsl:template match="g:command[@name = 'vm.clone']">
    <xsl:variable name="linked" select="@linked = 'true' or @linked = '1'"/>
    <xsl:variable name="source">
      <xsl:choose>
        <xsl:when test="@snapshot"><xsl:value-of select="d:native('snapshot', string(@snapshot))"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$native/@ref"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <p:plan>
      <xsl:choose>
        <xsl:when test="@snapshot and not($vm/g:snapshots//g:snapshot[@id = $command/@snapshot])">
          <g:fault code="notFound">
            <g:message>The VM has no such snapshot.</g:message>
            <g:detail name="type">snapshot</g:detail><g:detail name="id"><xsl:value-of select="@snapshot"/></g:detail>
          </g:fault>
        </xsl:when>
        <xsl:when test="@snapshot and $vm/g:snapshots//g:snapshot[@id = $command/@snapshot]/@powerState != 'off'">
          <xsl:call-template name="refuse">
            <xsl:with-param name="message" select="'A clone of a checkpoint would be suspended.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not(@snapshot) and $vm/g:powerState != 'off'">
          <g:fault code="invalidPowerState">
            <g:message>XAPI clones a halted VM only.</g:message>
            <g:detail name="expected">off</g:detail>
            <g:detail name="actual"><xsl:value-of select="$vm/g:powerState"/></g:detail>
          </g:fault>
        </xsl:when>
        <xsl:when test="$linked and $vm/g:disks/g:disk/@datastore[. != $command/@datastore]">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'datastore'"/>
            <xsl:with-param name="message" select="'A clone that shares blocks stays on the storage of its original.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:attribute name="makes">VM</xsl:attribute>
          <xsl:attribute name="from">vm</xsl:attribute>
          <p:step id="vm">
            <p:call>
              <x:call>
                <x:method><xsl:choose><xsl:when test="$linked">VM.clone</xsl:when><xsl:otherwise>VM.copy</xsl:otherwise></xsl:choose></x:method>
                <x:params>
                  <x:value><xsl:value-of select="$source"/></x:value>
                  <x:value><xsl:value-of select="g:name"/></x:value>
                  <xsl:if test="not($linked)">
                    <x:value>
                      <xsl:choose>
                        <xsl:when test="@datastore"><xsl:value-of select="d:native('SR', string(@datastore))"/></xsl:when>
                        <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
                      </xsl:choose>
                    </x:value>
                  </xsl:if>
                </x:params>
              </x:call>
            </p:call>
            <p:undo>
              <x:call><x:method>VM.destroy</x:method><x:params><x:value><p:taken name="vm"/></x:value></x:params></x:call>
            </p:undo>
            <p:take name="vm" select="x:result"/>
          </p:step>
          <xsl:if test="@snapshot or $vm/g:template = 'true'">
            <p:step id="template">
              <p:call>
                <x:call>
                  <x:method>VM.set_is_a_template</x:method>
                  <x:params><x:value><p:taken name="vm"/></x:value><x:value><x:boolean>0</x:boolean></x:value></x:params>
                </x:call>
              </p:call>
            </p:step>
          </xsl:if>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.markTemplate' or @name = 'vm.unmarkTemplate']">
    <p:plan>
      <p:step id="template">
        <p:call>
          <x:call>
            <x:method>VM.set_is_a_template</x:method>
            <x:params>
              <x:value><xsl:value-of select="d:native('VM', string(@target))"/></x:value>
              <x:value><x:boolean><xsl:value-of select="number(@name = 'vm.markTemplate')"/></x:boolean></x:value>
            </x:params>
          </x:call>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  vm.relocate. The volume of a running VM is moved by VDI.pool_migrate; any other VM is sent to its own server with a map of
  where its volumes go. To another server it is sent with maps of the storages and networks there, once that server has
  given the tokens for it. Between the hosts of one pool a running VM goes by VM.pool_migrate; another one is on none of
  them, and is given another home. Imported by command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g d">

  <xsl:variable name="destination" select="/p:input/p:destination"/>

  <xsl:template match="g:command[@name = 'vm.relocate']">
    <xsl:variable name="disks" select="$vm/g:disks/g:disk[@id = $command/g:disk/@id]"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="g:disk[@thin][@thin != $vm/g:disks/g:disk[@id = current()/g:disk/@id]/@thin]">
          <xsl:call-template name="refuse"><xsl:with-param name="message" select="'XAPI keeps the format of a volume that it moves.'"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="$destination/@same">
          <xsl:attribute name="makes">VM</xsl:attribute>
          <xsl:attribute name="from">vm</xsl:attribute>
          <p:step id="move">
            <p:call>
              <x:call>
                <xsl:choose>
                  <xsl:when test="$vm/g:powerState = 'running' or $vm/g:powerState = 'paused'">
                    <x:method>VM.pool_migrate</x:method>
                    <x:params>
                      <x:value><xsl:value-of select="$ref"/></x:value>
                      <x:value><xsl:value-of select="$destination/g:host/@native"/></x:value>
                      <x:value><x:struct><x:member name="live">true</x:member></x:struct></x:value>
                    </x:params>
                  </xsl:when>
                  <xsl:otherwise>
                    <x:method>VM.set_affinity</x:method>
                    <x:params>
                      <x:value><xsl:value-of select="$ref"/></x:value>
                      <x:value><xsl:value-of select="$destination/g:host/@native"/></x:value>
                    </x:params>
                  </xsl:otherwise>
                </xsl:choose>
              </x:call>
            </p:call>
            <p:take name="vm" select="'{$ref}'"/>
          </p:step>
        </xsl:when>
        <xsl:when test="$destination">
          <xsl:attribute name="makes">VM</xsl:attribute>
          <xsl:attribute name="from">vm</xsl:attribute>
          <xsl:call-template name="send"><xsl:with-param name="disks" select="$vm/g:disks/g:disk"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="$vm/g:powerState = 'running'">
          <xsl:for-each select="$disks">
            <p:step id="disk-{@unit}">
              <p:call>
                <x:call>
                  <x:method>VDI.pool_migrate</x:method>
                  <x:params>
                    <x:value><xsl:value-of select="$records/x:VBD[@ref = current()/@handle]/x:VDI"/></x:value>
                    <x:value><xsl:value-of select="d:native('SR', string($command/g:disk[@id = current()/@id]/@datastore))"/></x:value>
                    <x:value><x:struct/></x:value>
                  </x:params>
                </x:call>
              </p:call>
            </p:step>
          </xsl:for-each>
        </xsl:when>
        <xsl:when test="$disks">
          <xsl:call-template name="send"><xsl:with-param name="disks" select="$disks"/></xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template name="send">
    <xsl:param name="disks"/>
    <p:step id="receive">
      <xsl:if test="$destination"><xsl:attribute name="at">destination</xsl:attribute></xsl:if>
      <p:call>
        <x:call>
          <x:method>host.migrate_receive</x:method>
          <x:params>
            <xsl:choose>
              <xsl:when test="$destination">
                <x:value><xsl:value-of select="$destination/g:host/@native"/></x:value>
                <x:value><xsl:value-of select="$destination/g:network[1]/@native"/></x:value>
              </xsl:when>
              <xsl:otherwise>
                <x:value><xsl:value-of select="d:native('host', string($host/g:host/@id))"/></x:value>
                <x:value><xsl:value-of select="d:native('network', string($host/g:network[1]/@id))"/></x:value>
              </xsl:otherwise>
            </xsl:choose>
            <x:value><x:struct/></x:value>
          </x:params>
        </x:call>
      </p:call>
      <p:take name="master" select="x:result/x:struct/x:member[@name = 'master']"/>
      <p:take name="host" select="x:result/x:struct/x:member[@name = 'host']"/>
      <p:take name="SM" select="x:result/x:struct/x:member[@name = 'SM']"/>
      <p:take name="xenops" select="x:result/x:struct/x:member[@name = 'xenops']"/>
      <p:take name="session_id" secret="true" select="x:result/x:struct/x:member[@name = 'session_id']"/>
    </p:step>
    <p:step id="send">
      <p:call>
        <x:call>
          <x:method>VM.migrate_send</x:method>
          <x:params>
            <x:value><xsl:value-of select="d:native('VM', string(@target))"/></x:value>
            <x:value>
              <x:struct>
                <x:member name="SM"><p:taken name="SM"/></x:member>
                <x:member name="host"><p:taken name="host"/></x:member>
                <x:member name="master"><p:taken name="master"/></x:member>
                <x:member name="session_id"><p:taken name="session_id"/></x:member>
                <x:member name="xenops"><p:taken name="xenops"/></x:member>
              </x:struct>
            </x:value>
            <x:value><x:boolean>1</x:boolean></x:value>
            <x:value>
              <x:struct>
                <xsl:for-each select="$disks">
                  <x:member name="{$records/x:VBD[@ref = current()/@handle]/x:VDI}">
                    <xsl:choose>
                      <xsl:when test="$destination"><xsl:value-of select="$destination/g:datastore[@here = current()/@datastore]/@native"/></xsl:when>
                      <xsl:otherwise><xsl:value-of select="d:native('SR', string($command/g:disk[@id = current()/@id]/@datastore))"/></xsl:otherwise>
                    </xsl:choose>
                  </x:member>
                </xsl:for-each>
              </x:struct>
            </x:value>
            <x:value>
              <x:struct>
                <xsl:if test="$destination">
                  <xsl:for-each select="$records/x:VIF[x:VM = $native/@ref]">
                    <x:member name="{@ref}"><xsl:value-of select="$destination/g:network[@here = d:id('network', string(current()/x:network))]/@native"/></x:member>
                  </xsl:for-each>
                </xsl:if>
              </x:struct>
            </x:value>
            <x:value><x:struct/></x:value>
          </x:params>
        </x:call>
      </p:call>
      <p:take name="vm" select="x:result"/>
    </p:step>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- A command that is under way, or has been, as a task. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:template match="g:task">
    <xsl:variable name="made" select="d:session('made')"/>
    <xsl:variable name="type" select="$related[@id = current()/@target]/@type"/>
    <xsl:variable name="target">
      <xsl:choose>
        <xsl:when test="not(@target)"/>
        <xsl:when test="$type = 'datastore'"><xsl:value-of select="d:native('SR', string(@target))"/></xsl:when>
        <xsl:when test="$type = 'host' or $type = 'network'">
          <xsl:value-of select="d:native(string($type), string(@target))"/>
        </xsl:when>
        <xsl:when test="starts-with(@command, 'vm.') and @command != 'vm.create' or starts-with(@command, 'snapshot.')
                        or $type = 'vm'">
          <xsl:value-of select="d:native('VM', string(@target))"/>
        </xsl:when>
      </xsl:choose>
    </xsl:variable>
    <x:task>
      <!-- A client's own is in no table. -->
      <xsl:attribute name="ref">
        <xsl:choose>
          <xsl:when test="@ref"><xsl:value-of select="@ref"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="d:native('task', string(@id))"/></xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:if test="@host">
        <xsl:attribute name="host"><xsl:value-of select="d:native('host', string(@host))"/></xsl:attribute>
      </xsl:if>
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name_label>
        <xsl:choose>
          <xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="@command"/></xsl:otherwise>
        </xsl:choose>
      </x:name_label>
      <x:name_description><xsl:value-of select="@description"/></x:name_description>
      <x:created>
        <x:dateTime>
          <xsl:call-template name="time"><xsl:with-param name="value" select="@created"/></xsl:call-template>
        </x:dateTime>
      </x:created>
      <x:finished>
        <x:dateTime>
          <xsl:call-template name="time"><xsl:with-param name="value" select="@finished"/></xsl:call-template>
        </x:dateTime>
      </x:finished>
      <x:status>
        <xsl:choose>
          <xsl:when test="@state = 'success'">success</xsl:when>
          <xsl:when test="@state = 'cancelled' or @state = 'error' and g:fault/@code = 'interrupted'">cancelled</xsl:when>
          <xsl:when test="@state = 'error'">failure</xsl:when>
          <xsl:otherwise>pending</xsl:otherwise>
        </xsl:choose>
      </x:status>
      <x:progress>
        <x:double>
          <xsl:choose>
            <xsl:when test="@state = 'success'">1</xsl:when>
            <xsl:otherwise><xsl:value-of select="@progress div 100"/></xsl:otherwise>
          </xsl:choose>
        </x:double>
      </x:progress>
      <x:resident_on>
        <xsl:call-template name="reference">
          <xsl:with-param name="type" select="'host'"/><xsl:with-param name="id" select="@host"/>
        </xsl:call-template>
      </x:resident_on>
      <x:type>&lt;none/&gt;</x:type>
      <!-- XAPI puts a value as XML text here. -->
      <x:result>
        <xsl:variable name="value">
          <xsl:choose>
            <xsl:when test="$made != ''"><xsl:value-of select="$made"/></xsl:when>
            <xsl:when test="g:result/g:object/@type = 'vm'">
              <xsl:value-of select="d:native('VM', string(g:result/g:object/@id))"/>
            </xsl:when>
            <xsl:when test="g:result/g:object/@type = 'snapshot'">
              <xsl:value-of select="d:native('snapshot', string(g:result/g:object/@id))"/>
            </xsl:when>
            <xsl:when test="g:result/g:object/@type = 'volume' and g:result/g:object/@id != ''">
              <xsl:value-of select="d:native('VDI', string(g:result/g:object/@id))"/>
            </xsl:when>
          </xsl:choose>
        </xsl:variable>
        <xsl:if test="@state = 'success' and $value != ''">
          <xsl:value-of select="concat('&lt;value&gt;', $value, '&lt;/value&gt;')"/>
        </xsl:if>
      </x:result>
      <x:error_info>
        <x:array>
          <xsl:if test="g:fault">
            <xsl:call-template name="fault">
              <xsl:with-param name="fault" select="g:fault"/>
              <xsl:with-param name="self" select="string($target)"/>
              <xsl:with-param name="method">
                <xsl:call-template name="messageOf"><xsl:with-param name="command" select="string(@command)"/></xsl:call-template>
              </xsl:with-param>
            </xsl:call-template>
          </xsl:if>
        </x:array>
      </x:error_info>
      <x:allowed_operations>
        <x:array>
          <xsl:if test="@state = 'queued' or @state = 'running'"><x:value>cancel</x:value></xsl:if>
        </x:array>
      </x:allowed_operations>
      <x:current_operations><x:struct/></x:current_operations>
      <x:other_config><x:struct/></x:other_config>
      <x:subtask_of><xsl:value-of select="$null"/></x:subtask_of>
      <x:subtasks><x:array/></x:subtasks>
      <x:backtrace>()</x:backtrace>
      <!-- What it does to the VM meanwhile. -->
      <xsl:if test="d:session('operation') != '' and $target != '' and (@state = 'queued' or @state = 'running')">
        <x:records>
          <x:VM ref="{$target}" overlay="true">
            <x:current_operations>
              <x:struct>
                <x:member name="{d:native('task', string(@id))}"><xsl:value-of select="d:session('operation')"/></x:member>
              </x:struct>
            </x:current_operations>
            <x:allowed_operations>
              <x:array>
                <xsl:if test="starts-with(d:session('operation'), 'clean_')"><x:value>hard_shutdown</x:value><x:value>hard_reboot</x:value></xsl:if>
              </x:array>
            </x:allowed_operations>
          </x:VM>
        </x:records>
      </xsl:if>
    </x:task>
  </xsl:template>
</xsl:stylesheet>

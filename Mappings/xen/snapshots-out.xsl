<?xml version="1.0" encoding="UTF-8"?>
<!-- The snapshots of a generic VM as VM records: that is what XAPI has them for. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <!-- class: what clients ask for them as; the element tells them from VMs. -->
  <xsl:template match="g:snapshot">
    <xsl:param name="vm"/>
    <xsl:variable name="machine" select="/p:view/g:vm"/>
    <x:snapshot class="VM" ref="{d:native('snapshot', string(@id))}">
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name_label><xsl:value-of select="@name"/></x:name_label>
      <x:name_description><xsl:value-of select="g:description"/></x:name_description>
      <x:power_state>
        <xsl:choose>
          <xsl:when test="@powerState = 'off'">Halted</xsl:when>
          <xsl:otherwise>Suspended</xsl:otherwise>
        </xsl:choose>
      </x:power_state>
      <x:is_a_template><x:boolean>1</x:boolean></x:is_a_template>
      <x:is_a_snapshot><x:boolean>1</x:boolean></x:is_a_snapshot>
      <x:snapshot_of><xsl:value-of select="$vm"/></x:snapshot_of>
      <x:snapshot_time>
        <x:dateTime>
          <xsl:call-template name="time"><xsl:with-param name="value" select="@created"/></xsl:call-template>
        </x:dateTime>
      </x:snapshot_time>
      <x:snapshot_info>
        <x:struct>
          <x:member name="power-state-at-snapshot">
            <xsl:call-template name="powerState"><xsl:with-param name="state" select="@powerState"/></xsl:call-template>
          </x:member>
        </x:struct>
      </x:snapshot_info>
      <x:parent>
        <xsl:call-template name="reference">
          <xsl:with-param name="type" select="'snapshot'"/><xsl:with-param name="id" select="parent::g:snapshot/@id"/>
        </xsl:call-template>
      </x:parent>
      <x:children>
        <x:array>
          <xsl:for-each select="g:snapshot">
            <x:value><xsl:value-of select="d:native('snapshot', string(@id))"/></x:value>
          </xsl:for-each>
          <xsl:if test="ancestor::g:snapshots/@current = @id"><x:value><xsl:value-of select="$vm"/></x:value></xsl:if>
        </x:array>
      </x:children>
      <xsl:call-template name="configuration"><xsl:with-param name="vm" select="$machine"/></xsl:call-template>
      <!-- What the host tells of then comes last, so that it counts. -->
      <xsl:if test="@cpus">
        <x:VCPUs_max><xsl:value-of select="@cpus"/></x:VCPUs_max>
        <x:VCPUs_at_startup><xsl:value-of select="@cpus"/></x:VCPUs_at_startup>
      </xsl:if>
      <xsl:if test="@mib">
        <xsl:variable name="bytes" select="format-number(@mib * 1048576, '0')"/>
        <x:memory_static_min><xsl:value-of select="$bytes"/></x:memory_static_min>
        <x:memory_dynamic_min><xsl:value-of select="$bytes"/></x:memory_dynamic_min>
        <x:memory_dynamic_max><xsl:value-of select="$bytes"/></x:memory_dynamic_max>
        <x:memory_static_max><xsl:value-of select="$bytes"/></x:memory_static_max>
        <x:memory_target><xsl:value-of select="$bytes"/></x:memory_target>
      </xsl:if>
      <x:allowed_operations>
        <x:array><x:value>clone</x:value><x:value>revert</x:value><x:value>destroy</x:value></x:array>
      </x:allowed_operations>
    </x:snapshot>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  Answers of messages that only tell something. The input is g:question: the call as the client sent it, and the records
  of the object that it is about, as clients are shown them. The output is x:result, or x:error with a code and parameters.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:import href="answers-refused.xsl"/>
  <xsl:variable name="asked" select="/p:view/g:question/x:call"/>
  <xsl:variable name="asked-method" select="string($asked/x:method)"/>
  <xsl:variable name="given" select="$asked/x:params/x:value"/>
  <!-- The object itself; others of its class may be among its records. -->
  <xsl:variable name="about" select="/p:view/g:question//x:*[@ref = string($given[1])]"/>
  <xsl:variable name="around" select="/p:view/g:question//x:records"/>

  <xsl:template match="g:question">
    <xsl:variable name="class" select="substring-before($asked-method, '.')"/>
    <xsl:choose>
      <xsl:when test="$asked-method = 'VM.get_allowed_VBD_devices'">
        <x:result>
          <x:array>
            <xsl:call-template name="free-numbers">
              <xsl:with-param name="taken" select="$around/x:VBD[x:VM = $about/@ref]/x:userdevice"/>
              <xsl:with-param name="most" select="254"/>
            </xsl:call-template>
          </x:array>
        </x:result>
      </xsl:when>
      <xsl:when test="$asked-method = 'VM.get_allowed_VIF_devices'">
        <x:result>
          <x:array>
            <xsl:call-template name="free-numbers">
              <xsl:with-param name="taken" select="$around/x:VIF/x:device"/>
              <xsl:with-param name="most" select="6"/>
            </xsl:call-template>
          </x:array>
        </x:result>
      </xsl:when>
      <!-- Allowed operations are always up to date. -->
      <xsl:when test="$asked-method = 'VM.update_allowed_operations'"><x:result/></xsl:when>
      <xsl:when test="$asked-method = 'VM.assert_operation_valid'">
        <xsl:choose>
          <xsl:when test="$about/x:allowed_operations/x:array/x:value = string($given[2])"><x:result/></xsl:when>
          <xsl:otherwise><xsl:call-template name="not-allowed"/></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$asked-method = 'VM.get_possible_hosts'">
        <x:result><x:array><x:value><xsl:value-of select="$about/x:affinity"/></x:value></x:array></x:result>
      </xsl:when>
      <xsl:when test="$asked-method = 'VM.compute_memory_overhead' or $asked-method = 'host.compute_memory_overhead'">
        <x:result>0</x:result>
      </xsl:when>
      <xsl:when test="$asked-method = 'VM.maximise_memory'"><x:result><xsl:value-of select="$given[2]"/></x:result></xsl:when>
      <xsl:when test="$asked-method = 'VM.get_cooperative'"><x:result><x:boolean>1</x:boolean></x:result></xsl:when>
      <xsl:when test="$asked-method = 'VBD.assert_attachable'">
        <xsl:choose>
          <xsl:when test="$about/x:currently_attached/x:boolean = '1'">
            <x:error>
              <x:code>DEVICE_ALREADY_ATTACHED</x:code><x:param><xsl:value-of select="$about/@ref"/></x:param>
            </x:error>
          </xsl:when>
          <xsl:otherwise><x:result/></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$asked-method = 'host.get_servertime' or $asked-method = 'host.get_server_localtime'">
        <xsl:variable name="now" select="d:now()"/>
        <x:result>
          <x:dateTime>
            <xsl:value-of select="concat(translate(substring($now, 1, 10), '-', ''), substring($now, 11, 9))"/>
            <xsl:if test="$asked-method = 'host.get_servertime'">Z</xsl:if>
          </x:dateTime>
        </x:result>
      </xsl:when>
      <xsl:when test="$asked-method = 'host.get_management_interface'">
        <xsl:variable name="managing" select="$around/x:PIF[x:management/x:boolean = '1'][1]"/>
        <x:result>
          <xsl:choose>
            <xsl:when test="$managing"><xsl:value-of select="$managing/@ref"/></xsl:when>
            <xsl:otherwise>OpaqueRef:NULL</xsl:otherwise>
          </xsl:choose>
        </x:result>
      </xsl:when>
      <xsl:when test="$asked-method = 'host.compute_free_memory'">
        <x:result><xsl:value-of select="concat($around/x:host_metrics/x:memory_free, substring('0', 1, number(not($around/x:host_metrics/x:memory_free))))"/></x:result>
      </xsl:when>
      <!-- No host moves its machines to another by itself: all that run keep it from being emptied. -->
      <xsl:when test="$asked-method = 'host.get_vms_which_prevent_evacuation'">
        <x:result>
          <x:struct>
            <xsl:for-each select="$about/x:resident_VMs/x:array/x:value">
              <x:member name="{.}">
                <x:array><x:value>VM_REQUIRES_SR</x:value><x:value><xsl:value-of select="."/></x:value></x:array>
              </x:member>
            </xsl:for-each>
          </x:struct>
        </x:result>
      </xsl:when>
      <xsl:when test="$asked-method = 'host.assert_can_evacuate'">
        <xsl:choose>
          <xsl:when test="$about/x:resident_VMs/x:array/x:value">
            <x:error>
              <x:code>VM_REQUIRES_SR</x:code>
              <x:param><xsl:value-of select="$about/x:resident_VMs/x:array/x:value[1]"/></x:param>
            </x:error>
          </xsl:when>
          <xsl:otherwise><x:result/></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$asked-method = 'host.get_uncooperative_resident_VMs' or $asked-method = 'host.get_data_sources'">
        <x:result><x:array/></x:result>
      </xsl:when>
      <xsl:when test="$asked-method = 'host.has_extension' or $asked-method = 'pool.has_extension'
                      or $asked-method = 'host.is_in_emergency_mode' or $asked-method = 'pool.is_slave'">
        <x:result><x:boolean>0</x:boolean></x:result>
      </xsl:when>
      <xsl:when test="$asked-method = 'pool.get_license_state'">
        <x:result>
          <x:struct>
            <x:member name="edition">free</x:member>
            <x:member name="expiry">never</x:member>
          </x:struct>
        </x:result>
      </xsl:when>
      <xsl:when test="$asked-method = 'SR.get_supported_types' or $asked-method = 'session.get_all_subject_identifiers'">
        <x:result><x:array/></x:result>
      </xsl:when>
      <xsl:when test="$asked-method = 'SR.update' or $asked-method = 'VDI.update' or $asked-method = 'pool.sync_database'
                      or $asked-method = 'host.sync_data'">
        <x:result/>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="refusal"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The numbers that no device has, as far as there may be one. -->
  <xsl:template name="free-numbers">
    <xsl:param name="taken"/>
    <xsl:param name="most"/>
    <xsl:param name="number" select="0"/>
    <xsl:if test="not($taken[. = $number])"><x:value><xsl:value-of select="$number"/></x:value></xsl:if>
    <xsl:if test="$number &lt; $most">
      <xsl:call-template name="free-numbers">
        <xsl:with-param name="taken" select="$taken"/>
        <xsl:with-param name="most" select="$most"/>
        <xsl:with-param name="number" select="$number + 1"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="bad-power-state">
    <xsl:param name="expected"/>
    <x:error>
      <x:code>VM_BAD_POWER_STATE</x:code>
      <x:param><xsl:value-of select="$about/@ref"/></x:param>
      <x:param><xsl:value-of select="$expected"/></x:param>
      <x:param>
        <xsl:value-of select="translate($about/x:power_state, 'HPRS', 'hprs')"/>
      </x:param>
    </x:error>
  </xsl:template>

  <xsl:template name="not-allowed">
    <xsl:variable name="operation" select="string($given[2])"/>
    <xsl:choose>
      <xsl:when test="$operation = 'start' or $operation = 'start_on' or $operation = 'clone' or $operation = 'copy'">
        <xsl:call-template name="bad-power-state"><xsl:with-param name="expected" select="'halted'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$operation = 'clean_shutdown' or $operation = 'clean_reboot' or $operation = 'suspend'
                      or $operation = 'pause' or $operation = 'pool_migrate'">
        <xsl:call-template name="bad-power-state"><xsl:with-param name="expected" select="'running'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$operation = 'resume'">
        <xsl:call-template name="bad-power-state"><xsl:with-param name="expected" select="'suspended'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$operation = 'unpause'">
        <xsl:call-template name="bad-power-state"><xsl:with-param name="expected" select="'paused'"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <x:error>
          <x:code>OPERATION_NOT_ALLOWED</x:code>
          <x:param><xsl:value-of select="concat($operation, ' is not possible for ', $about/x:name_label)"/></x:param>
        </x:error>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

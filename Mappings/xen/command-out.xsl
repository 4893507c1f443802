<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic command: the calls that make a XenServer carry it out. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g d">
  <xsl:import href="guests.xsl"/>
  <xsl:import href="calls.xsl"/>
  <xsl:import href="devices.xsl"/>
  <xsl:import href="reconfigure.xsl"/>
  <xsl:import href="create.xsl"/>
  <xsl:import href="resources.xsl"/>
  <xsl:import href="clone.xsl"/>
  <xsl:import href="relocate.xsl"/>
  <xsl:import href="disk-content.xsl"/>
  <xsl:import href="files.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="null" select="'OpaqueRef:NULL'"/>
  <xsl:variable name="command" select="/p:input/g:command"/>
  <xsl:variable name="vm" select="/p:input/g:vm"/>
  <xsl:variable name="native" select="/p:input/p:native/x:VM"/>
  <xsl:variable name="records" select="$native/x:records"/>
  <xsl:variable name="host" select="/p:input/p:host"/>

  <xsl:template match="/p:input"><xsl:apply-templates select="g:command"/></xsl:template>

  <xsl:template match="g:command[@name = 'vm.powerOff']">
    <xsl:call-template name="single"><xsl:with-param name="method" select="'VM.hard_shutdown'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.reset']">
    <xsl:call-template name="single"><xsl:with-param name="method" select="'VM.hard_reboot'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.suspend']">
    <xsl:call-template name="single"><xsl:with-param name="method" select="'VM.suspend'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.pause']">
    <xsl:call-template name="single"><xsl:with-param name="method" select="'VM.pause'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.unpause']">
    <xsl:call-template name="single"><xsl:with-param name="method" select="'VM.unpause'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.shutdownGuest']">
    <xsl:call-template name="single"><xsl:with-param name="method" select="'VM.clean_shutdown'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.rebootGuest']">
    <xsl:call-template name="single"><xsl:with-param name="method" select="'VM.clean_reboot'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.unregister']">
    <xsl:call-template name="single"><xsl:with-param name="method" select="'VM.destroy'"/></xsl:call-template>
  </xsl:template>

  <!-- Nothing is to be evacuated to: it fails unless nothing runs, and the host is enabled again. -->
  <xsl:template match="g:command[@name = 'host.enterMaintenance']">
    <xsl:variable name="host-ref" select="d:native('host', @target)"/>
    <p:plan>
      <p:step id="disable">
        <p:call><xsl:call-template name="bare"><xsl:with-param name="method" select="'host.disable'"/><xsl:with-param name="self" select="$host-ref"/></xsl:call-template></p:call>
        <p:undo><xsl:call-template name="bare"><xsl:with-param name="method" select="'host.enable'"/><xsl:with-param name="self" select="$host-ref"/></xsl:call-template></p:undo>
      </p:step>
      <p:step id="evacuate">
        <p:call><xsl:call-template name="bare"><xsl:with-param name="method" select="'host.evacuate'"/><xsl:with-param name="self" select="$host-ref"/></xsl:call-template></p:call>
      </p:step>
    </p:plan>
  </xsl:template>
  <xsl:template match="g:command[@name = 'host.exitMaintenance']">
    <p:plan>
      <p:step id="enable">
        <p:call><xsl:call-template name="bare"><xsl:with-param name="method" select="'host.enable'"/><xsl:with-param name="self" select="d:native('host', @target)"/></xsl:call-template></p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <!-- Without force the host itself finds out whether it may. Nothing is undone: a stopped VM does not get its memory back. -->
  <xsl:template match="g:command[@name = 'host.reboot' or @name = 'host.shutdown']">
    <xsl:variable name="host-ref" select="d:native('host', @target)"/>
    <p:plan>
      <xsl:if test="@force = 'true'">
        <p:step id="disable">
          <p:call><xsl:call-template name="bare"><xsl:with-param name="method" select="'host.disable'"/><xsl:with-param name="self" select="$host-ref"/></xsl:call-template></p:call>
          <p:undo><xsl:call-template name="bare"><xsl:with-param name="method" select="'host.enable'"/><xsl:with-param name="self" select="$host-ref"/></xsl:call-template></p:undo>
        </p:step>
        <xsl:for-each select="/p:input/p:machines/g:vm[g:powerState = 'running' or g:powerState = 'paused']">
          <p:step id="stop{position()}">
            <p:call><xsl:call-template name="bare"><xsl:with-param name="method" select="'VM.hard_shutdown'"/><xsl:with-param name="self" select="d:native('VM', string(@id))"/></xsl:call-template></p:call>
          </p:step>
        </xsl:for-each>
      </xsl:if>
      <p:step id="power">
        <p:call><xsl:call-template name="bare"><xsl:with-param name="method" select="string(@name)"/><xsl:with-param name="self" select="$host-ref"/></xsl:call-template></p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <!-- start_paused and force: neither. -->
  <xsl:template match="g:command[@name = 'vm.resume']">
    <p:plan>
      <p:step id="power">
        <p:call>
          <xsl:call-template name="starting"><xsl:with-param name="method" select="'VM.resume'"/></xsl:call-template>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <!-- XAPI starts what is halted, resumes what is suspended and unpauses what is paused, and confuses none of them. -->
  <xsl:template match="g:command[@name = 'vm.powerOn']">
    <p:plan>
      <p:step id="power">
        <p:call>
          <xsl:choose>
            <xsl:when test="$vm/g:powerState = 'suspended'">
              <xsl:call-template name="starting">
                <xsl:with-param name="method" select="'VM.resume'"/>
              </xsl:call-template>
            </xsl:when>
            <xsl:when test="$vm/g:powerState = 'paused'">
              <x:call>
                <x:method>VM.unpause</x:method>
                <x:params>
                  <x:value><xsl:value-of select="d:native('VM', string(@target))"/></x:value>
                </x:params>
              </x:call>
            </xsl:when>
            <xsl:otherwise>
              <xsl:call-template name="starting"><xsl:with-param name="method" select="'VM.start'"/></xsl:call-template>
            </xsl:otherwise>
          </xsl:choose>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template name="starting">
    <xsl:param name="method"/>
    <x:call>
      <x:method><xsl:value-of select="$method"/></x:method>
      <x:params>
        <x:value><xsl:value-of select="d:native('VM', string(@target))"/></x:value>
        <x:value><x:boolean>0</x:boolean></x:value>
        <x:value><x:boolean>0</x:boolean></x:value>
      </x:params>
    </x:call>
  </xsl:template>

  <!-- Where xapi starts: the key that xe and XenCenter set. -->
  <xsl:template match="g:command[@name = 'vm.setAutostart']">
    <p:plan>
      <xsl:call-template name="entry">
        <xsl:with-param name="id" select="'autostart'"/>
        <xsl:with-param name="map" select="'other_config'"/>
        <xsl:with-param name="key" select="'auto_poweron'"/>
        <xsl:with-param name="value" select="'true'"/>
        <xsl:with-param name="gone" select="not(@enabled = 'true' or @enabled = '1')"/>
      </xsl:call-template>
    </p:plan>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.rename']">
    <xsl:call-template name="setting">
      <xsl:with-param name="method" select="'VM.set_name_label'"/><xsl:with-param name="value" select="g:name"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.reconfigure'][g:notes and not(*[not(self::g:notes)])]" priority="2">
    <xsl:call-template name="setting">
      <xsl:with-param name="method" select="'VM.set_name_description'"/><xsl:with-param name="value" select="g:notes"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'datastore.rename']">
    <p:plan>
      <p:step id="set">
        <p:call>
          <x:call>
            <x:method>SR.set_name_label</x:method>
            <x:params>
              <x:value><xsl:value-of select="d:native('SR', string(@target))"/></x:value>
              <x:value><xsl:value-of select="g:name"/></x:value>
            </x:params>
          </x:call>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>
  <xsl:template name="setting">
    <xsl:param name="method"/>
    <xsl:param name="value"/>
    <p:plan>
      <p:step id="set">
        <p:call>
          <xsl:call-template name="call">
            <xsl:with-param name="method" select="$method"/>
            <xsl:with-param name="self" select="d:native('VM', string(@target))"/>
            <xsl:with-param name="value" select="$value"/>
          </xsl:call-template>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>
  <xsl:template name="single">
    <xsl:param name="method"/>
    <p:plan>
      <p:step id="call">
        <p:call>
          <x:call>
            <x:method><xsl:value-of select="$method"/></x:method>
            <x:params><x:value><xsl:value-of select="d:native('VM', string(@target))"/></x:value></x:params>
          </x:call>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <!-- The VM first: if it cannot go, nothing is lost. A volume that another VM has stays. -->
  <xsl:template match="g:command[@name = 'vm.destroy']">
    <xsl:variable name="vdis"
                  select="$records/x:VBD[x:type = 'Disk']/x:VDI | $native/x:suspend_VDI | $records/x:snapshot/x:suspend_VDI"/>
    <p:plan>
      <p:step id="vm">
        <p:call>
          <xsl:call-template name="destroy"><xsl:with-param name="self" select="$native/@ref"/></xsl:call-template>
        </p:call>
      </p:step>
      <xsl:call-template name="destroySnapshots">
        <xsl:with-param name="refs" select="$records/x:snapshot/@ref"/>
      </xsl:call-template>
      <xsl:call-template name="destroyVolumes"><xsl:with-param name="refs" select="$vdis"/></xsl:call-template>
    </p:plan>
  </xsl:template>

  <!-- A halted VM has no memory to keep. A guest that runs would have to be quiesced by its agent, and XAPI has no call for it. -->
  <xsl:template match="g:command[@name = 'snapshot.create']">
    <xsl:variable name="ref" select="d:native('VM', string(@target))"/>
    <p:plan makes="snapshot" from="snapshot">
      <xsl:choose>
        <xsl:when test="@quiesce = 'true' and @memory = 'false' and ($vm/g:powerState = 'running' or $vm/g:powerState = 'paused')">
          <xsl:call-template name="refuse">
            <xsl:with-param name="message" select="'XAPI takes no quiesced snapshot of a running VM.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <p:step id="snapshot">
            <p:call>
              <xsl:call-template name="call">
                <xsl:with-param name="method">
                  <xsl:choose>
                    <xsl:when test="@memory = 'true' and $vm/g:powerState != 'off' and $vm/g:powerState != 'crashed'">VM.checkpoint</xsl:when>
                    <xsl:otherwise>VM.snapshot</xsl:otherwise>
                  </xsl:choose>
                </xsl:with-param>
                <xsl:with-param name="self" select="$ref"/>
                <xsl:with-param name="value" select="g:name"/>
              </xsl:call-template>
            </p:call>
            <p:undo>
              <x:call>
                <x:method>VM.destroy</x:method>
                <x:params><x:value><p:taken name="snapshot"/></x:value></x:params>
              </x:call>
            </p:undo>
            <p:take name="snapshot" select="x:result"/>
          </p:step>
          <xsl:if test="g:description != ''">
            <p:step id="description">
              <p:call>
                <x:call>
                  <x:method>VM.set_name_description</x:method>
                  <x:params>
                    <x:value><p:taken name="snapshot"/></x:value>
                    <x:value><xsl:value-of select="g:description"/></x:value>
                  </x:params>
                </x:call>
              </p:call>
            </p:step>
          </xsl:if>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <!-- A VM that went back to a checkpoint is suspended: one that ran when it was taken runs again. -->
  <xsl:template match="g:command[@name = 'snapshot.revert'][not(@snapshot)][not(../g:vm/g:snapshots/@current)]" priority="2">
    <p:plan>
      <g:fault code="notFound">
        <g:message>The VM has no current snapshot.</g:message>
        <g:detail name="type">snapshot</g:detail>
      </g:fault>
    </p:plan>
  </xsl:template>
  <xsl:template match="g:command[@name = 'snapshot.revert']">
    <xsl:variable name="to" select="@snapshot | $vm/g:snapshots/@current[not(current()/@snapshot)]"/>
    <p:plan>
      <p:step id="revert">
        <p:call>
          <x:call>
            <x:method>VM.revert</x:method>
            <x:params>
              <x:value><xsl:value-of select="d:native('snapshot', string($to))"/></x:value>
            </x:params>
          </x:call>
        </p:call>
      </p:step>
      <xsl:if test="$vm/g:snapshots//g:snapshot[@id = $to]/@powerState = 'running' and not(@powerOn = 'false' or @powerOn = '0')">
        <p:step id="resume">
          <p:call>
            <xsl:call-template name="starting"><xsl:with-param name="method" select="'VM.resume'"/></xsl:call-template>
          </p:call>
        </p:step>
      </xsl:if>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.rename']">
    <xsl:variable name="ref" select="d:native('snapshot', string(@snapshot))"/>
    <p:plan>
      <xsl:if test="g:name">
        <p:step id="name">
          <p:call>
            <xsl:call-template name="call">
              <xsl:with-param name="method" select="'VM.set_name_label'"/>
              <xsl:with-param name="self" select="$ref"/><xsl:with-param name="value" select="g:name"/>
            </xsl:call-template>
          </p:call>
        </p:step>
      </xsl:if>
      <xsl:if test="g:description">
        <p:step id="description">
          <p:call>
            <xsl:call-template name="call">
              <xsl:with-param name="method" select="'VM.set_name_description'"/>
              <xsl:with-param name="self" select="$ref"/><xsl:with-param name="value" select="g:description"/>
            </xsl:call-template>
          </p:call>
        </p:step>
      </xsl:if>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@consolidate = 'false' or @consolidate = '0']" priority="3">
    <p:plan>
      <xsl:call-template name="refuse">
        <xsl:with-param name="message" select="'The storage merges by itself what a removed snapshot leaves behind.'"/>
      </xsl:call-template>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.remove' or @name = 'snapshot.removeAll']">
    <xsl:variable name="all" select="$vm/g:snapshots//g:snapshot"/>
    <xsl:variable name="chosen" select="$all[@id = $command/@snapshot] | $all[@id = $command/@snapshot][$command/@children = 'true']//g:snapshot
                                        | $all[$command/@name = 'snapshot.removeAll']"/>
    <xsl:variable name="snapshots" select="$records/x:snapshot[@ref = $chosen/@handle]"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="@snapshot and not($snapshots)">
          <g:fault code="notFound">
            <g:message>The snapshot is gone.</g:message>
            <g:detail name="type">snapshot</g:detail><g:detail name="id"><xsl:value-of select="@snapshot"/></g:detail>
          </g:fault>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="destroySnapshots">
            <xsl:with-param name="refs" select="$snapshots/@ref"/>
          </xsl:call-template>
          <xsl:call-template name="destroyVolumes">
            <xsl:with-param name="refs"
                            select="$records/x:VBD[x:type = 'Disk'][x:VM = $snapshots/@ref]/x:VDI | $snapshots/x:suspend_VDI"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template name="destroySnapshots">
    <xsl:param name="refs"/>
    <xsl:for-each select="$refs">
      <p:step id="snapshot-{position()}">
        <p:call>
          <xsl:call-template name="destroy"><xsl:with-param name="self" select="."/></xsl:call-template>
        </p:call>
      </p:step>
    </xsl:for-each>
  </xsl:template>
  <xsl:template name="destroyVolumes">
    <xsl:param name="refs"/>
    <xsl:for-each select="$refs[. != '' and . != $null]">
      <xsl:variable name="vdi" select="string(.)"/>
      <xsl:if test="not($records/x:VDI[@ref = $vdi]/x:VBDs/x:array/x:value[not(. = $records/x:VBD/@ref)])">
        <p:step id="volume-{position()}">
          <p:call>
            <x:call>
              <x:method>VDI.destroy</x:method>
              <x:params><x:value><xsl:value-of select="$vdi"/></x:value></x:params>
            </x:call>
          </p:call>
        </p:step>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>
  <xsl:template name="destroy">
    <xsl:param name="self"/>
    <x:call>
      <x:method>VM.destroy</x:method>
      <x:params><x:value><xsl:value-of select="$self"/></x:value></x:params>
    </x:call>
  </xsl:template>
</xsl:stylesheet>

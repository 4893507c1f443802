<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic command as libvirt calls. Procedures and flags: README.md. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:plan"
                xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt"
                xmlns:m="urn:dragoman:metadata"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p g d m">
  <xsl:import href="refusals.xsl"/>
  <xsl:import href="values.xsl"/>
  <xsl:import href="guests.xsl"/>
  <xsl:import href="devices.xsl"/>
  <xsl:import href="create.xsl"/>
  <xsl:import href="reconfigure.xsl"/>
  <xsl:import href="resources.xsl"/>
  <xsl:import href="clone.xsl"/>
  <xsl:import href="relocate.xsl"/>
  <xsl:import href="disk-content.xsl"/>
  <xsl:import href="files.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:variable name="command" select="/p:input/g:command"/>
  <xsl:variable name="vm" select="/p:input/g:vm"/>
  <xsl:variable name="native" select="/p:input/p:native/v:domain"/>
  <xsl:variable name="domain" select="$native/domain"/>
  <xsl:variable name="host" select="/p:input/p:host"/>
  <xsl:variable name="state" select="string($vm/g:powerState)"/>
  <xsl:variable name="active" select="$state = 'running' or $state = 'paused'"/>
  <xsl:variable name="uuid">
    <xsl:if test="$command/@name != 'vm.create' and not(starts-with($command/@name, 'file.') or starts-with($command/@name, 'volume.'))"><xsl:value-of select="d:native('domain', $command/@target)"/></xsl:if>
  </xsl:variable>
  <!-- VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG, or the latter only. -->
  <xsl:variable name="affect">
    <xsl:choose>
      <xsl:when test="$active">3</xsl:when>
      <xsl:otherwise>2</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <xsl:template match="/p:input">
    <plan><xsl:apply-templates select="g:command"/></plan>
  </xsl:template>

  <!-- One call whose arguments are the domain and flags. -->
  <xsl:template name="plain">
    <xsl:param name="procedure"/>
    <xsl:param name="flags"/>
    <step id="{$procedure}">
      <call>
        <v:call procedure="{$procedure}">
          <v:dom uuid="{$uuid}"/>
          <xsl:if test="string($flags) != ''"><v:flags><xsl:value-of select="$flags"/></v:flags></xsl:if>
        </v:call>
      </call>
    </step>
  </xsl:template>

  <xsl:template name="wrong-state">
    <xsl:param name="expected"/>
    <g:fault code="invalidPowerState">
      <g:message>The virtual machine is <xsl:value-of select="$state"/>.</g:message>
      <g:detail name="expected"><xsl:value-of select="$expected"/></g:detail>
      <g:detail name="actual"><xsl:value-of select="$state"/></g:detail>
    </g:fault>
  </xsl:template>

  <!--
    A saved image has the definition of the time when it was made: what was said of the domain since then, and needs no
    other hardware, is said again to the running one (VIR_DOMAIN_AFFECT_LIVE).
  -->
  <xsl:template name="start">
    <xsl:call-template name="plain"><xsl:with-param name="procedure">domainCreateWithFlags</xsl:with-param><xsl:with-param name="flags">0</xsl:with-param></xsl:call-template>
    <xsl:if test="$state = 'suspended' and $native/@managedSave = '1'">
      <step id="description">
        <call>
          <xsl:call-template name="set-metadata">
            <xsl:with-param name="type">0</xsl:with-param>
            <xsl:with-param name="value"><xsl:value-of select="$domain/description"/></xsl:with-param>
            <xsl:with-param name="flags">1</xsl:with-param>
          </xsl:call-template>
        </call>
      </step>
      <xsl:if test="$domain/metadata/m:metadata">
        <step id="metadata">
          <call>
            <xsl:call-template name="set-metadata">
              <xsl:with-param name="type">2</xsl:with-param>
              <xsl:with-param name="key">dragoman</xsl:with-param>
              <xsl:with-param name="uri">urn:dragoman:metadata</xsl:with-param>
              <xsl:with-param name="value"><xsl:apply-templates select="$domain/metadata/m:metadata" mode="copy"/></xsl:with-param>
              <xsl:with-param name="flags">1</xsl:with-param>
            </xsl:call-template>
          </call>
        </step>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- libvirt knows no templates: that they are not started is our rule. -->
  <xsl:template match="g:command[@name = 'vm.powerOn']">
    <xsl:choose>
      <xsl:when test="$vm/g:template = 'true'"><xsl:call-template name="template-already"/></xsl:when>
      <xsl:when test="$state = 'paused'"><xsl:call-template name="wake"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="start"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.reset']">
    <xsl:call-template name="plain"><xsl:with-param name="procedure">domainReset</xsl:with-param><xsl:with-param name="flags">0</xsl:with-param></xsl:call-template>
  </xsl:template>
  <!-- VIR_DOMAIN_SAVE_RUNNING: a domain that is resumed runs, also if it was paused when it was saved. -->
  <xsl:template match="g:command[@name = 'vm.suspend']">
    <xsl:call-template name="plain"><xsl:with-param name="procedure">domainManagedSave</xsl:with-param><xsl:with-param name="flags">2</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.pause']">
    <xsl:call-template name="plain"><xsl:with-param name="procedure">domainSuspend</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.setAutostart']">
    <step id="autostart">
      <call>
        <v:call procedure="domainSetAutostart">
          <v:dom uuid="{$uuid}"/>
          <v:autostart><xsl:value-of select="number(@enabled = 'true' or @enabled = '1')"/></v:autostart>
        </v:call>
      </call>
    </step>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.shutdownGuest']">
    <xsl:call-template name="plain"><xsl:with-param name="procedure">domainShutdownFlags</xsl:with-param><xsl:with-param name="flags">0</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.rebootGuest']">
    <xsl:call-template name="plain"><xsl:with-param name="procedure">domainReboot</xsl:with-param><xsl:with-param name="flags">0</xsl:with-param></xsl:call-template>
  </xsl:template>

  <!-- VIR_NODE_SUSPEND_TARGET_MEM, until it is woken. -->
  <xsl:template match="g:command[@name = 'vm.standbyGuest']">
    <step id="sleep">
      <call>
        <v:call procedure="domainPMSuspendForDuration">
          <v:dom uuid="{$uuid}"/><v:target>0</v:target><v:duration>0</v:duration><v:flags>0</v:flags>
        </v:call>
      </call>
    </step>
  </xsl:template>

  <!-- The picture comes in a stream, in the format that the hypervisor has: QEMU's is a portable pixmap. -->
  <xsl:template match="g:command[@name = 'vm.screenshot']">
    <xsl:choose>
      <xsl:when test="/p:input/g:vm and $state != 'running' and $state != 'paused'">
        <xsl:call-template name="wrong-state"><xsl:with-param name="expected">running paused</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <step id="domainScreenshot">
          <call>
            <v:call procedure="domainScreenshot">
              <v:dom uuid="{$uuid}"/>
              <v:screen>0</v:screen>
              <v:flags>0</v:flags>
            </v:call>
          </call>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.powerOff']">
    <xsl:choose>
      <xsl:when test="$state = 'suspended'">
        <xsl:call-template name="plain"><xsl:with-param name="procedure">domainManagedSaveRemove</xsl:with-param><xsl:with-param name="flags">0</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$state = 'off'">
        <xsl:call-template name="wrong-state"><xsl:with-param name="expected">running paused suspended crashed</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain"><xsl:with-param name="procedure">domainDestroyFlags</xsl:with-param><xsl:with-param name="flags">0</xsl:with-param></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.resume']">
    <xsl:choose>
      <xsl:when test="$state = 'suspended'">
        <xsl:call-template name="start"/>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="wrong-state"><xsl:with-param name="expected">suspended</xsl:with-param></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.unpause']"><xsl:call-template name="wake"/></xsl:template>
  <xsl:template name="wake">
    <xsl:choose>
      <xsl:when test="$native/@state = 'pmsuspended'">
        <xsl:call-template name="plain"><xsl:with-param name="procedure">domainPMWakeup</xsl:with-param><xsl:with-param name="flags">0</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$state = 'paused'">
        <xsl:call-template name="plain"><xsl:with-param name="procedure">domainResume</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="wrong-state"><xsl:with-param name="expected">paused</xsl:with-param></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- VIR_KEYCODE_SET_USB. The keys of one call are down together, for 50 ms. -->
  <xsl:template match="g:command[@name = 'vm.sendKeys']">
    <xsl:choose>
      <xsl:when test="$state = 'paused'">
        <xsl:call-template name="wrong-state"><xsl:with-param name="expected">running</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="g:key">
          <step id="key-{position()}">
            <call>
              <v:call procedure="domainSendKey">
                <v:dom uuid="{$uuid}"/>
                <v:codeset>7</v:codeset>
                <v:holdtime>50</v:holdtime>
                <xsl:for-each select="g:held"><v:keycodes><xsl:value-of select="@usage"/></v:keycodes></xsl:for-each>
                <v:keycodes><xsl:value-of select="@usage"/></v:keycodes>
                <v:flags>0</v:flags>
              </v:call>
            </call>
          </step>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.rename']">
    <xsl:call-template name="rename"/>
  </xsl:template>

  <!-- The old name is known only with the mirror's data: then the step can be undone. -->
  <xsl:template name="rename">
    <step id="rename">
      <call>
        <v:call procedure="domainRename">
          <v:dom uuid="{$uuid}"/>
          <v:new_name><xsl:value-of select="$command/g:name"/></v:new_name>
          <v:flags>0</v:flags>
        </v:call>
      </call>
      <xsl:if test="$domain">
        <undo>
          <v:call procedure="domainRename">
            <v:dom uuid="{$uuid}"/>
            <v:new_name><xsl:value-of select="$domain/name"/></v:new_name>
            <v:flags>0</v:flags>
          </v:call>
        </undo>
      </xsl:if>
    </step>
  </xsl:template>

  <!-- SNAPSHOTS_METADATA | KEEP_NVRAM | CHECKPOINTS_METADATA -->
  <xsl:template match="g:command[@name = 'vm.unregister']">
    <xsl:choose>
      <xsl:when test="$state = 'off'">
        <xsl:call-template name="plain"><xsl:with-param name="procedure">domainUndefineFlags</xsl:with-param><xsl:with-param name="flags">26</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="wrong-state"><xsl:with-param name="expected">off</xsl:with-param></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- MANAGED_SAVE | SNAPSHOTS_METADATA | NVRAM | CHECKPOINTS_METADATA, then the volumes. -->
  <xsl:template match="g:command[@name = 'vm.destroy']">
    <xsl:variable name="loose" select="$vm/g:disks/g:disk[not(@volume) and string(@path)]"/>
    <xsl:choose>
      <xsl:when test="$state != 'off' and $state != 'suspended'">
        <xsl:call-template name="wrong-state"><xsl:with-param name="expected">off suspended</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$loose">
        <g:fault code="invalidDevice">
          <g:message><xsl:value-of select="$loose[1]/@path"/> is in no storage pool and cannot be deleted.</g:message>
          <g:detail name="device"><xsl:value-of select="$loose[1]/@id"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:otherwise>
        <step id="undefine">
          <call><v:call procedure="domainUndefineFlags"><v:dom uuid="{$uuid}"/><v:flags>23</v:flags></v:call></call>
          <undo>
            <v:call procedure="domainDefineXMLFlags">
              <v:xml><xsl:apply-templates select="$domain" mode="copy"/></v:xml>
              <v:flags>0</v:flags>
            </v:call>
          </undo>
        </step>
        <xsl:for-each select="$vm/g:disks/g:disk[@volume]">
          <step id="delete-{@handle}">
            <call><xsl:call-template name="delete-volume"><xsl:with-param name="dev" select="@handle"/></xsl:call-template></call>
          </step>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    With memory, or of a domain that is off, a snapshot is internal to the images. Without memory, of an active domain, it
    is DISK_ONLY | ATOMIC, and QUIESCE if that is asked for. With memory the guest's caches are in it: nothing to quiesce.
  -->
  <xsl:template match="g:command[@name = 'snapshot.create']">
    <xsl:choose>
      <xsl:when test="@memory = 'false' and not($active) and $state != 'off'">
        <xsl:call-template name="wrong-state"><xsl:with-param name="expected">off running paused</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:attribute name="makes">snapshot</xsl:attribute>
        <xsl:attribute name="from">snapshot</xsl:attribute>
        <step id="snapshot">
          <call>
            <v:call procedure="domainSnapshotCreateXML">
              <v:dom uuid="{$uuid}"/>
              <v:xml_desc>
                <domainsnapshot xmlns="">
                  <name><xsl:value-of select="g:name"/></name>
                  <xsl:if test="string(g:description)"><description><xsl:value-of select="g:description"/></description></xsl:if>
                </domainsnapshot>
              </v:xml_desc>
              <v:flags>
                <xsl:choose>
                  <xsl:when test="@memory = 'true' or not($active)">0</xsl:when>
                  <xsl:when test="@quiesce = 'true'">208</xsl:when>
                  <xsl:otherwise>144</xsl:otherwise>
                </xsl:choose>
              </v:flags>
            </v:call>
          </call>
          <take name="snapshot" select="concat(/v:result/v:snap/v:dom/@uuid, '/', /v:result/v:snap/@name)"/>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="snap">
    <xsl:param name="id"/>
    <v:snap name="{substring-after(d:native('snapshot', $id), '/')}"><v:dom uuid="{$uuid}"/></v:snap>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.revert']">
    <xsl:variable name="to" select="@snapshot | $vm/g:snapshots/@current[not(current()/@snapshot)]"/>
    <xsl:variable name="held" select="(@powerOn = 'false' or @powerOn = '0') and $vm/g:snapshots//g:snapshot[@id = $to]/@powerState = 'running'"/>
    <step id="revert">
      <call>
        <v:call procedure="domainRevertToSnapshot">
          <xsl:call-template name="snap"><xsl:with-param name="id" select="$to"/></xsl:call-template>
          <!-- VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED: it does not run until it is saved. -->
          <v:flags><xsl:value-of select="2 * number($held) + 4 * ($state = 'suspended')"/></v:flags>
        </v:call>
      </call>
    </step>
    <!-- FORCE (4) leaves what was saved, which does not fit the disks any more. -->
    <xsl:if test="$state = 'suspended' and not($held)">
      <xsl:call-template name="plain"><xsl:with-param name="procedure">domainManagedSaveRemove</xsl:with-param><xsl:with-param name="flags">0</xsl:with-param></xsl:call-template>
    </xsl:if>
    <xsl:if test="$held">
      <xsl:call-template name="plain"><xsl:with-param name="procedure">domainManagedSave</xsl:with-param><xsl:with-param name="flags">2</xsl:with-param></xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template match="g:command[@name = 'snapshot.revert'][not(@snapshot)][not(../g:vm/g:snapshots/@current)]" priority="2">
    <g:fault code="notFound">
      <g:message>The virtual machine has no current snapshot.</g:message>
      <g:detail name="type">snapshot</g:detail>
    </g:fault>
  </xsl:template>

  <xsl:template match="g:command[@consolidate = 'false' or @consolidate = '0']" priority="3">
    <g:fault code="notSupported">
      <g:message>libvirt merges the images of a snapshot that it removes.</g:message>
      <g:detail name="command"><xsl:value-of select="@name"/></g:detail>
    </g:fault>
  </xsl:template>

  <!-- VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE: without a domain, the one that the snapshot has stays. -->
  <xsl:template match="g:command[@name = 'snapshot.rename']">
    <xsl:variable name="old" select="$native/v:snapshots/domainsnapshot[name = $vm/g:snapshots//g:snapshot[@id = current()/@snapshot]/@handle]"/>
    <xsl:choose>
      <xsl:when test="not($old)">
        <g:fault code="notFound">
          <g:message>The virtual machine has no such snapshot.</g:message>
          <g:detail name="type">snapshot</g:detail><g:detail name="id"><xsl:value-of select="@snapshot"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="g:name[. != $old/name]">
        <g:fault code="notSupported">
          <g:message>A snapshot of a libvirt domain keeps its name, by which its images know it.</g:message>
          <g:detail name="command">snapshot.rename</g:detail>
        </g:fault>
      </xsl:when>
      <xsl:otherwise>
        <step id="redefine">
          <call>
            <v:call procedure="domainSnapshotCreateXML">
              <v:dom uuid="{$uuid}"/>
              <v:xml_desc>
                <domainsnapshot xmlns="">
                  <xsl:apply-templates select="$old/name" mode="copy"/>
                  <xsl:choose>
                    <xsl:when test="g:description[. != '']"><description><xsl:value-of select="g:description"/></description></xsl:when>
                    <xsl:when test="not(g:description)"><xsl:apply-templates select="$old/description" mode="copy"/></xsl:when>
                  </xsl:choose>
                  <xsl:apply-templates select="$old/*[not(self::name or self::description)]" mode="copy"/>
                </domainsnapshot>
              </v:xml_desc>
              <v:flags>1</v:flags>
            </v:call>
          </call>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN is 1. -->
  <xsl:template match="g:command[@name = 'snapshot.remove']">
    <step id="delete">
      <call>
        <v:call procedure="domainSnapshotDelete">
          <xsl:call-template name="snap"><xsl:with-param name="id" select="@snapshot"/></xsl:call-template>
          <v:flags><xsl:value-of select="number(@children = 'true')"/></v:flags>
        </v:call>
      </call>
    </step>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.removeAll']">
    <xsl:for-each select="$vm/g:snapshots/g:snapshot">
      <step id="delete-{position()}">
        <call>
          <v:call procedure="domainSnapshotDelete">
            <xsl:call-template name="snap"><xsl:with-param name="id" select="@id"/></xsl:call-template>
            <v:flags>1</v:flags>
          </v:call>
        </call>
      </step>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>

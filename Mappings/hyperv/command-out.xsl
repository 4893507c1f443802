<?xml version="1.0" encoding="UTF-8"?>
<!-- Generic commands to plans of WMI method calls. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w g d">
  <xsl:import href="devices.xsl"/>
  <xsl:import href="create.xsl"/>
  <xsl:import href="clone.xsl"/>
  <xsl:import href="relocate.xsl"/>
  <xsl:import href="disk-content.xsl"/>
  <xsl:import href="reconfigure.xsl"/>
  <xsl:import href="boot.xsl"/>
  <xsl:import href="files.xsl"/>
  <xsl:import href="typing.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/p:input"><xsl:apply-templates select="g:command"/></xsl:template>

  <xsl:template name="stateChange">
    <xsl:param name="state"/>
    <w:invoke class="Msvm_ComputerSystem" method="RequestStateChange">
      <w:selectors>
        <xsl:call-template name="systemSelectors">
          <xsl:with-param name="guid" select="d:native('Msvm_ComputerSystem', string($command/@target))"/>
        </xsl:call-template>
      </w:selectors>
      <w:input><w:property name="RequestedState" type="uint16"><xsl:value-of select="$state"/></w:property></w:input>
    </w:invoke>
  </xsl:template>

  <xsl:template name="statePlan">
    <xsl:param name="state"/>
    <p:plan>
      <p:step id="state">
        <p:call><xsl:call-template name="stateChange"><xsl:with-param name="state" select="$state"/></xsl:call-template></p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template name="wrongState">
    <xsl:param name="expected"/>
    <g:fault code="invalidPowerState">
      <g:message><xsl:value-of select="concat('The machine is ', $vm/g:powerState, '; it must be ', $expected, '.')"/></g:message>
      <g:detail name="expected"><xsl:value-of select="$expected"/></g:detail>
      <g:detail name="actual"><xsl:value-of select="$vm/g:powerState"/></g:detail>
    </g:fault>
  </xsl:template>

  <!-- Win32_OperatingSystem.Win32Shutdown: 1 shut down, 2 reboot, 8 power off; 4 more: whatever runs. The class has one instance. -->
  <xsl:template match="g:command[@name = 'host.reboot' or @name = 'host.shutdown']">
    <p:plan>
      <xsl:choose>
        <xsl:when test="@force = 'true'">
          <p:step id="power">
            <p:call>
              <w:invoke namespace="root/cimv2" class="Win32_OperatingSystem" method="Win32Shutdown">
                <w:input>
                  <w:property name="Flags" type="sint32">
                    <xsl:choose><xsl:when test="@name = 'host.reboot'">6</xsl:when><xsl:otherwise>12</xsl:otherwise></xsl:choose>
                  </w:property>
                </w:input>
              </w:invoke>
            </p:call>
          </p:step>
        </xsl:when>
        <xsl:otherwise>
          <g:fault code="invalidState">
            <g:message>The host is not in maintenance mode, which Hyper-V does not have: it goes down by force only.</g:message>
          </g:fault>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <!-- Hyper-V knows no templates: that they are not started is our rule. -->
  <xsl:template match="g:command[@name = 'vm.powerOn']">
    <xsl:choose>
      <xsl:when test="$vm/g:template = 'true'"><p:plan><xsl:call-template name="templateAlready"/></p:plan></xsl:when>
      <xsl:otherwise><xsl:call-template name="statePlan"><xsl:with-param name="state">2</xsl:with-param></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.powerOff']">
    <xsl:call-template name="statePlan"><xsl:with-param name="state">3</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.suspend']">
    <xsl:call-template name="statePlan"><xsl:with-param name="state">6</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.pause']">
    <xsl:call-template name="statePlan"><xsl:with-param name="state">9</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.reset']">
    <xsl:call-template name="statePlan"><xsl:with-param name="state">11</xsl:with-param></xsl:call-template>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.resume' or @name = 'vm.unpause']">
    <xsl:variable name="expected"><xsl:choose><xsl:when test="@name = 'vm.resume'">suspended</xsl:when><xsl:otherwise>paused</xsl:otherwise></xsl:choose></xsl:variable>
    <xsl:choose>
      <xsl:when test="$vm/g:powerState = $expected">
        <xsl:call-template name="statePlan"><xsl:with-param name="state">2</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <p:plan><xsl:call-template name="wrongState"><xsl:with-param name="expected" select="string($expected)"/></xsl:call-template></p:plan>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The shutdown component is there while the machine runs; it works (OperationalStatus 2) once the guest answers. -->
  <xsl:template match="g:command[@name = 'vm.shutdownGuest' or @name = 'vm.rebootGuest']">
    <xsl:variable name="component" select="$native/w:instance[@class = 'Msvm_ShutdownComponent'][w:property[@name = 'OperationalStatus'][1] = 2]"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="$vm/g:powerState != 'running'">
          <xsl:call-template name="wrongState"><xsl:with-param name="expected">running</xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:when test="not($component)">
          <xsl:call-template name="fault">
            <xsl:with-param name="code">toolsUnavailable</xsl:with-param>
            <xsl:with-param name="message">The integration services of the guest do not answer.</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <p:step id="guest">
            <p:call>
              <w:invoke class="Msvm_ShutdownComponent">
                <xsl:attribute name="method"><xsl:choose><xsl:when test="@name = 'vm.shutdownGuest'">InitiateShutdown</xsl:when><xsl:otherwise>InitiateReboot</xsl:otherwise></xsl:choose></xsl:attribute>
                <w:selectors>
                  <xsl:for-each select="$component/w:property[@name = 'CreationClassName' or @name = 'DeviceID' or @name = 'SystemCreationClassName' or @name = 'SystemName']">
                    <w:selector name="{@name}"><xsl:value-of select="."/></w:selector>
                  </xsl:for-each>
                </w:selectors>
                <w:input>
                  <w:property name="Force" type="boolean">false</w:property>
                  <w:property name="Reason" type="string">Requested through Dragoman</w:property>
                </w:input>
              </w:invoke>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.rename']">
    <p:plan><xsl:call-template name="systemStep"/></p:plan>
  </xsl:template>

  <xsl:template name="destroyStep">
    <p:step id="destroy">
      <p:call>
        <xsl:call-template name="serviceCall">
          <xsl:with-param name="method">DestroySystem</xsl:with-param>
          <xsl:with-param name="input">
            <xsl:call-template name="machineReference"><xsl:with-param name="name">AffectedSystem</xsl:with-param></xsl:call-template>
          </xsl:with-param>
        </xsl:call-template>
      </p:call>
    </p:step>
  </xsl:template>
  <!-- Pixels of 16 bits, red 5, green 6 and blue 5 of them (RGB565), in the size that is asked for. -->
  <xsl:template match="g:command[@name = 'vm.screenshot']">
    <p:plan>
      <xsl:choose>
        <xsl:when test="$vm/g:powerState != 'running' and $vm/g:powerState != 'paused'">
          <xsl:call-template name="wrongState"><xsl:with-param name="expected">running paused</xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <p:step id="screen">
            <p:call>
              <xsl:call-template name="serviceCall">
                <xsl:with-param name="method">GetVirtualSystemThumbnailImage</xsl:with-param>
                <xsl:with-param name="input">
                  <xsl:call-template name="machineReference"><xsl:with-param name="name">TargetSystem</xsl:with-param></xsl:call-template>
                  <w:property name="WidthPixels" type="uint16">1024</w:property>
                  <w:property name="HeightPixels" type="uint16">768</w:property>
                </xsl:with-param>
              </xsl:call-template>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.unregister']">
    <p:plan><xsl:call-template name="destroyStep"/></p:plan>
  </xsl:template>
  <!-- Checkpoints are merged by DestroySystem: what is left are the first files of the chains. -->
  <xsl:template match="g:command[@name = 'vm.destroy']">
    <p:plan>
      <xsl:choose>
        <xsl:when test="$vm/g:powerState != 'off' and $vm/g:powerState != 'suspended'">
          <xsl:call-template name="wrongState"><xsl:with-param name="expected">off suspended</xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="destroyStep"/>
          <xsl:for-each select="$native/w:instance[@class = 'Msvm_VirtualHardDiskSettingData'][not(w:property[@name = 'ParentPath'] != '')]">
            <p:step id="delete{position()}">
              <p:call>
                <xsl:call-template name="deleteFile"><xsl:with-param name="path" select="w:property[@name = 'Path']"/></xsl:call-template>
              </p:call>
            </p:step>
          </xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <!-- Snapshots, which Hyper-V calls checkpoints. -->
  <xsl:template name="snapshotCall">
    <xsl:param name="method"/>
    <xsl:param name="input"/>
    <w:invoke class="Msvm_VirtualSystemSnapshotService" method="{$method}">
      <xsl:call-template name="serviceSelectors"><xsl:with-param name="class">Msvm_VirtualSystemSnapshotService</xsl:with-param></xsl:call-template>
      <w:input><xsl:copy-of select="$input"/></w:input>
    </w:invoke>
  </xsl:template>
  <xsl:template name="snapshotReference">
    <xsl:param name="name"/>
    <xsl:param name="uuid"/>
    <xsl:call-template name="settingReference">
      <xsl:with-param name="name" select="$name"/>
      <xsl:with-param name="id">
        <xsl:call-template name="settingKey"><xsl:with-param name="native" select="d:native('Msvm_VirtualSystemSettingData', string($uuid))"/></xsl:call-template>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- Application consistent checkpoints are without memory; a disk checkpoint is without either. -->
  <xsl:template match="g:command[@name = 'snapshot.create']">
    <xsl:variable name="memory" select="@memory = 'true' or @memory = '1'"/>
    <xsl:variable name="quiesce" select="@quiesce = 'true' or @quiesce = '1'"/>
    <xsl:choose>
      <xsl:when test="$memory and $quiesce">
        <p:plan>
          <xsl:call-template name="fault">
            <xsl:with-param name="code">invalidArgument</xsl:with-param>
            <xsl:with-param name="message">A checkpoint holds the memory or is made with the guest's help, not both.</xsl:with-param>
            <xsl:with-param name="detail">argument</xsl:with-param><xsl:with-param name="value">quiesce</xsl:with-param>
          </xsl:call-template>
        </p:plan>
      </xsl:when>
      <xsl:otherwise>
        <p:plan makes="Msvm_VirtualSystemSettingData" from="id">
          <p:step id="snapshot">
            <p:call>
              <xsl:call-template name="snapshotCall">
                <xsl:with-param name="method">CreateSnapshot</xsl:with-param>
                <xsl:with-param name="input">
                  <xsl:call-template name="machineReference"><xsl:with-param name="name">AffectedSystem</xsl:with-param></xsl:call-template>
                  <w:instance name="SnapshotSettings" class="Msvm_VirtualSystemSnapshotSettingData">
                    <w:property name="ConsistencyLevel" type="uint8"><xsl:choose><xsl:when test="$quiesce">1</xsl:when><xsl:otherwise>2</xsl:otherwise></xsl:choose></w:property>
                  </w:instance>
                  <w:property name="SnapshotType" type="uint16"><xsl:choose><xsl:when test="$memory or $quiesce">2</xsl:when><xsl:otherwise>3</xsl:otherwise></xsl:choose></w:property>
                </xsl:with-param>
              </xsl:call-template>
            </p:call>
            <p:undo>
              <xsl:call-template name="snapshotCall">
                <xsl:with-param name="method">DestroySnapshot</xsl:with-param>
                <xsl:with-param name="input">
                  <w:reference name="AffectedSnapshot" class="Msvm_VirtualSystemSettingData">
                    <w:selector name="InstanceID"><p:taken name="snapshot"/></w:selector>
                  </w:reference>
                </xsl:with-param>
              </xsl:call-template>
            </p:undo>
            <p:take name="snapshot" select="string(//w:reference[@name='ResultingSnapshot']/w:selector[@name='InstanceID'])"/>
            <p:take name="id" select="translate(//w:reference[@name='ResultingSnapshot']/w:selector[@name='InstanceID'], 'ABCDEF', 'abcdef')"/>
          </p:step>
          <p:step id="name">
            <p:call>
              <xsl:call-template name="serviceCall">
                <xsl:with-param name="method">ModifySystemSettings</xsl:with-param>
                <xsl:with-param name="input">
                  <w:instance name="SystemSettings" class="Msvm_VirtualSystemSettingData">
                    <w:property name="InstanceID" type="string"><p:taken name="snapshot"/></w:property>
                    <w:property name="ElementName" type="string"><xsl:value-of select="g:name"/></w:property>
                    <xsl:if test="g:description">
                      <w:property name="Notes" type="string" array="true"><xsl:value-of select="g:description"/></w:property>
                    </xsl:if>
                  </w:instance>
                </xsl:with-param>
              </xsl:call-template>
            </p:call>
          </p:step>
        </p:plan>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.revert']">
    <xsl:variable name="to" select="@snapshot | $vm/g:snapshots/@current[not(current()/@snapshot)]"/>
    <xsl:variable name="snapshot" select="$vm/g:snapshots//g:snapshot[@id = $to]"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="not($snapshot)">
          <xsl:call-template name="fault">
            <xsl:with-param name="code">notFound</xsl:with-param>
            <xsl:with-param name="message">The machine has no such checkpoint.</xsl:with-param>
            <xsl:with-param name="detail">type</xsl:with-param><xsl:with-param name="value">snapshot</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:if test="$vm/g:powerState = 'running' or $vm/g:powerState = 'paused' or $vm/g:powerState = 'crashed'">
            <p:step id="off"><p:call><xsl:call-template name="stateChange"><xsl:with-param name="state">3</xsl:with-param></xsl:call-template></p:call></p:step>
          </xsl:if>
          <p:step id="apply">
            <p:call>
              <xsl:call-template name="snapshotCall">
                <xsl:with-param name="method">ApplySnapshot</xsl:with-param>
                <xsl:with-param name="input">
                  <xsl:call-template name="snapshotReference">
                    <xsl:with-param name="name">Snapshot</xsl:with-param><xsl:with-param name="uuid" select="$to"/>
                  </xsl:call-template>
                </xsl:with-param>
              </xsl:call-template>
            </p:call>
          </p:step>
          <xsl:if test="$snapshot/@powerState = 'running' and not(@powerOn = 'false' or @powerOn = '0')">
            <p:step id="continue"><p:call><xsl:call-template name="stateChange"><xsl:with-param name="state">2</xsl:with-param></xsl:call-template></p:call></p:step>
          </xsl:if>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.rename']">
    <p:plan>
      <p:step id="name">
        <p:call>
          <xsl:call-template name="serviceCall">
            <xsl:with-param name="method">ModifySystemSettings</xsl:with-param>
            <xsl:with-param name="input">
              <w:instance name="SystemSettings" class="Msvm_VirtualSystemSettingData">
                <w:property name="InstanceID" type="string">
                  <xsl:call-template name="settingKey">
                    <xsl:with-param name="native" select="d:native('Msvm_VirtualSystemSettingData', string(@snapshot))"/>
                  </xsl:call-template>
                </w:property>
                <xsl:if test="g:name"><w:property name="ElementName" type="string"><xsl:value-of select="g:name"/></w:property></xsl:if>
                <xsl:if test="g:description"><w:property name="Notes" type="string" array="true"><xsl:value-of select="g:description"/></w:property></xsl:if>
              </w:instance>
            </xsl:with-param>
          </xsl:call-template>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@consolidate = 'false' or @consolidate = '0']" priority="3">
    <p:plan>
      <xsl:call-template name="fault">
        <xsl:with-param name="code">notSupported</xsl:with-param>
        <xsl:with-param name="message">Hyper-V merges the disks of a checkpoint that it removes.</xsl:with-param>
        <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="@name"/>
      </xsl:call-template>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.remove']">
    <xsl:variable name="tree" select="@children = 'true' or @children = '1'"/>
    <p:plan>
      <p:step id="remove">
        <p:call>
          <xsl:call-template name="snapshotCall">
            <xsl:with-param name="method"><xsl:choose><xsl:when test="$tree">DestroySnapshotTree</xsl:when><xsl:otherwise>DestroySnapshot</xsl:otherwise></xsl:choose></xsl:with-param>
            <xsl:with-param name="input">
              <xsl:call-template name="snapshotReference">
                <xsl:with-param name="name"><xsl:choose><xsl:when test="$tree">SnapshotSettingData</xsl:when><xsl:otherwise>AffectedSnapshot</xsl:otherwise></xsl:choose></xsl:with-param>
                <xsl:with-param name="uuid" select="@snapshot"/>
              </xsl:call-template>
            </xsl:with-param>
          </xsl:call-template>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.removeAll']">
    <p:plan>
      <xsl:for-each select="$vm/g:snapshots/g:snapshot">
        <p:step id="remove{position()}">
          <p:call>
            <xsl:call-template name="snapshotCall">
              <xsl:with-param name="method">DestroySnapshotTree</xsl:with-param>
              <xsl:with-param name="input">
                <xsl:call-template name="snapshotReference">
                  <xsl:with-param name="name">SnapshotSettingData</xsl:with-param><xsl:with-param name="uuid" select="@id"/>
                </xsl:call-template>
              </xsl:with-param>
            </xsl:call-template>
          </p:call>
        </p:step>
      </xsl:for-each>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

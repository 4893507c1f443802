<?xml version="1.0" encoding="UTF-8"?>
<!-- Generic command to the vim25 calls of an ESXi host or its vCenter. Devices are in devices-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                xmlns:v="urn:dragoman:esxi" xmlns:vim="urn:vim25" exclude-result-prefixes="g d v vim">
  <xsl:import href="refusals-out.xsl"/>
  <xsl:import href="guests-host.xsl"/>
  <xsl:import href="devices-out.xsl"/>
  <xsl:import href="resources-out.xsl"/>
  <xsl:import href="clone.xsl"/>
  <xsl:import href="relocate.xsl"/>
  <xsl:import href="disk-content.xsl"/>
  <xsl:import href="snapshots-out.xsl"/>
  <xsl:import href="typing-out.xsl"/>
  <xsl:import href="containers-out.xsl"/>
  <xsl:import href="screen-out.xsl"/>
  <xsl:import href="customize-out.xsl"/>
  <xsl:output method="xml"/>

  <!-- A clone is made by the command that would make its like. -->
  <xsl:variable name="source" select="/p:input/g:vm[/p:input/g:command/@name = 'vm.clone']"/>
  <xsl:variable name="like"><xsl:apply-templates select="$source" mode="like"/></xsl:variable>
  <xsl:variable name="command" select="/p:input/g:command[not($source)] | d:nodes($like)/g:command"/>
  <xsl:variable name="vm" select="/p:input/g:vm[not($source)]"/>
  <xsl:variable name="host" select="/p:input/p:host"/>
  <!-- What the machine's own server has told of it. -->
  <xsl:variable name="native-config"
    select="/p:input/p:native/vim:RetrieveResult/vim:objects[1]/vim:propSet[vim:name = 'config']/vim:val"/>
  <xsl:variable name="change-version"
    select="(/p:input/p:native/v:vm/v:runtime/@changeVersion | $native-config/vim:changeVersion)[1]"/>
  <!-- How the host's server calls its managers, and the folder and the pool for new machines. -->
  <xsl:variable name="server" select="$host/g:host/g:metadata/g:entry[@owner = 'vsphere']"/>

  <xsl:template match="/p:input">
    <xsl:apply-templates select="g:command"/>
  </xsl:template>

  <xsl:template name="this-vm">
    <_this type="VirtualMachine"><xsl:value-of select="d:native('VirtualMachine', $command/@target)"/></_this>
  </xsl:template>

  <!-- A plan of one method without arguments. -->
  <xsl:template name="simple">
    <xsl:param name="method"/>
    <p:plan>
      <p:step id="{$method}">
        <p:call>
          <xsl:element name="{$method}" namespace="urn:vim25">
            <xsl:call-template name="this-vm"/>
          </xsl:element>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.powerOn']">
    <xsl:call-template name="simple"><xsl:with-param name="method">PowerOnVM_Task</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.powerOff']">
    <xsl:call-template name="simple"><xsl:with-param name="method">PowerOffVM_Task</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.reset']">
    <xsl:call-template name="simple"><xsl:with-param name="method">ResetVM_Task</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.suspend']">
    <xsl:call-template name="simple"><xsl:with-param name="method">SuspendVM_Task</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.shutdownGuest']">
    <xsl:call-template name="simple"><xsl:with-param name="method">ShutdownGuest</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.rebootGuest']">
    <xsl:call-template name="simple"><xsl:with-param name="method">RebootGuest</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.standbyGuest']">
    <xsl:call-template name="simple"><xsl:with-param name="method">StandbyGuest</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.destroy']">
    <xsl:call-template name="simple"><xsl:with-param name="method">Destroy_Task</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.unregister']">
    <xsl:call-template name="simple"><xsl:with-param name="method">UnregisterVM</xsl:with-param></xsl:call-template>
  </xsl:template>

  <!-- PowerOnVM_Task would also start a VM that is off, which a resume must not. -->
  <xsl:template match="g:command[@name = 'vm.resume']">
    <xsl:choose>
      <xsl:when test="$vm/g:powerState = 'suspended'">
        <xsl:call-template name="simple"><xsl:with-param name="method">PowerOnVM_Task</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <p:plan>
          <g:fault code="invalidPowerState">
            <g:message>
              <xsl:value-of select="concat('The virtual machine cannot be resumed: it is ', $vm/g:powerState, '.')"/>
            </g:message>
            <g:detail name="expected">suspended</g:detail>
            <g:detail name="actual"><xsl:value-of select="$vm/g:powerState"/></g:detail>
          </g:fault>
        </p:plan>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.markTemplate']">
    <xsl:call-template name="simple"><xsl:with-param name="method">MarkAsTemplate</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="g:command[@name = 'vm.unmarkTemplate']">
    <p:plan>
      <p:step id="MarkAsVirtualMachine">
        <p:call>
          <MarkAsVirtualMachine>
            <xsl:call-template name="this-vm"/>
            <pool type="ResourcePool"><xsl:call-template name="pool"/></pool>
          </MarkAsVirtualMachine>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'host.enterMaintenance' or @name = 'host.exitMaintenance']">
    <xsl:variable name="method">
      <xsl:choose>
        <xsl:when test="@name = 'host.enterMaintenance'">EnterMaintenanceMode_Task</xsl:when>
        <xsl:otherwise>ExitMaintenanceMode_Task</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <p:plan>
      <p:step id="{$method}">
        <p:call>
          <xsl:element name="{$method}" namespace="urn:vim25">
            <_this type="HostSystem"><xsl:value-of select="d:native('HostSystem', @target)"/></_this>
            <timeout><xsl:value-of select="number(concat('0', @timeout))"/></timeout>
          </xsl:element>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'host.reboot' or @name = 'host.shutdown']">
    <xsl:variable name="method">
      <xsl:choose>
        <xsl:when test="@name = 'host.reboot'">RebootHost_Task</xsl:when>
        <xsl:otherwise>ShutdownHost_Task</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <p:plan>
      <p:step id="{$method}">
        <p:call>
          <xsl:element name="{$method}" namespace="urn:vim25">
            <_this type="HostSystem"><xsl:value-of select="d:native('HostSystem', @target)"/></_this>
            <force><xsl:value-of select="@force = 'true'"/></force>
          </xsl:element>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.pause' or @name = 'vm.unpause']">
    <p:plan>
      <xsl:call-template name="refusal">
        <xsl:with-param name="message">ESXi cannot hold a virtual machine in memory.</xsl:with-param>
        <xsl:with-param name="detail">command</xsl:with-param>
        <xsl:with-param name="value" select="@name"/>
      </xsl:call-template>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.rename']">
    <p:plan>
      <p:step id="Rename_Task">
        <p:call>
          <Rename_Task>
            <xsl:call-template name="this-vm"/>
            <newName><xsl:value-of select="g:name"/></newName>
          </Rename_Task>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.reconfigure']">
    <xsl:variable name="refused">
      <xsl:apply-templates select="g:controller | g:disk | g:cdrom | g:nic" mode="refuse"/>
    </xsl:variable>
    <p:plan>
      <xsl:choose>
        <xsl:when test="string($refused)">
          <xsl:call-template name="refuse-device">
            <xsl:with-param name="refused" select="string($refused)"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <p:step id="ReconfigVM_Task">
            <p:call>
              <ReconfigVM_Task>
                <xsl:call-template name="this-vm"/>
                <spec>
                  <xsl:if test="@ifRevision and string($change-version)">
                    <changeVersion><xsl:value-of select="$change-version"/></changeVersion>
                  </xsl:if>
                  <xsl:call-template name="spec"/>
                </spec>
              </ReconfigVM_Task>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.create']">
    <xsl:variable name="refused">
      <xsl:apply-templates select="g:controller | g:disk | g:cdrom | g:nic" mode="refuse"/>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($refused)">
        <p:plan>
          <xsl:call-template name="refuse-device">
            <xsl:with-param name="refused" select="string($refused)"/>
          </xsl:call-template>
        </p:plan>
      </xsl:when>
      <xsl:when test="$home = ''">
        <p:plan>
          <xsl:call-template name="refusal">
            <xsl:with-param name="code">invalidArgument</xsl:with-param>
            <xsl:with-param name="message">The host has no such datastore.</xsl:with-param>
            <xsl:with-param name="detail">argument</xsl:with-param>
            <xsl:with-param name="value">datastore</xsl:with-param>
          </xsl:call-template>
        </p:plan>
      </xsl:when>
      <xsl:otherwise>
        <p:plan makes="VirtualMachine" from="vm"><xsl:call-template name="create-step"/></p:plan>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="create-step">
    <p:step id="CreateVM_Task">
      <p:call>
        <CreateVM_Task>
          <_this type="Folder"><xsl:call-template name="folder"/></_this>
          <config><xsl:call-template name="spec"/></config>
          <pool type="ResourcePool"><xsl:call-template name="pool"/></pool>
          <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', @target)"/></host>
        </CreateVM_Task>
      </p:call>
      <p:take name="vm" select="/*[local-name() = 'TaskInfo']/*[local-name() = 'result']"/>
    </p:step>
  </xsl:template>

  <!-- The VirtualMachineConfigSpec, its fields in the order of vim25. -->
  <xsl:template name="spec">
    <xsl:variable name="word">
      <xsl:call-template name="guest-word"><xsl:with-param name="os" select="g:guest/@os"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="kept" select="g:metadata/g:entry[@owner = 'vsphere']"/>
    <xsl:variable name="told" select="$kept[@key = 'guestId']"/>
    <xsl:if test="g:name"><name><xsl:value-of select="g:name"/></name></xsl:if>
    <xsl:if test="$kept[@key = 'version']"><version><xsl:value-of select="$kept[@key = 'version']"/></version></xsl:if>
    <xsl:choose>
      <xsl:when test="string($told)"><guestId><xsl:value-of select="$told"/></guestId></xsl:when>
      <xsl:when test="g:guest">
        <guestId>
          <xsl:call-template name="guest-id"><xsl:with-param name="word" select="string($word)"/></xsl:call-template>
        </guestId>
      </xsl:when>
    </xsl:choose>
    <xsl:if test="g:notes"><annotation><xsl:value-of select="g:notes"/></annotation></xsl:if>
    <xsl:if test="@name = 'vm.create'">
      <files>
        <vmPathName>
          <xsl:value-of select="concat('[', $home, ']')"/>
          <xsl:variable name="path" select="substring-after($kept[@key = 'files.vmPathName'], '] ')"/>
          <xsl:if test="$path != ''"><xsl:value-of select="concat(' ', $path)"/></xsl:if>
        </vmPathName>
      </files>
    </xsl:if>
    <xsl:if test="g:cpu/@count"><numCPUs><xsl:value-of select="g:cpu/@count"/></numCPUs></xsl:if>
    <xsl:if test="g:cpu/@coresPerSocket">
      <numCoresPerSocket><xsl:value-of select="g:cpu/@coresPerSocket"/></numCoresPerSocket>
    </xsl:if>
    <xsl:if test="g:memory/@mib"><memoryMB><xsl:value-of select="g:memory/@mib"/></memoryMB></xsl:if>
    <xsl:if test="g:memory/@hotAdd">
      <memoryHotAddEnabled><xsl:value-of select="g:memory/@hotAdd"/></memoryHotAddEnabled>
    </xsl:if>
    <xsl:if test="g:cpu/@hotAdd"><cpuHotAddEnabled><xsl:value-of select="g:cpu/@hotAdd"/></cpuHotAddEnabled></xsl:if>
    <xsl:call-template name="devices"/>
    <xsl:apply-templates select="g:allocation[@resource = 'cpu']" mode="spec"/>
    <xsl:apply-templates select="g:allocation[@resource = 'memory']" mode="spec"/>
    <xsl:if test="g:guest">
      <xsl:variable name="plain">
        <xsl:call-template name="guest-os"><xsl:with-param name="word" select="string($word)"/></xsl:call-template>
      </xsl:variable>
      <xsl:choose>
        <xsl:when test="string($plain) != string(g:guest/@os)">
          <xsl:call-template name="extra">
            <xsl:with-param name="key">dragoman.guest.os</xsl:with-param>
            <xsl:with-param name="value" select="g:guest/@os"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="@name = 'vm.reconfigure'">
          <xsl:call-template name="extra">
            <xsl:with-param name="key">dragoman.guest.os</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </xsl:if>
    <xsl:for-each select="$kept[@key != 'guestId' and @key != 'version' and @key != 'files.vmPathName']">
      <xsl:call-template name="extra">
        <xsl:with-param name="key" select="@key"/>
        <xsl:with-param name="value" select="."/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:for-each select="g:metadata/g:entry[@owner != 'vsphere']">
      <xsl:call-template name="extra">
        <xsl:with-param name="key" select="concat('dragoman.', @owner, '.', @key)"/>
        <xsl:with-param name="value"><xsl:call-template name="keptText"/></xsl:with-param>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:call-template name="boot-options"/>
    <xsl:if test="g:firmware/@type"><firmware><xsl:value-of select="g:firmware/@type"/></firmware></xsl:if>
  </xsl:template>

  <!-- An empty value would take the entry out: it is a percent sign, and a text of nothing but those has one more. -->
  <xsl:template name="keptText">
    <xsl:if test="not(@op = 'remove')">
      <xsl:value-of select="."/><xsl:if test="translate(., '%', '') = ''">%</xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- An entry of the .vmx file's own; an empty value takes it out. -->
  <xsl:template name="extra">
    <xsl:param name="key"/>
    <xsl:param name="value"/>
    <extraConfig xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                 xsi:type="OptionValue">
      <key><xsl:value-of select="$key"/></key>
      <value xsi:type="xsd:string"><xsl:value-of select="$value"/></value>
    </extraConfig>
  </xsl:template>

  <!-- After the template for commands that nobody else takes, which would win over what is imported. -->
  <xsl:include href="files-out.xsl"/>
</xsl:stylesheet>

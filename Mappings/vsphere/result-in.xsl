<?xml version="1.0" encoding="UTF-8"?>
<!-- What an ESXi host answers, as a generic result or fault. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:vim="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="vim p d xsi">
  <xsl:import href="files-in.xsl"/>
  <xsl:output method="xml"/>

  <xsl:variable name="outcome" select="/p:outcome"/>

  <xsl:template match="/p:outcome[p:failure]" priority="1">
    <xsl:variable name="faults" select="p:failure//vim:*[substring(local-name(), string-length(local-name()) - 4) = 'Fault']
                                        | p:failure//vim:fault"/>
    <xsl:choose>
      <xsl:when test="@command = 'file.list' and g:command/@shown = 'true' and $faults[contains(local-name(), 'FileNotFound') or contains(@xsi:type, 'FileNotFound')]">
        <xsl:call-template name="listing"/>
      </xsl:when>
      <xsl:when test="$faults"><xsl:apply-templates select="$faults[1]" mode="fault"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="fault"><xsl:with-param name="code">internal</xsl:with-param></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/p:outcome[@command = 'file.list']" priority="0.8"><xsl:call-template name="listing"/></xsl:template>
  <xsl:template match="/p:outcome[@command = 'volume.info']" priority="0.8"><xsl:call-template name="volume-info"/></xsl:template>

  <xsl:template match="/p:outcome">
    <g:result command="{@command}">
      <xsl:variable name="made" select="p:result[last()]/vim:TaskInfo/vim:result | p:result/vim:TaskInfo/vim:result[@type = 'VirtualMachine']"/>
      <xsl:choose>
        <xsl:when test="(@command = 'vm.create' or @command = 'vm.clone' or @command = 'vm.register') and string($made)">
          <g:object type="vm" id="{d:id('VirtualMachine', string($made))}"/>
        </xsl:when>
        <xsl:when test="@command = 'container.create'">
          <xsl:variable name="container" select="p:result/*/vim:returnval"/>
          <g:object type="{g:command/@kind}" id="{d:id(string($container/@type), string($container))}"/>
        </xsl:when>
        <xsl:when test="@command = 'snapshot.create' and string($made)">
          <g:object type="snapshot"
            id="{d:id('VirtualMachineSnapshot', string($made), d:native('VirtualMachine', string(@target)))}"/>
        </xsl:when>
        <xsl:when test="@command = 'vm.sendKeys'">
          <g:object type="keys" id="{@target}">
            <g:typed count="{number(p:result/vim:PutUsbScanCodesResponse/vim:returnval)}"/>
          </g:object>
        </xsl:when>
      </xsl:choose>
    </g:result>
  </xsl:template>

  <!-- The type is in xsi:type; the element's name repeats it with "Fault" behind. -->
  <xsl:template name="type">
    <xsl:choose>
      <xsl:when test="@xsi:type"><xsl:value-of select="@xsi:type"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="substring(local-name(), 1, string-length(local-name()) - 5)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="vim:*" mode="fault">
    <xsl:variable name="type"><xsl:call-template name="type"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$type = 'InvalidPowerState'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidPowerState</xsl:with-param>
          <xsl:with-param name="detail">expected</xsl:with-param>
          <xsl:with-param name="value"><xsl:call-template name="expected"/></xsl:with-param>
          <xsl:with-param name="detail2">actual</xsl:with-param>
          <xsl:with-param name="value2"><xsl:apply-templates select="vim:existingState" mode="state"/></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'NicSettingMismatch'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidArgument</xsl:with-param>
          <xsl:with-param name="detail">argument</xsl:with-param>
          <xsl:with-param name="value">spec.nicSettingMap</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'CpuHotPlugNotSupported' or $type = 'MemoryHotPlugNotSupported'
                      or $type = 'DeviceHotPlugNotSupported'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">hotPlugNotSupported</xsl:with-param>
          <xsl:with-param name="detail">device</xsl:with-param>
          <xsl:with-param name="value">
            <xsl:choose>
              <xsl:when test="$type = 'CpuHotPlugNotSupported'">cpu</xsl:when>
              <xsl:when test="$type = 'MemoryHotPlugNotSupported'">memory</xsl:when>
              <xsl:when test="$outcome/g:command/g:nic and not($outcome/g:command/g:disk)">nic</xsl:when>
              <xsl:otherwise>disk</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'ManagedObjectNotFound'">
        <xsl:variable name="snapshot" select="starts-with(vim:obj/@type, 'VirtualMachineSnapshot')"/>
        <xsl:call-template name="fault">
          <xsl:with-param name="code">notFound</xsl:with-param>
          <xsl:with-param name="detail">type</xsl:with-param>
          <xsl:with-param name="value">
            <xsl:choose>
              <xsl:when test="$snapshot">snapshot</xsl:when>
              <xsl:when test="vim:obj/@type = 'VirtualMachine'">vm</xsl:when>
              <xsl:when test="vim:obj/@type = 'HostSystem'">host</xsl:when>
              <xsl:otherwise><xsl:value-of select="vim:obj/@type"/></xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
          <xsl:with-param name="detail2">id</xsl:with-param>
          <xsl:with-param name="value2">
            <xsl:choose>
              <xsl:when test="$snapshot and $outcome/g:command/@snapshot">
                <xsl:value-of select="$outcome/g:command/@snapshot"/>
              </xsl:when>
              <xsl:when test="vim:obj/@type = 'VirtualMachine' or vim:obj/@type = 'HostSystem'">
                <xsl:value-of select="$outcome/@target"/>
              </xsl:when>
              <xsl:otherwise><xsl:value-of select="vim:obj"/></xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'AlreadyUpgraded'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidState</xsl:with-param>
          <xsl:with-param name="detail">command</xsl:with-param>
          <xsl:with-param name="value">vm.upgrade</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'NotFound'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">notFound</xsl:with-param>
          <xsl:with-param name="detail">type</xsl:with-param>
          <xsl:with-param name="value">snapshot</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'NotSupported' or $type = 'MethodNotFound' or $type = 'NotImplemented'
                      or $type = 'UnsupportedGuest'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">notSupported</xsl:with-param>
          <xsl:with-param name="detail">command</xsl:with-param>
          <xsl:with-param name="value" select="$outcome/@command"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'DuplicateName'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">nameInUse</xsl:with-param>
          <xsl:with-param name="detail">name</xsl:with-param>
          <xsl:with-param name="value" select="vim:name"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'FileNotFound' or $type = 'FileAlreadyExists'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">
            <xsl:choose>
              <xsl:when test="$type = 'FileNotFound'">fileNotFound</xsl:when>
              <xsl:otherwise>fileExists</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
          <xsl:with-param name="detail">path</xsl:with-param>
          <xsl:with-param name="value" select="vim:file"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'InvalidDeviceSpec' or $type = 'InvalidDeviceBacking' or $type = 'InvalidController'
                      or $type = 'InvalidDeviceOperation' or $type = 'DeviceNotFound' or $type = 'TooManyDevices'
                      or $type = 'DeviceUnsupportedForVmVersion' or $type = 'MissingController'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidDevice</xsl:with-param>
          <xsl:with-param name="detail">device</xsl:with-param>
          <xsl:with-param name="value"><xsl:call-template name="device"/></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'InvalidArgument' or $type = 'InvalidProperty' or $type = 'InvalidRequest'
                      or $type = 'InvalidType' or $type = 'InvalidName' or $type = 'InvalidDatastorePath'
                      or $type = 'InvalidDatastore' or $type = 'InvalidVmConfig' or $type = 'TooManyCpus'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidArgument</xsl:with-param>
          <xsl:with-param name="detail">argument</xsl:with-param>
          <xsl:with-param name="value"><xsl:call-template name="argument"/></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'InsufficientMemoryResourcesFault' or $type = 'InsufficientCpuResourcesFault'
                      or $type = 'NoDiskSpace' or $type = 'InsufficientResourcesFault'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">insufficientResources</xsl:with-param>
          <xsl:with-param name="detail">resource</xsl:with-param>
          <xsl:with-param name="value">
            <xsl:choose>
              <xsl:when test="$type = 'NoDiskSpace'">storage</xsl:when>
              <xsl:when test="$type = 'InsufficientCpuResourcesFault'">cpu</xsl:when>
              <xsl:otherwise>memory</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'NoPermission'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">noPermission</xsl:with-param>
          <xsl:with-param name="detail">privilege</xsl:with-param>
          <xsl:with-param name="value" select="vim:privilegeId"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'HostNotConnected' or $type = 'HostNotReachable' or $type = 'HostCommunication'">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">hostUnavailable</xsl:with-param>
          <xsl:with-param name="detail">host</xsl:with-param>
          <xsl:with-param name="value" select="vim:host"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="fault">
          <xsl:with-param name="code">
            <xsl:choose>
              <xsl:when test="$type = 'ToolsUnavailable'">toolsUnavailable</xsl:when>
              <xsl:when test="$type = 'ConcurrentAccess'">conflict</xsl:when>
              <xsl:when test="$type = 'TaskInProgress' or $type = 'ResourceInUse' or $type = 'FileLocked'">busy</xsl:when>
              <xsl:when test="$type = 'Timedout'">timeout</xsl:when>
              <xsl:when test="$type = 'RequestCanceled'">interrupted</xsl:when>
              <xsl:when test="$type = 'InvalidLogin'">invalidLogin</xsl:when>
              <xsl:when test="$type = 'NotAuthenticated'">notAuthenticated</xsl:when>
              <xsl:when test="$type = 'InvalidState' or $type = 'NotFound'
                              or contains($type, 'Snapshot')">invalidState</xsl:when>
              <xsl:otherwise>internal</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="fault">
    <xsl:param name="code"/>
    <xsl:param name="detail"/>
    <xsl:param name="value"/>
    <xsl:param name="detail2"/>
    <xsl:param name="value2"/>
    <xsl:variable name="words" select="$outcome/p:failure//*[local-name() = 'faultstring']
                                         | $outcome/p:failure//vim:localizedMessage"/>
    <g:fault code="{$code}">
      <g:message>
        <xsl:choose>
          <xsl:when test="string($words[1])"><xsl:value-of select="$words[1]"/></xsl:when>
          <xsl:otherwise>The ESXi host refused the operation.</xsl:otherwise>
        </xsl:choose>
      </g:message>
      <xsl:if test="$detail and string($value)">
        <g:detail name="{$detail}"><xsl:value-of select="$value"/></g:detail>
      </xsl:if>
      <xsl:if test="$detail2 and string($value2)">
        <g:detail name="{$detail2}"><xsl:value-of select="$value2"/></g:detail>
      </xsl:if>
    </g:fault>
  </xsl:template>

  <!-- vim25 names one state; the states that a command really needs follow from the command. -->
  <xsl:template name="expected">
    <xsl:variable name="command" select="$outcome/@command"/>
    <xsl:choose>
      <xsl:when test="$command = 'vm.powerOn'">off suspended</xsl:when>
      <xsl:when test="$command = 'vm.resume'">suspended</xsl:when>
      <xsl:when test="$command = 'vm.powerOff'">running suspended</xsl:when>
      <xsl:when test="$command = 'vm.reset' or $command = 'vm.suspend' or $command = 'vm.shutdownGuest'
                      or $command = 'vm.rebootGuest' or $command = 'vm.standbyGuest' or $command = 'vm.sendKeys'">running</xsl:when>
      <xsl:when test="$command = 'vm.destroy' or $command = 'vm.unregister'">off suspended</xsl:when>
      <xsl:otherwise><xsl:apply-templates select="vim:requestedState" mode="state"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="vim:*" mode="state">
    <xsl:choose>
      <xsl:when test=". = 'poweredOn'">running</xsl:when>
      <xsl:when test=". = 'suspended'">suspended</xsl:when>
      <xsl:otherwise>off</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- deviceIndex counts deviceChange; controllers that we added by ourselves come first, so it may point behind. -->
  <xsl:template name="device">
    <xsl:variable name="changes" select="$outcome/g:command/*[@op]"/>
    <xsl:variable name="named" select="$changes[@id]/@id"/>
    <xsl:choose>
      <xsl:when test="count($changes) = 1 and $named"><xsl:value-of select="$named"/></xsl:when>
      <xsl:when test="count($changes) = 1"><xsl:value-of select="local-name($changes)"/></xsl:when>
      <xsl:when test="vim:property"><xsl:value-of select="vim:property"/></xsl:when>
      <xsl:when test="vim:device"><xsl:value-of select="vim:device"/></xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="argument">
    <xsl:variable name="named" select="string((vim:invalidProperty | vim:name | vim:property | vim:datastorePath)[1])"/>
    <xsl:choose>
      <xsl:when test="contains($named, 'numCPUs')">cpu.count</xsl:when>
      <xsl:when test="contains($named, 'numCoresPerSocket')">cpu.coresPerSocket</xsl:when>
      <xsl:when test="contains($named, 'memoryMB')">memory.mib</xsl:when>
      <xsl:when test="contains($named, 'guestId')">guest.os</xsl:when>
      <xsl:when test="contains($named, 'annotation')">notes</xsl:when>
      <xsl:when test="contains($named, 'efiSecureBootEnabled')">firmware.secureBoot</xsl:when>
      <xsl:when test="contains($named, 'firmware')">firmware.type</xsl:when>
      <xsl:when test="contains($named, 'extraConfig')">metadata</xsl:when>
      <xsl:when test="contains($named, 'vmPathName') or vim:datastorePath">datastore</xsl:when>
      <xsl:when test="$named = 'newName' or contains($named, '.name') or name(vim:name)">name</xsl:when>
      <xsl:otherwise><xsl:value-of select="$named"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

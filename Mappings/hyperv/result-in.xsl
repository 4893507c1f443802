<?xml version="1.0" encoding="UTF-8"?>
<!-- What WMI methods answered to generic results and faults. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w p d">
  <xsl:import href="wmi.xsl"/>
  <xsl:include href="files-in.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:variable name="outcome" select="/p:outcome"/>

  <xsl:template match="/p:outcome[p:failure]" priority="1"><xsl:apply-templates select="p:failure/*"/></xsl:template>

  <xsl:template match="p:failure/*" priority="-1">
    <g:fault code="internal"><g:message>The host answered with <xsl:value-of select="local-name()"/>, which is no fault of WMI.</g:message></g:fault>
  </xsl:template>

  <xsl:template match="/p:outcome">
    <g:result command="{@command}">
      <xsl:choose>
        <xsl:when test="@command = 'vm.create' or @command = 'vm.clone'">
          <g:object type="vm" id="{d:id('Msvm_ComputerSystem',
            translate(p:result[@step = 'define']//w:reference[@name = 'ResultingSystem']/w:selector[@name = 'Name'], 'ABCDEF', 'abcdef'))}"/>
        </xsl:when>
        <xsl:when test="@command = 'vm.sendKeys'">
          <g:object type="keys" id="{@target}"><g:typed count="{count(g:command/g:key)}"/></g:object>
        </xsl:when>
        <xsl:when test="@command = 'snapshot.create'">
          <g:object type="snapshot" id="{d:id('Msvm_VirtualSystemSettingData',
            translate(p:result[@step = 'snapshot']//w:reference[@name = 'ResultingSnapshot']/w:selector[@name = 'InstanceID'], 'ABCDEF', 'abcdef'),
            d:native('Msvm_ComputerSystem', string(@target)))}"/>
        </xsl:when>
      </xsl:choose>
    </g:result>
  </xsl:template>

  <!-- The states that the command wants, in which Hyper-V says "invalid state". -->
  <xsl:variable name="expected">
    <xsl:variable name="command" select="$outcome/@command"/>
    <xsl:choose>
      <xsl:when test="$command = 'vm.powerOn'">off suspended paused</xsl:when>
      <xsl:when test="$command = 'vm.powerOff'">running paused suspended</xsl:when>
      <xsl:when test="$command = 'vm.suspend'">running paused</xsl:when>
      <xsl:when test="$command = 'vm.resume'">suspended</xsl:when>
      <xsl:when test="$command = 'vm.unpause'">paused</xsl:when>
      <xsl:when test="$command = 'vm.reset' or $command = 'vm.pause' or $command = 'vm.shutdownGuest' or $command = 'vm.rebootGuest' or $command = 'vm.sendKeys'">running</xsl:when>
      <xsl:when test="$command = 'vm.destroy' or $command = 'vm.unregister' or $command = 'snapshot.revert'">off suspended</xsl:when>
      <xsl:when test="$command = 'vm.reconfigure'">off</xsl:when>
    </xsl:choose>
  </xsl:variable>

  <xsl:template match="w:fault">
    <xsl:variable name="code" select="string(@returnValue)"/>
    <xsl:variable name="error" select="string(@errorCode)"/>
    <xsl:variable name="step" select="string(../@step)"/>
    <xsl:variable name="wsman" select="string(@code)"/>
    <xsl:variable name="file" select="@class = 'CIM_DataFile' or @class = 'CIM_LogicalFile'"/>
    <xsl:variable name="image" select="@class = 'Msvm_ImageManagementService'"/>
    <xsl:choose>
      <!-- A job's Win32 error says more than its return value. -->
      <xsl:when test="$error = '2147942480' or $error = '2147942583' or ($file and $code = '10')">
        <xsl:call-template name="told"><xsl:with-param name="code">fileExists</xsl:with-param><xsl:with-param name="detail">path</xsl:with-param><xsl:with-param name="value" select="@path"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$error = '2147942402' or $error = '2147942403' or $code = '32779' or ($file and $code = '9')">
        <xsl:call-template name="told"><xsl:with-param name="code">fileNotFound</xsl:with-param><xsl:with-param name="detail">path</xsl:with-param><xsl:with-param name="value" select="@path"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$error = '2147942512'">
        <xsl:call-template name="told"><xsl:with-param name="code">insufficientResources</xsl:with-param><xsl:with-param name="detail">resource</xsl:with-param><xsl:with-param name="value">storage</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$error = '2147942432' or ($file and $code = '15') or (not($file) and ($code = '32774' or $code = '6'))">
        <xsl:call-template name="told"><xsl:with-param name="code">busy</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$error = '2147942413' or $wsman = 'w:AccessDenied' or $code = '32769' or ($file and ($code = '2' or $code = '17'))">
        <xsl:call-template name="told"><xsl:with-param name="code">noPermission</xsl:with-param><xsl:with-param name="detail">privilege</xsl:with-param><xsl:with-param name="value">Hyper-V Administrators</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$wsman = 'w:InvalidSelectors' or $wsman = 'a:DestinationUnreachable'">
        <xsl:choose>
          <xsl:when test="starts-with($outcome/@command, 'snapshot.') and $outcome/g:command/@snapshot and $step != 'off'">
            <g:fault code="notFound">
              <g:message><xsl:value-of select="w:message"/></g:message>
              <g:detail name="type">snapshot</g:detail>
              <g:detail name="id"><xsl:value-of select="$outcome/g:command/@snapshot"/></g:detail>
            </g:fault>
          </xsl:when>
          <xsl:otherwise>
            <g:fault code="notFound">
              <g:message><xsl:value-of select="w:message"/></g:message>
              <g:detail name="type"><xsl:choose><xsl:when test="$outcome/@command = 'vm.create'">host</xsl:when><xsl:otherwise>vm</xsl:otherwise></xsl:choose></g:detail>
              <g:detail name="id"><xsl:value-of select="$outcome/@target"/></g:detail>
            </g:fault>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$wsman = 'w:TimedOut' or $code = '32772' or $code = '3'"><xsl:call-template name="told"><xsl:with-param name="code">timeout</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:when test="$wsman = 'a:ActionNotSupported' or $code = '32770' or $code = '1'">
        <xsl:call-template name="told"><xsl:with-param name="code">notSupported</xsl:with-param><xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="$outcome/@command"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$code = '32777' and $outcome/@command = 'snapshot.create' or @class = 'Msvm_ShutdownComponent' and ($code = '32777' or $code = '32775')
                      and not(@enabledState and @enabledState != 2)">
        <xsl:call-template name="told"><xsl:with-param name="code">toolsUnavailable</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$code = '32775' or $code = '4097'"><xsl:call-template name="wrongState"/></xsl:when>
      <xsl:when test="$code = '32778' or $error = '2147942414'">
        <xsl:call-template name="told"><xsl:with-param name="code">insufficientResources</xsl:with-param><xsl:with-param name="detail">resource</xsl:with-param><xsl:with-param name="value">memory</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$wsman = 'w:SchemaValidationError' or $code = '32773' or $code = '32776' or $code = '5' or ($file and $code = '21')">
        <xsl:call-template name="told">
          <xsl:with-param name="code">invalidArgument</xsl:with-param>
          <xsl:with-param name="detail">argument</xsl:with-param>
          <xsl:with-param name="value"><xsl:choose>
            <xsl:when test="@parameter"><xsl:value-of select="@parameter"/></xsl:when>
            <xsl:when test="$image">capacity</xsl:when>
            <xsl:otherwise><xsl:value-of select="$step"/></xsl:otherwise>
          </xsl:choose></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$code = '32777'"><xsl:call-template name="told"><xsl:with-param name="code">invalidState</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:call-template name="told"><xsl:with-param name="code">internal</xsl:with-param></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="wrongState">
    <xsl:variable name="device">
      <xsl:if test="$outcome/@command = 'vm.reconfigure' and (@enabledState = 2 or @enabledState = 9)">
        <xsl:choose>
          <xsl:when test="../@step = 'cpu' or ../@step = 'memory'"><xsl:value-of select="../@step"/></xsl:when>
          <xsl:when test="starts-with(../@step, 'port') or starts-with(../@step, 'connect') or starts-with(../@step, 'address') or contains(../@step, '-nic')">nic</xsl:when>
          <xsl:when test="starts-with(../@step, 'medium') or starts-with(../@step, 'eject') or contains(../@step, '-cdrom')">cdrom</xsl:when>
          <xsl:when test="starts-with(../@step, 'scsi') or contains(../@step, '-controller')">controller</xsl:when>
          <xsl:when test="../@step != 'system'">disk</xsl:when>
        </xsl:choose>
      </xsl:if>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$device != ''">
        <xsl:call-template name="told"><xsl:with-param name="code">hotPlugNotSupported</xsl:with-param><xsl:with-param name="detail">device</xsl:with-param><xsl:with-param name="value" select="$device"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$expected != '' and @enabledState">
        <g:fault code="invalidPowerState">
          <g:message><xsl:value-of select="w:message"/></g:message>
          <g:detail name="expected"><xsl:value-of select="$expected"/></g:detail>
          <g:detail name="actual"><xsl:choose>
            <xsl:when test="@enabledState = 3">off</xsl:when>
            <xsl:when test="@enabledState = 6">suspended</xsl:when>
            <xsl:when test="@enabledState = 9">paused</xsl:when>
            <xsl:otherwise>running</xsl:otherwise>
          </xsl:choose></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="told"><xsl:with-param name="code">invalidState</xsl:with-param></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A fault in the host's own words. -->
  <xsl:template name="told">
    <xsl:param name="code"/>
    <xsl:param name="detail"/>
    <xsl:param name="value"/>
    <xsl:call-template name="fault">
      <xsl:with-param name="code" select="$code"/>
      <xsl:with-param name="message" select="w:message"/>
      <xsl:with-param name="detail" select="$detail"/>
      <xsl:with-param name="value" select="$value"/>
    </xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

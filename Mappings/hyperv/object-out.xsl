<?xml version="1.0" encoding="UTF-8"?>
<!-- Generic objects as a Hyper-V host's WMI instances. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:import href="wmi.xsl"/>
  <xsl:import href="settings-out.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/p:view"><xsl:apply-templates select="*[not(self::p:related)][1]"/></xsl:template>

  <!-- Volumes and events have no class of their own here. -->
  <xsl:template match="g:volume | g:event"><d:documents/></xsl:template>

  <xsl:template match="g:host">
    <w:host>
      <w:instance class="Win32_OperatingSystem">
        <w:property name="CSName" type="string"><xsl:value-of select="g:name"/></w:property>
        <w:property name="Caption" type="string"><xsl:value-of select="g:product/@name"/></w:property>
        <w:property name="Version" type="string"><xsl:value-of select="g:product/@version"/></w:property>
        <w:property name="BuildNumber" type="string"><xsl:value-of select="g:product/@build"/></w:property>
        <w:property name="TotalVisibleMemorySize" type="uint64"><xsl:value-of select="format-number(g:memory/@mib * 1024, '0')"/></w:property>
        <xsl:if test="g:bootTime"><w:property name="LastBootUpTime" type="datetime"><xsl:value-of select="g:bootTime"/></w:property></xsl:if>
      </w:instance>
      <w:instance class="Win32_ComputerSystem">
        <w:property name="Name" type="string"><xsl:value-of select="d:native('Win32_ComputerSystem', string(@id))"/></w:property>
        <w:property name="DNSHostName" type="string"><xsl:value-of select="g:name"/></w:property>
        <w:property name="Manufacturer" type="string"><xsl:value-of select="g:hardware/@vendor"/></w:property>
        <w:property name="Model" type="string"><xsl:value-of select="g:hardware/@model"/></w:property>
        <w:property name="NumberOfProcessors" type="uint32"><xsl:value-of select="g:cpu/@sockets"/></w:property>
        <w:property name="NumberOfLogicalProcessors" type="uint32"><xsl:value-of select="g:cpu/@threads"/></w:property>
        <w:property name="TotalPhysicalMemory" type="uint64"><xsl:value-of select="format-number(g:memory/@mib * 1048576, '0')"/></w:property>
      </w:instance>
      <xsl:if test="g:uuid">
        <w:instance class="Win32_ComputerSystemProduct">
          <w:property name="UUID" type="string"><xsl:value-of select="translate(g:uuid, $lower, $upper)"/></w:property>
        </w:instance>
      </xsl:if>
      <xsl:call-template name="processor"/>
      <w:instance class="Msvm_ComputerSystem">
        <w:property name="CreationClassName" type="string">Msvm_ComputerSystem</w:property>
        <w:property name="Name" type="string"><xsl:value-of select="d:native('Win32_ComputerSystem', string(@id))"/></w:property>
        <w:property name="ElementName" type="string"><xsl:value-of select="g:name"/></w:property>
        <w:property name="Caption" type="string">Hosting Computer System</w:property>
        <w:property name="EnabledState" type="uint16"><xsl:choose><xsl:when test="g:connection = 'connected'">2</xsl:when><xsl:otherwise>5</xsl:otherwise></xsl:choose></w:property>
        <w:property name="HealthState" type="uint16">5</w:property>
      </w:instance>
    </w:host>
  </xsl:template>

  <xsl:template name="processor">
    <xsl:param name="i" select="0"/>
    <xsl:variable name="cpu" select="g:cpu"/>
    <xsl:if test="$i &lt; $cpu/@sockets">
      <w:instance class="Win32_Processor">
        <w:property name="DeviceID" type="string"><xsl:value-of select="concat('CPU', $i)"/></w:property>
        <w:property name="Name" type="string"><xsl:value-of select="$cpu/@model"/></w:property>
        <w:property name="Manufacturer" type="string"><xsl:value-of select="$cpu/@vendor"/></w:property>
        <w:property name="MaxClockSpeed" type="uint32"><xsl:value-of select="$cpu/@mhz"/></w:property>
        <w:property name="NumberOfCores" type="uint32"><xsl:value-of select="floor($cpu/@cores div $cpu/@sockets)"/></w:property>
        <w:property name="NumberOfLogicalProcessors" type="uint32"><xsl:value-of select="floor($cpu/@threads div $cpu/@sockets)"/></w:property>
      </w:instance>
      <xsl:call-template name="processor"><xsl:with-param name="i" select="$i + 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="g:datastore">
    <w:volume host="{d:native('Win32_ComputerSystem', string(@host))}">
      <w:instance class="Win32_LogicalDisk">
        <w:property name="DeviceID" type="string"><xsl:value-of select="d:native('Win32_LogicalDisk', string(@id))"/></w:property>
        <w:property name="VolumeName" type="string"><xsl:value-of select="g:name"/></w:property>
        <w:property name="DriveType" type="uint32">3</w:property>
        <w:property name="FileSystem" type="string"><xsl:value-of select="translate(g:type, $lower, $upper)"/></w:property>
        <w:property name="Size" type="uint64"><xsl:value-of select="g:capacity"/></w:property>
        <w:property name="FreeSpace" type="uint64"><xsl:value-of select="g:free"/></w:property>
      </w:instance>
    </w:volume>
  </xsl:template>

  <xsl:template match="g:network">
    <w:switch host="{d:native('Win32_ComputerSystem', string(@host))}">
      <w:instance class="Msvm_VirtualEthernetSwitch">
        <w:property name="CreationClassName" type="string">Msvm_VirtualEthernetSwitch</w:property>
        <w:property name="Name" type="string"><xsl:value-of select="translate(d:native('Msvm_VirtualEthernetSwitch', string(@id)), $lower, $upper)"/></w:property>
        <w:property name="ElementName" type="string"><xsl:value-of select="g:name"/></w:property>
        <w:property name="EnabledState" type="uint16">5</w:property>
        <w:property name="HealthState" type="uint16">5</w:property>
      </w:instance>
    </w:switch>
  </xsl:template>

  <!-- JobState 2 new, 4 running, 7 completed, 10 exception. -->
  <xsl:template match="g:task">
    <w:job>
      <w:instance class="Msvm_ConcreteJob">
        <w:property name="InstanceID" type="string"><xsl:value-of select="translate(d:native('Msvm_ConcreteJob', string(@id)), $lower, $upper)"/></w:property>
        <w:property name="Name" type="string"><xsl:value-of select="@command"/></w:property>
        <w:property name="Owner" type="string"><xsl:value-of select="@user"/></w:property>
        <w:property name="JobState" type="uint16"><xsl:choose>
          <xsl:when test="@state = 'queued'">2</xsl:when>
          <xsl:when test="@state = 'running'">4</xsl:when>
          <xsl:when test="@state = 'success'">7</xsl:when>
          <xsl:otherwise>10</xsl:otherwise>
        </xsl:choose></w:property>
        <w:property name="PercentComplete" type="uint16"><xsl:choose><xsl:when test="@state = 'success'">100</xsl:when><xsl:otherwise><xsl:value-of select="@progress"/></xsl:otherwise></xsl:choose></w:property>
        <w:property name="TimeSubmitted" type="datetime"><xsl:value-of select="@created"/></w:property>
        <xsl:if test="@started"><w:property name="StartTime" type="datetime"><xsl:value-of select="@started"/></w:property></xsl:if>
        <xsl:if test="@finished"><w:property name="TimeOfLastStateChange" type="datetime"><xsl:value-of select="@finished"/></w:property></xsl:if>
        <w:property name="ErrorCode" type="uint16"><xsl:choose>
          <xsl:when test="not(g:fault)">0</xsl:when>
          <xsl:when test="g:fault/@code = 'invalidPowerState' or g:fault/@code = 'invalidState' or g:fault/@code = 'hotPlugNotSupported'">32775</xsl:when>
          <xsl:when test="g:fault/@code = 'noPermission'">32769</xsl:when>
          <xsl:when test="g:fault/@code = 'notSupported'">32770</xsl:when>
          <xsl:when test="g:fault/@code = 'invalidArgument' or g:fault/@code = 'invalidDevice'">32773</xsl:when>
          <xsl:when test="g:fault/@code = 'busy' or g:fault/@code = 'conflict'">32774</xsl:when>
          <xsl:when test="g:fault/@code = 'fileNotFound'">32779</xsl:when>
          <xsl:otherwise>32768</xsl:otherwise>
        </xsl:choose></w:property>
        <xsl:if test="g:fault"><w:property name="ErrorDescription" type="string"><xsl:value-of select="g:fault/g:message"/></w:property></xsl:if>
        <xsl:apply-templates select="g:result/g:object" mode="made"/>
      </w:instance>
    </w:job>
  </xsl:template>
  <!-- What the job made: the ends of its Msvm_AffectedJobElement associations. -->
  <xsl:template match="g:object[@type = 'vm']" mode="made">
    <xsl:call-template name="systemReference">
      <xsl:with-param name="name">AffectedElement</xsl:with-param>
      <xsl:with-param name="guid" select="d:native('Msvm_ComputerSystem', string(@id))"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="g:object[@type = 'snapshot']" mode="made">
    <xsl:call-template name="settingReference">
      <xsl:with-param name="name">AffectedElement</xsl:with-param>
      <xsl:with-param name="id"><xsl:call-template name="settingKey"><xsl:with-param name="native" select="d:native('Msvm_VirtualSystemSettingData', string(@id))"/></xsl:call-template></xsl:with-param>
    </xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

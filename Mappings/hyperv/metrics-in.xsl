<?xml version="1.0" encoding="UTF-8"?>
<!-- Msvm_SummaryInformation and formatted performance classes to generic samples. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:g="urn:dragoman:generic"
                xmlns:w="urn:dragoman:wmi" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w d">
  <xsl:output method="xml"/>

  <xsl:variable name="upper" select="'ABCDEF'"/>
  <xsl:variable name="lower" select="'abcdef'"/>

  <xsl:template match="/w:samples">
    <g:samples><xsl:apply-templates select="w:system | w:host"/></g:samples>
  </xsl:template>

  <xsl:template match="w:system">
    <g:sample type="vm" id="{d:id('Msvm_ComputerSystem', translate(@name, $upper, $lower))}">
      <xsl:apply-templates select="w:instance"/>
    </g:sample>
  </xsl:template>

  <xsl:template match="w:host">
    <g:sample type="host" id="{d:id('Win32_ComputerSystem', string(@name))}">
      <xsl:apply-templates select="w:instance"/>
    </g:sample>
  </xsl:template>

  <!-- MemoryUsage is in MB; AvailableMemoryBuffer is the share of it that the guest does not use, in percent. -->
  <xsl:template match="w:instance[@class = 'Msvm_SummaryInformation']">
    <xsl:variable name="memory" select="w:property[@name = 'MemoryUsage'] * 1024"/>
    <xsl:variable name="used" select="100 - w:property[@name = 'AvailableMemoryBuffer']"/>
    <xsl:variable name="load" select="number(w:property[@name = 'ProcessorLoad'])"/>
    <g:value metric="cpu.usage"><xsl:value-of select="$load"/></g:value>
    <g:value metric="cpu.usageMhz">
      <xsl:value-of select="$load div 100 * w:property[@name = 'NumberOfProcessors'] * /w:samples/@mhz"/>
    </g:value>
    <g:value metric="memory.consumed"><xsl:value-of select="$memory"/></g:value>
    <xsl:if test="string($used) != 'NaN'">
      <g:value metric="memory.active"><xsl:value-of select="$memory * $used div 100"/></g:value>
      <g:value metric="memory.usage"><xsl:value-of select="$used"/></g:value>
    </xsl:if>
    <g:value metric="uptime"><xsl:value-of select="floor(w:property[@name = 'UpTime'] div 1000)"/></g:value>
  </xsl:template>

  <xsl:template match="w:instance[@class = 'Win32_PerfFormattedData_Counters_HyperVVirtualStorageDevice']">
    <g:value metric="disk.read" instance="{@instance}"><xsl:value-of select="w:property[@name = 'ReadBytesPersec'] div 1024"/></g:value>
    <g:value metric="disk.write" instance="{@instance}"><xsl:value-of select="w:property[@name = 'WriteBytesPersec'] div 1024"/></g:value>
    <g:value metric="disk.readOperations" instance="{@instance}"><xsl:value-of select="w:property[@name = 'ReadOperationsPerSec']"/></g:value>
    <g:value metric="disk.writeOperations" instance="{@instance}"><xsl:value-of select="w:property[@name = 'WriteOperationsPerSec']"/></g:value>
  </xsl:template>

  <xsl:template match="w:instance[@class = 'Win32_PerfFormattedData_NvspNicStats_HyperVVirtualNetworkAdapter']">
    <g:value metric="net.received" instance="{@instance}"><xsl:value-of select="w:property[@name = 'BytesReceivedPersec'] div 1024"/></g:value>
    <g:value metric="net.transmitted" instance="{@instance}"><xsl:value-of select="w:property[@name = 'BytesSentPersec'] div 1024"/></g:value>
    <g:value metric="net.packetsReceived" instance="{@instance}"><xsl:value-of select="w:property[@name = 'PacketsReceivedPersec']"/></g:value>
    <g:value metric="net.packetsTransmitted" instance="{@instance}"><xsl:value-of select="w:property[@name = 'PacketsSentPersec']"/></g:value>
  </xsl:template>

  <xsl:template match="w:instance[@class = 'Win32_PerfFormattedData_HvStats_HyperVHypervisorLogicalProcessor']">
    <xsl:variable name="load" select="number(w:property[@name = 'PercentTotalRunTime'])"/>
    <g:value metric="cpu.usage"><xsl:value-of select="$load"/></g:value>
    <g:value metric="cpu.usageMhz"><xsl:value-of select="$load div 100 * ../@cores * /w:samples/@mhz"/></g:value>
  </xsl:template>

  <xsl:template match="w:instance[@class = 'Win32_OperatingSystem']">
    <xsl:variable name="total" select="number(w:property[@name = 'TotalVisibleMemorySize'])"/>
    <xsl:variable name="used" select="$total - w:property[@name = 'FreePhysicalMemory']"/>
    <g:value metric="memory.consumed"><xsl:value-of select="$used"/></g:value>
    <g:value metric="memory.usage"><xsl:value-of select="$used div $total * 100"/></g:value>
  </xsl:template>

  <xsl:template match="w:instance[@class = 'Win32_PerfFormattedData_PerfDisk_PhysicalDisk']">
    <g:value metric="disk.read"><xsl:value-of select="w:property[@name = 'DiskReadBytesPersec'] div 1024"/></g:value>
    <g:value metric="disk.write"><xsl:value-of select="w:property[@name = 'DiskWriteBytesPersec'] div 1024"/></g:value>
  </xsl:template>

  <xsl:template match="w:instance[@class = 'Win32_PerfFormattedData_Tcpip_NetworkInterface']">
    <g:value metric="net.received"><xsl:value-of select="w:property[@name = 'BytesReceivedPersec'] div 1024"/></g:value>
    <g:value metric="net.transmitted"><xsl:value-of select="w:property[@name = 'BytesSentPersec'] div 1024"/></g:value>
  </xsl:template>

  <xsl:template match="w:instance[@class = 'Win32_PerfFormattedData_PerfOS_System']">
    <g:value metric="uptime"><xsl:value-of select="w:property[@name = 'SystemUpTime']"/></g:value>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- HostSystem, ComputeResource, ResourcePool and the two browsers that they refer to, from one generic host. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">
  <xsl:import href="object-out-host-capability.xsl"/>
  <xsl:import href="object-out-host-managers.xsl"/>

  <xsl:template match="g:host">
    <xsl:variable name="name">
      <xsl:call-template name="escaped"><xsl:with-param name="name" select="string(g:name)"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="host" select="d:native('HostSystem', @id)"/>
    <xsl:variable name="stands-alone" select="not($related[@role = 'place'][@type = 'cluster'])"/>
    <xsl:element name="d:documents">
      <xsl:call-template name="host-system">
        <xsl:with-param name="name" select="$name"/>
        <xsl:with-param name="host" select="$host"/>
        <xsl:with-param name="stands-alone" select="$stands-alone"/>
      </xsl:call-template>
      <xsl:if test="$stands-alone">
        <xsl:variable name="compute" select="d:native('ComputeResource', @id)"/>
        <xsl:variable name="pool" select="d:native('ResourcePool', @id)"/>
        <managedObject type="ComputeResource" id="{$compute}">
          <xsl:call-template name="compute-resource">
            <xsl:with-param name="name" select="$name"/>
            <xsl:with-param name="compute" select="$compute"/>
            <xsl:with-param name="pool" select="$pool"/>
          </xsl:call-template>
        </managedObject>
        <xsl:call-template name="root-pool">
          <xsl:with-param name="compute" select="$compute"/>
          <xsl:with-param name="pool" select="$pool"/>
        </xsl:call-template>
        <xsl:call-template name="environment-browser"/>
      </xsl:if>
      <xsl:call-template name="datastore-browser"/>
      <xsl:call-template name="host-managers"/>
    </xsl:element>
  </xsl:template>

  <xsl:template name="host-system">
    <xsl:param name="name"/>
    <xsl:param name="host"/>
    <xsl:param name="stands-alone"/>
    <managedObject type="HostSystem" id="{$host}">
      <xsl:call-template name="extensible"><xsl:with-param name="of">host</xsl:with-param></xsl:call-template>
      <xsl:choose>
        <xsl:when test="$stands-alone">
          <parent type="ComputeResource"><xsl:value-of select="d:native('ComputeResource', @id)"/></parent>
        </xsl:when>
        <xsl:otherwise><xsl:apply-templates select="$related[@role = 'place']" mode="parent"/></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="field-values"/>
      <overallStatus><xsl:call-template name="host-status"/></overallStatus>
      <configStatus>green</configStatus>
      <name><xsl:value-of select="$name"/></name>
      <alarmActionsEnabled>true</alarmActionsEnabled>
      <runtime><xsl:call-template name="host-runtime"/></runtime>
      <summary>
        <host type="HostSystem"><xsl:value-of select="$host"/></host>
        <hardware>
          <xsl:call-template name="host-identity"/>
          <memorySize><xsl:call-template name="host-memory"/></memorySize>
          <cpuModel><xsl:value-of select="g:cpu/@model"/></cpuModel>
          <cpuMhz><xsl:value-of select="g:cpu/@mhz"/></cpuMhz>
          <numCpuPkgs><xsl:value-of select="g:cpu/@sockets"/></numCpuPkgs>
          <numCpuCores><xsl:value-of select="g:cpu/@cores"/></numCpuCores>
          <numCpuThreads><xsl:value-of select="g:cpu/@threads"/></numCpuThreads>
          <numNics><xsl:value-of select="count(g:adapters/g:adapter)"/></numNics>
          <numHBAs>0</numHBAs>
        </hardware>
        <runtime><xsl:call-template name="host-runtime"/></runtime>
        <config>
          <name><xsl:value-of select="$name"/></name>
          <port>443</port>
          <product><xsl:call-template name="host-product"/></product>
          <vmotionEnabled>false</vmotionEnabled>
          <faultToleranceEnabled>false</faultToleranceEnabled>
        </config>
        <quickStats/>
        <overallStatus><xsl:call-template name="host-status"/></overallStatus>
        <rebootRequired>false</rebootRequired>
        <xsl:call-template name="field-values"/>
      </summary>
      <hardware><xsl:call-template name="host-hardware"/></hardware>
      <xsl:call-template name="host-capability"/>
      <licensableResource>
        <resource>
          <key>numCpuPackages</key>
          <value xsi:type="xsd:long"><xsl:value-of select="g:cpu/@sockets"/></value>
        </resource>
      </licensableResource>
      <xsl:call-template name="host-config-manager"/>
      <xsl:call-template name="host-config"><xsl:with-param name="host" select="$host"/></xsl:call-template>
      <xsl:apply-templates select="$related[@type = 'vm']" mode="vm"/>
      <xsl:apply-templates select="$related[@type = 'datastore']" mode="datastore"/>
      <xsl:apply-templates select="$related[@type = 'network']" mode="network"/>
      <datastoreBrowser type="HostDatastoreBrowser">
        <xsl:value-of select="d:native('HostDatastoreBrowser', @id)"/>
      </datastoreBrowser>
    </managedObject>
  </xsl:template>

  <xsl:template name="host-status">
    <xsl:choose>
      <xsl:when test="g:connection = 'connected'">green</xsl:when>
      <xsl:when test="g:connection = 'detached'">gray</xsl:when>
      <xsl:otherwise>red</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="host-memory">
    <xsl:value-of select="format-number(g:memory/@mib * 1048576, '0')"/>
  </xsl:template>

  <!-- HostRuntimeInfo -->
  <xsl:template name="host-runtime">
    <connectionState>
      <xsl:choose>
        <xsl:when test="g:connection = 'connected'">connected</xsl:when>
        <xsl:when test="g:connection = 'detached'">disconnected</xsl:when>
        <xsl:otherwise>notResponding</xsl:otherwise>
      </xsl:choose>
    </connectionState>
    <powerState>
      <xsl:choose>
        <xsl:when test="g:connection = 'connected'">poweredOn</xsl:when>
        <xsl:otherwise>unknown</xsl:otherwise>
      </xsl:choose>
    </powerState>
    <standbyMode>none</standbyMode>
    <inMaintenanceMode><xsl:value-of select="g:maintenance"/></inMaintenanceMode>
    <xsl:if test="g:bootTime"><bootTime><xsl:value-of select="g:bootTime"/></bootTime></xsl:if>
  </xsl:template>

  <!-- The vendor, model and UUID with which summaries of hardware begin; a host that does not tell a UUID has ours. -->
  <xsl:template name="host-identity">
    <vendor><xsl:value-of select="g:hardware/@vendor"/></vendor>
    <model><xsl:value-of select="g:hardware/@model"/></model>
    <uuid><xsl:value-of select="(g:uuid | @id[not(../g:uuid)])[1]"/></uuid>
  </xsl:template>

  <!-- AboutInfo: the hypervisor by its own name, in an API that all of them are given here. -->
  <xsl:template name="host-product">
    <name><xsl:value-of select="g:product/@name"/></name>
    <fullName>
      <xsl:value-of select="concat(g:product/@name, ' ', g:product/@version)"/>
      <xsl:if test="g:product/@build"><xsl:value-of select="concat(' build-', g:product/@build)"/></xsl:if>
    </fullName>
    <vendor>
      <xsl:choose>
        <xsl:when test="g:platform = 'vsphere'">VMware, Inc.</xsl:when>
        <xsl:when test="g:platform = 'hyperv'">Microsoft</xsl:when>
        <xsl:when test="g:platform = 'xen'">Xen Project</xsl:when>
        <xsl:otherwise>libvirt</xsl:otherwise>
      </xsl:choose>
    </vendor>
    <version><xsl:value-of select="g:product/@version"/></version>
    <build><xsl:value-of select="g:product/@build"/></build>
    <osType>
      <xsl:choose>
        <xsl:when test="g:platform = 'vsphere'">vmnix-x86</xsl:when>
        <xsl:when test="g:platform = 'hyperv'">win64-x64</xsl:when>
        <xsl:otherwise>linux-x64</xsl:otherwise>
      </xsl:choose>
    </osType>
    <productLineId>embeddedEsx</productLineId>
    <apiType>HostAgent</apiType>
    <apiVersion><xsl:value-of select="$api-version"/></apiVersion>
  </xsl:template>

  <!-- HostHardwareInfo. All hosts are 64-bit: bit 29 of edx says so where libvirt looks for it. -->
  <xsl:template name="host-hardware">
    <xsl:variable name="unknown" select="'----:----:----:----:----:----:----:----'"/>
    <systemInfo><xsl:call-template name="host-identity"/></systemInfo>
    <cpuInfo>
      <numCpuPackages><xsl:value-of select="g:cpu/@sockets"/></numCpuPackages>
      <numCpuCores><xsl:value-of select="g:cpu/@cores"/></numCpuCores>
      <numCpuThreads><xsl:value-of select="g:cpu/@threads"/></numCpuThreads>
      <hz><xsl:value-of select="format-number(g:cpu/@mhz * 1000000, '0')"/></hz>
    </cpuInfo>
    <xsl:call-template name="cpu-package"/>
    <memorySize><xsl:call-template name="host-memory"/></memorySize>
    <numaInfo>
      <type>NUMA</type>
      <numNodes>1</numNodes>
    </numaInfo>
    <smcPresent>false</smcPresent>
    <cpuFeature>
      <level>-2147483647</level>
      <eax><xsl:value-of select="$unknown"/></eax>
      <ebx><xsl:value-of select="$unknown"/></ebx>
      <ecx><xsl:value-of select="$unknown"/></ecx>
      <edx><xsl:value-of select="concat('--1-', substring($unknown, 5))"/></edx>
    </cpuFeature>
    <!-- Of its firmware no host tells anything. -->
    <biosInfo/>
  </xsl:template>

  <xsl:template name="cpu-package">
    <xsl:param name="index" select="0"/>
    <xsl:if test="$index &lt; g:cpu/@sockets">
      <xsl:variable name="each" select="floor(g:cpu/@threads div g:cpu/@sockets)"/>
      <cpuPkg>
        <index><xsl:value-of select="$index"/></index>
        <vendor>
          <xsl:choose>
            <xsl:when test="contains(g:cpu/@vendor, 'ntel')">intel</xsl:when>
            <xsl:when test="contains(g:cpu/@vendor, 'AMD') or g:cpu/@vendor = 'amd'">amd</xsl:when>
            <xsl:otherwise>unknown</xsl:otherwise>
          </xsl:choose>
        </vendor>
        <hz><xsl:value-of select="format-number(g:cpu/@mhz * 1000000, '0')"/></hz>
        <busHz>0</busHz>
        <description><xsl:value-of select="g:cpu/@model"/></description>
        <xsl:call-template name="thread-ids">
          <xsl:with-param name="first" select="$index * $each"/>
          <xsl:with-param name="end" select="($index + 1) * $each"/>
        </xsl:call-template>
      </cpuPkg>
      <xsl:call-template name="cpu-package"><xsl:with-param name="index" select="$index + 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="thread-ids">
    <xsl:param name="first"/>
    <xsl:param name="end"/>
    <xsl:if test="$first &lt; $end">
      <threadId><xsl:value-of select="$first"/></threadId>
      <xsl:call-template name="thread-ids">
        <xsl:with-param name="first" select="$first + 1"/>
        <xsl:with-param name="end" select="$end"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

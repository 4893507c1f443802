<?xml version="1.0" encoding="UTF-8"?>
<!-- Compute resources and resource pools: of a host that stands alone, of a cluster, and the pools that divide them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <!-- ComputeResource and what derives from it, as far as they are alike. The context is the host or the cluster. -->
  <xsl:template name="compute-resource">
    <xsl:param name="hosts" select="."/>
    <xsl:param name="name"/>
    <xsl:param name="compute"/>
    <xsl:param name="pool"/>
    <xsl:variable name="cluster" select="self::g:cluster"/>
    <!-- What users keep with a host that stands alone is the host's. -->
    <xsl:if test="$cluster"><xsl:call-template name="extensible"><xsl:with-param name="of">cluster</xsl:with-param></xsl:call-template></xsl:if>
    <xsl:apply-templates select="$related[@role = 'place' or @role = 'parent']" mode="parent"/>
    <xsl:if test="$cluster"><xsl:call-template name="field-values"/></xsl:if>
    <overallStatus><xsl:call-template name="hosts-status"><xsl:with-param name="hosts" select="$hosts"/></xsl:call-template></overallStatus>
    <configStatus>green</configStatus>
    <name><xsl:value-of select="$name"/></name>
    <alarmActionsEnabled>true</alarmActionsEnabled>
    <resourcePool type="ResourcePool"><xsl:value-of select="$pool"/></resourcePool>
    <xsl:for-each select="$hosts">
      <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', @id)"/></host>
    </xsl:for-each>
    <xsl:apply-templates select="$related[@type = 'datastore']" mode="datastore"/>
    <xsl:apply-templates select="$related[@type = 'network']" mode="network"/>
    <summary>
      <xsl:if test="$cluster"><xsl:attribute name="xsi:type">ClusterComputeResourceSummary</xsl:attribute></xsl:if>
      <xsl:call-template name="compute-summary"><xsl:with-param name="hosts" select="$hosts"/></xsl:call-template>
    </summary>
    <environmentBrowser type="EnvironmentBrowser">
      <xsl:value-of select="d:native('EnvironmentBrowser', @id)"/>
    </environmentBrowser>
    <configurationEx>
      <xsl:if test="$cluster"><xsl:attribute name="xsi:type">ClusterConfigInfoEx</xsl:attribute></xsl:if>
      <vmSwapPlacement>vmDirectory</vmSwapPlacement>
      <xsl:if test="$cluster"><xsl:call-template name="cluster-configuration"/></xsl:if>
    </configurationEx>
  </xsl:template>

  <xsl:template name="compute-summary">
    <xsl:param name="hosts"/>
    <xsl:variable name="effective" select="$hosts[g:connection = 'connected' and g:maintenance != 'true']"/>
    <totalCpu><xsl:call-template name="mhz"><xsl:with-param name="hosts" select="$hosts"/></xsl:call-template></totalCpu>
    <totalMemory><xsl:value-of select="format-number(sum($hosts/g:memory/@mib) * 1048576, '0')"/></totalMemory>
    <numCpuCores><xsl:value-of select="sum($hosts/g:cpu/@cores)"/></numCpuCores>
    <numCpuThreads><xsl:value-of select="sum($hosts/g:cpu/@threads)"/></numCpuThreads>
    <effectiveCpu>
      <xsl:call-template name="mhz"><xsl:with-param name="hosts" select="$effective"/></xsl:call-template>
    </effectiveCpu>
    <effectiveMemory><xsl:value-of select="format-number(sum($effective/g:memory/@mib), '0')"/></effectiveMemory>
    <numHosts><xsl:value-of select="count($hosts)"/></numHosts>
    <numEffectiveHosts><xsl:value-of select="count($effective)"/></numEffectiveHosts>
    <overallStatus><xsl:call-template name="hosts-status"><xsl:with-param name="hosts" select="$hosts"/></xsl:call-template></overallStatus>
    <xsl:if test="self::g:cluster">
      <currentFailoverLevel>0</currentFailoverLevel>
      <numVmotions>0</numVmotions>
    </xsl:if>
  </xsl:template>

  <!-- All processors' clock rates together. -->
  <xsl:template name="mhz">
    <xsl:param name="hosts"/>
    <xsl:param name="sum" select="0"/>
    <xsl:choose>
      <xsl:when test="$hosts">
        <xsl:call-template name="mhz">
          <xsl:with-param name="hosts" select="$hosts[position() != 1]"/>
          <xsl:with-param name="sum" select="$sum + $hosts[1]/g:cpu/@mhz * $hosts[1]/g:cpu/@cores"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="format-number($sum, '0')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="hosts-status">
    <xsl:param name="hosts"/>
    <xsl:choose>
      <xsl:when test="not($hosts[g:connection != 'connected'])">green</xsl:when>
      <xsl:when test="$hosts[g:connection = 'connected']">yellow</xsl:when>
      <xsl:otherwise>red</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The pool that is all of a host or a cluster. Those that divide it, and the VMs in none of them, are its own. -->
  <xsl:template name="root-pool">
    <xsl:param name="hosts" select="."/>
    <xsl:param name="type" select="'ComputeResource'"/>
    <xsl:param name="compute"/>
    <xsl:param name="pool"/>
    <xsl:call-template name="resource-pool">
      <xsl:with-param name="hosts" select="$hosts"/>
      <xsl:with-param name="pool" select="$pool"/>
      <xsl:with-param name="name" select="'Resources'"/>
      <xsl:with-param name="parent-type" select="$type"/>
      <xsl:with-param name="parent" select="$compute"/>
      <xsl:with-param name="owner-type" select="$type"/>
      <xsl:with-param name="owner" select="$compute"/>
      <xsl:with-param name="is-root" select="true()"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="g:pool">
    <xsl:variable name="compute" select="$related[@role = 'compute']"/>
    <xsl:variable name="type">
      <xsl:call-template name="compute-type"><xsl:with-param name="compute" select="$compute"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="name">
      <xsl:call-template name="escaped"><xsl:with-param name="name" select="string(g:name)"/></xsl:call-template>
    </xsl:variable>
    <xsl:call-template name="resource-pool">
      <xsl:with-param name="hosts" select="/p:view/p:related/g:host"/>
      <xsl:with-param name="pool" select="d:native('ResourcePool', @id)"/>
      <xsl:with-param name="name" select="string($name)"/>
      <xsl:with-param name="parent-type" select="'ResourcePool'"/>
      <xsl:with-param name="parent" select="d:native('ResourcePool', $related[@role = 'parent']/@id)"/>
      <xsl:with-param name="owner-type" select="string($type)"/>
      <xsl:with-param name="owner" select="d:native(string($type), $compute/@id)"/>
    </xsl:call-template>
  </xsl:template>

  <!-- What the cluster or host that is referred to is called as a compute resource. -->
  <xsl:template name="compute-type">
    <xsl:param name="compute"/>
    <xsl:choose>
      <xsl:when test="$compute/@type = 'cluster'">ClusterComputeResource</xsl:when>
      <xsl:otherwise>ComputeResource</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="resource-pool">
    <xsl:param name="hosts"/>
    <xsl:param name="pool"/>
    <xsl:param name="name"/>
    <xsl:param name="parent-type"/>
    <xsl:param name="parent"/>
    <xsl:param name="owner-type"/>
    <xsl:param name="owner"/>
    <xsl:param name="is-root" select="false()"/>
    <xsl:variable name="mhz"><xsl:call-template name="mhz"><xsl:with-param name="hosts" select="$hosts"/></xsl:call-template></xsl:variable>
    <xsl:variable name="mib" select="sum($hosts/g:memory/@mib)"/>
    <xsl:variable name="status"><xsl:call-template name="hosts-status"><xsl:with-param name="hosts" select="$hosts"/></xsl:call-template></xsl:variable>
    <xsl:variable name="config">
      <xsl:call-template name="pool-config">
        <xsl:with-param name="pool" select="$pool"/>
        <xsl:with-param name="mhz" select="$mhz"/>
        <xsl:with-param name="mib" select="$mib"/>
        <xsl:with-param name="is-root" select="$is-root"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="runtime">
      <xsl:call-template name="pool-runtime">
        <xsl:with-param name="mhz" select="$mhz"/>
        <xsl:with-param name="bytes" select="format-number($mib * 1048576, '0')"/>
        <xsl:with-param name="status" select="$status"/>
      </xsl:call-template>
    </xsl:variable>
    <managedObject type="ResourcePool" id="{$pool}">
      <xsl:if test="not($is-root)"><xsl:call-template name="extensible"><xsl:with-param name="of">pool</xsl:with-param></xsl:call-template></xsl:if>
      <parent type="{$parent-type}"><xsl:value-of select="$parent"/></parent>
      <xsl:if test="not($is-root)"><xsl:call-template name="field-values"/></xsl:if>
      <overallStatus><xsl:value-of select="$status"/></overallStatus>
      <configStatus>green</configStatus>
      <name><xsl:value-of select="$name"/></name>
      <alarmActionsEnabled>true</alarmActionsEnabled>
      <summary>
        <name><xsl:value-of select="$name"/></name>
        <config><xsl:copy-of select="$config"/></config>
        <runtime><xsl:copy-of select="$runtime"/></runtime>
      </summary>
      <runtime><xsl:copy-of select="$runtime"/></runtime>
      <owner type="{$owner-type}"><xsl:value-of select="$owner"/></owner>
      <xsl:for-each select="$related[@role = 'child'][@type = 'pool']">
        <resourcePool type="ResourcePool"><xsl:value-of select="d:native('ResourcePool', @id)"/></resourcePool>
      </xsl:for-each>
      <xsl:apply-templates select="$related[@type = 'vm'][not(@pool)]" mode="vm"/>
      <config><xsl:copy-of select="$config"/></config>
    </managedObject>
  </xsl:template>

  <!-- ResourceConfigSpec: in MHz and MiB. A root pool has all there is; another has no part of its own, and no limit. -->
  <xsl:template name="pool-config">
    <xsl:param name="pool"/>
    <xsl:param name="mhz"/>
    <xsl:param name="mib"/>
    <xsl:param name="is-root"/>
    <entity type="ResourcePool"><xsl:value-of select="$pool"/></entity>
    <cpuAllocation>
      <xsl:call-template name="allocation">
        <xsl:with-param name="shares" select="4000"/>
        <xsl:with-param name="reservation" select="$mhz * $is-root"/>
        <xsl:with-param name="expandable" select="'true'"/>
        <xsl:with-param name="limit" select="$mhz * $is-root - not($is-root)"/>
      </xsl:call-template>
    </cpuAllocation>
    <memoryAllocation>
      <xsl:call-template name="allocation">
        <xsl:with-param name="shares" select="163840"/>
        <xsl:with-param name="reservation" select="$mib * $is-root"/>
        <xsl:with-param name="expandable" select="'true'"/>
        <xsl:with-param name="limit" select="$mib * $is-root - not($is-root)"/>
      </xsl:call-template>
    </memoryAllocation>
  </xsl:template>

  <!-- ResourcePoolRuntimeInfo: nothing is reserved in it. In MHz and bytes. -->
  <xsl:template name="pool-runtime">
    <xsl:param name="mhz"/>
    <xsl:param name="bytes"/>
    <xsl:param name="status"/>
    <memory>
      <xsl:call-template name="pool-usage"><xsl:with-param name="all" select="$bytes"/></xsl:call-template>
    </memory>
    <cpu><xsl:call-template name="pool-usage"><xsl:with-param name="all" select="$mhz"/></xsl:call-template></cpu>
    <overallStatus><xsl:value-of select="$status"/></overallStatus>
  </xsl:template>

  <xsl:template name="pool-usage">
    <xsl:param name="all"/>
    <reservationUsed>0</reservationUsed>
    <reservationUsedForVm>0</reservationUsedForVm>
    <unreservedForPool><xsl:value-of select="$all"/></unreservedForPool>
    <unreservedForVm><xsl:value-of select="$all"/></unreservedForVm>
    <overallUsage>0</overallUsage>
    <maxUsage><xsl:value-of select="$all"/></maxUsage>
  </xsl:template>
</xsl:stylesheet>

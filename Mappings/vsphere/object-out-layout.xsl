<?xml version="1.0" encoding="UTF-8"?>
<!-- What the fleet is laid out in: datacenters, folders, clusters. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <xsl:template match="g:datacenter">
    <managedObject type="Datacenter" id="{d:native('Datacenter', @id)}">
      <xsl:call-template name="extensible"><xsl:with-param name="of">datacenter</xsl:with-param></xsl:call-template>
      <xsl:apply-templates select="$related[@role = 'parent']" mode="parent"/>
      <xsl:call-template name="container"/>
      <xsl:for-each select="$related[@role = 'child'][@holds = 'vm']">
        <vmFolder type="Folder"><xsl:value-of select="d:native('Folder', @id)"/></vmFolder>
      </xsl:for-each>
      <xsl:for-each select="$related[@role = 'child'][@holds = 'host']">
        <hostFolder type="Folder"><xsl:value-of select="d:native('Folder', @id)"/></hostFolder>
      </xsl:for-each>
      <xsl:for-each select="$related[@role = 'child'][@holds = 'datastore']">
        <datastoreFolder type="Folder"><xsl:value-of select="d:native('Folder', @id)"/></datastoreFolder>
      </xsl:for-each>
      <xsl:for-each select="$related[@role = 'child'][@holds = 'network']">
        <networkFolder type="Folder"><xsl:value-of select="d:native('Folder', @id)"/></networkFolder>
      </xsl:for-each>
      <xsl:apply-templates select="$related[@type = 'datastore']" mode="datastore"/>
      <xsl:apply-templates select="$related[@type = 'network']" mode="network"/>
      <configuration/>
    </managedObject>
  </xsl:template>

  <xsl:template match="g:folder">
    <managedObject type="Folder" id="{d:native('Folder', @id)}">
      <xsl:call-template name="extensible"><xsl:with-param name="of">folder</xsl:with-param></xsl:call-template>
      <xsl:apply-templates select="$related[@role = 'parent']" mode="parent"/>
      <xsl:call-template name="container"/>
      <childType>Folder</childType>
      <childType>
        <xsl:choose>
          <xsl:when test="@holds = 'datacenter'">Datacenter</xsl:when>
          <xsl:when test="@holds = 'host'">ComputeResource</xsl:when>
          <xsl:when test="@holds = 'datastore'">Datastore</xsl:when>
          <xsl:when test="@holds = 'network'">Network</xsl:when>
          <xsl:otherwise>VirtualMachine</xsl:otherwise>
        </xsl:choose>
      </childType>
      <xsl:apply-templates select="$related[@role = 'child']" mode="child"/>
    </managedObject>
  </xsl:template>

  <xsl:template name="container">
    <xsl:call-template name="field-values"/>
    <overallStatus>green</overallStatus>
    <configStatus>green</configStatus>
    <name><xsl:call-template name="container-name"/></name>
    <alarmActionsEnabled>true</alarmActionsEnabled>
  </xsl:template>

  <!-- A host that is presented by itself calls its datacenter and the folder around it by their identifiers. -->
  <xsl:template name="container-name">
    <xsl:choose>
      <xsl:when test="g:name != ''">
        <xsl:call-template name="escaped"><xsl:with-param name="name" select="string(g:name)"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="self::g:datacenter"><xsl:value-of select="d:native('Datacenter', @id)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="d:native('Folder', @id)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The type and identifier of what is in a folder. -->
  <xsl:template match="p:ref" mode="child">
    <xsl:variable name="type">
      <xsl:choose>
        <xsl:when test="@type = 'vm'">VirtualMachine</xsl:when>
        <xsl:when test="@type = 'host'">ComputeResource</xsl:when>
        <xsl:when test="@type = 'datastore'">Datastore</xsl:when>
        <xsl:when test="@type = 'network'">Network</xsl:when>
        <xsl:when test="@type = 'datacenter'">Datacenter</xsl:when>
        <xsl:when test="@type = 'cluster'">ClusterComputeResource</xsl:when>
        <xsl:otherwise>Folder</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <childEntity type="{$type}"><xsl:value-of select="d:native(string($type), @id)"/></childEntity>
  </xsl:template>

  <xsl:template match="p:ref" mode="parent">
    <xsl:variable name="type">
      <xsl:choose>
        <xsl:when test="@type = 'datacenter'">Datacenter</xsl:when>
        <xsl:when test="@type = 'cluster'">ClusterComputeResource</xsl:when>
        <xsl:otherwise>Folder</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <parent type="{$type}"><xsl:value-of select="d:native(string($type), @id)"/></parent>
  </xsl:template>

  <xsl:template match="g:cluster">
    <xsl:variable name="hosts" select="/p:view/p:related/g:host"/>
    <xsl:variable name="cluster" select="d:native('ClusterComputeResource', @id)"/>
    <xsl:variable name="pool" select="d:native('ResourcePool', @id)"/>
    <xsl:element name="d:documents">
      <managedObject type="ClusterComputeResource" id="{$cluster}">
        <xsl:call-template name="compute-resource">
          <xsl:with-param name="hosts" select="$hosts"/>
          <xsl:with-param name="name"><xsl:call-template name="container-name"/></xsl:with-param>
          <xsl:with-param name="compute" select="$cluster"/>
          <xsl:with-param name="pool" select="$pool"/>
        </xsl:call-template>
        <configuration><xsl:call-template name="cluster-configuration"/></configuration>
        <summaryEx>
          <xsl:call-template name="compute-summary"><xsl:with-param name="hosts" select="$hosts"/></xsl:call-template>
        </summaryEx>
      </managedObject>
      <xsl:call-template name="root-pool">
        <xsl:with-param name="hosts" select="$hosts"/>
        <xsl:with-param name="type" select="'ClusterComputeResource'"/>
        <xsl:with-param name="compute" select="$cluster"/>
        <xsl:with-param name="pool" select="$pool"/>
      </xsl:call-template>
      <xsl:call-template name="environment-browser"/>
    </xsl:element>
  </xsl:template>

  <!-- Nothing restarts VMs on other hosts, or moves them for balance. What clients have set for when it would is kept. -->
  <xsl:template name="cluster-configuration">
    <dasConfig>
      <enabled>false</enabled>
      <xsl:call-template name="cluster-setting"><xsl:with-param name="key">dasConfig.vmMonitoring</xsl:with-param></xsl:call-template>
      <xsl:call-template name="cluster-setting"><xsl:with-param name="key">dasConfig.hostMonitoring</xsl:with-param></xsl:call-template>
      <xsl:call-template name="cluster-setting"><xsl:with-param name="key">dasConfig.vmComponentProtecting</xsl:with-param></xsl:call-template>
      <xsl:call-template name="cluster-setting"><xsl:with-param name="key">dasConfig.failoverLevel</xsl:with-param></xsl:call-template>
      <xsl:call-template name="cluster-setting"><xsl:with-param name="key">dasConfig.admissionControlEnabled</xsl:with-param></xsl:call-template>
      <xsl:call-template name="cluster-setting"><xsl:with-param name="key">dasConfig.hBDatastoreCandidatePolicy</xsl:with-param></xsl:call-template>
    </dasConfig>
    <drsConfig>
      <enabled>false</enabled>
      <xsl:call-template name="cluster-setting"><xsl:with-param name="key">drsConfig.enableVmBehaviorOverrides</xsl:with-param></xsl:call-template>
      <xsl:call-template name="cluster-setting"><xsl:with-param name="key">drsConfig.defaultVmBehavior</xsl:with-param></xsl:call-template>
      <xsl:call-template name="cluster-setting"><xsl:with-param name="key">drsConfig.vmotionRate</xsl:with-param></xsl:call-template>
      <xsl:call-template name="cluster-setting"><xsl:with-param name="key">drsConfig.scaleDescendantsShares</xsl:with-param></xsl:call-template>
    </drsConfig>
  </xsl:template>
  <xsl:template name="cluster-setting">
    <xsl:param name="key"/>
    <xsl:for-each select="g:metadata/g:entry[@owner = 'vsphere'][@key = $key]">
      <xsl:element name="{substring-after($key, '.')}"><xsl:value-of select="."/></xsl:element>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>

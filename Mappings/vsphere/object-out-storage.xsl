<?xml version="1.0" encoding="UTF-8"?>
<!-- Datastore, with its browser, and Network. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <xsl:template match="g:datastore">
    <xsl:element name="d:documents">
      <xsl:call-template name="datastore"/>
      <xsl:call-template name="datastore-browser"/>
    </xsl:element>
  </xsl:template>

  <xsl:template name="datastore">
    <xsl:variable name="id" select="d:native('Datastore', @id)"/>
    <xsl:variable name="url">
      <xsl:call-template name="datastore-url"><xsl:with-param name="path" select="g:path"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="name">
      <xsl:call-template name="escaped"><xsl:with-param name="name" select="string(g:name)"/></xsl:call-template>
    </xsl:variable>
    <managedObject type="Datastore" id="{$id}">
      <xsl:call-template name="extensible"><xsl:with-param name="of">datastore</xsl:with-param></xsl:call-template>
      <xsl:apply-templates select="$related[@role = 'place']" mode="parent"/>
      <xsl:call-template name="field-values"/>
      <overallStatus>
        <xsl:choose>
          <xsl:when test="g:accessible = 'true'">green</xsl:when>
          <xsl:otherwise>red</xsl:otherwise>
        </xsl:choose>
      </overallStatus>
      <configStatus>green</configStatus>
      <name><xsl:value-of select="$name"/></name>
      <alarmActionsEnabled>true</alarmActionsEnabled>
      <xsl:call-template name="datastore-info">
        <xsl:with-param name="name" select="$name"/>
        <xsl:with-param name="url" select="$url"/>
      </xsl:call-template>
      <summary><xsl:call-template name="datastore-summary"/></summary>
      <xsl:variable name="path" select="g:path"/>
      <xsl:variable name="accessible" select="g:accessible"/>
      <xsl:for-each select="$related[@type = 'host']">
        <host>
          <key type="HostSystem"><xsl:value-of select="d:native('HostSystem', @id)"/></key>
          <mountInfo>
            <path><xsl:value-of select="$path"/></path>
            <accessMode>readWrite</accessMode>
            <mounted>true</mounted>
            <accessible><xsl:value-of select="$accessible"/></accessible>
          </mountInfo>
        </host>
      </xsl:for-each>
      <xsl:apply-templates select="$related[@type = 'vm']" mode="vm"/>
      <browser type="HostDatastoreBrowser"><xsl:value-of select="d:native('HostDatastoreBrowser', @id)"/></browser>
      <capability><xsl:call-template name="datastore-capability"/></capability>
    </managedObject>
  </xsl:template>

  <!-- DatastoreSummary -->
  <xsl:template name="datastore-summary">
    <datastore type="Datastore"><xsl:value-of select="d:native('Datastore', @id)"/></datastore>
    <name><xsl:call-template name="escaped"><xsl:with-param name="name" select="string(g:name)"/></xsl:call-template></name>
    <url><xsl:call-template name="datastore-url"><xsl:with-param name="path" select="g:path"/></xsl:call-template></url>
    <capacity><xsl:value-of select="g:capacity"/></capacity>
    <freeSpace><xsl:value-of select="g:free"/></freeSpace>
    <accessible><xsl:value-of select="g:accessible"/></accessible>
    <multipleHostAccess><xsl:value-of select="count($related[@type = 'host']) &gt; 1"/></multipleHostAccess>
    <type>
      <xsl:choose>
        <xsl:when test="g:type = 'vmfs'">VMFS</xsl:when>
        <xsl:when test="g:type = 'nfs'">NFS</xsl:when>
        <xsl:when test="g:type = 'smb'">CIFS</xsl:when>
        <xsl:otherwise>OTHER</xsl:otherwise>
      </xsl:choose>
    </type>
    <maintenanceMode>
      <xsl:choose>
        <xsl:when test="@maintenance = 'true'">inMaintenance</xsl:when>
        <xsl:otherwise>normal</xsl:otherwise>
      </xsl:choose>
    </maintenanceMode>
  </xsl:template>

  <!-- DatastoreCapability -->
  <xsl:template name="datastore-capability">
    <directoryHierarchySupported>true</directoryHierarchySupported>
    <rawDiskMappingsSupported>false</rawDiskMappingsSupported>
    <perFileThinProvisioningSupported>true</perFileThinProvisioningSupported>
    <storageIORMSupported>false</storageIORMSupported>
    <nativeSnapshotSupported>false</nativeSnapshotSupported>
  </xsl:template>

  <!-- DatastoreInfo. No file can be larger than its datastore; raw device mappings are not offered. -->
  <xsl:template name="datastore-info">
    <xsl:param name="name"/>
    <xsl:param name="url"/>
    <xsl:variable name="class">
      <xsl:choose>
        <xsl:when test="g:type = 'vmfs'">VmfsDatastoreInfo</xsl:when>
        <xsl:when test="g:type = 'nfs'">NasDatastoreInfo</xsl:when>
        <xsl:otherwise>LocalDatastoreInfo</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <info xsi:type="{$class}">
      <name><xsl:value-of select="$name"/></name>
      <url><xsl:value-of select="$url"/></url>
      <freeSpace><xsl:value-of select="g:free"/></freeSpace>
      <maxFileSize><xsl:value-of select="g:capacity"/></maxFileSize>
      <maxMemoryFileSize><xsl:value-of select="g:capacity"/></maxMemoryFileSize>
      <timestamp><xsl:value-of select="d:now()"/></timestamp>
      <xsl:choose>
        <xsl:when test="g:type = 'vmfs'">
          <maxPhysicalRDMFileSize>0</maxPhysicalRDMFileSize>
          <maxVirtualRDMFileSize>0</maxVirtualRDMFileSize>
        </xsl:when>
        <xsl:when test="g:type != 'nfs'"><path><xsl:value-of select="g:path"/></path></xsl:when>
      </xsl:choose>
    </info>
  </xsl:template>

  <xsl:template match="g:network">
    <xsl:call-template name="network"/>
  </xsl:template>

  <xsl:template name="network">
    <xsl:variable name="id" select="d:native('Network', @id)"/>
    <xsl:variable name="name">
      <xsl:call-template name="escaped"><xsl:with-param name="name" select="string(g:name)"/></xsl:call-template>
    </xsl:variable>
    <managedObject type="Network" id="{$id}">
      <xsl:call-template name="extensible"><xsl:with-param name="of">network</xsl:with-param></xsl:call-template>
      <xsl:apply-templates select="$related[@role = 'place']" mode="parent"/>
      <xsl:call-template name="field-values"/>
      <overallStatus>green</overallStatus>
      <configStatus>green</configStatus>
      <name><xsl:value-of select="$name"/></name>
      <alarmActionsEnabled>true</alarmActionsEnabled>
      <summary>
        <network type="Network"><xsl:value-of select="$id"/></network>
        <name><xsl:value-of select="$name"/></name>
        <accessible>true</accessible>
        <ipPoolName/>
      </summary>
      <xsl:for-each select="$related[@type = 'host']">
        <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', @id)"/></host>
      </xsl:for-each>
      <xsl:apply-templates select="$related[@type = 'vm']" mode="vm"/>
    </managedObject>
  </xsl:template>
</xsl:stylesheet>

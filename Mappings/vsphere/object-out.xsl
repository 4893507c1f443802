<?xml version="1.0" encoding="UTF-8"?>
<!-- Generic object to vim25 managed objects, every property in the order of the schema. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">
  <xsl:import href="names.xsl"/>
  <xsl:import href="object-out-vm.xsl"/>
  <xsl:import href="object-out-host.xsl"/>
  <xsl:import href="object-out-storage.xsl"/>
  <xsl:import href="object-out-layout.xsl"/>
  <xsl:import href="object-out-compute.xsl"/>
  <xsl:import href="object-out-fleet.xsl"/>
  <xsl:import href="object-out-host-agent.xsl"/>
  <xsl:import href="object-out-task.xsl"/>
  <xsl:import href="object-out-performance.xsl"/>
  <xsl:import href="object-out-answers.xsl"/>
  <xsl:import href="object-out-fields.xsl"/>
  <xsl:import href="object-out-events.xsl"/>
  <xsl:import href="object-out-managers.xsl"/>
  <xsl:import href="object-out-rights.xsl"/>
  <xsl:import href="object-out-options.xsl"/>
  <xsl:output method="xml"/>

  <xsl:variable name="related" select="/p:view/p:related/p:ref"/>

  <!-- What a client may ask of each of our hosts, whatever its hypervisor calls itself. -->
  <xsl:variable name="api-version" select="'8.0.3.0'"/>

  <xsl:template match="/p:view">
    <xsl:apply-templates select="*[1]"/>
  </xsl:template>

  <!-- A volume is no managed object. -->
  <xsl:template match="g:volume"><d:documents/></xsl:template>

  <!-- "[datastore] path", as vSphere names a file; "[] path" outside of all datastores. -->
  <xsl:template name="file-name">
    <xsl:param name="datastore"/>
    <xsl:param name="path"/>
    <xsl:value-of select="concat('[', $related[@type = 'datastore'][@id = $datastore]/@name, '] ', $path)"/>
  </xsl:template>

  <xsl:template name="datastore-url">
    <xsl:param name="path"/>
    <xsl:variable name="slashed" select="translate($path, '\', '/')"/>
    <xsl:text>ds://</xsl:text>
    <xsl:if test="not(starts-with($slashed, '/'))">/</xsl:if>
    <xsl:value-of select="$slashed"/>
    <xsl:if test="substring($slashed, string-length($slashed)) != '/'">/</xsl:if>
  </xsl:template>

  <xsl:template name="power-state">
    <xsl:param name="state"/>
    <xsl:choose>
      <xsl:when test="$state = 'running'">poweredOn</xsl:when>
      <xsl:when test="$state = 'suspended' or $state = 'paused'">suspended</xsl:when>
      <xsl:otherwise>poweredOff</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="p:ref" mode="datastore">
    <datastore type="Datastore"><xsl:value-of select="d:native('Datastore', @id)"/></datastore>
  </xsl:template>
  <xsl:template match="p:ref" mode="network">
    <network type="Network"><xsl:value-of select="d:native('Network', @id)"/></network>
  </xsl:template>
  <xsl:template match="p:ref" mode="vm">
    <vm type="VirtualMachine"><xsl:value-of select="d:native('VirtualMachine', @id)"/></vm>
  </xsl:template>

  <!-- No share or limit of a VM or a pool is ever set: what vSphere shows for a new one. -->
  <xsl:template name="allocation">
    <xsl:param name="shares"/>
    <xsl:param name="reservation" select="0"/>
    <xsl:param name="expandable" select="'false'"/>
    <xsl:param name="limit" select="-1"/>
    <xsl:param name="level" select="'normal'"/>
    <reservation><xsl:value-of select="$reservation"/></reservation>
    <expandableReservation><xsl:value-of select="$expandable"/></expandableReservation>
    <limit><xsl:value-of select="$limit"/></limit>
    <shares>
      <shares><xsl:value-of select="$shares"/></shares>
      <level><xsl:value-of select="$level"/></level>
    </shares>
  </xsl:template>
</xsl:stylesheet>

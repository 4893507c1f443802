<?xml version="1.0" encoding="UTF-8"?>
<!--
  What a server's inventory is laid out in, and where objects are in it. The pool that every cluster and host has from the
  beginning is the cluster or host itself. Imported by object-in-vim.xsl, whose variables and key it uses.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:vim="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="d vim">
  <xsl:import href="names.xsl"/>

  <xsl:variable name="vim-parent" select="$object/vim:propSet[vim:name = 'parent']/vim:val"/>

  <xsl:template match="@type[. = 'Folder' or . = 'StoragePod']" mode="object">
    <xsl:variable name="types" select="$object/vim:propSet[vim:name = 'childType']/vim:val/*"/>
    <g:folder id="{d:id('Folder', string($object/vim:obj))}">
      <xsl:attribute name="holds">
        <xsl:choose>
          <xsl:when test="$types[. = 'Datacenter']">datacenter</xsl:when>
          <xsl:when test="$types[contains(., 'ComputeResource')]">host</xsl:when>
          <xsl:when test="$types[. = 'VirtualMachine']">vm</xsl:when>
          <xsl:when test="$types[contains(., 'Network') or contains(., 'Switch')]">network</xsl:when>
          <xsl:otherwise>datastore</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:call-template name="vim-parent"/>
      <xsl:call-template name="vim-name"/>
    </g:folder>
  </xsl:template>

  <xsl:template match="@type[. = 'Datacenter']" mode="object">
    <g:datacenter id="{d:id('Datacenter', string($object/vim:obj))}">
      <xsl:call-template name="vim-parent"/>
      <xsl:call-template name="vim-name"/>
    </g:datacenter>
  </xsl:template>

  <xsl:template match="@type[. = 'ClusterComputeResource']" mode="object">
    <g:cluster id="{d:id('ClusterComputeResource', string($object/vim:obj))}">
      <xsl:call-template name="vim-parent"/>
      <xsl:call-template name="vim-name"/>
      <g:metadata>
        <g:entry owner="vsphere" key="resourcePool">
          <xsl:value-of select="$object/vim:propSet[vim:name = 'resourcePool']/vim:val"/>
        </g:entry>
      </g:metadata>
    </g:cluster>
  </xsl:template>

  <xsl:template match="@type[. = 'ResourcePool' or . = 'VirtualApp']" mode="object">
    <g:pool id="{d:id('ResourcePool', string($object/vim:obj))}">
      <xsl:call-template name="vim-pool"><xsl:with-param name="attribute">parent</xsl:with-param></xsl:call-template>
      <xsl:call-template name="vim-name"/>
    </g:pool>
  </xsl:template>

  <xsl:template name="vim-name">
    <g:name>
      <xsl:call-template name="unescaped">
        <xsl:with-param name="name" select="string($object/vim:propSet[vim:name = 'name']/vim:val)"/>
      </xsl:call-template>
    </g:name>
  </xsl:template>

  <!-- The folder or datacenter that a container is in; none of the outermost. -->
  <xsl:template name="vim-parent">
    <xsl:if test="string($vim-parent)">
      <xsl:attribute name="parent">
        <xsl:choose>
          <xsl:when test="$vim-parent/@type = 'Datacenter'"><xsl:value-of select="d:id('Datacenter', string($vim-parent))"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="d:id('Folder', string($vim-parent))"/></xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- The folder that an object is in, where the server tells of its folders. -->
  <xsl:template name="vim-folder">
    <xsl:if test="$around[vim:obj = $vim-parent][vim:obj/@type = 'Folder' or vim:obj/@type = 'StoragePod']">
      <xsl:attribute name="place"><xsl:value-of select="d:id('Folder', string($vim-parent))"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- A host's cluster, or the folder of one that stands alone. -->
  <xsl:template name="vim-host-place">
    <xsl:variable name="compute" select="$around[1]/vim:obj"/>
    <xsl:variable name="folder" select="key('property', concat($compute, ' parent'))/vim:val"/>
    <xsl:if test="key('property', 'ServiceInstance content')/vim:val/vim:about/vim:apiType = 'VirtualCenter'">
      <xsl:choose>
        <xsl:when test="$compute/@type = 'ClusterComputeResource'">
          <xsl:attribute name="place"><xsl:value-of select="d:id('ClusterComputeResource', string($compute))"/></xsl:attribute>
        </xsl:when>
        <xsl:when test="$folder">
          <xsl:attribute name="place"><xsl:value-of select="d:id('Folder', string($folder))"/></xsl:attribute>
        </xsl:when>
      </xsl:choose>
    </xsl:if>
  </xsl:template>

  <!-- The pool that a machine or another pool is in; of a pool also the cluster or host that it divides. -->
  <xsl:template name="vim-pool">
    <xsl:param name="attribute">pool</xsl:param>
    <xsl:variable name="around-pool" select="$around[vim:obj/@type = 'ResourcePool' or vim:obj/@type = 'VirtualApp'][1]"/>
    <xsl:variable name="owner" select="key('property', concat($around-pool/vim:obj, ' parent'))/vim:val"/>
    <xsl:choose>
      <xsl:when test="$owner/@type = 'ResourcePool' or $owner/@type = 'VirtualApp'">
        <xsl:attribute name="{$attribute}"><xsl:value-of select="d:id('ResourcePool', string($around-pool/vim:obj))"/></xsl:attribute>
      </xsl:when>
      <xsl:when test="$attribute = 'pool'"/>
      <xsl:when test="$owner/@type = 'ClusterComputeResource'">
        <xsl:attribute name="{$attribute}"><xsl:value-of select="d:id('ClusterComputeResource', string($owner))"/></xsl:attribute>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="host" select="key('property', concat($owner, ' host'))/vim:val/*[1]"/>
        <xsl:if test="$host">
          <xsl:attribute name="{$attribute}"><xsl:value-of select="d:id('HostSystem', string($host))"/></xsl:attribute>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

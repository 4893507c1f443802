<?xml version="1.0" encoding="UTF-8"?>
<!--
  What a vCenter or ESXi host tells through vim25, as generic objects: a RetrieveResult of the object itself and, after
  it, of what has to be known of the objects around it. Machines are in object-in-vim-vm.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:vim="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="d vim xsi">
  <xsl:import href="object-in-vim-vm.xsl"/>
  <xsl:import href="object-in-vim-containers.xsl"/>

  <xsl:variable name="object" select="/vim:RetrieveResult/vim:objects[1]"/>
  <xsl:variable name="around" select="/vim:RetrieveResult/vim:objects[position() &gt; 1]"/>

  <!-- The property PATH of OBJECT. -->
  <xsl:key name="property" match="vim:propSet" use="concat(../vim:obj, ' ', vim:name)"/>

  <xsl:template match="/vim:RetrieveResult">
    <xsl:apply-templates select="$object/vim:obj/@type" mode="object"/>
  </xsl:template>

  <xsl:template match="@type[. = 'HostSystem']" mode="object">
    <xsl:variable name="id" select="string($object/vim:obj)"/>
    <xsl:variable name="hardware" select="key('property', concat($id, ' summary.hardware'))/vim:val"/>
    <xsl:variable name="product" select="key('property', concat($id, ' config.product'))/vim:val"/>
    <g:host id="{d:id('HostSystem', $id)}">
      <xsl:call-template name="vim-host-place"/>
      <g:name><xsl:value-of select="key('property', concat($id, ' name'))/vim:val"/></g:name>
      <g:platform>vsphere</g:platform>
      <xsl:if test="string($hardware/vim:uuid)">
        <g:uuid><xsl:value-of select="translate($hardware/vim:uuid, 'ABCDEF', 'abcdef')"/></g:uuid>
      </xsl:if>
      <g:product name="{$product/vim:name}" version="{$product/vim:version}">
        <xsl:if test="string($product/vim:build)">
          <xsl:attribute name="build"><xsl:value-of select="$product/vim:build"/></xsl:attribute>
        </xsl:if>
      </g:product>
      <g:hardware vendor="{$hardware/vim:vendor}" model="{$hardware/vim:model}"/>
      <g:connection>
        <xsl:choose>
          <xsl:when test="key('property', concat($id, ' runtime.connectionState'))/vim:val = 'connected'">connected</xsl:when>
          <xsl:otherwise>disconnected</xsl:otherwise>
        </xsl:choose>
      </g:connection>
      <g:maintenance>
        <xsl:value-of select="key('property', concat($id, ' runtime.inMaintenanceMode'))/vim:val = 'true'"/>
      </g:maintenance>
      <xsl:for-each select="key('property', concat($id, ' runtime.bootTime'))/vim:val[string()]">
        <g:bootTime><xsl:value-of select="."/></g:bootTime>
      </xsl:for-each>
      <g:cpu model="{normalize-space($hardware/vim:cpuModel)}"
             vendor="{key('property', concat($id, ' hardware.cpuPkg'))/vim:val/vim:HostCpuPackage[1]/vim:vendor}"
             mhz="{$hardware/vim:cpuMhz}" sockets="{$hardware/vim:numCpuPkgs}" cores="{$hardware/vim:numCpuCores}"
             threads="{$hardware/vim:numCpuThreads}"/>
      <g:memory mib="{format-number(floor($hardware/vim:memorySize div 1048576), '0')}"/>
      <xsl:variable name="adapters" select="key('property', concat($id, ' config.network.pnic'))/vim:val/vim:PhysicalNic"/>
      <xsl:if test="$adapters">
        <g:adapters>
          <xsl:for-each select="$adapters">
            <g:adapter device="{vim:device}" mac="{translate(vim:mac, 'ABCDEF', 'abcdef')}">
              <xsl:if test="vim:linkSpeed/vim:speedMb &gt; 0">
                <xsl:attribute name="speed"><xsl:value-of select="vim:linkSpeed/vim:speedMb"/></xsl:attribute>
              </xsl:if>
            </g:adapter>
          </xsl:for-each>
        </g:adapters>
      </xsl:if>
      <!-- Where a new machine goes, unless the command says otherwise, and how the server calls its managers. -->
      <g:metadata>
        <xsl:for-each select="$around/vim:propSet[vim:name = 'vmFolder'][1]">
          <g:entry owner="vsphere" key="vmFolder"><xsl:value-of select="vim:val"/></g:entry>
        </xsl:for-each>
        <xsl:for-each select="$around[1]/vim:propSet[vim:name = 'resourcePool']">
          <g:entry owner="vsphere" key="resourcePool"><xsl:value-of select="vim:val"/></g:entry>
        </xsl:for-each>
        <xsl:variable name="content" select="key('property', 'ServiceInstance content')/vim:val"/>
        <xsl:for-each select="$content/vim:fileManager | $content/vim:virtualDiskManager">
          <g:entry owner="vsphere" key="{local-name()}"><xsl:value-of select="."/></g:entry>
        </xsl:for-each>
        <xsl:variable name="datacenter" select="$around[vim:obj/@type = 'Datacenter'][1]"/>
        <xsl:if test="$datacenter">
          <g:entry owner="vsphere" key="datacenter"><xsl:value-of select="$datacenter/vim:obj"/></g:entry>
          <g:entry owner="vsphere" key="datacenterPath">
            <xsl:call-template name="path-of"><xsl:with-param name="object" select="$datacenter"/></xsl:call-template>
          </g:entry>
        </xsl:if>
        <xsl:if test="$content/vim:about/vim:apiType">
          <g:entry owner="vsphere" key="apiType"><xsl:value-of select="$content/vim:about/vim:apiType"/></g:entry>
        </xsl:if>
      </g:metadata>
    </g:host>
  </xsl:template>

  <!-- The names from the root on, which itself is left out, with slashes between them. -->
  <xsl:template name="path-of">
    <xsl:param name="object"/>
    <xsl:variable name="id" select="string($object/vim:obj)"/>
    <xsl:variable name="parent" select="$around[vim:obj = key('property', concat($id, ' parent'))/vim:val][1]"/>
    <xsl:if test="key('property', concat($parent/vim:obj, ' parent'))">
      <xsl:call-template name="path-of"><xsl:with-param name="object" select="$parent"/></xsl:call-template>
      <xsl:text>/</xsl:text>
    </xsl:if>
    <xsl:value-of select="key('property', concat($id, ' name'))/vim:val"/>
  </xsl:template>

  <xsl:template match="@type[. = 'Datastore']" mode="object">
    <xsl:variable name="id" select="string($object/vim:obj)"/>
    <xsl:variable name="summary" select="key('property', concat($id, ' summary'))/vim:val"/>
    <xsl:variable name="type" select="translate($summary/vim:type, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"/>
    <g:datastore id="{d:id('Datastore', concat($around[1]/vim:obj, '/', $id))}"
                 host="{d:id('HostSystem', string($around[1]/vim:obj))}">
      <xsl:call-template name="vim-folder"/>
      <g:name><xsl:value-of select="key('property', concat($id, ' name'))/vim:val"/></g:name>
      <g:type>
        <xsl:value-of select="$type"/>
        <xsl:if test="$type = ''">other</xsl:if>
      </g:type>
      <g:path><xsl:value-of select="$summary/vim:url"/></g:path>
      <g:capacity><xsl:value-of select="format-number(number(concat('0', $summary/vim:capacity)), '0')"/></g:capacity>
      <g:free><xsl:value-of select="format-number(number(concat('0', $summary/vim:freeSpace)), '0')"/></g:free>
      <g:accessible><xsl:value-of select="$summary/vim:accessible = 'true'"/></g:accessible>
      <!-- A datastore that several hosts of the server have, whether the server says that they may or not. -->
      <xsl:if test="($summary/vim:multipleHostAccess = 'true' or $around[2]/vim:obj/@type = 'HostSystem') and $summary/vim:url != ''">
        <g:share><xsl:value-of select="$summary/vim:url"/></g:share>
      </xsl:if>
      <xsl:for-each select="key('property', concat($id, ' browser'))/vim:val">
        <g:metadata><g:entry owner="vsphere" key="browser"><xsl:value-of select="."/></g:entry></g:metadata>
      </xsl:for-each>
    </g:datastore>
  </xsl:template>

  <!-- A standard port group is named; one of a distributed switch is known by its key and the switch's UUID. -->
  <xsl:template match="@type[. = 'Network' or . = 'DistributedVirtualPortgroup' or . = 'OpaqueNetwork']" mode="object">
    <xsl:variable name="id" select="string($object/vim:obj)"/>
    <xsl:variable name="switch" select="$around[vim:propSet/vim:name = 'uuid'][1]"/>
    <g:network id="{d:id('Network', concat($around[1]/vim:obj, '/', $id))}"
               host="{d:id('HostSystem', string($around[1]/vim:obj))}">
      <xsl:call-template name="vim-folder"/>
      <g:name><xsl:value-of select="key('property', concat($id, ' name'))/vim:val"/></g:name>
      <xsl:if test="$switch">
        <g:bridge><xsl:value-of select="$switch/vim:propSet[vim:name = 'name']/vim:val"/></g:bridge>
        <g:metadata>
          <g:entry owner="vsphere" key="portgroupKey">
            <xsl:value-of select="key('property', concat($id, ' key'))/vim:val"/>
          </g:entry>
          <g:entry owner="vsphere" key="switchUuid">
            <xsl:value-of select="$switch/vim:propSet[vim:name = 'uuid']/vim:val"/>
          </g:entry>
        </g:metadata>
      </xsl:if>
    </g:network>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Hosts, clusters, datastores, networks, folders, datacenters and resource pools as the automation API tells of them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:services"
                xmlns:s="urn:dragoman:services" xmlns:v="urn:vim25" exclude-result-prefixes="s v">

  <xsl:template name="named">
    <name><xsl:value-of select="s:property[@name = 'name']"/></name>
  </xsl:template>

  <xsl:template match="s:object[@type = 'HostSystem']" mode="summary">
    <host><xsl:value-of select="@id"/></host>
    <xsl:call-template name="named"/>
    <xsl:variable name="connection" select="s:property[@name = 'runtime.connectionState']"/>
    <connection_state>
      <xsl:choose>
        <xsl:when test="$connection = 'connected'">CONNECTED</xsl:when>
        <xsl:when test="$connection = 'notResponding'">NOT_RESPONDING</xsl:when>
        <xsl:otherwise>DISCONNECTED</xsl:otherwise>
      </xsl:choose>
    </connection_state>
    <!-- What is not connected is in no known state. -->
    <xsl:if test="$connection = 'connected'">
      <power_state>
        <xsl:call-template name="power-state">
          <xsl:with-param name="state" select="s:property[@name = 'runtime.powerState']"/>
        </xsl:call-template>
      </power_state>
    </xsl:if>
    <xsl:for-each select="s:property[@name = 'hardware.systemInfo.uuid']">
      <host_uuid><xsl:value-of select="."/></host_uuid>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="s:object[@type = 'ClusterComputeResource']" mode="summary">
    <cluster><xsl:value-of select="@id"/></cluster>
    <xsl:call-template name="named"/>
    <ha_enabled>
      <xsl:value-of select="s:property[@name = 'configurationEx.dasConfig.enabled'] = 'true'"/>
    </ha_enabled>
    <drs_enabled>
      <xsl:value-of select="s:property[@name = 'configurationEx.drsConfig.enabled'] = 'true'"/>
    </drs_enabled>
  </xsl:template>
  <xsl:template match="s:object[@type = 'ClusterComputeResource']" mode="info">
    <xsl:call-template name="named"/>
    <resource_pool><xsl:value-of select="s:property[@name = 'resourcePool']"/></resource_pool>
  </xsl:template>

  <!-- Types that the automation API has no word for are shown as the nearest: a file system of the host's own. -->
  <xsl:template name="datastore-type">
    <xsl:variable name="type" select="s:property[@name = 'summary.type']"/>
    <type>
      <xsl:choose>
        <xsl:when test="contains('|VMFS|NFS|NFS41|CIFS|VFFS|VVOL|', concat('|', $type, '|'))">
          <xsl:value-of select="$type"/>
        </xsl:when>
        <xsl:when test="$type = 'vsan'">VSAN</xsl:when>
        <xsl:otherwise>VMFS</xsl:otherwise>
      </xsl:choose>
    </type>
  </xsl:template>
  <xsl:template match="s:object[@type = 'Datastore']" mode="summary">
    <datastore><xsl:value-of select="@id"/></datastore>
    <xsl:call-template name="named"/>
    <xsl:call-template name="datastore-type"/>
    <xsl:for-each select="s:property[@name = 'summary.freeSpace']">
      <free_space><xsl:value-of select="."/></free_space>
    </xsl:for-each>
    <xsl:for-each select="s:property[@name = 'summary.capacity']">
      <capacity><xsl:value-of select="."/></capacity>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="s:object[@type = 'Datastore']" mode="info">
    <xsl:call-template name="named"/>
    <xsl:call-template name="datastore-type"/>
    <accessible><xsl:value-of select="s:property[@name = 'summary.accessible']"/></accessible>
    <xsl:for-each select="s:property[@name = 'summary.freeSpace']">
      <free_space><xsl:value-of select="."/></free_space>
    </xsl:for-each>
    <multiple_host_access>
      <xsl:value-of select="s:property[@name = 'summary.multipleHostAccess'] = 'true'"/>
    </multiple_host_access>
    <thin_provisioning_supported>
      <xsl:value-of select="s:property[@name = 'capability.perFileThinProvisioningSupported'] = 'true'"/>
    </thin_provisioning_supported>
  </xsl:template>

  <xsl:template match="s:object[starts-with(/s:call/@service, 'com.vmware.vcenter.network')]" mode="summary">
    <network><xsl:value-of select="@id"/></network>
    <xsl:call-template name="named"/>
    <type>
      <xsl:choose>
        <xsl:when test="@type = 'DistributedVirtualPortgroup'">DISTRIBUTED_PORTGROUP</xsl:when>
        <xsl:when test="@type = 'OpaqueNetwork'">OPAQUE_NETWORK</xsl:when>
        <xsl:otherwise>STANDARD_PORTGROUP</xsl:otherwise>
      </xsl:choose>
    </type>
  </xsl:template>

  <xsl:template match="s:object[@type = 'Folder' or @type = 'StoragePod']" mode="summary">
    <xsl:variable name="types" select="s:property[@name = 'childType']"/>
    <folder><xsl:value-of select="@id"/></folder>
    <xsl:call-template name="named"/>
    <type>
      <xsl:choose>
        <xsl:when test="$types = 'Datacenter'">DATACENTER</xsl:when>
        <xsl:when test="$types = 'VirtualMachine'">VIRTUAL_MACHINE</xsl:when>
        <xsl:when test="$types = 'Datastore'">DATASTORE</xsl:when>
        <xsl:when test="$types = 'Network'">NETWORK</xsl:when>
        <xsl:otherwise>HOST</xsl:otherwise>
      </xsl:choose>
    </type>
  </xsl:template>

  <xsl:template match="s:object[@type = 'Datacenter']" mode="summary">
    <datacenter><xsl:value-of select="@id"/></datacenter>
    <xsl:call-template name="named"/>
  </xsl:template>
  <xsl:template match="s:object[@type = 'Datacenter']" mode="info">
    <xsl:call-template name="named"/>
    <datastore_folder><xsl:value-of select="s:property[@name = 'datastoreFolder']"/></datastore_folder>
    <host_folder><xsl:value-of select="s:property[@name = 'hostFolder']"/></host_folder>
    <network_folder><xsl:value-of select="s:property[@name = 'networkFolder']"/></network_folder>
    <vm_folder><xsl:value-of select="s:property[@name = 'vmFolder']"/></vm_folder>
  </xsl:template>

  <xsl:template match="s:object[@type = 'ResourcePool' or @type = 'VirtualApp']" mode="summary">
    <resource_pool><xsl:value-of select="@id"/></resource_pool>
    <xsl:call-template name="named"/>
  </xsl:template>
  <xsl:template match="s:object[@type = 'ResourcePool' or @type = 'VirtualApp']" mode="info">
    <xsl:call-template name="named"/>
    <resource_pools>
      <xsl:for-each select="s:property[@name = 'resourcePool']"><item><xsl:value-of select="."/></item></xsl:for-each>
    </resource_pools>
    <xsl:for-each select="s:property[@name = 'config.cpuAllocation']">
      <cpu_allocation><xsl:call-template name="allocation"/></cpu_allocation>
    </xsl:for-each>
    <xsl:for-each select="s:property[@name = 'config.memoryAllocation']">
      <memory_allocation><xsl:call-template name="allocation"/></memory_allocation>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="allocation">
    <reservation><xsl:value-of select="v:reservation"/></reservation>
    <expandable_reservation><xsl:value-of select="v:expandableReservation"/></expandable_reservation>
    <limit><xsl:value-of select="v:limit"/></limit>
    <shares>
      <level><xsl:value-of select="translate(v:shares/v:level, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"/></level>
      <xsl:if test="v:shares/v:level = 'custom'"><shares><xsl:value-of select="v:shares/v:shares"/></shares></xsl:if>
    </shares>
  </xsl:template>
</xsl:stylesheet>

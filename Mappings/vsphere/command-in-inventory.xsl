<?xml version="1.0" encoding="UTF-8"?>
<!--
  The methods of folders, datacenters and resource pools. Included, so that its templates rank with the others.
  Rename_Task and Destroy_Task mean something else on a VM.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <xsl:variable name="this-type" select="string($request/v:_this/@type)"/>
  <xsl:variable name="movable"
                select="' VirtualMachine Folder Datacenter ComputeResource ClusterComputeResource HostSystem Datastore Network ResourcePool '"/>

  <xsl:template match="/v:CreateFolder">
    <xsl:call-template name="create-container"><xsl:with-param name="kind">folder</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:CreateDatacenter">
    <xsl:call-template name="create-container"><xsl:with-param name="kind">datacenter</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:CreateResourcePool">
    <xsl:variable name="refused">
      <xsl:call-template name="pool-refusals"><xsl:with-param name="config" select="v:spec"/></xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$refused != ''">
        <xsl:call-template name="cannot-set">
          <xsl:with-param name="argument" select="substring-before($refused, ';')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="create-container"><xsl:with-param name="kind">pool</xsl:with-param></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:CreateCluster | /v:CreateClusterEx">
    <xsl:variable name="refused"><xsl:call-template name="cluster-refusals"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$this-type != 'Folder'">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">_this</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$refused != ''">
        <xsl:call-template name="refuse-first"><xsl:with-param name="refused" select="string($refused)"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="create-container"><xsl:with-param name="kind">cluster</xsl:with-param></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:ReconfigureComputeResource_Task | /v:ReconfigureCluster_Task">
    <xsl:variable name="refused"><xsl:call-template name="cluster-refusals"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$refused != ''">
        <xsl:call-template name="refuse-first"><xsl:with-param name="refused" select="string($refused)"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="container.configure" target="{d:id($this-type, $this)}">
          <xsl:if test="normalize-space(v:modify) = 'false' or normalize-space(v:modify) = '0'">
            <xsl:attribute name="replace">true</xsl:attribute>
          </xsl:if>
          <xsl:call-template name="cluster-settings"/>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Hosts into a cluster. What divided a host that stood alone goes. -->
  <xsl:template match="/v:MoveInto_Task | /v:MoveHostInto_Task">
    <xsl:choose>
      <xsl:when test="not(v:host[normalize-space(.) != ''])">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">host</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="normalize-space(v:resourcePool) != ''">
        <xsl:call-template name="cannot-set"><xsl:with-param name="argument">resourcePool</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="container.move" target="{d:id('ClusterComputeResource', $this)}" role="place">
          <xsl:for-each select="v:host"><object id="{d:id('HostSystem', normalize-space(.))}"/></xsl:for-each>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:include href="command-in-cluster.xsl"/>

  <!-- No service of ours chooses hosts for machines that are powered on: there is no automation to override. -->
  <xsl:template match="/v:PowerOnMultiVM_Task">
    <xsl:variable name="foreign" select="v:option[v:key != 'OverrideAutomationLevel' and not(v:key = 'ReserveResources' and (v:value = 'false' or v:value = '0'))]"/>
    <xsl:choose>
      <xsl:when test="$this-type != 'Datacenter' or not(v:vm)">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">vm</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$foreign">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">option</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="container.powerOn" target="{d:id('Datacenter', $this)}">
          <xsl:for-each select="v:vm"><machine id="{d:id('VirtualMachine', normalize-space(.))}"/></xsl:for-each>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="create-container">
    <xsl:param name="kind"/>
    <xsl:choose>
      <xsl:when test="normalize-space(v:name) = ''"><xsl:call-template name="invalid-name"/></xsl:when>
      <xsl:otherwise>
        <command name="container.create" target="{d:id($this-type, $this)}" kind="{$kind}">
          <name>
            <xsl:call-template name="unescaped"><xsl:with-param name="name" select="string(v:name)"/></xsl:call-template>
          </name>
          <xsl:if test="$kind = 'cluster'"><xsl:call-template name="cluster-settings"/></xsl:if>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="invalid-name">
    <fault code="invalidArgument">
      <message>The name is not valid.</message>
      <detail name="argument">name</detail>
    </fault>
  </xsl:template>

  <!-- ResourceConfigSpec: lines "path;" of what no hypervisor here would keep to. Shares count only where custom. -->
  <xsl:template name="pool-refusals">
    <xsl:param name="config"/>
    <xsl:for-each select="$config/v:cpuAllocation | $config/v:memoryAllocation">
      <xsl:variable name="path" select="concat(local-name(..), '.', local-name(), '.')"/>
      <xsl:if test="v:reservation != 0"><xsl:value-of select="concat($path, 'reservation;')"/></xsl:if>
      <xsl:if test="v:limit != -1"><xsl:value-of select="concat($path, 'limit;')"/></xsl:if>
      <xsl:if test="v:expandableReservation and v:expandableReservation != 'true' and v:expandableReservation != '1'">
        <xsl:value-of select="concat($path, 'expandableReservation;')"/>
      </xsl:if>
      <xsl:if test="v:shares/v:level and v:shares/v:level != 'normal'"><xsl:value-of select="concat($path, 'shares;')"/></xsl:if>
      <xsl:if test="v:overheadLimit"><xsl:value-of select="concat($path, 'overheadLimit;')"/></xsl:if>
    </xsl:for-each>
    <xsl:if test="$config/v:scaleDescendantsShares[. != 'disabled']">
      <xsl:value-of select="concat(local-name($config), '.scaleDescendantsShares;')"/>
    </xsl:if>
  </xsl:template>

  <!-- Of a pool: its name, and what it is given, which is the same for all. -->
  <xsl:template match="/v:UpdateConfig">
    <xsl:variable name="refused">
      <xsl:call-template name="pool-refusals"><xsl:with-param name="config" select="v:config"/></xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$refused != ''">
        <xsl:call-template name="cannot-set">
          <xsl:with-param name="argument" select="substring-before($refused, ';')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="rename-container"><xsl:with-param name="name" select="v:name"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:Rename_Task[contains(' Folder Datacenter ResourcePool ClusterComputeResource ', concat(' ', v:_this/@type, ' '))]"
                priority="2">
    <xsl:choose>
      <xsl:when test="normalize-space(v:newName) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">newName</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="rename-container"><xsl:with-param name="name" select="v:newName"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:RenameDatastore | /v:Rename_Task[v:_this/@type = 'Datastore']" priority="2">
    <xsl:choose>
      <xsl:when test="normalize-space(v:newName) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">newName</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="datastore.rename" target="{d:id('Datastore', $this)}">
          <name>
            <xsl:call-template name="unescaped"><xsl:with-param name="name" select="string(v:newName)"/></xsl:call-template>
          </name>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="/v:DatastoreEnterMaintenanceMode">
    <command name="datastore.enterMaintenance" target="{d:id('Datastore', $this)}"/>
  </xsl:template>
  <xsl:template match="/v:DatastoreExitMaintenanceMode_Task">
    <command name="datastore.exitMaintenance" target="{d:id('Datastore', $this)}"/>
  </xsl:template>

  <xsl:template name="rename-container">
    <xsl:param name="name"/>
    <command name="container.rename" target="{d:id($this-type, $this)}">
      <xsl:if test="normalize-space($name) != ''">
        <name>
          <xsl:call-template name="unescaped"><xsl:with-param name="name" select="string($name)"/></xsl:call-template>
        </name>
      </xsl:if>
    </command>
  </xsl:template>

  <xsl:template match="/v:Destroy_Task[contains(' Folder Datacenter ResourcePool ClusterComputeResource ', concat(' ', v:_this/@type, ' '))]"
                priority="2">
    <command name="container.remove" target="{d:id($this-type, $this)}"/>
  </xsl:template>
  <xsl:template match="/v:UnregisterAndDestroy_Task">
    <command name="container.remove" target="{d:id($this-type, $this)}" vms="unregister"/>
  </xsl:template>

  <xsl:template match="/v:MoveIntoFolder_Task">
    <xsl:call-template name="move"><xsl:with-param name="role">place</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:MoveIntoResourcePool">
    <xsl:call-template name="move"><xsl:with-param name="role">pool</xsl:with-param></xsl:call-template>
  </xsl:template>

  <xsl:template name="move">
    <xsl:param name="role"/>
    <xsl:choose>
      <xsl:when test="not(v:list)
                      or v:list[not(@type) or not(contains($movable, concat(' ', @type, ' ')))]">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">list</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="container.move" target="{d:id($this-type, $this)}" role="{$role}">
          <xsl:for-each select="v:list"><object id="{d:id(string(@type), normalize-space(.))}"/></xsl:for-each>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

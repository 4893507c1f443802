<?xml version="1.0" encoding="UTF-8"?>
<!-- Commands to folders, datacenters, clusters and pools that a server has itself. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" exclude-result-prefixes="g">
  <xsl:import href="names.xsl"/>

  <!-- What a command names of the server's own containers and objects. -->
  <xsl:variable name="named-places" select="/p:input/p:places/p:place"/>
  <xsl:variable name="container" select="$named-places[@role = 'target']"/>

  <!-- Where a new machine goes: as the command says, or else where the server has its first. -->
  <xsl:template name="folder">
    <xsl:variable name="named" select="$named-places[@role = 'folder']/@native"/>
    <xsl:value-of select="$named | $server[@key = 'vmFolder'][not($named)]"/>
  </xsl:template>
  <xsl:template name="pool">
    <xsl:variable name="named" select="$named-places[@role = 'pool' and @type = 'pool']/@native"/>
    <xsl:value-of select="$named | $server[@key = 'resourcePool'][not($named)]"/>
  </xsl:template>

  <!-- Context: a place: its type in vim25. -->
  <xsl:template name="place-type">
    <xsl:choose>
      <xsl:when test="@type = 'vm'">VirtualMachine</xsl:when>
      <xsl:when test="@type = 'folder'">Folder</xsl:when>
      <xsl:when test="@type = 'datacenter'">Datacenter</xsl:when>
      <xsl:when test="@type = 'cluster'">ClusterComputeResource</xsl:when>
      <xsl:when test="@type = 'datastore'">Datastore</xsl:when>
      <xsl:when test="@type = 'network'">Network</xsl:when>
      <xsl:otherwise>ResourcePool</xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- What is told once for each host is HOST/ID. -->
  <xsl:template name="place-id">
    <xsl:choose>
      <xsl:when test="contains(@native, '/')"><xsl:value-of select="substring-after(@native, '/')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="@native"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="reference">
    <xsl:attribute name="type"><xsl:call-template name="place-type"/></xsl:attribute>
    <xsl:call-template name="place-id"/>
  </xsl:template>

  <!-- A pool, or the first one of the cluster or host, which those are divided by. -->
  <xsl:template name="pool-of-target">
    <_this type="ResourcePool">
      <xsl:variable name="first" select="$container/g:metadata/g:entry[@owner = 'vsphere' and @key = 'resourcePool']"/>
      <xsl:value-of select="$first | $container[not($first)]/@native"/>
    </_this>
  </xsl:template>

  <xsl:template name="named">
    <xsl:param name="as">name</xsl:param>
    <xsl:element name="{$as}" namespace="urn:vim25">
      <xsl:call-template name="escaped"><xsl:with-param name="name" select="string(g:name)"/></xsl:call-template>
    </xsl:element>
  </xsl:template>

  <xsl:template match="g:command[@name = 'container.create']">
    <xsl:choose>
      <xsl:when test="@kind = 'pool'">
        <p:plan makes="ResourcePool" from="made">
          <p:step id="CreateResourcePool">
            <p:call>
              <CreateResourcePool>
                <xsl:call-template name="pool-of-target"/>
                <xsl:call-template name="named"/>
                <spec>
                  <cpuAllocation><xsl:call-template name="whole"/></cpuAllocation>
                  <memoryAllocation><xsl:call-template name="whole"/></memoryAllocation>
                </spec>
              </CreateResourcePool>
            </p:call>
            <p:take name="made" select="/*/*[local-name() = 'returnval']"/>
          </p:step>
        </p:plan>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="type">
          <xsl:choose>
            <xsl:when test="@kind = 'datacenter'">Datacenter</xsl:when>
            <xsl:otherwise>Folder</xsl:otherwise>
          </xsl:choose>
        </xsl:variable>
        <p:plan makes="{$type}" from="made">
          <p:step id="Create{$type}">
            <p:call>
              <xsl:element name="Create{$type}" namespace="urn:vim25">
                <_this type="Folder"><xsl:value-of select="$container/@native"/></_this>
                <xsl:call-template name="named"/>
              </xsl:element>
            </p:call>
            <p:take name="made" select="/*/*[local-name() = 'returnval']"/>
          </p:step>
        </p:plan>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ResourceAllocationInfo: no reservation, no limit, normal shares. -->
  <xsl:template name="whole">
    <reservation>0</reservation>
    <expandableReservation>true</expandableReservation>
    <limit>-1</limit>
    <shares><shares>0</shares><level>normal</level></shares>
  </xsl:template>

  <xsl:template match="g:command[@name = 'container.rename']">
    <p:plan>
      <xsl:choose>
        <xsl:when test="not(g:name)"/>
        <xsl:when test="$container/@type = 'pool'">
          <p:step id="UpdateConfig">
            <p:call>
              <UpdateConfig>
                <_this type="ResourcePool"><xsl:value-of select="$container/@native"/></_this>
                <xsl:call-template name="named"/>
              </UpdateConfig>
            </p:call>
          </p:step>
        </xsl:when>
        <xsl:otherwise>
          <p:step id="Rename_Task">
            <p:call>
              <Rename_Task>
                <xsl:call-template name="target-of-container"/>
                <xsl:call-template name="named"><xsl:with-param name="as">newName</xsl:with-param></xsl:call-template>
              </Rename_Task>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template name="target-of-container">
    <xsl:for-each select="$container"><_this><xsl:call-template name="reference"/></_this></xsl:for-each>
  </xsl:template>

  <xsl:template match="g:command[@name = 'container.remove']">
    <xsl:variable name="method">
      <xsl:choose>
        <xsl:when test="@vms = 'unregister'">UnregisterAndDestroy_Task</xsl:when>
        <xsl:otherwise>Destroy_Task</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <p:plan>
      <p:step id="{$method}">
        <p:call>
          <xsl:element name="{$method}" namespace="urn:vim25"><xsl:call-template name="target-of-container"/></xsl:element>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'container.move']">
    <xsl:variable name="objects" select="$named-places[@role = 'object']"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="$objects[@type = 'host']">
          <xsl:call-template name="refusal">
            <xsl:with-param name="message">A host of a vCenter is moved in the vCenter.</xsl:with-param>
            <xsl:with-param name="detail">command</xsl:with-param>
            <xsl:with-param name="value" select="@name"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="@role = 'pool' and ($objects[@type = 'pool'] or not($server[@key = 'apiType'] = 'VirtualCenter'))">
          <p:step id="MoveIntoResourcePool">
            <p:call>
              <MoveIntoResourcePool>
                <xsl:call-template name="pool-of-target"/>
                <xsl:for-each select="$objects"><list><xsl:call-template name="reference"/></list></xsl:for-each>
              </MoveIntoResourcePool>
            </p:call>
          </p:step>
        </xsl:when>
        <!-- A machine that changes its pool is a relocation to a vCenter, with a task of its own. -->
        <xsl:when test="@role = 'pool'">
          <xsl:variable name="target"><xsl:call-template name="pool-of-target"/></xsl:variable>
          <xsl:for-each select="$objects">
            <p:step id="RelocateVM_Task-{position()}">
              <p:call>
                <RelocateVM_Task>
                  <_this type="VirtualMachine"><xsl:value-of select="@native"/></_this>
                  <spec><pool type="ResourcePool"><xsl:value-of select="$target"/></pool></spec>
                  <priority>defaultPriority</priority>
                </RelocateVM_Task>
              </p:call>
            </p:step>
          </xsl:for-each>
        </xsl:when>
        <xsl:otherwise>
          <p:step id="MoveIntoFolder_Task">
            <p:call>
              <MoveIntoFolder_Task>
                <_this type="Folder"><xsl:value-of select="$container/@native"/></_this>
                <xsl:for-each select="$objects"><list><xsl:call-template name="reference"/></list></xsl:for-each>
              </MoveIntoFolder_Task>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  RelocateVM_Task and MigrateVM_Task to vm.relocate, and the methods that ask whether that could be done to
  vm.checkRelocation. Imported by command-in.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <!-- VirtualMachineRelocateSpec: lines "code path;" of what cannot be meant. -->
  <xsl:template name="relocate-refusals">
    <xsl:apply-templates select="v:spec/v:*" mode="refuse">
      <xsl:with-param name="prefix">spec.</xsl:with-param>
      <xsl:with-param name="meant"> datastore disk host pool folder transform diskMoveType </xsl:with-param>
      <xsl:with-param name="idle" select="' '"/>
    </xsl:apply-templates>
    <xsl:for-each select="v:spec/v:diskMoveType | v:spec/v:disk/v:diskMoveType">
      <xsl:if test="normalize-space(.) = 'createNewChildDiskBacking'">value spec.diskMoveType;</xsl:if>
      <xsl:if test="not(contains(' moveAllDiskBackingsAndAllowSharing moveAllDiskBackingsAndDisallowSharing moveAllDiskBackingsAndConsolidate moveChildMostDiskBacking createNewChildDiskBacking ',
                                 concat(' ', normalize-space(.), ' ')))">argument spec.diskMoveType;</xsl:if>
    </xsl:for-each>
    <xsl:if test="v:spec/v:transform[normalize-space(.) != 'flat' and normalize-space(.) != 'sparse']">argument spec.transform;</xsl:if>
    <xsl:for-each select="v:spec/v:disk">
      <xsl:variable name="id"><xsl:call-template name="locator-id"/></xsl:variable>
      <xsl:if test="string($id) = '' or starts-with($id, 'nic')">argument spec.disk.diskId;</xsl:if>
      <xsl:if test="normalize-space(v:datastore) = ''">argument spec.disk.datastore;</xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="locator-id">
    <xsl:variable name="device"><v:device><v:key><xsl:value-of select="normalize-space(v:diskId)"/></v:key></v:device></xsl:variable>
    <xsl:for-each select="d:nodes($device)/v:device"><xsl:call-template name="device-id"/></xsl:for-each>
  </xsl:template>

  <xsl:template match="/v:RelocateVM_Task">
    <xsl:variable name="refused"><xsl:call-template name="relocate-refusals"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="not(v:spec)">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">spec</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$refused != ''">
        <xsl:call-template name="refuse-first"><xsl:with-param name="refused" select="string($refused)"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">vm.relocate</xsl:with-param>
          <xsl:with-param name="meant" select="' spec priority '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:RelocateVM_Task" mode="command">
    <command name="vm.relocate" target="{d:id('VirtualMachine', $this)}"><xsl:call-template name="relocate-spec"/></command>
  </xsl:template>

  <xsl:template match="/v:MigrateVM_Task">
    <xsl:choose>
      <xsl:when test="normalize-space(v:host) = '' and normalize-space(v:pool) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">host</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">vm.relocate</xsl:with-param>
          <xsl:with-param name="meant" select="' pool host priority state '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:MigrateVM_Task" mode="command">
    <command name="vm.relocate" target="{d:id('VirtualMachine', $this)}"><xsl:call-template name="migrate-to"/></command>
  </xsl:template>

  <!-- Context: the method, whose spec says where. -->
  <xsl:template name="relocate-spec">
    <xsl:variable name="transform" select="normalize-space(v:spec/v:transform)"/>
    <xsl:for-each select="v:spec">
      <xsl:call-template name="place-attributes"/>
      <xsl:if test="normalize-space(v:folder) != ''">
        <xsl:attribute name="folder"><xsl:value-of select="d:id('Folder', normalize-space(v:folder))"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="normalize-space(v:datastore) != ''">
        <xsl:attribute name="datastore"><xsl:value-of select="d:id('Datastore', normalize-space(v:datastore))"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="$transform != ''"><xsl:attribute name="thin"><xsl:value-of select="$transform = 'sparse'"/></xsl:attribute></xsl:if>
      <xsl:for-each select="v:disk">
        <disk>
          <xsl:attribute name="id"><xsl:call-template name="locator-id"/></xsl:attribute>
          <xsl:attribute name="datastore"><xsl:value-of select="d:id('Datastore', normalize-space(v:datastore))"/></xsl:attribute>
          <xsl:choose>
            <xsl:when test="v:diskBackingInfo/v:thinProvisioned or v:diskBackingInfo/v:eagerlyScrub">
              <xsl:attribute name="thin">
                <xsl:call-template name="boolean"><xsl:with-param name="of" select="v:diskBackingInfo/v:thinProvisioned"/></xsl:call-template>
              </xsl:attribute>
            </xsl:when>
            <xsl:when test="$transform != ''"><xsl:attribute name="thin"><xsl:value-of select="$transform = 'sparse'"/></xsl:attribute></xsl:when>
          </xsl:choose>
        </disk>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>

  <!-- Context: a method with host, pool and state. -->
  <xsl:template name="migrate-to">
    <xsl:call-template name="place-attributes"/>
    <xsl:variable name="state" select="normalize-space(v:state)"/>
    <xsl:if test="$state != ''">
      <xsl:attribute name="state">
        <xsl:choose>
          <xsl:when test="$state = 'poweredOn'">running</xsl:when>
          <xsl:when test="$state = 'suspended'">suspended</xsl:when>
          <xsl:otherwise>off</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
    </xsl:if>
  </xsl:template>

  <xsl:template name="place-attributes">
    <xsl:if test="normalize-space(v:host) != ''">
      <xsl:attribute name="to"><xsl:value-of select="d:id('HostSystem', normalize-space(v:host))"/></xsl:attribute>
    </xsl:if>
    <xsl:if test="normalize-space(v:pool) != ''">
      <xsl:attribute name="pool"><xsl:value-of select="d:id('ResourcePool', normalize-space(v:pool))"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- WHETHER IT COULD BE DONE -->

  <xsl:template match="/v:CheckRelocate_Task">
    <xsl:variable name="refused"><xsl:call-template name="relocate-refusals"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$refused != ''">
        <xsl:call-template name="refuse-first"><xsl:with-param name="refused" select="string($refused)"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="check"><xsl:with-param name="meant"> vm spec testType </xsl:with-param></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="/v:CheckMigrate_Task">
    <xsl:choose>
      <xsl:when test="normalize-space(v:host) = '' and normalize-space(v:pool) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">host</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="check"><xsl:with-param name="meant"> vm host pool state testType </xsl:with-param></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="/v:QueryVMotionCompatibilityEx_Task">
    <xsl:call-template name="check"><xsl:with-param name="meant"> vm host </xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:QueryVMotionCompatibility">
    <xsl:call-template name="check">
      <xsl:with-param name="meant"> vm host compatibility </xsl:with-param>
      <xsl:with-param name="type">ServiceInstance</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="check">
    <xsl:param name="meant"/>
    <xsl:param name="type">VirtualMachineProvisioningChecker</xsl:param>
    <xsl:choose>
      <xsl:when test="normalize-space(v:vm) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">vm</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">vm.checkRelocation</xsl:with-param>
          <xsl:with-param name="type" select="$type"/>
          <xsl:with-param name="meant" select="$meant"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:CheckRelocate_Task" mode="command">
    <command name="vm.checkRelocation" target="{d:id('VirtualMachine', normalize-space(v:vm))}">
      <case vm="{d:id('VirtualMachine', normalize-space(v:vm))}"><xsl:call-template name="relocate-spec"/></case>
    </command>
  </xsl:template>
  <xsl:template match="v:CheckMigrate_Task" mode="command">
    <command name="vm.checkRelocation" target="{d:id('VirtualMachine', normalize-space(v:vm))}">
      <case vm="{d:id('VirtualMachine', normalize-space(v:vm))}"><xsl:call-template name="migrate-to"/></case>
    </command>
  </xsl:template>
  <xsl:template match="v:QueryVMotionCompatibilityEx_Task | v:QueryVMotionCompatibility" mode="command">
    <command name="vm.checkRelocation" target="{d:id('VirtualMachine', normalize-space(v:vm[1]))}" by="host">
      <xsl:for-each select="v:vm">
        <xsl:variable name="vm" select="d:id('VirtualMachine', normalize-space(.))"/>
        <xsl:for-each select="../v:host"><case vm="{$vm}" to="{d:id('HostSystem', normalize-space(.))}"/></xsl:for-each>
      </xsl:for-each>
    </command>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- CloneVM_Task, templates and UpgradeVM_Task to generic commands. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <xsl:variable name="clone" select="/v:CloneVM_Task/v:spec"/>
  <xsl:variable name="linked" select="normalize-space($clone/v:location/v:diskMoveType) = 'createNewChildDiskBacking'"/>

  <!-- VirtualMachineCloneSpec: lines "code path;" of what cannot be meant. -->
  <xsl:template name="clone-refusals">
    <xsl:apply-templates select="$clone/v:*" mode="refuse">
      <xsl:with-param name="prefix">spec.</xsl:with-param>
      <xsl:with-param name="meant">
        <xsl:text> location.datastore location.disk location.diskMoveType location.host location.pool </xsl:text>
        <xsl:text>location.folder location.deviceChange template config customization powerOn snapshot </xsl:text>
      </xsl:with-param>
      <xsl:with-param name="idle" select="' memory=false memory=0 '"/>
    </xsl:apply-templates>
    <xsl:variable name="datastore" select="normalize-space($clone/v:location/v:datastore)"/>
    <xsl:for-each select="$clone/v:location/v:disk">
      <xsl:if test="normalize-space(v:datastore) != $datastore">value spec.location.disk.datastore;</xsl:if>
    </xsl:for-each>
    <xsl:variable name="type" select="normalize-space($clone/v:location/v:diskMoveType)"/>
    <xsl:if test="$type != '' and not($linked) and $type != 'moveAllDiskBackingsAndAllowSharing'
                  and $type != 'moveAllDiskBackingsAndConsolidate' and $type != 'moveAllDiskBackingsAndDisallowSharing'
                  and $type != 'moveChildMostDiskBacking'">argument spec.location.diskMoveType;</xsl:if>
    <xsl:for-each select="$clone/v:customization">
      <xsl:call-template name="customization-refusals"><xsl:with-param name="prefix">spec.customization.</xsl:with-param></xsl:call-template>
    </xsl:for-each>
    <xsl:call-template name="spec-refusals"/>
  </xsl:template>

  <xsl:template match="/v:CloneVM_Task">
    <xsl:variable name="refused"><xsl:call-template name="clone-refusals"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="normalize-space(v:name) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">name</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$refused != ''">
        <xsl:call-template name="refuse-first">
          <xsl:with-param name="refused" select="string($refused)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">vm.clone</xsl:with-param>
          <xsl:with-param name="meant" select="' folder name spec '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:CloneVM_Task" mode="command">
    <xsl:variable name="template">
      <xsl:call-template name="boolean"><xsl:with-param name="of" select="$clone/v:template"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="power">
      <xsl:call-template name="boolean"><xsl:with-param name="of" select="$clone/v:powerOn"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="changes"><xsl:call-template name="spec"/></xsl:variable>
    <command name="vm.clone" target="{d:id('VirtualMachine', $this)}">
      <xsl:if test="normalize-space($clone/v:location/v:host) != ''">
        <xsl:attribute name="host">
          <xsl:value-of select="d:id('HostSystem', normalize-space($clone/v:location/v:host))"/>
        </xsl:attribute>
      </xsl:if>
      <xsl:variable name="folder" select="$clone/v:location/v:folder | v:folder[not($clone/v:location/v:folder)]"/>
      <xsl:if test="normalize-space($folder) != ''">
        <xsl:attribute name="folder"><xsl:value-of select="d:id('Folder', normalize-space($folder))"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="normalize-space($clone/v:location/v:pool) != ''">
        <xsl:attribute name="pool">
          <xsl:value-of select="d:id('ResourcePool', normalize-space($clone/v:location/v:pool))"/>
        </xsl:attribute>
      </xsl:if>
      <xsl:if test="normalize-space($clone/v:location/v:datastore) != ''">
        <xsl:attribute name="datastore">
          <xsl:value-of select="d:id('Datastore', normalize-space($clone/v:location/v:datastore))"/>
        </xsl:attribute>
      </xsl:if>
      <xsl:if test="$linked"><xsl:attribute name="linked">true</xsl:attribute></xsl:if>
      <xsl:if test="normalize-space($clone/v:snapshot) != ''">
        <xsl:attribute name="snapshot">
          <xsl:value-of select="d:id('VirtualMachineSnapshot', normalize-space($clone/v:snapshot))"/>
        </xsl:attribute>
      </xsl:if>
      <name>
        <xsl:call-template name="unescaped"><xsl:with-param name="name" select="string(v:name)"/></xsl:call-template>
      </name>
      <xsl:if test="d:nodes($changes)/* or $clone/v:customization or $template = 'true' or $power = 'true'">
        <then>
          <xsl:if test="d:nodes($changes)/*">
            <command name="vm.reconfigure"><xsl:copy-of select="$changes"/></command>
          </xsl:if>
          <xsl:for-each select="$clone/v:customization">
            <command name="vm.customize"><xsl:call-template name="customization"/></command>
          </xsl:for-each>
          <xsl:if test="$template = 'true'"><command name="vm.markTemplate"/></xsl:if>
          <xsl:if test="$power = 'true'"><command name="vm.powerOn"/></xsl:if>
        </then>
      </xsl:if>
    </command>
  </xsl:template>

  <xsl:template match="/v:UpgradeVM_Task">
    <xsl:call-template name="plain">
      <xsl:with-param name="name">vm.upgrade</xsl:with-param>
      <xsl:with-param name="meant" select="' version '"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="v:UpgradeVM_Task" mode="command">
    <command name="vm.upgrade" target="{d:id('VirtualMachine', $this)}">
      <xsl:if test="normalize-space(v:version) != ''">
        <xsl:attribute name="version"><xsl:value-of select="normalize-space(v:version)"/></xsl:attribute>
      </xsl:if>
    </command>
  </xsl:template>

  <xsl:template match="/v:MarkAsTemplate">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.markTemplate</xsl:with-param></xsl:call-template>
  </xsl:template>

  <xsl:template match="/v:MarkAsVirtualMachine">
    <xsl:choose>
      <xsl:when test="normalize-space(v:pool) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">pool</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">vm.unmarkTemplate</xsl:with-param>
          <xsl:with-param name="meant" select="' pool host '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:MarkAsVirtualMachine" mode="command">
    <command name="vm.unmarkTemplate" target="{d:id('VirtualMachine', $this)}">
      <xsl:if test="normalize-space(v:host) != ''">
        <xsl:attribute name="host"><xsl:value-of select="d:id('HostSystem', normalize-space(v:host))"/></xsl:attribute>
      </xsl:if>
      <xsl:attribute name="pool"><xsl:value-of select="d:id('ResourcePool', normalize-space(v:pool))"/></xsl:attribute>
    </command>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Methods on snapshots, and those of a virtual machine that are about its snapshots. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <xsl:template match="/v:CreateSnapshot_Task | /v:CreateSnapshotEx_Task">
    <xsl:variable name="idle" select="' timeout=5 '"/>
    <xsl:variable name="unmeant">
      <xsl:apply-templates select="v:quiesceSpec/v:*" mode="refuse">
        <xsl:with-param name="prefix">quiesceSpec.</xsl:with-param>
        <xsl:with-param name="idle" select="$idle"/>
        <xsl:with-param name="meant" select="' '"/>
      </xsl:apply-templates>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="normalize-space(v:name) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">name</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$unmeant != ''">
        <xsl:call-template name="refuse-first"><xsl:with-param name="refused" select="string($unmeant)"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">snapshot.create</xsl:with-param>
          <xsl:with-param name="meant" select="' name description memory quiesce quiesceSpec '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:CreateSnapshot_Task | v:CreateSnapshotEx_Task" mode="command">
    <command name="snapshot.create" target="{d:id('VirtualMachine', $this)}">
      <xsl:attribute name="memory">
        <xsl:call-template name="boolean"><xsl:with-param name="of" select="v:memory"/></xsl:call-template>
      </xsl:attribute>
      <xsl:attribute name="quiesce">
        <xsl:choose>
          <xsl:when test="v:quiesceSpec">true</xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="boolean"><xsl:with-param name="of" select="v:quiesce"/></xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <name><xsl:value-of select="v:name"/></name>
      <xsl:if test="v:description"><description><xsl:value-of select="v:description"/></description></xsl:if>
    </command>
  </xsl:template>

  <xsl:template match="/v:RevertToSnapshot_Task">
    <xsl:call-template name="plain">
      <xsl:with-param name="name">snapshot.revert</xsl:with-param>
      <xsl:with-param name="type">VirtualMachineSnapshot</xsl:with-param>
      <xsl:with-param name="meant" select="' suppressPowerOn '"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="/v:RemoveSnapshot_Task">
    <xsl:call-template name="plain">
      <xsl:with-param name="name">snapshot.remove</xsl:with-param>
      <xsl:with-param name="type">VirtualMachineSnapshot</xsl:with-param>
      <xsl:with-param name="meant" select="' removeChildren consolidate '"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="v:RevertToSnapshot_Task | v:RemoveSnapshot_Task | v:RenameSnapshot" mode="command">
    <xsl:param name="name"/>
    <xsl:variable name="snapshot" select="d:id('VirtualMachineSnapshot', $this)"/>
    <xsl:variable name="owner" select="d:owner($snapshot)"/>
    <xsl:choose>
      <xsl:when test="$owner = ''">
        <fault code="notFound">
          <message>The snapshot belongs to no virtual machine.</message>
          <detail name="type">VirtualMachineSnapshot</detail>
          <detail name="id"><xsl:value-of select="$this"/></detail>
        </fault>
      </xsl:when>
      <xsl:otherwise>
        <command name="{$name}" target="{$owner}" snapshot="{$snapshot}">
          <xsl:call-template name="suppression"/>
          <xsl:if test="$name = 'snapshot.remove'">
            <xsl:attribute name="children">
              <xsl:call-template name="boolean">
                <xsl:with-param name="of" select="v:removeChildren"/>
              </xsl:call-template>
            </xsl:attribute>
            <xsl:call-template name="consolidate"/>
          </xsl:if>
          <xsl:if test="$name = 'snapshot.rename'">
            <xsl:if test="v:name"><name><xsl:value-of select="v:name"/></name></xsl:if>
            <xsl:if test="v:description"><description><xsl:value-of select="v:description"/></description></xsl:if>
          </xsl:if>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:RenameSnapshot">
    <xsl:choose>
      <xsl:when test="v:name and normalize-space(v:name) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">name</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">snapshot.rename</xsl:with-param>
          <xsl:with-param name="type">VirtualMachineSnapshot</xsl:with-param>
          <xsl:with-param name="meant" select="' name description '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:RevertToCurrentSnapshot_Task">
    <xsl:call-template name="plain">
      <xsl:with-param name="name">snapshot.revert</xsl:with-param>
      <xsl:with-param name="meant" select="' suppressPowerOn '"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="v:RevertToCurrentSnapshot_Task" mode="command">
    <command name="snapshot.revert" target="{d:id('VirtualMachine', $this)}"><xsl:call-template name="suppression"/></command>
  </xsl:template>
  <xsl:template name="suppression">
    <xsl:if test="v:suppressPowerOn = 'true' or v:suppressPowerOn = '1'"><xsl:attribute name="powerOn">false</xsl:attribute></xsl:if>
  </xsl:template>

  <xsl:template match="/v:ConsolidateVMDisks_Task">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.consolidate</xsl:with-param></xsl:call-template>
  </xsl:template>

  <xsl:template match="/v:RemoveAllSnapshots_Task">
    <xsl:call-template name="plain">
      <xsl:with-param name="name">snapshot.removeAll</xsl:with-param>
      <xsl:with-param name="meant" select="' consolidate '"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="v:RemoveAllSnapshots_Task" mode="command">
    <command name="snapshot.removeAll" target="{d:id('VirtualMachine', $this)}">
      <xsl:call-template name="consolidate"/>
    </command>
  </xsl:template>

  <!-- Disks are merged unless the client says otherwise. -->
  <xsl:template name="consolidate">
    <xsl:if test="normalize-space(v:consolidate) = 'false' or normalize-space(v:consolidate) = '0'">
      <xsl:attribute name="consolidate">false</xsl:attribute>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

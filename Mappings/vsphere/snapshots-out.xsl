<?xml version="1.0" encoding="UTF-8"?>
<!-- Snapshots. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g d">

  <xsl:template name="this-snapshot">
    <_this type="VirtualMachineSnapshot">
      <xsl:value-of select="d:native('VirtualMachineSnapshot', $command/@snapshot)"/>
    </_this>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.create']">
    <p:plan makes="VirtualMachineSnapshot" from="snapshot">
      <p:step id="CreateSnapshot_Task">
        <p:call>
          <CreateSnapshot_Task>
            <xsl:call-template name="this-vm"/>
            <name><xsl:value-of select="g:name"/></name>
            <xsl:if test="g:description">
              <description><xsl:value-of select="g:description"/></description>
            </xsl:if>
            <memory><xsl:value-of select="@memory = 'true' or @memory = '1'"/></memory>
            <quiesce><xsl:value-of select="@quiesce = 'true' or @quiesce = '1'"/></quiesce>
          </CreateSnapshot_Task>
        </p:call>
        <p:take name="snapshot" select="/*[local-name() = 'TaskInfo']/*[local-name() = 'result']"/>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.revert'][not(@snapshot)]" priority="2">
    <p:plan>
      <p:step id="RevertToCurrentSnapshot_Task">
        <p:call>
          <RevertToCurrentSnapshot_Task>
            <xsl:call-template name="this-vm"/>
            <xsl:call-template name="suppression"/>
          </RevertToCurrentSnapshot_Task>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>
  <xsl:template match="g:command[@name = 'snapshot.revert']">
    <p:plan>
      <p:step id="RevertToSnapshot_Task">
        <p:call>
          <RevertToSnapshot_Task>
            <xsl:call-template name="this-snapshot"/>
            <xsl:call-template name="suppression"/>
          </RevertToSnapshot_Task>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>
  <xsl:template name="suppression">
    <xsl:if test="@powerOn = 'false' or @powerOn = '0'"><suppressPowerOn>true</suppressPowerOn></xsl:if>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.remove']">
    <p:plan>
      <p:step id="RemoveSnapshot_Task">
        <p:call>
          <RemoveSnapshot_Task>
            <xsl:call-template name="this-snapshot"/>
            <removeChildren><xsl:value-of select="@children = 'true' or @children = '1'"/></removeChildren>
            <xsl:call-template name="consolidate"/>
          </RemoveSnapshot_Task>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.removeAll']">
    <p:plan>
      <p:step id="RemoveAllSnapshots_Task">
        <p:call>
          <RemoveAllSnapshots_Task>
            <xsl:call-template name="this-vm"/>
            <xsl:call-template name="consolidate"/>
          </RemoveAllSnapshots_Task>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template name="consolidate">
    <xsl:if test="@consolidate = 'false' or @consolidate = '0'"><consolidate>false</consolidate></xsl:if>
  </xsl:template>

  <xsl:template match="g:command[@name = 'snapshot.rename']">
    <p:plan>
      <p:step id="RenameSnapshot">
        <p:call>
          <RenameSnapshot>
            <xsl:call-template name="this-snapshot"/>
            <xsl:if test="g:name"><name><xsl:value-of select="g:name"/></name></xsl:if>
            <xsl:if test="g:description"><description><xsl:value-of select="g:description"/></description></xsl:if>
          </RenameSnapshot>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.consolidate']">
    <xsl:call-template name="simple">
      <xsl:with-param name="method">ConsolidateVMDisks_Task</xsl:with-param>
    </xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

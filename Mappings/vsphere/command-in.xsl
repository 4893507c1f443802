<?xml version="1.0" encoding="UTF-8"?>
<!--
  vim25 request to generic command. The input is the body element of the SOAP envelope. Clients leave xsi:type off where
  the declared type is meant, and qualify it with a prefix of their own choice where it is not.
  In place of a reference that a client left out because it named the thing, a front end may put the reference into an
  attribute: datastore on a fileName or vmPathName ("[name] path"), network on a deviceName; and into host on a pool the
  host of several that is meant by it.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">
  <xsl:import href="command-in-words.xsl"/>
  <xsl:import href="command-in-host.xsl"/>
  <xsl:import href="command-in-spec.xsl"/>
  <xsl:import href="command-in-customize.xsl"/>
  <xsl:import href="command-in-clone.xsl"/>
  <xsl:import href="command-in-relocate.xsl"/>
  <xsl:import href="command-in-snapshots.xsl"/>
  <xsl:import href="command-in-typing.xsl"/>
  <xsl:output method="xml"/>

  <xsl:variable name="request" select="/*"/>
  <xsl:variable name="this" select="normalize-space($request/v:_this)"/>

  <!-- Methods of a VM that mean one command and nothing else; name, then what they may be given without a meaning. -->
  <xsl:template match="/v:PowerOnVM_Task">
    <xsl:call-template name="plain">
      <xsl:with-param name="name">vm.powerOn</xsl:with-param>
      <xsl:with-param name="meant" select="' host '"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="v:PowerOnVM_Task" mode="command">
    <command name="vm.powerOn" target="{d:id('VirtualMachine', $this)}">
      <xsl:if test="normalize-space(v:host) != ''">
        <xsl:attribute name="host"><xsl:value-of select="d:id('HostSystem', normalize-space(v:host))"/></xsl:attribute>
      </xsl:if>
    </command>
  </xsl:template>
  <xsl:template match="/v:PowerOffVM_Task | /v:TerminateVM">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.powerOff</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:ResetVM_Task">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.reset</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:SuspendVM_Task">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.suspend</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:ShutdownGuest">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.shutdownGuest</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:RebootGuest">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.rebootGuest</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:StandbyGuest">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.standbyGuest</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:CreateScreenshot_Task">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.saveScreenshot</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:Destroy_Task">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.destroy</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:UnregisterVM">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.unregister</xsl:with-param></xsl:call-template>
  </xsl:template>

  <xsl:template match="/v:Rename_Task">
    <xsl:choose>
      <xsl:when test="normalize-space(v:newName) = ''">
        <xsl:call-template name="bad-argument">
          <xsl:with-param name="argument">newName</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">vm.rename</xsl:with-param>
          <xsl:with-param name="meant" select="' newName '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:Rename_Task" mode="command">
    <command name="vm.rename" target="{d:id('VirtualMachine', $this)}">
      <name>
        <xsl:call-template name="unescaped"><xsl:with-param name="name" select="string(v:newName)"/></xsl:call-template>
      </name>
    </command>
  </xsl:template>

  <!-- CONFIGURATION -->

  <xsl:template match="/v:ReconfigVM_Task">
    <xsl:variable name="refused"><xsl:call-template name="spec-refusals"/></xsl:variable>
    <xsl:variable name="version" select="normalize-space(v:spec/v:changeVersion)"/>
    <xsl:choose>
      <xsl:when test="$refused != ''">
        <xsl:call-template name="refuse-first">
          <xsl:with-param name="refused" select="string($refused)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="translate($version, '0123456789', '') != ''">
        <xsl:call-template name="refusal">
          <xsl:with-param name="code">conflict</xsl:with-param>
          <xsl:with-param name="message">The virtual machine has been changed since its configuration was read.</xsl:with-param>
          <xsl:with-param name="detail">argument</xsl:with-param>
          <xsl:with-param name="value">spec.changeVersion</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">vm.reconfigure</xsl:with-param>
          <xsl:with-param name="meant" select="' spec '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:ReconfigVM_Task" mode="command">
    <xsl:variable name="version" select="normalize-space(v:spec/v:changeVersion)"/>
    <command name="vm.reconfigure" target="{d:id('VirtualMachine', $this)}">
      <xsl:if test="$version != ''">
        <xsl:attribute name="ifRevision"><xsl:value-of select="$version"/></xsl:attribute>
      </xsl:if>
      <xsl:call-template name="spec"/>
    </command>
  </xsl:template>

  <xsl:template match="/v:CreateVM_Task">
    <xsl:variable name="pool" select="normalize-space(v:pool)"/>
    <xsl:variable name="host" select="normalize-space(v:host)"/>
    <xsl:variable name="refused"><xsl:call-template name="spec-refusals"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$pool = '' and $host = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">pool</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="normalize-space(v:config/v:name) = ''">
        <xsl:call-template name="bad-argument">
          <xsl:with-param name="argument">config.name</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$refused != ''">
        <xsl:call-template name="refuse-first">
          <xsl:with-param name="refused" select="string($refused)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">vm.create</xsl:with-param>
          <xsl:with-param name="type">Folder</xsl:with-param>
          <xsl:with-param name="meant" select="' config pool host '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:CreateVM_Task" mode="command">
    <command name="vm.create">
      <xsl:attribute name="target">
        <xsl:choose>
          <xsl:when test="normalize-space(v:host) != ''">
            <xsl:value-of select="d:id('HostSystem', normalize-space(v:host))"/>
          </xsl:when>
          <xsl:when test="v:pool/@host"><xsl:value-of select="d:id('HostSystem', v:pool/@host)"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="d:id('ResourcePool', normalize-space(v:pool))"/></xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:attribute name="folder"><xsl:value-of select="d:id('Folder', $this)"/></xsl:attribute>
      <xsl:if test="normalize-space(v:pool) != ''">
        <xsl:attribute name="pool"><xsl:value-of select="d:id('ResourcePool', normalize-space(v:pool))"/></xsl:attribute>
      </xsl:if>
      <xsl:call-template name="home"/>
      <xsl:call-template name="spec"/>
    </command>
  </xsl:template>

  <xsl:include href="command-in-fields.xsl"/>
  <xsl:include href="command-in-inventory.xsl"/>
  <!-- After the template for methods that nobody else takes, which would win over what is imported. -->
  <xsl:include href="command-in-files.xsl"/>
  <xsl:include href="command-in-register.xsl"/>
</xsl:stylesheet>

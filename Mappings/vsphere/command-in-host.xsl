<?xml version="1.0" encoding="UTF-8"?>
<!-- Methods of HostSystem that mean a command. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <!-- Machines are not moved away: whoever asks for that is told so. A timeout of 0 is none. -->
  <xsl:template match="/v:EnterMaintenanceMode_Task">
    <xsl:choose>
      <xsl:when test="string(number(v:timeout)) = 'NaN' or v:timeout &lt; 0">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">timeout</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">host.enterMaintenance</xsl:with-param>
          <xsl:with-param name="type">HostSystem</xsl:with-param>
          <xsl:with-param name="meant" select="' timeout '"/>
          <xsl:with-param name="idle" select="' evacuatePoweredOffVms=false evacuatePoweredOffVms=0 '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:ExitMaintenanceMode_Task">
    <xsl:choose>
      <xsl:when test="string(number(v:timeout)) = 'NaN' or v:timeout &lt; 0">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">timeout</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">host.exitMaintenance</xsl:with-param>
          <xsl:with-param name="type">HostSystem</xsl:with-param>
          <xsl:with-param name="meant" select="' timeout '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:EnterMaintenanceMode_Task | v:ExitMaintenanceMode_Task" mode="command">
    <xsl:param name="name"/>
    <command name="{$name}" target="{d:id('HostSystem', $this)}">
      <xsl:if test="v:timeout &gt; 0">
        <xsl:attribute name="timeout"><xsl:value-of select="number(v:timeout)"/></xsl:attribute>
      </xsl:if>
    </command>
  </xsl:template>

  <xsl:template match="/v:DisconnectHost_Task">
    <xsl:call-template name="plain">
      <xsl:with-param name="name">host.disconnect</xsl:with-param>
      <xsl:with-param name="type">HostSystem</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- The host's state always counts. Its address and login are the configuration's and no client's: whoever gives others is told so. -->
  <xsl:template match="/v:ReconnectHost_Task">
    <xsl:variable name="given" select="v:cnxSpec/*[local-name() != 'force'][normalize-space(.) != '']"/>
    <xsl:choose>
      <xsl:when test="$given">
        <xsl:call-template name="cannot-set">
          <xsl:with-param name="argument" select="concat('cnxSpec.', local-name($given[1]))"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">host.connect</xsl:with-param>
          <xsl:with-param name="type">HostSystem</xsl:with-param>
          <xsl:with-param name="meant" select="' cnxSpec reconnectSpec '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:DisconnectHost_Task | v:ReconnectHost_Task" mode="command">
    <xsl:param name="name"/>
    <command name="{$name}" target="{d:id('HostSystem', $this)}"/>
  </xsl:template>

  <xsl:template match="/v:RebootHost_Task | /v:ShutdownHost_Task">
    <xsl:choose>
      <xsl:when test="not(contains(' true false 1 0 ', concat(' ', normalize-space(v:force), ' '))) or normalize-space(v:force) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">force</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">
            <xsl:choose>
              <xsl:when test="self::v:RebootHost_Task">host.reboot</xsl:when>
              <xsl:otherwise>host.shutdown</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
          <xsl:with-param name="type">HostSystem</xsl:with-param>
          <xsl:with-param name="meant" select="' force '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:RebootHost_Task | v:ShutdownHost_Task" mode="command">
    <xsl:param name="name"/>
    <command name="{$name}" target="{d:id('HostSystem', $this)}">
      <xsl:attribute name="force"><xsl:call-template name="boolean"><xsl:with-param name="of" select="v:force"/></xsl:call-template></xsl:attribute>
    </command>
  </xsl:template>
</xsl:stylesheet>

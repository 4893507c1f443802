<?xml version="1.0" encoding="UTF-8"?>
<!-- What is known of a VM's guest, as the automation API tells of it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:services"
                xmlns:s="urn:dragoman:services" xmlns:v="urn:vim25" exclude-result-prefixes="s v">

  <xsl:variable name="guest-runs"
                select="/s:call/s:object/s:property[@name = 'guest.toolsRunningStatus'] = 'guestToolsRunning'"/>

  <xsl:template name="no-tools">
    <error type="service_unavailable" id="com.vmware.api.vcenter.vm.guest.tools_not_running">
      <xsl:text>The guest's tools are not running.</xsl:text>
    </error>
  </xsl:template>

  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.guest.identity']" mode="answer">
    <xsl:choose>
      <xsl:when test="$guest-runs">
        <output><xsl:apply-templates select="s:object" mode="identity"/></output>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="no-tools"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="s:object" mode="identity">
    <xsl:variable name="family" select="s:property[@name = 'guest.guestFamily']"/>
    <name>
      <xsl:call-template name="service-guest">
        <xsl:with-param name="id" select="s:property[@name = 'guest.guestId']"/>
      </xsl:call-template>
    </name>
    <family>
      <xsl:choose>
        <xsl:when test="$family = 'linuxGuest'">LINUX</xsl:when>
        <xsl:when test="$family = 'windowsGuest'">WINDOWS</xsl:when>
        <xsl:when test="$family = 'darwinGuestFamily'">DARWIN</xsl:when>
        <xsl:when test="$family = 'solarisGuest'">SOLARIS</xsl:when>
        <xsl:when test="$family = 'netwareGuest'">NETWARE</xsl:when>
        <xsl:otherwise>OTHER</xsl:otherwise>
      </xsl:choose>
    </family>
    <full_name>
      <id><xsl:value-of select="concat('vmsg.guestos.', s:property[@name = 'guest.guestId'], '.label')"/></id>
      <default_message><xsl:value-of select="s:property[@name = 'guest.guestFullName']"/></default_message>
      <args/>
    </full_name>
    <host_name><xsl:value-of select="s:property[@name = 'guest.hostName']"/></host_name>
    <xsl:for-each select="s:property[@name = 'guest.ipAddress']">
      <ip_address><xsl:value-of select="."/></ip_address>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.guest.power']" mode="answer">
    <output>
      <state>
        <xsl:choose>
          <xsl:when test="s:object/s:property[@name = 'guest.guestState'] = 'running'">RUNNING</xsl:when>
          <xsl:otherwise>NOT_RUNNING</xsl:otherwise>
        </xsl:choose>
      </state>
      <operations_ready><xsl:value-of select="$guest-runs"/></operations_ready>
    </output>
  </xsl:template>

  <!-- An address whose prefix is not known cannot be told here. -->
  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.guest.networking.interfaces']" mode="answer">
    <xsl:choose>
      <xsl:when test="$guest-runs">
        <output>
          <xsl:for-each select="s:object/s:property[@name = 'guest.net']">
            <item>
              <mac_address><xsl:value-of select="v:macAddress"/></mac_address>
              <xsl:if test="v:ipConfig/v:ipAddress">
                <ip>
                  <ip_addresses>
                    <xsl:for-each select="v:ipConfig/v:ipAddress">
                      <item>
                        <ip_address><xsl:value-of select="v:ipAddress"/></ip_address>
                        <prefix_length><xsl:value-of select="v:prefixLength"/></prefix_length>
                        <state>PREFERRED</state>
                      </item>
                    </xsl:for-each>
                  </ip_addresses>
                </ip>
              </xsl:if>
              <xsl:if test="v:deviceConfigId &gt;= 0"><nic><xsl:value-of select="v:deviceConfigId"/></nic></xsl:if>
            </item>
          </xsl:for-each>
        </output>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="no-tools"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

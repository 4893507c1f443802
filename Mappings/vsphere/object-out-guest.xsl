<?xml version="1.0" encoding="UTF-8"?>
<!-- What is known of a VM's guest: GuestInfo and VirtualMachineGuestSummary. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">
  <xsl:variable name="tools" select="$vm/g:guest/g:tools"/>
  <xsl:variable name="tools-run" select="$tools/@state = 'running' and $vm/g:powerState = 'running'"/>
  <xsl:variable name="addresses" select="$vm/g:guest/g:address[. != '']"/>

  <!-- VMware Tools count versions as major * 1024 + minor * 32 + patch; the tools of others have a number set aside. -->
  <xsl:template name="tools-version">
    <xsl:variable name="major" select="number(substring-before($tools/@version, '.'))"/>
    <xsl:variable name="rest" select="substring-after($tools/@version, '.')"/>
    <xsl:variable name="number" select="$major * 1024 + number(substring-before(concat($rest, '.'), '.')) * 32
                                        + number(substring-before(concat(substring-after($rest, '.'), '.'), '.'))"/>
    <xsl:choose>
      <xsl:when test="$tools/@state = 'notInstalled'">0</xsl:when>
      <xsl:when test="$major &gt;= 9 and $number &lt; 65536"><xsl:value-of select="$number"/></xsl:when>
      <xsl:otherwise>2147483647</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="tools-status">
    <toolsStatus>
      <xsl:choose>
        <xsl:when test="$tools-run">toolsOk</xsl:when>
        <xsl:when test="$tools/@state = 'notInstalled'">toolsNotInstalled</xsl:when>
        <xsl:otherwise>toolsNotRunning</xsl:otherwise>
      </xsl:choose>
    </toolsStatus>
    <toolsVersionStatus><xsl:call-template name="tools-version-status"/></toolsVersionStatus>
    <toolsVersionStatus2><xsl:call-template name="tools-version-status"/></toolsVersionStatus2>
    <toolsRunningStatus>
      <xsl:choose>
        <xsl:when test="$tools-run">guestToolsRunning</xsl:when>
        <xsl:otherwise>guestToolsNotRunning</xsl:otherwise>
      </xsl:choose>
    </toolsRunningStatus>
  </xsl:template>

  <xsl:template name="tools-version-status">
    <xsl:choose>
      <xsl:when test="$tools/@state = 'notInstalled'">guestToolsNotInstalled</xsl:when>
      <xsl:otherwise>guestToolsUnmanaged</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A guest that runs tells what it is; before, only what the VM was made for is known. -->
  <xsl:template name="guest-name">
    <xsl:choose>
      <xsl:when test="$vm/g:guest/g:osName"><xsl:value-of select="$vm/g:guest/g:osName"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$vm-guest-name"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="guest-address">
    <xsl:if test="$addresses">
      <ipAddress>
        <xsl:value-of select="($addresses[not(contains(., ':'))]
                               | $addresses[not($addresses[not(contains(., ':'))])])[1]"/>
      </ipAddress>
    </xsl:if>
  </xsl:template>

  <!-- VirtualMachineGuestSummary -->
  <xsl:template name="guest-summary">
    <xsl:if test="$tools-run">
      <guestId><xsl:value-of select="$vm-guest"/></guestId>
      <guestFullName><xsl:call-template name="guest-name"/></guestFullName>
    </xsl:if>
    <xsl:call-template name="tools-status"/>
    <xsl:if test="$vm/g:guest/g:hostName">
      <hostName><xsl:value-of select="$vm/g:guest/g:hostName"/></hostName>
    </xsl:if>
    <xsl:call-template name="guest-address"/>
    <hwVersion><xsl:value-of select="$vm-version"/></hwVersion>
  </xsl:template>

  <!-- GuestInfo -->
  <xsl:template name="guest">
    <xsl:call-template name="tools-status"/>
    <toolsVersion><xsl:call-template name="tools-version"/></toolsVersion>
    <xsl:if test="$tools-run">
      <guestId><xsl:value-of select="$vm-guest"/></guestId>
      <guestFamily><xsl:value-of select="substring-before(substring-after($vm-guest-row, ' '), ' ')"/></guestFamily>
      <guestFullName><xsl:call-template name="guest-name"/></guestFullName>
    </xsl:if>
    <xsl:if test="$vm/g:guest/g:hostName">
      <hostName><xsl:value-of select="$vm/g:guest/g:hostName"/></hostName>
    </xsl:if>
    <xsl:call-template name="guest-address"/>
    <xsl:if test="$tools-run or $addresses">
      <xsl:for-each select="$vm/g:nics/g:nic">
        <net>
          <network><xsl:value-of select="$related[@id = current()/@network]/@name"/></network>
          <xsl:for-each select="$addresses[@nic = current()/@id]">
            <ipAddress><xsl:value-of select="."/></ipAddress>
          </xsl:for-each>
          <macAddress><xsl:value-of select="@mac"/></macAddress>
          <connected><xsl:value-of select="@connected"/></connected>
          <deviceConfigId><xsl:value-of select="4000 + @slot"/></deviceConfigId>
        </net>
      </xsl:for-each>
    </xsl:if>
    <guestState>
      <xsl:choose>
        <xsl:when test="$tools-run">running</xsl:when>
        <xsl:otherwise>notRunning</xsl:otherwise>
      </xsl:choose>
    </guestState>
    <guestOperationsReady>false</guestOperationsReady>
    <interactiveGuestOperationsReady>false</interactiveGuestOperationsReady>
    <guestStateChangeSupported><xsl:value-of select="$tools-run"/></guestStateChangeSupported>
    <hwVersion><xsl:value-of select="$vm-version"/></hwVersion>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  CustomizationSpec, of CustomizeVM_Task and of a clone, to vm.customize: of Linux guests with IPv4 addresses. Anything else
  is refused by its path. Imported by command-in.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <xsl:template match="/v:CustomizeVM_Task">
    <xsl:variable name="refused">
      <xsl:for-each select="v:spec">
        <xsl:call-template name="customization-refusals"><xsl:with-param name="prefix">spec.</xsl:with-param></xsl:call-template>
      </xsl:for-each>
      <xsl:if test="not(v:spec)">argument spec;</xsl:if>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$refused != ''">
        <xsl:call-template name="refuse-first"><xsl:with-param name="refused" select="string($refused)"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">vm.customize</xsl:with-param>
          <xsl:with-param name="meant" select="' spec '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:CustomizeVM_Task" mode="command">
    <command name="vm.customize" target="{d:id('VirtualMachine', $this)}">
      <xsl:for-each select="v:spec"><xsl:call-template name="customization"/></xsl:for-each>
    </command>
  </xsl:template>

  <!-- Context: a CustomizationSpec. Lines "code path;" of what is not meant. -->
  <xsl:template name="customization-refusals">
    <xsl:param name="prefix"/>
    <xsl:variable name="identity"><xsl:call-template name="class"><xsl:with-param name="of" select="v:identity"/></xsl:call-template></xsl:variable>
    <xsl:variable name="options"><xsl:call-template name="class"><xsl:with-param name="of" select="v:options"/></xsl:call-template></xsl:variable>
    <xsl:apply-templates select="v:*[not(self::v:identity or self::v:options or self::v:nicSettingMap)]" mode="refuse">
      <xsl:with-param name="prefix" select="$prefix"/>
      <xsl:with-param name="meant" select="' globalIPSettings.dnsSuffixList globalIPSettings.dnsServerList '"/>
      <xsl:with-param name="idle" select="' encryptionKey=* '"/>
    </xsl:apply-templates>
    <xsl:if test="v:options and not(contains(' CustomizationLinuxOptions CustomizationOptions ', concat(' ', $options, ' ')))">
      <xsl:value-of select="concat('value ', $prefix, 'options (', $options, ');')"/>
    </xsl:if>
    <xsl:choose>
      <xsl:when test="not(v:identity)"><xsl:value-of select="concat('argument ', $prefix, 'identity;')"/></xsl:when>
      <xsl:when test="$identity != 'CustomizationLinuxPrep'">
        <xsl:value-of select="concat('value ', $prefix, 'identity (', $identity, ');')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="v:identity"><xsl:call-template name="identity-refusals"><xsl:with-param name="prefix" select="$prefix"/></xsl:call-template></xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:for-each select="v:nicSettingMap">
      <xsl:call-template name="adapter-refusals">
        <xsl:with-param name="prefix" select="concat($prefix, 'nicSettingMap[', position() - 1, '].')"/>
      </xsl:call-template>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="identity-refusals">
    <xsl:param name="prefix"/>
    <xsl:variable name="class"><xsl:call-template name="class"><xsl:with-param name="of" select="v:hostName"/></xsl:call-template></xsl:variable>
    <xsl:variable name="name" select="normalize-space(v:hostName/v:name)"/>
    <xsl:apply-templates select="v:*" mode="refuse">
      <xsl:with-param name="prefix" select="concat($prefix, 'identity.')"/>
      <xsl:with-param name="meant" select="' hostName domain timeZone hwClockUTC '"/>
      <xsl:with-param name="idle" select="' compatibleCustomizationMethod=* '"/>
    </xsl:apply-templates>
    <xsl:choose>
      <xsl:when test="$class = 'CustomizationVirtualMachineName'"/>
      <xsl:when test="$class != 'CustomizationFixedName'">
        <xsl:value-of select="concat('value ', $prefix, 'identity.hostName (', $class, ');')"/>
      </xsl:when>
      <xsl:when test="$name = '' or translate($name, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-', '') != ''
                      or starts-with($name, '-') or string-length($name) &gt; 63">
        <xsl:value-of select="concat('argument ', $prefix, 'identity.hostName.name;')"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="adapter-refusals">
    <xsl:param name="prefix"/>
    <xsl:variable name="ip" select="v:adapter/v:ip"/>
    <xsl:variable name="class"><xsl:call-template name="class"><xsl:with-param name="of" select="$ip"/></xsl:call-template></xsl:variable>
    <xsl:apply-templates select="v:*" mode="refuse">
      <xsl:with-param name="prefix" select="$prefix"/>
      <xsl:with-param name="meant" select="' macAddress adapter.ip adapter.subnetMask adapter.gateway adapter.dnsServerList adapter.dnsDomain '"/>
    </xsl:apply-templates>
    <xsl:choose>
      <xsl:when test="not($ip)"><xsl:value-of select="concat('argument ', $prefix, 'adapter.ip;')"/></xsl:when>
      <xsl:when test="$class = 'CustomizationDhcpIpGenerator'"/>
      <xsl:when test="$class != 'CustomizationFixedIp'"><xsl:value-of select="concat('value ', $prefix, 'adapter.ip (', $class, ');')"/></xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="$ip/v:ipAddress | v:adapter/v:subnetMask | v:adapter/v:gateway">
          <xsl:if test="translate(normalize-space(.), '0123456789.', '') != '' or translate(., translate(., '.', ''), '') != '...'">
            <xsl:value-of select="concat('argument ', $prefix, 'adapter.', local-name(), ';')"/>
          </xsl:if>
        </xsl:for-each>
        <xsl:if test="not($ip/v:ipAddress)"><xsl:value-of select="concat('argument ', $prefix, 'adapter.ip.ipAddress;')"/></xsl:if>
        <xsl:if test="not(v:adapter/v:subnetMask)"><xsl:value-of select="concat('argument ', $prefix, 'adapter.subnetMask;')"/></xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Context: a CustomizationSpec. -->
  <xsl:template name="customization">
    <hostName><xsl:value-of select="normalize-space(v:identity/v:hostName/v:name)"/></hostName>
    <xsl:if test="normalize-space(v:identity/v:domain) != ''"><domain><xsl:value-of select="normalize-space(v:identity/v:domain)"/></domain></xsl:if>
    <xsl:if test="v:identity/v:timeZone | v:identity/v:hwClockUTC">
      <clock>
        <xsl:if test="normalize-space(v:identity/v:timeZone) != ''">
          <xsl:attribute name="zone"><xsl:value-of select="normalize-space(v:identity/v:timeZone)"/></xsl:attribute>
        </xsl:if>
        <xsl:if test="v:identity/v:hwClockUTC">
          <xsl:attribute name="utc"><xsl:call-template name="boolean"><xsl:with-param name="of" select="v:identity/v:hwClockUTC"/></xsl:call-template></xsl:attribute>
        </xsl:if>
      </clock>
    </xsl:if>
    <xsl:for-each select="v:globalIPSettings/v:dnsServerList"><dnsServer><xsl:value-of select="normalize-space(.)"/></dnsServer></xsl:for-each>
    <xsl:for-each select="v:globalIPSettings/v:dnsSuffixList"><dnsSuffix><xsl:value-of select="normalize-space(.)"/></dnsSuffix></xsl:for-each>
    <xsl:for-each select="v:nicSettingMap">
      <interface>
        <xsl:if test="normalize-space(v:macAddress) != ''">
          <xsl:attribute name="mac"><xsl:value-of select="normalize-space(v:macAddress)"/></xsl:attribute>
        </xsl:if>
        <xsl:if test="v:adapter/v:ip/v:ipAddress">
          <address ip="{normalize-space(v:adapter/v:ip/v:ipAddress)}" mask="{normalize-space(v:adapter/v:subnetMask)}"/>
        </xsl:if>
        <xsl:for-each select="v:adapter/v:gateway"><gateway><xsl:value-of select="normalize-space(.)"/></gateway></xsl:for-each>
        <xsl:for-each select="v:adapter/v:dnsServerList"><dnsServer><xsl:value-of select="normalize-space(.)"/></dnsServer></xsl:for-each>
        <xsl:if test="normalize-space(v:adapter/v:dnsDomain) != ''"><domain><xsl:value-of select="normalize-space(v:adapter/v:dnsDomain)"/></domain></xsl:if>
      </interface>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>

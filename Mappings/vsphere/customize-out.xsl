<?xml version="1.0" encoding="UTF-8"?>
<!-- vm.customize as CustomizeVM_Task: a CustomizationSpec for a Linux. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" exclude-result-prefixes="g">

  <xsl:template match="g:command[@name = 'vm.customize']">
    <p:plan>
      <p:step id="CustomizeVM_Task">
        <p:call>
          <CustomizeVM_Task>
            <xsl:call-template name="this-vm"/>
            <spec>
              <options xsi:type="CustomizationLinuxOptions"/>
              <identity xsi:type="CustomizationLinuxPrep">
                <xsl:choose>
                  <xsl:when test="g:hostName != ''">
                    <hostName xsi:type="CustomizationFixedName"><name><xsl:value-of select="g:hostName"/></name></hostName>
                  </xsl:when>
                  <xsl:otherwise><hostName xsi:type="CustomizationVirtualMachineName"/></xsl:otherwise>
                </xsl:choose>
                <domain><xsl:value-of select="g:domain"/></domain>
                <xsl:if test="g:clock/@zone"><timeZone><xsl:value-of select="g:clock/@zone"/></timeZone></xsl:if>
                <xsl:if test="g:clock/@utc"><hwClockUTC><xsl:value-of select="g:clock/@utc"/></hwClockUTC></xsl:if>
              </identity>
              <globalIPSettings>
                <xsl:for-each select="g:dnsSuffix"><dnsSuffixList><xsl:value-of select="."/></dnsSuffixList></xsl:for-each>
                <xsl:for-each select="g:dnsServer"><dnsServerList><xsl:value-of select="."/></dnsServerList></xsl:for-each>
              </globalIPSettings>
              <xsl:for-each select="g:interface">
                <nicSettingMap>
                  <xsl:if test="@mac"><macAddress><xsl:value-of select="@mac"/></macAddress></xsl:if>
                  <adapter>
                    <xsl:choose>
                      <xsl:when test="g:address">
                        <ip xsi:type="CustomizationFixedIp"><ipAddress><xsl:value-of select="g:address/@ip"/></ipAddress></ip>
                        <subnetMask><xsl:value-of select="g:address/@mask"/></subnetMask>
                      </xsl:when>
                      <xsl:otherwise><ip xsi:type="CustomizationDhcpIpGenerator"/></xsl:otherwise>
                    </xsl:choose>
                    <xsl:for-each select="g:gateway"><gateway><xsl:value-of select="."/></gateway></xsl:for-each>
                    <xsl:for-each select="g:dnsServer"><dnsServerList><xsl:value-of select="."/></dnsServerList></xsl:for-each>
                    <xsl:if test="g:domain"><dnsDomain><xsl:value-of select="g:domain"/></dnsDomain></xsl:if>
                  </adapter>
                </nicSettingMap>
              </xsl:for-each>
            </spec>
          </CustomizeVM_Task>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

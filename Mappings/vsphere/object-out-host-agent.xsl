<?xml version="1.0" encoding="UTF-8"?>
<!--
  The service instance and managers of a view: all of them where the fleet is one vCenter; where a host is presented by
  itself, those that a stand-alone ESXi has.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:v="urn:vim25" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v g p d">

  <!-- The properties of ServiceContent that an ESXi host fills in. -->
  <xsl:variable name="host-agent-content">
    <xsl:text> rootFolder propertyCollector viewManager about setting userDirectory sessionManager authorizationManager </xsl:text>
    <xsl:text>serviceManager perfManager eventManager taskManager accountManager diagnosticManager licenseManager </xsl:text>
    <xsl:text>searchIndex fileManager datastoreNamespaceManager virtualDiskManager virtualizationManager snmpSystem </xsl:text>
    <xsl:text>ovfManager dvSwitchManager localizationManager storageResourceManager guestOperationsManager </xsl:text>
    <xsl:text>overheadMemoryManager certificateManager ioFilterManager vStorageObjectManager cryptoManager </xsl:text>
  </xsl:variable>
  <xsl:variable name="fleet" select="/p:view/g:fleet"/>
  <xsl:variable name="lone-host" select="/p:view/p:related/g:host"/>

  <xsl:template match="g:fleet">
    <xsl:choose>
      <xsl:when test="@host">
        <xsl:variable name="objects"><xsl:apply-templates select="." mode="objects"/></xsl:variable>
        <xsl:variable name="all" select="d:nodes($objects)/d:documents/*"/>
        <xsl:variable name="dropped"
                      select="$all[@type = 'ServiceInstance']/v:content/*[not(contains($host-agent-content, concat(' ', local-name(), ' ')))]"/>
        <xsl:element name="d:documents">
          <xsl:apply-templates select="$all[not(@id = $dropped[@type])]" mode="host-agent"/>
        </xsl:element>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="." mode="objects"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="*" mode="host-agent"><xsl:copy-of select="."/></xsl:template>

  <xsl:template match="*[@type = 'ServiceInstance'][@id]" mode="host-agent">
    <managedObject type="ServiceInstance" id="{@id}">
      <xsl:copy-of select="v:serverClock"/>
      <capability>
        <provisioningSupported>false</provisioningSupported>
        <multiHostSupported>false</multiHostSupported>
        <xsl:copy-of select="v:capability/*[not(self::v:provisioningSupported or self::v:multiHostSupported)]"/>
      </capability>
      <content>
        <xsl:apply-templates select="v:content/*[contains($host-agent-content, concat(' ', local-name(), ' '))]"
                             mode="host-agent"/>
      </content>
    </managedObject>
  </xsl:template>

  <xsl:template match="v:content/v:about" mode="host-agent">
    <about>
      <name>VMware ESXi</name>
      <fullName>
        <xsl:value-of select="concat('VMware ESXi 8.0.3 interface of ', $lone-host/g:product/@name, ' ',
                                     $lone-host/g:product/@version, ' by ', $fleet/@name, ' ', $fleet/@version)"/>
      </fullName>
      <vendor><xsl:value-of select="$fleet/@name"/></vendor>
      <version>8.0.3</version>
      <build>0</build>
      <localeVersion>INTL</localeVersion>
      <localeBuild>000</localeBuild>
      <osType>vmnix-x86</osType>
      <productLineId>embeddedEsx</productLineId>
      <apiType>HostAgent</apiType>
      <apiVersion><xsl:value-of select="$api-version"/></apiVersion>
      <licenseProductName><xsl:value-of select="$fleet/@name"/></licenseProductName>
      <licenseProductVersion><xsl:value-of select="$fleet/@version"/></licenseProductVersion>
    </about>
  </xsl:template>
</xsl:stylesheet>

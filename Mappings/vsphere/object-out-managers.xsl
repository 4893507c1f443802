<?xml version="1.0" encoding="UTF-8"?>
<!-- The managers of alarms, options, licences and extensions: what there is, and honestly none where there is none. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <!-- No alarm is ever defined. -->
  <xsl:template name="alarm-manager">
    <managedObject type="AlarmManager" id="AlarmManager">
      <description>
        <hostSystemConnectionState><label>Connected</label><summary>The host is connected</summary><key>connected</key></hostSystemConnectionState>
        <hostSystemConnectionState><label>Disconnected</label><summary>The host cannot be reached</summary><key>disconnected</key></hostSystemConnectionState>
        <virtualMachinePowerState><label>Powered off</label><summary>The VM is off</summary><key>poweredOff</key></virtualMachinePowerState>
        <virtualMachinePowerState><label>Powered on</label><summary>The VM runs</summary><key>poweredOn</key></virtualMachinePowerState>
        <virtualMachinePowerState><label>Suspended</label><summary>The VM is suspended</summary><key>suspended</key></virtualMachinePowerState>
        <entityStatus><label>Gray</label><summary>The status is unknown</summary><key>gray</key></entityStatus>
        <entityStatus><label>Green</label><summary>The entity is well</summary><key>green</key></entityStatus>
        <entityStatus><label>Yellow</label><summary>The entity may have a problem</summary><key>yellow</key></entityStatus>
        <entityStatus><label>Red</label><summary>The entity has a problem</summary><key>red</key></entityStatus>
      </description>
    </managedObject>
  </xsl:template>

  <!-- The daemon needs no licence key; its own licence covers any number of hosts. -->
  <xsl:template name="license-manager">
    <managedObject type="LicenseManager" id="LicenseManager">
      <source xsi:type="LocalLicenseSource"><licenseKeys><xsl:value-of select="@name"/></licenseKeys></source>
      <sourceAvailable>true</sourceAvailable>
      <licensedEdition><xsl:value-of select="@name"/></licensedEdition>
      <licenses>
        <licenseKey><xsl:value-of select="@name"/></licenseKey>
        <editionKey><xsl:value-of select="@name"/></editionKey>
        <name><xsl:value-of select="@name"/></name>
        <total>0</total>
        <costUnit>host</costUnit>
        <properties><key>ProductName</key><value xsi:type="xsd:string"><xsl:value-of select="@name"/></value></properties>
        <properties><key>ProductVersion</key><value xsi:type="xsd:string"><xsl:value-of select="@version"/></value></properties>
      </licenses>
      <evaluation/>
    </managedObject>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- The VirtualDevices of a VirtualMachine as generic controllers, disks, CD drives and network cards. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:vim="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="d vim xsi">

  <xsl:key name="device" match="vim:hardware/vim:device" use="vim:key"/>

  <xsl:template name="vim-devices">
    <xsl:variable name="devices" select="$vm-config/vim:hardware/vim:device"/>
    <g:controllers>
      <xsl:for-each select="$devices">
        <xsl:variable name="type"><xsl:call-template name="vim-controller-type"/></xsl:variable>
        <xsl:if test="string($type)">
          <g:controller id="{$type}{vim:busNumber}" type="{$type}" bus="{vim:busNumber}">
            <xsl:call-template name="vim-controller-model"/>
            <xsl:attribute name="handle"><xsl:value-of select="vim:key"/></xsl:attribute>
          </g:controller>
        </xsl:if>
      </xsl:for-each>
    </g:controllers>
    <g:disks><xsl:apply-templates select="$devices[@xsi:type = 'VirtualDisk']" mode="vim-device"/></g:disks>
    <g:cdroms><xsl:apply-templates select="$devices[@xsi:type = 'VirtualCdrom']" mode="vim-device"/></g:cdroms>
    <g:nics><xsl:apply-templates select="$devices[vim:macAddress]" mode="vim-device"/></g:nics>
  </xsl:template>

  <!-- ide, scsi, sata or nvme; empty for any other device. -->
  <xsl:template name="vim-controller-type">
    <xsl:choose>
      <xsl:when test="@xsi:type = 'VirtualIDEController'">ide</xsl:when>
      <xsl:when test="@xsi:type = 'VirtualAHCIController' or @xsi:type = 'VirtualSATAController'">sata</xsl:when>
      <xsl:when test="@xsi:type = 'VirtualNVMEController'">nvme</xsl:when>
      <xsl:when test="@xsi:type = 'ParaVirtualSCSIController' or starts-with(@xsi:type, 'VirtualLsiLogic')
                      or @xsi:type = 'VirtualBusLogicController' or @xsi:type = 'VirtualSCSIController'">scsi</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="vim-controller-model">
    <xsl:variable name="model">
      <xsl:choose>
        <xsl:when test="@xsi:type = 'ParaVirtualSCSIController'">pvscsi</xsl:when>
        <xsl:when test="@xsi:type = 'VirtualLsiLogicController'">lsilogic</xsl:when>
        <xsl:when test="@xsi:type = 'VirtualLsiLogicSASController'">lsisas1068</xsl:when>
        <xsl:when test="@xsi:type = 'VirtualBusLogicController'">buslogic</xsl:when>
        <xsl:when test="@xsi:type = 'VirtualAHCIController'">ahci</xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:if test="string($model)"><xsl:attribute name="model"><xsl:value-of select="$model"/></xsl:attribute></xsl:if>
  </xsl:template>

  <!-- id, controller, unit and handle of a disk or CD drive. -->
  <xsl:template name="vim-place">
    <xsl:variable name="controller">
      <xsl:for-each select="key('device', vim:controllerKey)">
        <xsl:call-template name="vim-controller-type"/>
        <xsl:value-of select="vim:busNumber"/>
      </xsl:for-each>
    </xsl:variable>
    <xsl:attribute name="id"><xsl:value-of select="concat($controller, ':', vim:unitNumber)"/></xsl:attribute>
    <xsl:attribute name="controller"><xsl:value-of select="$controller"/></xsl:attribute>
    <xsl:attribute name="unit"><xsl:value-of select="number(concat('0', vim:unitNumber))"/></xsl:attribute>
    <xsl:attribute name="handle"><xsl:value-of select="vim:key"/></xsl:attribute>
  </xsl:template>

  <xsl:template name="vim-file">
    <xsl:call-template name="vim-datastore">
      <xsl:with-param name="file" select="vim:backing/vim:fileName"/>
      <xsl:with-param name="reference" select="string(vim:backing/vim:datastore)"/>
    </xsl:call-template>
    <xsl:attribute name="path">
      <xsl:choose>
        <xsl:when test="starts-with(vim:backing/vim:fileName, '[')">
          <xsl:value-of select="substring-after(vim:backing/vim:fileName, '] ')"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="vim:backing/vim:fileName"/></xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
  </xsl:template>

  <xsl:template match="vim:device[@xsi:type = 'VirtualDisk']" mode="vim-device">
    <g:disk>
      <xsl:call-template name="vim-place"/>
      <xsl:call-template name="vim-file"/>
      <xsl:attribute name="capacity">
        <xsl:choose>
          <xsl:when test="vim:capacityInBytes &gt; 0"><xsl:value-of select="vim:capacityInBytes"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="format-number(vim:capacityInKB * 1024, '0')"/></xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:attribute name="thin"><xsl:value-of select="vim:backing/vim:thinProvisioned = 'true'"/></xsl:attribute>
      <xsl:attribute name="mode">
        <xsl:choose>
          <xsl:when test="starts-with(vim:backing/vim:diskMode, 'independent_')">
            <xsl:value-of select="vim:backing/vim:diskMode"/>
          </xsl:when>
          <xsl:otherwise>persistent</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
    </g:disk>
  </xsl:template>

  <xsl:template match="vim:device[@xsi:type = 'VirtualCdrom']" mode="vim-device">
    <g:cdrom>
      <xsl:call-template name="vim-place"/>
      <xsl:if test="vim:backing/@xsi:type = 'VirtualCdromIsoBackingInfo' and string(vim:backing/vim:fileName)">
        <xsl:call-template name="vim-file"/>
      </xsl:if>
      <xsl:attribute name="connected"><xsl:value-of select="vim:connectable/vim:startConnected = 'true'"/></xsl:attribute>
    </g:cdrom>
  </xsl:template>

  <!-- Network cards are units 7 and up of the PCI controller; a server that does not say so still gives them keys. -->
  <xsl:template name="vim-slot">
    <xsl:choose>
      <xsl:when test="vim:unitNumber &gt;= 7"><xsl:value-of select="vim:unitNumber - 7"/></xsl:when>
      <xsl:when test="vim:key &gt;= 4000 and vim:key &lt; 5000"><xsl:value-of select="vim:key - 4000"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="100 + count(preceding-sibling::vim:device[vim:macAddress])"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="vim:device" mode="vim-device">
    <xsl:variable name="slot"><xsl:call-template name="vim-slot"/></xsl:variable>
    <xsl:variable name="backing" select="vim:backing"/>
    <xsl:variable name="network" select="$around[vim:obj/@type != 'Datastore']
      [vim:obj = $backing/vim:port/vim:portgroupKey or vim:obj = $backing/vim:network
       or (not($backing/vim:port) and vim:propSet[vim:name = 'name']/vim:val = $backing/vim:deviceName)][1]"/>
    <g:nic id="nic{$slot}" slot="{$slot}" handle="{vim:key}"
           mac="{translate(vim:macAddress, 'ABCDEF', 'abcdef')}">
      <xsl:attribute name="model">
        <xsl:choose>
          <xsl:when test="@xsi:type = 'VirtualVmxnet3'">vmxnet3</xsl:when>
          <xsl:when test="@xsi:type = 'VirtualE1000'">e1000</xsl:when>
          <xsl:when test="@xsi:type = 'VirtualE1000e'">e1000e</xsl:when>
          <xsl:otherwise>emulated</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:if test="$network">
        <xsl:attribute name="network">
          <xsl:value-of select="d:id('Network', concat($vm-host, '/', $network/vim:obj))"/>
        </xsl:attribute>
      </xsl:if>
      <xsl:attribute name="connected"><xsl:value-of select="not(vim:connectable/vim:startConnected = 'false')"/></xsl:attribute>
    </g:nic>
  </xsl:template>
</xsl:stylesheet>

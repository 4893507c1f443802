<?xml version="1.0" encoding="UTF-8"?>
<!-- VirtualDeviceConfigSpec: what a change of a device means in the generic command. Keys: see command-in-keys.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d xsi">
  <xsl:import href="command-in-keys.xsl"/>
  <xsl:import href="command-in-check.xsl"/>

  <!-- The type of an element without its prefix. -->
  <xsl:template name="class">
    <xsl:param name="of" select="."/>
    <xsl:variable name="type" select="string($of/@xsi:type)"/>
    <xsl:choose>
      <xsl:when test="contains($type, ':')"><xsl:value-of select="substring-after($type, ':')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$type"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- disk, cdrom, nic or controller; empty for all that the generic protocol has no word for. -->
  <xsl:template name="kind">
    <xsl:param name="class"/>
    <xsl:choose>
      <xsl:when test="$class = 'VirtualDisk'">disk</xsl:when>
      <xsl:when test="$class = 'VirtualCdrom'">cdrom</xsl:when>
      <xsl:when test="contains(' VirtualVmxnet3 VirtualE1000 VirtualE1000e VirtualPCNet32 ',
                               concat(' ', $class, ' '))">nic</xsl:when>
      <xsl:when test="contains(concat(' ParaVirtualSCSIController VirtualLsiLogicController VirtualLsiLogicSASController ',
                                      'VirtualBusLogicController VirtualIDEController VirtualAHCIController ',
                                      'VirtualNVMEController '), concat(' ', $class, ' '))">controller</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The path in "[datastore] path"; empty for "[datastore]". -->
  <xsl:template name="path-in">
    <xsl:param name="file"/>
    <xsl:choose>
      <xsl:when test="starts-with($file, '[')">
        <xsl:call-template name="own-name">
          <xsl:with-param name="path" select="normalize-space(substring-after($file, ']'))"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$file"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- path and datastore of the backing file. -->
  <xsl:template name="file">
    <xsl:param name="empty" select="false()"/>
    <xsl:variable name="path">
      <xsl:call-template name="path-in">
        <xsl:with-param name="file" select="normalize-space(v:backing/v:fileName)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="datastore" select="normalize-space((v:backing/v:datastore
                                           | v:backing[not(v:datastore)]/v:fileName/@datastore)[1])"/>
    <xsl:if test="$datastore != ''">
      <xsl:attribute name="datastore"><xsl:value-of select="d:id('Datastore', $datastore)"/></xsl:attribute>
    </xsl:if>
    <xsl:if test="$path != '' or $empty">
      <xsl:attribute name="path"><xsl:value-of select="$path"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- controller and unit of a new device, as far as they are given. -->
  <xsl:template name="new-place">
    <xsl:variable name="controller"><xsl:call-template name="own-controller"/></xsl:variable>
    <xsl:if test="$controller != ''">
      <xsl:attribute name="controller"><xsl:value-of select="$controller"/></xsl:attribute>
      <xsl:if test="v:unitNumber &gt;= 0">
        <xsl:attribute name="unit">
          <xsl:call-template name="generic-unit">
            <xsl:with-param name="controller" select="string($controller)"/>
            <xsl:with-param name="unit" select="number(v:unitNumber)"/>
          </xsl:call-template>
        </xsl:attribute>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- A device is not connected before it is there: of a new one, only what it shall be at the start counts. -->
  <xsl:template name="connected">
    <xsl:param name="op"/>
    <xsl:variable name="start" select="v:connectable/v:startConnected"/>
    <xsl:variable name="now" select="v:connectable/v:connected"/>
    <xsl:if test="$start or $now">
      <xsl:attribute name="connected">
        <xsl:choose>
          <xsl:when test="$start and ($op = 'add' or not($now))">
            <xsl:call-template name="boolean"><xsl:with-param name="of" select="$start"/></xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="boolean"><xsl:with-param name="of" select="$now"/></xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- In bytes. A client that lets a disk grow may change one of the two and leave the other: the larger counts. -->
  <!-- 62 TiB in bytes (VMware Configuration Maximums). -->
  <xsl:variable name="largest-disk" select="62 * 1024 * 1024 * 1024 * 1024"/>

  <xsl:template name="capacity">
    <xsl:variable name="kilobytes" select="number(concat('0', normalize-space(v:capacityInKB))) * 1024"/>
    <xsl:variable name="bytes" select="number(concat('0', normalize-space(v:capacityInBytes)))"/>
    <xsl:choose>
      <xsl:when test="$kilobytes &gt; $bytes"><xsl:value-of select="format-number($kilobytes, '0')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="format-number($bytes, '0')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:deviceChange" mode="change">
    <xsl:variable name="op" select="normalize-space(v:operation)"/>
    <xsl:variable name="operation" select="normalize-space(v:fileOperation)"/>
    <xsl:for-each select="v:device">
      <xsl:variable name="class"><xsl:call-template name="class"/></xsl:variable>
      <xsl:variable name="kind">
        <xsl:call-template name="kind"><xsl:with-param name="class" select="string($class)"/></xsl:call-template>
      </xsl:variable>
      <xsl:choose>
        <xsl:when test="$kind = 'controller'">
          <xsl:call-template name="controller">
            <xsl:with-param name="op" select="$op"/>
            <xsl:with-param name="class" select="string($class)"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:element name="{$kind}" namespace="urn:dragoman:generic">
            <xsl:attribute name="op"><xsl:value-of select="$op"/></xsl:attribute>
            <xsl:if test="$op != 'add'">
              <xsl:attribute name="id"><xsl:call-template name="device-id"/></xsl:attribute>
            </xsl:if>
            <xsl:choose>
              <xsl:when test="$op = 'remove'">
                <xsl:if test="$operation = 'destroy'"><xsl:attribute name="deleteVolume">true</xsl:attribute></xsl:if>
              </xsl:when>
              <xsl:when test="$kind = 'disk'">
                <xsl:call-template name="disk">
                  <xsl:with-param name="op" select="$op"/>
                  <xsl:with-param name="creating-file" select="$operation = 'create'"/>
                </xsl:call-template>
              </xsl:when>
              <xsl:when test="$kind = 'cdrom'">
                <xsl:call-template name="cdrom"><xsl:with-param name="op" select="$op"/></xsl:call-template>
              </xsl:when>
              <xsl:otherwise>
                <xsl:call-template name="nic">
                  <xsl:with-param name="op" select="$op"/>
                  <xsl:with-param name="class" select="string($class)"/>
                </xsl:call-template>
              </xsl:otherwise>
            </xsl:choose>
          </xsl:element>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="controller">
    <xsl:param name="op"/>
    <xsl:param name="class"/>
    <controller op="{$op}">
      <xsl:choose>
        <xsl:when test="$op = 'add'">
          <xsl:variable name="id"><xsl:call-template name="new-controller"/></xsl:variable>
          <xsl:variable name="type" select="translate($id, '0123456789', '')"/>
          <xsl:attribute name="id"><xsl:value-of select="$id"/></xsl:attribute>
          <xsl:attribute name="type"><xsl:value-of select="$type"/></xsl:attribute>
          <xsl:attribute name="bus"><xsl:value-of select="substring-after($id, $type)"/></xsl:attribute>
          <xsl:if test="$type = 'scsi'">
            <xsl:attribute name="model">
              <xsl:choose>
                <xsl:when test="$class = 'VirtualLsiLogicController'">lsilogic</xsl:when>
                <xsl:when test="$class = 'VirtualLsiLogicSASController'">lsisas1068</xsl:when>
                <xsl:when test="$class = 'VirtualBusLogicController'">buslogic</xsl:when>
                <xsl:otherwise>pvscsi</xsl:otherwise>
              </xsl:choose>
            </xsl:attribute>
          </xsl:if>
        </xsl:when>
        <xsl:otherwise>
          <xsl:attribute name="id">
            <xsl:call-template name="controller-at">
              <xsl:with-param name="key" select="number(v:key)"/>
            </xsl:call-template>
          </xsl:attribute>
        </xsl:otherwise>
      </xsl:choose>
    </controller>
  </xsl:template>

  <xsl:template name="disk">
    <xsl:param name="op"/>
    <xsl:param name="creating-file"/>
    <xsl:if test="$op = 'add'"><xsl:call-template name="new-place"/></xsl:if>
    <xsl:call-template name="file"/>
    <xsl:variable name="capacity"><xsl:call-template name="capacity"/></xsl:variable>
    <xsl:if test="$capacity &gt; 0 and ($op = 'edit' or $creating-file)">
      <xsl:attribute name="capacity"><xsl:value-of select="$capacity"/></xsl:attribute>
    </xsl:if>
    <xsl:if test="normalize-space(v:backing/v:thinProvisioned) != ''">
      <xsl:attribute name="thin">
        <xsl:call-template name="boolean">
          <xsl:with-param name="of" select="v:backing/v:thinProvisioned"/>
        </xsl:call-template>
      </xsl:attribute>
    </xsl:if>
    <xsl:if test="normalize-space(v:backing/v:diskMode) != ''">
      <xsl:attribute name="mode"><xsl:value-of select="normalize-space(v:backing/v:diskMode)"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- Without an ISO file, whatever else backs it, a drive is empty. -->
  <xsl:template name="cdrom">
    <xsl:param name="op"/>
    <xsl:variable name="backing">
      <xsl:call-template name="class"><xsl:with-param name="of" select="v:backing"/></xsl:call-template>
    </xsl:variable>
    <xsl:if test="$op = 'add'"><xsl:call-template name="new-place"/></xsl:if>
    <xsl:choose>
      <xsl:when test="$backing = 'VirtualCdromIsoBackingInfo'"><xsl:call-template name="file"/></xsl:when>
      <xsl:when test="v:backing and $op = 'edit'"><xsl:attribute name="path"/></xsl:when>
    </xsl:choose>
    <xsl:call-template name="connected"><xsl:with-param name="op" select="$op"/></xsl:call-template>
  </xsl:template>

  <!-- An edit never changes the model: a card's class is what it is. -->
  <xsl:template name="nic">
    <xsl:param name="op"/>
    <xsl:param name="class"/>
    <xsl:variable name="mac" select="translate(normalize-space(v:macAddress), 'ABCDEF', 'abcdef')"/>
    <xsl:variable name="type" select="normalize-space(v:addressType)"/>
    <xsl:variable name="network" select="normalize-space((v:backing/v:network
                                         | v:backing[not(v:network)]/v:deviceName/@network)[1])"/>
    <xsl:if test="$mac != '' and ($op = 'edit' or $type = '' or $type = 'manual')">
      <xsl:attribute name="mac"><xsl:value-of select="$mac"/></xsl:attribute>
    </xsl:if>
    <xsl:if test="$op = 'add'">
      <xsl:attribute name="model">
        <xsl:choose>
          <xsl:when test="$class = 'VirtualE1000'">e1000</xsl:when>
          <xsl:when test="$class = 'VirtualE1000e'">e1000e</xsl:when>
          <xsl:when test="$class = 'VirtualPCNet32'">emulated</xsl:when>
          <xsl:otherwise>vmxnet3</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
    </xsl:if>
    <xsl:if test="$network != ''">
      <xsl:attribute name="network"><xsl:value-of select="d:id('Network', $network)"/></xsl:attribute>
    </xsl:if>
    <xsl:call-template name="connected"><xsl:with-param name="op" select="$op"/></xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Device keys by VMware's arithmetic, and the controllers. command-in-keys.xsl undoes the arithmetic. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <!-- The key of a controller. virtio and xen have those of the SCSI buses 4 to 7 and 8 to 11. -->
  <xsl:template name="controller-key">
    <xsl:param name="type"/>
    <xsl:param name="bus"/>
    <xsl:value-of select="$bus + 200 * ($type = 'ide') + 1000 * ($type = 'scsi') + 1004 * ($type = 'virtio')
                          + 1008 * ($type = 'xen') + 15000 * ($type = 'sata') + 31000 * ($type = 'nvme')"/>
  </xsl:template>

  <!-- Of a disk or CD drive: type and bus are in the name of its controller, scsi0. -->
  <xsl:template name="own-controller-key">
    <xsl:call-template name="controller-key">
      <xsl:with-param name="type" select="translate(@controller, '0123456789', '')"/>
      <xsl:with-param name="bus" select="translate(@controller, 'acdeimnorstvx', '')"/>
    </xsl:call-template>
  </xsl:template>

  <!-- A SCSI controller is itself unit 7 of its bus. -->
  <xsl:template name="unit">
    <xsl:value-of select="@unit + (@unit &gt; 6 and (contains(@controller, 'scsi') or contains(@controller, 'virtio')
                                                     or contains(@controller, 'xen')))"/>
  </xsl:template>

  <xsl:template name="device-key">
    <xsl:variable name="type" select="translate(@controller, '0123456789', '')"/>
    <xsl:variable name="bus" select="translate(@controller, 'acdeimnorstvx', '')"/>
    <xsl:choose>
      <xsl:when test="$type = 'ide'"><xsl:value-of select="3000 + 2 * $bus + @unit"/></xsl:when>
      <xsl:when test="$type = 'sata'"><xsl:value-of select="16000 + 30 * $bus + @unit"/></xsl:when>
      <xsl:when test="$type = 'nvme'"><xsl:value-of select="32000 + 15 * $bus + @unit"/></xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="2000 + 16 * ($bus + 4 * ($type = 'virtio') + 8 * ($type = 'xen'))
                              + @unit + (@unit &gt; 6)"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="attached">
    <xsl:param name="controller"/>
    <xsl:for-each select="$vm/g:disks/g:disk[@controller = $controller]
                          | $vm/g:cdroms/g:cdrom[@controller = $controller]">
      <device><xsl:call-template name="device-key"/></device>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="ide">
    <xsl:param name="bus"/>
    <device xsi:type="VirtualIDEController">
      <key><xsl:value-of select="200 + $bus"/></key>
      <xsl:call-template name="description">
        <xsl:with-param name="label" select="concat('IDE ', $bus)"/>
      </xsl:call-template>
      <busNumber><xsl:value-of select="$bus"/></busNumber>
      <xsl:call-template name="attached">
        <xsl:with-param name="controller" select="concat('ide', $bus)"/>
      </xsl:call-template>
    </device>
  </xsl:template>

  <xsl:template name="controller">
    <xsl:variable name="key">
      <xsl:call-template name="controller-key">
        <xsl:with-param name="type" select="@type"/>
        <xsl:with-param name="bus" select="@bus"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="class">
      <xsl:choose>
        <xsl:when test="@type = 'ide'">VirtualIDEController</xsl:when>
        <xsl:when test="@type = 'sata'">VirtualAHCIController</xsl:when>
        <xsl:when test="@type = 'nvme'">VirtualNVMEController</xsl:when>
        <xsl:when test="@model = 'lsilogic' or @model = 'lsi'">VirtualLsiLogicController</xsl:when>
        <xsl:when test="@model = 'lsisas1068' or @model = 'lsilogicsas'">VirtualLsiLogicSASController</xsl:when>
        <xsl:when test="@model = 'buslogic'">VirtualBusLogicController</xsl:when>
        <xsl:otherwise>ParaVirtualSCSIController</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="scsi" select="$key &gt;= 1000 and $key &lt; 15000"/>
    <!-- Where there are no others, a hypervisor's own kind of controller is a client's SCSI controller of that number. -->
    <xsl:variable name="bus">
      <xsl:choose>
        <xsl:when test="../g:controller[@type = 'scsi']"><xsl:value-of select="$key mod 1000"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@bus"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <device xsi:type="{$class}">
      <key><xsl:value-of select="$key"/></key>
      <xsl:choose>
        <xsl:when test="$scsi">
          <xsl:call-template name="description">
            <xsl:with-param name="label" select="concat('SCSI controller ', $bus)"/>
            <xsl:with-param name="summary">
              <xsl:choose>
                <xsl:when test="$class = 'VirtualLsiLogicController'">LSI Logic</xsl:when>
                <xsl:when test="$class = 'VirtualLsiLogicSASController'">LSI Logic SAS</xsl:when>
                <xsl:when test="$class = 'VirtualBusLogicController'">BusLogic</xsl:when>
                <xsl:otherwise>VMware paravirtual SCSI</xsl:otherwise>
              </xsl:choose>
            </xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="@type = 'sata'">
          <xsl:call-template name="description">
            <xsl:with-param name="label" select="concat('SATA controller ', @bus)"/>
            <xsl:with-param name="summary">AHCI</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="@type = 'nvme'">
          <xsl:call-template name="description">
            <xsl:with-param name="label" select="concat('NVME controller ', @bus)"/>
            <xsl:with-param name="summary">NVMe</xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="description">
            <xsl:with-param name="label" select="concat('IDE ', @bus)"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@type != 'ide'"><controllerKey>100</controllerKey></xsl:if>
      <busNumber>
        <xsl:choose>
          <xsl:when test="$scsi"><xsl:value-of select="$bus"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="@bus"/></xsl:otherwise>
        </xsl:choose>
      </busNumber>
      <xsl:call-template name="attached"><xsl:with-param name="controller" select="@id"/></xsl:call-template>
      <xsl:if test="$scsi">
        <hotAddRemove>true</hotAddRemove>
        <sharedBus>noSharing</sharedBus>
        <scsiCtlrUnitNumber>7</scsiCtlrUnitNumber>
      </xsl:if>
    </device>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- From VMware's device keys to generic device identifiers: undoes the arithmetic of object-out-devices.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:v="urn:vim25"
                exclude-result-prefixes="v xsi">

  <!-- The identifier of a SCSI controller by its bus: beyond 3, those that are shown as SCSI but are not. -->
  <xsl:template name="scsi-on">
    <xsl:param name="bus"/>
    <xsl:choose>
      <xsl:when test="$bus &gt;= 0 and $bus &lt; 4"><xsl:value-of select="concat('scsi', $bus)"/></xsl:when>
      <xsl:when test="$bus &gt;= 4 and $bus &lt; 8"><xsl:value-of select="concat('virtio', $bus - 4)"/></xsl:when>
      <xsl:when test="$bus &gt;= 8 and $bus &lt; 12"><xsl:value-of select="concat('xen', $bus - 8)"/></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The identifier of the controller with a key; empty if no controller can have it. -->
  <xsl:template name="controller-at">
    <xsl:param name="key"/>
    <xsl:choose>
      <xsl:when test="$key &gt;= 200 and $key &lt; 300"><xsl:value-of select="concat('ide', $key - 200)"/></xsl:when>
      <xsl:when test="$key &gt;= 1000 and $key &lt; 1012">
        <xsl:call-template name="scsi-on"><xsl:with-param name="bus" select="$key - 1000"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$key &gt;= 15000 and $key &lt; 15100">
        <xsl:value-of select="concat('sata', $key - 15000)"/>
      </xsl:when>
      <xsl:when test="$key &gt;= 31000 and $key &lt; 31100">
        <xsl:value-of select="concat('nvme', $key - 31000)"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The identifier of a controller that the spec adds; empty if its bus cannot be. -->
  <xsl:template name="new-controller">
    <xsl:param name="of" select="."/>
    <xsl:variable name="type" select="string($of/@xsi:type)"/>
    <xsl:variable name="bus" select="number(concat('0', normalize-space($of/v:busNumber)))"/>
    <xsl:choose>
      <xsl:when test="contains($type, 'VirtualIDE')">
        <xsl:if test="$bus &lt; 2"><xsl:value-of select="concat('ide', $bus)"/></xsl:if>
      </xsl:when>
      <xsl:when test="contains($type, 'VirtualAHCI')">
        <xsl:if test="$bus &lt; 4"><xsl:value-of select="concat('sata', $bus)"/></xsl:if>
      </xsl:when>
      <xsl:when test="contains($type, 'VirtualNVME')">
        <xsl:if test="$bus &lt; 4"><xsl:value-of select="concat('nvme', $bus)"/></xsl:if>
      </xsl:when>
      <xsl:when test="$bus &lt; 4 or contains($type, 'ParaVirtual')">
        <xsl:call-template name="scsi-on"><xsl:with-param name="bus" select="$bus"/></xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The controller of a disk or CD drive: one that this spec adds, else one that is there. -->
  <xsl:template name="own-controller">
    <xsl:variable name="key" select="normalize-space(v:controllerKey)"/>
    <xsl:variable name="new" select="../../v:deviceChange[v:operation = 'add']/v:device[normalize-space(v:key) = $key]
                                     [contains(@xsi:type, 'Controller')]"/>
    <xsl:choose>
      <xsl:when test="$key = ''"/>
      <xsl:when test="$new">
        <xsl:call-template name="new-controller"><xsl:with-param name="of" select="$new[1]"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="controller-at"><xsl:with-param name="key" select="number($key)"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Unit 7 of a SCSI bus is its controller. -->
  <xsl:template name="generic-unit">
    <xsl:param name="controller"/>
    <xsl:param name="unit"/>
    <xsl:choose>
      <xsl:when test="$unit &gt; 7 and (starts-with($controller, 'scsi') or starts-with($controller, 'virtio')
                                        or starts-with($controller, 'xen'))">
        <xsl:value-of select="$unit - 1"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$unit"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="id-at">
    <xsl:param name="controller-key"/>
    <xsl:param name="unit"/>
    <xsl:variable name="controller">
      <xsl:call-template name="controller-at"><xsl:with-param name="key" select="$controller-key"/></xsl:call-template>
    </xsl:variable>
    <xsl:if test="$controller != ''">
      <xsl:value-of select="concat($controller, ':')"/>
      <xsl:call-template name="generic-unit">
        <xsl:with-param name="controller" select="string($controller)"/>
        <xsl:with-param name="unit" select="$unit"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- The key that a device would have at its controllerKey and unitNumber; NaN if it has none. -->
  <xsl:template name="key-of-place">
    <xsl:variable name="controller" select="number(v:controllerKey)"/>
    <xsl:variable name="unit" select="number(v:unitNumber)"/>
    <xsl:choose>
      <xsl:when test="$controller &lt; 1000"><xsl:value-of select="3000 + 2 * ($controller - 200) + $unit"/></xsl:when>
      <xsl:when test="$controller &lt; 15000">
        <xsl:value-of select="2000 + 16 * ($controller - 1000) + $unit"/>
      </xsl:when>
      <xsl:when test="$controller &lt; 31000">
        <xsl:value-of select="16000 + 30 * ($controller - 15000) + $unit"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="32000 + 15 * ($controller - 31000) + $unit"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    The identifier of a device that is there; empty if no device can have its key. The key alone tells it, unless a bus
    has more units than VMware's arithmetic leaves room for: then the place does that goes with the key.
  -->
  <xsl:template name="device-id">
    <xsl:variable name="key" select="number(v:key)"/>
    <xsl:variable name="place"><xsl:call-template name="key-of-place"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$key &gt;= 4000 and $key &lt; 5000"><xsl:value-of select="concat('nic', $key - 4000)"/></xsl:when>
      <xsl:when test="$key = number($place)">
        <xsl:call-template name="id-at">
          <xsl:with-param name="controller-key" select="number(v:controllerKey)"/>
          <xsl:with-param name="unit" select="number(v:unitNumber)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$key &gt;= 2000 and $key &lt; 3000">
        <xsl:call-template name="id-at">
          <xsl:with-param name="controller-key" select="1000 + floor(($key - 2000) div 16)"/>
          <xsl:with-param name="unit" select="($key - 2000) mod 16"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$key &gt;= 3000 and $key &lt; 4000">
        <xsl:call-template name="id-at">
          <xsl:with-param name="controller-key" select="200 + floor(($key - 3000) div 2)"/>
          <xsl:with-param name="unit" select="($key - 3000) mod 2"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$key &gt;= 16000 and $key &lt; 17000">
        <xsl:call-template name="id-at">
          <xsl:with-param name="controller-key" select="15000 + floor(($key - 16000) div 30)"/>
          <xsl:with-param name="unit" select="($key - 16000) mod 30"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$key &gt;= 32000 and $key &lt; 33000">
        <xsl:call-template name="id-at">
          <xsl:with-param name="controller-key" select="31000 + floor(($key - 32000) div 15)"/>
          <xsl:with-param name="unit" select="($key - 32000) mod 15"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- VirtualMachineBootOptions and ResourceAllocationInfo of a VirtualMachineConfigSpec. Imported by command-in-spec.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <xsl:variable name="boot-options" select="$config/v:bootOptions"/>

  <!-- Lines "code path;" of values that are none. -->
  <xsl:template name="resource-refusals">
    <xsl:for-each select="$boot-options/v:bootDelay">
      <xsl:if test="translate(normalize-space(.), '0123456789', '') != '' or . &gt; 2147483647">
        <xsl:value-of select="concat('argument ', $prefix, 'bootOptions.bootDelay;')"/>
      </xsl:if>
    </xsl:for-each>
    <xsl:for-each select="$boot-options/v:enterBIOSSetup">
      <xsl:if test="not(contains(' true false 1 0 ', concat(' ', normalize-space(.), ' ')))">
        <xsl:value-of select="concat('argument ', $prefix, 'bootOptions.enterBIOSSetup;')"/>
      </xsl:if>
    </xsl:for-each>
    <xsl:for-each select="$boot-options/v:bootOrder">
      <xsl:variable name="type"><xsl:call-template name="boot-type"/></xsl:variable>
      <xsl:if test="$type = '' or $type = 'default' and count($boot-options/v:bootOrder) != 1"><xsl:value-of select="concat('value ', $prefix, 'bootOptions.bootOrder;')"/></xsl:if>
    </xsl:for-each>
    <xsl:for-each select="$config/v:cpuAllocation | $config/v:memoryAllocation">
      <xsl:variable name="at" select="concat('argument ', $prefix, local-name(), '.')"/>
      <xsl:variable name="level" select="normalize-space(v:shares/v:level)"/>
      <xsl:if test="translate(normalize-space(v:reservation), '0123456789', '') != ''">
        <xsl:value-of select="concat($at, 'reservation;')"/>
      </xsl:if>
      <xsl:if test="normalize-space(v:limit) != '-1' and translate(normalize-space(v:limit), '0123456789', '') != ''">
        <xsl:value-of select="concat($at, 'limit;')"/>
      </xsl:if>
      <xsl:if test="v:shares and not(contains(' low normal high custom ', concat(' ', $level, ' ')))
                    or $level = 'custom' and not(v:shares/v:shares &gt; 0 and v:shares/v:shares &lt;= 1000000)">
        <xsl:value-of select="concat($at, 'shares;')"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- A list of nothing but the base type clears the order. -->
  <xsl:template name="boot-type">
    <xsl:variable name="class"><xsl:call-template name="class"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$class = 'VirtualMachineBootOptionsBootableDiskDevice'">disk</xsl:when>
      <xsl:when test="$class = 'VirtualMachineBootOptionsBootableCdromDevice'">cdrom</xsl:when>
      <xsl:when test="$class = 'VirtualMachineBootOptionsBootableEthernetDevice'">network</xsl:when>
      <xsl:when test="$class = 'VirtualMachineBootOptionsBootableFloppyDevice'">floppy</xsl:when>
      <xsl:when test="$class = 'VirtualMachineBootOptionsBootableDevice'">default</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- A device that this spec adds has no identifier yet: the first of its kind is meant. -->
  <xsl:template name="boot">
    <xsl:if test="$boot-options/v:bootDelay or $boot-options/v:enterBIOSSetup or $boot-options/v:bootOrder">
      <boot>
        <xsl:if test="$boot-options/v:bootDelay">
          <xsl:attribute name="delay"><xsl:value-of select="number($boot-options/v:bootDelay)"/></xsl:attribute>
        </xsl:if>
        <xsl:if test="$boot-options/v:enterBIOSSetup">
          <xsl:attribute name="setup">
            <xsl:call-template name="boolean"><xsl:with-param name="of" select="$boot-options/v:enterBIOSSetup"/></xsl:call-template>
          </xsl:attribute>
        </xsl:if>
        <xsl:for-each select="$boot-options/v:bootOrder">
          <xsl:variable name="type"><xsl:call-template name="boot-type"/></xsl:variable>
          <xsl:choose>
            <xsl:when test="$type = 'default'"><xsl:attribute name="order">default</xsl:attribute></xsl:when>
            <xsl:otherwise>
              <device type="{$type}">
                <xsl:if test="v:deviceKey &gt; 0">
                  <xsl:variable name="device"><v:device><v:key><xsl:value-of select="v:deviceKey"/></v:key></v:device></xsl:variable>
                  <xsl:attribute name="id">
                    <xsl:for-each select="d:nodes($device)/v:device"><xsl:call-template name="device-id"/></xsl:for-each>
                  </xsl:attribute>
                </xsl:if>
              </device>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:for-each>
      </boot>
    </xsl:if>
  </xsl:template>

  <xsl:template name="allocations">
    <xsl:for-each select="$config/v:cpuAllocation[v:*] | $config/v:memoryAllocation[v:*]">
      <allocation resource="{substring-before(local-name(), 'Allocation')}">
        <xsl:if test="v:reservation">
          <xsl:attribute name="reservation"><xsl:value-of select="normalize-space(v:reservation)"/></xsl:attribute>
        </xsl:if>
        <xsl:if test="v:limit">
          <xsl:attribute name="limit">
            <xsl:choose>
              <xsl:when test="normalize-space(v:limit) = '-1'">unlimited</xsl:when>
              <xsl:otherwise><xsl:value-of select="normalize-space(v:limit)"/></xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
        </xsl:if>
        <xsl:if test="v:shares">
          <xsl:attribute name="shares">
            <xsl:choose>
              <xsl:when test="normalize-space(v:shares/v:level) = 'custom'">
                <xsl:value-of select="normalize-space(v:shares/v:shares)"/>
              </xsl:when>
              <xsl:otherwise><xsl:value-of select="normalize-space(v:shares/v:level)"/></xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
        </xsl:if>
      </allocation>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Keys that a client has typed: UsbScanCodeSpec of vim25, whose usbHidCode is the usage above the usage page. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <xsl:template match="/v:PutUsbScanCodes">
    <xsl:variable name="events" select="v:spec/v:keyEvents"/>
    <xsl:choose>
      <xsl:when test="not($events)">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">spec.keyEvents</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$events[not(v:usbHidCode mod 65536 = 7 and v:usbHidCode &gt;= 4 * 65536 and v:usbHidCode &lt; 232 * 65536)]">
        <xsl:call-template name="bad-argument">
          <xsl:with-param name="argument">spec.keyEvents.usbHidCode</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="plain">
          <xsl:with-param name="name">vm.sendKeys</xsl:with-param>
          <xsl:with-param name="meant" select="' spec '"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:PutUsbScanCodes" mode="command">
    <command name="vm.sendKeys" target="{d:id('VirtualMachine', $this)}">
      <xsl:for-each select="v:spec/v:keyEvents">
        <key usage="{floor(v:usbHidCode div 65536)}">
          <xsl:apply-templates select="v:modifiers/*[normalize-space(.) = 'true' or normalize-space(.) = '1']" mode="held"/>
        </key>
      </xsl:for-each>
    </command>
  </xsl:template>

  <xsl:template match="v:leftControl" mode="held"><held usage="224"/></xsl:template>
  <xsl:template match="v:leftShift" mode="held"><held usage="225"/></xsl:template>
  <xsl:template match="v:leftAlt" mode="held"><held usage="226"/></xsl:template>
  <xsl:template match="v:leftGui" mode="held"><held usage="227"/></xsl:template>
  <xsl:template match="v:rightControl" mode="held"><held usage="228"/></xsl:template>
  <xsl:template match="v:rightShift" mode="held"><held usage="229"/></xsl:template>
  <xsl:template match="v:rightAlt" mode="held"><held usage="230"/></xsl:template>
  <xsl:template match="v:rightGui" mode="held"><held usage="231"/></xsl:template>
</xsl:stylesheet>

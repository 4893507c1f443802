<?xml version="1.0" encoding="UTF-8"?>
<!-- Keys to be typed, as UsbScanCodeSpec of vim25: the usage above the usage page 7, the modifiers in the type's order. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" exclude-result-prefixes="g">

  <xsl:template match="g:command[@name = 'vm.sendKeys']">
    <p:plan>
      <p:step id="PutUsbScanCodes">
        <p:call>
          <PutUsbScanCodes>
            <xsl:call-template name="this-vm"/>
            <spec>
              <xsl:for-each select="g:key">
                <keyEvents>
                  <usbHidCode><xsl:value-of select="@usage * 65536 + 7"/></usbHidCode>
                  <xsl:if test="g:held">
                    <modifiers>
                      <xsl:if test="g:held/@usage = 224"><leftControl>true</leftControl></xsl:if>
                      <xsl:if test="g:held/@usage = 225"><leftShift>true</leftShift></xsl:if>
                      <xsl:if test="g:held/@usage = 226"><leftAlt>true</leftAlt></xsl:if>
                      <xsl:if test="g:held/@usage = 227"><leftGui>true</leftGui></xsl:if>
                      <xsl:if test="g:held/@usage = 228"><rightControl>true</rightControl></xsl:if>
                      <xsl:if test="g:held/@usage = 229"><rightShift>true</rightShift></xsl:if>
                      <xsl:if test="g:held/@usage = 230"><rightAlt>true</rightAlt></xsl:if>
                      <xsl:if test="g:held/@usage = 231"><rightGui>true</rightGui></xsl:if>
                    </modifiers>
                  </xsl:if>
                </keyEvents>
              </xsl:for-each>
            </spec>
          </PutUsbScanCodes>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- What a machine's screen shows: the host's own /screen, as a PNG. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:v="urn:dragoman:esxi"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g d">
  <xsl:template match="g:command[@name = 'vm.screenshot']">
    <p:plan>
      <p:step id="screen"><p:call><v:screen vm="{d:native('VirtualMachine', @target)}"/></p:call></p:step>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

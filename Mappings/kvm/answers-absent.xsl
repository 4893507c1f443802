<?xml version="1.0" encoding="UTF-8"?>
<!-- Look-ups of objects of which no platform tells any: interfaces, node devices, secrets, filters, checkpoints. For answers.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">
  <xsl:template match="v:call[@procedure = 'interfaceLookupByName' or @procedure = 'interfaceLookupByMacString']" mode="answer">
    <v:error code="57" domain="26">
      <v:message>Interface not found: couldn't find interface named '<xsl:value-of select="concat(v:name, v:mac)"/>'</v:message>
    </v:error>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'nodeDeviceLookupByName' or @procedure = 'nodeDeviceLookupScsiHostByWwn']" mode="answer">
    <v:error code="53" domain="22">
      <v:message>Node device not found: no node device with matching name '<xsl:value-of select="concat(v:name, v:wwnn)"/>'</v:message>
    </v:error>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'secretLookupByUuid' or @procedure = 'secretLookupByUsage']" mode="answer">
    <v:error code="66" domain="30">
      <v:message>Secret not found: no secret with matching <xsl:value-of select="concat(substring('uuid', 1, 4 * boolean(v:uuid)), substring('usage', 1, 5 * not(v:uuid)), ' ')"/>'<xsl:value-of select="concat(v:uuid, v:usageID)"/>'</v:message>
    </v:error>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'nwfilterLookupByName' or @procedure = 'nwfilterLookupByUuid']" mode="answer">
    <v:error code="62" domain="33">
      <v:message>Network filter not found: no nwfilter with matching <xsl:value-of select="concat(substring('uuid', 1, 4 * boolean(v:uuid)), substring('name', 1, 4 * not(v:uuid)), ' ')"/>'<xsl:value-of select="concat(v:uuid, v:name)"/>'</v:message>
    </v:error>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'nwfilterBindingLookupByPortDev']" mode="answer">
    <v:error code="101" domain="33">
      <v:message>Network filter binding not found: no nwfilter binding for port dev '<xsl:value-of select="v:name"/>'</v:message>
    </v:error>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'domainCheckpointLookupByName']" mode="answer">
    <v:error code="103" domain="69">
      <v:message>Domain checkpoint not found: no domain checkpoint with matching name '<xsl:value-of select="v:name"/>'</v:message>
    </v:error>
  </xsl:template>
</xsl:stylesheet>

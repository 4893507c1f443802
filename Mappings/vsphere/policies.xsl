<?xml version="1.0" encoding="UTF-8"?>
<!--
  Storage policies (urn:pbm): there are none. The input is the method's element, the output its response, or
  urn:dragoman:vim-fault with the type of a fault.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:pbm"
                xmlns:b="urn:pbm" xmlns:p="urn:dragoman:plan" exclude-result-prefixes="b p">
  <xsl:output method="xml"/>

  <xsl:template match="/p:policies"><xsl:apply-templates select="b:*"/></xsl:template>

  <xsl:template match="b:PbmRetrieveServiceContent">
    <PbmRetrieveServiceContentResponse>
      <returnval>
        <aboutInfo>
          <name>PBM</name>
          <version>2.0</version>
          <instanceUuid><xsl:value-of select="/p:policies/@instance"/></instanceUuid>
        </aboutInfo>
        <sessionManager type="PbmSessionManager">SessionManager</sessionManager>
        <capabilityMetadataManager type="PbmCapabilityMetadataManager">CapabilityMetadataManager</capabilityMetadataManager>
        <profileManager type="PbmProfileProfileManager">ProfileManager</profileManager>
        <complianceManager type="PbmComplianceManager">complianceManager</complianceManager>
        <placementSolver type="PbmPlacementSolver">placementSolver</placementSolver>
      </returnval>
    </PbmRetrieveServiceContentResponse>
  </xsl:template>

  <!-- Policies are for storage, also where there are none. -->
  <xsl:template match="b:PbmFetchResourceType">
    <PbmFetchResourceTypeResponse>
      <returnval><resourceType>STORAGE</resourceType></returnval>
    </PbmFetchResourceTypeResponse>
  </xsl:template>

  <xsl:template match="b:PbmQueryProfile | b:PbmQueryAssociatedProfile | b:PbmQueryAssociatedProfiles
                       | b:PbmQueryDefaultRequirementProfile | b:PbmQueryDefaultRequirementProfiles
                       | b:PbmRetrieveContent[not(b:profileIds)] | b:PbmFetchCapabilityMetadata | b:PbmFetchVendorInfo | b:PbmFetchCapabilitySchema">
    <xsl:element name="{local-name()}Response" namespace="urn:pbm"/>
  </xsl:template>

  <!-- These ask about a policy by its identifier. -->
  <xsl:template match="b:PbmRetrieveContent[b:profileIds] | b:PbmQueryAssociatedEntity | b:PbmQueryMatchingHub
                       | b:PbmQueryMatchingHubWithSpec | b:PbmUpdate">
    <xsl:element name="fault" namespace="urn:dragoman:vim-fault">
      <xsl:attribute name="type">InvalidArgument</xsl:attribute>
      <xsl:text>There is no such profile.</xsl:text>
    </xsl:element>
  </xsl:template>

  <xsl:template match="b:*" priority="-1">
    <xsl:element name="fault" namespace="urn:dragoman:vim-fault">
      <xsl:attribute name="type">NotSupported</xsl:attribute>
      <xsl:text>Storage policies are not supported.</xsl:text>
    </xsl:element>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  Generic result or fault to what a vim25 client is answered: the method's response element, or urn:dragoman:vim-fault
  with the text and the detail element of a SOAP fault. The request taskFault asks for a LocalizedMethodFault.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25" xmlns:v="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="v g p d">
  <xsl:import href="faults.xsl"/>
  <xsl:import href="object-out-fields.xsl"/>
  <xsl:output method="xml"/>

  <xsl:variable name="request" select="/p:reply/p:request/*[1]"/>
  <xsl:variable name="method" select="local-name($request)"/>

  <xsl:template match="/p:reply">
    <xsl:apply-templates select="g:result | g:fault"/>
  </xsl:template>

  <!-- Methods that end in _Task return one; none of the others that mean a command returns anything. -->
  <xsl:template match="g:result">
    <xsl:element name="{$method}Response" namespace="urn:vim25">
      <xsl:if test="substring($method, string-length($method) - 4) = '_Task' and g:object[@type = 'task']">
        <returnval type="Task"><xsl:value-of select="d:native('Task', string(g:object/@id))"/></returnval>
      </xsl:if>
      <xsl:if test="$method = 'DatastoreEnterMaintenanceMode'">
        <returnval><task type="Task"><xsl:value-of select="d:native('Task', string(g:object/@id))"/></task></returnval>
      </xsl:if>
      <xsl:if test="substring($method, string-length($method) - 4) != '_Task'">
        <xsl:apply-templates select="g:object" mode="made"/>
      </xsl:if>
      <xsl:if test="$method = 'AddCustomFieldDef'"><xsl:call-template name="field-made"/></xsl:if>
    </xsl:element>
  </xsl:template>

  <xsl:template match="g:object" mode="made"/>
  <xsl:template match="g:object[@type = 'compatibility']" mode="made">
    <xsl:for-each select="g:verdict"><returnval><xsl:call-template name="host-compatibility"/></returnval></xsl:for-each>
  </xsl:template>
  <xsl:template match="g:object[@type = 'keys']" mode="made">
    <returnval><xsl:value-of select="g:typed/@count"/></returnval>
  </xsl:template>
  <xsl:template match="g:object[@type = 'folder']" mode="made">
    <returnval type="Folder"><xsl:value-of select="d:native('Folder', string(@id))"/></returnval>
  </xsl:template>
  <xsl:template match="g:object[@type = 'datacenter']" mode="made">
    <returnval type="Datacenter"><xsl:value-of select="d:native('Datacenter', string(@id))"/></returnval>
  </xsl:template>
  <xsl:template match="g:object[@type = 'cluster']" mode="made">
    <returnval type="ClusterComputeResource"><xsl:value-of select="d:native('ClusterComputeResource', string(@id))"/></returnval>
  </xsl:template>
  <xsl:template match="g:object[@type = 'pool']" mode="made">
    <returnval type="ResourcePool"><xsl:value-of select="d:native('ResourcePool', string(@id))"/></returnval>
  </xsl:template>

  <!-- The CustomFieldDef that was asked for. -->
  <xsl:template name="field-made">
    <returnval>
      <key><xsl:value-of select="d:native('CustomFieldDef', string(g:object/@id))"/></key>
      <name><xsl:value-of select="$request/v:name"/></name>
      <type>string</type>
      <xsl:if test="$request/v:moType != '' and $request/v:moType != 'ManagedEntity'">
        <managedObjectType><xsl:value-of select="$request/v:moType"/></managedObjectType>
      </xsl:if>
      <fieldDefPrivileges><xsl:call-template name="field-privileges"/></fieldDefPrivileges>
      <fieldInstancePrivileges><xsl:call-template name="field-privileges"/></fieldInstancePrivileges>
    </returnval>
  </xsl:template>

  <!-- The bytes of the UUID, a hyphen in the middle: 60 00 C2 9e 2b 0d b3 c4-5a 31 00 72 6d 4c 91 fa. -->
  <xsl:template match="p:reply[p:request/*[local-name() = 'QueryVirtualDiskUuid']]/g:result">
    <QueryVirtualDiskUuidResponse>
      <returnval>
        <xsl:call-template name="uuid-bytes">
          <xsl:with-param name="hex" select="translate(g:object/@id, '-', '')"/>
        </xsl:call-template>
      </returnval>
    </QueryVirtualDiskUuidResponse>
  </xsl:template>
  <xsl:template name="uuid-bytes">
    <xsl:param name="hex"/>
    <xsl:param name="at" select="1"/>
    <xsl:value-of select="substring($hex, $at, 2)"/>
    <xsl:if test="$at &lt; 31">
      <xsl:choose>
        <xsl:when test="$at = 15">-</xsl:when>
        <xsl:otherwise><xsl:text> </xsl:text></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="uuid-bytes"><xsl:with-param name="hex" select="$hex"/><xsl:with-param name="at" select="$at + 2"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="g:fault">
    <xsl:choose>
      <xsl:when test="$method = 'taskFault'">
        <LocalizedMethodFault xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
          <xsl:apply-templates select="." mode="localized">
            <xsl:with-param name="command" select="string($request/@command)"/>
          </xsl:apply-templates>
        </LocalizedMethodFault>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="soap-fault"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="soap-fault">
    <xsl:variable name="type"><xsl:call-template name="fault-type"/></xsl:variable>
    <xsl:element name="fault" namespace="urn:dragoman:vim-fault">
      <xsl:element name="faultstring" namespace="urn:dragoman:vim-fault">
        <xsl:call-template name="fault-text"/>
      </xsl:element>
      <xsl:element name="detail" namespace="urn:dragoman:vim-fault">
        <xsl:element name="{$type}Fault" namespace="urn:vim25">
          <xsl:attribute name="xsi:type"><xsl:value-of select="$type"/></xsl:attribute>
          <xsl:call-template name="fault-fields">
            <xsl:with-param name="type" select="string($type)"/>
            <xsl:with-param name="command" select="$method"/>
          </xsl:call-template>
        </xsl:element>
      </xsl:element>
    </xsl:element>
  </xsl:template>
</xsl:stylesheet>

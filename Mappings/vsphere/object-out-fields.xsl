<?xml version="1.0" encoding="UTF-8"?>
<!-- Custom fields: annotations of this protocol, whose keys are fields. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <xsl:variable name="fields" select="/p:view/p:fields/g:field[@owner = 'vsphere']"/>
  <xsl:variable name="field-values"
                select="/p:view/p:annotations/p:annotation[@owner = 'vsphere'][@key = $fields/@id]"/>

  <!-- The generic word for a managed object type, and the type. -->
  <xsl:variable name="field-types"
                select="' vm:VirtualMachine host:HostSystem datastore:Datastore network:Network folder:Folder datacenter:Datacenter pool:ResourcePool cluster:ClusterComputeResource '"/>

  <!-- The properties of ExtensibleManagedObject, with which every managed entity begins. of: its generic type. -->
  <xsl:template name="extensible">
    <xsl:param name="of"/>
    <xsl:call-template name="field-values"><xsl:with-param name="property">value</xsl:with-param></xsl:call-template>
    <xsl:for-each select="$fields[not(@type) or @type = $of]">
      <availableField><xsl:call-template name="field"/></availableField>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="field-values">
    <xsl:param name="property" select="'customValue'"/>
    <xsl:for-each select="$field-values">
      <xsl:element name="{$property}" namespace="urn:vim25">
        <xsl:attribute name="xsi:type">CustomFieldStringValue</xsl:attribute>
        <key><xsl:value-of select="d:native('CustomFieldDef', @key)"/></key>
        <value><xsl:value-of select="."/></value>
      </xsl:element>
    </xsl:for-each>
  </xsl:template>

  <!-- CustomFieldDef -->
  <xsl:template name="field">
    <key><xsl:value-of select="d:native('CustomFieldDef', @id)"/></key>
    <name><xsl:value-of select="g:name"/></name>
    <type>string</type>
    <xsl:if test="@type">
      <managedObjectType>
        <xsl:value-of select="substring-before(substring-after($field-types, concat(' ', @type, ':')), ' ')"/>
      </managedObjectType>
    </xsl:if>
    <fieldDefPrivileges><xsl:call-template name="field-privileges"/></fieldDefPrivileges>
    <fieldInstancePrivileges><xsl:call-template name="field-privileges"/></fieldInstancePrivileges>
  </xsl:template>

  <xsl:template name="field-privileges">
    <createPrivilege>Global.ManageCustomFields</createPrivilege>
    <readPrivilege>System.View</readPrivilege>
    <updatePrivilege>Global.SetCustomField</updatePrivilege>
    <deletePrivilege>Global.ManageCustomFields</deletePrivilege>
  </xsl:template>

  <xsl:template name="custom-fields-manager">
    <managedObject type="CustomFieldsManager" id="CustomFieldsManager">
      <xsl:for-each select="$fields"><field><xsl:call-template name="field"/></field></xsl:for-each>
    </managedObject>
  </xsl:template>
</xsl:stylesheet>

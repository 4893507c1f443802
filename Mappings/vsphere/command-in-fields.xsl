<?xml version="1.0" encoding="UTF-8"?>
<!-- The methods of CustomFieldsManager and setCustomValue. Included, so that its templates rank with the others. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <!-- The types of objects that annotations are kept for, and the generic word for them. -->
  <xsl:variable name="annotated-types"
                select="' VirtualMachine:vm HostSystem:host Datastore:datastore Network:network Folder:folder Datacenter:datacenter ResourcePool:pool ClusterComputeResource:cluster '"/>

  <xsl:template match="/v:AddCustomFieldDef">
    <xsl:variable name="type" select="normalize-space(v:moType)"/>
    <xsl:choose>
      <xsl:when test="normalize-space(v:name) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">name</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$type != '' and $type != 'ManagedEntity' and not(contains($annotated-types, concat(' ', $type, ':')))">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">moType</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="v:fieldDefPolicy or v:fieldPolicy">
        <xsl:call-template name="cannot-set">
          <xsl:with-param name="argument" select="local-name((v:fieldDefPolicy | v:fieldPolicy)[1])"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="field.add" target="{d:id('Folder', 'group-d1')}" owner="vsphere">
          <xsl:if test="$type != '' and $type != 'ManagedEntity'">
            <xsl:attribute name="type">
              <xsl:value-of select="substring-before(substring-after($annotated-types, concat(' ', $type, ':')), ' ')"/>
            </xsl:attribute>
          </xsl:if>
          <name><xsl:value-of select="v:name"/></name>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:RenameCustomFieldDef">
    <xsl:choose>
      <xsl:when test="normalize-space(v:name) = ''">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">name</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="field.rename" target="{d:id('CustomFieldDef', normalize-space(v:key))}">
          <name><xsl:value-of select="v:name"/></name>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:RemoveCustomFieldDef">
    <command name="field.remove" target="{d:id('CustomFieldDef', normalize-space(v:key))}"/>
  </xsl:template>

  <xsl:template match="/v:SetField">
    <xsl:call-template name="annotate">
      <xsl:with-param name="entity" select="v:entity"/>
      <xsl:with-param name="field" select="d:id('CustomFieldDef', normalize-space(v:key))"/>
    </xsl:call-template>
  </xsl:template>

  <!-- By the field's name. -->
  <xsl:template match="/v:setCustomValue">
    <xsl:call-template name="annotate"><xsl:with-param name="entity" select="v:_this"/></xsl:call-template>
  </xsl:template>

  <xsl:template name="annotate">
    <xsl:param name="entity"/>
    <xsl:param name="field"/>
    <xsl:choose>
      <xsl:when test="not(contains($annotated-types, concat(' ', $entity/@type, ':')))">
        <xsl:call-template name="cannot-set">
          <xsl:with-param name="argument" select="local-name($entity)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="not(v:value)">
        <xsl:call-template name="bad-argument"><xsl:with-param name="argument">value</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="annotation.set" target="{d:id(string($entity/@type), normalize-space($entity))}"
                 type="{substring-before(substring-after($annotated-types, concat(' ', $entity/@type, ':')), ' ')}">
          <annotation owner="vsphere">
            <xsl:choose>
              <xsl:when test="$field"><xsl:attribute name="field"><xsl:value-of select="$field"/></xsl:attribute></xsl:when>
              <xsl:otherwise><xsl:attribute name="name"><xsl:value-of select="v:key"/></xsl:attribute></xsl:otherwise>
            </xsl:choose>
            <xsl:value-of select="v:value"/>
          </annotation>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- OptionManager with what can be set and what is set, and ExtensionManager with what is registered. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:o="urn:dragoman:options" exclude-result-prefixes="g o">

  <xsl:template match="g:options">
    <managedObject type="OptionManager" id="{@id}">
      <xsl:for-each select="o:option">
        <supportedOption>
          <label><xsl:value-of select="@label"/></label>
          <summary><xsl:value-of select="@label"/></summary>
          <key><xsl:value-of select="@key"/></key>
          <xsl:call-template name="option-type"/>
        </supportedOption>
      </xsl:for-each>
      <xsl:for-each select="o:option">
        <setting>
          <key><xsl:value-of select="@key"/></key>
          <value>
            <xsl:attribute name="xsi:type">
              <xsl:choose>
                <xsl:when test="@type = 'bool'">xsd:boolean</xsl:when>
                <xsl:when test="@type = 'choice'">xsd:string</xsl:when>
                <xsl:otherwise><xsl:value-of select="concat('xsd:', @type)"/></xsl:otherwise>
              </xsl:choose>
            </xsl:attribute>
            <xsl:value-of select="@value"/>
          </value>
        </setting>
      </xsl:for-each>
    </managedObject>
  </xsl:template>

  <xsl:template name="option-type">
    <optionType>
      <xsl:attribute name="xsi:type">
        <xsl:choose>
          <xsl:when test="@type = 'bool'">BoolOption</xsl:when>
          <xsl:when test="@type = 'int'">IntOption</xsl:when>
          <xsl:when test="@type = 'long'">LongOption</xsl:when>
          <xsl:when test="@type = 'choice'">ChoiceOption</xsl:when>
          <xsl:otherwise>StringOption</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <valueIsReadonly><xsl:value-of select="@readOnly = 'true'"/></valueIsReadonly>
      <xsl:choose>
        <xsl:when test="@type = 'choice'">
          <xsl:for-each select="o:choice">
            <choiceInfo>
              <label><xsl:value-of select="."/></label>
              <summary><xsl:value-of select="."/></summary>
              <key><xsl:value-of select="."/></key>
            </choiceInfo>
          </xsl:for-each>
          <defaultIndex><xsl:value-of select="count(o:choice[. = current()/@default]/preceding-sibling::o:choice)"/></defaultIndex>
        </xsl:when>
        <xsl:otherwise>
          <xsl:if test="@type = 'bool'"><supported>true</supported></xsl:if>
          <xsl:if test="@min"><min><xsl:value-of select="@min"/></min></xsl:if>
          <xsl:if test="@max"><max><xsl:value-of select="@max"/></max></xsl:if>
          <defaultValue><xsl:value-of select="@default"/></defaultValue>
        </xsl:otherwise>
      </xsl:choose>
    </optionType>
  </xsl:template>

  <!-- What was registered is in vim25's own words. -->
  <xsl:template match="g:extensions">
    <managedObject type="ExtensionManager" id="ExtensionManager">
      <xsl:for-each select="*"><extensionList><xsl:copy-of select="node()"/></extensionList></xsl:for-each>
    </managedObject>
  </xsl:template>
</xsl:stylesheet>

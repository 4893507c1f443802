<?xml version="1.0" encoding="UTF-8"?>
<!-- Refusals, simple values, and what all methods on a virtual machine have in common. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:vim25" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">
  <xsl:import href="names.xsl"/>

  <!-- What nobody else takes. -->
  <xsl:template match="/*">
    <xsl:call-template name="refusal">
      <xsl:with-param name="message" select="concat('The method ', local-name(), ' is not supported.')"/>
      <xsl:with-param name="detail">command</xsl:with-param>
      <xsl:with-param name="value" select="local-name()"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="refusal">
    <xsl:param name="code" select="'notSupported'"/>
    <xsl:param name="message"/>
    <xsl:param name="detail"/>
    <xsl:param name="value"/>
    <fault code="{$code}">
      <message><xsl:value-of select="$message"/></message>
      <detail name="{$detail}"><xsl:value-of select="$value"/></detail>
    </fault>
  </xsl:template>

  <xsl:template name="bad-argument">
    <xsl:param name="argument"/>
    <xsl:call-template name="refusal">
      <xsl:with-param name="code">invalidArgument</xsl:with-param>
      <xsl:with-param name="message" select="concat('A specified parameter was not correct: ', $argument)"/>
      <xsl:with-param name="detail">argument</xsl:with-param>
      <xsl:with-param name="value" select="$argument"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="cannot-set">
    <xsl:param name="argument"/>
    <xsl:call-template name="refusal">
      <xsl:with-param name="message" select="concat('The value given for ', $argument, ' is not supported.')"/>
      <xsl:with-param name="detail">argument</xsl:with-param>
      <xsl:with-param name="value" select="$argument"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="refuse-first">
    <xsl:param name="refused"/>
    <xsl:variable name="line" select="substring-before($refused, ';')"/>
    <xsl:choose>
      <xsl:when test="starts-with($line, 'device ')">
        <fault code="invalidDevice">
          <message>
            <xsl:value-of select="concat('Invalid configuration for device: ', substring-after($line, ' '))"/>
          </message>
          <detail name="device"><xsl:value-of select="substring-after($line, ' ')"/></detail>
          <detail name="index"><xsl:value-of select="substring-before(substring-after($line, '['), ']')"/></detail>
        </fault>
      </xsl:when>
      <xsl:when test="starts-with($line, 'argument ')">
        <xsl:call-template name="bad-argument">
          <xsl:with-param name="argument" select="substring-after($line, ' ')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="cannot-set">
          <xsl:with-param name="argument" select="substring-after($line, ' ')"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Of the arguments after _this, those that neither mean anything to us nor are idle. -->
  <xsl:template name="unmeant">
    <xsl:param name="meant" select="' '"/>
    <xsl:param name="idle" select="' '"/>
    <xsl:for-each select="v:*[local-name() != '_this'][normalize-space(.) != '']">
      <xsl:if test="not(contains($meant, concat(' ', local-name(), ' ')))
                    and not(contains($idle, concat(' ', local-name(), '=', normalize-space(.), ' ')))">
        <xsl:value-of select="concat(local-name(), ';')"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- true or false for xsd:boolean, false where the element is missing. -->
  <xsl:template name="boolean">
    <xsl:param name="of"/>
    <xsl:value-of select="normalize-space($of) = 'true' or normalize-space($of) = '1'"/>
  </xsl:template>

  <!-- Refuses, or hands on to the content of the command. -->
  <xsl:template name="plain">
    <xsl:param name="name"/>
    <xsl:param name="type" select="'VirtualMachine'"/>
    <xsl:param name="meant" select="' '"/>
    <xsl:param name="idle" select="' '"/>
    <xsl:variable name="unmeant">
      <xsl:call-template name="unmeant">
        <xsl:with-param name="meant" select="$meant"/>
        <xsl:with-param name="idle" select="$idle"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$this = ''">
        <xsl:call-template name="bad-argument">
          <xsl:with-param name="argument">_this</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="v:_this/@type and v:_this/@type != $type">
        <xsl:call-template name="refusal">
          <xsl:with-param name="message"
                          select="concat('The method ', local-name(), ' is not supported on a ', v:_this/@type, '.')"/>
          <xsl:with-param name="detail">command</xsl:with-param>
          <xsl:with-param name="value" select="local-name()"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$unmeant != ''">
        <xsl:call-template name="cannot-set">
          <xsl:with-param name="argument" select="substring-before($unmeant, ';')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates select="." mode="command"><xsl:with-param name="name" select="$name"/></xsl:apply-templates>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:*" mode="command">
    <xsl:param name="name"/>
    <command name="{$name}" target="{d:id('VirtualMachine', $this)}"/>
  </xsl:template>
</xsl:stylesheet>

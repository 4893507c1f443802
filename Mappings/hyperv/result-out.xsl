<?xml version="1.0" encoding="UTF-8"?>
<!-- Generic results and faults to what a WMI method answers. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">
  <xsl:import href="wmi.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:variable name="request" select="/p:reply/p:request/w:invoke"/>

  <xsl:template match="/p:reply"><xsl:apply-templates select="g:result | g:fault"/></xsl:template>

  <xsl:template match="g:result">
    <w:output class="{$request/@class}" method="{$request/@method}">
      <xsl:attribute name="returnValue"><xsl:choose><xsl:when test="g:object/@type = 'task'">4096</xsl:when><xsl:otherwise>0</xsl:otherwise></xsl:choose></xsl:attribute>
      <xsl:apply-templates select="g:object"/>
    </w:output>
  </xsl:template>

  <xsl:template match="g:object[@type = 'task']">
    <w:reference name="Job" class="Msvm_ConcreteJob">
      <w:selector name="InstanceID"><xsl:value-of select="translate(d:native('Msvm_ConcreteJob', string(@id)), $lower, $upper)"/></w:selector>
    </w:reference>
  </xsl:template>
  <xsl:template match="g:object[@type = 'vm']">
    <xsl:call-template name="systemReference">
      <xsl:with-param name="name">ResultingSystem</xsl:with-param>
      <xsl:with-param name="guid" select="d:native('Msvm_ComputerSystem', string(@id))"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="g:object[@type = 'snapshot']">
    <xsl:call-template name="settingReference">
      <xsl:with-param name="name">ResultingSnapshot</xsl:with-param>
      <xsl:with-param name="id">
        <xsl:call-template name="settingKey"><xsl:with-param name="native" select="d:native('Msvm_VirtualSystemSettingData', string(@id))"/></xsl:call-template>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- Return values of the v2 namespace; what is no method's business is a WS-Management fault. -->
  <xsl:template match="g:fault">
    <w:fault class="{$request/@class}" method="{$request/@method}">
      <xsl:variable name="c" select="@code"/>
      <xsl:choose>
        <xsl:when test="$c = 'notFound'"><xsl:attribute name="code">w:InvalidSelectors</xsl:attribute></xsl:when>
        <xsl:when test="$c = 'invalidLogin' or $c = 'notAuthenticated'"><xsl:attribute name="code">w:AccessDenied</xsl:attribute></xsl:when>
        <xsl:when test="$c = 'hostUnavailable'"><xsl:attribute name="code">a:DestinationUnreachable</xsl:attribute></xsl:when>
        <xsl:otherwise>
          <xsl:attribute name="returnValue"><xsl:choose>
            <xsl:when test="$c = 'noPermission'">32769</xsl:when>
            <xsl:when test="$c = 'notSupported'">32770</xsl:when>
            <xsl:when test="$c = 'timeout'">32772</xsl:when>
            <xsl:when test="$c = 'invalidArgument' or $c = 'invalidDevice' or $c = 'nameInUse'">32773</xsl:when>
            <xsl:when test="$c = 'busy' or $c = 'conflict'">32774</xsl:when>
            <xsl:when test="$c = 'invalidPowerState' or $c = 'invalidState' or $c = 'hotPlugNotSupported'">32775</xsl:when>
            <xsl:when test="$c = 'toolsUnavailable'">32777</xsl:when>
            <xsl:when test="$c = 'insufficientResources' and g:detail[@name = 'resource'] != 'storage'">32778</xsl:when>
            <xsl:when test="$c = 'fileNotFound'">32779</xsl:when>
            <xsl:otherwise>32768</xsl:otherwise>
          </xsl:choose></xsl:attribute>
          <xsl:choose>
            <xsl:when test="$c = 'fileExists'"><xsl:attribute name="errorCode">2147942480</xsl:attribute></xsl:when>
            <xsl:when test="$c = 'fileNotFound'"><xsl:attribute name="errorCode">2147942402</xsl:attribute></xsl:when>
            <xsl:when test="$c = 'insufficientResources' and g:detail[@name = 'resource'] = 'storage'"><xsl:attribute name="errorCode">2147942512</xsl:attribute></xsl:when>
          </xsl:choose>
        </xsl:otherwise>
      </xsl:choose>
      <w:message><xsl:value-of select="g:message"/></w:message>
    </w:fault>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Keys that a client presses as vm.sendKeys. For command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">

  <!-- The USB usages of Linux's key codes 1 to 127 (linux/input-event-codes.h), three digits each; 000 has none. -->
  <xsl:variable name="usages" select="concat(
    '041030031032033034035036037038039045046042043020026008021023028024012018019047048040224004022007',
    '009010011013014015051052053225049029027006025005017016054055056229085226044057058059060061062063',
    '064065066067083071095096097086092093094087089090091098099000000100068069000000000000000000000088',
    '228084070230000074082075080079077081078073076000000000000000000000072000000000000000227231101')"/>

  <!-- Codesets: Linux 0, USB 7. The keys of a call are held at the same time: modifiers, and one other. -->
  <xsl:template match="/v:call[@procedure = 'domainSendKey']">
    <xsl:variable name="keys">
      <xsl:for-each select="v:keycodes">
        <k><xsl:choose>
          <xsl:when test="../v:codeset = 7"><xsl:value-of select="number(.)"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="number(concat('0', substring($usages, . * 3 - 2, 3)))"/></xsl:otherwise>
        </xsl:choose></k>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="known" select="d:nodes($keys)/*"/>
    <xsl:variable name="modifiers" select="$known[. &gt;= 224]"/>
    <xsl:variable name="others" select="$known[. &lt; 224]"/>
    <xsl:choose>
      <xsl:when test="$flags != 0"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="v:codeset != 0 and v:codeset != 7">
        <xsl:call-template name="unsupported"><xsl:with-param name="what" select="concat('codeset ', v:codeset)"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($known) or $known[. &lt; 4 or . &gt; 231]">
        <fault code="invalidArgument"><message>cannot translate keycode of <xsl:value-of select="v:keycodes"/> to a key of the machine</message><detail name="argument">keycodes</detail></fault>
      </xsl:when>
      <xsl:when test="count($others) &gt; 1">
        <xsl:call-template name="unsupported"><xsl:with-param name="what">several keys at the same time that are no modifiers</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="vm.sendKeys">
          <xsl:call-template name="target"/>
          <xsl:choose>
            <xsl:when test="$others"><key usage="{$others}"><xsl:for-each select="$modifiers"><held usage="{.}"/></xsl:for-each></key></xsl:when>
            <xsl:otherwise>
              <key usage="{$modifiers[last()]}"><xsl:for-each select="$modifiers[position() != last()]"><held usage="{.}"/></xsl:for-each></key>
            </xsl:otherwise>
          </xsl:choose>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- What a guest's agent has told of the guest. For answers.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">

  <!-- Kinds that are asked for: 2 the system, 8 the host's name, 64 interfaces; of others (users, time zone, file systems, disks)
       no platform tells. None asked for is whatever is known; one that is asked for and not known is refused. -->
  <xsl:template match="v:call[@procedure = 'domainGetGuestInfo']" mode="answer">
    <xsl:variable name="types" select="number(v:types)"/>
    <xsl:variable name="guest" select="$domain/v:guest"/>
    <xsl:choose>
      <xsl:when test="$domain/@id = '-1'"><xsl:call-template name="not-running"/></xsl:when>
      <xsl:when test="$guest/@agent != 'connected'"><xsl:call-template name="no-agent"/></xsl:when>
      <xsl:when test="$types != 0 and ($types mod 2 = 1 or floor($types div 4) mod 2 = 1 or floor($types div 16) mod 4 != 0 or $types &gt; 127)">
        <v:error code="84" domain="10"><v:message>Operation not supported: of guests only system, name and interfaces are known</v:message></v:error>
      </xsl:when>
      <xsl:otherwise>
        <v:result procedure="{@procedure}">
          <xsl:if test="($types = 0 or floor($types div 2) mod 2 = 1) and string($guest/@osName)">
            <v:params field="os.pretty-name" type="string"><xsl:value-of select="$guest/@osName"/></v:params>
          </xsl:if>
          <xsl:if test="($types = 0 or floor($types div 8) mod 2 = 1) and string($guest/@hostname)">
            <v:params field="hostname" type="string"><xsl:value-of select="$guest/@hostname"/></v:params>
          </xsl:if>
          <xsl:if test="$types = 0 or floor($types div 64) mod 2 = 1">
            <v:params field="if.count" type="uint"><xsl:value-of select="count($guest/v:interface)"/></v:params>
            <xsl:for-each select="$guest/v:interface">
              <xsl:variable name="if" select="concat('if.', position() - 1, '.')"/>
              <v:params field="{$if}name" type="string"><xsl:value-of select="concat('net', count($domain/domain/devices/interface[mac/@address = current()/@mac]/preceding-sibling::interface))"/></v:params>
              <v:params field="{$if}hwaddr" type="string"><xsl:value-of select="@mac"/></v:params>
              <v:params field="{$if}addr.count" type="uint"><xsl:value-of select="count(v:address)"/></v:params>
              <xsl:for-each select="v:address">
                <xsl:variable name="addr" select="concat($if, 'addr.', position() - 1, '.')"/>
                <v:params field="{$addr}type" type="string">ipv<xsl:value-of select="4 + 2 * contains(., ':')"/></v:params>
                <v:params field="{$addr}addr" type="string"><xsl:value-of select="."/></v:params>
                <v:params field="{$addr}prefix" type="uint"><xsl:value-of select="24 + 40 * contains(., ':')"/></v:params>
              </xsl:for-each>
            </xsl:for-each>
          </xsl:if>
        </v:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="no-agent">
    <xsl:choose>
      <xsl:when test="$domain/v:guest/@agent = 'none'">
        <v:error code="74" domain="10"><v:message>argument unsupported: QEMU guest agent is not configured</v:message></v:error>
      </xsl:when>
      <xsl:otherwise>
        <v:error code="86" domain="10"><v:message>Guest agent is not responding: QEMU guest agent is not connected</v:message></v:error>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- No platform gives a machine's disks threads of their own. -->
  <xsl:template match="v:call[@procedure = 'domainGetIothreadInfo']" mode="answer">
    <v:result procedure="{@procedure}"><v:ret>0</v:ret></v:result>
  </xsl:template>
</xsl:stylesheet>

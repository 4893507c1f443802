<?xml version="1.0" encoding="UTF-8"?>
<!--
  A change as the events that libvirt tells of it. The input is p:change: the root of the object's view before and after, each
  if it was there; whether its definition is another one; and the generic command that made the change (cause), if there is one.
  The output is v:events with a v:event for each: which procedure tells it, the number under which clients ask for it, and what
  the procedure carries but for the callback's identifier.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">
  <xsl:variable name="change" select="/p:view/p:change"/>
  <xsl:variable name="before" select="$change/p:before/*"/>
  <xsl:variable name="after" select="$change/p:after/*"/>
  <xsl:variable name="is" select="$after | $before[not($after)]"/>

  <xsl:template match="p:change">
    <v:events><xsl:apply-templates select="$is" mode="change"/></v:events>
  </xsl:template>
  <xsl:template match="*" mode="change"/>

  <xsl:template name="lifecycle">
    <xsl:param name="event"/>
    <xsl:param name="detail"/>
    <v:event procedure="domainEventCallbackLifecycle" kind="domain" number="0" about="{$is/@uuid}">
      <v:msg>
        <v:dom name="{$is/@name}" uuid="{$is/@uuid}">
          <xsl:attribute name="id"><xsl:choose><xsl:when test="$after"><xsl:value-of select="$after/@id"/></xsl:when><xsl:otherwise>-1</xsl:otherwise></xsl:choose></xsl:attribute>
        </v:dom>
        <v:event><xsl:value-of select="$event"/></v:event>
        <v:detail><xsl:value-of select="$detail"/></v:detail>
      </v:msg>
    </v:event>
  </xsl:template>

  <xsl:template match="v:domain" mode="change">
    <xsl:variable name="cause" select="string($change/@cause)"/>
    <xsl:variable name="was" select="string($before/@state)"/>
    <xsl:variable name="now" select="string($after/@state)"/>
    <xsl:variable name="reverted" select="$cause = 'snapshot.revert'"/>
    <xsl:choose>
      <xsl:when test="not($before)">
        <xsl:call-template name="lifecycle"><xsl:with-param name="event">0</xsl:with-param><xsl:with-param name="detail">0</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($after) and $before/@id != '-1'">
        <xsl:call-template name="lifecycle"><xsl:with-param name="event">5</xsl:with-param><xsl:with-param name="detail">1</xsl:with-param></xsl:call-template>
        <xsl:call-template name="lifecycle"><xsl:with-param name="event">1</xsl:with-param><xsl:with-param name="detail">0</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($after)">
        <xsl:call-template name="lifecycle"><xsl:with-param name="event">1</xsl:with-param><xsl:with-param name="detail">0</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$before/@name != $after/@name">
        <xsl:call-template name="lifecycle"><xsl:with-param name="event">0</xsl:with-param><xsl:with-param name="detail">2</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$before/@agent = $after/@agent and $was = $now and $change/@definition = 'changed'">
        <xsl:call-template name="lifecycle"><xsl:with-param name="event">0</xsl:with-param><xsl:with-param name="detail"><xsl:value-of select="1 + 2 * $reverted"/></xsl:with-param></xsl:call-template>
      </xsl:when>
    </xsl:choose>
    <!-- QEMU tells of a start that the domain runs, and that it was started. -->
    <xsl:if test="(not($before) or $before/@id = '-1') and $after and $after/@id != '-1'">
      <xsl:variable name="detail" select="3 * $reverted + 2 * (not($reverted) and $before/@managedSave = '1')"/>
      <xsl:if test="$now = 'running'">
        <xsl:call-template name="lifecycle"><xsl:with-param name="event">4</xsl:with-param><xsl:with-param name="detail"><xsl:value-of select="2 * $reverted"/></xsl:with-param></xsl:call-template>
      </xsl:if>
      <xsl:call-template name="lifecycle"><xsl:with-param name="event">2</xsl:with-param><xsl:with-param name="detail" select="$detail"/></xsl:call-template>
      <xsl:if test="$now = 'paused'">
        <xsl:call-template name="lifecycle"><xsl:with-param name="event">3</xsl:with-param><xsl:with-param name="detail"><xsl:value-of select="5 * $reverted"/></xsl:with-param></xsl:call-template>
      </xsl:if>
    </xsl:if>
    <xsl:if test="$before and $before/@id != '-1' and $after">
      <xsl:choose>
        <xsl:when test="$after/@id = '-1'">
          <xsl:call-template name="lifecycle">
            <xsl:with-param name="event">5</xsl:with-param>
            <xsl:with-param name="detail"><xsl:choose>
              <xsl:when test="$after/@managedSave = '1'">4</xsl:when>
              <xsl:when test="$reverted">6</xsl:when>
              <xsl:when test="$cause = 'vm.powerOff'">1</xsl:when>
              <xsl:otherwise>0</xsl:otherwise>
            </xsl:choose></xsl:with-param>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="$was != 'paused' and $now = 'paused'">
          <xsl:call-template name="lifecycle"><xsl:with-param name="event">3</xsl:with-param><xsl:with-param name="detail"><xsl:value-of select="5 * $reverted"/></xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:when test="$was != 'pmsuspended' and $now = 'pmsuspended'">
          <xsl:call-template name="lifecycle"><xsl:with-param name="event">7</xsl:with-param><xsl:with-param name="detail">0</xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:when test="$was != 'running' and $now = 'running'">
          <xsl:call-template name="lifecycle"><xsl:with-param name="event">4</xsl:with-param><xsl:with-param name="detail"><xsl:value-of select="2 * $reverted"/></xsl:with-param></xsl:call-template>
        </xsl:when>
      </xsl:choose>
    </xsl:if>
    <xsl:if test="$before/@devices and $after/@devices">
      <xsl:call-template name="devices"><xsl:with-param name="of" select="$before/@devices"/><xsl:with-param name="without" select="$after/@devices"/><xsl:with-param name="procedure">domainEventCallbackDeviceRemoved</xsl:with-param></xsl:call-template>
      <xsl:call-template name="devices"><xsl:with-param name="of" select="$after/@devices"/><xsl:with-param name="without" select="$before/@devices"/><xsl:with-param name="procedure">domainEventCallbackDeviceAdded</xsl:with-param></xsl:call-template>
    </xsl:if>
    <xsl:if test="$before/@memory and $after/@memory and $before/@memory != $after/@memory">
      <v:event procedure="domainEventCallbackBalloonChange" kind="domain" number="13" about="{@uuid}">
        <v:msg><v:dom name="{@name}" uuid="{@uuid}" id="{@id}"/><v:actual><xsl:value-of select="$after/@memory"/></v:actual></v:msg>
      </v:event>
    </xsl:if>
    <!-- VIR_DOMAIN_METADATA_DESCRIPTION 0, TITLE 1, ELEMENT 2. -->
    <xsl:if test="$before and $after">
      <xsl:for-each select="$change/p:part[@name = 'description' or @name = 'title' or (@in = 'metadata' and @namespace and @namespace != 'urn:dragoman:metadata')]">
        <v:event procedure="domainEventCallbackMetadataChange" kind="domain" number="23" about="{$is/@uuid}">
          <v:dom name="{$is/@name}" uuid="{$is/@uuid}" id="{$is/@id}"/>
          <v:type><xsl:value-of select="2 - 2 * (@name = 'description' and not(@in)) - (@name = 'title' and not(@in))"/></v:type>
          <xsl:if test="@in"><v:nsuri><xsl:value-of select="@namespace"/></v:nsuri></xsl:if>
        </v:event>
      </xsl:for-each>
    </xsl:if>
    <!-- VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED 1, DISCONNECTED 2; REASON_CHANNEL 2. -->
    <xsl:if test="$before/@agent != $after/@agent and ($after/@agent = 'connected' or $before/@agent = 'connected')">
      <v:event procedure="domainEventCallbackAgentLifecycle" kind="domain" number="18" about="{@uuid}">
        <v:dom name="{@name}" uuid="{@uuid}" id="{@id}"/>
        <v:state><xsl:value-of select="1 + ($after/@agent != 'connected')"/></v:state>
        <v:reason>2</v:reason>
      </v:event>
    </xsl:if>
    <xsl:if test="$before/@started and $after/@started and $before/@started != $after/@started and ($cause = 'vm.reset' or $cause = 'vm.rebootGuest')">
      <v:event procedure="domainEventCallbackReboot" kind="domain" number="1" about="{@uuid}">
        <v:msg><v:dom name="{@name}" uuid="{@uuid}" id="{@id}"/></v:msg>
      </v:event>
    </xsl:if>
  </xsl:template>

  <!-- An event for each word of a list that is not in another one. -->
  <xsl:template name="devices">
    <xsl:param name="of"/>
    <xsl:param name="without"/>
    <xsl:param name="procedure"/>
    <xsl:variable name="word" select="substring-before(concat($of, ' '), ' ')"/>
    <xsl:if test="$word != '' and not(contains(concat(' ', $without, ' '), concat(' ', $word, ' ')))">
      <xsl:choose>
        <xsl:when test="$procedure = 'domainEventCallbackDeviceAdded'">
          <v:event procedure="{$procedure}" kind="domain" number="19" about="{@uuid}">
            <v:dom name="{@name}" uuid="{@uuid}" id="{@id}"/><v:devAlias><xsl:value-of select="$word"/></v:devAlias>
          </v:event>
        </xsl:when>
        <xsl:otherwise>
          <v:event procedure="{$procedure}" kind="domain" number="15" about="{@uuid}">
            <v:msg><v:dom name="{@name}" uuid="{@uuid}" id="{@id}"/><v:devAlias><xsl:value-of select="$word"/></v:devAlias></v:msg>
          </v:event>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:if>
    <xsl:if test="contains($of, ' ')">
      <xsl:call-template name="devices">
        <xsl:with-param name="of" select="substring-after($of, ' ')"/><xsl:with-param name="without" select="$without"/><xsl:with-param name="procedure" select="$procedure"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Networks: DEFINED 0, UNDEFINED 1, STARTED 2, STOPPED 3. -->
  <xsl:template match="v:network" mode="change">
    <xsl:variable name="event"><xsl:choose>
      <xsl:when test="not($before)">0</xsl:when>
      <xsl:when test="not($after)">1</xsl:when>
      <xsl:when test="$before/@active != $after/@active"><xsl:value-of select="3 - $after/@active"/></xsl:when>
    </xsl:choose></xsl:variable>
    <xsl:if test="string($event)">
      <v:event procedure="networkEventLifecycle" kind="network" number="0" about="{@uuid}">
        <v:net name="{@name}" uuid="{@uuid}"/><v:event><xsl:value-of select="$event"/></v:event><v:detail>0</v:detail>
      </v:event>
    </xsl:if>
  </xsl:template>

  <!-- Pools: the same numbers, and REFRESH is an event of its own. -->
  <xsl:template match="v:pool" mode="change">
    <xsl:variable name="event"><xsl:choose>
      <xsl:when test="not($before)">0</xsl:when>
      <xsl:when test="not($after)">1</xsl:when>
      <xsl:when test="$before/@state != $after/@state"><xsl:value-of select="2 + ($after/@state != 'running')"/></xsl:when>
    </xsl:choose></xsl:variable>
    <xsl:choose>
      <xsl:when test="string($event)">
        <v:event procedure="storagePoolEventLifecycle" kind="storagePool" number="0" about="{@uuid}">
          <v:pool name="{@name}" uuid="{@uuid}"/><v:event><xsl:value-of select="$event"/></v:event><v:detail>0</v:detail>
        </v:event>
      </xsl:when>
      <xsl:otherwise>
        <v:event procedure="storagePoolEventRefresh" kind="storagePool" number="1" about="{@uuid}"><v:pool name="{@name}" uuid="{@uuid}"/></v:event>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

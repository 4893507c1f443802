<?xml version="1.0" encoding="UTF-8"?>
<!-- Messages that make snapshots, or are for a snapshot. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">

  <xsl:template name="snapshot">
    <xsl:choose>
      <xsl:when test="$args[3]/x:array/x:value">
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="'a snapshot without some of the disks'"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <g:command name="snapshot.create" target="{d:id('VM', $self)}" memory="{$verb = 'checkpoint'}"
                   quiesce="{$verb = 'snapshot_with_quiesce'}">
          <g:name><xsl:value-of select="$args[2]"/></g:name>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="ofSnapshot">
    <xsl:variable name="id" select="d:id('snapshot', $self)"/>
    <xsl:variable name="vm" select="d:owner($id)"/>
    <xsl:choose>
      <xsl:when test="$verb = 'destroy'">
        <g:command name="snapshot.remove" target="{$vm}" snapshot="{$id}" children="false"/>
      </xsl:when>
      <xsl:when test="$verb = 'revert'">
        <!-- XAPI leaves a machine suspended that ran when its checkpoint was taken. -->
        <g:command name="snapshot.revert" target="{$vm}" snapshot="{$id}" powerOn="false"/>
      </xsl:when>
      <xsl:when test="$verb = 'set_name_label'">
        <g:command name="snapshot.rename" target="{$vm}" snapshot="{$id}"><g:name><xsl:value-of select="$args[2]"/></g:name></g:command>
      </xsl:when>
      <xsl:when test="$verb = 'set_name_description'">
        <g:command name="snapshot.rename" target="{$vm}" snapshot="{$id}">
          <g:description><xsl:value-of select="$args[2]"/></g:description>
        </g:command>
      </xsl:when>
      <xsl:when test="$verb = 'clone' or $verb = 'copy'">
        <g:command name="vm.clone" target="{$vm}" snapshot="{$id}"><xsl:call-template name="newPlace"/></g:command>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="concat($method, ' of a snapshot')"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

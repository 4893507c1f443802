<?xml version="1.0" encoding="UTF-8"?>
<!-- VDI and SR messages: volumes, and the disks that have them. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">

  <xsl:template name="ofStorage">
    <xsl:variable name="vdi" select="$own[self::x:VDI]"/>
    <xsl:variable name="disk" select="($vdi/x:VBDs/x:array/x:value[contains(., '/disk/')])[1]"/>
    <xsl:choose>
      <xsl:when test="$method = 'SR.scan'">
        <g:command name="file.list" target="{d:id('SR', $self)}" path="" recursive="false"/>
      </xsl:when>
      <xsl:when test="$method = 'VDI.create'"><xsl:call-template name="newVolume"/></xsl:when>
      <xsl:when test="$class = 'VDI' and ($verb = 'resize' or $verb = 'resize_online' or $verb = 'set_on_boot')
                      and ($kind = 'volume' and not($vdi[not(x:part)]) or $disk)">
        <xsl:choose>
          <xsl:when test="$kind = 'volume'">
            <xsl:call-template name="ofDisk"><xsl:with-param name="vm" select="$machine"/><xsl:with-param name="id" select="$device"/></xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="ofDisk">
              <xsl:with-param name="vm" select="substring-before($disk, '/disk/')"/><xsl:with-param name="id" select="substring-after($disk, '/disk/')"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$class = 'VDI' and contains(' resize resize_online destroy clone copy ', concat(' ', $verb, ' '))">
        <xsl:choose>
          <xsl:when test="not($vdi/x:location != '')"><xsl:call-template name="handleInvalid"/></xsl:when>
          <xsl:when test="$verb = 'destroy' and $vdi/x:VBDs/x:array/x:value">
            <xsl:call-template name="inUse"><xsl:with-param name="vdi" select="$self"/></xsl:call-template>
          </xsl:when>
          <xsl:otherwise><xsl:call-template name="ofVolume"><xsl:with-param name="vdi" select="$vdi"/></xsl:call-template></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="($verb = 'set_read_only' or $verb = 'set_sharable') and ($args[2] = '1' or $args[2] = 'true')">
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="concat($method, ' to true')"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="keep"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="ofDisk">
    <xsl:param name="vm"/>
    <xsl:param name="id"/>
    <g:command name="vm.reconfigure" target="{d:id('VM', string($vm))}">
      <g:disk op="edit" id="{$id}">
        <xsl:choose>
          <xsl:when test="$verb = 'set_on_boot'">
            <xsl:attribute name="mode">
              <xsl:choose><xsl:when test="$args[2] = 'reset'">independent_nonpersistent</xsl:when><xsl:otherwise>persistent</xsl:otherwise></xsl:choose>
            </xsl:attribute>
          </xsl:when>
          <xsl:otherwise><xsl:attribute name="capacity"><xsl:value-of select="normalize-space($args[2])"/></xsl:attribute></xsl:otherwise>
        </xsl:choose>
      </g:disk>
    </g:command>
  </xsl:template>

  <xsl:template name="ofVolume">
    <xsl:param name="vdi"/>
    <xsl:variable name="sr" select="d:id('SR', string($vdi/x:SR))"/>
    <xsl:variable name="path" select="string($vdi/x:file | $vdi/x:location[not($vdi/x:file)])"/>
    <xsl:variable name="to" select="normalize-space($args[2][not(x:struct)])"/>
    <xsl:choose>
      <xsl:when test="$verb = 'destroy'"><g:command name="file.delete" target="{$sr}" path="{$path}" disk="true"/></xsl:when>
      <xsl:when test="starts-with($verb, 'resize')">
        <g:command name="volume.resize" target="{$sr}" path="{$path}" capacity="{normalize-space($args[2])}"/>
      </xsl:when>
      <xsl:when test="$verb = 'copy' and $args[4] != $null and $args[4] != ''">
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="'copying into a volume'"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <g:command name="file.copy" target="{$sr}" path="{$path}" overwrite="false" disk="true">
          <xsl:attribute name="toDatastore">
            <xsl:choose>
              <xsl:when test="$verb = 'copy' and $to != '' and $to != $null"><xsl:value-of select="d:id('SR', $to)"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="$sr"/></xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
          <xsl:attribute name="toPath">
            <xsl:call-template name="fileName">
              <xsl:with-param name="label" select="string($vdi/x:name_label)"/><xsl:with-param name="like" select="$path"/>
            </xsl:call-template>
          </xsl:attribute>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="newVolume">
    <xsl:variable name="size" select="$record[@name = 'virtual_size']"/>
    <xsl:variable name="type" select="$record[@name = 'type']"/>
    <xsl:variable name="flag" select="$record[@name = 'sharable' or @name = 'read_only'][. = '1' or . = 'true'][1]"/>
    <xsl:choose>
      <xsl:when test="not($size &gt; 0)">
        <xsl:call-template name="invalid">
          <xsl:with-param name="argument" select="'virtual_size'"/><xsl:with-param name="value" select="string($size)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type and $type != 'user' and $type != 'system'">
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="concat('a volume of type ', $type)"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$flag">
        <xsl:call-template name="refuse"><xsl:with-param name="because" select="concat('a volume that is ', $flag/@name)"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <g:command name="volume.create" target="{d:id('SR', normalize-space($record[@name = 'SR']))}" capacity="{normalize-space($size)}">
          <xsl:attribute name="path">
            <xsl:call-template name="fileName">
              <xsl:with-param name="label" select="string($record[@name = 'name_label'])"/>
              <xsl:with-param name="sr" select="normalize-space($record[@name = 'SR'])"/>
            </xsl:call-template>
          </xsl:attribute>
          <xsl:if test="$record[@name = 'sm_config']/x:struct/x:member[@name = 'type'] = 'raw'"><xsl:attribute name="thin">false</xsl:attribute></xsl:if>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="inUse">
    <xsl:param name="vdi"/>
    <g:fault code="invalidState">
      <g:message>A machine has the volume.</g:message>
      <g:detail name="volume"><xsl:value-of select="$vdi"/></g:detail>
    </g:fault>
  </xsl:template>
</xsl:stylesheet>

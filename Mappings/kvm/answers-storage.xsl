<?xml version="1.0" encoding="UTF-8"?>
<!--
  Answers about storage pools and volumes. Where a platform tells of no volumes by themselves, they are the disks of its
  machines. For answers.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">
  <xsl:template match="v:call[@procedure = 'connectListAllStoragePools']" mode="answer">
    <xsl:variable name="types" select="floor($flags div 64)"/>
    <xsl:variable name="found">
      <xsl:for-each select="$rows[self::v:pool]">
        <xsl:variable name="active"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="2"/><xsl:with-param name="no" select="1"/><xsl:with-param name="is" select="@state = 'running'"/></xsl:call-template></xsl:variable>
        <xsl:variable name="persistent"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="4"/><xsl:with-param name="no" select="8"/><xsl:with-param name="is" select="true()"/></xsl:call-template></xsl:variable>
        <xsl:variable name="autostart"><xsl:call-template name="chosen"><xsl:with-param name="yes" select="16"/><xsl:with-param name="no" select="32"/><xsl:with-param name="is" select="@autostart = '1'"/></xsl:call-template></xsl:variable>
        <!-- All are of the type dir, whose flag is the first of the types'. -->
        <xsl:if test="$active = 1 and $persistent = 1 and $autostart = 1 and ($types = 0 or $types mod 2 = 1)"><v:pools name="{@name}" uuid="{@uuid}"/></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:call-template name="list"><xsl:with-param name="found" select="d:nodes($found)"/></xsl:call-template>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'connectNumOfStoragePools']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="count($rows[@state = 'running'])"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectNumOfDefinedStoragePools']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="count($rows[@state != 'running'])"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectListStoragePools']" mode="answer">
    <xsl:call-template name="names"><xsl:with-param name="of" select="$rows[@state = 'running']"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectListDefinedStoragePools']" mode="answer">
    <xsl:call-template name="names"><xsl:with-param name="of" select="$rows[@state != 'running']"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'storagePoolLookupByName' or @procedure = 'storagePoolLookupByUuid']" mode="answer">
    <xsl:choose>
      <xsl:when test="$pool"><v:result procedure="{@procedure}"><xsl:apply-templates select="$pool" mode="known"/></v:result></xsl:when>
      <xsl:otherwise><xsl:call-template name="no-pool"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'storagePoolLookupByTargetPath']" mode="answer">
    <xsl:variable name="one" select="$rows[self::v:pool][@path = $asked/v:path][1]"/>
    <xsl:choose>
      <xsl:when test="$one"><v:result procedure="{@procedure}"><xsl:apply-templates select="$one" mode="known"/></v:result></xsl:when>
      <xsl:otherwise><v:error code="49" domain="18"><v:message>Storage pool not found: no storage pool with matching target path '<xsl:value-of select="v:path"/>'</v:message></v:error></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- VIR_STORAGE_POOL_RUNNING is 2, INACTIVE 0. -->
  <xsl:template match="v:call[@procedure = 'storagePoolGetInfo']" mode="answer">
    <v:result procedure="{@procedure}">
      <v:state><xsl:value-of select="2 * ($pool/@state = 'running')"/></v:state>
      <v:capacity><xsl:value-of select="$pool/pool/capacity"/></v:capacity>
      <v:allocation><xsl:value-of select="$pool/pool/allocation"/></v:allocation>
      <v:available><xsl:value-of select="$pool/pool/available"/></v:available>
    </v:result>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'storagePoolGetXMLDesc']" mode="answer">
    <v:result procedure="{@procedure}"><v:xml><xsl:copy-of select="$pool/pool"/></v:xml></v:result>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'storagePoolGetAutostart']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">autostart</xsl:with-param><xsl:with-param name="value" select="$pool/@autostart"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'storagePoolIsActive']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">active</xsl:with-param><xsl:with-param name="value" select="number($pool/@state = 'running')"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'storagePoolIsPersistent']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">persistent</xsl:with-param><xsl:with-param name="value">1</xsl:with-param></xsl:call-template>
  </xsl:template>
  <!-- The mirror is up to date by itself; an active pool is as it is to be. -->
  <xsl:template match="v:call[@procedure = 'storagePoolRefresh']" mode="answer"><v:result procedure="{@procedure}"/></xsl:template>

  <xsl:key name="volume-at" match="p:rows/v:volume" use="@path"/>
  <xsl:key name="image-at" match="p:object/v:domain/v:volume" use="@path"/>

  <xsl:variable name="all-pools" select="$question/p:rows/v:pool | $pool"/>

  <!-- Every volume that is known in a question about storage: those of their own, disks that are none of them, and files: other files in folders are a machine's own. -->
  <xsl:variable name="volumes">
    <xsl:if test="starts-with($question/v:call/@procedure, 'storage')">
      <xsl:for-each select="$question/p:rows/v:volume">
        <v:volume><xsl:copy-of select="@*"/></v:volume>
      </xsl:for-each>
      <xsl:for-each select="$question/p:about/p:object/v:domain/v:volume[not(key('volume-at', @path))][generate-id() = generate-id(key('image-at', @path)[1])]">
        <v:volume key="{@path}"><xsl:copy-of select="@*"/></v:volume>
      </xsl:for-each>
      <xsl:for-each select="$question/p:files/g:result/g:object/g:file[@kind = 'disk' or @kind = 'image' or (@kind = 'other' and not(contains(@path, '/')))]">
        <xsl:variable name="in" select="$all-pools[@uuid = d:native('pool', current()/../@id)][1]"/>
        <xsl:variable name="path" select="concat($in/@path, '/', @path)"/>
        <xsl:if test="$in and not(key('volume-at', $path)) and not(key('image-at', $path))">
          <v:volume key="{$path}" path="{$path}" name="{@path}" pool="{$in/@name}" poolUUID="{$in/@uuid}" allocation="{@size}">
            <xsl:attribute name="capacity"><xsl:value-of select="concat(@capacity, substring(@size, 1, 99 * not(@capacity)))"/></xsl:attribute>
            <xsl:if test="@kind != 'disk'"><xsl:attribute name="format">raw</xsl:attribute></xsl:if>
          </v:volume>
        </xsl:if>
      </xsl:for-each>
    </xsl:if>
  </xsl:variable>
  <xsl:variable name="known-volumes" select="d:nodes($volumes)/v:volume"/>
  <xsl:variable name="by-key" select="$known-volumes[@key = $asked/v:vol/@key]"/>
  <xsl:variable name="volume" select="$by-key | $known-volumes[not($by-key)][@name = $asked/v:vol/@name and @pool = $asked/v:vol/@pool]"/>

  <xsl:template name="no-volume">
    <v:error code="50" domain="18">
      <v:message>Storage volume not found: no storage vol with matching <xsl:choose>
        <xsl:when test="$asked/v:path">path '<xsl:value-of select="$asked/v:path"/>'</xsl:when>
        <xsl:when test="$asked/v:name">name '<xsl:value-of select="$asked/v:name"/>'</xsl:when>
        <xsl:when test="$asked/v:key">key '<xsl:value-of select="$asked/v:key"/>'</xsl:when>
        <xsl:otherwise>name '<xsl:value-of select="$asked/v:vol/@name"/>'</xsl:otherwise>
      </xsl:choose></v:message>
    </v:error>
  </xsl:template>

  <xsl:template match="v:call[@procedure = 'storagePoolListAllVolumes']" mode="answer">
    <xsl:variable name="found"><xsl:for-each select="$known-volumes[@poolUUID = $pool/@uuid]"><v:vols pool="{@pool}" name="{@name}" key="{@key}"/></xsl:for-each></xsl:variable>
    <xsl:call-template name="list"><xsl:with-param name="found" select="d:nodes($found)"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'storagePoolNumOfVolumes']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">num</xsl:with-param><xsl:with-param name="value" select="count($known-volumes[@poolUUID = $pool/@uuid])"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'storagePoolListVolumes']" mode="answer">
    <xsl:call-template name="names"><xsl:with-param name="of" select="$known-volumes[@poolUUID = $pool/@uuid]"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'storageVolLookupByName' or @procedure = 'storageVolLookupByKey' or @procedure = 'storageVolLookupByPath']" mode="answer">
    <xsl:variable name="exact" select="$known-volumes[(@name = $asked/v:name and @poolUUID = $pool/@uuid) or @key = $asked/v:key or @path = $asked/v:path]"/>
    <!-- What its owner calls a volume will do, if no other has that name. -->
    <xsl:variable name="called" select="$known-volumes[not($exact)][@label = $asked/v:name and @poolUUID = $pool/@uuid]"/>
    <xsl:variable name="one" select="$exact[1] | $called[count($called) = 1]"/>
    <xsl:choose>
      <xsl:when test="$one"><v:result procedure="{@procedure}"><v:vol pool="{$one/@pool}" name="{$one/@name}" key="{$one/@key}"/></v:result></xsl:when>
      <xsl:otherwise><xsl:call-template name="no-volume"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'storagePoolLookupByVolume']" mode="answer">
    <xsl:variable name="one" select="$question/p:rows/v:pool[@uuid = $volume/@poolUUID] | $pool"/>
    <xsl:choose>
      <xsl:when test="$volume and $one"><v:result procedure="{@procedure}"><xsl:apply-templates select="$one[1]" mode="known"/></v:result></xsl:when>
      <xsl:otherwise><xsl:call-template name="no-volume"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:call[starts-with(@procedure, 'storageVolGet')]" mode="answer">
    <xsl:variable name="one" select="$volume[1]"/>
    <xsl:variable name="allocation" select="concat($one/@allocation, substring($one/@capacity, 1, 99 * not($one/@allocation)))"/>
    <xsl:choose>
      <xsl:when test="not($one)"><xsl:call-template name="no-volume"/></xsl:when>
      <xsl:when test="@procedure = 'storageVolGetPath'"><xsl:call-template name="tell"><xsl:with-param name="name">name</xsl:with-param><xsl:with-param name="value" select="$one/@path"/></xsl:call-template></xsl:when>
      <xsl:when test="@procedure = 'storageVolGetXMLDesc'">
        <v:result procedure="{@procedure}">
          <v:xml>
            <volume type="file">
              <name><xsl:value-of select="$one/@name"/></name>
              <key><xsl:value-of select="$one/@key"/></key>
              <capacity unit="bytes"><xsl:value-of select="$one/@capacity"/></capacity>
              <allocation unit="bytes"><xsl:value-of select="$allocation"/></allocation>
              <target>
                <path><xsl:value-of select="$one/@path"/></path>
                <format>
                  <xsl:attribute name="type"><xsl:choose>
                    <xsl:when test="$one/@format"><xsl:value-of select="$one/@format"/></xsl:when>
                    <xsl:otherwise><xsl:call-template name="format"><xsl:with-param name="name" select="$one/@name"/></xsl:call-template></xsl:otherwise>
                  </xsl:choose></xsl:attribute>
                </format>
              </target>
            </volume>
          </v:xml>
        </v:result>
      </xsl:when>
      <!-- VIR_STORAGE_VOL_FILE is 0. -->
      <xsl:otherwise>
        <v:result procedure="{@procedure}">
          <v:type>0</v:type>
          <v:capacity><xsl:value-of select="$one/@capacity"/></v:capacity>
          <v:allocation><xsl:value-of select="$allocation"/></v:allocation>
        </v:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  Where added disks and drives go. Generation 1: IDE 0 and 1 with two places each, up to four SCSI controllers; a machine
  boots from IDE, drives are on IDE. Generation 2: SCSI only. Other platforms' controllers become SCSI controllers.
  Result: $buses, the SCSI controllers by their number (" scsi0 sata0 "), and $places (" 1=scsi0:0  2=ide1:0 ", by
  number of the added device; "!" where there is none).
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w g p d">

  <!-- A clone is made by the command that would make its like. -->
  <xsl:variable name="given" select="/p:input/g:command"/>
  <xsl:variable name="source" select="/p:input/g:vm[$given/@name = 'vm.clone']"/>
  <xsl:variable name="like"><xsl:apply-templates select="$source" mode="like"/></xsl:variable>
  <xsl:variable name="command" select="$given[not($source)] | d:nodes($like)/g:command"/>
  <xsl:variable name="vm" select="/p:input/g:vm[not($source)]"/>
  <xsl:variable name="native" select="/p:input/p:native/w:system"/>
  <xsl:variable name="host" select="/p:input/p:host"/>
  <xsl:variable name="creating" select="$command/@name = 'vm.create'"/>
  <xsl:variable name="off" select="$creating or $vm/g:powerState = 'off'"/>
  <xsl:variable name="added" select="$command/g:disk[@op = 'add'] | $command/g:cdrom[@op = 'add']"/>
  <xsl:variable name="scsiThere" select="$vm/g:controllers/g:controller[@type = 'scsi']"/>

  <xsl:variable name="generation">
    <xsl:choose>
      <xsl:when test="$vm/g:firmware/@type = 'bios'">1</xsl:when>
      <xsl:when test="$vm">2</xsl:when>
      <xsl:when test="$command/g:firmware/@type = 'bios'">1</xsl:when>
      <xsl:when test="$command/g:firmware/@type = 'efi'">2</xsl:when>
      <xsl:when test="$command/g:controller[@type = 'ide' or starts-with(@id, 'ide')]
                      or $added[starts-with(@controller, 'ide') or starts-with(@id, 'ide')]">1</xsl:when>
      <xsl:otherwise>2</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <xsl:variable name="buses">
    <xsl:variable name="named">
      <xsl:call-template name="busNames">
        <xsl:with-param name="nodes" select="$command/g:controller[@op = 'add'] | $added[$creating]"/>
        <xsl:with-param name="list">
          <xsl:text> </xsl:text>
          <xsl:for-each select="$scsiThere"><xsl:value-of select="concat(@id, ' ')"/></xsl:for-each>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$named = ' ' and $added and ($generation = 2 or $creating and count($added) &gt; 4)"> scsi0 </xsl:when>
      <xsl:otherwise><xsl:value-of select="$named"/></xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <!-- One blank more than there are controllers. -->
  <xsl:variable name="busCount" select="string-length($buses) - string-length(translate($buses, ' ', '')) - 1"/>

  <xsl:variable name="places">
    <xsl:call-template name="place"/>
  </xsl:variable>

  <xsl:template name="busNames">
    <xsl:param name="nodes"/>
    <xsl:param name="list"/>
    <xsl:choose>
      <xsl:when test="$nodes">
        <xsl:variable name="name">
          <xsl:for-each select="$nodes[1]">
            <xsl:choose>
              <xsl:when test="self::g:controller[@type = 'ide' and $generation = 1]"/>
              <xsl:when test="self::g:controller"><xsl:value-of select="@id"/></xsl:when>
              <xsl:when test="self::g:cdrom and $generation = 1"/>
              <xsl:otherwise><xsl:call-template name="controllerOf"/></xsl:otherwise>
            </xsl:choose>
          </xsl:for-each>
        </xsl:variable>
        <xsl:call-template name="busNames">
          <xsl:with-param name="nodes" select="$nodes[position() &gt; 1]"/>
          <xsl:with-param name="list">
            <xsl:value-of select="$list"/>
            <xsl:if test="$name != '' and not(contains($list, concat(' ', $name, ' ')))
                          and not($generation = 1 and starts-with($name, 'ide'))">
              <xsl:value-of select="concat($name, ' ')"/>
            </xsl:if>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$list"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The controller and unit that a device asks for, if it does. -->
  <xsl:template name="controllerOf">
    <xsl:choose>
      <xsl:when test="@controller"><xsl:value-of select="@controller"/></xsl:when>
      <!-- A place in one row, as XAPI has it: the four of IDE come first. -->
      <xsl:when test="@unit and $generation = 1 and @unit &lt; 4"><xsl:value-of select="concat('ide', floor(@unit div 2))"/></xsl:when>
      <xsl:when test="@unit and contains($buses, ' scsi0 ')">scsi0</xsl:when>
      <xsl:otherwise><xsl:value-of select="substring-before(@id, ':')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="unitOf">
    <xsl:choose>
      <xsl:when test="@unit and not(@controller) and $generation = 1 and @unit &lt; 4"><xsl:value-of select="@unit mod 2"/></xsl:when>
      <xsl:when test="@unit"><xsl:value-of select="@unit"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="substring-after(@id, ':')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Our controller for the one asked for: scsiN, ideN, nothing if it may be any, "!" if there is none such. -->
  <xsl:template name="mappedController">
    <xsl:variable name="asked"><xsl:call-template name="controllerOf"/></xsl:variable>
    <xsl:variable name="before" select="substring-before($buses, concat(' ', $asked, ' '))"/>
    <xsl:choose>
      <xsl:when test="$asked = ''"/>
      <xsl:when test="$generation = 1 and starts-with($asked, 'ide')"><xsl:value-of select="$asked"/></xsl:when>
      <xsl:when test="$generation = 1 and self::g:cdrom"/>
      <!-- Generation 2 has no IDE, where other platforms' clients put drives. -->
      <xsl:when test="$generation = 2 and self::g:cdrom and not($creating) and starts-with($asked, 'ide')"/>
      <xsl:when test="$generation = 1 and $creating and not(preceding-sibling::g:disk[@op = 'add'])"/>
      <xsl:when test="contains($buses, concat(' ', $asked, ' '))">
        <xsl:value-of select="concat('scsi', string-length($before) - string-length(translate($before, ' ', '')))"/>
      </xsl:when>
      <xsl:otherwise>!</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- First those that name their place, then the others. -->
  <xsl:template name="place">
    <xsl:param name="i" select="1"/>
    <xsl:param name="pass" select="1"/>
    <xsl:param name="taken">
      <xsl:text> </xsl:text>
      <xsl:for-each select="$vm/g:disks/g:disk | $vm/g:cdroms/g:cdrom">
        <xsl:value-of select="concat(' x=', @id, ' ')"/>
      </xsl:for-each>
    </xsl:param>
    <xsl:choose>
      <xsl:when test="$i &lt;= count($added)">
        <xsl:variable name="place">
          <xsl:for-each select="$added[$i]">
            <xsl:variable name="controller"><xsl:call-template name="mappedController"/></xsl:variable>
            <xsl:variable name="unit"><xsl:call-template name="unitOf"/></xsl:variable>
            <xsl:variable name="explicit" select="$controller != '' and $unit != ''"/>
            <xsl:choose>
              <xsl:when test="$pass = 1 and $explicit">
                <xsl:variable name="wanted" select="concat($controller, ':', $unit)"/>
                <xsl:choose>
                  <xsl:when test="$controller = '!' or contains($taken, concat('=', $wanted, ' '))">!</xsl:when>
                  <xsl:when test="starts-with($wanted, 'ide')
                                  and not(contains(' ide0:0 ide0:1 ide1:0 ide1:1 ', concat(' ', $wanted, ' ')))">!</xsl:when>
                  <xsl:when test="$unit &gt; 63">!</xsl:when>
                  <xsl:otherwise><xsl:value-of select="$wanted"/></xsl:otherwise>
                </xsl:choose>
              </xsl:when>
              <xsl:when test="$pass = 2 and not($explicit)">
                <xsl:call-template name="freePlace">
                  <xsl:with-param name="controller" select="$controller"/>
                  <xsl:with-param name="taken" select="$taken"/>
                </xsl:call-template>
              </xsl:when>
            </xsl:choose>
          </xsl:for-each>
        </xsl:variable>
        <xsl:call-template name="place">
          <xsl:with-param name="i" select="$i + 1"/>
          <xsl:with-param name="pass" select="$pass"/>
          <xsl:with-param name="taken">
            <xsl:value-of select="$taken"/>
            <xsl:if test="$place != ''"><xsl:value-of select="concat(' ', $i, '=', $place, ' ')"/></xsl:if>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$pass = 1">
        <xsl:call-template name="place">
          <xsl:with-param name="pass" select="2"/>
          <xsl:with-param name="taken" select="$taken"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$taken"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="freePlace">
    <xsl:param name="controller"/>
    <xsl:param name="taken"/>
    <xsl:variable name="ide">
      <xsl:if test="$generation = 1">
        <xsl:choose>
          <xsl:when test="starts-with($controller, 'ide')">
            <xsl:value-of select="concat($controller, ':0 ', $controller, ':1 ')"/>
          </xsl:when>
          <xsl:when test="self::g:cdrom">ide1:0 ide1:1 ide0:1 ide0:0 </xsl:when>
          <xsl:when test="$controller = '' and $off">ide0:0 ide0:1 ide1:0 ide1:1 </xsl:when>
        </xsl:choose>
      </xsl:if>
    </xsl:variable>
    <xsl:variable name="onIDE">
      <xsl:call-template name="freeOf"><xsl:with-param name="list" select="$ide"/><xsl:with-param name="taken" select="$taken"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="onSCSI">
      <xsl:if test="not($generation = 1 and self::g:cdrom) and not(starts-with($controller, 'ide')) and $controller != '!'">
        <xsl:call-template name="freeUnit">
          <xsl:with-param name="controller" select="$controller"/>
          <xsl:with-param name="bus"><xsl:choose>
            <xsl:when test="$controller = ''">0</xsl:when>
            <xsl:otherwise><xsl:value-of select="substring($controller, 5)"/></xsl:otherwise>
          </xsl:choose></xsl:with-param>
          <xsl:with-param name="taken" select="$taken"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:variable>
    <xsl:choose>
      <!-- A machine that has SCSI controllers gets its later disks there. -->
      <xsl:when test="not($creating) and $onSCSI != ''"><xsl:value-of select="$onSCSI"/></xsl:when>
      <xsl:when test="$onIDE != ''"><xsl:value-of select="$onIDE"/></xsl:when>
      <xsl:when test="$onSCSI != ''"><xsl:value-of select="$onSCSI"/></xsl:when>
      <xsl:otherwise>!</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="freeOf">
    <xsl:param name="list"/>
    <xsl:param name="taken"/>
    <xsl:variable name="first" select="substring-before($list, ' ')"/>
    <xsl:choose>
      <xsl:when test="$first = ''"/>
      <xsl:when test="contains($taken, concat('=', $first, ' '))">
        <xsl:call-template name="freeOf">
          <xsl:with-param name="list" select="substring-after($list, ' ')"/>
          <xsl:with-param name="taken" select="$taken"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$first"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="freeUnit">
    <xsl:param name="controller"/>
    <xsl:param name="bus"/>
    <xsl:param name="unit" select="0"/>
    <xsl:param name="taken"/>
    <xsl:variable name="place" select="concat('scsi', $bus, ':', $unit)"/>
    <xsl:choose>
      <xsl:when test="$bus &gt;= $busCount"/>
      <xsl:when test="not(contains($taken, concat('=', $place, ' ')))"><xsl:value-of select="$place"/></xsl:when>
      <xsl:when test="$unit &lt; 63">
        <xsl:call-template name="freeUnit">
          <xsl:with-param name="controller" select="$controller"/>
          <xsl:with-param name="bus" select="$bus"/>
          <xsl:with-param name="unit" select="$unit + 1"/>
          <xsl:with-param name="taken" select="$taken"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$controller = ''">
        <xsl:call-template name="freeUnit">
          <xsl:with-param name="bus" select="$bus + 1"/>
          <xsl:with-param name="taken" select="$taken"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- The devices of a generic VM as VBDs with their VDIs, and VIFs. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <!-- A device's identifier in digits: the kind of its controller, the bus, the unit. -->
  <xsl:template name="digits">
    <xsl:variable name="kind" select="translate(@controller, '0123456789', '')"/>
    <xsl:variable name="first">
      <xsl:choose>
        <xsl:when test="$kind = 'xen'">1</xsl:when><xsl:when test="$kind = 'scsi'">2</xsl:when>
        <xsl:when test="$kind = 'ide'">3</xsl:when><xsl:when test="$kind = 'sata'">4</xsl:when>
        <xsl:when test="$kind = 'nvme'">5</xsl:when><xsl:when test="$kind = 'virtio'">6</xsl:when>
        <xsl:otherwise>9</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:value-of select="$first * 10000000 + number(concat('0', substring(@controller, string-length($kind) + 1))) mod 100 * 100000 + @unit mod 100000"/>
  </xsl:template>

  <xsl:template name="deviceUUID">
    <xsl:param name="kind"/>
    <xsl:variable name="number"><xsl:call-template name="digits"/></xsl:variable>
    <xsl:call-template name="part">
      <xsl:with-param name="kind" select="$kind"/><xsl:with-param name="number" select="$number"/>
    </xsl:call-template>
  </xsl:template>

  <!-- A volume that is an object of its own is one VDI, here and there; another is the disk's. -->
  <xsl:template name="volume">
    <xsl:param name="vm"/>
    <xsl:choose>
      <xsl:when test="@volume"><xsl:value-of select="d:native('VDI', string(@volume))"/></xsl:when>
      <xsl:when test="contains(@path, '~')">
        <xsl:variable name="word"><xsl:call-template name="volumeWord"/></xsl:variable>
        <xsl:value-of select="concat(substring('OpaqueRef:', 1, 10 * ($word != '')), $word, substring(concat($vm, '/volume/', @id), 1, 999 * ($word = '')))"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($vm, '/volume/', @id)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What a file was given to be the only one of its name, which stays with it: a UUID. -->
  <xsl:template name="volumeWord">
    <xsl:variable name="word" select="substring(substring-after(@path, '~'), 1, 36)"/>
    <xsl:if test="string-length($word) = 36 and translate($word, '0123456789abcdef', '') = '----'"><xsl:value-of select="$word"/></xsl:if>
  </xsl:template>

  <xsl:template match="g:disk">
    <xsl:param name="vm"/>
    <xsl:param name="up"/>
    <xsl:variable name="vdi"><xsl:call-template name="volume"><xsl:with-param name="vm" select="$vm"/></xsl:call-template></xsl:variable>
    <x:VBD ref="{$vm}/disk/{@id}">
      <x:uuid><xsl:call-template name="deviceUUID"><xsl:with-param name="kind" select="'d15c'"/></xsl:call-template></x:uuid>
      <x:VM><xsl:value-of select="$vm"/></x:VM>
      <x:VDI><xsl:value-of select="$vdi"/></x:VDI>
      <x:type>Disk</x:type>
      <x:mode>RW</x:mode>
      <xsl:call-template name="place"/>
      <x:bootable><x:boolean><xsl:value-of select="number(not(preceding-sibling::g:disk))"/></x:boolean></x:bootable>
      <x:empty><x:boolean>0</x:boolean></x:empty>
      <x:unpluggable><x:boolean>1</x:boolean></x:unpluggable>
      <x:currently_attached><x:boolean><xsl:value-of select="number($up)"/></x:boolean></x:currently_attached>
      <x:allowed_operations>
        <x:array>
          <xsl:if test="not($up)"><x:value>attach</x:value></xsl:if>
        </x:array>
      </x:allowed_operations>
      <xsl:call-template name="keptOfDevice"><xsl:with-param name="kind" select="'disk'"/></xsl:call-template>
    </x:VBD>
    <xsl:if test="not(@volume = $related[@type = 'volume']/@id)">
      <xsl:call-template name="vdi">
        <xsl:with-param name="vdi" select="string($vdi)"/>
        <xsl:with-param name="vbd" select="concat($vm, '/disk/', @id)"/>
        <xsl:with-param name="up" select="$up"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="g:cdrom">
    <xsl:param name="vm"/>
    <xsl:param name="up"/>
    <xsl:variable name="vdi"><xsl:call-template name="volume"><xsl:with-param name="vm" select="$vm"/></xsl:call-template></xsl:variable>
    <xsl:variable name="in" select="@path != ''"/>
    <x:VBD ref="{$vm}/cdrom/{@id}">
      <x:uuid><xsl:call-template name="deviceUUID"><xsl:with-param name="kind" select="'cd00'"/></xsl:call-template></x:uuid>
      <x:VM><xsl:value-of select="$vm"/></x:VM>
      <x:VDI>
        <xsl:choose>
          <xsl:when test="$in"><xsl:value-of select="$vdi"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </x:VDI>
      <x:type>CD</x:type>
      <x:mode>RO</x:mode>
      <xsl:call-template name="place"/>
      <x:bootable><x:boolean>0</x:boolean></x:bootable>
      <x:empty><x:boolean><xsl:value-of select="number(not($in))"/></x:boolean></x:empty>
      <x:currently_attached>
        <x:boolean><xsl:value-of select="number($up and (@connected = 'true' or not($in)))"/></x:boolean>
      </x:currently_attached>
      <x:allowed_operations>
        <x:array>
          <x:value>attach</x:value>
          <xsl:choose><xsl:when test="$in"><x:value>eject</x:value></xsl:when><xsl:otherwise><x:value>insert</x:value></xsl:otherwise></xsl:choose>
        </x:array>
      </x:allowed_operations>
      <xsl:call-template name="keptOfDevice"><xsl:with-param name="kind" select="'cdrom'"/></xsl:call-template>
    </x:VBD>
    <xsl:if test="$in and not(@volume = $related[@type = 'volume']/@id)">
      <xsl:call-template name="vdi">
        <xsl:with-param name="vdi" select="string($vdi)"/>
        <xsl:with-param name="vbd" select="concat($vm, '/cdrom/', @id)"/>
        <xsl:with-param name="up" select="$up"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="vdi">
    <xsl:param name="vdi"/>
    <xsl:param name="vbd"/>
    <xsl:param name="up"/>
    <xsl:variable name="image" select="boolean(self::g:cdrom)"/>
    <x:VDI ref="{$vdi}">
      <x:uuid>
        <xsl:variable name="word"><xsl:call-template name="volumeWord"/></xsl:variable>
        <xsl:choose>
          <xsl:when test="@volume"><xsl:value-of select="@volume"/></xsl:when>
          <xsl:when test="$word != ''"><xsl:value-of select="$word"/></xsl:when>
          <xsl:when test="$image"><xsl:call-template name="deviceUUID"><xsl:with-param name="kind" select="'150d'"/></xsl:call-template></xsl:when>
          <xsl:otherwise><xsl:call-template name="deviceUUID"><xsl:with-param name="kind" select="'5d10'"/></xsl:call-template></xsl:otherwise>
        </xsl:choose>
      </x:uuid>
      <x:name_label><xsl:call-template name="volumeName"><xsl:with-param name="file" select="string(@path)"/></xsl:call-template></x:name_label>
      <x:SR>
        <xsl:call-template name="reference">
          <xsl:with-param name="type" select="'SR'"/><xsl:with-param name="id" select="@datastore"/>
        </xsl:call-template>
      </x:SR>
      <x:VBDs><x:array><x:value><xsl:value-of select="$vbd"/></x:value></x:array></x:VBDs>
      <xsl:if test="@capacity">
        <x:virtual_size><xsl:value-of select="@capacity"/></x:virtual_size>
        <x:physical_utilisation><xsl:value-of select="@capacity"/></x:physical_utilisation>
      </xsl:if>
      <xsl:call-template name="location">
        <xsl:with-param name="uuid" select="string(@volume)"/><xsl:with-param name="path" select="string(@path)"/>
      </xsl:call-template>
      <xsl:if test="not(@volume)"><x:part><xsl:value-of select="concat(substring-before($vbd, '/'), '/volume/', @id)"/></x:part></xsl:if>
      <x:type>user</x:type>
      <x:read_only><x:boolean><xsl:value-of select="number($image)"/></x:boolean></x:read_only>
      <x:managed><x:boolean>1</x:boolean></x:managed>
      <x:on_boot>
        <xsl:choose>
          <xsl:when test="@mode = 'independent_nonpersistent'">reset</xsl:when>
          <xsl:otherwise>persist</xsl:otherwise>
        </xsl:choose>
      </x:on_boot>
      <x:allowed_operations>
        <x:array>
          <xsl:if test="not($image)">
            <xsl:if test="not($up)"><x:value>resize</x:value></xsl:if>
            <xsl:if test="$up"><x:value>resize_online</x:value></xsl:if>
          </xsl:if>
        </x:array>
      </x:allowed_operations>
      <x:sm_config>
        <x:struct>
          <xsl:if test="@thin = 'false'"><x:member name="type">raw</x:member></xsl:if>
          <xsl:call-template name="keptMembers">
            <xsl:with-param name="name" select="'sm_config'"/><xsl:with-param name="of" select="concat('volume/', @id, '/')"/>
          </xsl:call-template>
        </x:struct>
      </x:sm_config>
      <xsl:call-template name="keptOfDevice"><xsl:with-param name="kind" select="'volume'"/></xsl:call-template>
    </x:VDI>
  </xsl:template>

  <!--
    XAPI has one row of devices. Disks of one controller keep their unit; those of several are counted through. The CD is
    at 3 if no disk is; further drives follow all the rest.
  -->
  <xsl:template name="placeNumber">
    <xsl:variable name="disks" select="/p:view/g:vm/g:disks/g:disk"/>
    <xsl:variable name="drives" select="/p:view/g:vm/g:cdroms/g:cdrom"/>
    <xsl:variable name="counted" select="boolean($disks[@controller != $disks[1]/@controller])"/>
    <xsl:variable name="before" select="count(preceding-sibling::g:disk)"/>
    <xsl:variable name="number" select="count($disks)"/>
    <xsl:choose>
      <xsl:when test="@controller = 'xen0'"><xsl:value-of select="@unit"/></xsl:when>
      <!-- Two places each. -->
      <xsl:when test="not(($disks | $drives)[not(starts-with(@controller, 'ide'))])">
        <xsl:value-of select="2 * substring(@controller, 4) + @unit"/>
      </xsl:when>
      <xsl:when test="self::g:disk and $counted"><xsl:value-of select="$before + number($before &gt;= 3 and boolean($drives))"/></xsl:when>
      <xsl:when test="self::g:disk"><xsl:value-of select="@unit"/></xsl:when>
      <xsl:when test="not(preceding-sibling::g:cdrom) and ($counted or not($disks[@unit = 3]))">3</xsl:when>
      <xsl:otherwise>
        <xsl:variable name="last">
          <xsl:choose>
            <xsl:when test="$counted"><xsl:value-of select="$number"/></xsl:when>
            <xsl:otherwise>
              <xsl:for-each select="$disks"><xsl:sort select="@unit" data-type="number" order="descending"/>
                <xsl:if test="position() = 1"><xsl:value-of select="@unit"/></xsl:if></xsl:for-each>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:variable>
        <xsl:variable name="past" select="number(concat('0', normalize-space($last)))"/>
        <xsl:variable name="follows" select="count(preceding-sibling::g:cdrom) + number(not($counted) and boolean($disks[@unit = 3]))"/>
        <xsl:value-of select="3 + number($past &gt; 3) * ($past - 3) + $follows"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="place">
    <xsl:variable name="number"><xsl:call-template name="placeNumber"/></xsl:variable>
    <x:userdevice><xsl:value-of select="$number"/></x:userdevice>
    <x:device>
      <xsl:if test="$number &lt; 26">
        <xsl:value-of select="concat('xvd', substring('abcdefghijklmnopqrstuvwxyz', $number + 1, 1))"/>
      </xsl:if>
    </x:device>
  </xsl:template>

  <!-- The number of a card: its place, if the places are as few as XAPI has. -->
  <xsl:template match="g:nic" mode="device">
    <xsl:choose>
      <xsl:when test="not(../g:nic[@slot &gt; 6])"><xsl:value-of select="@slot"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="count(preceding-sibling::g:nic)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:nic">
    <xsl:param name="vm"/>
    <xsl:param name="up"/>
    <xsl:variable name="addresses" select="../../g:guest/g:address[@nic = current()/@id]"/>
    <x:VIF ref="{$vm}/nic/{@id}">
      <x:uuid>
        <xsl:call-template name="part">
          <xsl:with-param name="kind" select="'01c0'"/><xsl:with-param name="number" select="@slot"/>
        </xsl:call-template>
      </x:uuid>
      <x:VM><xsl:value-of select="$vm"/></x:VM>
      <x:device><xsl:apply-templates select="." mode="device"/></x:device>
      <x:MAC><xsl:value-of select="@mac"/></x:MAC>
      <x:MAC_autogenerated><x:boolean>0</x:boolean></x:MAC_autogenerated>
      <x:MTU>1500</x:MTU>
      <x:network>
        <xsl:call-template name="reference">
          <xsl:with-param name="type" select="'network'"/><xsl:with-param name="id" select="@network"/>
        </xsl:call-template>
      </x:network>
      <x:currently_attached>
        <x:boolean><xsl:value-of select="number($up and @connected = 'true')"/></x:boolean>
      </x:currently_attached>
      <x:locking_mode>
        <xsl:choose>
          <xsl:when test="@connected = 'false'">disabled</xsl:when>
          <xsl:otherwise>network_default</xsl:otherwise>
        </xsl:choose>
      </x:locking_mode>
      <x:ipv4_addresses>
        <x:array><xsl:for-each select="$addresses[not(contains(., ':'))]"><x:value><xsl:value-of select="."/></x:value></xsl:for-each></x:array>
      </x:ipv4_addresses>
      <x:ipv6_addresses>
        <x:array><xsl:for-each select="$addresses[contains(., ':')]"><x:value><xsl:value-of select="."/></x:value></xsl:for-each></x:array>
      </x:ipv6_addresses>
      <x:allowed_operations>
        <x:array>
          <x:value>attach</x:value>
          <xsl:if test="$up">
            <xsl:choose><xsl:when test="@connected = 'true'"><x:value>unplug</x:value></xsl:when><xsl:otherwise><x:value>plug</x:value></xsl:otherwise></xsl:choose>
          </xsl:if>
        </x:array>
      </x:allowed_operations>
      <xsl:call-template name="keptOfDevice"><xsl:with-param name="kind" select="'nic'"/></xsl:call-template>
    </x:VIF>
  </xsl:template>
</xsl:stylesheet>

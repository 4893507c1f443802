<?xml version="1.0" encoding="UTF-8"?>
<!-- Devices of generic changes as libvirt device XML: places, paths, volumes. For command-out.xsl, whose variables it uses. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:plan"
                xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p g d">

  <!-- Where there is no IDE, SATA takes its place, at any free unit: other platforms' clients put drives there. -->
  <xsl:variable name="has-ide" select="not($domain) or contains($domain/os/type/@machine, 'i440fx')"/>

  <!-- The bus of an added disk or drive: its controller's if that exists here, else the nearest. -->
  <xsl:template match="g:disk | g:cdrom" mode="bus">
    <xsl:variable name="asked">
      <xsl:choose>
        <xsl:when test="@controller"><xsl:value-of select="translate(@controller, '0123456789', '')"/></xsl:when>
        <xsl:when test="contains(@id, ':')"><xsl:value-of select="translate(substring-before(@id, ':'), '0123456789', '')"/></xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$asked = 'ide' and not($has-ide)">sata</xsl:when>
      <xsl:when test="$asked = 'ide' or $asked = 'sata' or $asked = 'scsi'"><xsl:value-of select="$asked"/></xsl:when>
      <xsl:when test="self::g:disk">virtio</xsl:when>
      <xsl:when test="$domain and $has-ide">ide</xsl:when>
      <xsl:otherwise>sata</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:disk | g:cdrom" mode="bus-number">
    <xsl:variable name="asked" select="concat(@controller, substring(substring-before(@id, ':'), 1, 99 * not(@controller)))"/>
    <xsl:variable name="type" select="translate($asked, '0123456789', '')"/>
    <xsl:choose>
      <xsl:when test="$type = 'ide' and not($has-ide)">0</xsl:when>
      <xsl:when test="$type = 'ide' or $type = 'sata' or $type = 'scsi'"><xsl:value-of select="number(translate($asked, $type, ''))"/></xsl:when>
      <xsl:otherwise>0</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The unit asked for, or the first that neither the machine nor this command uses. -->
  <xsl:template match="g:disk | g:cdrom" mode="unit">
    <xsl:variable name="bus"><xsl:apply-templates select="." mode="bus"/></xsl:variable>
    <xsl:variable name="number"><xsl:apply-templates select="." mode="bus-number"/></xsl:variable>
    <xsl:variable name="moves" select="not($has-ide) and starts-with(concat(@controller, @id), 'ide')"/>
    <xsl:choose>
      <xsl:when test="@unit and not($moves)"><xsl:value-of select="@unit"/></xsl:when>
      <xsl:when test="contains(@id, ':') and not($moves)"><xsl:value-of select="substring-after(@id, ':')"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="free-unit">
          <xsl:with-param name="controller" select="concat($bus, $number)"/>
          <xsl:with-param name="skip" select="count(preceding-sibling::*[local-name() = local-name(current())][@op = 'add'][not(@unit)]
            [not(contains(@id, ':'))][string(@controller) = string(current()/@controller)])"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="free-unit">
    <xsl:param name="controller"/>
    <xsl:param name="skip"/>
    <xsl:param name="unit" select="0"/>
    <xsl:variable name="used" select="$vm/*/*[@controller = $controller][@unit = $unit]
      | $command/*[@op = 'add'][@id = concat($controller, ':', $unit) or (@controller = $controller and @unit = $unit)]"/>
    <xsl:choose>
      <xsl:when test="not($used) and $skip = 0"><xsl:value-of select="$unit"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="free-unit">
          <xsl:with-param name="controller" select="$controller"/>
          <xsl:with-param name="skip" select="$skip - number(not($used))"/>
          <xsl:with-param name="unit" select="$unit + 1"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- vda by unit, hda by bus and unit; sda, which several buses share, by what is free. -->
  <xsl:template match="g:disk | g:cdrom" mode="dev">
    <xsl:variable name="bus"><xsl:apply-templates select="." mode="bus"/></xsl:variable>
    <xsl:variable name="unit"><xsl:apply-templates select="." mode="unit"/></xsl:variable>
    <xsl:variable name="number"><xsl:apply-templates select="." mode="bus-number"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$bus = 'virtio'">
        <xsl:call-template name="device-name"><xsl:with-param name="prefix">vd</xsl:with-param><xsl:with-param name="index" select="$unit"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$bus = 'ide'">
        <xsl:call-template name="device-name"><xsl:with-param name="prefix">hd</xsl:with-param><xsl:with-param name="index" select="$number * 2 + $unit"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="free-sd">
          <xsl:with-param name="skip" select="count(preceding-sibling::*[self::g:disk or self::g:cdrom][@op = 'add']
            [starts-with(concat(@controller, @id), 's') or (starts-with(concat(@controller, @id), 'ide') and not($has-ide))
             or self::g:cdrom[not(starts-with(concat(@controller, @id), 'ide'))]])"/>
          <!-- One that comes alone has the name that its place has among libvirt's clients. -->
          <xsl:with-param name="index" select="(7 * $number + $unit) * ($bus = 'scsi' and count($command/*[self::g:disk or self::g:cdrom][@op = 'add']) = 1)"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="free-sd">
    <xsl:param name="skip"/>
    <xsl:param name="index" select="0"/>
    <xsl:variable name="name">
      <xsl:call-template name="device-name"><xsl:with-param name="prefix">sd</xsl:with-param><xsl:with-param name="index" select="$index"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="used" select="boolean($domain/devices/disk/target[@dev = $name])"/>
    <xsl:choose>
      <xsl:when test="not($used) and $skip = 0"><xsl:value-of select="$name"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="free-sd">
          <xsl:with-param name="skip" select="$skip - number(not($used))"/>
          <xsl:with-param name="index" select="$index + 1"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The datastore of a change: its own, the command's, that of the machine's first disk, the host's first. -->
  <xsl:template match="*" mode="datastore">
    <xsl:choose>
      <xsl:when test="@datastore"><xsl:value-of select="@datastore"/></xsl:when>
      <xsl:when test="@op = 'edit' and $vm/*/*[@id = current()/@id]/@datastore"><xsl:value-of select="$vm/*/*[@id = current()/@id]/@datastore"/></xsl:when>
      <xsl:when test="$command/@datastore"><xsl:value-of select="$command/@datastore"/></xsl:when>
      <xsl:when test="$vm/g:disks/g:disk/@datastore"><xsl:value-of select="$vm/g:disks/g:disk[@datastore][1]/@datastore"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$host/g:datastore[1]/@id"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A new volume's name: the last part of the path asked for, as an image format of this host; or the machine's name. -->
  <xsl:template match="g:disk" mode="volume-name">
    <xsl:variable name="asked"><xsl:call-template name="last-part"><xsl:with-param name="path" select="@path"/></xsl:call-template></xsl:variable>
    <xsl:variable name="extension"><xsl:call-template name="extension"><xsl:with-param name="name" select="$asked"/></xsl:call-template></xsl:variable>
    <xsl:variable name="dev"><xsl:apply-templates select="." mode="dev"/></xsl:variable>
    <xsl:variable name="machine" select="translate(string($command/g:name | $vm/g:name[not($command/g:name)]), '/', '-')"/>
    <xsl:choose>
      <xsl:when test="$extension = 'qcow2' or $extension = 'raw' or $extension = 'img'"><xsl:value-of select="$asked"/></xsl:when>
      <xsl:when test="$extension = 'vmdk' or $extension = 'vhd' or $extension = 'vhdx'">
        <xsl:value-of select="concat(substring($asked, 1, string-length($asked) - string-length($extension)), 'qcow2')"/>
      </xsl:when>
      <xsl:when test="string($asked)"><xsl:value-of select="concat($asked, '.qcow2')"/></xsl:when>
      <xsl:when test="not($vm) and not(preceding-sibling::g:disk)"><xsl:value-of select="concat($machine, '.qcow2')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($machine, '-', $dev, '.qcow2')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The file of a change, absolute. -->
  <xsl:template match="g:disk | g:cdrom" mode="file">
    <xsl:variable name="datastore"><xsl:apply-templates select="." mode="datastore"/></xsl:variable>
    <xsl:variable name="folder" select="$host/g:datastore[@id = $datastore]/g:path"/>
    <xsl:choose>
      <xsl:when test="self::g:disk and @op = 'add' and @capacity">
        <xsl:value-of select="concat($folder, '/')"/>
        <xsl:apply-templates select="." mode="volume-name"/>
      </xsl:when>
      <xsl:when test="starts-with(@path, '/')"><xsl:value-of select="@path"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($folder, '/', @path)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:disk" mode="create-volume">
    <xsl:variable name="datastore"><xsl:apply-templates select="." mode="datastore"/></xsl:variable>
    <xsl:variable name="pool" select="$host/g:datastore[@id = $datastore]"/>
    <xsl:variable name="name"><xsl:apply-templates select="." mode="volume-name"/></xsl:variable>
    <xsl:variable name="format"><xsl:call-template name="format"><xsl:with-param name="name" select="$name"/></xsl:call-template></xsl:variable>
    <step id="volume-{count(preceding-sibling::g:disk) + 1}">
      <call>
        <v:call procedure="storageVolCreateXML">
          <v:pool name="{$pool/g:name}" uuid="{d:native('pool', $datastore)}"/>
          <v:xml>
            <volume xmlns="">
              <name><xsl:value-of select="$name"/></name>
              <capacity unit="bytes"><xsl:value-of select="@capacity"/></capacity>
              <allocation unit="bytes">
                <xsl:choose>
                  <xsl:when test="@thin = 'false'"><xsl:value-of select="@capacity"/></xsl:when>
                  <xsl:otherwise>0</xsl:otherwise>
                </xsl:choose>
              </allocation>
              <target><format type="{$format}"/></target>
            </volume>
          </v:xml>
          <v:flags>0</v:flags>
        </v:call>
      </call>
      <undo>
        <v:call procedure="storageVolDelete">
          <v:vol pool="{$pool/g:name}" name="{$name}" key="{$pool/g:path}/{$name}"/>
          <v:flags>0</v:flags>
        </v:call>
      </undo>
    </step>
  </xsl:template>

  <!-- The volume behind a device that the machine has. -->
  <xsl:template name="delete-volume">
    <xsl:param name="dev"/>
    <xsl:variable name="source" select="$domain/devices/disk[target/@dev = $dev]/source"/>
    <xsl:variable name="volume" select="$native/v:volume[@path = $source/@file or @path = $source/@dev
      or (@pool = $source/@pool and @name = $source/@volume)][1]"/>
    <v:call procedure="storageVolDelete">
      <v:vol pool="{$volume/@pool}" name="{$volume/@name}" key="{$volume/@path}"/>
      <v:flags>0</v:flags>
    </v:call>
  </xsl:template>

  <xsl:template match="g:disk | g:cdrom" mode="device">
    <xsl:variable name="bus"><xsl:apply-templates select="." mode="bus"/></xsl:variable>
    <xsl:variable name="number"><xsl:apply-templates select="." mode="bus-number"/></xsl:variable>
    <xsl:variable name="unit"><xsl:apply-templates select="." mode="unit"/></xsl:variable>
    <xsl:variable name="dev"><xsl:apply-templates select="." mode="dev"/></xsl:variable>
    <xsl:variable name="file"><xsl:if test="string(@path) or @capacity"><xsl:apply-templates select="." mode="file"/></xsl:if></xsl:variable>
    <xsl:variable name="format">
      <xsl:choose>
        <xsl:when test="self::g:cdrom">raw</xsl:when>
        <xsl:otherwise><xsl:call-template name="format"><xsl:with-param name="name" select="$file"/></xsl:call-template></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <!-- QEMU tells disks of these apart by target, those of other controllers by unit. -->
    <xsl:variable name="model" select="string($domain/devices/controller[@type = 'scsi'][@index = $number]/@model
      | $command/g:controller[@op = 'add'][@id = concat('scsi', $number)
        or (not(@id) or contains(@id, '-')) and @type = 'scsi' and @bus = $number]/@model)"/>
    <disk xmlns="" type="file" device="disk">
      <xsl:if test="self::g:cdrom"><xsl:attribute name="device">cdrom</xsl:attribute></xsl:if>
      <xsl:if test="@mode = 'independent_persistent'"><xsl:attribute name="snapshot">no</xsl:attribute></xsl:if>
      <driver name="qemu" type="{$format}"/>
      <xsl:if test="string($file)"><source file="{$file}"/></xsl:if>
      <target dev="{$dev}" bus="{$bus}">
        <xsl:if test="self::g:cdrom and @connected = 'false' and string($file)"><xsl:attribute name="tray">open</xsl:attribute></xsl:if>
      </target>
      <xsl:if test="self::g:cdrom"><readonly/></xsl:if>
      <xsl:if test="@mode = 'independent_nonpersistent'"><transient/></xsl:if>
      <xsl:choose>
        <xsl:when test="$bus = 'ide'"><address type="drive" controller="0" bus="{$number}" target="0" unit="{$unit}"/></xsl:when>
        <xsl:when test="$bus = 'scsi' and ($model = 'vmpvscsi' or $model = 'pvscsi' or starts-with($model, 'lsisas'))">
          <address type="drive" controller="{$number}" bus="0" target="{$unit}" unit="0"/>
        </xsl:when>
        <xsl:when test="$bus != 'virtio'"><address type="drive" controller="{$number}" bus="0" target="0" unit="{$unit}"/></xsl:when>
      </xsl:choose>
    </disk>
  </xsl:template>

  <xsl:template match="g:nic" mode="device">
    <xsl:variable name="network" select="$host/g:network[@id = current()/@network or (not(current()/@network) and not(preceding-sibling::g:network))][1]"/>
    <interface xmlns="" type="network">
      <xsl:if test="@mac"><mac address="{@mac}"/></xsl:if>
      <source network="{$network/g:name}"/>
      <model type="virtio"><xsl:apply-templates select="@model" mode="nic-model"/></model>
      <xsl:if test="@connected = 'false'"><link state="down"/></xsl:if>
    </interface>
  </xsl:template>

  <xsl:template match="@model" mode="nic-model">
    <xsl:attribute name="type">
      <xsl:choose>
        <xsl:when test=". = 'netfront' or . = 'synthetic'">virtio</xsl:when>
        <xsl:when test=". = 'emulated'">e1000</xsl:when>
        <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
  </xsl:template>

  <xsl:template match="g:controller" mode="device">
    <xsl:variable name="type" select="concat(@type, translate(substring(@id, 1, 99 * not(@type)), '0123456789', ''))"/>
    <xsl:variable name="index" select="concat(@bus, translate(substring(@id, 1, 99 * not(@bus)), translate(@id, '0123456789', ''), ''))"/>
    <controller xmlns="" type="{$type}" index="{$index}">
      <xsl:if test="$type = 'scsi'">
        <xsl:attribute name="model">
          <xsl:choose>
            <xsl:when test="@model = 'pvscsi'">vmpvscsi</xsl:when>
            <xsl:when test="@model = 'buslogic'">lsilogic</xsl:when>
            <xsl:when test="@model = 'lsilogic' or @model = 'lsisas1068' or @model = 'vmpvscsi'"><xsl:value-of select="@model"/></xsl:when>
            <xsl:otherwise>virtio-scsi</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </xsl:if>
    </controller>
  </xsl:template>
</xsl:stylesheet>

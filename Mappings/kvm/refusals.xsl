<?xml version="1.0" encoding="UTF-8"?>
<!-- What of a reconfiguration cannot be done to a domain as it is: lines of code~detail~value~message#. For command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" exclude-result-prefixes="p g v">

  <xsl:template name="refusals">
    <xsl:variable name="hardware" select="$command/*[not(self::g:name or self::g:notes or self::g:guest or self::g:metadata)]"/>
    <xsl:if test="$hardware and ($state = 'suspended' or $state = 'crashed')">invalidPowerState~expected~off running paused~A saved or crashed domain's hardware cannot be changed.#</xsl:if>
    <xsl:if test="$command/g:name[. != $vm/g:name] and ($active or $state = 'crashed')">invalidPowerState~expected~off suspended~An active domain cannot be renamed.#</xsl:if>
    <xsl:for-each select="$command/g:metadata/g:entry[@owner = 'kvm'][@key = 'state' or @key = 'uuid' or starts-with(@key, 'disk.')]">invalidArgument~argument~metadata~<xsl:value-of select="@key"/> cannot be set.#</xsl:for-each>
    <xsl:apply-templates select="$command/g:cpu | $command/g:memory | $command/g:firmware | $command/g:boot | $command/g:allocation | $command/g:controller | $command/g:disk
      | $command/g:cdrom | $command/g:nic" mode="refuse"/>
  </xsl:template>

  <!-- What nobody else takes. -->
  <xsl:template match="g:command">
    <g:fault code="notSupported">
      <g:message>libvirt has nothing for <xsl:value-of select="@name"/>.</g:message>
      <g:detail name="command"><xsl:value-of select="@name"/></g:detail>
    </g:fault>
  </xsl:template>

  <xsl:template match="g:cpu" mode="refuse">
    <xsl:choose>
      <xsl:when test="$active and @count &gt; $vcpus">hotPlugNotSupported~device~cpu~The running domain has room for <xsl:value-of select="$vcpus"/> vCPUs.#</xsl:when>
      <xsl:when test="$active and @count &lt; $vm/g:cpu/@count">hotPlugNotSupported~device~cpu~vCPUs cannot be taken from a running domain.#</xsl:when>
      <xsl:when test="$active and (@coresPerSocket != $vm/g:cpu/@coresPerSocket or @hotAdd != $vm/g:cpu/@hotAdd)">hotPlugNotSupported~device~cpu~The vCPUs' arrangement cannot be changed while the domain runs.#</xsl:when>
      <xsl:when test="$retopology and $newVcpus mod ($cores * $diesThreads) != 0">invalidArgument~argument~coresPerSocket~<xsl:value-of select="$newVcpus"/> vCPUs are no multiple of <xsl:value-of select="$cores * $diesThreads"/>.#</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:memory" mode="refuse">
    <xsl:choose>
      <xsl:when test="$active and @mib &gt; $memory">hotPlugNotSupported~device~memory~The running domain has room for <xsl:value-of select="$memory"/> MiB.#</xsl:when>
      <xsl:when test="$active and @hotAdd != $vm/g:memory/@hotAdd">hotPlugNotSupported~device~memory~The greatest size cannot be changed while the domain runs.#</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:firmware" mode="refuse">
    <xsl:choose>
      <xsl:when test="$newSecure = 'true' and $newFirmware != 'efi'">invalidArgument~argument~secureBoot~Secure boot needs EFI firmware.#</xsl:when>
      <xsl:when test="$active and $refirmware">invalidPowerState~expected~off~The firmware cannot be changed while the domain runs.#</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:controller" mode="refuse">
    <xsl:variable name="type" select="concat(@type, translate(substring(@id, 1, 99 * not(@type)), '0123456789', ''))"/>
    <xsl:variable name="there" select="$vm/g:controllers/g:controller[@id = current()/@id]"/>
    <xsl:choose>
      <xsl:when test="@op = 'edit'">notSupported~command~controller edit~A controller cannot be changed into another.#</xsl:when>
      <xsl:when test="@op = 'remove' and (not($there) or $there/@type = 'virtio' or $there/@type = 'ide')">invalidDevice~device~<xsl:value-of select="@id"/>~There is no such controller to remove.#</xsl:when>
      <xsl:when test="@op = 'add' and $there and $type != 'virtio'">invalidDevice~device~<xsl:value-of select="@id"/>~There is a controller of this name.#</xsl:when>
      <xsl:when test="@op = 'add' and $type != 'scsi' and $type != 'sata' and not($type = 'virtio')">notSupported~command~controller <xsl:value-of select="$type"/>~The machine has no place for such a controller.#</xsl:when>
      <xsl:when test="$active and $type != 'scsi' and $type != 'virtio'">hotPlugNotSupported~device~disk~Only SCSI controllers can be added to or taken from a running domain.#</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:disk | g:cdrom" mode="refuse">
    <xsl:variable name="there" select="$vm/*/*[local-name() = local-name(current())][@id = current()/@id]"/>
    <xsl:variable name="bus"><xsl:apply-templates select="." mode="bus"/></xsl:variable>
    <xsl:variable name="hot" select="$bus = 'virtio' or $bus = 'scsi'"/>
    <xsl:choose>
      <xsl:when test="@op = 'add'">
        <xsl:choose>
          <xsl:when test="$vm/*/*[@controller][@id = current()/@id]">invalidDevice~device~<xsl:value-of select="@id"/>~The place is taken.#</xsl:when>
          <xsl:when test="self::g:disk and not(@capacity) and not(string(@path))">invalidArgument~argument~capacity~A disk needs a capacity or an existing image.#</xsl:when>
          <xsl:when test="@datastore and not($host/g:datastore[@id = current()/@datastore])">notFound~id~<xsl:value-of select="@datastore"/>~The host has no such storage pool.#</xsl:when>
          <xsl:when test="$active and (self::g:cdrom or not($hot))">hotPlugNotSupported~device~disk~A <xsl:value-of select="$bus"/> device cannot be added to a running domain.#</xsl:when>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="not($there)">invalidDevice~device~<xsl:value-of select="@id"/>~There is no such device.#</xsl:when>
      <xsl:when test="@op = 'remove'">
        <xsl:choose>
          <xsl:when test="$active and (self::g:cdrom or not(starts-with(@id, 'virtio') or starts-with(@id, 'scsi')))">hotPlugNotSupported~device~disk~The device cannot be taken from a running domain.#</xsl:when>
          <xsl:when test="@deleteVolume = 'true' and not($there/@volume)">invalidDevice~device~<xsl:value-of select="@id"/>~The image is in no storage pool and cannot be deleted.#</xsl:when>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="(@controller and @controller != $there/@controller) or (@unit and @unit != $there/@unit)">notSupported~command~device move~A device cannot move to another place.#</xsl:when>
      <xsl:when test="self::g:cdrom"/>
      <xsl:when test="@thin and @thin != $there/@thin">notSupported~command~disk thin~A volume's allocation cannot be changed.#</xsl:when>
      <xsl:when test="@capacity &lt; $there/@capacity">invalidArgument~argument~capacity~A disk cannot shrink.#</xsl:when>
      <xsl:when test="@capacity and not($there/@volume)">invalidDevice~device~<xsl:value-of select="@id"/>~The image is in no storage pool and cannot be resized.#</xsl:when>
      <xsl:when test="$active and ((@mode and @mode != $there/@mode) or (@path and @path != $there/@path))">hotPlugNotSupported~device~disk~The disk cannot be changed while the domain runs.#</xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:nic" mode="refuse">
    <xsl:variable name="there" select="$vm/g:nics/g:nic[@id = current()/@id]"/>
    <xsl:choose>
      <xsl:when test="@network and not($host/g:network[@id = current()/@network])">notFound~id~<xsl:value-of select="@network"/>~The host has no such network.#</xsl:when>
      <xsl:when test="@op = 'add' and $there">invalidDevice~device~<xsl:value-of select="@id"/>~The place is taken.#</xsl:when>
      <xsl:when test="@op = 'add'"/>
      <xsl:when test="not($there)">invalidDevice~device~<xsl:value-of select="@id"/>~There is no such device.#</xsl:when>
      <xsl:when test="@slot and @slot != $there/@slot">notSupported~command~device move~A device cannot move to another place.#</xsl:when>
      <xsl:when test="$active and ((@mac and @mac != $there/@mac) or (@model and @model != $there/@model))">hotPlugNotSupported~device~nic~Address and model cannot be changed while the domain runs.#</xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

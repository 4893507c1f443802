<?xml version="1.0" encoding="UTF-8"?>
<!--
  What a simulated ESXi host has (.vmx, .vmsd, disk descriptors, esx.conf), as generic objects. The keys of a .vmx file
  ignore case. What a real one tells through vim25 is in object-in-vim.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:d="urn:dragoman:functions" xmlns:v="urn:dragoman:esxi"
                exclude-result-prefixes="d v">
  <xsl:import href="guests-host.xsl"/>
  <xsl:import href="object-in-vim.xsl"/>
  <xsl:output method="xml"/>

  <xsl:key name="entry" match="v:vmx/v:entry"
           use="translate(@key, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"/>
  <xsl:variable name="upper" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"/>
  <xsl:variable name="lower" select="'abcdefghijklmnopqrstuvwxyz'"/>

  <!-- "true" or "false" for an entry, TRUE and true being the same. -->
  <xsl:template name="flag">
    <xsl:param name="key"/>
    <xsl:param name="default" select="'false'"/>
    <xsl:variable name="value" select="translate(key('entry', $key), $upper, $lower)"/>
    <xsl:choose>
      <xsl:when test="$value = 'true' or $value = '1'">true</xsl:when>
      <xsl:when test="$value = ''"><xsl:value-of select="$default"/></xsl:when>
      <xsl:otherwise>false</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A positive number, or 1. -->
  <xsl:template name="count">
    <xsl:param name="key"/>
    <xsl:choose>
      <xsl:when test="number(key('entry', $key)) &gt;= 1">
        <xsl:value-of select="floor(number(key('entry', $key)))"/>
      </xsl:when>
      <xsl:otherwise>1</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- "56 4d .. ..-.. .." to the usual form. -->
  <xsl:template name="uuid">
    <xsl:param name="bytes"/>
    <xsl:variable name="hex" select="translate($bytes, 'ABCDEF -', 'abcdef')"/>
    <xsl:value-of select="concat(substring($hex, 1, 8), '-', substring($hex, 9, 4), '-', substring($hex, 13, 4), '-',
                                 substring($hex, 17, 4), '-', substring($hex, 21, 12))"/>
  </xsl:template>

  <xsl:template match="/v:host">
    <g:host id="{d:id('HostSystem', string(@id))}">
      <g:name><xsl:value-of select="@name"/></g:name>
      <g:platform>vsphere</g:platform>
      <g:uuid><xsl:value-of select="translate(@uuid, $upper, $lower)"/></g:uuid>
      <g:product name="{v:product/@name}" version="{v:product/@version}" build="{v:product/@build}"/>
      <g:hardware vendor="{v:hardware/@vendor}" model="{v:hardware/@model}"/>
      <g:connection>
        <xsl:choose>
          <xsl:when test="v:runtime/@connectionState = 'connected'">connected</xsl:when>
          <xsl:otherwise>disconnected</xsl:otherwise>
        </xsl:choose>
      </g:connection>
      <g:maintenance><xsl:value-of select="v:runtime/@inMaintenanceMode"/></g:maintenance>
      <xsl:if test="v:runtime/@bootTime">
        <g:bootTime><xsl:value-of select="v:runtime/@bootTime"/></g:bootTime>
      </xsl:if>
      <g:cpu model="{v:hardware/@cpuModel}" vendor="{v:hardware/@cpuVendor}"
             mhz="{format-number(floor(v:hardware/@hz div 1000000), '0')}" sockets="{v:hardware/@numCpuPackages}"
             cores="{v:hardware/@numCpuCores}" threads="{v:hardware/@numCpuThreads}"/>
      <g:memory mib="{format-number(floor(v:hardware/@memorySize div 1048576), '0')}"/>
      <xsl:if test="v:pnic">
        <g:adapters>
          <xsl:for-each select="v:pnic">
            <g:adapter device="{@device}" mac="{translate(@mac, $upper, $lower)}">
              <xsl:if test="@speedMb &gt; 0"><xsl:attribute name="speed"><xsl:value-of select="@speedMb"/></xsl:attribute></xsl:if>
            </g:adapter>
          </xsl:for-each>
        </g:adapters>
      </xsl:if>
      <g:metadata>
        <xsl:for-each select="v:places/@*">
          <g:entry owner="vsphere" key="{local-name()}"><xsl:value-of select="."/></g:entry>
        </xsl:for-each>
      </g:metadata>
    </g:host>
  </xsl:template>

  <xsl:template match="/v:datastore">
    <g:datastore id="{d:id('Datastore', string(@id))}" host="{d:id('HostSystem', string(@host))}">
      <g:name><xsl:value-of select="@name"/></g:name>
      <g:type><xsl:value-of select="translate(@type, $upper, $lower)"/></g:type>
      <g:path><xsl:value-of select="@url"/></g:path>
      <g:capacity><xsl:value-of select="@capacity"/></g:capacity>
      <g:free><xsl:value-of select="@freeSpace"/></g:free>
      <g:accessible><xsl:value-of select="@accessible"/></g:accessible>
      <g:share><xsl:value-of select="@id"/></g:share>
      <g:metadata><g:entry owner="vsphere" key="browser"><xsl:value-of select="@browser"/></g:entry></g:metadata>
    </g:datastore>
  </xsl:template>

  <xsl:template match="/v:network">
    <g:network id="{d:id('Network', string(@id))}" host="{d:id('HostSystem', string(@host))}">
      <g:name><xsl:value-of select="@name"/></g:name>
      <xsl:if test="@vswitch"><g:bridge><xsl:value-of select="@vswitch"/></g:bridge></xsl:if>
      <xsl:for-each select="v:uplink"><g:adapter><xsl:value-of select="@device"/></g:adapter></xsl:for-each>
      <!-- 4095 stands for all of them. -->
      <xsl:if test="@vlan &gt; 0 and @vlan &lt; 4095"><g:vlan><xsl:value-of select="@vlan"/></g:vlan></xsl:if>
    </g:network>
  </xsl:template>

  <xsl:template match="/v:vm">
    <xsl:variable name="word" select="translate(key('entry', 'guestos'), $upper, $lower)"/>
    <g:vm id="{d:id('VirtualMachine', string(@id))}" host="{d:id('HostSystem', string(@host))}">
      <g:name><xsl:value-of select="key('entry', 'displayname')"/></g:name>
      <g:uuid>
        <xsl:call-template name="uuid"><xsl:with-param name="bytes" select="key('entry', 'uuid.bios')"/></xsl:call-template>
      </g:uuid>
      <xsl:if test="string(key('entry', 'annotation'))">
        <g:notes><xsl:value-of select="key('entry', 'annotation')"/></g:notes>
      </xsl:if>
      <g:powerState><xsl:apply-templates select="v:runtime/@powerState"/></g:powerState>
      <g:template>
        <xsl:value-of select="substring(v:vmx/@path, string-length(v:vmx/@path) - 4) = '.vmtx'"/>
      </g:template>
      <xsl:if test="v:runtime/@bootTime"><g:bootTime><xsl:value-of select="v:runtime/@bootTime"/></g:bootTime></xsl:if>
      <xsl:if test="key('entry', 'virtualhw.version')">
        <g:version><xsl:value-of select="concat('vmx-', key('entry', 'virtualhw.version'))"/></g:version>
      </xsl:if>
      <g:file>
        <xsl:if test="v:vmx/@datastore">
          <xsl:attribute name="datastore"><xsl:value-of select="d:id('Datastore', string(v:vmx/@datastore))"/></xsl:attribute>
        </xsl:if>
        <xsl:value-of select="substring-after(v:vmx/@path, '] ')"/>
      </g:file>
      <g:cpu>
        <xsl:attribute name="count">
          <xsl:call-template name="count"><xsl:with-param name="key">numvcpus</xsl:with-param></xsl:call-template>
        </xsl:attribute>
        <xsl:attribute name="coresPerSocket">
          <xsl:call-template name="count"><xsl:with-param name="key">cpuid.corespersocket</xsl:with-param></xsl:call-template>
        </xsl:attribute>
        <xsl:attribute name="hotAdd">
          <xsl:call-template name="flag"><xsl:with-param name="key">vcpu.hotadd</xsl:with-param></xsl:call-template>
        </xsl:attribute>
      </g:cpu>
      <g:memory>
        <xsl:attribute name="mib">
          <xsl:call-template name="count"><xsl:with-param name="key">memsize</xsl:with-param></xsl:call-template>
        </xsl:attribute>
        <xsl:attribute name="hotAdd">
          <xsl:call-template name="flag"><xsl:with-param name="key">mem.hotadd</xsl:with-param></xsl:call-template>
        </xsl:attribute>
      </g:memory>
      <g:firmware>
        <xsl:attribute name="type">
          <xsl:choose>
            <xsl:when test="translate(key('entry', 'firmware'), $upper, $lower) = 'efi'">efi</xsl:when>
            <xsl:otherwise>bios</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
        <xsl:attribute name="secureBoot">
          <xsl:call-template name="flag">
            <xsl:with-param name="key">uefi.secureboot.enabled</xsl:with-param>
          </xsl:call-template>
        </xsl:attribute>
      </g:firmware>
      <xsl:call-template name="boot"/>
      <xsl:call-template name="allocation"><xsl:with-param name="resource">cpu</xsl:with-param><xsl:with-param name="at">sched.cpu</xsl:with-param></xsl:call-template>
      <xsl:call-template name="allocation"><xsl:with-param name="resource">memory</xsl:with-param><xsl:with-param name="at">sched.mem</xsl:with-param></xsl:call-template>
      <xsl:call-template name="guest"><xsl:with-param name="word" select="$word"/></xsl:call-template>
      <g:controllers>
        <g:controller id="ide0" type="ide" bus="0" handle="200"/>
        <g:controller id="ide1" type="ide" bus="1" handle="201"/>
        <xsl:apply-templates select="v:vmx/v:entry[substring-after(@key, '.') = 'present'][not(contains(@key, ':'))]
                                     [starts-with(@key, 'scsi') or starts-with(@key, 'sata') or starts-with(@key, 'nvme')]
                                     [translate(., $upper, $lower) = 'true']" mode="controller">
          <xsl:sort select="@key"/>
        </xsl:apply-templates>
      </g:controllers>
      <g:disks><xsl:apply-templates select="v:disk"/></g:disks>
      <g:cdroms><xsl:apply-templates select="v:cdrom"/></g:cdroms>
      <g:nics><xsl:apply-templates select="v:nic"/></g:nics>
      <g:snapshots>
        <xsl:if test="v:snapshots/@current">
          <xsl:attribute name="current">
            <xsl:value-of select="d:id('VirtualMachineSnapshot', string(v:snapshots/@current), string(@id))"/>
          </xsl:attribute>
        </xsl:if>
        <xsl:copy-of select="v:snapshots/@unconsolidated"/>
        <xsl:apply-templates select="v:snapshots/v:snapshot"/>
      </g:snapshots>
      <g:metadata>
        <g:entry owner="vsphere" key="guestId">
          <xsl:call-template name="guest-id"><xsl:with-param name="word" select="$word"/></xsl:call-template>
        </g:entry>
        <xsl:for-each select="v:vmx/v:entry[starts-with(@key, 'dragoman.')][@key != 'dragoman.guest.os']">
          <xsl:variable name="name" select="substring-after(@key, '.')"/>
          <xsl:if test="contains($name, '.')">
            <g:entry owner="{substring-before($name, '.')}" key="{substring-after($name, '.')}">
              <xsl:call-template name="keptText"><xsl:with-param name="text" select="string(.)"/></xsl:call-template>
            </g:entry>
          </xsl:if>
        </xsl:for-each>
        <xsl:apply-templates select="v:vmx/v:entry" mode="extra"/>
      </g:metadata>
    </g:vm>
  </xsl:template>

  <!-- A text of nothing but percent signs has one more than was meant, see command-out.xsl. -->
  <xsl:template name="keptText">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="translate($text, '%', '') = ''"><xsl:value-of select="substring($text, 2)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What vim25 has no field for is extraConfig there. Devices' entries have a digit before their first dot. -->
  <xsl:template match="v:entry" mode="extra">
    <xsl:variable name="key" select="translate(@key, $upper, $lower)"/>
    <xsl:variable name="device" select="translate(substring-before($key, '.'), '0123456789:', '')"/>
    <xsl:if test="not(contains(' .encoding config.version virtualhw.version virtualhw.productcompatibility displayname
                               guestos annotation numvcpus cpuid.corespersocket memsize vcpu.hotadd mem.hotadd uuid.bios
                               uuid.location vc.uuid firmware uefi.secureboot.enabled checkpoint.vmstate
                               sched.cpu.min sched.cpu.max sched.cpu.shares sched.mem.min sched.mem.max sched.mem.shares
                               bios.bootdelay bios.forcesetuponce bios.bootorder bios.hddorder
                               sched.swap.derivedname extendedconfigfile nvram ', concat(' ', $key, ' ')))
                  and not(starts-with($key, 'dragoman.'))
                  and not($device = 'scsi' or $device = 'sata' or $device = 'nvme' or $device = 'ide'
                          or $device = 'ethernet')">
      <g:entry owner="vsphere" key="{@key}"><xsl:value-of select="."/></g:entry>
    </xsl:if>
  </xsl:template>

  <xsl:template name="boot">
    <xsl:variable name="setup"><xsl:call-template name="flag"><xsl:with-param name="key">bios.forcesetuponce</xsl:with-param></xsl:call-template></xsl:variable>
    <xsl:variable name="delay" select="key('entry', 'bios.bootdelay')"/>
    <xsl:variable name="order" select="translate(key('entry', 'bios.bootorder'), concat($upper, ' '), $lower)"/>
    <xsl:if test="$setup = 'true' or $delay &gt; 0 or $order != ''">
      <g:boot>
        <xsl:if test="$delay &gt; 0"><xsl:attribute name="delay"><xsl:value-of select="$delay"/></xsl:attribute></xsl:if>
        <xsl:if test="$setup = 'true'"><xsl:attribute name="setup">true</xsl:attribute></xsl:if>
        <xsl:call-template name="boot-devices"><xsl:with-param name="order" select="concat($order, ',')"/></xsl:call-template>
      </g:boot>
    </xsl:if>
  </xsl:template>

  <!-- hdd stands for all disks of bios.hddOrder; words of ESXi that mean no device are passed over. -->
  <xsl:template name="boot-devices">
    <xsl:param name="order"/>
    <xsl:variable name="word" select="substring-before($order, ',')"/>
    <xsl:variable name="disks" select="translate(key('entry', 'bios.hddorder'), concat($upper, ' '), $lower)"/>
    <xsl:if test="$order != '' and $order != ','">
      <xsl:choose>
        <xsl:when test="$word = 'hdd' and $disks != ''">
          <xsl:call-template name="boot-disks"><xsl:with-param name="disks" select="concat($disks, ',')"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="$word = 'hdd'"><g:device type="disk"/></xsl:when>
        <xsl:when test="$word = 'cdrom' or $word = 'floppy'"><g:device type="{$word}"/></xsl:when>
        <xsl:when test="starts-with($word, 'ethernet')"><g:device type="network" id="nic{substring-after($word, 'ethernet')}"/></xsl:when>
      </xsl:choose>
      <xsl:call-template name="boot-devices"><xsl:with-param name="order" select="substring-after($order, ',')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template name="boot-disks">
    <xsl:param name="disks"/>
    <xsl:if test="$disks != '' and $disks != ','">
      <g:device type="disk" id="{substring-before($disks, ',')}"/>
      <xsl:call-template name="boot-disks"><xsl:with-param name="disks" select="substring-after($disks, ',')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Megahertz and megabytes, as in the file. -->
  <xsl:template name="allocation">
    <xsl:param name="resource"/>
    <xsl:param name="at"/>
    <xsl:variable name="min" select="key('entry', concat($at, '.min'))[. &gt; 0]"/>
    <xsl:variable name="max" select="key('entry', concat($at, '.max'))[. &gt;= 0]"/>
    <xsl:variable name="shares" select="translate(key('entry', concat($at, '.shares')), $upper, $lower)"/>
    <xsl:variable name="told" select="$shares = 'low' or $shares = 'high' or $shares &gt; 0"/>
    <xsl:if test="$min or $max or $told">
      <g:allocation resource="{$resource}">
        <xsl:if test="$min"><xsl:attribute name="reservation"><xsl:value-of select="$min"/></xsl:attribute></xsl:if>
        <xsl:if test="$max"><xsl:attribute name="limit"><xsl:value-of select="$max"/></xsl:attribute></xsl:if>
        <xsl:if test="$told"><xsl:attribute name="shares"><xsl:value-of select="$shares"/></xsl:attribute></xsl:if>
      </g:allocation>
    </xsl:if>
  </xsl:template>

  <xsl:template match="@powerState | @state">
    <xsl:choose>
      <xsl:when test=". = 'poweredOn'">running</xsl:when>
      <xsl:when test=". = 'suspended'">suspended</xsl:when>
      <xsl:otherwise>off</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- dragoman.guest.os tells systems apart that VMware has one word for, as long as that word is still the one. -->
  <xsl:template name="guest">
    <xsl:param name="word"/>
    <xsl:variable name="told" select="string(key('entry', 'dragoman.guest.os'))"/>
    <xsl:variable name="told-word">
      <xsl:if test="$told != ''">
        <xsl:call-template name="guest-word"><xsl:with-param name="os" select="$told"/></xsl:call-template>
      </xsl:if>
    </xsl:variable>
    <xsl:variable name="os">
      <xsl:choose>
        <xsl:when test="$told != '' and $told-word = $word"><xsl:value-of select="$told"/></xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="guest-os"><xsl:with-param name="word" select="$word"/></xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="full">
      <xsl:call-template name="guest-name"><xsl:with-param name="word" select="$word"/></xsl:call-template>
    </xsl:variable>
    <g:guest>
      <xsl:attribute name="os">
        <xsl:value-of select="$os"/>
        <xsl:if test="string($os) = ''">unknown</xsl:if>
      </xsl:attribute>
      <xsl:if test="string($full) != ''"><g:osName><xsl:value-of select="$full"/></g:osName></xsl:if>
      <xsl:if test="v:guest/@hostName"><g:hostName><xsl:value-of select="v:guest/@hostName"/></g:hostName></xsl:if>
      <g:tools>
        <xsl:attribute name="state">
          <xsl:choose>
            <xsl:when test="v:guest/@toolsRunningStatus = 'guestToolsRunning'">running</xsl:when>
            <xsl:when test="v:guest/@toolsVersion">notRunning</xsl:when>
            <xsl:otherwise>notInstalled</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
        <xsl:if test="v:guest/@toolsVersion">
          <xsl:attribute name="version"><xsl:value-of select="v:guest/@toolsVersion"/></xsl:attribute>
        </xsl:if>
      </g:tools>
      <xsl:for-each select="v:guest/v:net">
        <g:address nic="{concat('nic', substring-after(@name, 'ethernet'))}"><xsl:value-of select="@ipAddress"/></g:address>
      </xsl:for-each>
    </g:guest>
  </xsl:template>

  <xsl:template match="v:entry" mode="controller">
    <xsl:variable name="id" select="substring-before(@key, '.')"/>
    <xsl:variable name="type" select="translate($id, '0123456789', '')"/>
    <xsl:variable name="bus" select="substring-after($id, $type)"/>
    <xsl:variable name="model" select="translate(key('entry', concat($id, '.virtualdev')), $upper, $lower)"/>
    <g:controller id="{$id}" type="{$type}" bus="{$bus}">
      <xsl:choose>
        <xsl:when test="$type = 'scsi'">
          <xsl:attribute name="model">
            <xsl:value-of select="$model"/>
            <xsl:if test="$model = ''">buslogic</xsl:if>
          </xsl:attribute>
          <xsl:attribute name="handle"><xsl:value-of select="1000 + $bus"/></xsl:attribute>
        </xsl:when>
        <xsl:when test="$type = 'sata'">
          <xsl:attribute name="model">ahci</xsl:attribute>
          <xsl:attribute name="handle"><xsl:value-of select="15000 + $bus"/></xsl:attribute>
        </xsl:when>
        <xsl:otherwise><xsl:attribute name="handle"><xsl:value-of select="31000 + $bus"/></xsl:attribute></xsl:otherwise>
      </xsl:choose>
    </g:controller>
  </xsl:template>

  <!-- id, controller, unit and handle (the device key by VMware's convention) of a disk or CD drive. -->
  <xsl:template name="place">
    <xsl:variable name="controller" select="substring-before(@name, ':')"/>
    <xsl:variable name="unit" select="substring-after(@name, ':')"/>
    <xsl:variable name="bus" select="translate($controller, $lower, '')"/>
    <xsl:attribute name="id"><xsl:value-of select="@name"/></xsl:attribute>
    <xsl:attribute name="controller"><xsl:value-of select="$controller"/></xsl:attribute>
    <xsl:attribute name="unit"><xsl:value-of select="$unit"/></xsl:attribute>
    <xsl:attribute name="handle">
      <xsl:choose>
        <xsl:when test="starts-with($controller, 'ide')"><xsl:value-of select="3000 + 2 * $bus + $unit"/></xsl:when>
        <xsl:when test="starts-with($controller, 'sata')"><xsl:value-of select="16000 + 30 * $bus + $unit"/></xsl:when>
        <xsl:when test="starts-with($controller, 'nvme')"><xsl:value-of select="32000 + 15 * $bus + $unit"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="2000 + 16 * $bus + $unit"/></xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
    <xsl:if test="@datastore">
      <xsl:attribute name="datastore"><xsl:value-of select="d:id('Datastore', string(@datastore))"/></xsl:attribute>
    </xsl:if>
  </xsl:template>

  <xsl:template match="v:disk">
    <xsl:variable name="mode" select="translate(key('entry', concat(@name, '.mode')), concat('-', $upper), concat('_', $lower))"/>
    <g:disk>
      <xsl:call-template name="place"/>
      <xsl:attribute name="path"><xsl:value-of select="@path"/></xsl:attribute>
      <xsl:attribute name="capacity"><xsl:value-of select="@capacity"/></xsl:attribute>
      <xsl:attribute name="thin"><xsl:value-of select="@thin"/></xsl:attribute>
      <xsl:attribute name="mode">
        <xsl:choose>
          <xsl:when test="starts-with($mode, 'independent_')"><xsl:value-of select="$mode"/></xsl:when>
          <xsl:otherwise>persistent</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
    </g:disk>
  </xsl:template>

  <xsl:template match="v:cdrom">
    <g:cdrom>
      <xsl:call-template name="place"/>
      <xsl:if test="@path"><xsl:attribute name="path"><xsl:value-of select="@path"/></xsl:attribute></xsl:if>
      <xsl:attribute name="connected">
        <xsl:call-template name="flag">
          <xsl:with-param name="key" select="concat(@name, '.startconnected')"/>
          <xsl:with-param name="default">true</xsl:with-param>
        </xsl:call-template>
      </xsl:attribute>
    </g:cdrom>
  </xsl:template>

  <xsl:template match="v:nic">
    <xsl:variable name="slot" select="substring-after(@name, 'ethernet')"/>
    <xsl:variable name="device" select="translate(key('entry', concat(@name, '.virtualdev')), $upper, $lower)"/>
    <xsl:variable name="static" select="translate(key('entry', concat(@name, '.addresstype')), $upper, $lower) = 'static'"/>
    <g:nic id="nic{$slot}" slot="{$slot}" handle="{4000 + $slot}">
      <xsl:attribute name="mac">
        <xsl:choose>
          <xsl:when test="$static">
            <xsl:value-of select="translate(key('entry', concat(@name, '.address')), $upper, $lower)"/>
          </xsl:when>
          <xsl:when test="key('entry', concat(@name, '.generatedaddress'))">
            <xsl:value-of select="translate(key('entry', concat(@name, '.generatedaddress')), $upper, $lower)"/>
          </xsl:when>
          <xsl:otherwise>00:00:00:00:00:00</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:attribute name="model">
        <xsl:choose>
          <xsl:when test="$device = 'vmxnet3' or $device = 'e1000' or $device = 'e1000e'">
            <xsl:value-of select="$device"/>
          </xsl:when>
          <xsl:otherwise>emulated</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:if test="@network">
        <xsl:attribute name="network"><xsl:value-of select="d:id('Network', string(@network))"/></xsl:attribute>
      </xsl:if>
      <xsl:attribute name="connected">
        <xsl:call-template name="flag">
          <xsl:with-param name="key" select="concat(@name, '.startconnected')"/>
          <xsl:with-param name="default">true</xsl:with-param>
        </xsl:call-template>
      </xsl:attribute>
    </g:nic>
  </xsl:template>

  <xsl:template match="v:snapshot">
    <g:snapshot id="{d:id('VirtualMachineSnapshot', string(@id), string(/v:vm/@id))}" handle="{@id}" name="{@name}"
                created="{@createTime}">
      <xsl:attribute name="powerState"><xsl:apply-templates select="@state"/></xsl:attribute>
      <xsl:if test="string(@description)"><g:description><xsl:value-of select="@description"/></g:description></xsl:if>
      <xsl:apply-templates select="v:snapshot"/>
    </g:snapshot>
  </xsl:template>
</xsl:stylesheet>

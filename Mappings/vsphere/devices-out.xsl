<?xml version="1.0" encoding="UTF-8"?>
<!-- The deviceChange list of a VirtualMachineConfigSpec. Imported by command-out.xsl, whose variables it uses. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                xmlns:vim="urn:vim25" exclude-result-prefixes="g d p vim">
  <xsl:import href="devices-check.xsl"/>

  <xsl:variable name="letters" select="'abcdefghijklmnopqrstuvwxyz'"/>
  <xsl:variable name="digits" select="'0123456789'"/>

  <!-- The name of the datastore that holds the configuration and disks without one of their own. -->
  <xsl:variable name="home">
    <xsl:choose>
      <xsl:when test="$command/@datastore">
        <xsl:value-of select="$host/g:datastore[@id = $command/@datastore]/g:name"/>
      </xsl:when>
      <xsl:when test="$vm/g:file/@datastore">
        <xsl:value-of select="$host/g:datastore[@id = $vm/g:file/@datastore]/g:name"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$host/g:datastore[1]/g:name"/></xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <!-- Where each new disk and CD drive goes: " scsi0:0 ide0:0 ", in the order of the changes. -->
  <xsl:variable name="places">
    <xsl:text> </xsl:text>
    <xsl:call-template name="place">
      <xsl:with-param name="changes" select="$command/g:disk[@op = 'add'] | $command/g:cdrom[@op = 'add']"/>
      <xsl:with-param name="taken">
        <xsl:text> </xsl:text>
        <xsl:for-each select="$vm/g:disks/g:disk | $vm/g:cdroms/g:cdrom">
          <xsl:value-of select="concat(@id, ' ')"/>
        </xsl:for-each>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:variable>

  <xsl:template name="devices">
    <xsl:apply-templates select="g:controller[@op != 'remove']" mode="device"/>
    <xsl:call-template name="missing-controllers">
      <xsl:with-param name="places" select="substring-after($places, ' ')"/>
    </xsl:call-template>
    <xsl:apply-templates select="g:disk | g:cdrom | g:nic" mode="change"/>
    <xsl:apply-templates select="g:controller[@op = 'remove']" mode="device"/>
  </xsl:template>

  <!-- What a server itself has told of a device is removed as it has told it. -->
  <xsl:template match="g:*" mode="change">
    <xsl:variable name="mirrored" select="$vm/g:disks/g:disk[current()[self::g:disk]][@id = current()/@id]
                                          | $vm/g:cdroms/g:cdrom[current()[self::g:cdrom]][@id = current()/@id]
                                          | $vm/g:nics/g:nic[current()[self::g:nic]][@id = current()/@id]"/>
    <xsl:variable name="native-device"
      select="$native-config/vim:hardware/vim:device[vim:key = $mirrored/@handle]"/>
    <xsl:choose>
      <xsl:when test="@op = 'remove' and $native-device">
        <deviceChange>
          <operation>remove</operation>
          <xsl:if test="@deleteVolume = 'true' or @deleteVolume = '1'"><fileOperation>destroy</fileOperation></xsl:if>
          <device xsi:type="{$native-device/@xsi:type}"><xsl:copy-of select="$native-device/*"/></device>
        </deviceChange>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="." mode="device"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- PLACES -->

  <xsl:template name="place">
    <xsl:param name="changes"/>
    <xsl:param name="taken"/>
    <xsl:if test="$changes">
      <xsl:variable name="change" select="$changes[1]"/>
      <!-- A drive in a row of four without controllers; one whose place has another device gets the next free one. -->
      <xsl:variable name="row" select="$change[local-name() = 'cdrom'][not(@id or @controller)]/@unit"/>
      <xsl:variable name="inRow" select="concat('ide', floor($row div 2), ':', $row mod 2)"/>
      <xsl:variable name="isFree" select="$row &lt; 4 and not(contains($taken, concat(' ', $inRow, ' ')))"/>
      <xsl:variable name="controller">
        <xsl:call-template name="native-controller">
          <xsl:with-param name="id">
            <xsl:choose>
              <xsl:when test="$change/@id"><xsl:value-of select="substring-before($change/@id, ':')"/></xsl:when>
              <xsl:when test="$change/@controller"><xsl:value-of select="$change/@controller"/></xsl:when>
              <xsl:when test="local-name($change) = 'disk'"><xsl:call-template name="disk-controller"/></xsl:when>
              <xsl:when test="$vm/g:controllers/g:controller/@id = 'sata0'">sata0</xsl:when>
              <xsl:when test="$isFree"><xsl:value-of select="substring-before($inRow, ':')"/></xsl:when>
              <xsl:when test="contains($taken, ' ide0:0 ') and contains($taken, ' ide0:1 ')">ide1</xsl:when>
              <xsl:otherwise>ide0</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:variable>
      <xsl:variable name="unit">
        <xsl:choose>
          <xsl:when test="$change/@id"><xsl:value-of select="substring-after($change/@id, ':')"/></xsl:when>
          <xsl:when test="starts-with($controller, 'ide') and $isFree"><xsl:value-of select="substring-after($inRow, ':')"/></xsl:when>
          <xsl:when test="$change/@unit and not(starts-with($controller, 'ide') and $row)"><xsl:value-of select="$change/@unit"/></xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="free-unit">
              <xsl:with-param name="controller" select="string($controller)"/>
              <xsl:with-param name="taken" select="$taken"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <xsl:variable name="place" select="concat($controller, ':', $unit, ' ')"/>
      <xsl:value-of select="$place"/>
      <xsl:call-template name="place">
        <xsl:with-param name="changes" select="$changes[position() &gt; 1]"/>
        <xsl:with-param name="taken" select="concat($taken, $place)"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- SCSI unit 7 is the controller itself. -->
  <xsl:template name="free-unit">
    <xsl:param name="controller"/>
    <xsl:param name="taken"/>
    <xsl:param name="unit" select="0"/>
    <xsl:choose>
      <xsl:when test="contains($taken, concat(' ', $controller, ':', $unit, ' '))
                      or ($unit = 7 and starts-with($controller, 'scsi'))">
        <xsl:call-template name="free-unit">
          <xsl:with-param name="controller" select="$controller"/>
          <xsl:with-param name="taken" select="$taken"/>
          <xsl:with-param name="unit" select="$unit + 1"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$unit"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="disk-controller">
    <xsl:variable name="own" select="$vm/g:controllers/g:controller[@type = 'scsi']"/>
    <xsl:variable name="new" select="$command/g:controller[@op = 'add']
                                     [@type = 'scsi' or @type = 'virtio' or @type = 'xen']"/>
    <xsl:choose>
      <xsl:when test="$own"><xsl:value-of select="$own[1]/@id"/></xsl:when>
      <xsl:when test="$new"><xsl:value-of select="$new[1]/@id"/></xsl:when>
      <xsl:otherwise>scsi0</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Paravirtual controllers of other platforms become paravirtual SCSI ones. -->
  <xsl:template name="native-controller">
    <xsl:param name="id"/>
    <xsl:choose>
      <xsl:when test="starts-with($id, 'virtio')"><xsl:value-of select="concat('scsi', substring($id, 7))"/></xsl:when>
      <xsl:when test="starts-with($id, 'xen')"><xsl:value-of select="concat('scsi', substring($id, 4))"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- CONTROLLERS -->

  <xsl:template name="controller-key">
    <xsl:param name="id"/>
    <xsl:variable name="own" select="$vm/g:controllers/g:controller[@id = $id]/@handle"/>
    <xsl:variable name="bus" select="number(translate($id, $letters, ''))"/>
    <xsl:choose>
      <xsl:when test="$own"><xsl:value-of select="$own"/></xsl:when>
      <xsl:when test="starts-with($id, 'ide')"><xsl:value-of select="200 + $bus"/></xsl:when>
      <xsl:when test="starts-with($id, 'sata')"><xsl:value-of select="-15000 - $bus"/></xsl:when>
      <xsl:when test="starts-with($id, 'nvme')"><xsl:value-of select="-31000 - $bus"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="-1000 - $bus"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="controller-device">
    <xsl:param name="id"/>
    <xsl:param name="operation" select="'add'"/>
    <xsl:param name="model"/>
    <xsl:variable name="bus" select="translate($id, $letters, '')"/>
    <deviceChange>
      <operation><xsl:value-of select="$operation"/></operation>
      <device>
        <xsl:attribute name="xsi:type">
          <xsl:choose>
            <xsl:when test="starts-with($id, 'sata')">VirtualAHCIController</xsl:when>
            <xsl:when test="starts-with($id, 'nvme')">VirtualNVMEController</xsl:when>
            <xsl:when test="starts-with($id, 'ide')">VirtualIDEController</xsl:when>
            <xsl:when test="$model = 'lsilogic'">VirtualLsiLogicController</xsl:when>
            <xsl:when test="$model = 'lsisas1068'">VirtualLsiLogicSASController</xsl:when>
            <xsl:when test="$model = 'buslogic'">VirtualBusLogicController</xsl:when>
            <xsl:otherwise>ParaVirtualSCSIController</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
        <key><xsl:call-template name="controller-key"><xsl:with-param name="id" select="$id"/></xsl:call-template></key>
        <busNumber><xsl:value-of select="$bus"/></busNumber>
        <xsl:if test="starts-with($id, 'scsi')"><sharedBus>noSharing</sharedBus></xsl:if>
      </device>
    </deviceChange>
  </xsl:template>

  <!-- Every VM has its two IDE controllers. -->
  <xsl:template match="g:controller" mode="device">
    <xsl:if test="not(@op = 'add' and starts-with(@id, 'ide'))">
      <xsl:call-template name="controller-device">
        <xsl:with-param name="id">
          <xsl:call-template name="native-controller"><xsl:with-param name="id" select="@id"/></xsl:call-template>
        </xsl:with-param>
        <xsl:with-param name="operation" select="@op"/>
        <xsl:with-param name="model">
          <xsl:choose>
            <xsl:when test="@op = 'remove'">
              <xsl:value-of select="$vm/g:controllers/g:controller[@id = current()/@id]/@model"/>
            </xsl:when>
            <xsl:otherwise><xsl:value-of select="@model"/></xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Controllers that a new device is put on and that nobody has or adds. -->
  <xsl:template name="missing-controllers">
    <xsl:param name="places"/>
    <xsl:param name="done" select="' '"/>
    <xsl:if test="contains($places, ' ')">
      <xsl:variable name="id" select="substring-before($places, ':')"/>
      <xsl:variable name="bus" select="translate($id, $letters, '')"/>
      <xsl:if test="not(starts-with($id, 'ide')) and not(contains($done, concat(' ', $id, ' ')))
                    and not($vm/g:controllers/g:controller[@id = $id])
                    and not($command/g:controller[@op = 'add'][@id = $id])
                    and not(starts-with($id, 'scsi') and $command/g:controller[@op = 'add']
                            [@id = concat('virtio', $bus) or @id = concat('xen', $bus)])">
        <xsl:call-template name="controller-device"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      </xsl:if>
      <xsl:call-template name="missing-controllers">
        <xsl:with-param name="places" select="substring-after($places, ' ')"/>
        <xsl:with-param name="done" select="concat($done, $id, ' ')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- DISKS AND CD DRIVES -->

  <xsl:template name="nth">
    <xsl:param name="list"/>
    <xsl:param name="n"/>
    <xsl:choose>
      <xsl:when test="$n = 1"><xsl:value-of select="substring-before($list, ' ')"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="nth">
          <xsl:with-param name="list" select="substring-after($list, ' ')"/>
          <xsl:with-param name="n" select="$n - 1"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- controllerKey and unitNumber of the place of a change. -->
  <xsl:template name="place-of">
    <xsl:param name="mirrored"/>
    <xsl:variable name="place">
      <xsl:choose>
        <xsl:when test="$mirrored"><xsl:value-of select="$mirrored/@id"/></xsl:when>
        <xsl:otherwise>
          <xsl:call-template name="nth">
            <xsl:with-param name="list" select="substring-after($places, ' ')"/>
            <xsl:with-param name="n"
              select="count(preceding-sibling::g:disk[@op = 'add'] | preceding-sibling::g:cdrom[@op = 'add']) + 1"/>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <controllerKey>
      <xsl:call-template name="controller-key">
        <xsl:with-param name="id" select="substring-before($place, ':')"/>
      </xsl:call-template>
    </controllerKey>
    <unitNumber><xsl:value-of select="substring-after($place, ':')"/></unitNumber>
  </xsl:template>

  <xsl:template name="key-of">
    <xsl:param name="mirrored"/>
    <key>
      <xsl:choose>
        <xsl:when test="$mirrored"><xsl:value-of select="$mirrored/@handle"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="-100 - count(preceding-sibling::*[@op])"/></xsl:otherwise>
      </xsl:choose>
    </key>
    <xsl:if test="@op = 'edit'">
      <xsl:copy-of select="$native-config/vim:hardware/vim:device[vim:key = $mirrored/@handle]/vim:deviceInfo"/>
    </xsl:if>
  </xsl:template>

  <!-- "[datastore] path" of a change, or of the mirrored device where the change says nothing. -->
  <xsl:template name="file-of">
    <xsl:param name="mirrored"/>
    <xsl:variable name="path" select="string((@path | $mirrored[not(current()/@path)]/@path)[1])"/>
    <xsl:variable name="store" select="(@datastore | $mirrored[not(current()/@datastore)]/@datastore)[1]"/>
    <xsl:choose>
      <xsl:when test="starts-with($path, '/')"><xsl:value-of select="$path"/></xsl:when>
      <xsl:otherwise>
        <xsl:text>[</xsl:text>
        <xsl:choose>
          <xsl:when test="$store"><xsl:value-of select="$host/g:datastore[@id = $store]/g:name"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$home"/></xsl:otherwise>
        </xsl:choose>
        <xsl:text>]</xsl:text>
        <xsl:if test="$path != ''"><xsl:value-of select="concat(' ', $path)"/></xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:disk" mode="device">
    <xsl:variable name="mirrored" select="$vm/g:disks/g:disk[@id = current()/@id][current()/@op != 'add']"/>
    <xsl:variable name="mode" select="(@mode | $mirrored[not(current()/@mode)]/@mode)[1]"/>
    <xsl:variable name="thin" select="(@thin | $mirrored[not(current()/@thin)]/@thin)[1]"/>
    <!-- Of a disk that is there already, what it is a copy of. -->
    <xsl:variable name="like" select="$source/g:disks/g:disk[@id = current()/@id]"/>
    <xsl:variable name="capacity" select="number(concat('0', (@capacity | ($mirrored | $like)[not(current()/@capacity)]/@capacity)[1]))"/>
    <deviceChange>
      <operation><xsl:value-of select="@op"/></operation>
      <xsl:choose>
        <xsl:when test="@op = 'add' and @capacity"><fileOperation>create</fileOperation></xsl:when>
        <xsl:when test="@op = 'remove' and (@deleteVolume = 'true' or @deleteVolume = '1')">
          <fileOperation>destroy</fileOperation>
        </xsl:when>
      </xsl:choose>
      <device xsi:type="VirtualDisk">
        <xsl:call-template name="key-of"><xsl:with-param name="mirrored" select="$mirrored"/></xsl:call-template>
        <backing xsi:type="VirtualDiskFlatVer2BackingInfo">
          <fileName>
            <xsl:call-template name="file-of"><xsl:with-param name="mirrored" select="$mirrored"/></xsl:call-template>
          </fileName>
          <diskMode>
            <xsl:value-of select="$mode"/>
            <xsl:if test="not($mode)">persistent</xsl:if>
          </diskMode>
          <xsl:if test="$thin"><thinProvisioned><xsl:value-of select="$thin"/></thinProvisioned></xsl:if>
        </backing>
        <xsl:call-template name="place-of"><xsl:with-param name="mirrored" select="$mirrored"/></xsl:call-template>
        <capacityInKB><xsl:value-of select="format-number(floor($capacity div 1024), '0')"/></capacityInKB>
        <xsl:if test="$capacity &gt; 0">
          <capacityInBytes><xsl:value-of select="format-number($capacity, '0')"/></capacityInBytes>
        </xsl:if>
      </device>
    </deviceChange>
  </xsl:template>

  <xsl:template match="g:cdrom" mode="device">
    <xsl:variable name="mirrored" select="$vm/g:cdroms/g:cdrom[@id = current()/@id][current()/@op != 'add']"/>
    <xsl:variable name="path" select="string((@path | $mirrored[not(current()/@path)]/@path)[1])"/>
    <deviceChange>
      <operation><xsl:value-of select="@op"/></operation>
      <device xsi:type="VirtualCdrom">
        <xsl:call-template name="key-of"><xsl:with-param name="mirrored" select="$mirrored"/></xsl:call-template>
        <xsl:choose>
          <xsl:when test="$path != ''">
            <backing xsi:type="VirtualCdromIsoBackingInfo">
              <fileName>
                <xsl:call-template name="file-of"><xsl:with-param name="mirrored" select="$mirrored"/></xsl:call-template>
              </fileName>
            </backing>
          </xsl:when>
          <xsl:otherwise>
            <backing xsi:type="VirtualCdromRemotePassthroughBackingInfo">
              <deviceName/>
              <exclusive>false</exclusive>
            </backing>
          </xsl:otherwise>
        </xsl:choose>
        <xsl:call-template name="connectable">
          <xsl:with-param name="connected">
            <xsl:choose>
              <xsl:when test="@connected"><xsl:value-of select="@connected"/></xsl:when>
              <xsl:when test="@path"><xsl:value-of select="$path != ''"/></xsl:when>
              <xsl:when test="$mirrored"><xsl:value-of select="$mirrored/@connected"/></xsl:when>
              <xsl:otherwise>false</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:call-template>
        <xsl:call-template name="place-of"><xsl:with-param name="mirrored" select="$mirrored"/></xsl:call-template>
      </device>
    </deviceChange>
  </xsl:template>

  <xsl:template name="connectable">
    <xsl:param name="connected"/>
    <connectable>
      <startConnected><xsl:value-of select="$connected"/></startConnected>
      <allowGuestControl>true</allowGuestControl>
      <connected><xsl:value-of select="$connected"/></connected>
    </connectable>
  </xsl:template>

  <!-- NETWORK CARDS -->

  <!-- A port group of a distributed switch is known by its key and the switch's UUID, another network by its name. -->
  <xsl:template name="network-backing">
    <xsl:param name="network"/>
    <xsl:variable name="kept" select="$network/g:metadata/g:entry[@owner = 'vsphere']"/>
    <xsl:choose>
      <xsl:when test="$kept[@key = 'portgroupKey']">
        <backing xsi:type="VirtualEthernetCardDistributedVirtualPortBackingInfo">
          <port>
            <switchUuid><xsl:value-of select="$kept[@key = 'switchUuid']"/></switchUuid>
            <portgroupKey><xsl:value-of select="$kept[@key = 'portgroupKey']"/></portgroupKey>
          </port>
        </backing>
      </xsl:when>
      <xsl:otherwise>
        <backing xsi:type="VirtualEthernetCardNetworkBackingInfo">
          <deviceName><xsl:value-of select="$network/g:name"/></deviceName>
        </backing>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:nic" mode="device">
    <xsl:variable name="mirrored" select="$vm/g:nics/g:nic[@id = current()/@id][current()/@op != 'add']"/>
    <xsl:variable name="model" select="string((@model | $mirrored/@model)[1])"/>
    <xsl:variable name="network" select="(@network | $mirrored[not(current()/@network)]/@network)[1]"/>
    <xsl:variable name="native-device"
      select="$native-config/vim:hardware/vim:device[vim:key = $mirrored/@handle]"/>
    <deviceChange>
      <operation><xsl:value-of select="@op"/></operation>
      <device>
        <xsl:attribute name="xsi:type">
          <xsl:choose>
            <xsl:when test="$mirrored and $model = 'emulated'">VirtualPCNet32</xsl:when>
            <xsl:when test="$model = 'e1000' or $model = 'rtl8139' or $model = 'emulated'">VirtualE1000</xsl:when>
            <xsl:when test="$model = 'e1000e'">VirtualE1000e</xsl:when>
            <xsl:otherwise>VirtualVmxnet3</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
        <xsl:call-template name="key-of"><xsl:with-param name="mirrored" select="$mirrored"/></xsl:call-template>
        <xsl:if test="$network or @op = 'add'">
          <xsl:call-template name="network-backing">
            <xsl:with-param name="network" select="$host/g:network[@id = $network or not($network)][1]"/>
          </xsl:call-template>
        </xsl:if>
        <xsl:call-template name="connectable">
          <xsl:with-param name="connected">
            <xsl:choose>
              <xsl:when test="@connected"><xsl:value-of select="@connected"/></xsl:when>
              <xsl:when test="$mirrored"><xsl:value-of select="$mirrored/@connected"/></xsl:when>
              <xsl:otherwise>true</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:call-template>
        <xsl:variable name="slot" select="(@slot | $mirrored/@slot)[1]"/>
        <xsl:choose>
          <xsl:when test="$slot">
            <controllerKey>100</controllerKey>
            <unitNumber><xsl:value-of select="7 + $slot"/></unitNumber>
          </xsl:when>
          <xsl:when test="@id">
            <controllerKey>100</controllerKey>
            <unitNumber><xsl:value-of select="7 + translate(@id, $letters, '')"/></unitNumber>
          </xsl:when>
        </xsl:choose>
        <xsl:choose>
          <xsl:when test="@mac">
            <addressType>manual</addressType>
            <macAddress><xsl:value-of select="@mac"/></macAddress>
          </xsl:when>
          <xsl:when test="@op = 'add'"><addressType>generated</addressType></xsl:when>
          <!-- A server takes an address that is left out for one that is to be made anew. -->
          <xsl:when test="@op = 'edit'"><xsl:copy-of select="$native-device/vim:addressType | $native-device/vim:macAddress"/></xsl:when>
        </xsl:choose>
      </device>
    </deviceChange>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- What of a VirtualDeviceConfigSpec cannot be meant: lines "code path;", code being value, argument or device. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:v="urn:vim25"
                exclude-result-prefixes="v xsi">

  <!-- Of every device, then of each kind. An asterisk stands for any value. -->
  <xsl:variable name="device-meant"
                select="' key controllerKey unitNumber connectable.connected connectable.startConnected '"/>
  <xsl:variable name="device-idle">
    <xsl:text> deviceInfo.label=* deviceInfo.summary=* connectable.allowGuestControl=* connectable.status=* </xsl:text>
    <xsl:text>connectable.migrateConnect=unset numaNode=-1 </xsl:text>
  </xsl:variable>
  <xsl:variable name="disk-meant">
    <xsl:text> capacityInKB capacityInBytes backing.fileName backing.datastore backing.diskMode </xsl:text>
    <xsl:text>backing.thinProvisioned </xsl:text>
  </xsl:variable>
  <xsl:variable name="disk-idle">
    <xsl:text> backing.split=false backing.writeThrough=false backing.eagerlyScrub=false </xsl:text>
    <xsl:text>backing.sharing=sharingNone backing.deltaDiskFormat=redoLogFormat </xsl:text>
    <xsl:text>backing.digestEnabled=false shares.level=normal shares.shares=* storageIOAllocation.limit=-1 </xsl:text>
    <xsl:text>storageIOAllocation.reservation=0 storageIOAllocation.shares.level=normal </xsl:text>
    <xsl:text>storageIOAllocation.shares.shares=* nativeUnmanagedLinkedClone=false guestReadOnly=false </xsl:text>
  </xsl:variable>
  <xsl:variable name="cdrom-meant" select="' backing.fileName backing.datastore '"/>
  <xsl:variable name="cdrom-idle" select="' backing.deviceName=* backing.exclusive=* backing.useAutoDetect=* '"/>
  <xsl:variable name="nic-meant" select="' backing.network macAddress addressType backing.deviceName '"/>
  <xsl:variable name="nic-idle">
    <xsl:text> backing.useAutoDetect=* backing.inPassthroughMode=false wakeOnLanEnabled=* </xsl:text>
    <xsl:text>uptCompatibilityEnabled=false uptv2Enabled=false resourceAllocation.reservation=0 </xsl:text>
    <xsl:text>resourceAllocation.limit=-1 resourceAllocation.share.level=normal </xsl:text>
    <xsl:text>resourceAllocation.share.shares=* </xsl:text>
  </xsl:variable>
  <xsl:variable name="controller-idle">
    <xsl:text> busNumber=* device=* hotAddRemove=* sharedBus=noSharing scsiCtlrUnitNumber=7 </xsl:text>
    <xsl:text>controllerKey=* </xsl:text>
  </xsl:variable>

  <xsl:template match="v:deviceChange" mode="refuse-device">
    <xsl:variable name="of"><xsl:choose>
      <xsl:when test="parent::v:location">spec.location.</xsl:when>
      <xsl:otherwise><xsl:value-of select="$prefix"/></xsl:otherwise>
    </xsl:choose></xsl:variable>
    <xsl:variable name="at" select="concat($of, 'deviceChange[', count(preceding-sibling::v:deviceChange), '].')"/>
    <xsl:variable name="op" select="normalize-space(v:operation)"/>
    <xsl:variable name="operation" select="normalize-space(v:fileOperation)"/>
    <xsl:variable name="class">
      <xsl:call-template name="class"><xsl:with-param name="of" select="v:device"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="kind">
      <xsl:call-template name="kind"><xsl:with-param name="class" select="string($class)"/></xsl:call-template>
    </xsl:variable>
    <xsl:apply-templates select="v:*[not(self::v:operation or self::v:fileOperation or self::v:device)]" mode="refuse">
      <xsl:with-param name="prefix" select="$at"/>
    </xsl:apply-templates>
    <xsl:choose>
      <xsl:when test="$op != 'add' and $op != 'edit' and $op != 'remove'">
        <xsl:value-of select="concat('argument ', $at, 'operation;')"/>
      </xsl:when>
      <xsl:when test="$creating and $op != 'add'">
        <xsl:value-of select="concat('device ', $at, 'operation;')"/>
      </xsl:when>
      <xsl:when test="not(v:device)"><xsl:value-of select="concat('argument ', $at, 'device;')"/></xsl:when>
      <xsl:when test="$kind = ''"><xsl:value-of select="concat('value ', $at, 'device (', $class, ');')"/></xsl:when>
      <xsl:when test="$operation != '' and not($kind = 'disk' and ($op = 'add' and $operation = 'create'
                                                                  or $op = 'edit' and $operation = 'replace'
                                                                  or $op = 'remove' and $operation = 'destroy'))">
        <xsl:value-of select="concat('value ', $at, 'fileOperation;')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="v:device">
          <xsl:call-template name="refuse-identity">
            <xsl:with-param name="at" select="concat($at, 'device.')"/>
            <xsl:with-param name="op" select="$op"/>
            <xsl:with-param name="kind" select="string($kind)"/>
          </xsl:call-template>
          <xsl:if test="$op != 'remove'">
            <xsl:call-template name="refuse-fields">
              <xsl:with-param name="at" select="concat($at, 'device.')"/>
              <xsl:with-param name="kind" select="string($kind)"/>
            </xsl:call-template>
            <xsl:choose>
              <xsl:when test="$kind = 'disk'">
                <xsl:call-template name="refuse-disk">
                  <xsl:with-param name="at" select="concat($at, 'device.')"/>
                  <xsl:with-param name="op" select="$op"/>
                  <xsl:with-param name="operation" select="$operation"/>
                </xsl:call-template>
              </xsl:when>
              <xsl:when test="$kind = 'cdrom'">
                <xsl:call-template name="refuse-file">
                  <xsl:with-param name="at" select="concat($at, 'device.')"/>
                </xsl:call-template>
              </xsl:when>
              <xsl:when test="$kind = 'nic'">
                <xsl:call-template name="refuse-nic">
                  <xsl:with-param name="at" select="concat($at, 'device.')"/>
                </xsl:call-template>
              </xsl:when>
            </xsl:choose>
          </xsl:if>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Which device it is, and for a new one where it goes. A device that is there stays in its place. -->
  <xsl:template name="refuse-identity">
    <xsl:param name="at"/>
    <xsl:param name="op"/>
    <xsl:param name="kind"/>
    <xsl:choose>
      <xsl:when test="$kind = 'controller'">
        <xsl:variable name="id">
          <xsl:choose>
            <xsl:when test="$op = 'add'"><xsl:call-template name="new-controller"/></xsl:when>
            <xsl:otherwise>
              <xsl:call-template name="controller-at">
                <xsl:with-param name="key" select="number(v:key)"/>
              </xsl:call-template>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:variable>
        <xsl:variable name="named"><xsl:call-template name="new-controller"/></xsl:variable>
        <xsl:choose>
          <xsl:when test="$id = '' and $op = 'add'">
            <xsl:value-of select="concat('device ', $at, 'busNumber;')"/>
          </xsl:when>
          <xsl:when test="$id = ''"><xsl:value-of select="concat('device ', $at, 'key;')"/></xsl:when>
          <xsl:when test="$op = 'edit' and v:busNumber and $id != $named
                          and not((starts-with($id, 'xen') or starts-with($id, 'virtio'))
                                  and substring($id, string-length($id)) = normalize-space(v:busNumber))">
            <xsl:value-of select="concat('value ', $at, 'busNumber;')"/>
          </xsl:when>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$op != 'add'">
        <xsl:variable name="id"><xsl:call-template name="device-id"/></xsl:variable>
        <xsl:variable name="place"><xsl:call-template name="key-of-place"/></xsl:variable>
        <xsl:choose>
          <xsl:when test="$id = '' or ($kind = 'nic') != starts-with($id, 'nic')">
            <xsl:value-of select="concat('device ', $at, 'key;')"/>
          </xsl:when>
          <xsl:when test="$op = 'edit' and $kind != 'nic' and v:controllerKey and v:unitNumber
                          and number($place) != number(v:key)">
            <xsl:value-of select="concat('value ', $at, 'controllerKey;')"/>
          </xsl:when>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$kind != 'nic' and normalize-space(v:controllerKey) != ''">
        <xsl:variable name="controller"><xsl:call-template name="own-controller"/></xsl:variable>
        <xsl:choose>
          <xsl:when test="$controller = ''"><xsl:value-of select="concat('device ', $at, 'controllerKey;')"/></xsl:when>
          <xsl:when test="v:unitNumber = 7 and (starts-with($controller, 'scsi') or starts-with($controller, 'virtio')
                                                or starts-with($controller, 'xen'))">
            <xsl:value-of select="concat('device ', $at, 'unitNumber;')"/>
          </xsl:when>
        </xsl:choose>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="refuse-fields">
    <xsl:param name="at"/>
    <xsl:param name="kind"/>
    <xsl:apply-templates select="v:*" mode="refuse">
      <xsl:with-param name="prefix" select="$at"/>
      <xsl:with-param name="meant">
        <xsl:value-of select="$device-meant"/>
        <xsl:choose>
          <xsl:when test="$kind = 'disk'"><xsl:value-of select="$disk-meant"/></xsl:when>
          <xsl:when test="$kind = 'cdrom'"><xsl:value-of select="$cdrom-meant"/></xsl:when>
          <xsl:when test="$kind = 'nic'"><xsl:value-of select="$nic-meant"/></xsl:when>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="idle">
        <xsl:value-of select="$device-idle"/>
        <xsl:choose>
          <xsl:when test="$kind = 'disk'"><xsl:value-of select="$disk-idle"/></xsl:when>
          <xsl:when test="$kind = 'cdrom'"><xsl:value-of select="$cdrom-idle"/></xsl:when>
          <xsl:when test="$kind = 'nic'"><xsl:value-of select="$nic-idle"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$controller-idle"/></xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
    </xsl:apply-templates>
  </xsl:template>

  <xsl:template name="refuse-disk">
    <xsl:param name="at"/>
    <xsl:param name="op"/>
    <xsl:param name="operation"/>
    <xsl:variable name="backing">
      <xsl:call-template name="class"><xsl:with-param name="of" select="v:backing"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="capacity"><xsl:call-template name="capacity"/></xsl:variable>
    <xsl:variable name="path">
      <xsl:call-template name="path-in">
        <xsl:with-param name="file" select="normalize-space(v:backing/v:fileName)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="mode" select="normalize-space(v:backing/v:diskMode)"/>
    <xsl:if test="v:backing and $backing != 'VirtualDiskFlatVer2BackingInfo'">
      <xsl:value-of select="concat('value ', $at, 'backing (', $backing, ');')"/>
    </xsl:if>
    <xsl:if test="$mode != '' and $mode != 'persistent' and $mode != 'independent_persistent'
                  and $mode != 'independent_nonpersistent'">
      <xsl:value-of select="concat('value ', $at, 'backing.diskMode;')"/>
    </xsl:if>
    <xsl:if test="translate(concat(normalize-space(v:capacityInKB), normalize-space(v:capacityInBytes)),
                            '0123456789', '') != ''
                  or ($operation = 'create' and not($capacity &gt; 0)) or not($capacity &lt;= $largest-disk)">
      <xsl:value-of select="concat('argument ', $at, 'capacityInKB;')"/>
    </xsl:if>
    <xsl:if test="$op = 'add' and $operation = '' and $path = ''">
      <xsl:value-of select="concat('argument ', $at, 'backing.fileName;')"/>
    </xsl:if>
    <xsl:if test="$op = 'add'">
      <xsl:call-template name="refuse-file"><xsl:with-param name="at" select="$at"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- A name of a datastore tells nothing without the reference that goes with it: names are not unique in a fleet. -->
  <xsl:template name="refuse-file">
    <xsl:param name="at"/>
    <xsl:variable name="file" select="normalize-space(v:backing/v:fileName)"/>
    <xsl:variable name="named" select="normalize-space(substring-before(substring-after($file, '['), ']'))"/>
    <xsl:if test="starts-with($file, '[') and $named != '' and normalize-space(substring-after($file, ']')) != ''
                  and not(normalize-space(v:backing/v:datastore) != '' or v:backing/v:fileName/@datastore)">
      <xsl:value-of select="concat('argument ', $at, 'backing.datastore;')"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="refuse-nic">
    <xsl:param name="at"/>
    <xsl:variable name="backing">
      <xsl:call-template name="class"><xsl:with-param name="of" select="v:backing"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="mac" select="normalize-space(v:macAddress)"/>
    <xsl:choose>
      <xsl:when test="v:backing and $backing != 'VirtualEthernetCardNetworkBackingInfo'">
        <xsl:value-of select="concat('value ', $at, 'backing (', $backing, ');')"/>
      </xsl:when>
      <xsl:when test="normalize-space(v:backing/v:deviceName) != '' and normalize-space(v:backing/v:network) = ''
                      and not(v:backing/v:deviceName/@network)">
        <xsl:value-of select="concat('argument ', $at, 'backing.network;')"/>
      </xsl:when>
    </xsl:choose>
    <xsl:if test="$mac != ''
                  and translate($mac, '0123456789abcdefABCDEF', '######################') != '##:##:##:##:##:##'">
      <xsl:value-of select="concat('argument ', $at, 'macAddress;')"/>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- VirtualMachine and VirtualMachineSnapshot from a generic VM. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">
  <xsl:import href="object-out-config.xsl"/>
  <xsl:import href="object-out-guest.xsl"/>
  <xsl:import href="object-out-vmx.xsl"/>
  <xsl:import href="object-out-ovf.xsl"/>

  <xsl:variable name="vm" select="/p:view/g:vm"/>
  <xsl:variable name="vm-moid">
    <xsl:if test="$vm"><xsl:value-of select="d:native('VirtualMachine', $vm/@id)"/></xsl:if>
  </xsl:variable>
  <xsl:variable name="vm-name">
    <xsl:call-template name="escaped"><xsl:with-param name="name" select="string($vm/g:name)"/></xsl:call-template>
  </xsl:variable>
  <xsl:variable name="vm-power">
    <xsl:call-template name="power-state"><xsl:with-param name="state" select="$vm/g:powerState"/></xsl:call-template>
  </xsl:variable>
  <xsl:variable name="vm-file">
    <xsl:variable name="file" select="$vm/g:file"/>
    <xsl:choose>
      <xsl:when test="$file/@datastore and d:matches(string($file), '*.vmx') = 'true'">
        <xsl:call-template name="file-name">
          <xsl:with-param name="datastore" select="$file/@datastore"/>
          <xsl:with-param name="path" select="$file"/>
        </xsl:call-template>
      </xsl:when>
      <!-- Where the client wanted it when it made the machine. -->
      <xsl:when test="d:matches(string($kept[@key = 'files.vmPathName']), '*/*.vmx') = 'true'">
        <xsl:value-of select="$kept[@key = 'files.vmPathName']"/>
      </xsl:when>
      <xsl:when test="not($vm/g:disks/g:disk/@datastore | $file/@datastore | $related[@type = 'datastore']) and $vm/@home">
        <xsl:value-of select="concat('[', $vm/@home, '] ', $vm/@id, '/', $vm-name, '.vmx')"/>
      </xsl:when>
      <!-- A folder of its own: names need not be unique on other platforms. -->
      <xsl:otherwise>
        <xsl:call-template name="file-name">
          <xsl:with-param name="datastore"
                          select="($vm/g:disks/g:disk/@datastore | $file/@datastore | $related[@type = 'datastore']/@id)[1]"/>
          <xsl:with-param name="path" select="concat($vm/@id, '/', $vm-name, '.vmx')"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <xsl:variable name="thick" select="format-number(sum($vm/g:disks/g:disk[@thin != 'true']/@capacity), '0')"/>
  <xsl:variable name="thin" select="format-number(sum($vm/g:disks/g:disk[@thin = 'true']/@capacity), '0')"/>

  <xsl:template match="g:vm">
    <xsl:choose>
      <xsl:when test="d:session('document') = 'vmx'"><xsl:call-template name="vmx"/></xsl:when>
      <xsl:when test="d:session('document') = 'ovf'"><xsl:call-template name="ovf"/></xsl:when>
      <xsl:when test="g:snapshots/g:snapshot">
        <xsl:variable name="config"><xsl:call-template name="config"/></xsl:variable>
        <xsl:element name="d:documents">
          <xsl:call-template name="vm"><xsl:with-param name="config" select="$config"/></xsl:call-template>
          <xsl:apply-templates select="g:snapshots/g:snapshot" mode="object">
            <xsl:with-param name="config" select="$config"/>
          </xsl:apply-templates>
        </xsl:element>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="vm"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- config: the content of the property if it is made already. -->
  <xsl:template name="vm">
    <xsl:param name="config"/>
    <managedObject type="VirtualMachine" id="{$vm-moid}" file="{$vm-file}">
      <xsl:call-template name="extensible"><xsl:with-param name="of">vm</xsl:with-param></xsl:call-template>
      <xsl:apply-templates select="$related[@role = 'place']" mode="parent"/>
      <xsl:call-template name="field-values"/>
      <xsl:call-template name="vm-status"/>
      <configStatus>green</configStatus>
      <name><xsl:value-of select="$vm-name"/></name>
      <alarmActionsEnabled>true</alarmActionsEnabled>
      <xsl:call-template name="vm-capability"/>
      <config>
        <xsl:choose>
          <xsl:when test="$config"><xsl:copy-of select="$config"/></xsl:when>
          <xsl:otherwise><xsl:call-template name="config"/></xsl:otherwise>
        </xsl:choose>
      </config>
      <xsl:call-template name="layout"/>
      <storage>
        <xsl:for-each select="$related[@type = 'datastore']">
          <xsl:variable name="disks" select="$vm/g:disks/g:disk[@datastore = current()/@id]"/>
          <xsl:variable name="committed" select="format-number(sum($disks[@thin != 'true']/@capacity), '0')"/>
          <perDatastoreUsage>
            <datastore type="Datastore"><xsl:value-of select="d:native('Datastore', @id)"/></datastore>
            <committed><xsl:value-of select="$committed"/></committed>
            <uncommitted>
              <xsl:value-of select="format-number(sum($disks[@thin = 'true']/@capacity), '0')"/>
            </uncommitted>
            <unshared><xsl:value-of select="$committed"/></unshared>
          </perDatastoreUsage>
        </xsl:for-each>
        <timestamp><xsl:value-of select="d:now()"/></timestamp>
      </storage>
      <environmentBrowser type="EnvironmentBrowser">
        <xsl:value-of select="d:native('EnvironmentBrowser', $related[@role = 'compute']/@id)"/>
      </environmentBrowser>
      <xsl:if test="g:template != 'true'">
        <resourcePool type="ResourcePool"><xsl:value-of select="d:native('ResourcePool', $related[@role = 'pool']/@id)"/></resourcePool>
      </xsl:if>
      <resourceConfig>
        <entity type="VirtualMachine"><xsl:value-of select="$vm-moid"/></entity>
        <changeVersion><xsl:value-of select="@revision"/></changeVersion>
        <xsl:call-template name="allocations"/>
      </resourceConfig>
      <runtime><xsl:call-template name="runtime"/></runtime>
      <guest><xsl:call-template name="guest"/></guest>
      <summary><xsl:call-template name="vm-summary"/></summary>
      <xsl:apply-templates select="$related[@type = 'datastore']" mode="datastore"/>
      <xsl:apply-templates select="$related[@type = 'network']" mode="network"/>
      <xsl:if test="g:snapshots/g:snapshot">
        <snapshot>
          <xsl:if test="g:snapshots/@current">
            <currentSnapshot type="VirtualMachineSnapshot">
              <xsl:value-of select="d:native('VirtualMachineSnapshot', g:snapshots/@current)"/>
            </currentSnapshot>
          </xsl:if>
          <xsl:for-each select="g:snapshots/g:snapshot">
            <rootSnapshotList><xsl:call-template name="snapshot-tree"/></rootSnapshotList>
          </xsl:for-each>
        </snapshot>
        <xsl:for-each select="g:snapshots/g:snapshot">
          <rootSnapshot type="VirtualMachineSnapshot">
            <xsl:value-of select="d:native('VirtualMachineSnapshot', @id)"/>
          </rootSnapshot>
        </xsl:for-each>
      </xsl:if>
      <xsl:call-template name="heartbeat"/>
    </managedObject>
  </xsl:template>

  <xsl:template name="vm-status">
    <overallStatus>
      <xsl:choose>
        <xsl:when test="$vm/g:powerState = 'crashed'">red</xsl:when>
        <xsl:otherwise>green</xsl:otherwise>
      </xsl:choose>
    </overallStatus>
  </xsl:template>

  <xsl:template name="heartbeat">
    <guestHeartbeatStatus>
      <xsl:choose>
        <xsl:when test="$vm-power = 'poweredOn' and $vm/g:guest/g:tools/@state = 'running'">green</xsl:when>
        <xsl:otherwise>gray</xsl:otherwise>
      </xsl:choose>
    </guestHeartbeatStatus>
  </xsl:template>

  <!-- VirtualMachineRuntimeInfo -->
  <xsl:template name="runtime">
    <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', $vm/@host)"/></host>
    <connectionState>
      <xsl:choose>
        <xsl:when test="$related[@type = 'host']/@connection">disconnected</xsl:when>
        <xsl:otherwise>connected</xsl:otherwise>
      </xsl:choose>
    </connectionState>
    <powerState><xsl:value-of select="$vm-power"/></powerState>
    <faultToleranceState>notConfigured</faultToleranceState>
    <toolsInstallerMounted>false</toolsInstallerMounted>
    <xsl:if test="$vm/g:bootTime and $vm-power = 'poweredOn'">
      <bootTime><xsl:value-of select="$vm/g:bootTime"/></bootTime>
    </xsl:if>
    <maxMemoryUsage><xsl:value-of select="$vm/g:memory/@mib"/></maxMemoryUsage>
    <numMksConnections>0</numMksConnections>
    <recordReplayState>inactive</recordReplayState>
    <onlineStandby>false</onlineStandby>
    <consolidationNeeded><xsl:value-of select="$vm/g:snapshots/@unconsolidated = 'true'"/></consolidationNeeded>
    <paused><xsl:value-of select="$vm/g:powerState = 'paused'"/></paused>
  </xsl:template>

  <!-- VirtualMachineSummary -->
  <xsl:template name="vm-summary">
    <vm type="VirtualMachine"><xsl:value-of select="$vm-moid"/></vm>
    <runtime><xsl:call-template name="runtime"/></runtime>
    <guest><xsl:call-template name="guest-summary"/></guest>
    <config>
      <name><xsl:value-of select="$vm-name"/></name>
      <template><xsl:value-of select="$vm/g:template"/></template>
      <vmPathName><xsl:value-of select="$vm-file"/></vmPathName>
      <memorySizeMB><xsl:value-of select="$vm/g:memory/@mib"/></memorySizeMB>
      <cpuReservation><xsl:value-of select="number(concat('0', $vm/g:allocation[@resource = 'cpu']/@reservation))"/></cpuReservation>
      <memoryReservation><xsl:value-of select="number(concat('0', $vm/g:allocation[@resource = 'memory']/@reservation))"/></memoryReservation>
      <numCpu><xsl:value-of select="$vm/g:cpu/@count"/></numCpu>
      <numEthernetCards><xsl:value-of select="count($vm/g:nics/g:nic)"/></numEthernetCards>
      <numVirtualDisks><xsl:value-of select="count($vm/g:disks/g:disk)"/></numVirtualDisks>
      <uuid><xsl:value-of select="$vm/g:uuid"/></uuid>
      <instanceUuid><xsl:value-of select="$vm/@id"/></instanceUuid>
      <guestId><xsl:value-of select="$vm-guest"/></guestId>
      <guestFullName><xsl:value-of select="$vm-guest-name"/></guestFullName>
      <annotation><xsl:value-of select="$vm/g:notes"/></annotation>
      <hwVersion><xsl:value-of select="$vm-version"/></hwVersion>
    </config>
    <!-- The configuration takes a block of 4 KiB: a machine without any space is none to clients. -->
    <storage>
      <committed><xsl:value-of select="format-number($thick + 4096, '0')"/></committed>
      <uncommitted><xsl:value-of select="$thin"/></uncommitted>
      <unshared><xsl:value-of select="format-number($thick + 4096, '0')"/></unshared>
      <timestamp><xsl:value-of select="d:now()"/></timestamp>
    </storage>
    <quickStats><xsl:call-template name="heartbeat"/></quickStats>
    <xsl:call-template name="vm-status"/>
    <xsl:call-template name="field-values"/>
  </xsl:template>

  <!-- VirtualMachineSnapshotTree; its number is that of the snapshot's identifier. -->
  <xsl:template name="snapshot-tree">
    <xsl:variable name="moid" select="d:native('VirtualMachineSnapshot', @id)"/>
    <snapshot type="VirtualMachineSnapshot"><xsl:value-of select="$moid"/></snapshot>
    <vm type="VirtualMachine"><xsl:value-of select="$vm-moid"/></vm>
    <name><xsl:value-of select="@name"/></name>
    <description><xsl:value-of select="g:description"/></description>
    <id><xsl:value-of select="substring-after($moid, 'snapshot-')"/></id>
    <createTime><xsl:value-of select="@created"/></createTime>
    <state>
      <xsl:call-template name="power-state"><xsl:with-param name="state" select="@powerState"/></xsl:call-template>
    </state>
    <quiesced>false</quiesced>
    <xsl:for-each select="g:snapshot">
      <childSnapshotList><xsl:call-template name="snapshot-tree"/></childSnapshotList>
    </xsl:for-each>
    <replaySupported>false</replaySupported>
  </xsl:template>

  <!-- The configuration that a snapshot keeps is not mirrored: the VM's present one stands for it. -->
  <xsl:template match="g:snapshot" mode="object">
    <xsl:param name="config"/>
    <managedObject type="VirtualMachineSnapshot" id="{d:native('VirtualMachineSnapshot', @id)}">
      <config><xsl:copy-of select="$config"/></config>
      <xsl:for-each select="g:snapshot">
        <childSnapshot type="VirtualMachineSnapshot">
          <xsl:value-of select="d:native('VirtualMachineSnapshot', @id)"/>
        </childSnapshot>
      </xsl:for-each>
      <vm type="VirtualMachine"><xsl:value-of select="$vm-moid"/></vm>
    </managedObject>
    <xsl:apply-templates select="g:snapshot" mode="object">
      <xsl:with-param name="config" select="$config"/>
    </xsl:apply-templates>
  </xsl:template>
</xsl:stylesheet>

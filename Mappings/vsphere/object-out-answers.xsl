<?xml version="1.0" encoding="UTF-8"?>
<!--
  Answers of methods that only tell something of a host. The input is g:question: the method, the request as the client
  sent it, and the host with its datastores and networks. The output is answer, whose content is that of the response, or
  fault with a type, a message and fields.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:v="urn:vim25" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="v g p d">
  <xsl:import href="object-out-guests.xsl"/>
  <xsl:import href="object-out-ovf-import.xsl"/>

  <xsl:template match="g:question">
    <answer><xsl:apply-templates select="v:*[1]" mode="answer"/></answer>
  </xsl:template>

  <xsl:variable name="asked-host" select="/p:view/g:question/g:host"/>

  <!-- The kinds of traffic that a virtual adapter of a host can be for: there is none for any. -->
  <xsl:template match="v:QueryNetConfig" mode="answer">
    <xsl:variable name="types" select="' faultToleranceLogging management nvmeRdma nvmeTcp ptp vSphereBackupNFC vSphereProvisioning vSphereReplication vSphereReplicationNFC vmotion vsan vsanExternal vsanWitness '"/>
    <xsl:choose>
      <xsl:when test="v:nicType != '' and contains($types, concat(' ', v:nicType, ' '))">
        <returnval>
          <nicType><xsl:value-of select="v:nicType"/></nicType>
          <multiSelectAllowed>true</multiSelectAllowed>
        </returnval>
      </xsl:when>
      <xsl:otherwise>
        <fault type="InvalidArgument" message="There is no such type of virtual adapter.">
          <field name="invalidProperty">nicType</field>
        </fault>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- PhysicalNicHintInfo: no adapter tells what it hears on its wire. -->
  <xsl:template match="v:QueryNetworkHint" mode="answer">
    <xsl:variable name="adapters" select="$asked-host/g:adapters/g:adapter"/>
    <xsl:choose>
      <xsl:when test="v:device[not(. = $adapters/@device)]">
        <fault type="NotFound" message="There is no such network adapter."/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="$adapters[not(current()/v:device) or @device = current()/v:device]">
          <returnval><device><xsl:value-of select="@device"/></device></returnval>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:QueryDateTime" mode="answer">
    <returnval><xsl:value-of select="d:now()"/></returnval>
  </xsl:template>

  <!-- One version of virtual hardware is offered, under the name that the machines have. -->
  <xsl:template match="v:QueryConfigOptionDescriptor" mode="answer">
    <returnval>
      <key>vmx-21</key>
      <description>ESXi 8.0 U2 and later</description>
      <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', $asked-host/@id)"/></host>
      <createSupported>true</createSupported>
      <defaultConfigOption>true</defaultConfigOption>
      <runSupported>true</runSupported>
      <upgradeSupported>false</upgradeSupported>
    </returnval>
  </xsl:template>

  <xsl:template match="v:QueryConfigOption" mode="answer">
    <xsl:call-template name="config-option"><xsl:with-param name="key" select="string(v:key)"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:QueryConfigOptionEx" mode="answer">
    <xsl:call-template name="config-option">
      <xsl:with-param name="key" select="string(v:spec/v:key)"/><xsl:with-param name="guests" select="v:spec/v:guestId"/>
    </xsl:call-template>
  </xsl:template>

  <!-- VirtualMachineConfigOption; nothing for another version. -->
  <xsl:template name="config-option">
    <xsl:param name="key"/>
    <xsl:param name="guests"/>
    <xsl:if test="$key = '' or $key = 'vmx-21'">
      <returnval>
        <version>vmx-21</version>
        <description>ESXi 8.0 U2 and later</description>
        <xsl:choose>
          <xsl:when test="$guests">
            <xsl:for-each select="$guests">
              <xsl:call-template name="guest-descriptor"><xsl:with-param name="id" select="string(.)"/></xsl:call-template>
            </xsl:for-each>
          </xsl:when>
          <xsl:otherwise><xsl:call-template name="guest-descriptors"/></xsl:otherwise>
        </xsl:choose>
        <guestOSDefaultIndex>0</guestOSDefaultIndex>
        <hardwareOptions>
          <hwVersion>21</hwVersion>
          <deviceListReadonly>false</deviceListReadonly>
          <xsl:call-template name="counts">
            <xsl:with-param name="name">numCPU</xsl:with-param><xsl:with-param name="to" select="$asked-host/g:cpu/@threads"/>
          </xsl:call-template>
          <numCoresPerSocket><xsl:call-template name="range"><xsl:with-param name="min" select="1"/><xsl:with-param name="max" select="$asked-host/g:cpu/@threads"/><xsl:with-param name="default" select="1"/></xsl:call-template></numCoresPerSocket>
          <numCpuReadonly>false</numCpuReadonly>
          <memoryMB><xsl:call-template name="range"><xsl:with-param name="min" select="4"/><xsl:with-param name="max" select="$asked-host/g:memory/@mib"/><xsl:with-param name="default" select="1024"/></xsl:call-template></memoryMB>
          <numPCIControllers><xsl:call-template name="range"><xsl:with-param name="min" select="1"/><xsl:with-param name="max" select="1"/><xsl:with-param name="default" select="1"/></xsl:call-template></numPCIControllers>
          <numIDEControllers><xsl:call-template name="range"><xsl:with-param name="min" select="0"/><xsl:with-param name="max" select="2"/><xsl:with-param name="default" select="2"/></xsl:call-template></numIDEControllers>
          <numUSBControllers><xsl:call-template name="range"/></numUSBControllers>
          <numUSBXHCIControllers><xsl:call-template name="range"/></numUSBXHCIControllers>
          <numSIOControllers><xsl:call-template name="range"><xsl:with-param name="min" select="1"/><xsl:with-param name="max" select="1"/><xsl:with-param name="default" select="1"/></xsl:call-template></numSIOControllers>
          <numPS2Controllers><xsl:call-template name="range"><xsl:with-param name="min" select="1"/><xsl:with-param name="max" select="1"/><xsl:with-param name="default" select="1"/></xsl:call-template></numPS2Controllers>
          <resourceConfigOption>
            <cpuAllocationOption><xsl:call-template name="shares-option"/></cpuAllocationOption>
            <memoryAllocationOption><xsl:call-template name="shares-option"/></memoryAllocationOption>
          </resourceConfigOption>
        </hardwareOptions>
        <capabilities><xsl:call-template name="vm-capabilities"/></capabilities>
        <datastore/>
        <!-- What every machine has from the beginning. -->
        <xsl:call-template name="default-device"><xsl:with-param name="type">VirtualIDEController</xsl:with-param><xsl:with-param name="key" select="200"/></xsl:call-template>
        <xsl:call-template name="default-device"><xsl:with-param name="type">VirtualIDEController</xsl:with-param><xsl:with-param name="key" select="201"/><xsl:with-param name="bus" select="1"/></xsl:call-template>
        <xsl:call-template name="default-device"><xsl:with-param name="type">VirtualPS2Controller</xsl:with-param><xsl:with-param name="key" select="300"/></xsl:call-template>
        <xsl:call-template name="default-device"><xsl:with-param name="type">VirtualPCIController</xsl:with-param><xsl:with-param name="key" select="100"/></xsl:call-template>
        <xsl:call-template name="default-device"><xsl:with-param name="type">VirtualSIOController</xsl:with-param><xsl:with-param name="key" select="400"/></xsl:call-template>
        <supportedMonitorType>release</supportedMonitorType>
      </returnval>
    </xsl:if>
  </xsl:template>

  <xsl:template name="default-device">
    <xsl:param name="type"/>
    <xsl:param name="key"/>
    <xsl:param name="bus" select="0"/>
    <defaultDevice xsi:type="{$type}">
      <key><xsl:value-of select="$key"/></key>
      <busNumber><xsl:value-of select="$bus"/></busNumber>
    </defaultDevice>
  </xsl:template>

  <xsl:template name="range">
    <xsl:param name="min" select="0"/>
    <xsl:param name="max" select="0"/>
    <xsl:param name="default" select="0"/>
    <min><xsl:value-of select="$min"/></min>
    <max><xsl:value-of select="$max"/></max>
    <defaultValue><xsl:value-of select="$default"/></defaultValue>
  </xsl:template>

  <xsl:template name="counts">
    <xsl:param name="name"/>
    <xsl:param name="to"/>
    <xsl:param name="from" select="1"/>
    <xsl:if test="$from &lt;= $to">
      <xsl:element name="{$name}" namespace="urn:vim25"><xsl:value-of select="$from"/></xsl:element>
      <xsl:call-template name="counts">
        <xsl:with-param name="name" select="$name"/><xsl:with-param name="to" select="$to"/><xsl:with-param name="from" select="$from + 1"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="shares-option">
    <sharesOption>
      <sharesOption><xsl:call-template name="range"><xsl:with-param name="min" select="0"/><xsl:with-param name="max" select="1000000"/><xsl:with-param name="default" select="1000"/></xsl:call-template></sharesOption>
      <defaultLevel>normal</defaultLevel>
    </sharesOption>
  </xsl:template>

  <!-- ConfigTarget: what a machine on the host can be connected to. -->
  <xsl:template match="v:QueryConfigTarget" mode="answer">
    <returnval>
      <numCpus><xsl:value-of select="$asked-host/g:cpu/@threads"/></numCpus>
      <numCpuCores><xsl:value-of select="$asked-host/g:cpu/@cores"/></numCpuCores>
      <numNumaNodes>1</numNumaNodes>
      <smcPresent>false</smcPresent>
      <xsl:for-each select="../g:datastore">
        <datastore>
          <name><xsl:value-of select="g:name"/></name>
          <datastore><xsl:call-template name="datastore-summary"/></datastore>
          <capability><xsl:call-template name="datastore-capability"/></capability>
          <maxFileSize><xsl:value-of select="g:capacity"/></maxFileSize>
          <mode>readWrite</mode>
        </datastore>
      </xsl:for-each>
      <xsl:for-each select="../g:network">
        <network>
          <name><xsl:value-of select="g:name"/></name>
          <network>
            <network type="Network"><xsl:value-of select="d:native('Network', @id)"/></network>
            <name><xsl:value-of select="g:name"/></name>
            <accessible>true</accessible>
            <ipPoolName/>
          </network>
        </network>
      </xsl:for-each>
      <maxMemMBOptimalPerf><xsl:value-of select="$asked-host/g:memory/@mib"/></maxMemMBOptimalPerf>
      <supportedMaxMemMB><xsl:value-of select="$asked-host/g:memory/@mib"/></supportedMaxMemMB>
    </returnval>
  </xsl:template>

  <xsl:template match="v:QueryTargetCapabilities" mode="answer">
    <xsl:for-each select="$asked-host">
      <returnval><xsl:call-template name="host-capabilities"/></returnval>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>

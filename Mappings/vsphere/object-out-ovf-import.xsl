<?xml version="1.0" encoding="UTF-8"?>
<!--
  What OvfManager says of a descriptor (DMTF DSP0243 1.0 and 1.1): ParseDescriptor, and CreateImportSpec, whose answer
  clients give back to ImportVApp. The question has the descriptor in g:ovf, beside the request, the host and its networks.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:v="urn:vim25" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
                xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
                xmlns:vmw="http://www.vmware.com/schema/ovf"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="v ovf rasd vmw g p d">

  <xsl:variable name="envelope" select="/p:view/g:question/g:ovf/ovf:Envelope"/>
  <xsl:variable name="system" select="$envelope/ovf:VirtualSystem"/>
  <xsl:variable name="items" select="$system/ovf:VirtualHardwareSection[1]/ovf:Item"/>
  <xsl:variable name="scsi-items" select="$items[rasd:ResourceType = 6]"/>
  <xsl:variable name="sata-items" select="$items[rasd:ResourceType = 20]"/>
  <xsl:variable name="disk-items" select="$items[rasd:ResourceType = 17]"/>

  <!-- Why the descriptor cannot be used; nothing if it can. -->
  <xsl:template name="ovf-faults">
    <xsl:variable name="why">
      <xsl:choose>
        <xsl:when test="not($envelope)">The descriptor is no OVF envelope.</xsl:when>
        <xsl:when test="count($system) != 1">The descriptor does not describe one virtual machine.</xsl:when>
        <xsl:when test="not($items)">The virtual machine has no hardware.</xsl:when>
        <xsl:when test="$disk-items[not($envelope/ovf:DiskSection/ovf:Disk/@ovf:diskId = substring-after(rasd:HostResource, 'disk/'))]">A disk is not in the descriptor's section of disks.</xsl:when>
        <xsl:when test="$envelope/ovf:DiskSection/ovf:Disk[@ovf:fileRef][not(@ovf:fileRef = $envelope/ovf:References/ovf:File/@ovf:id)]">The file of a disk is not among the descriptor's references.</xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:if test="string($why) != ''">
      <error>
        <fault xsi:type="OvfInvalidPackage"><lineNumber>0</lineNumber></fault>
        <localizedMessage><xsl:value-of select="$why"/></localizedMessage>
      </error>
    </xsl:if>
  </xsl:template>

  <!-- The factor of units such as "byte * 2^20". -->
  <xsl:template name="ovf-factor">
    <xsl:param name="units"/>
    <xsl:variable name="power" select="number(concat('0', normalize-space(substring-after($units, '2^'))))"/>
    <xsl:choose>
      <xsl:when test="$units = 'MegaBytes'">1048576</xsl:when>
      <xsl:when test="$units = 'GigaBytes'">1073741824</xsl:when>
      <xsl:when test="$power = 10">1024</xsl:when>
      <xsl:when test="$power = 20">1048576</xsl:when>
      <xsl:when test="$power = 30">1073741824</xsl:when>
      <xsl:when test="$power = 40">1099511627776</xsl:when>
      <xsl:otherwise>1</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Context: a disk of the descriptor's section of disks. Bytes. -->
  <xsl:template name="ovf-capacity">
    <xsl:variable name="factor">
      <xsl:call-template name="ovf-factor"><xsl:with-param name="units" select="string(@ovf:capacityAllocationUnits)"/></xsl:call-template>
    </xsl:variable>
    <xsl:value-of select="format-number(@ovf:capacity * $factor, '0')"/>
  </xsl:template>

  <xsl:template match="v:ParseDescriptor" mode="answer">
    <xsl:variable name="faults"><xsl:call-template name="ovf-faults"/></xsl:variable>
    <returnval>
      <xsl:for-each select="$envelope/ovf:NetworkSection/ovf:Network">
        <network><name><xsl:value-of select="@ovf:name"/></name><description><xsl:value-of select="ovf:Description"/></description></network>
      </xsl:for-each>
      <annotation><xsl:value-of select="$system/ovf:AnnotationSection/ovf:Annotation"/></annotation>
      <xsl:if test="$envelope/ovf:References/ovf:File">
        <approximateDownloadSize><xsl:value-of select="format-number(sum($envelope/ovf:References/ovf:File/@ovf:size), '0')"/></approximateDownloadSize>
      </xsl:if>
      <defaultEntityName><xsl:call-template name="ovf-name"/></defaultEntityName>
      <virtualApp>false</virtualApp>
      <defaultDeploymentOption/>
      <xsl:copy-of select="$faults"/>
    </returnval>
  </xsl:template>

  <xsl:template name="ovf-name">
    <xsl:choose>
      <xsl:when test="$system/ovf:Name != ''"><xsl:value-of select="$system/ovf:Name"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$system/@ovf:id"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="v:CreateImportSpec" mode="answer">
    <xsl:variable name="faults"><xsl:call-template name="ovf-faults"/></xsl:variable>
    <returnval>
      <xsl:choose>
        <xsl:when test="string($faults) != ''"><xsl:copy-of select="$faults"/></xsl:when>
        <xsl:otherwise>
          <importSpec xsi:type="VirtualMachineImportSpec"><configSpec><xsl:call-template name="import-config"/></configSpec></importSpec>
          <xsl:for-each select="$disk-items">
            <xsl:variable name="disk" select="$envelope/ovf:DiskSection/ovf:Disk[@ovf:diskId = substring-after(current()/rasd:HostResource, 'disk/')]"/>
            <xsl:variable name="file" select="$envelope/ovf:References/ovf:File[@ovf:id = $disk/@ovf:fileRef]"/>
            <xsl:if test="$file">
              <fileItem>
                <deviceId><xsl:value-of select="concat('/disk-', position() - 1)"/></deviceId>
                <path><xsl:value-of select="$file/@ovf:href"/></path>
                <xsl:if test="$file/@ovf:size"><size><xsl:value-of select="$file/@ovf:size"/></size></xsl:if>
                <cimType>17</cimType>
                <create>false</create>
              </fileItem>
            </xsl:if>
          </xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
    </returnval>
  </xsl:template>

  <!-- VirtualMachineConfigSpec -->
  <xsl:template name="import-config">
    <xsl:variable name="request" select="/p:view/g:question/v:CreateImportSpec"/>
    <xsl:variable name="parameters" select="$request/v:cisp"/>
    <xsl:variable name="memory-factor">
      <xsl:call-template name="ovf-factor"><xsl:with-param name="units" select="string($items[rasd:ResourceType = 4][1]/rasd:AllocationUnits)"/></xsl:call-template>
    </xsl:variable>
    <name>
      <xsl:choose>
        <xsl:when test="$parameters/v:entityName != ''"><xsl:value-of select="$parameters/v:entityName"/></xsl:when>
        <xsl:otherwise><xsl:call-template name="ovf-name"/></xsl:otherwise>
      </xsl:choose>
    </name>
    <guestId>
      <xsl:choose>
        <xsl:when test="$system/ovf:OperatingSystemSection/@vmw:osType"><xsl:value-of select="$system/ovf:OperatingSystemSection/@vmw:osType"/></xsl:when>
        <xsl:otherwise>otherGuest64</xsl:otherwise>
      </xsl:choose>
    </guestId>
    <xsl:if test="$system/ovf:AnnotationSection/ovf:Annotation != ''">
      <annotation><xsl:value-of select="$system/ovf:AnnotationSection/ovf:Annotation"/></annotation>
    </xsl:if>
    <files><vmPathName><xsl:value-of select="concat('[', ../g:datastore[d:native('Datastore', string(@id)) = normalize-space($request/v:datastore)]/g:name, ']')"/></vmPathName></files>
    <numCPUs><xsl:value-of select="$items[rasd:ResourceType = 3][1]/rasd:VirtualQuantity"/></numCPUs>
    <memoryMB><xsl:value-of select="floor($items[rasd:ResourceType = 4][1]/rasd:VirtualQuantity * $memory-factor div 1048576)"/></memoryMB>
    <xsl:for-each select="$scsi-items[rasd:InstanceID = $disk-items/rasd:Parent]">
      <deviceChange>
        <operation>add</operation>
        <device>
          <xsl:attribute name="xsi:type">
            <xsl:choose>
              <xsl:when test="rasd:ResourceSubType = 'VirtualSCSI'">ParaVirtualSCSIController</xsl:when>
              <xsl:when test="rasd:ResourceSubType = 'lsilogicsas'">VirtualLsiLogicSASController</xsl:when>
              <xsl:otherwise>VirtualLsiLogicController</xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
          <key><xsl:value-of select="-100 - rasd:InstanceID"/></key>
          <busNumber><xsl:value-of select="position() - 1"/></busNumber>
          <sharedBus>noSharing</sharedBus>
        </device>
      </deviceChange>
    </xsl:for-each>
    <xsl:for-each select="$sata-items[rasd:InstanceID = $disk-items/rasd:Parent]">
      <deviceChange>
        <operation>add</operation>
        <device xsi:type="VirtualAHCIController"><key><xsl:value-of select="-100 - rasd:InstanceID"/></key><busNumber><xsl:value-of select="position() - 1"/></busNumber></device>
      </deviceChange>
    </xsl:for-each>
    <xsl:variable name="thick" select="contains(' thick eagerZeroedThick monolithicFlat flat ', concat(' ', $parameters/v:diskProvisioning, ' '))"/>
    <xsl:for-each select="$disk-items">
      <xsl:variable name="parent" select="$items[rasd:InstanceID = current()/rasd:Parent]"/>
      <deviceChange>
        <operation>add</operation>
        <fileOperation>create</fileOperation>
        <device xsi:type="VirtualDisk">
          <key><xsl:value-of select="-1000 - position()"/></key>
          <backing xsi:type="VirtualDiskFlatVer2BackingInfo">
            <fileName/>
            <diskMode>persistent</diskMode>
            <thinProvisioned><xsl:value-of select="not($thick)"/></thinProvisioned>
          </backing>
          <controllerKey>
            <xsl:choose>
              <xsl:when test="$parent/rasd:ResourceType = 5"><xsl:value-of select="200 + number(concat('0', $parent/rasd:Address))"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="-100 - $parent/rasd:InstanceID"/></xsl:otherwise>
            </xsl:choose>
          </controllerKey>
          <unitNumber>
            <xsl:value-of select="rasd:AddressOnParent + number($parent/rasd:ResourceType = 6 and rasd:AddressOnParent &gt;= 7)"/>
          </unitNumber>
          <capacityInKB>
            <xsl:for-each select="$envelope/ovf:DiskSection/ovf:Disk[@ovf:diskId = substring-after(current()/rasd:HostResource, 'disk/')][1]">
              <xsl:variable name="bytes"><xsl:call-template name="ovf-capacity"/></xsl:variable>
              <xsl:value-of select="format-number(ceiling($bytes div 1024), '0')"/>
            </xsl:for-each>
          </capacityInKB>
        </device>
      </deviceChange>
    </xsl:for-each>
    <xsl:for-each select="$items[rasd:ResourceType = 10]">
      <xsl:variable name="mapped" select="normalize-space($parameters/v:networkMapping[v:name = current()/rasd:Connection][1]/v:network)"/>
      <xsl:variable name="networks" select="/p:view/g:question/g:network"/>
      <xsl:variable name="network" select="($networks[$mapped != ''][d:native('Network', string(@id)) = $mapped] | $networks[$mapped = ''][g:name = current()/rasd:Connection])[1]"/>
      <deviceChange>
        <operation>add</operation>
        <device>
          <xsl:attribute name="xsi:type">
            <xsl:choose>
              <xsl:when test="rasd:ResourceSubType = 'E1000'">VirtualE1000</xsl:when>
              <xsl:when test="rasd:ResourceSubType = 'E1000e'">VirtualE1000e</xsl:when>
              <xsl:otherwise>VirtualVmxnet3</xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
          <key><xsl:value-of select="-2000 - position()"/></key>
          <backing xsi:type="VirtualEthernetCardNetworkBackingInfo">
            <deviceName><xsl:value-of select="($network/g:name | $networks[not($network)][1]/g:name)[1]"/></deviceName>
          </backing>
          <connectable>
            <startConnected><xsl:value-of select="not(rasd:AutomaticAllocation = 'false')"/></startConnected>
            <allowGuestControl>true</allowGuestControl>
            <connected><xsl:value-of select="not(rasd:AutomaticAllocation = 'false')"/></connected>
          </connectable>
          <addressType>generated</addressType>
        </device>
      </deviceChange>
    </xsl:for-each>
    <xsl:if test="$system/ovf:VirtualHardwareSection/vmw:Config[@vmw:key = 'firmware']/@vmw:value = 'efi'"><firmware>efi</firmware></xsl:if>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  The OVF descriptor (DMTF DSP0243 1.1) of a generic VM. Made where the session asks for the document "ovf"; it tells the
  package's name ("ovf.name"), and of each disk that is in the package the file ("file ID") and its size ("size ID").
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://schemas.dmtf.org/ovf/envelope/1"
                xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
                xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
                xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData"
                xmlns:vmw="http://www.vmware.com/schema/ovf"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <xsl:variable name="ovf-disks" select="$vm/g:disks/g:disk"/>
  <!-- Controllers that OVF has no word for are SCSI controllers there. -->
  <xsl:variable name="ovf-controllers" select="$vm/g:controllers/g:controller[@id = $ovf-disks/@controller]"/>

  <xsl:template name="ovf">
    <xsl:variable name="name">
      <xsl:choose>
        <xsl:when test="d:session('ovf.name') != ''"><xsl:value-of select="d:session('ovf.name')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$vm/g:name"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <Envelope>
      <References>
        <xsl:for-each select="$ovf-disks[d:session(concat('file ', @id)) != '']">
          <File ovf:href="{d:session(concat('file ', @id))}" ovf:id="file-{@id}" ovf:size="{d:session(concat('size ', @id))}"/>
        </xsl:for-each>
      </References>
      <DiskSection>
        <Info>Virtual disks</Info>
        <xsl:for-each select="$ovf-disks">
          <Disk ovf:capacity="{@capacity}" ovf:capacityAllocationUnits="byte" ovf:diskId="disk-{@id}"
                ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized">
            <xsl:if test="d:session(concat('file ', @id)) != ''">
              <xsl:attribute name="ovf:fileRef"><xsl:value-of select="concat('file-', @id)"/></xsl:attribute>
            </xsl:if>
          </Disk>
        </xsl:for-each>
      </DiskSection>
      <NetworkSection>
        <Info>Networks</Info>
        <xsl:for-each select="$related[@type = 'network'][@id = $vm/g:nics/g:nic/@network]">
          <Network ovf:name="{@name}"><Description><xsl:value-of select="@name"/></Description></Network>
        </xsl:for-each>
      </NetworkSection>
      <VirtualSystem ovf:id="{$name}">
        <Info>A virtual machine</Info>
        <Name><xsl:value-of select="$name"/></Name>
        <xsl:if test="$vm/g:notes != ''">
          <AnnotationSection><Info>Notes</Info><Annotation><xsl:value-of select="$vm/g:notes"/></Annotation></AnnotationSection>
        </xsl:if>
        <OperatingSystemSection ovf:id="102">
          <xsl:attribute name="vmw:osType">
            <xsl:call-template name="guest-id">
              <xsl:with-param name="os" select="string($vm/g:guest/@os)"/>
              <xsl:with-param name="told" select="string($vm/g:metadata/g:entry[@owner = 'vsphere'][@key = 'guestId'])"/>
            </xsl:call-template>
          </xsl:attribute>
          <Info>The guest's system</Info>
        </OperatingSystemSection>
        <VirtualHardwareSection>
          <Info>Hardware</Info>
          <System>
            <vssd:ElementName>Virtual hardware</vssd:ElementName>
            <vssd:InstanceID>0</vssd:InstanceID>
            <vssd:VirtualSystemIdentifier><xsl:value-of select="$name"/></vssd:VirtualSystemIdentifier>
            <vssd:VirtualSystemType>vmx-21</vssd:VirtualSystemType>
          </System>
          <Item>
            <rasd:AllocationUnits>hertz * 10^6</rasd:AllocationUnits>
            <rasd:ElementName>Processors</rasd:ElementName>
            <rasd:InstanceID>1</rasd:InstanceID>
            <rasd:ResourceType>3</rasd:ResourceType>
            <rasd:VirtualQuantity><xsl:value-of select="$vm/g:cpu/@count"/></rasd:VirtualQuantity>
          </Item>
          <Item>
            <rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits>
            <rasd:ElementName>Memory</rasd:ElementName>
            <rasd:InstanceID>2</rasd:InstanceID>
            <rasd:ResourceType>4</rasd:ResourceType>
            <rasd:VirtualQuantity><xsl:value-of select="$vm/g:memory/@mib"/></rasd:VirtualQuantity>
          </Item>
          <xsl:for-each select="$ovf-controllers">
            <Item>
              <rasd:Address><xsl:value-of select="count($ovf-controllers[@type = current()/@type][@bus &lt; current()/@bus])"/></rasd:Address>
              <rasd:ElementName><xsl:value-of select="@id"/></rasd:ElementName>
              <rasd:InstanceID><xsl:value-of select="2 + position()"/></rasd:InstanceID>
              <xsl:choose>
                <xsl:when test="@type = 'ide'"><rasd:ResourceType>5</rasd:ResourceType></xsl:when>
                <xsl:when test="@type = 'sata'"><rasd:ResourceSubType>vmware.sata.ahci</rasd:ResourceSubType><rasd:ResourceType>20</rasd:ResourceType></xsl:when>
                <xsl:otherwise><rasd:ResourceSubType>VirtualSCSI</rasd:ResourceSubType><rasd:ResourceType>6</rasd:ResourceType></xsl:otherwise>
              </xsl:choose>
            </Item>
          </xsl:for-each>
          <xsl:for-each select="$ovf-disks">
            <xsl:variable name="controller" select="$ovf-controllers[@id = current()/@controller]"/>
            <Item>
              <rasd:AddressOnParent><xsl:value-of select="count($ovf-disks[@controller = current()/@controller][@unit &lt; current()/@unit])"/></rasd:AddressOnParent>
              <rasd:ElementName><xsl:value-of select="@id"/></rasd:ElementName>
              <rasd:HostResource><xsl:value-of select="concat('ovf:/disk/disk-', @id)"/></rasd:HostResource>
              <rasd:InstanceID><xsl:value-of select="100 + position()"/></rasd:InstanceID>
              <rasd:Parent>
                <xsl:for-each select="$ovf-controllers"><xsl:if test="@id = $controller/@id"><xsl:value-of select="2 + position()"/></xsl:if></xsl:for-each>
              </rasd:Parent>
              <rasd:ResourceType>17</rasd:ResourceType>
            </Item>
          </xsl:for-each>
          <xsl:for-each select="$vm/g:nics/g:nic">
            <Item>
              <rasd:AddressOnParent><xsl:value-of select="@slot"/></rasd:AddressOnParent>
              <rasd:AutomaticAllocation><xsl:value-of select="@connected"/></rasd:AutomaticAllocation>
              <xsl:if test="@network"><rasd:Connection><xsl:value-of select="$related[@id = current()/@network]/@name"/></rasd:Connection></xsl:if>
              <rasd:ElementName><xsl:value-of select="@id"/></rasd:ElementName>
              <rasd:InstanceID><xsl:value-of select="200 + position()"/></rasd:InstanceID>
              <rasd:ResourceSubType>
                <xsl:choose>
                  <xsl:when test="@model = 'e1000' or @model = 'emulated' or @model = 'rtl8139'">E1000</xsl:when>
                  <xsl:when test="@model = 'e1000e'">E1000e</xsl:when>
                  <xsl:otherwise>VmxNet3</xsl:otherwise>
                </xsl:choose>
              </rasd:ResourceSubType>
              <rasd:ResourceType>10</rasd:ResourceType>
            </Item>
          </xsl:for-each>
          <xsl:if test="$vm/g:firmware/@type = 'efi'"><vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/></xsl:if>
        </VirtualHardwareSection>
      </VirtualSystem>
    </Envelope>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  Add-, Modify- and RemoveResourceSettings to vm.reconfigure. A client adds a drive and what is in it in two calls, and
  makes a disk file before: the front end holds those back and sends them together, with the keys that it presents.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="w d">

  <xsl:variable name="resources" select="/w:invoke/w:input/w:instance[@name = 'ResourceSettings']"/>
  <xsl:variable name="references" select="/w:invoke/w:input/w:reference[@name = 'ResourceSettings']"/>

  <!-- The properties that can be translated, by class. -->
  <xsl:variable name="known" select="' Msvm_ProcessorSettingData.VirtualQuantity Msvm_ProcessorSettingData.MaxProcessorsPerNumaNode Msvm_ProcessorSettingData.MaxNumaNodesPerSocket Msvm_MemorySettingData.VirtualQuantity Msvm_MemorySettingData.DynamicMemoryEnabled Msvm_ResourceAllocationSettingData.AddressOnParent Msvm_ResourceAllocationSettingData.Address Msvm_StorageAllocationSettingData.HostResource Msvm_SyntheticEthernetPortSettingData.Address Msvm_SyntheticEthernetPortSettingData.StaticMacAddress Msvm_SyntheticEthernetPortSettingData.VirtualSystemIdentifiers Msvm_EmulatedEthernetPortSettingData.Address Msvm_EmulatedEthernetPortSettingData.StaticMacAddress Msvm_EmulatedEthernetPortSettingData.VirtualSystemIdentifiers Msvm_EthernetPortAllocationSettingData.EnabledState '"/>

  <xsl:template match="/w:invoke[@class = 'Msvm_VirtualSystemManagementService'][@method = 'AddResourceSettings' or @method = 'ModifyResourceSettings' or @method = 'RemoveResourceSettings']" priority="1">
    <xsl:variable name="key" select="string((w:input/w:reference[@name = 'AffectedConfiguration']/w:selector[@name = 'InstanceID']
      | $resources/w:property[@name = 'InstanceID'] | $references/w:selector[@name = 'InstanceID'])[1])"/>
    <xsl:variable name="guid" select="substring-before(concat(substring-after($key, ':'), '\'), '\')"/>
    <xsl:variable name="strange" select="$resources/w:property[not(@name = 'InstanceID' or @name = 'ElementName' or @name = 'ResourceType' or @name = 'ResourceSubType')]
      [not(contains($known, concat(' ', ../@class, '.', @name, ' ')))]"/>
    <xsl:variable name="empty" select="$resources[w:property[@name = 'ResourceType'] = 17][/w:invoke/@method = 'AddResourceSettings']
      [not($resources/w:reference[@name = 'Parent']/w:selector = w:property[@name = 'InstanceID'])]"/>
    <xsl:choose>
      <xsl:when test="$guid = ''"><xsl:call-template name="missing"><xsl:with-param name="what">InstanceID</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:when test="$strange"><xsl:call-template name="noWay"><xsl:with-param name="what" select="concat($strange[1]/../@class, '.', $strange[1]/@name)"/></xsl:call-template></xsl:when>
      <xsl:when test="$resources/w:property[@name = 'DynamicMemoryEnabled'] = 'true'"><xsl:call-template name="noWay"><xsl:with-param name="what">dynamic memory</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:when test="$empty"><xsl:call-template name="noWay"><xsl:with-param name="what">up a disk drive without a disk</xsl:with-param></xsl:call-template></xsl:when>
      <xsl:otherwise>
        <g:command name="vm.reconfigure" target="{d:id('Msvm_ComputerSystem', translate($guid, $upper, $lower))}">
          <xsl:choose>
            <xsl:when test="@method = 'RemoveResourceSettings'"><xsl:apply-templates select="$references" mode="remove"/></xsl:when>
            <xsl:when test="@method = 'ModifyResourceSettings'"><xsl:apply-templates select="$resources" mode="modify"/></xsl:when>
            <xsl:otherwise><xsl:apply-templates select="$resources" mode="add"/></xsl:otherwise>
          </xsl:choose>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What nobody else takes. -->
  <xsl:template match="/*">
    <xsl:call-template name="fault">
      <xsl:with-param name="code">notSupported</xsl:with-param>
      <xsl:with-param name="message" select="concat('There is no method ', @class, '.', @method, ' here.')"/>
      <xsl:with-param name="detail">command</xsl:with-param>
      <xsl:with-param name="value" select="concat(@class, '.', @method)"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="device">
    <xsl:param name="key" select="string(w:property[@name = 'InstanceID'])"/>
    <xsl:call-template name="deviceOf"><xsl:with-param name="key" select="$key"/></xsl:call-template>
  </xsl:template>
  <xsl:template name="parentDevice">
    <xsl:call-template name="deviceOf"><xsl:with-param name="key" select="string(w:reference[@name = 'Parent']/w:selector[@name = 'InstanceID'])"/></xsl:call-template>
  </xsl:template>
  <xsl:template name="fileOfImage">
    <xsl:if test="w:property[@name = 'HostResource'] != ''">
      <xsl:call-template name="fileAttributes"><xsl:with-param name="path" select="string(w:property[@name = 'HostResource'])"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template name="network">
    <xsl:variable name="switch" select="string(w:reference[@name = 'HostResource']/w:selector[@name = 'Name'])"/>
    <xsl:if test="$switch != ''">
      <xsl:attribute name="network"><xsl:value-of select="d:id('Msvm_VirtualEthernetSwitch', translate($switch, $upper, $lower))"/></xsl:attribute>
    </xsl:if>
    <xsl:if test="w:property[@name = 'EnabledState']">
      <xsl:attribute name="connected"><xsl:value-of select="w:property[@name = 'EnabledState'] = 2"/></xsl:attribute>
    </xsl:if>
  </xsl:template>
  <xsl:template name="macAttribute">
    <xsl:if test="translate(w:property[@name = 'Address'], '0:-', '') != '' and not(w:property[@name = 'StaticMacAddress'] = 'false')">
      <xsl:attribute name="mac"><xsl:call-template name="mac"><xsl:with-param name="address" select="w:property[@name = 'Address']"/></xsl:call-template></xsl:attribute>
    </xsl:if>
  </xsl:template>
  <xsl:template name="isImage">
    <xsl:value-of select="contains(w:property[@name = 'ResourceSubType'], 'CD/DVD')
      or contains(translate(w:property[@name = 'HostResource'], $upper, $lower), '.iso')"/>
  </xsl:template>

  <!-- Modify -->
  <xsl:template match="w:instance" mode="modify">
    <xsl:call-template name="edited"/>
  </xsl:template>
  <xsl:template match="w:instance[@class = 'Msvm_ProcessorSettingData']" mode="modify">
    <g:cpu>
      <xsl:for-each select="w:property[@name = 'VirtualQuantity']"><xsl:attribute name="count"><xsl:value-of select="."/></xsl:attribute></xsl:for-each>
      <xsl:for-each select="w:property[@name = 'MaxProcessorsPerNumaNode']"><xsl:attribute name="coresPerSocket"><xsl:value-of select="."/></xsl:attribute></xsl:for-each>
    </g:cpu>
  </xsl:template>
  <xsl:template match="w:instance[@class = 'Msvm_MemorySettingData']" mode="modify">
    <g:memory><xsl:for-each select="w:property[@name = 'VirtualQuantity']"><xsl:attribute name="mib"><xsl:value-of select="."/></xsl:attribute></xsl:for-each></g:memory>
  </xsl:template>
  <xsl:template name="edited">
    <xsl:variable name="device"><xsl:call-template name="device"/></xsl:variable>
    <xsl:variable name="image"><xsl:call-template name="isImage"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="@class = 'Msvm_StorageAllocationSettingData' and $image = 'true'">
        <g:cdrom op="edit" id="{$device}"><xsl:call-template name="fileOfImage"/></g:cdrom>
      </xsl:when>
      <xsl:when test="@class = 'Msvm_StorageAllocationSettingData'">
        <g:disk op="edit" id="{$device}"><xsl:call-template name="fileOfImage"/></g:disk>
      </xsl:when>
      <xsl:when test="@class = 'Msvm_EthernetPortAllocationSettingData'">
        <g:nic op="edit" id="{$device}"><xsl:call-template name="network"/></g:nic>
      </xsl:when>
      <xsl:when test="contains(@class, 'EthernetPortSettingData')">
        <g:nic op="edit" id="{$device}"><xsl:call-template name="macAttribute"/></g:nic>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Add -->
  <xsl:template match="w:instance" mode="add"/>
  <xsl:template match="w:instance[w:property[@name = 'ResourceType'] = 6]" mode="add">
    <xsl:variable name="device"><xsl:call-template name="device"/></xsl:variable>
    <g:controller op="add" id="{$device}" type="scsi"/>
  </xsl:template>
  <!-- A DVD drive that comes empty. -->
  <xsl:template match="w:instance[w:property[@name = 'ResourceType'] = 16]" mode="add">
    <xsl:if test="not($resources/w:reference[@name = 'Parent']/w:selector = w:property[@name = 'InstanceID'])">
      <xsl:variable name="controller"><xsl:call-template name="parentDevice"/></xsl:variable>
      <g:cdrom op="add" controller="{$controller}" unit="{w:property[@name = 'AddressOnParent']}"/>
    </xsl:if>
  </xsl:template>
  <!-- A disk or an image, in a drive that comes with it or in one that is there. -->
  <xsl:template match="w:instance[@class = 'Msvm_StorageAllocationSettingData']" mode="add">
    <xsl:variable name="place"><xsl:call-template name="parentDevice"/></xsl:variable>
    <xsl:variable name="image"><xsl:call-template name="isImage"/></xsl:variable>
    <xsl:variable name="parent" select="string(w:reference[@name = 'Parent']/w:selector[@name = 'InstanceID'])"/>
    <xsl:variable name="file" select="/w:invoke/w:input/w:instance[@class = 'Msvm_VirtualHardDiskSettingData'][w:property[@name = 'Path'] = current()/w:property[@name = 'HostResource']]"/>
    <xsl:choose>
      <xsl:when test="$image = 'true' and $resources/w:property[@name = 'InstanceID'] = $parent">
        <g:cdrom op="add" controller="{substring-before($place, ':')}" unit="{substring-after($place, ':')}"><xsl:call-template name="fileOfImage"/></g:cdrom>
      </xsl:when>
      <xsl:when test="$image = 'true'"><g:cdrom op="edit" id="{$place}"><xsl:call-template name="fileOfImage"/></g:cdrom></xsl:when>
      <xsl:otherwise>
        <g:disk op="add" controller="{substring-before($place, ':')}" unit="{substring-after($place, ':')}">
          <xsl:call-template name="fileOfImage"/>
          <xsl:for-each select="$file">
            <xsl:attribute name="capacity"><xsl:value-of select="w:property[@name = 'MaxInternalSize']"/></xsl:attribute>
            <xsl:attribute name="thin"><xsl:value-of select="not(w:property[@name = 'Type'] = 2)"/></xsl:attribute>
          </xsl:for-each>
        </g:disk>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="w:instance[@class = 'Msvm_SyntheticEthernetPortSettingData' or @class = 'Msvm_EmulatedEthernetPortSettingData']" mode="add">
    <g:nic op="add">
      <xsl:attribute name="model"><xsl:choose><xsl:when test="contains(@class, 'Emulated')">emulated</xsl:when><xsl:otherwise>synthetic</xsl:otherwise></xsl:choose></xsl:attribute>
      <xsl:call-template name="macAttribute"/>
      <xsl:for-each select="$resources[@class = 'Msvm_EthernetPortAllocationSettingData'][w:reference[@name = 'Parent']/w:selector = current()/w:property[@name = 'InstanceID']]">
        <xsl:call-template name="network"/>
      </xsl:for-each>
    </g:nic>
  </xsl:template>
  <!-- A connection for an adapter that is there. -->
  <xsl:template match="w:instance[@class = 'Msvm_EthernetPortAllocationSettingData']" mode="add">
    <xsl:if test="not(w:reference[@name = 'Parent']/w:selector = $resources/w:property[@name = 'InstanceID'])">
      <xsl:variable name="nic"><xsl:call-template name="parentDevice"/></xsl:variable>
      <g:nic op="edit" id="{$nic}">
        <xsl:call-template name="network"/>
        <xsl:if test="not(w:property[@name = 'EnabledState'])"><xsl:attribute name="connected">true</xsl:attribute></xsl:if>
      </g:nic>
    </xsl:if>
  </xsl:template>

  <!-- Remove. A drive and what is in it may both be named; resourceType, from the front end, tells a DVD drive (16). -->
  <xsl:template match="w:reference" mode="remove">
    <xsl:variable name="key" select="string(w:selector[@name = 'InstanceID'])"/>
    <xsl:variable name="device"><xsl:call-template name="deviceOf"><xsl:with-param name="key" select="$key"/></xsl:call-template></xsl:variable>
    <xsl:variable name="image" select="@class = 'Msvm_StorageAllocationSettingData'"/>
    <xsl:variable name="drive" select="concat(substring($key, 1, string-length($key) - 1), 'D')"/>
    <xsl:choose>
      <xsl:when test="$image and $references[w:selector = $drive]"/>
      <xsl:when test="$image and @resourceType = 16"><g:cdrom op="edit" id="{$device}" path=""/></xsl:when>
      <xsl:when test="@class = 'Msvm_EthernetPortAllocationSettingData'">
        <xsl:if test="not($references[contains(@class, 'EthernetPortSettingData')][starts-with($key, w:selector)])"><g:nic op="edit" id="{$device}" connected="false"/></xsl:if>
      </xsl:when>
      <xsl:when test="starts-with($device, 'nic')"><g:nic op="remove" id="{$device}"/></xsl:when>
      <xsl:when test="not(contains($device, ':'))"><g:controller op="remove" id="{$device}"/></xsl:when>
      <xsl:when test="@resourceType = 16"><g:cdrom op="remove" id="{$device}"/></xsl:when>
      <xsl:otherwise><g:disk op="remove" id="{$device}" deleteVolume="false"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

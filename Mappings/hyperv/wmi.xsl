<?xml version="1.0" encoding="UTF-8"?>
<!-- Templates that the stylesheets of this folder share. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:d="urn:dragoman:functions"
                xmlns:p="urn:dragoman:plan" exclude-result-prefixes="w g d p">

  <xsl:variable name="upper" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"/>
  <xsl:variable name="lower" select="'abcdefghijklmnopqrstuvwxyz'"/>

  <!-- The first setting data of a VM carry these well-known keys after its own. -->
  <xsl:variable name="processorKey" select="'\b637f346-6a0e-4dec-af52-bd70cb80a21d\0'"/>
  <xsl:variable name="memoryKey" select="'\4764334d-e001-4176-82ee-5594ec9b530e'"/>
  <xsl:variable name="ideKey" select="'\83F8638B-8DCA-4152-9EDA-2CA8B33039B4\'"/>
  <!-- Keys of what we present: kind of controller and number, and number of adapter, are in the last two digits. -->
  <xsl:variable name="scsiKey" select="'\F8B3781A-1E82-4818-A1C3-63D806EC15'"/>
  <xsl:variable name="portKey" select="'\C8FB31D0-4B05-4E0B-8C6D-5D3A60F1A0'"/>

  <!-- Places of a VM's virtual disks and files: relative paths with slashes here, with backslashes there. -->
  <xsl:variable name="defaultFolder" select="'Hyper-V\Virtual Hard Disks\'"/>

  <xsl:template name="property">
    <xsl:param name="name"/>
    <xsl:param name="type" select="'string'"/>
    <xsl:param name="value"/>
    <xsl:param name="array" select="false()"/>
    <w:property name="{$name}" type="{$type}">
      <xsl:if test="$array"><xsl:attribute name="array">true</xsl:attribute></xsl:if>
      <xsl:value-of select="$value"/>
    </w:property>
  </xsl:template>

  <!-- Microsoft:guid in lower case becomes Microsoft:GUID. -->
  <xsl:template name="settingKey">
    <xsl:param name="native"/>
    <xsl:value-of select="concat('Microsoft:', translate(substring-after($native, ':'), $lower, $upper))"/>
  </xsl:template>

  <xsl:template name="systemSelectors">
    <xsl:param name="guid"/>
    <w:selector name="CreationClassName">Msvm_ComputerSystem</w:selector>
    <w:selector name="Name"><xsl:value-of select="translate($guid, $lower, $upper)"/></w:selector>
  </xsl:template>

  <xsl:template name="systemReference">
    <xsl:param name="name"/>
    <xsl:param name="guid"/>
    <w:reference name="{$name}" class="Msvm_ComputerSystem">
      <xsl:call-template name="systemSelectors"><xsl:with-param name="guid" select="$guid"/></xsl:call-template>
    </w:reference>
  </xsl:template>

  <xsl:template name="settingReference">
    <xsl:param name="name"/>
    <xsl:param name="class" select="'Msvm_VirtualSystemSettingData'"/>
    <xsl:param name="id"/>
    <w:reference name="{$name}" class="{$class}">
      <w:selector name="InstanceID"><xsl:value-of select="$id"/></w:selector>
    </w:reference>
  </xsl:template>

  <!-- The services are singletons; their class is selector enough. -->
  <xsl:template name="serviceSelectors">
    <xsl:param name="class"/>
    <w:selectors><w:selector name="CreationClassName"><xsl:value-of select="$class"/></w:selector></w:selectors>
  </xsl:template>

  <!-- D:\a\b.vhdx to the drive "D:", in upper case; nothing for other paths. -->
  <xsl:template name="drive">
    <xsl:param name="path"/>
    <xsl:choose>
      <xsl:when test="substring($path, 2, 2) = ':\'">
        <xsl:value-of select="translate(substring($path, 1, 2), $lower, $upper)"/>
      </xsl:when>
      <xsl:when test="starts-with($path, '\\?\Volume{')">
        <xsl:value-of select="concat(substring-before($path, '}'), '}')"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The datastore and path attributes of a file, as generic devices carry them. -->
  <xsl:template name="fileAttributes">
    <xsl:param name="path"/>
    <xsl:variable name="drive"><xsl:call-template name="drive"><xsl:with-param name="path" select="$path"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="$drive != ''">
        <xsl:attribute name="datastore"><xsl:value-of select="d:id('Win32_LogicalDisk', string($drive))"/></xsl:attribute>
        <xsl:attribute name="path"><xsl:value-of select="translate(substring($path, string-length($drive) + 2), '\', '/')"/></xsl:attribute>
      </xsl:when>
      <xsl:otherwise>
        <xsl:attribute name="path"><xsl:value-of select="$path"/></xsl:attribute>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- 00155D0A0B0C to 00:15:5d:0a:0b:0c -->
  <xsl:template name="mac">
    <xsl:param name="address"/>
    <xsl:variable name="a" select="translate($address, 'ABCDEF:-', 'abcdef')"/>
    <xsl:choose>
      <xsl:when test="string-length($a) = 12">
        <xsl:value-of select="concat(substring($a, 1, 2), ':', substring($a, 3, 2), ':', substring($a, 5, 2), ':',
                                     substring($a, 7, 2), ':', substring($a, 9, 2), ':', substring($a, 11, 2))"/>
      </xsl:when>
      <xsl:otherwise>00:00:00:00:00:00</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The generic device that a key of ours means: ide0, scsi1, virtio0:3, nic2; nothing for other keys. -->
  <xsl:template name="deviceOf">
    <xsl:param name="key"/>
    <xsl:variable name="upperKey" select="translate($key, $lower, $upper)"/>
    <xsl:choose>
      <xsl:when test="contains($upperKey, $ideKey)">
        <xsl:variable name="rest" select="substring-after($upperKey, $ideKey)"/>
        <xsl:value-of select="concat('ide', substring($rest, 1, 1))"/>
        <xsl:if test="substring($rest, 2, 1) = '\'"><xsl:value-of select="concat(':', substring-before(concat(substring($rest, 3), '\'), '\'))"/></xsl:if>
      </xsl:when>
      <xsl:when test="contains($upperKey, $scsiKey)">
        <xsl:variable name="rest" select="substring-after($upperKey, $scsiKey)"/>
        <xsl:variable name="kind" select="substring($rest, 1, 1)"/>
        <xsl:variable name="unit" select="substring-after(substring($rest, 3), '\0\')"/>
        <xsl:choose>
          <xsl:when test="$kind = '1'">sata</xsl:when>
          <xsl:when test="$kind = '2'">nvme</xsl:when>
          <xsl:when test="$kind = '3'">virtio</xsl:when>
          <xsl:when test="$kind = '4'">xen</xsl:when>
          <xsl:otherwise>scsi</xsl:otherwise>
        </xsl:choose>
        <xsl:value-of select="substring($rest, 2, 1)"/>
        <xsl:if test="$unit != ''"><xsl:value-of select="concat(':', substring-before(concat($unit, '\'), '\'))"/></xsl:if>
      </xsl:when>
      <xsl:when test="contains($upperKey, $portKey)">
        <xsl:value-of select="concat('nic', number(substring(substring-after($upperKey, $portKey), 1, 2)))"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The key of a controller (ide0, virtio1), of the place scsi0:1 after "\D" or "\L" is added, of nic0. -->
  <xsl:template name="keyOf">
    <xsl:param name="device"/>
    <xsl:variable name="controller" select="substring-before(concat($device, ':'), ':')"/>
    <xsl:variable name="unit" select="substring-after($device, ':')"/>
    <xsl:variable name="bus" select="translate($controller, $lower, '')"/>
    <xsl:choose>
      <xsl:when test="starts-with($device, 'nic')"><xsl:value-of select="concat($portKey, format-number(substring($device, 4), '00'))"/></xsl:when>
      <xsl:when test="starts-with($device, 'ide')"><xsl:value-of select="concat($ideKey, $bus)"/></xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$scsiKey"/>
        <xsl:choose>
          <xsl:when test="starts-with($device, 'sata')">1</xsl:when>
          <xsl:when test="starts-with($device, 'nvme')">2</xsl:when>
          <xsl:when test="starts-with($device, 'virtio')">3</xsl:when>
          <xsl:when test="starts-with($device, 'xen')">4</xsl:when>
          <xsl:otherwise>0</xsl:otherwise>
        </xsl:choose>
        <xsl:value-of select="concat($bus, '\0')"/>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:if test="$unit != ''"><xsl:value-of select="concat('\', $unit)"/></xsl:if>
  </xsl:template>

  <!-- A copy without the namespaces of the document it is in. -->
  <xsl:template match="w:*" mode="clean">
    <xsl:element name="w:{local-name()}">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates mode="clean"/>
    </xsl:element>
  </xsl:template>

  <xsl:template name="fault">
    <xsl:param name="code"/>
    <xsl:param name="message"/>
    <xsl:param name="detail"/>
    <xsl:param name="value"/>
    <g:fault code="{$code}">
      <g:message><xsl:value-of select="$message"/></g:message>
      <xsl:if test="$detail != ''">
        <g:detail name="{$detail}"><xsl:value-of select="$value"/></g:detail>
      </xsl:if>
    </g:fault>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  vm.relocate is MigrateVirtualSystemToHost: of the storage, with the new paths of disks and configuration, or of the machine
  to another host, its storage staying where it is. Imported by command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w g d">

  <xsl:variable name="destination" select="/p:input/p:destination"/>

  <xsl:template match="g:command[@name = 'vm.relocate']">
    <p:plan>
      <xsl:choose>
        <xsl:when test="g:disk[@thin][@thin != $vm/g:disks/g:disk[@id = current()/g:disk/@id]/@thin]">
          <xsl:call-template name="fault">
            <xsl:with-param name="code">notSupported</xsl:with-param>
            <xsl:with-param name="message">Hyper-V keeps the type of a virtual hard disk that it moves.</xsl:with-param>
            <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="@name"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="$destination">
          <xsl:attribute name="makes">Msvm_ComputerSystem</xsl:attribute>
          <xsl:attribute name="from">id</xsl:attribute>
          <p:step id="migrate">
            <p:call>
              <xsl:call-template name="migration">
                <xsl:with-param name="type">32768</xsl:with-param>
              </xsl:call-template>
            </p:call>
            <p:take name="id" select="'{d:native('Msvm_ComputerSystem', string(@target))}'"/>
          </p:step>
        </xsl:when>
        <xsl:when test="g:disk or @datastore">
          <p:step id="move">
            <p:call>
              <xsl:call-template name="migration">
                <xsl:with-param name="type">32769</xsl:with-param>
              </xsl:call-template>
            </p:call>
          </p:step>
        </xsl:when>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <!-- TransportType 5 is TCP. -->
  <xsl:template name="migration">
    <xsl:param name="type"/>
    <w:invoke class="Msvm_VirtualSystemMigrationService" method="MigrateVirtualSystemToHost">
      <xsl:call-template name="serviceSelectors"><xsl:with-param name="class">Msvm_VirtualSystemMigrationService</xsl:with-param></xsl:call-template>
      <w:input>
        <xsl:call-template name="machineReference"><xsl:with-param name="name">ComputerSystem</xsl:with-param></xsl:call-template>
        <xsl:if test="$destination">
          <w:property name="DestinationHost" type="string"><xsl:value-of select="$destination/@address"/></w:property>
        </xsl:if>
        <w:instance name="MigrationSettingData" class="Msvm_VirtualSystemMigrationSettingData">
          <w:property name="MigrationType" type="uint16"><xsl:value-of select="$type"/></w:property>
          <w:property name="TransportType" type="uint16">5</w:property>
        </w:instance>
        <xsl:if test="@datastore">
          <w:instance name="NewSystemSettingData" class="Msvm_VirtualSystemSettingData">
            <w:property name="ConfigurationDataRoot" type="string"><xsl:call-template name="volumePath"><xsl:with-param name="datastore" select="@datastore"/></xsl:call-template>Hyper-V</w:property>
          </w:instance>
        </xsl:if>
        <xsl:for-each select="g:disk">
          <xsl:variable name="disk" select="$vm/g:disks/g:disk[@id = current()/@id]"/>
          <w:instance name="NewResourceSettingData" class="Msvm_StorageAllocationSettingData">
            <w:property name="InstanceID" type="string"><xsl:value-of select="$disk/@handle"/></w:property>
            <w:property name="HostResource" type="string" array="true">
              <xsl:call-template name="volumePath"><xsl:with-param name="datastore" select="@datastore"/></xsl:call-template>
              <xsl:value-of select="translate($disk/@path, '/', '\')"/>
            </w:property>
          </w:instance>
        </xsl:for-each>
      </w:input>
    </w:invoke>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- VBD and VIF messages: changes of the VM that has the device. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">

  <xsl:template name="ofDevice">
    <xsl:choose>
      <xsl:when test="$verb = 'create'"><xsl:call-template name="addDevice"/></xsl:when>
      <xsl:when test="$kind = '' or $device = ''"><xsl:call-template name="handleInvalid"/></xsl:when>
      <xsl:when test="($verb = 'insert' or $verb = 'eject') and $kind != 'cdrom'
                      or $class = 'VIF' and $kind != 'nic' or $class = 'VBD' and $kind != 'disk' and $kind != 'cdrom'">
        <g:fault code="invalidDevice">
          <g:message>The device is of another kind.</g:message>
          <g:detail name="device"><xsl:value-of select="$self"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$verb = 'insert' and not($context[self::x:VDI][@ref = normalize-space($args[2])])">
        <xsl:call-template name="handleInvalid">
          <xsl:with-param name="type" select="'VDI'"/><xsl:with-param name="ref" select="normalize-space($args[2])"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="change"><xsl:call-template name="deviceChange"/></xsl:variable>
        <xsl:choose>
          <xsl:when test="string($change) != $refused">
            <g:command name="vm.reconfigure" target="{d:id('VM', $machine)}"><xsl:copy-of select="$change"/></g:command>
          </xsl:when>
          <xsl:when test="starts-with($verb, 'set_') or starts-with($verb, 'add_to_') or starts-with($verb, 'remove_from_')">
            <xsl:call-template name="keep"/>
          </xsl:when>
          <xsl:otherwise><xsl:call-template name="refuse"/></xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="deviceChange">
    <xsl:choose>
      <xsl:when test="$method = 'VBD.destroy' and $kind = 'disk'"><g:disk op="remove" id="{$device}" deleteVolume="false"/></xsl:when>
      <xsl:when test="$method = 'VBD.destroy'"><g:cdrom op="remove" id="{$device}"/></xsl:when>
      <!-- A disk that was added is attached, and stays so until it is removed. -->
      <xsl:when test="$method = 'VBD.plug' and $kind = 'disk'"><g:disk op="edit" id="{$device}"/></xsl:when>
      <xsl:when test="$method = 'VBD.plug'"><g:cdrom op="edit" id="{$device}" connected="true"/></xsl:when>
      <xsl:when test="($method = 'VBD.unplug' or $method = 'VBD.unplug_force') and $kind = 'cdrom'">
        <g:cdrom op="edit" id="{$device}" connected="false"/>
      </xsl:when>
      <xsl:when test="$method = 'VBD.set_userdevice' and $kind = 'disk'">
        <g:disk op="edit" id="{$device}" unit="{normalize-space($args[2])}"/>
      </xsl:when>
      <xsl:when test="$method = 'VBD.set_mode' and $args[2] = 'RW' and $kind = 'disk'"><g:disk op="edit" id="{$device}"/></xsl:when>
      <xsl:when test="$method = 'VBD.eject'"><g:cdrom op="edit" id="{$device}" path="" connected="false"/></xsl:when>
      <xsl:when test="$method = 'VBD.insert'">
        <xsl:variable name="vdi" select="$context[self::x:VDI][@ref = normalize-space($args[2])]"/>
        <g:cdrom op="edit" id="{$device}" datastore="{d:id('SR', string($vdi/x:SR))}" path="{($vdi/x:file | $vdi/x:location[not($vdi/x:file)])[1]}" connected="true"/>
      </xsl:when>
      <xsl:when test="$method = 'VIF.destroy'"><g:nic op="remove" id="{$device}"/></xsl:when>
      <xsl:when test="$method = 'VIF.plug'"><g:nic op="edit" id="{$device}" connected="true"/></xsl:when>
      <xsl:when test="$method = 'VIF.unplug' or $method = 'VIF.unplug_force'"><g:nic op="edit" id="{$device}" connected="false"/></xsl:when>
      <xsl:when test="$method = 'VIF.move'">
        <g:nic op="edit" id="{$device}" network="{d:id('network', normalize-space($args[2]))}"/>
      </xsl:when>
      <xsl:when test="$method = 'VIF.set_locking_mode' and ($args[2] = 'disabled' or $args[2] = 'network_default' or $args[2] = 'unlocked')">
        <g:nic op="edit" id="{$device}" connected="{$args[2] != 'disabled'}"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$refused"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="addDevice">
    <xsl:variable name="vm" select="normalize-space($record[@name = 'VM'])"/>
    <xsl:variable name="vdi" select="$context[self::x:VDI][@ref = normalize-space($record[@name = 'VDI'])]"/>
    <xsl:variable name="place" select="normalize-space($record[@name = 'userdevice' or @name = 'device'][. &gt;= 0][1])"/>
    <xsl:variable name="type" select="$record[@name = 'type']"/>
    <xsl:variable name="mode" select="$record[@name = 'mode']"/>
    <xsl:variable name="named" select="$record[@name = 'VDI'] != '' and $record[@name = 'VDI'] != $null"/>
    <xsl:choose>
      <xsl:when test="$vm = '' or $vm = $null">
        <xsl:call-template name="handleInvalid"><xsl:with-param name="type" select="'VM'"/><xsl:with-param name="ref" select="$vm"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$class = 'VIF'">
        <g:command name="vm.reconfigure" target="{d:id('VM', $vm)}">
          <g:nic op="add" network="{d:id('network', normalize-space($record[@name = 'network']))}">
            <xsl:if test="$place != ''"><xsl:attribute name="slot"><xsl:value-of select="$place"/></xsl:attribute></xsl:if>
            <xsl:if test="$record[@name = 'MAC'] != ''">
              <xsl:attribute name="mac"><xsl:value-of select="translate($record[@name = 'MAC'], 'ABCDEF-', 'abcdef:')"/></xsl:attribute>
            </xsl:if>
            <xsl:if test="$record[@name = 'locking_mode'] = 'disabled'"><xsl:attribute name="connected">false</xsl:attribute></xsl:if>
          </g:nic>
        </g:command>
      </xsl:when>
      <xsl:when test="$named and not($vdi)">
        <xsl:call-template name="handleInvalid">
          <xsl:with-param name="type" select="'VDI'"/><xsl:with-param name="ref" select="normalize-space($record[@name = 'VDI'])"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'CD'">
        <g:command name="vm.reconfigure" target="{d:id('VM', $vm)}">
          <g:cdrom op="add">
            <xsl:if test="$place != ''"><xsl:attribute name="unit"><xsl:value-of select="$place"/></xsl:attribute></xsl:if>
            <xsl:if test="$vdi">
              <xsl:attribute name="datastore"><xsl:value-of select="d:id('SR', string($vdi/x:SR))"/></xsl:attribute>
              <xsl:attribute name="path"><xsl:value-of select="$vdi/x:file | $vdi/x:location[not($vdi/x:file)]"/></xsl:attribute>
            </xsl:if>
          </g:cdrom>
        </g:command>
      </xsl:when>
      <xsl:when test="$type = 'Disk' and $vdi/x:VBDs/x:array/x:value">
        <xsl:call-template name="inUse"><xsl:with-param name="vdi" select="string($vdi/@ref)"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'Disk' and $vdi and ($mode = 'RW' or not($mode))">
        <g:command name="vm.reconfigure" target="{d:id('VM', $vm)}">
          <xsl:call-template name="addDisk"><xsl:with-param name="vdi" select="$vdi"/><xsl:with-param name="place" select="$place"/></xsl:call-template>
        </g:command>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="refuse">
          <xsl:with-param name="because" select="concat('a VBD of type ', $type, ' and mode ', $mode)"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A volume that is there has a location; one that is only announced has a size. -->
  <xsl:template name="addDisk">
    <xsl:param name="vdi"/>
    <xsl:param name="place"/>
    <g:disk op="add" datastore="{d:id('SR', string($vdi/x:SR))}">
      <xsl:if test="$place != ''"><xsl:attribute name="unit"><xsl:value-of select="$place"/></xsl:attribute></xsl:if>
      <xsl:choose>
        <xsl:when test="$vdi/x:location != ''"><xsl:attribute name="path"><xsl:value-of select="$vdi/x:file | $vdi/x:location[not($vdi/x:file)]"/></xsl:attribute></xsl:when>
        <xsl:otherwise><xsl:attribute name="capacity"><xsl:value-of select="normalize-space($vdi/x:virtual_size)"/></xsl:attribute></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="$vdi/x:sm_config/x:struct/x:member[@name = 'type'] = 'raw' and not($vdi/x:location != '')">
        <xsl:attribute name="thin">false</xsl:attribute>
      </xsl:if>
      <xsl:if test="$vdi/x:on_boot = 'reset'"><xsl:attribute name="mode">independent_nonpersistent</xsl:attribute></xsl:if>
    </g:disk>
  </xsl:template>
</xsl:stylesheet>

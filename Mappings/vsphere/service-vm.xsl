<?xml version="1.0" encoding="UTF-8"?>
<!-- Virtual machines as the automation API tells of them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:services"
                xmlns:s="urn:dragoman:services" xmlns:v="urn:vim25" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                exclude-result-prefixes="s v xsi">
  <xsl:include href="service-guests.xsl"/>
  <xsl:include href="service-devices.xsl"/>

  <xsl:variable name="config" select="/s:call/s:object/s:property[@name = 'config']"/>

  <xsl:template match="s:object[@type = 'VirtualMachine']" mode="summary">
    <vm><xsl:value-of select="@id"/></vm>
    <name><xsl:value-of select="s:property[@name = 'name']"/></name>
    <xsl:call-template name="vm-power"/>
    <xsl:for-each select="s:property[@name = 'summary.config.numCpu']">
      <cpu_count><xsl:value-of select="."/></cpu_count>
    </xsl:for-each>
    <xsl:for-each select="s:property[@name = 'summary.config.memorySizeMB']">
      <memory_size_MiB><xsl:value-of select="."/></memory_size_MiB>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="vm-power">
    <power_state>
      <xsl:call-template name="power-state">
        <xsl:with-param name="state" select="s:property[@name = 'runtime.powerState']"/>
      </xsl:call-template>
    </power_state>
  </xsl:template>

  <xsl:template match="s:object[@type = 'VirtualMachine']" mode="info">
    <guest_OS>
      <xsl:call-template name="service-guest">
        <xsl:with-param name="id" select="$config/v:guestId"/>
      </xsl:call-template>
    </guest_OS>
    <name><xsl:value-of select="s:property[@name = 'name']"/></name>
    <identity>
      <name><xsl:value-of select="s:property[@name = 'name']"/></name>
      <bios_uuid><xsl:value-of select="$config/v:uuid"/></bios_uuid>
      <instance_uuid><xsl:value-of select="$config/v:instanceUuid"/></instance_uuid>
    </identity>
    <xsl:call-template name="vm-power"/>
    <instant_clone_frozen>false</instant_clone_frozen>
    <hardware><xsl:call-template name="hardware"/></hardware>
    <boot>
      <type>
        <xsl:choose>
          <xsl:when test="$config/v:firmware = 'efi'">EFI</xsl:when>
          <xsl:otherwise>BIOS</xsl:otherwise>
        </xsl:choose>
      </type>
      <xsl:if test="$config/v:firmware = 'efi'">
        <efi_legacy_boot>false</efi_legacy_boot>
        <network_protocol>
          <xsl:choose>
            <xsl:when test="$config/v:bootOptions/v:networkBootProtocol = 'ipv6'">IPV6</xsl:when>
            <xsl:otherwise>IPV4</xsl:otherwise>
          </xsl:choose>
        </network_protocol>
      </xsl:if>
      <delay><xsl:value-of select="number(concat('0', $config/v:bootOptions/v:bootDelay))"/></delay>
      <retry><xsl:value-of select="$config/v:bootOptions/v:bootRetryEnabled = 'true'"/></retry>
      <retry_delay><xsl:value-of select="number(concat('0', $config/v:bootOptions/v:bootRetryDelay))"/></retry_delay>
      <enter_setup_mode><xsl:value-of select="$config/v:bootOptions/v:enterBIOSSetup = 'true'"/></enter_setup_mode>
    </boot>
    <boot_devices/>
    <cpu><xsl:call-template name="cpu"/></cpu>
    <memory><xsl:call-template name="memory"/></memory>
    <xsl:call-template name="devices"/>
  </xsl:template>

  <xsl:template name="cpu">
    <count><xsl:value-of select="$config/v:hardware/v:numCPU"/></count>
    <cores_per_socket><xsl:value-of select="$config/v:hardware/v:numCoresPerSocket"/></cores_per_socket>
    <hot_add_enabled><xsl:value-of select="$config/v:cpuHotAddEnabled = 'true'"/></hot_add_enabled>
    <hot_remove_enabled><xsl:value-of select="$config/v:cpuHotRemoveEnabled = 'true'"/></hot_remove_enabled>
  </xsl:template>
  <xsl:template name="memory">
    <size_MiB><xsl:value-of select="$config/v:hardware/v:memoryMB"/></size_MiB>
    <hot_add_enabled><xsl:value-of select="$config/v:memoryHotAddEnabled = 'true'"/></hot_add_enabled>
  </xsl:template>
  <xsl:template name="hardware">
    <version><xsl:value-of select="concat('VMX_', substring-after($config/v:version, 'vmx-'))"/></version>
    <upgrade_policy>NEVER</upgrade_policy>
    <upgrade_status>NONE</upgrade_status>
  </xsl:template>

  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.hardware']" mode="answer">
    <output><xsl:call-template name="hardware"/></output>
  </xsl:template>
  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.hardware.cpu']" mode="answer">
    <output><xsl:call-template name="cpu"/></output>
  </xsl:template>
  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.hardware.memory']" mode="answer">
    <output><xsl:call-template name="memory"/></output>
  </xsl:template>

  <xsl:template match="s:call[@service = 'com.vmware.vcenter.vm.power']" mode="answer">
    <output>
      <state>
        <xsl:call-template name="power-state">
          <xsl:with-param name="state" select="s:object/s:property[@name = 'runtime.powerState']"/>
        </xsl:call-template>
      </state>
      <xsl:for-each select="s:object/s:property[@name = 'runtime.cleanPowerOff']">
        <clean_power_off><xsl:value-of select="."/></clean_power_off>
      </xsl:for-each>
    </output>
  </xsl:template>
</xsl:stylesheet>

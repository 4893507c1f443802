<?xml version="1.0" encoding="UTF-8"?>
<!-- vm.create: the VM, then its volumes, disks and cards. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g d">
  <xsl:template match="g:command[@name = 'vm.create']">
    <xsl:variable name="refusal"><xsl:call-template name="resourceRefusal"/></xsl:variable>
    <p:plan>
      <xsl:choose>
        <xsl:when test="$refusal != ''">
          <xsl:call-template name="refuse"><xsl:with-param name="message" select="string($refusal)"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="g:cpu/@hotAdd = 'true' or g:memory/@hotAdd = 'true'">
          <xsl:call-template name="refuse">
            <xsl:with-param name="message" select="'XAPI has no switch for hot-adding.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="not(g:cpu/@count) or not(g:memory/@mib)">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'cpu'"/>
            <xsl:with-param name="message" select="'A new VM needs a number of processors and memory.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:cpu/@coresPerSocket and g:cpu/@count mod g:cpu/@coresPerSocket != 0">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'cpu.coresPerSocket'"/>
            <xsl:with-param name="message" select="'The processors do not fill their sockets.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:firmware/@secureBoot = 'true' and not(g:firmware/@type = 'efi')">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'firmware.secureBoot'"/>
            <xsl:with-param name="message" select="'Secure boot needs EFI.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="*[@op != 'add']">
          <xsl:call-template name="noDevice">
            <xsl:with-param name="device" select="*[@op != 'add'][1]/@id"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:disk[@mode = 'independent_persistent']">
          <xsl:call-template name="refuse">
            <xsl:with-param name="message" select="'XAPI takes every persistent disk into its snapshots.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:disk[not(@capacity) and not(@path)]">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'disk.capacity'"/>
            <xsl:with-param name="message" select="'A new disk needs a capacity or a volume.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:cdrom[@path != '' and @connected = 'false']">
          <xsl:call-template name="refuse">
            <xsl:with-param name="message" select="'XAPI has no image in a drive that is not connected.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:disk[@capacity and not(@datastore)] and not(@datastore) and not($host/g:datastore[g:type != 'iso' and g:type != 'udev'])">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'datastore'"/>
            <xsl:with-param name="message" select="'The host has no storage for disks.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="g:nic[not(@network)] and not($host/g:network)">
          <xsl:call-template name="invalid">
            <xsl:with-param name="argument" select="'nic.network'"/>
            <xsl:with-param name="message" select="'The host has no network.'"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:attribute name="makes">VM</xsl:attribute>
          <xsl:attribute name="from">vm</xsl:attribute>
          <p:step id="vm">
            <p:call>
              <x:call>
                <x:method>VM.create</x:method>
                <x:params><x:value><xsl:call-template name="newVM"/></x:value></x:params>
              </x:call>
            </p:call>
            <p:undo>
              <x:call>
                <x:method>VM.destroy</x:method>
                <x:params><x:value><p:taken name="vm"/></x:value></x:params>
              </x:call>
            </p:undo>
            <p:take name="vm" select="x:result"/>
          </p:step>
          <xsl:variable name="used">|<xsl:for-each select="g:disk | g:cdrom"><xsl:apply-templates select="." mode="wanted"/>|</xsl:for-each></xsl:variable>
          <xsl:variable name="slots">|<xsl:for-each select="g:nic"><xsl:apply-templates select="." mode="wanted"/>|</xsl:for-each></xsl:variable>
          <xsl:call-template name="add">
            <xsl:with-param name="queue" select="g:disk | g:cdrom"/><xsl:with-param name="used" select="string($used)"/>
            <xsl:with-param name="self"><p:taken name="vm"/></xsl:with-param>
          </xsl:call-template>
          <xsl:call-template name="add">
            <xsl:with-param name="queue" select="g:nic"/><xsl:with-param name="used" select="string($slots)"/>
            <xsl:with-param name="self"><p:taken name="vm"/></xsl:with-param>
          </xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <!-- Every field that XAPI demands of a new VM. -->
  <xsl:template name="newVM">
    <xsl:variable name="bytes" select="format-number(g:memory/@mib * 1048576, '0')"/>
    <xsl:variable name="own" select="g:metadata/g:entry[@owner = 'xen']"/>
    <x:struct>
      <x:member name="name_label"><xsl:value-of select="g:name"/></x:member>
      <x:member name="name_description"><xsl:value-of select="g:notes"/></x:member>
      <x:member name="user_version">1</x:member>
      <x:member name="is_a_template"><x:boolean>0</x:boolean></x:member>
      <x:member name="affinity"><xsl:value-of select="d:native('host', string(@target))"/></x:member>
      <x:member name="memory_static_min"><xsl:value-of select="$bytes"/></x:member>
      <x:member name="memory_dynamic_min"><xsl:value-of select="$bytes"/></x:member>
      <x:member name="memory_dynamic_max"><xsl:value-of select="$bytes"/></x:member>
      <x:member name="memory_static_max"><xsl:value-of select="$bytes"/></x:member>
      <x:member name="VCPUs_params">
        <x:struct>
          <xsl:if test="$weight != 256"><x:member name="weight"><xsl:value-of select="$weight"/></x:member></xsl:if>
          <xsl:call-template name="newMembers"><xsl:with-param name="name" select="'VCPUs_params'"/></xsl:call-template>
        </x:struct>
      </x:member>
      <x:member name="VCPUs_max"><xsl:value-of select="g:cpu/@count"/></x:member>
      <x:member name="VCPUs_at_startup"><xsl:call-template name="atStartup"/></x:member>
      <x:member name="actions_after_shutdown">destroy</x:member>
      <x:member name="actions_after_reboot">restart</x:member>
      <x:member name="actions_after_crash">restart</x:member>
      <x:member name="PV_bootloader"/>
      <x:member name="PV_kernel"/>
      <x:member name="PV_ramdisk"/>
      <x:member name="PV_args"/>
      <x:member name="PV_bootloader_args"/>
      <x:member name="PV_legacy_args"/>
      <x:member name="HVM_boot_policy">BIOS order</x:member>
      <x:member name="HVM_boot_params">
        <x:struct>
          <x:member name="firmware">
            <xsl:choose>
              <xsl:when test="g:firmware/@type = 'efi'">uefi</xsl:when>
              <xsl:otherwise>bios</xsl:otherwise>
            </xsl:choose>
          </x:member>
          <xsl:if test="not($own[@key = 'HVM_boot_params:order'])">
            <x:member name="order"><xsl:call-template name="bootLetters"/><xsl:if test="not(g:boot/g:device)">cdn</xsl:if></x:member>
          </xsl:if>
          <xsl:call-template name="newMembers">
            <xsl:with-param name="name" select="'HVM_boot_params'"/>
          </xsl:call-template>
        </x:struct>
      </x:member>
      <x:member name="platform">
        <x:struct>
          <xsl:if test="g:cpu/@coresPerSocket">
            <x:member name="cores-per-socket"><xsl:value-of select="g:cpu/@coresPerSocket"/></x:member>
          </xsl:if>
          <xsl:if test="g:firmware/@secureBoot">
            <x:member name="secureboot"><xsl:value-of select="g:firmware/@secureBoot"/></x:member>
          </xsl:if>
          <xsl:call-template name="newMembers"><xsl:with-param name="name" select="'platform'"/></xsl:call-template>
        </x:struct>
      </x:member>
      <x:member name="PCI_bus"/>
      <x:member name="other_config">
        <x:struct>
          <xsl:variable name="os" select="g:guest/@os"/>
          <xsl:variable name="template">
            <xsl:call-template name="templateOf"><xsl:with-param name="os" select="$os"/></xsl:call-template>
          </xsl:variable>
          <xsl:choose>
            <xsl:when test="$template != ''">
              <x:member name="base_template_name"><xsl:value-of select="$template"/></x:member>
            </xsl:when>
            <xsl:when test="$os and $os != 'unknown'">
              <x:member name="base_template_name">Other install media</x:member>
              <x:member name="dragoman.guest.os"><xsl:value-of select="$os"/></x:member>
            </xsl:when>
          </xsl:choose>
          <xsl:call-template name="newMembers"><xsl:with-param name="name" select="'other_config'"/></xsl:call-template>
          <xsl:for-each select="g:metadata/g:entry[@owner != 'xen']">
            <x:member name="dragoman.{@owner}.{@key}"><xsl:value-of select="."/></x:member>
          </xsl:for-each>
        </x:struct>
      </x:member>
      <x:member name="xenstore_data">
        <xsl:call-template name="newMap"><xsl:with-param name="name" select="'xenstore_data'"/></xsl:call-template>
      </x:member>
      <x:member name="recommendations"/>
    </x:struct>
  </xsl:template>
  <xsl:template name="newMap">
    <xsl:param name="name"/>
    <x:struct>
      <xsl:call-template name="newMembers"><xsl:with-param name="name" select="$name"/></xsl:call-template>
    </x:struct>
  </xsl:template>
  <xsl:template name="newMembers">
    <xsl:param name="name"/>
    <xsl:for-each select="$command/g:metadata/g:entry[@owner = 'xen'][starts-with(@key, concat($name, ':'))]">
      <x:member name="{substring-after(@key, ':')}"><xsl:value-of select="."/></x:member>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>

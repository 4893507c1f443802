<?xml version="1.0" encoding="UTF-8"?>
<!-- What is known of a running VM and its guest, and its console. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <xsl:template name="hasAgent">
    <xsl:value-of select="boolean(g:guest/g:address or g:guest/g:hostName or g:guest/g:tools/@state = 'running')"/>
  </xsl:template>

  <xsl:template name="vmMetrics">
    <xsl:param name="ref"/>
    <xsl:param name="up"/>
    <x:VM_metrics ref="{$ref}/metrics">
      <x:uuid><xsl:call-template name="part"><xsl:with-param name="kind" select="'3e70'"/></xsl:call-template></x:uuid>
      <x:VCPUs_number>
        <xsl:choose><xsl:when test="$up"><xsl:value-of select="g:cpu/@count"/></xsl:when><xsl:otherwise>0</xsl:otherwise></xsl:choose>
      </x:VCPUs_number>
      <x:memory_actual>
        <xsl:choose>
          <xsl:when test="$up"><xsl:value-of select="format-number(g:memory/@mib * 1048576, '0')"/></xsl:when>
          <xsl:otherwise>0</xsl:otherwise>
        </xsl:choose>
      </x:memory_actual>
      <x:start_time>
        <x:dateTime>
          <xsl:call-template name="time"><xsl:with-param name="value" select="g:bootTime"/></xsl:call-template>
        </x:dateTime>
      </x:start_time>
      <x:current_domain_type>
        <xsl:choose><xsl:when test="$up">hvm</xsl:when><xsl:otherwise>unspecified</xsl:otherwise></xsl:choose>
      </x:current_domain_type>
      <x:hvm><x:boolean>1</x:boolean></x:hvm>
    </x:VM_metrics>
  </xsl:template>

  <xsl:template name="guestMetrics">
    <xsl:param name="ref"/>
    <xsl:variable name="running" select="number(g:guest/g:tools/@state = 'running')"/>
    <x:VM_guest_metrics ref="{$ref}/guest_metrics">
      <x:uuid><xsl:call-template name="part"><xsl:with-param name="kind" select="'63e7'"/></xsl:call-template></x:uuid>
      <x:os_version>
        <x:struct>
          <xsl:if test="g:guest/g:osName"><x:member name="name"><xsl:value-of select="g:guest/g:osName"/></x:member></xsl:if>
          <xsl:call-template name="distribution"/>
        </x:struct>
      </x:os_version>
      <x:PV_drivers_version>
        <x:struct>
          <xsl:variable name="version" select="string(g:guest/g:tools/@version)"/>
          <xsl:if test="$version != ''">
            <x:member name="major"><xsl:value-of select="substring-before(concat($version, '.'), '.')"/></x:member>
            <x:member name="minor">
              <xsl:value-of select="number(concat('0', substring-before(concat(substring-after($version, '.'), '.'), '.')))"/>
            </x:member>
            <x:member name="micro">
              <xsl:value-of select="number(concat('0', substring-before(concat(substring-after(substring-after($version, '.'), '.'), '.'), '.')))"/>
            </x:member>
          </xsl:if>
        </x:struct>
      </x:PV_drivers_version>
      <x:networks><x:struct><xsl:apply-templates select="g:guest/g:address[@nic]"/></x:struct></x:networks>
      <xsl:if test="g:guest/g:hostName">
        <x:netbios_name>
          <x:struct><x:member name="host_name"><xsl:value-of select="g:guest/g:hostName"/></x:member></x:struct>
        </x:netbios_name>
      </xsl:if>
      <x:PV_drivers_detected><x:boolean><xsl:value-of select="$running"/></x:boolean></x:PV_drivers_detected>
      <x:PV_drivers_up_to_date><x:boolean><xsl:value-of select="$running"/></x:boolean></x:PV_drivers_up_to_date>
      <x:live><x:boolean><xsl:value-of select="$running"/></x:boolean></x:live>
    </x:VM_guest_metrics>
  </xsl:template>

  <!-- debian12 is distro debian, major 12; ubuntu22.04 has a minor, too. -->
  <xsl:template name="distribution">
    <xsl:variable name="os" select="string(g:guest/@os)"/>
    <xsl:variable name="name" select="translate($os, '0123456789.', '')"/>
    <xsl:if test="($name = 'debian' or $name = 'ubuntu' or $name = 'rhel' or $name = 'centos' or $name = 'rocky' or $name = 'almalinux')
                  and starts-with($os, $name)">
      <xsl:variable name="number" select="substring($os, string-length($name) + 1)"/>
      <x:member name="distro"><xsl:value-of select="$name"/></x:member>
      <x:member name="major"><xsl:value-of select="substring-before(concat($number, '.'), '.')"/></x:member>
      <x:member name="minor"><xsl:value-of select="substring-after($number, '.')"/></x:member>
    </xsl:if>
  </xsl:template>

  <!-- Consoles are had from this server. -->
  <xsl:template name="console">
    <xsl:param name="ref"/>
    <xsl:variable name="uuid"><xsl:call-template name="part"><xsl:with-param name="kind" select="'c050'"/></xsl:call-template></xsl:variable>
    <x:console ref="{$ref}/console">
      <x:uuid><xsl:value-of select="$uuid"/></x:uuid>
      <x:protocol>rfb</x:protocol>
      <x:location>
        <xsl:if test="$address != ''"><xsl:value-of select="concat('https://', $address, '/console?uuid=', $uuid)"/></xsl:if>
      </x:location>
      <x:VM><xsl:value-of select="$ref"/></x:VM>
    </x:console>
  </xsl:template>

  <xsl:template match="g:address">
    <xsl:variable name="nic" select="ancestor::g:vm/g:nics/g:nic[@id = current()/@nic]"/>
    <xsl:variable name="device"><xsl:apply-templates select="$nic" mode="device"/></xsl:variable>
    <xsl:variable name="six" select="contains(., ':')"/>
    <xsl:variable name="before"
                  select="count(preceding-sibling::g:address[@nic = current()/@nic][contains(., ':') = $six])"/>
    <xsl:if test="$nic and not($six) and $before = 0">
      <x:member name="{$device}/ip"><xsl:value-of select="."/></x:member>
    </xsl:if>
    <xsl:if test="$nic">
      <x:member name="{concat($device, '/ipv', 4 + 2 * $six, '/', $before)}"><xsl:value-of select="."/></x:member>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

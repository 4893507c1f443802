<?xml version="1.0" encoding="UTF-8"?>
<!--
  A libvirt client's call as a generic command. v:call/@node names the host that the connection is of, v:connection the pools
  and networks that it has, v:place the device of the client's view that the call means (README.md).
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="v d">
  <xsl:import href="refused-in.xsl"/>
  <xsl:import href="values.xsl"/>
  <xsl:import href="guests.xsl"/>
  <xsl:import href="devices-in.xsl"/>
  <xsl:import href="domain-in.xsl"/>
  <xsl:import href="redefine-in.xsl"/>
  <xsl:import href="keys-in.xsl"/>
  <xsl:import href="volumes-in.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:variable name="procedure" select="string(/v:call/@procedure)"/>
  <xsl:variable name="flags" select="number(concat(/v:call/v:flags, substring('0', 1, number(not(/v:call/v:flags)))))"/>
  <xsl:variable name="pools" select="/v:call/v:connection/v:pool"/>
  <xsl:variable name="networks" select="/v:call/v:connection/v:network"/>

  <!-- The domain that the call is about, as the client sees it. -->
  <xsl:variable name="domain" select="/v:call/v:connection/v:domain"/>

  <xsl:template name="target">
    <xsl:attribute name="target"><xsl:value-of select="d:id('domain', v:dom/@uuid)"/></xsl:attribute>
  </xsl:template>

  <!-- Calls that say no more than which domain; flags that the generic command does not have are refused. -->
  <xsl:template name="plain">
    <xsl:param name="name"/>
    <xsl:param name="allowed" select="0"/>
    <xsl:choose>
      <xsl:when test="$flags != 0 and $flags != $allowed"><xsl:call-template name="flag"/></xsl:when>
      <xsl:otherwise><command name="{$name}"><xsl:call-template name="target"/></command></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:call[@procedure = 'domainCreate' or @procedure = 'domainCreateWithFlags']">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.powerOn</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:call[@procedure = 'domainDestroy' or @procedure = 'domainDestroyFlags' or @procedure = 'domainManagedSaveRemove']">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.powerOff</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:call[@procedure = 'domainReset']">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.reset</xsl:with-param></xsl:call-template>
  </xsl:template>
  <!-- VIR_DOMAIN_SAVE_RUNNING is what vm.resume does. -->
  <xsl:template match="/v:call[@procedure = 'domainManagedSave']">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.suspend</xsl:with-param><xsl:with-param name="allowed" select="2"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:call[@procedure = 'domainSuspend']">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.pause</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="/v:call[@procedure = 'domainResume' or @procedure = 'domainPMWakeup']">
    <xsl:call-template name="plain"><xsl:with-param name="name">vm.unpause</xsl:with-param></xsl:call-template>
  </xsl:template>
  <!-- Memory (0) and not the disk; until it is woken, and not for so many seconds. -->
  <xsl:template match="/v:call[@procedure = 'domainPMSuspendForDuration']">
    <xsl:choose>
      <xsl:when test="$flags != 0"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="v:target != 0 or v:duration != 0">
        <xsl:call-template name="unsupported"><xsl:with-param name="what">suspending a guest to its disk or for a time</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><command name="vm.standbyGuest"><xsl:call-template name="target"/></command></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- 1 is ACPI power button, 2 guest agent: which of them is the host's business. -->
  <xsl:template match="/v:call[@procedure = 'domainShutdown' or @procedure = 'domainShutdownFlags' or @procedure = 'domainReboot']">
    <xsl:variable name="name"><xsl:choose>
      <xsl:when test="$procedure = 'domainReboot'">vm.rebootGuest</xsl:when>
      <xsl:otherwise>vm.shutdownGuest</xsl:otherwise>
    </xsl:choose></xsl:variable>
    <xsl:choose>
      <xsl:when test="$flags &gt; 3"><xsl:call-template name="flag"/></xsl:when>
      <xsl:otherwise><command name="{$name}"><xsl:call-template name="target"/></command></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- What a domain has goes with it only where the client says so: MANAGED_SAVE (1), SNAPSHOTS_METADATA (2). KEEP_NVRAM and
       CHECKPOINTS_METADATA go with it; NVRAM (4) deletes a file, which no platform leaves. -->
  <xsl:template match="/v:call[@procedure = 'domainUndefine' or @procedure = 'domainUndefineFlags']">
    <xsl:choose>
      <xsl:when test="$flags &gt; 31"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="$domain/@managedSave = 1 and $flags mod 2 = 0">
        <fault code="invalidState"><message>Refusing to undefine while domain managed save image exists</message></fault>
      </xsl:when>
      <xsl:when test="$domain/@id = '-1' and $domain/v:snapshots/v:snapshot and floor($flags div 2) mod 2 = 0">
        <fault code="invalidState"><message>cannot delete inactive domain with <xsl:value-of select="count($domain/v:snapshots/v:snapshot)"/> snapshots</message></fault>
      </xsl:when>
      <xsl:otherwise><command name="vm.unregister"><xsl:call-template name="target"/></command></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A machine has one screen, whose number is 0. -->
  <xsl:template match="/v:call[@procedure = 'domainScreenshot']">
    <xsl:choose>
      <xsl:when test="$flags != 0"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="v:screen != 0">
        <fault code="invalidArgument"><message>screen <xsl:value-of select="v:screen"/>: there is one screen, 0</message><detail name="argument">screen</detail></fault>
      </xsl:when>
      <xsl:otherwise><command name="vm.screenshot"><xsl:call-template name="target"/></command></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:call[@procedure = 'domainSetAutostart']">
    <command name="vm.setAutostart" enabled="{v:autostart != 0}"><xsl:call-template name="target"/></command>
  </xsl:template>

  <xsl:template match="/v:call[@procedure = 'domainRename']">
    <xsl:choose>
      <xsl:when test="$flags != 0"><xsl:call-template name="flag"/></xsl:when>
      <xsl:otherwise>
        <command name="vm.rename"><xsl:call-template name="target"/><name><xsl:value-of select="v:new_name"/></name></command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- VIR_DOMAIN_AFFECT_LIVE (1) is for a domain that runs. -->
  <xsl:template match="/v:call[v:flags mod 2 = 1][v:connection/v:domain[domain]/@id = '-1'][@procedure = 'domainSetVcpusFlags' or @procedure = 'domainSetMemoryFlags'
    or @procedure = 'domainSetMetadata' or @procedure = 'domainAttachDeviceFlags' or @procedure = 'domainDetachDeviceFlags' or @procedure = 'domainUpdateDeviceFlags']" priority="5">
    <fault code="invalidPowerState">
      <message>domain is not running</message>
      <detail name="expected">running</detail><detail name="actual">off</detail>
    </fault>
  </xsl:template>

  <!-- MAXIMUM (4) is the count where there is no room above it. GUEST (8) and HOTPLUGGABLE (16) are inside the guest or the XML. -->
  <xsl:template match="/v:call[@procedure = 'domainSetVcpus' or @procedure = 'domainSetVcpusFlags']">
    <xsl:choose>
      <xsl:when test="$flags &gt; 7"><xsl:call-template name="flag"/></xsl:when>
      <xsl:otherwise>
        <command name="vm.reconfigure"><xsl:call-template name="target"/><cpu count="{v:nvcpus}"/></command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:call[@procedure = 'domainSetMemory' or @procedure = 'domainSetMaxMemory' or @procedure = 'domainSetMemoryFlags']">
    <xsl:choose>
      <xsl:when test="$flags &gt; 7"><xsl:call-template name="flag"/></xsl:when>
      <xsl:otherwise>
        <command name="vm.reconfigure"><xsl:call-template name="target"/><memory mib="{floor(v:memory div 1024)}"/></command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:call[@procedure = 'domainSetMetadata']">
    <xsl:choose>
      <xsl:when test="$flags &gt; 3"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="v:type = 0">
        <command name="vm.reconfigure"><xsl:call-template name="target"/><notes><xsl:value-of select="v:metadata"/></notes></command>
      </xsl:when>
      <xsl:when test="v:type = 1">
        <command name="vm.reconfigure">
          <xsl:call-template name="target"/>
          <metadata>
            <entry owner="kvm" key="title">
              <xsl:if test="not(string(v:metadata))"><xsl:attribute name="op">remove</xsl:attribute></xsl:if>
              <xsl:value-of select="v:metadata"/>
            </entry>
          </metadata>
        </command>
      </xsl:when>
      <xsl:when test="v:type = 2 and v:uri = 'http://libosinfo.org/xmlns/libvirt/domain/1.0'">
        <xsl:variable name="url" select="string(v:metadata//@id)"/>
        <xsl:variable name="short"><xsl:call-template name="os-short"><xsl:with-param name="url" select="$url"/></xsl:call-template></xsl:variable>
        <command name="vm.reconfigure">
          <xsl:call-template name="target"/>
          <guest os="{$short}"/>
          <xsl:if test="$short = 'unknown' and $url"><metadata><entry owner="kvm" key="os"><xsl:value-of select="$url"/></entry></metadata></xsl:if>
        </command>
      </xsl:when>
      <xsl:when test="v:type = 2 and string(v:uri) and v:uri != 'urn:dragoman:metadata' and (string(v:key) or not(v:metadata/*))">
        <xsl:variable name="named"><xsl:apply-templates select="v:metadata/*" mode="named"/></xsl:variable>
        <command name="vm.reconfigure">
          <xsl:call-template name="target"/>
          <metadata>
            <entry owner="kvm" key="metadata:{v:uri}">
              <xsl:if test="not(v:metadata/*)"><xsl:attribute name="op">remove</xsl:attribute></xsl:if>
              <xsl:apply-templates select="d:nodes($named)/*" mode="text"/>
            </entry>
          </metadata>
        </command>
      </xsl:when>
      <xsl:otherwise>
        <fault code="invalidArgument"><message>metadata of type <xsl:value-of select="v:type"/> in the namespace '<xsl:value-of select="v:uri"/>'</message><detail name="argument">type</detail></fault>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A client's element gets the namespace that it names beside it. -->
  <xsl:template match="*" mode="named">
    <xsl:element name="{/v:call/v:key}:{local-name()}" namespace="{/v:call/v:uri}"><xsl:copy-of select="@* | node()"/></xsl:element>
  </xsl:template>

  <!-- BYTES (1): the size is in bytes, else in KiB. -->
  <xsl:template match="/v:call[@procedure = 'domainBlockResize']">
    <xsl:choose>
      <xsl:when test="$flags &gt; 1"><xsl:call-template name="flag"/></xsl:when>
      <xsl:otherwise>
        <command name="vm.reconfigure">
          <xsl:call-template name="target"/>
          <disk op="edit" capacity="{format-number(v:size * (1024 - 1023 * $flags), '0')}">
            <xsl:attribute name="id"><xsl:call-template name="place"><xsl:with-param name="dev" select="v:disk"/></xsl:call-template></xsl:attribute>
          </disk>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- DISK_ONLY (16) is without memory, QUIESCE (64), ATOMIC (128); a snapshot of part of the state is refused. -->
  <xsl:template match="/v:call[@procedure = 'domainSnapshotCreateXML']">
    <xsl:variable name="snapshot" select="v:xml_desc/domainsnapshot"/>
    <xsl:variable name="diskOnly" select="floor($flags div 16) mod 2 = 1 or $snapshot/memory/@snapshot = 'no'"/>
    <xsl:choose>
      <xsl:when test="$flags mod 16 != 0 or floor($flags div 32) mod 2 = 1 or $flags &gt; 255"><xsl:call-template name="flag"/></xsl:when>
      <xsl:when test="$snapshot/memory/@file or $snapshot/disks/disk[@snapshot = 'no' or source]">
        <xsl:call-template name="unsupported"><xsl:with-param name="what">choice of disks or files in a snapshot</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <command name="snapshot.create" memory="{not($diskOnly)}" quiesce="{floor($flags div 64) mod 2 = 1}">
          <xsl:call-template name="target"/>
          <name>
            <xsl:value-of select="$snapshot/name"/>
            <xsl:if test="not(string($snapshot/name))"><xsl:call-template name="seconds"><xsl:with-param name="time" select="d:now()"/></xsl:call-template></xsl:if>
          </name>
          <xsl:if test="string($snapshot/description)"><description><xsl:value-of select="$snapshot/description"/></description></xsl:if>
        </command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The identifier that we gave a snapshot is in v:snap/@key; without it domain and name are one. -->
  <xsl:template name="snapshot">
    <xsl:attribute name="target"><xsl:value-of select="d:id('domain', v:snap/v:dom/@uuid)"/></xsl:attribute>
    <xsl:attribute name="snapshot">
      <xsl:choose>
        <xsl:when test="string(v:snap/@key)"><xsl:value-of select="d:id('snapshot', v:snap/@key)"/></xsl:when>
        <xsl:when test="$domain/v:snapshots/v:snapshot[domainsnapshot/name = current()/v:snap/@name]">
          <xsl:value-of select="d:id('snapshot', $domain/v:snapshots/v:snapshot[domainsnapshot/name = current()/v:snap/@name]/@key)"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="d:id('snapshot', concat(v:snap/v:dom/@uuid, '/', v:snap/@name))"/></xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
  </xsl:template>

  <!-- FORCE (4) may be given; a state other than the snapshot's own may not. -->
  <xsl:template match="/v:call[@procedure = 'domainRevertToSnapshot']">
    <xsl:choose>
      <xsl:when test="$flags != 0 and $flags != 4"><xsl:call-template name="flag"/></xsl:when>
      <xsl:otherwise><command name="snapshot.revert"><xsl:call-template name="snapshot"/></command></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/v:call[@procedure = 'domainSnapshotDelete']">
    <xsl:choose>
      <xsl:when test="$flags &gt; 1"><xsl:call-template name="flag"/></xsl:when>
      <xsl:otherwise><command name="snapshot.remove" children="{$flags = 1}"><xsl:call-template name="snapshot"/></command></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

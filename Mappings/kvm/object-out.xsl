<?xml version="1.0" encoding="UTF-8"?>
<!-- Generic objects as a libvirt client sees them. README.md describes the native documents. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">
  <xsl:import href="values.xsl"/>
  <xsl:import href="guests.xsl"/>
  <xsl:import href="domain-out.xsl"/>
  <xsl:import href="answers.xsl"/>
  <xsl:import href="change-out.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="related" select="/p:view/p:related/p:ref"/>

  <xsl:template match="/p:view">
    <xsl:apply-templates select="g:* | p:question | p:change"/>
  </xsl:template>

  <xsl:template match="g:host">
    <xsl:variable name="uuid" select="d:native('node', @id)"/>
    <!-- As it calls itself. -->
    <xsl:variable name="own" select="concat(g:uuid, substring($uuid, 1, 36 * not(g:uuid)))"/>
    <xsl:variable name="cores" select="floor(g:cpu/@cores div g:cpu/@sockets)"/>
    <xsl:variable name="threads" select="floor(g:cpu/@threads div g:cpu/@cores)"/>
    <v:node uuid="{$uuid}" hostname="{g:name}" type="QEMU" connected="{number(g:connection = 'connected')}">
      <!-- One version is asked for and the client compares it: the product's own, in libvirt's notation. -->
      <xsl:attribute name="version"><xsl:call-template name="version-number"><xsl:with-param name="text" select="g:product/@version"/></xsl:call-template></xsl:attribute>
      <xsl:attribute name="libVersion">11003000</xsl:attribute>
      <xsl:if test="g:bootTime"><xsl:attribute name="started"><xsl:value-of select="g:bootTime"/></xsl:attribute></xsl:if>
      <v:info model="x86_64" memory="{format-number(g:memory/@mib * 1024, '0')}" cpus="{g:cpu/@threads}" mhz="{g:cpu/@mhz}" nodes="1"
              sockets="{g:cpu/@sockets}" cores="{$cores}" threads="{$threads}"/>
      <capabilities>
        <host>
          <uuid><xsl:value-of select="$own"/></uuid>
          <cpu>
            <arch>x86_64</arch>
            <model><xsl:value-of select="g:cpu/@model"/></model>
            <vendor><xsl:value-of select="g:cpu/@vendor"/></vendor>
            <topology sockets="{g:cpu/@sockets}" dies="1" cores="{$cores}" threads="{$threads}"/>
          </cpu>
          <topology><cells num="1"><cell id="0"><memory unit="KiB"><xsl:value-of select="format-number(g:memory/@mib * 1024, '0')"/></memory></cell></cells></topology>
        </host>
        <guest>
          <os_type>hvm</os_type>
          <arch name="x86_64">
            <wordsize>64</wordsize>
            <emulator>/usr/bin/qemu-system-x86_64</emulator>
            <machine maxCpus="255">pc-q35-10.0</machine>
            <machine canonical="pc-q35-10.0" maxCpus="255">q35</machine>
            <machine maxCpus="255">pc-i440fx-10.0</machine>
            <machine canonical="pc-i440fx-10.0" maxCpus="255">pc</machine>
            <domain type="qemu"/>
            <xsl:if test="not(g:metadata/g:entry[@owner = 'kvm'][@key = 'accelerator'] = 'tcg')"><domain type="kvm"/></xsl:if>
          </arch>
          <features><acpi default="on" toggle="yes"/><apic default="on" toggle="no"/><disksnapshot default="on" toggle="no"/></features>
        </guest>
      </capabilities>
      <xsl:if test="g:hardware">
        <sysinfo type="smbios">
          <system>
            <entry name="manufacturer"><xsl:value-of select="g:hardware/@vendor"/></entry>
            <entry name="product"><xsl:value-of select="g:hardware/@model"/></entry>
            <entry name="uuid"><xsl:value-of select="$own"/></entry>
          </system>
        </sysinfo>
      </xsl:if>
    </v:node>
  </xsl:template>

  <xsl:template name="version-number">
    <xsl:param name="text"/>
    <xsl:variable name="rest" select="concat(substring-after($text, '.'), '.0')"/>
    <xsl:variable name="release" select="concat(substring-before(concat(substring-after($rest, '.'), '.'), '.'), '')"/>
    <xsl:variable name="number" select="number(substring-before(concat($text, '.'), '.')) * 1000000 + number(substring-before($rest, '.')) * 1000"/>
    <xsl:choose>
      <xsl:when test="number($release) = number($release) and $number = $number"><xsl:value-of select="$number + number($release) mod 1000"/></xsl:when>
      <xsl:when test="$number = $number"><xsl:value-of select="$number"/></xsl:when>
      <xsl:otherwise>0</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="host">
    <xsl:attribute name="hostUUID"><xsl:value-of select="d:native('node', @host)"/></xsl:attribute>
  </xsl:template>

  <!-- Whatever a platform keeps images in is a folder to a libvirt client. -->
  <xsl:template match="g:datastore">
    <xsl:variable name="path"><xsl:call-template name="folder"><xsl:with-param name="path" select="string(g:path)"/></xsl:call-template></xsl:variable>
    <v:pool name="{g:name}" uuid="{d:native('pool', @id)}" path="{$path}" state="inactive" autostart="1">
      <xsl:call-template name="host"/>
      <xsl:if test="g:accessible = 'true'"><xsl:attribute name="state">running</xsl:attribute></xsl:if>
      <pool type="dir">
        <name><xsl:value-of select="g:name"/></name>
        <uuid><xsl:value-of select="d:native('pool', @id)"/></uuid>
        <capacity unit="bytes"><xsl:value-of select="g:capacity"/></capacity>
        <allocation unit="bytes"><xsl:value-of select="format-number(g:capacity - g:free, '0')"/></allocation>
        <available unit="bytes"><xsl:value-of select="g:free"/></available>
        <source/>
        <target><path><xsl:value-of select="$path"/></path></target>
      </pool>
    </v:pool>
  </xsl:template>

  <!-- Where no bridge is told of, the network is itself the switch: clients fail on a network that has none. -->
  <xsl:template match="g:network">
    <xsl:variable name="bridge" select="concat(g:bridge, substring(g:name, 1, 999 * not(string(g:bridge))))"/>
    <v:network name="{g:name}" uuid="{d:native('network', @id)}" active="1" autostart="1">
      <xsl:call-template name="host"/>
      <xsl:attribute name="bridge"><xsl:value-of select="$bridge"/></xsl:attribute>
      <network>
        <name><xsl:value-of select="g:name"/></name>
        <uuid><xsl:value-of select="d:native('network', @id)"/></uuid>
        <forward mode="bridge"/><bridge name="{$bridge}"/>
      </network>
    </v:network>
  </xsl:template>

  <xsl:template match="g:volume">
    <xsl:variable name="pool" select="$related[@type = 'datastore'][@id = current()/@datastore]"/>
    <!-- What a platform calls a volume need not be unique; its place in the pool is. -->
    <xsl:variable name="isOutside" select="starts-with(g:path, '/') or not($pool/@path)"/>
    <xsl:variable name="folder"><xsl:call-template name="folder"><xsl:with-param name="path" select="string($pool/@path)"/></xsl:call-template></xsl:variable>
    <v:volume name="{g:name}" key="{d:native('volume', @id)}" path="{g:path}" pool="{$pool/@name}" poolUUID="{d:native('pool', @datastore)}" capacity="{g:capacity}">
      <xsl:if test="not($isOutside)">
        <xsl:attribute name="name"><xsl:value-of select="g:path"/></xsl:attribute>
        <xsl:attribute name="label"><xsl:value-of select="g:name"/></xsl:attribute>
        <xsl:attribute name="path"><xsl:value-of select="concat($folder, '/', g:path)"/></xsl:attribute>
      </xsl:if>
      <xsl:call-template name="host"/>
      <xsl:if test="g:allocation"><xsl:attribute name="allocation"><xsl:value-of select="g:allocation"/></xsl:attribute></xsl:if>
      <xsl:if test="g:format"><xsl:attribute name="format"><xsl:value-of select="g:format"/></xsl:attribute></xsl:if>
      <volume type="file">
        <name><xsl:value-of select="g:name"/></name>
        <key><xsl:value-of select="d:native('volume', @id)"/></key>
        <capacity unit="bytes"><xsl:value-of select="g:capacity"/></capacity>
        <xsl:if test="g:allocation"><allocation unit="bytes"><xsl:value-of select="g:allocation"/></allocation></xsl:if>
        <target>
          <path><xsl:value-of select="g:path"/></path>
          <xsl:if test="g:format"><format type="{g:format}"/></xsl:if>
        </target>
      </volume>
    </v:volume>
  </xsl:template>

  <!-- libvirt's word for work in progress. VIR_DOMAIN_JOB_BOUNDED 1, COMPLETED 3, FAILED 4. -->
  <xsl:template match="g:task">
    <v:job uuid="{d:native('job', @id)}" operation="{@command}" progress="{@progress}" user="{@user}" created="{@created}">
      <xsl:attribute name="type">
        <xsl:choose>
          <xsl:when test="@state = 'success'">3</xsl:when>
          <xsl:when test="@state = 'error'">4</xsl:when>
          <xsl:otherwise>1</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:if test="@target and starts-with(@command, 'vm.') and @command != 'vm.create'">
        <v:dom uuid="{d:native('domain', @target)}"/>
      </xsl:if>
      <xsl:if test="g:fault"><v:message><xsl:value-of select="g:fault/g:message"/></v:message></xsl:if>
    </v:job>
  </xsl:template>

  <!-- VIR_DOMAIN_EVENT_ID_LIFECYCLE's event and detail. -->
  <xsl:template match="g:event">
    <xsl:variable name="pair">
      <xsl:choose>
        <xsl:when test="@type = 'vm.created'">0 0</xsl:when>
        <xsl:when test="@type = 'vm.reconfigured' or @type = 'vm.snapshotCreated' or @type = 'vm.snapshotRemoved'">0 1</xsl:when>
        <xsl:when test="@type = 'vm.renamed'">0 2</xsl:when>
        <xsl:when test="@type = 'vm.reverted'">0 3</xsl:when>
        <xsl:when test="@type = 'vm.removed'">1 0</xsl:when>
        <xsl:when test="@type = 'vm.poweredOn'">2 0</xsl:when>
        <xsl:when test="@type = 'vm.resumed'">2 2</xsl:when>
        <xsl:when test="@type = 'vm.paused'">3 0</xsl:when>
        <xsl:when test="@type = 'vm.unpaused'">4 0</xsl:when>
        <xsl:when test="@type = 'vm.guestShutdown'">5 0</xsl:when>
        <xsl:when test="@type = 'vm.poweredOff'">5 1</xsl:when>
        <xsl:when test="@type = 'vm.suspended'">5 4</xsl:when>
        <xsl:when test="@type = 'vm.crashed'">8 0</xsl:when>
      </xsl:choose>
    </xsl:variable>
    <v:event sequence="{@sequence}" time="{@time}" type="{@type}">
      <xsl:if test="string($pair)">
        <xsl:attribute name="event"><xsl:value-of select="substring-before($pair, ' ')"/></xsl:attribute>
        <xsl:attribute name="detail"><xsl:value-of select="substring-after($pair, ' ')"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="@target and starts-with(@type, 'vm.')">
        <v:dom uuid="{d:native('domain', @target)}"><xsl:copy-of select="$related[@id = current()/@target]/@name"/></v:dom>
      </xsl:if>
      <v:message><xsl:value-of select="g:message"/></v:message>
    </v:event>
  </xsl:template>
</xsl:stylesheet>

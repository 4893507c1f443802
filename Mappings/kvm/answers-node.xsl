<?xml version="1.0" encoding="UTF-8"?>
<!-- Answers about the host of a connection, or the hosts of one that has several: their sums. For answers.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">
  <xsl:variable name="nodes" select="$about/v:node"/>
  <xsl:variable name="node" select="$nodes[1]"/>

  <xsl:template match="v:call[@procedure = 'connectGetType']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">type</xsl:with-param><xsl:with-param name="value" select="$node/@type"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectGetVersion']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">hv_ver</xsl:with-param><xsl:with-param name="value" select="$node/@version"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectGetLibVersion']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">lib_ver</xsl:with-param><xsl:with-param name="value" select="$node/@libVersion"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectGetHostname']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">hostname</xsl:with-param><xsl:with-param name="value" select="$node/@hostname"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectGetMaxVcpus']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">max_vcpus</xsl:with-param><xsl:with-param name="value">255</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectIsSecure']" mode="answer">
    <xsl:call-template name="tell"><xsl:with-param name="name">secure</xsl:with-param><xsl:with-param name="value" select="d:session('secure')"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectGetCapabilities']" mode="answer">
    <v:result procedure="{@procedure}"><v:capabilities><xsl:copy-of select="$node/capabilities"/></v:capabilities></v:result>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'connectGetSysinfo']" mode="answer">
    <xsl:choose>
      <xsl:when test="$node/sysinfo"><v:result procedure="{@procedure}"><v:sysinfo><xsl:copy-of select="$node/sysinfo"/></v:sysinfo></v:result></xsl:when>
      <xsl:otherwise><v:error code="67" domain="10"><v:message>unsupported configuration: Host SMBIOS information is not available</v:message></v:error></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Sockets, cores and threads multiply to the processors where the hosts are one or alike, else each processor is a socket. -->
  <xsl:template match="v:call[@procedure = 'nodeGetInfo']" mode="answer">
    <xsl:variable name="alike" select="not($nodes/v:info[@cores != $node/v:info/@cores or @threads != $node/v:info/@threads])"/>
    <v:result procedure="{@procedure}">
      <v:model><xsl:value-of select="$node/v:info/@model"/></v:model>
      <v:memory><xsl:value-of select="format-number(sum($nodes/v:info/@memory), '0')"/></v:memory>
      <v:cpus><xsl:value-of select="sum($nodes/v:info/@cpus)"/></v:cpus>
      <v:mhz><xsl:value-of select="$node/v:info/@mhz"/></v:mhz>
      <v:nodes>1</v:nodes>
      <xsl:choose>
        <xsl:when test="$alike">
          <v:sockets><xsl:value-of select="sum($nodes/v:info/@sockets)"/></v:sockets>
          <v:cores><xsl:value-of select="$node/v:info/@cores"/></v:cores>
          <v:threads><xsl:value-of select="$node/v:info/@threads"/></v:threads>
        </xsl:when>
        <xsl:otherwise><v:sockets><xsl:value-of select="sum($nodes/v:info/@cpus)"/></v:sockets><v:cores>1</v:cores><v:threads>1</v:threads></xsl:otherwise>
      </xsl:choose>
    </v:result>
  </xsl:template>

  <!-- Of each host what is not in use; all of it where nothing is known of its use. Bytes. -->
  <xsl:template name="free-memory">
    <xsl:variable name="used"><xsl:for-each select="$about[v:node]"><u><xsl:value-of select="v:node/v:info/@memory * number(concat('0', g:figure[@metric = 'memory.usage'][@instance = '']/@latest)) div 100"/></u></xsl:for-each></xsl:variable>
    <xsl:value-of select="format-number(floor(sum($nodes/v:info/@memory) - sum(d:nodes($used)/u)) * 1024, '0')"/>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'nodeGetFreeMemory']" mode="answer">
    <v:result procedure="{@procedure}"><v:freeMem><xsl:call-template name="free-memory"/></v:freeMem></v:result>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'nodeGetCellsFreeMemory']" mode="answer">
    <v:result procedure="{@procedure}"><xsl:if test="v:startCell = 0 and v:maxcells &gt; 0"><v:cells><xsl:call-template name="free-memory"/></v:cells></xsl:if></v:result>
  </xsl:template>

  <!-- Without room for them, how many there are; then the parameters. KiB. -->
  <xsl:template match="v:call[@procedure = 'nodeGetMemoryStats']" mode="answer">
    <v:result procedure="{@procedure}">
      <xsl:if test="v:nparams &gt; 0">
        <xsl:variable name="free"><xsl:call-template name="free-memory"/></xsl:variable>
        <v:params><v:field>total</v:field><v:value><xsl:value-of select="format-number(sum($nodes/v:info/@memory), '0')"/></v:value></v:params>
        <v:params><v:field>free</v:field><v:value><xsl:value-of select="format-number(floor($free div 1024), '0')"/></v:value></v:params>
      </xsl:if>
      <v:nparams>2</v:nparams>
    </v:result>
  </xsl:template>
  <!-- Nanoseconds since the first client came. -->
  <xsl:template match="v:call[@procedure = 'nodeGetCpuStats']" mode="answer">
    <v:result procedure="{@procedure}">
      <xsl:if test="v:nparams &gt; 0">
        <xsl:variable name="busy" select="sum($about/g:figure[@metric = 'cpu.usage'][@instance = '']/@total) * $node/v:info/@cpus * 10000000"/>
        <v:params><v:field>user</v:field><v:value><xsl:value-of select="format-number($busy, '0')"/></v:value></v:params>
        <v:params><v:field>kernel</v:field><v:value>0</v:value></v:params>
      </xsl:if>
      <v:nparams>2</v:nparams>
    </v:result>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'nodeGetCpuMap']" mode="answer">
    <xsl:variable name="cpus" select="sum($nodes/v:info/@cpus)"/>
    <v:result procedure="{@procedure}">
      <xsl:if test="v:need_map != 0"><v:cpumap><xsl:call-template name="all-bits"><xsl:with-param name="count" select="$cpus"/></xsl:call-template></v:cpumap></xsl:if>
      <xsl:if test="v:need_online != 0"><v:online><xsl:value-of select="$cpus"/></v:online></xsl:if>
      <v:ret><xsl:value-of select="$cpus"/></v:ret>
    </v:result>
  </xsl:template>
  <!-- So many bits that are set, in hexadecimal bytes, the lowest first. -->
  <xsl:template name="all-bits">
    <xsl:param name="count"/>
    <xsl:choose>
      <xsl:when test="$count &gt;= 8">ff<xsl:call-template name="all-bits"><xsl:with-param name="count" select="$count - 8"/></xsl:call-template></xsl:when>
      <xsl:when test="$count &gt; 0"><xsl:value-of select="substring('0103070f1f3f7f', 2 * $count - 1, 2)"/></xsl:when>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="v:call[@procedure = 'nodeGetSecurityModel']" mode="answer"><v:result procedure="{@procedure}"/></xsl:template>

  <!-- What domains may have here: the machine types, devices and buses that the mapping of new domains takes. -->
  <xsl:template match="v:call[@procedure = 'connectGetDomainCapabilities']" mode="answer">
    <xsl:variable name="machine"><xsl:choose>
      <xsl:when test="string(v:machine)"><xsl:value-of select="v:machine"/></xsl:when>
      <xsl:otherwise>pc-i440fx-10.0</xsl:otherwise>
    </xsl:choose></xsl:variable>
    <xsl:choose>
      <xsl:when test="(string(v:arch) and v:arch != 'x86_64') or (string(v:virttype) and not($nodes/capabilities/guest/arch/domain[@type = current()/v:virttype]))">
        <v:error code="8" domain="10"><v:message>invalid argument: KVM is not supported by '<xsl:value-of select="$node/capabilities/guest/arch/emulator"/>' on this host</v:message></v:error>
      </xsl:when>
      <xsl:otherwise>
        <v:result procedure="{@procedure}">
          <v:capabilities>
            <domainCapabilities>
              <path><xsl:value-of select="$node/capabilities/guest/arch/emulator"/></path>
              <domain><xsl:value-of select="concat(v:virttype, substring($node/capabilities/guest/arch/domain[last()]/@type, 1, 9 * not(string(v:virttype))))"/></domain>
              <machine><xsl:value-of select="$machine"/></machine>
              <arch>x86_64</arch>
              <vcpu max="255"/>
              <iothreads supported="no"/>
              <os supported="yes">
                <enum name="firmware"><value>efi</value></enum>
                <loader supported="yes">
                  <enum name="type"><value>rom</value><value>pflash</value></enum>
                  <enum name="readonly"><value>yes</value><value>no</value></enum>
                  <enum name="secure"><value>no</value><value>yes</value></enum>
                </loader>
              </os>
              <cpu>
                <mode name="host-passthrough" supported="yes"><enum name="hostPassthroughMigratable"><value>on</value></enum></mode>
                <mode name="maximum" supported="no"/>
                <mode name="host-model" supported="no"/>
                <mode name="custom" supported="no"/>
              </cpu>
              <memoryBacking supported="no"/>
              <devices>
                <disk supported="yes">
                  <enum name="diskDevice"><value>disk</value><value>cdrom</value></enum>
                  <enum name="bus"><value>ide</value><value>scsi</value><value>virtio</value><value>sata</value></enum>
                  <enum name="model"><value>virtio</value></enum>
                </disk>
                <graphics supported="yes"><enum name="type"><value>vnc</value></enum></graphics>
                <video supported="yes"><enum name="modelType"><value>vga</value></enum></video>
                <hostdev supported="no"/>
                <rng supported="no"/>
                <filesystem supported="no"/>
                <tpm supported="no"/>
              </devices>
              <features><gic supported="no"/><vmcoreinfo supported="no"/><genid supported="no"/></features>
            </domainCapabilities>
          </v:capabilities>
        </v:result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  vm.reconfigure. Each change has its own call where libvirt has one, with flags by the domain's state; firmware, vCPU
  topology and a NIC's address can only be given with the whole XML. For command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:plan"
                xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt"
                xmlns:d="urn:dragoman:functions" xmlns:m="urn:dragoman:metadata"
                xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0" exclude-result-prefixes="p g d m libosinfo">
  <xsl:import href="changes.xsl"/>

  <!-- vCPUs: the most that the domain can have, before and after. Room that is asked for is four times the count. -->
  <xsl:variable name="vcpus" select="number($domain/vcpu)"/>
  <xsl:variable name="count" select="number(concat($command/g:cpu/@count, substring($vm/g:cpu/@count, 1, 99 * not($command/g:cpu/@count))))"/>
  <xsl:variable name="cpuRoom" select="concat($command/g:cpu/@hotAdd, substring($vm/g:cpu/@hotAdd, 1, 99 * not($command/g:cpu/@hotAdd))) = 'true'"/>
  <xsl:variable name="newVcpus" select="$count * not($cpuRoom) + $vcpus * ($cpuRoom and $vcpus &gt; $count)
    + 4 * $count * ($cpuRoom and not($vcpus &gt; $count))"/>
  <xsl:variable name="topology" select="$domain/cpu/topology"/>
  <xsl:variable name="diesThreads" select="number(concat($topology/@dies, substring('1', 1, number(not($topology/@dies)))))
    * number(concat($topology/@threads, substring('1', 1, number(not($topology/@threads)))))"/>
  <xsl:variable name="cores" select="number(concat($command/g:cpu/@coresPerSocket,
    substring($vm/g:cpu/@coresPerSocket, 1, 99 * not($command/g:cpu/@coresPerSocket))))"/>
  <xsl:variable name="retopology" select="$command/g:cpu and not($active)
    and ($cores != $vm/g:cpu/@coresPerSocket or ($topology and $newVcpus != $vcpus))"/>

  <xsl:variable name="memory"><xsl:if test="$domain"><xsl:call-template name="mib"><xsl:with-param name="size" select="$domain/memory"/></xsl:call-template></xsl:if></xsl:variable>
  <xsl:variable name="mib" select="number(concat($command/g:memory/@mib, substring($vm/g:memory/@mib, 1, 99 * not($command/g:memory/@mib))))"/>
  <xsl:variable name="memoryRoom" select="concat($command/g:memory/@hotAdd, substring($vm/g:memory/@hotAdd, 1, 99 * not($command/g:memory/@hotAdd))) = 'true'"/>
  <xsl:variable name="newMemory" select="$mib * not($memoryRoom) + $memory * ($memoryRoom and $memory &gt; $mib)
    + 4 * $mib * ($memoryRoom and not($memory &gt; $mib))"/>

  <xsl:variable name="newFirmware" select="concat($command/g:firmware/@type, substring($vm/g:firmware/@type, 1, 99 * not($command/g:firmware/@type)))"/>
  <xsl:variable name="newSecure" select="concat($command/g:firmware/@secureBoot,
    substring($vm/g:firmware/@secureBoot, 1, 99 * not($command/g:firmware/@secureBoot or $newFirmware = 'bios')))"/>
  <xsl:variable name="refirmware" select="$command/g:firmware and ($newFirmware != $vm/g:firmware/@type
    or ($newSecure != '' and $newSecure != $vm/g:firmware/@secureBoot))"/>
  <xsl:variable name="readdressed" select="$command/g:nic[@op = 'edit'][@mac]"/>
  <xsl:variable name="isReaddressed">
    <xsl:for-each select="$readdressed">
      <xsl:if test="@mac != $vm/g:nics/g:nic[@id = current()/@id]/@mac">true</xsl:if>
    </xsl:for-each>
  </xsl:variable>

  <xsl:template match="g:command[@name = 'vm.reconfigure']">
    <xsl:variable name="refusals"><xsl:if test="$vm"><xsl:call-template name="refusals"/></xsl:if></xsl:variable>
    <xsl:choose>
      <xsl:when test="string($refusals)">
        <xsl:call-template name="fault"><xsl:with-param name="line" select="substring-before($refusals, '#')"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:if test="$retopology or $refirmware or $reboot or ($reshare and not($active)) or $isReaddressed != ''"><xsl:call-template name="define"/></xsl:if>
        <xsl:if test="g:name[not($vm) or . != $vm/g:name]"><xsl:call-template name="rename"/></xsl:if>
        <xsl:apply-templates select="g:cpu | g:memory" mode="change"/>
        <xsl:call-template name="describe"/>
        <xsl:apply-templates select="g:controller[@op = 'add']" mode="change"/>
        <xsl:apply-templates select="(g:disk | g:cdrom | g:nic)[@op = 'remove']" mode="change"/>
        <xsl:apply-templates select="(g:disk | g:cdrom | g:nic)[@op = 'edit']" mode="change"/>
        <xsl:apply-templates select="(g:disk | g:cdrom)[@op = 'add']" mode="change"/>
        <xsl:apply-templates select="g:controller[@op = 'remove']" mode="change"/>
        <xsl:apply-templates select="g:nic[@op = 'add']" mode="change"/>
        <xsl:apply-templates select="g:disk[@deleteVolume = 'true']" mode="delete"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="fault">
    <xsl:param name="line"/>
    <xsl:variable name="code" select="substring-before($line, '~')"/>
    <xsl:variable name="detail" select="substring-before(substring-after($line, '~'), '~')"/>
    <xsl:variable name="rest" select="substring-after(substring-after($line, '~'), '~')"/>
    <g:fault code="{$code}">
      <g:message><xsl:value-of select="substring-after($rest, '~')"/></g:message>
      <xsl:if test="$code = 'notFound'">
        <g:detail name="type">
          <xsl:choose>
            <xsl:when test="contains($line, 'network')">network</xsl:when>
            <xsl:otherwise>datastore</xsl:otherwise>
          </xsl:choose>
        </g:detail>
      </xsl:if>
      <g:detail name="{$detail}"><xsl:value-of select="substring-before($rest, '~')"/></g:detail>
      <xsl:if test="$code = 'invalidPowerState'"><g:detail name="actual"><xsl:value-of select="$state"/></g:detail></xsl:if>
    </g:fault>
  </xsl:template>

  <!-- A call, and the same with the old value, if there is one, as its undoing. -->
  <xsl:template name="set">
    <xsl:param name="id"/>
    <xsl:param name="procedure"/>
    <xsl:param name="argument"/>
    <xsl:param name="value"/>
    <xsl:param name="old"/>
    <xsl:param name="flags"/>
    <step id="{$id}">
      <call>
        <v:call procedure="{$procedure}">
          <v:dom uuid="{$uuid}"/>
          <xsl:element name="v:{$argument}"><xsl:value-of select="$value"/></xsl:element>
          <v:flags><xsl:value-of select="$flags"/></v:flags>
        </v:call>
      </call>
      <xsl:if test="string($old)">
        <undo>
          <v:call procedure="{$procedure}">
            <v:dom uuid="{$uuid}"/>
            <xsl:element name="v:{$argument}"><xsl:value-of select="$old"/></xsl:element>
            <v:flags><xsl:value-of select="$flags"/></v:flags>
          </v:call>
        </undo>
      </xsl:if>
    </step>
  </xsl:template>

  <!-- The maximum is raised before the number in use and lowered after it. VIR_DOMAIN_VCPU_MAXIMUM and CONFIG are 4 and 2. -->
  <xsl:template match="g:cpu" mode="change">
    <xsl:variable name="number">
      <xsl:if test="@count and @count != $vm/g:cpu/@count and not($retopology)">
        <xsl:call-template name="set">
          <xsl:with-param name="id">vcpus</xsl:with-param>
          <xsl:with-param name="procedure">domainSetVcpusFlags</xsl:with-param>
          <xsl:with-param name="argument">nvcpus</xsl:with-param>
          <xsl:with-param name="value" select="@count"/>
          <!-- A running guest does not give vCPUs back. -->
          <xsl:with-param name="old" select="$vm/g:cpu/@count[not($active)]"/>
          <xsl:with-param name="flags" select="$affect"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:variable>
    <xsl:if test="$newVcpus &lt; $vcpus"><xsl:copy-of select="$number"/></xsl:if>
    <xsl:if test="not($active) and $newVcpus != $vcpus and not($retopology)">
      <xsl:call-template name="set">
        <xsl:with-param name="id">vcpus-maximum</xsl:with-param>
        <xsl:with-param name="procedure">domainSetVcpusFlags</xsl:with-param>
        <xsl:with-param name="argument">nvcpus</xsl:with-param>
        <xsl:with-param name="value" select="$newVcpus"/>
        <xsl:with-param name="old" select="$vcpus"/>
        <xsl:with-param name="flags">6</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="not($newVcpus &lt; $vcpus)"><xsl:copy-of select="$number"/></xsl:if>
  </xsl:template>

  <xsl:template match="g:memory" mode="change">
    <xsl:variable name="size">
      <xsl:if test="@mib and @mib != $vm/g:memory/@mib">
        <xsl:call-template name="set">
          <xsl:with-param name="id">memory</xsl:with-param>
          <xsl:with-param name="procedure">domainSetMemoryFlags</xsl:with-param>
          <xsl:with-param name="argument">memory</xsl:with-param>
          <xsl:with-param name="value" select="@mib * 1024"/>
          <xsl:with-param name="old" select="$vm/g:memory/@mib * 1024"/>
          <xsl:with-param name="flags" select="$affect"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:variable>
    <xsl:if test="$newMemory &lt; $memory"><xsl:copy-of select="$size"/></xsl:if>
    <xsl:if test="not($active) and $newMemory != $memory">
      <xsl:call-template name="set">
        <xsl:with-param name="id">memory-maximum</xsl:with-param>
        <xsl:with-param name="procedure">domainSetMemoryFlags</xsl:with-param>
        <xsl:with-param name="argument">memory</xsl:with-param>
        <xsl:with-param name="value" select="$newMemory * 1024"/>
        <xsl:with-param name="old" select="$memory * 1024"/>
        <xsl:with-param name="flags">6</xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="not($newMemory &lt; $memory)"><xsl:copy-of select="$size"/></xsl:if>
  </xsl:template>

  <!-- Notes, title, guest system and other platforms' metadata, all by domainSetMetadata: 0 description, 1 title, 2 element. -->
  <xsl:template name="describe">
    <xsl:variable name="os" select="g:metadata/g:entry[@owner = 'kvm'][@key = 'os']"/>
    <xsl:variable name="new" select="g:metadata/g:entry[not(@owner = 'kvm' and (@key = 'os' or @key = 'title' or starts-with(@key, 'metadata:')))]"/>
    <xsl:for-each select="g:metadata/g:entry[@owner = 'kvm'][starts-with(@key, 'metadata:')]">
      <xsl:variable name="uri" select="substring-after(@key, ':')"/>
      <xsl:variable name="element" select="d:parse(string())"/>
      <xsl:variable name="prefix" select="substring-before(name($element | $domain/metadata/*[namespace-uri() = $uri]), ':')"/>
      <xsl:call-template name="metadata">
        <xsl:with-param name="id" select="concat('element-', position())"/>
        <xsl:with-param name="type">2</xsl:with-param>
        <xsl:with-param name="key" select="concat($prefix, substring('data', 1, 4 * ($prefix = '')))"/>
        <xsl:with-param name="uri" select="$uri"/>
        <xsl:with-param name="value"><xsl:if test="not(@op = 'remove')"><xsl:copy-of select="$element"/></xsl:if></xsl:with-param>
        <xsl:with-param name="old"><xsl:copy-of select="$domain/metadata/*[namespace-uri() = $uri]"/></xsl:with-param>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:for-each select="g:notes">
      <xsl:call-template name="metadata">
        <xsl:with-param name="id">description</xsl:with-param>
        <xsl:with-param name="type">0</xsl:with-param>
        <xsl:with-param name="value"><xsl:value-of select="."/></xsl:with-param>
        <xsl:with-param name="old"><xsl:value-of select="$domain/description"/></xsl:with-param>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:for-each select="g:metadata/g:entry[@owner = 'kvm'][@key = 'title']">
      <xsl:call-template name="metadata">
        <xsl:with-param name="id">title</xsl:with-param>
        <xsl:with-param name="type">1</xsl:with-param>
        <xsl:with-param name="value"><xsl:value-of select="."/></xsl:with-param>
        <xsl:with-param name="old"><xsl:value-of select="$domain/title"/></xsl:with-param>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:if test="g:guest or $os">
      <xsl:variable name="known"><xsl:call-template name="os-url"><xsl:with-param name="short" select="g:guest/@os"/></xsl:call-template></xsl:variable>
      <xsl:variable name="url" select="concat($os, substring($known, 1, 999 * not($os)))"/>
      <xsl:call-template name="metadata">
        <xsl:with-param name="id">guest</xsl:with-param>
        <xsl:with-param name="type">2</xsl:with-param>
        <xsl:with-param name="key">libosinfo</xsl:with-param>
        <xsl:with-param name="uri">http://libosinfo.org/xmlns/libvirt/domain/1.0</xsl:with-param>
        <xsl:with-param name="value">
          <xsl:if test="$url"><xsl:call-template name="libosinfo"><xsl:with-param name="url" select="$url"/></xsl:call-template></xsl:if>
        </xsl:with-param>
        <xsl:with-param name="old"><xsl:apply-templates select="$domain/metadata/libosinfo:libosinfo" mode="copy"/></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="$new">
      <xsl:call-template name="metadata">
        <xsl:with-param name="id">metadata</xsl:with-param>
        <xsl:with-param name="type">2</xsl:with-param>
        <xsl:with-param name="key">dragoman</xsl:with-param>
        <xsl:with-param name="uri">urn:dragoman:metadata</xsl:with-param>
        <xsl:with-param name="value">
          <dragoman:metadata xmlns:dragoman="urn:dragoman:metadata">
            <xsl:for-each select="$domain/metadata/m:metadata/m:entry">
              <xsl:if test="not($new[@owner = current()/@owner][@key = current()/@key])"><xsl:apply-templates select="." mode="copy"/></xsl:if>
            </xsl:for-each>
            <xsl:for-each select="$new[not(@op = 'remove')]"><dragoman:entry owner="{@owner}" key="{@key}"><xsl:value-of select="."/></dragoman:entry></xsl:for-each>
          </dragoman:metadata>
        </xsl:with-param>
        <xsl:with-param name="old"><xsl:apply-templates select="$domain/metadata/m:metadata" mode="copy"/></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Without the machine's state: in the configuration (2), and in whatever is current (0); the same twice if it is off. -->
  <xsl:template name="metadata">
    <xsl:param name="id"/>
    <xsl:param name="type"/>
    <xsl:param name="key"/>
    <xsl:param name="uri"/>
    <xsl:param name="value"/>
    <xsl:param name="old"/>
    <xsl:choose>
      <xsl:when test="$vm">
        <step id="{$id}">
          <call><xsl:call-template name="set-metadata"><xsl:with-param name="type" select="$type"/><xsl:with-param name="key" select="$key"/><xsl:with-param name="uri" select="$uri"/><xsl:with-param name="value" select="$value"/><xsl:with-param name="flags" select="2 + number($active or $state = 'crashed')"/></xsl:call-template></call>
          <undo><xsl:call-template name="set-metadata"><xsl:with-param name="type" select="$type"/><xsl:with-param name="key" select="$key"/><xsl:with-param name="uri" select="$uri"/><xsl:with-param name="value" select="$old"/><xsl:with-param name="flags" select="2 + number($active or $state = 'crashed')"/></xsl:call-template></undo>
        </step>
      </xsl:when>
      <xsl:otherwise>
        <step id="{$id}-configured">
          <call><xsl:call-template name="set-metadata"><xsl:with-param name="type" select="$type"/><xsl:with-param name="key" select="$key"/><xsl:with-param name="uri" select="$uri"/><xsl:with-param name="value" select="$value"/><xsl:with-param name="flags">2</xsl:with-param></xsl:call-template></call>
        </step>
        <step id="{$id}">
          <call><xsl:call-template name="set-metadata"><xsl:with-param name="type" select="$type"/><xsl:with-param name="key" select="$key"/><xsl:with-param name="uri" select="$uri"/><xsl:with-param name="value" select="$value"/><xsl:with-param name="flags">0</xsl:with-param></xsl:call-template></call>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="set-metadata">
    <xsl:param name="type"/>
    <xsl:param name="key"/>
    <xsl:param name="uri"/>
    <xsl:param name="value"/>
    <xsl:param name="flags"/>
    <v:call procedure="domainSetMetadata">
      <v:dom uuid="{$uuid}"/>
      <v:type><xsl:value-of select="$type"/></v:type>
      <!-- An element is removed by giving none; an empty text is no document. -->
      <xsl:if test="$type != 2 or d:nodes($value)/*"><v:metadata><xsl:copy-of select="$value"/></v:metadata></xsl:if>
      <xsl:if test="$key">
        <v:key><xsl:value-of select="$key"/></v:key>
        <v:uri><xsl:value-of select="$uri"/></v:uri>
      </xsl:if>
      <v:flags><xsl:value-of select="$flags"/></v:flags>
    </v:call>
  </xsl:template>
</xsl:stylesheet>

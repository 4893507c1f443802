<?xml version="1.0" encoding="UTF-8"?>
<!-- A VirtualMachine of vim25 as a generic VM. Imported by object-in-vim.xsl, whose variables and key it uses. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:vim="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:d="urn:dragoman:functions" exclude-result-prefixes="d vim xsi">
  <xsl:import href="object-in-vim-devices.xsl"/>

  <xsl:variable name="vm-id" select="string($object/vim:obj)"/>
  <xsl:variable name="vm-config" select="$object/vim:propSet[vim:name = 'config']/vim:val"/>
  <xsl:variable name="vm-host" select="string($object/vim:propSet[vim:name = 'runtime.host']/vim:val)"/>

  <xsl:template match="@type[. = 'VirtualMachine']" mode="object">
    <xsl:variable name="state" select="$object/vim:propSet[vim:name = 'runtime.powerState']/vim:val"/>
    <g:vm id="{d:id('VirtualMachine', $vm-id)}" host="{d:id('HostSystem', $vm-host)}">
      <xsl:call-template name="vim-folder"/>
      <xsl:call-template name="vim-pool"/>
      <g:name><xsl:value-of select="$object/vim:propSet[vim:name = 'name']/vim:val"/></g:name>
      <g:uuid><xsl:value-of select="translate($vm-config/vim:uuid, 'ABCDEF', 'abcdef')"/></g:uuid>
      <xsl:if test="string($vm-config/vim:annotation)">
        <g:notes><xsl:value-of select="$vm-config/vim:annotation"/></g:notes>
      </xsl:if>
      <g:powerState><xsl:apply-templates select="$state" mode="vim-state"/></g:powerState>
      <g:template><xsl:value-of select="$vm-config/vim:template = 'true'"/></g:template>
      <xsl:if test="$state = 'poweredOn'">
        <xsl:for-each select="$object/vim:propSet[vim:name = 'summary.runtime.bootTime']/vim:val[string()]">
          <g:bootTime><xsl:value-of select="."/></g:bootTime>
        </xsl:for-each>
      </xsl:if>
      <xsl:if test="string($vm-config/vim:version)">
        <g:version><xsl:value-of select="$vm-config/vim:version"/></g:version>
      </xsl:if>
      <g:file>
        <xsl:call-template name="vim-datastore">
          <xsl:with-param name="file" select="$vm-config/vim:files/vim:vmPathName"/>
        </xsl:call-template>
        <xsl:value-of select="substring-after($vm-config/vim:files/vim:vmPathName, '] ')"/>
      </g:file>
      <g:cpu count="{$vm-config/vim:hardware/vim:numCPU}" hotAdd="{$vm-config/vim:cpuHotAddEnabled = 'true'}">
        <xsl:attribute name="coresPerSocket">
          <xsl:choose>
            <xsl:when test="$vm-config/vim:hardware/vim:numCoresPerSocket &gt; 0">
              <xsl:value-of select="$vm-config/vim:hardware/vim:numCoresPerSocket"/>
            </xsl:when>
            <xsl:otherwise>1</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </g:cpu>
      <g:memory mib="{$vm-config/vim:hardware/vim:memoryMB}" hotAdd="{$vm-config/vim:memoryHotAddEnabled = 'true'}"/>
      <g:firmware secureBoot="{$vm-config/vim:bootOptions/vim:efiSecureBootEnabled = 'true'}">
        <xsl:attribute name="type">
          <xsl:choose>
            <xsl:when test="$vm-config/vim:firmware = 'efi'">efi</xsl:when>
            <xsl:otherwise>bios</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </g:firmware>
      <xsl:call-template name="vim-guest"/>
      <xsl:call-template name="vim-devices"/>
      <xsl:call-template name="vim-snapshots"/>
      <g:metadata>
        <g:entry owner="vsphere" key="guestId"><xsl:value-of select="$vm-config/vim:guestId"/></g:entry>
        <xsl:for-each select="$vm-config/vim:extraConfig[vim:key != 'dragoman.guest.os']">
          <xsl:variable name="name" select="substring-after(vim:key, 'dragoman.')"/>
          <xsl:choose>
            <xsl:when test="starts-with(vim:key, 'dragoman.') and contains($name, '.')">
              <g:entry owner="{substring-before($name, '.')}" key="{substring-after($name, '.')}">
                <xsl:call-template name="keptText"><xsl:with-param name="text" select="string(vim:value)"/></xsl:call-template>
              </g:entry>
            </xsl:when>
            <xsl:otherwise>
              <g:entry owner="vsphere" key="{vim:key}"><xsl:value-of select="vim:value"/></g:entry>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:for-each>
      </g:metadata>
    </g:vm>
  </xsl:template>

  <xsl:template match="vim:*" mode="vim-state">
    <xsl:choose>
      <xsl:when test=". = 'poweredOn'">running</xsl:when>
      <xsl:when test=". = 'suspended'">suspended</xsl:when>
      <xsl:otherwise>off</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The attribute datastore of a "[name] path". -->
  <xsl:template name="vim-datastore">
    <xsl:param name="file"/>
    <xsl:param name="reference"/>
    <xsl:variable name="name" select="substring-before(substring-after($file, '['), ']')"/>
    <xsl:variable name="store" select="$around[vim:obj/@type = 'Datastore']
                                       [vim:obj = $reference or vim:propSet[vim:name = 'name']/vim:val = $name][1]"/>
    <xsl:if test="$store">
      <xsl:attribute name="datastore">
        <xsl:value-of select="d:id('Datastore', concat($vm-host, '/', $store/vim:obj))"/>
      </xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- dragoman.guest.os tells systems apart that VMware has one guestId for, as long as that guestId is still the one. -->
  <xsl:template name="vim-guest">
    <xsl:variable name="guest-id" select="string($vm-config/vim:guestId)"/>
    <xsl:variable name="told" select="string($vm-config/vim:extraConfig[vim:key = 'dragoman.guest.os'][1]/vim:value)"/>
    <xsl:variable name="told-word">
      <xsl:if test="$told != ''">
        <xsl:call-template name="guest-word"><xsl:with-param name="os" select="$told"/></xsl:call-template>
      </xsl:if>
    </xsl:variable>
    <xsl:variable name="told-id">
      <xsl:if test="$told != ''">
        <xsl:call-template name="guest-id"><xsl:with-param name="word" select="string($told-word)"/></xsl:call-template>
      </xsl:if>
    </xsl:variable>
    <xsl:variable name="row" select="substring-after($guests, concat('=', $guest-id, '='))"/>
    <xsl:variable name="tools" select="$object/vim:propSet[vim:name = 'guest.toolsVersion']/vim:val"/>
    <g:guest>
      <xsl:attribute name="os">
        <xsl:choose>
          <xsl:when test="$told != '' and $told-id = $guest-id"><xsl:value-of select="$told"/></xsl:when>
          <xsl:when test="$guest-id != '' and substring-before($row, '=') != ''">
            <xsl:value-of select="substring-before($row, '=')"/>
          </xsl:when>
          <xsl:otherwise>unknown</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:if test="string($vm-config/vim:guestFullName)">
        <g:osName><xsl:value-of select="$vm-config/vim:guestFullName"/></g:osName>
      </xsl:if>
      <xsl:for-each select="$object/vim:propSet[vim:name = 'guest.hostName']/vim:val[string()]">
        <g:hostName><xsl:value-of select="."/></g:hostName>
      </xsl:for-each>
      <g:tools>
        <xsl:attribute name="state">
          <xsl:choose>
            <xsl:when test="$object/vim:propSet[vim:name = 'guest.toolsRunningStatus']/vim:val = 'guestToolsRunning'">
              <xsl:text>running</xsl:text>
            </xsl:when>
            <xsl:when test="string($tools) and $tools != '0'">notRunning</xsl:when>
            <xsl:otherwise>notInstalled</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
        <xsl:if test="string($tools) and $tools != '0'">
          <xsl:attribute name="version"><xsl:value-of select="$tools"/></xsl:attribute>
        </xsl:if>
      </g:tools>
      <xsl:variable name="addresses" select="$object/vim:propSet[vim:name = 'guest.net']/vim:val
                                             /vim:GuestNicInfo/vim:ipAddress"/>
      <xsl:for-each select="$addresses">
        <g:address>
          <xsl:for-each select="$vm-config/vim:hardware/vim:device[vim:key = current()/../vim:deviceConfigId][vim:macAddress]">
            <xsl:attribute name="nic">
              <xsl:text>nic</xsl:text>
              <xsl:call-template name="vim-slot"/>
            </xsl:attribute>
          </xsl:for-each>
          <xsl:value-of select="."/>
        </g:address>
      </xsl:for-each>
      <xsl:if test="not($addresses)">
        <xsl:for-each select="$object/vim:propSet[vim:name = 'guest.ipAddress']/vim:val[string()]">
          <g:address><xsl:value-of select="."/></g:address>
        </xsl:for-each>
      </xsl:if>
    </g:guest>
  </xsl:template>

  <xsl:template name="vim-snapshots">
    <xsl:variable name="snapshots" select="$object/vim:propSet[vim:name = 'snapshot']/vim:val"/>
    <g:snapshots>
      <xsl:if test="string($snapshots/vim:currentSnapshot)">
        <xsl:attribute name="current">
          <xsl:value-of select="d:id('VirtualMachineSnapshot', string($snapshots/vim:currentSnapshot), $vm-id)"/>
        </xsl:attribute>
      </xsl:if>
      <xsl:apply-templates select="$snapshots/vim:rootSnapshotList" mode="vim-snapshot"/>
    </g:snapshots>
  </xsl:template>

  <xsl:template match="vim:*" mode="vim-snapshot">
    <g:snapshot id="{d:id('VirtualMachineSnapshot', string(vim:snapshot), $vm-id)}" handle="{vim:snapshot}"
                name="{vim:name}" created="{vim:createTime}">
      <xsl:attribute name="powerState"><xsl:apply-templates select="vim:state" mode="vim-state"/></xsl:attribute>
      <xsl:if test="string(vim:description)"><g:description><xsl:value-of select="vim:description"/></g:description></xsl:if>
      <xsl:apply-templates select="vim:childSnapshotList" mode="vim-snapshot"/>
    </g:snapshot>
  </xsl:template>
</xsl:stylesheet>

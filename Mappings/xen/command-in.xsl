<?xml version="1.0" encoding="UTF-8"?>
<!-- A call that a XenAPI client makes: the generic command that it means. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="null" select="'OpaqueRef:NULL'"/>
  <xsl:variable name="method" select="normalize-space(/x:call/x:method)"/>
  <xsl:variable name="args" select="/x:call/x:params/x:value"/>
  <xsl:variable name="self" select="normalize-space($args[1])"/>
  <xsl:variable name="record" select="$args[1]/x:struct/x:member"/>
  <xsl:variable name="isSnapshot" select="starts-with($self, 'OpaqueRef:snapshot-')"/>
  <xsl:variable name="class" select="substring-before($method, '.')"/>
  <!-- A device's reference is that of its VM, its kind and its name. -->
  <xsl:variable name="device" select="substring-after(substring-after($self, '/'), '/')"/>
  <xsl:variable name="kind" select="substring-before(substring-after($self, '/'), '/')"/>

  <!-- No text that a client could send. -->
  <xsl:variable name="refused" select="'&#xE000;&#xE001;'"/>

  <xsl:template match="/">
    <xsl:choose>
      <xsl:when test="$class = 'VM' and not($record) and $self = ''">
        <xsl:call-template name="handleInvalid"/>
      </xsl:when>
      <xsl:when test="$method = 'VM.destroy' and $isSnapshot">
        <g:command name="snapshot.remove" target="{d:owner(d:id('snapshot', $self))}"
                   snapshot="{d:id('snapshot', $self)}"
                   children="false"/>
      </xsl:when>
      <xsl:when test="$method = 'VM.revert' and $isSnapshot">
        <g:command name="snapshot.revert" target="{d:owner(d:id('snapshot', $self))}"
                   snapshot="{d:id('snapshot', $self)}"/>
      </xsl:when>
      <xsl:when test="$isSnapshot">
        <xsl:call-template name="refuse">
          <xsl:with-param name="because" select="concat($method, ' of a snapshot')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VM.revert'"><xsl:call-template name="handleInvalid"/></xsl:when>
      <xsl:when test="$method = 'VM.start' or $method = 'VM.resume'"><xsl:call-template name="start"/></xsl:when>
      <xsl:when test="$method = 'VM.hard_shutdown'">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.powerOff'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VM.hard_reboot'">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.reset'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VM.suspend'">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.suspend'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VM.pause'">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.pause'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VM.unpause'">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.unpause'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VM.clean_shutdown'">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.shutdownGuest'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VM.clean_reboot'">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.rebootGuest'"/></xsl:call-template>
      </xsl:when>
      <!-- XAPI keeps the volumes of a VM that it destroys. -->
      <xsl:when test="$method = 'VM.destroy'">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.unregister'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VM.set_name_label'">
        <g:command name="vm.rename" target="{d:id('VM', $self)}">
          <g:name><xsl:value-of select="$args[2]"/></g:name>
        </g:command>
      </xsl:when>
      <xsl:when test="$method = 'VM.snapshot' or $method = 'VM.snapshot_with_quiesce' or $method = 'VM.checkpoint'">
        <xsl:call-template name="snapshot"/>
      </xsl:when>
      <xsl:when test="$method = 'VM.create'"><xsl:call-template name="create"/></xsl:when>
      <xsl:when test="$method = 'VM.set_memory_limits' and ($args[3] != $args[5] or $args[4] != $args[5])
                      or ($method = 'VM.set_memory_dynamic_range') and $args[2] != $args[3]">
        <xsl:call-template name="refuse">
          <xsl:with-param name="because" select="'a dynamic range of memory'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="starts-with($method, 'VM.set_memory') and not($args[last()] &gt;= 1048576)
                      or starts-with($method, 'VM.set_VCPUs_') and not($args[2] &gt; 0)">
        <xsl:call-template name="invalid">
          <xsl:with-param name="argument" select="substring-after($method, 'VM.set_')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="starts-with($method, 'VM.')">
        <xsl:call-template name="reconfigure"><xsl:with-param name="vm" select="$self"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VBD.create' or $method = 'VIF.create'">
        <xsl:call-template name="addDevice"/>
      </xsl:when>
      <xsl:when test="$kind = '' or $device = ''"><xsl:call-template name="handleInvalid"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="reconfigure">
          <xsl:with-param name="vm" select="substring-before($self, '/')"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="plain">
    <xsl:param name="name"/>
    <g:command name="{$name}" target="{d:id('VM', $self)}"/>
  </xsl:template>

  <!-- The third argument, force, waives checks that XAPI makes before: nothing that another host could be told. -->
  <xsl:template name="start">
    <xsl:choose>
      <xsl:when test="$args[2] = '1' or $args[2] = 'true'">
        <xsl:call-template name="refuse">
          <xsl:with-param name="because" select="concat($method, ' into a pause')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VM.start'"><g:command name="vm.powerOn" target="{d:id('VM', $self)}"/></xsl:when>
      <xsl:otherwise><g:command name="vm.resume" target="{d:id('VM', $self)}"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="snapshot">
    <xsl:choose>
      <xsl:when test="$args[3]/x:array/x:value">
        <xsl:call-template name="refuse">
          <xsl:with-param name="because" select="'a snapshot without some of the disks'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <g:command name="snapshot.create" target="{d:id('VM', $self)}" memory="{$method = 'VM.checkpoint'}"
                   quiesce="{$method = 'VM.snapshot_with_quiesce'}">
          <g:name><xsl:value-of select="$args[2]"/></g:name>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The fields that XAPI demands of a new VM and that say no more than its defaults are not repeated in metadata. -->
  <xsl:template name="create">
    <xsl:variable name="affinity" select="$record[@name = 'affinity']"/>
    <xsl:variable name="platform" select="$record[@name = 'platform']/x:struct/x:member"/>
    <xsl:variable name="boot" select="$record[@name = 'HVM_boot_params']/x:struct/x:member"/>
    <xsl:variable name="config" select="$record[@name = 'other_config']/x:struct/x:member"/>
    <xsl:variable name="max" select="$record[@name = 'memory_static_max']"/>
    <xsl:choose>
      <xsl:when test="not($record)">
        <xsl:call-template name="invalid"><xsl:with-param name="argument" select="'record'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($record[@name = 'VCPUs_max'] &gt; 0)">
        <xsl:call-template name="invalid"><xsl:with-param name="argument" select="'VCPUs_max'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="not($max &gt;= 1048576)">
        <xsl:call-template name="invalid">
          <xsl:with-param name="argument" select="'memory_static_max'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$record[@name = 'is_a_template'] = '1' or $record[@name = 'is_a_template'] = 'true'">
        <xsl:call-template name="refuse">
          <xsl:with-param name="because" select="'making a template'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="($affinity = '' or $affinity = $null or not($affinity)) and d:session('host') = ''">
        <xsl:call-template name="invalid"><xsl:with-param name="argument" select="'affinity'"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <g:command name="vm.create">
          <xsl:attribute name="target">
            <xsl:choose>
              <xsl:when test="$affinity != '' and $affinity != $null">
                <xsl:value-of select="d:id('host', normalize-space($affinity))"/>
              </xsl:when>
              <xsl:otherwise><xsl:value-of select="d:id('host', d:session('host'))"/></xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
          <g:name><xsl:value-of select="$record[@name = 'name_label']"/></g:name>
          <xsl:if test="$record[@name = 'name_description'] != ''">
            <g:notes><xsl:value-of select="$record[@name = 'name_description']"/></g:notes>
          </xsl:if>
          <g:cpu count="{normalize-space($record[@name = 'VCPUs_max'])}">
            <xsl:if test="$platform[@name = 'cores-per-socket'] &gt; 0">
              <xsl:attribute name="coresPerSocket">
                <xsl:value-of select="$platform[@name = 'cores-per-socket']"/>
              </xsl:attribute>
            </xsl:if>
          </g:cpu>
          <g:memory mib="{floor($max div 1048576)}"/>
          <xsl:call-template name="firmware">
            <xsl:with-param name="boot" select="$boot[@name = 'firmware']"/>
            <xsl:with-param name="secure" select="$platform[@name = 'secureboot']"/>
          </xsl:call-template>
          <xsl:call-template name="metadata">
            <xsl:with-param name="entries" select="$platform | $boot | $config
                | $record[@name = 'xenstore_data' or @name = 'VCPUs_params']/x:struct/x:member"/>
          </xsl:call-template>
        </g:command>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="firmware">
    <xsl:param name="boot"/>
    <xsl:param name="secure"/>
    <xsl:if test="$boot or $secure">
      <g:firmware>
        <xsl:if test="$boot">
          <xsl:attribute name="type">
            <xsl:choose><xsl:when test="$boot = 'uefi'">efi</xsl:when><xsl:otherwise>bios</xsl:otherwise></xsl:choose>
          </xsl:attribute>
        </xsl:if>
        <xsl:if test="$secure">
          <xsl:attribute name="secureBoot"><xsl:value-of select="$secure = 'true'"/></xsl:attribute>
        </xsl:if>
      </g:firmware>
    </xsl:if>
  </xsl:template>

  <!-- Members of maps: the map's name and the key; what we presented as another owner's goes back to it. -->
  <xsl:template name="metadata">
    <xsl:param name="entries"/>
    <xsl:variable name="kept" select="$entries[@name != 'cores-per-socket' and @name != 'secureboot'
                                               and not(@name = 'firmware' and ancestor::x:member/@name = 'HVM_boot_params')]"/>
    <xsl:if test="$kept">
      <g:metadata>
        <xsl:for-each select="$kept">
          <xsl:variable name="map">
            <xsl:choose>
              <xsl:when test="ancestor::x:member"><xsl:value-of select="ancestor::x:member[1]/@name"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="substring-after($method, 'set_')"/></xsl:otherwise>
            </xsl:choose>
          </xsl:variable>
          <xsl:call-template name="entry">
            <xsl:with-param name="map" select="$map"/>
            <xsl:with-param name="key" select="@name"/>
            <xsl:with-param name="value" select="."/>
          </xsl:call-template>
        </xsl:for-each>
      </g:metadata>
    </xsl:if>
  </xsl:template>

  <xsl:template name="entry">
    <xsl:param name="map"/>
    <xsl:param name="key"/>
    <xsl:param name="value"/>
    <xsl:variable name="rest" select="substring-after($key, 'dragoman.')"/>
    <xsl:choose>
      <xsl:when test="$map = 'other_config' and starts-with($key, 'dragoman.') and contains($rest, '.')">
        <g:entry owner="{substring-before($rest, '.')}" key="{substring-after($rest, '.')}">
          <xsl:value-of select="$value"/>
        </g:entry>
      </xsl:when>
      <xsl:otherwise><g:entry owner="xen" key="{$map}:{$key}"><xsl:value-of select="$value"/></g:entry></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- One argument more than the field's value is one too many for XAPI as well: the front end counts. -->
  <xsl:template name="reconfigure">
    <xsl:param name="vm"/>
    <xsl:choose>
      <xsl:when test="$method = 'VBD.insert' and not(/x:call/x:context/x:VDI[@ref = normalize-space($args[2])])">
        <g:fault code="notFound">
          <g:message>There is no such volume.</g:message>
          <g:detail name="type">VDI</g:detail><g:detail name="id"><xsl:value-of select="$args[2]"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="($method = 'VBD.insert' or $method = 'VBD.eject') and $kind != 'cdrom'
                      or starts-with($method, 'VIF.') and $kind != 'nic'
                      or starts-with($method, 'VBD.') and $kind != 'disk' and $kind != 'cdrom'
                      or starts-with($method, 'VDI.') and $kind != 'volume' and $class != 'VM'">
        <g:fault code="invalidDevice">
          <g:message>The device is of another kind.</g:message>
          <g:detail name="device"><xsl:value-of select="$self"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="content">
          <xsl:call-template name="content"/>
        </xsl:variable>
        <xsl:choose>
          <xsl:when test="string($content) = $refused">
            <xsl:call-template name="refuse"><xsl:with-param name="because" select="$method"/></xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <g:command name="vm.reconfigure" target="{d:id('VM', $vm)}"><xsl:copy-of select="$content"/></g:command>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="content">
    <xsl:variable name="members" select="$args[2]/x:struct/x:member"/>
    <xsl:choose>
      <xsl:when test="$method = 'VM.set_name_description'">
        <g:notes><xsl:value-of select="$args[2]"/></g:notes>
      </xsl:when>
      <xsl:when test="starts-with($method, 'VM.set_VCPUs_') and $args[2] &gt; 0
                      and ($method = 'VM.set_VCPUs_max' or $method = 'VM.set_VCPUs_at_startup' or $method = 'VM.set_VCPUs_number_live')">
        <g:cpu count="{normalize-space($args[2])}"/>
      </xsl:when>
      <xsl:when test="$method = 'VM.set_memory_limits'"><g:memory mib="{floor($args[3] div 1048576)}"/></xsl:when>
      <xsl:when test="$method = 'VM.set_memory_static_range' or $method = 'VM.set_memory_dynamic_range'">
        <g:memory mib="{floor($args[3] div 1048576)}"/>
      </xsl:when>
      <xsl:when test="$method = 'VM.set_memory' or $method = 'VM.set_memory_static_max' or $method = 'VM.set_memory_dynamic_max'">
        <g:memory mib="{floor($args[2] div 1048576)}"/>
      </xsl:when>
      <xsl:when test="$method = 'VM.set_platform'">
        <xsl:if test="$members[@name = 'cores-per-socket']">
          <g:cpu coresPerSocket="{$members[@name = 'cores-per-socket']}"/>
        </xsl:if>
        <xsl:call-template name="firmware">
          <xsl:with-param name="boot" select="/.."/>
          <xsl:with-param name="secure" select="$members[@name = 'secureboot']"/>
        </xsl:call-template>
        <xsl:call-template name="metadata"><xsl:with-param name="entries" select="$members"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VM.add_to_platform' and $args[2] = 'cores-per-socket'">
        <g:cpu coresPerSocket="{normalize-space($args[3])}"/>
      </xsl:when>
      <xsl:when test="$method = 'VM.add_to_platform' and $args[2] = 'secureboot'">
        <g:firmware secureBoot="{$args[3] = 'true'}"/>
      </xsl:when>
      <xsl:when test="$method = 'VM.set_HVM_boot_params'">
        <g:firmware type="bios">
          <xsl:if test="$members[@name = 'firmware'] = 'uefi'"><xsl:attribute name="type">efi</xsl:attribute></xsl:if>
        </g:firmware>
        <g:metadata>
          <xsl:for-each select="$members[@name != 'firmware']">
            <g:entry owner="xen" key="HVM_boot_params:{@name}"><xsl:value-of select="."/></g:entry>
          </xsl:for-each>
        </g:metadata>
      </xsl:when>
      <xsl:when test="$method = 'VM.add_to_HVM_boot_params' and $args[2] = 'firmware'">
        <g:firmware type="bios">
          <xsl:if test="$args[3] = 'uefi'"><xsl:attribute name="type">efi</xsl:attribute></xsl:if>
        </g:firmware>
      </xsl:when>
      <xsl:when test="starts-with($method, 'VM.add_to_') or starts-with($method, 'VM.remove_from_')">
        <g:metadata>
          <xsl:call-template name="entry">
            <xsl:with-param name="map"
                            select="concat(substring-after($method, 'VM.add_to_'), substring-after($method, 'VM.remove_from_'))"/>
            <xsl:with-param name="key" select="normalize-space($args[2])"/>
            <xsl:with-param name="value" select="$args[3]"/>
          </xsl:call-template>
        </g:metadata>
      </xsl:when>
      <xsl:when test="$method = 'VBD.destroy' and $kind = 'disk'">
        <g:disk op="remove" id="{$device}" deleteVolume="false"/>
      </xsl:when>
      <xsl:when test="$method = 'VBD.destroy'"><g:cdrom op="remove" id="{$device}"/></xsl:when>
      <!-- A disk that was added is attached. -->
      <xsl:when test="$method = 'VBD.plug' and $kind = 'disk'"><g:disk op="edit" id="{$device}"/></xsl:when>
      <xsl:when test="$method = 'VBD.plug'"><g:cdrom op="edit" id="{$device}" connected="true"/></xsl:when>
      <xsl:when test="$method = 'VBD.set_userdevice' and $kind = 'disk'">
        <g:disk op="edit" id="{$device}" unit="{normalize-space($args[2])}"/>
      </xsl:when>
      <xsl:when test="$method = 'VBD.eject'"><g:cdrom op="edit" id="{$device}" path="" connected="false"/></xsl:when>
      <xsl:when test="$method = 'VBD.insert'">
        <xsl:variable name="vdi" select="/x:call/x:context/x:VDI[@ref = normalize-space($args[2])]"/>
        <g:cdrom op="edit" id="{$device}" datastore="{d:id('SR', string($vdi/x:SR))}" path="{$vdi/x:location}"
                 connected="true"/>
      </xsl:when>
      <xsl:when test="$method = 'VDI.resize'">
        <g:disk op="edit" id="{$device}" capacity="{normalize-space($args[2])}"/>
      </xsl:when>
      <xsl:when test="$method = 'VIF.destroy'"><g:nic op="remove" id="{$device}"/></xsl:when>
      <xsl:when test="$method = 'VIF.plug'"><g:nic op="edit" id="{$device}" connected="true"/></xsl:when>
      <xsl:when test="$method = 'VIF.unplug'"><g:nic op="edit" id="{$device}" connected="false"/></xsl:when>
      <xsl:when test="$method = 'VIF.move'">
        <g:nic op="edit" id="{$device}" network="{d:id('network', normalize-space($args[2]))}"/>
      </xsl:when>
      <xsl:when test="$method = 'VIF.set_locking_mode'">
        <g:nic op="edit" id="{$device}" connected="{$args[2] != 'disabled'}"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$refused"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="addDevice">
    <xsl:variable name="vm" select="normalize-space($record[@name = 'VM'])"/>
    <xsl:variable name="vdi" select="/x:call/x:context/x:VDI[@ref = normalize-space($record[@name = 'VDI'])]"/>
    <xsl:variable name="place" select="normalize-space($record[@name = 'userdevice' or @name = 'device'][. &gt;= 0][1])"/>
    <xsl:variable name="type" select="$record[@name = 'type']"/>
    <xsl:variable name="named" select="$record[@name = 'VDI'] != '' and $record[@name = 'VDI'] != $null"/>
    <xsl:choose>
      <xsl:when test="$vm = '' or $vm = $null">
        <xsl:call-template name="invalid"><xsl:with-param name="argument" select="'VM'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$method = 'VIF.create'">
        <g:command name="vm.reconfigure" target="{d:id('VM', $vm)}">
          <g:nic op="add" network="{d:id('network', normalize-space($record[@name = 'network']))}">
            <xsl:if test="$place != ''">
              <xsl:attribute name="slot"><xsl:value-of select="$place"/></xsl:attribute>
            </xsl:if>
            <xsl:if test="$record[@name = 'MAC'] != ''">
              <xsl:attribute name="mac">
                <xsl:value-of select="translate($record[@name = 'MAC'], 'ABCDEF', 'abcdef')"/>
              </xsl:attribute>
            </xsl:if>
            <xsl:if test="$record[@name = 'locking_mode'] = 'disabled'">
              <xsl:attribute name="connected">false</xsl:attribute>
            </xsl:if>
          </g:nic>
        </g:command>
      </xsl:when>
      <xsl:when test="$named and not($vdi)">
        <g:fault code="notFound">
          <g:message>There is no such volume.</g:message>
          <g:detail name="type">VDI</g:detail>
          <g:detail name="id"><xsl:value-of select="$record[@name = 'VDI']"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$type = 'CD'">
        <g:command name="vm.reconfigure" target="{d:id('VM', $vm)}">
          <g:cdrom op="add">
            <xsl:if test="$place != ''">
              <xsl:attribute name="unit"><xsl:value-of select="$place"/></xsl:attribute>
            </xsl:if>
            <xsl:if test="$vdi">
              <xsl:attribute name="datastore"><xsl:value-of select="d:id('SR', string($vdi/x:SR))"/></xsl:attribute>
              <xsl:attribute name="path"><xsl:value-of select="$vdi/x:location"/></xsl:attribute>
            </xsl:if>
          </g:cdrom>
        </g:command>
      </xsl:when>
      <xsl:when test="$type = 'Disk' and $vdi and ($record[@name = 'mode'] = 'RW' or not($record[@name = 'mode']))">
        <g:command name="vm.reconfigure" target="{d:id('VM', $vm)}">
          <g:disk op="add" datastore="{d:id('SR', string($vdi/x:SR))}">
            <xsl:if test="$place != ''">
              <xsl:attribute name="unit"><xsl:value-of select="$place"/></xsl:attribute>
            </xsl:if>
            <!-- A volume that is there has a location; one that is only announced has a size. -->
            <xsl:choose>
              <xsl:when test="$vdi/x:location != ''">
                <xsl:attribute name="path"><xsl:value-of select="$vdi/x:location"/></xsl:attribute>
              </xsl:when>
              <xsl:otherwise>
                <xsl:attribute name="capacity">
                  <xsl:value-of select="normalize-space($vdi/x:virtual_size)"/>
                </xsl:attribute>
              </xsl:otherwise>
            </xsl:choose>
            <xsl:if test="$vdi/x:sm_config/x:struct/x:member[@name = 'type'] = 'raw'">
              <xsl:attribute name="thin">false</xsl:attribute>
            </xsl:if>
            <xsl:if test="$vdi/x:on_boot = 'reset'">
              <xsl:attribute name="mode">independent_nonpersistent</xsl:attribute>
            </xsl:if>
          </g:disk>
        </g:command>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="refuse">
          <xsl:with-param name="because" select="concat('a VBD of type ', $type, ' and mode ', $record[@name = 'mode'])"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="refuse">
    <xsl:param name="because"/>
    <g:fault code="notSupported">
      <g:message><xsl:value-of select="concat('There is no generic command for ', $because, '.')"/></g:message>
      <g:detail name="command"><xsl:value-of select="$method"/></g:detail>
    </g:fault>
  </xsl:template>
  <xsl:template name="invalid">
    <xsl:param name="argument"/>
    <g:fault code="invalidArgument">
      <g:message><xsl:value-of select="concat('The value of ', $argument, ' is missing or wrong.')"/></g:message>
      <g:detail name="argument"><xsl:value-of select="$argument"/></g:detail>
    </g:fault>
  </xsl:template>
  <xsl:template name="handleInvalid">
    <g:fault code="notFound">
      <g:message>The reference is not of this kind.</g:message>
      <g:detail name="type"><xsl:value-of select="$class"/></g:detail>
      <g:detail name="id"><xsl:value-of select="$self"/></g:detail>
    </g:fault>
  </xsl:template>
</xsl:stylesheet>

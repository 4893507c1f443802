<?xml version="1.0" encoding="UTF-8"?>
<!-- New disks, drives and cards of a VM that exists or is being made. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g d">
  <!-- The VM's running: what is attached has to be plugged. -->
  <xsl:variable name="up" select="$native/x:power_state = 'Running' or $native/x:power_state = 'Paused'"/>

  <!-- One after the other, since each place taken is gone for the next. used: |0|3|. self: the VM, or what was taken. -->
  <xsl:template name="add">
    <xsl:param name="queue"/>
    <xsl:param name="used"/>
    <xsl:param name="self"/>
    <xsl:param name="number" select="1"/>
    <xsl:if test="$queue">
      <xsl:variable name="one" select="$queue[1]"/>
      <xsl:variable name="wanted"><xsl:apply-templates select="$one" mode="wanted"/></xsl:variable>
      <xsl:variable name="place">
        <xsl:choose>
          <xsl:when test="$wanted != ''"><xsl:value-of select="$wanted"/></xsl:when>
          <xsl:when test="$one/self::g:cdrom and not(contains($used, '|3|'))">3</xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="free">
              <xsl:with-param name="used" select="$used"/><xsl:with-param name="skip" select="$one/self::g:disk"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <xsl:apply-templates select="$one" mode="add">
        <xsl:with-param name="place" select="string($place)"/>
        <xsl:with-param name="self" select="$self"/>
        <xsl:with-param name="number" select="$number"/>
      </xsl:apply-templates>
      <xsl:call-template name="add">
        <xsl:with-param name="queue" select="$queue[position() &gt; 1]"/>
        <xsl:with-param name="used" select="concat($used, $place, '|')"/>
        <xsl:with-param name="self" select="$self"/>
        <xsl:with-param name="number" select="$number + 1"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- A place on a foreign controller means nothing here. -->
  <xsl:template match="g:disk | g:cdrom" mode="wanted">
    <xsl:choose>
      <xsl:when test="@unit and (not(@controller) or starts-with(@controller, 'xen')) and (not(@id) or starts-with(@id, 'xen'))">
        <xsl:value-of select="@unit"/>
      </xsl:when>
      <xsl:when test="starts-with(@id, 'xen')"><xsl:value-of select="substring-after(@id, ':')"/></xsl:when>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="g:nic" mode="wanted">
    <xsl:choose>
      <xsl:when test="@slot"><xsl:value-of select="@slot"/></xsl:when>
      <xsl:when test="starts-with(@id, 'nic')"><xsl:value-of select="substring-after(@id, 'nic')"/></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Place 3 is left for the CD drive, where XAPI's templates put it. -->
  <xsl:template name="free">
    <xsl:param name="used"/>
    <xsl:param name="skip"/>
    <xsl:param name="from" select="0"/>
    <xsl:choose>
      <xsl:when test="contains($used, concat('|', $from, '|')) or $skip and $from = 3">
        <xsl:call-template name="free">
          <xsl:with-param name="used" select="$used"/>
          <xsl:with-param name="skip" select="$skip"/>
          <xsl:with-param name="from" select="$from + 1"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$from"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:disk" mode="add">
    <xsl:param name="place"/>
    <xsl:param name="self"/>
    <xsl:param name="number"/>
    <xsl:choose>
      <xsl:when test="@capacity">
        <p:step id="volume-new-{$number}">
          <p:call>
            <x:call>
              <x:method>VDI.create</x:method>
              <x:params>
                <x:value>
                  <x:struct>
                    <x:member name="name_label">
                      <xsl:choose>
                        <xsl:when test="@path != ''">
                          <xsl:call-template name="stem">
                            <xsl:with-param name="path" select="@path"/>
                          </xsl:call-template>
                        </xsl:when>
                        <xsl:otherwise>
                          <xsl:value-of select="concat($command/g:name[not($vm)], $vm/g:name, ' disk ', $place)"/>
                        </xsl:otherwise>
                      </xsl:choose>
                    </x:member>
                    <x:member name="name_description"/>
                    <x:member name="SR"><xsl:call-template name="storage"/></x:member>
                    <x:member name="virtual_size"><xsl:value-of select="@capacity"/></x:member>
                    <x:member name="type">user</x:member>
                    <x:member name="sharable"><x:boolean>0</x:boolean></x:member>
                    <x:member name="read_only"><x:boolean>0</x:boolean></x:member>
                    <xsl:if test="@mode = 'independent_nonpersistent'">
                      <x:member name="on_boot">reset</x:member>
                    </xsl:if>
                    <x:member name="other_config"><x:struct/></x:member>
                    <x:member name="xenstore_data"><x:struct/></x:member>
                    <x:member name="sm_config">
                      <x:struct><xsl:if test="@thin = 'false'"><x:member name="type">raw</x:member></xsl:if></x:struct>
                    </x:member>
                    <x:member name="tags"><x:array/></x:member>
                  </x:struct>
                </x:value>
              </x:params>
            </x:call>
          </p:call>
          <p:undo>
            <x:call>
              <x:method>VDI.destroy</x:method>
              <x:params><x:value><p:taken name="vdi{$number}"/></x:value></x:params>
            </x:call>
          </p:undo>
          <p:take name="vdi{$number}" select="x:result"/>
        </p:step>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="find"><xsl:with-param name="number" select="$number"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:call-template name="attach">
      <xsl:with-param name="place" select="$place"/>
      <xsl:with-param name="self" select="$self"/>
      <xsl:with-param name="number" select="$number"/>
      <xsl:with-param name="vdi"><p:taken name="vdi{$number}"/></xsl:with-param>
      <xsl:with-param name="type" select="'Disk'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="g:cdrom" mode="add">
    <xsl:param name="place"/>
    <xsl:param name="self"/>
    <xsl:param name="number"/>
    <xsl:if test="@path != ''">
      <xsl:call-template name="find"><xsl:with-param name="number" select="$number"/></xsl:call-template>
    </xsl:if>
    <xsl:call-template name="attach">
      <xsl:with-param name="place" select="$place"/>
      <xsl:with-param name="self" select="$self"/>
      <xsl:with-param name="number" select="$number"/>
      <xsl:with-param name="vdi">
        <xsl:choose>
          <xsl:when test="@path != ''"><p:taken name="vdi{$number}"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$null"/></xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="type" select="'CD'"/>
      <xsl:with-param name="empty" select="number(string(@path) = '')"/>
    </xsl:call-template>
  </xsl:template>

  <!-- A volume that exists: our paths name disks by uuid, images in a library by their name. -->
  <xsl:template name="find">
    <xsl:param name="number"/>
    <xsl:variable name="stem">
      <xsl:call-template name="stem"><xsl:with-param name="path" select="@path"/></xsl:call-template>
    </xsl:variable>
    <p:step id="find-{$number}">
      <xsl:choose>
        <xsl:when test="string-length($stem) = 36 and translate($stem, '0123456789abcdef', '') = '----'">
          <p:call>
            <x:call>
              <x:method>VDI.get_by_uuid</x:method>
              <x:params><x:value><xsl:value-of select="$stem"/></x:value></x:params>
            </x:call>
          </p:call>
          <p:take name="vdi{$number}" select="x:result"/>
        </xsl:when>
        <xsl:otherwise>
          <p:call>
            <x:call>
              <x:method>VDI.get_by_name_label</x:method>
              <x:params>
                <x:value>
                  <xsl:call-template name="file"><xsl:with-param name="path" select="@path"/></xsl:call-template>
                </x:value>
              </x:params>
            </x:call>
          </p:call>
          <p:take name="vdi{$number}" select="x:result/x:array/x:value[1]"/>
        </xsl:otherwise>
      </xsl:choose>
    </p:step>
  </xsl:template>

  <xsl:template name="attach">
    <xsl:param name="place"/>
    <xsl:param name="self"/>
    <xsl:param name="number"/>
    <xsl:param name="vdi"/>
    <xsl:param name="type"/>
    <xsl:param name="empty" select="0"/>
    <p:step id="attach-{$number}">
      <p:call>
        <xsl:call-template name="vbd">
          <xsl:with-param name="self" select="$self"/>
          <xsl:with-param name="vdi" select="$vdi"/>
          <xsl:with-param name="place" select="$place"/>
          <xsl:with-param name="type" select="$type"/><xsl:with-param name="empty" select="$empty"/>
          <xsl:with-param name="bootable" select="number($type = 'Disk' and $place = '0')"/>
        </xsl:call-template>
      </p:call>
      <p:undo>
        <x:call>
          <x:method>VBD.destroy</x:method>
          <x:params><x:value><p:taken name="vbd{$number}"/></x:value></x:params>
        </x:call>
      </p:undo>
      <p:take name="vbd{$number}" select="x:result"/>
    </p:step>
    <xsl:if test="$up">
      <p:step id="plug-{$number}">
        <p:call>
          <x:call>
            <x:method>VBD.plug</x:method>
            <x:params><x:value><p:taken name="vbd{$number}"/></x:value></x:params>
          </x:call>
        </p:call>
        <p:undo>
          <x:call>
            <x:method>VBD.unplug</x:method>
            <x:params><x:value><p:taken name="vbd{$number}"/></x:value></x:params>
          </x:call>
        </p:undo>
      </p:step>
    </xsl:if>
  </xsl:template>

  <xsl:template name="vbd">
    <xsl:param name="self"/>
    <xsl:param name="vdi"/>
    <xsl:param name="place"/>
    <xsl:param name="type"/>
    <xsl:param name="empty"/>
    <xsl:param name="bootable"/>
    <xsl:param name="mode">
      <xsl:choose><xsl:when test="$type = 'CD'">RO</xsl:when><xsl:otherwise>RW</xsl:otherwise></xsl:choose>
    </xsl:param>
    <x:call>
      <x:method>VBD.create</x:method>
      <x:params>
        <x:value>
          <x:struct>
            <x:member name="VM"><xsl:copy-of select="$self"/></x:member>
            <x:member name="VDI"><xsl:copy-of select="$vdi"/></x:member>
            <x:member name="userdevice"><xsl:value-of select="$place"/></x:member>
            <x:member name="bootable"><x:boolean><xsl:value-of select="$bootable"/></x:boolean></x:member>
            <x:member name="mode"><xsl:value-of select="$mode"/></x:member>
            <x:member name="type"><xsl:value-of select="$type"/></x:member>
            <x:member name="unpluggable"><x:boolean>1</x:boolean></x:member>
            <x:member name="empty"><x:boolean><xsl:value-of select="$empty"/></x:boolean></x:member>
            <x:member name="other_config"><x:struct/></x:member>
            <x:member name="qos_algorithm_type"/>
            <x:member name="qos_algorithm_params"><x:struct/></x:member>
          </x:struct>
        </x:value>
      </x:params>
    </x:call>
  </xsl:template>

  <xsl:template match="g:nic" mode="add">
    <xsl:param name="place"/>
    <xsl:param name="self"/>
    <xsl:param name="number"/>
    <p:step id="nic-{$number}">
      <p:call>
        <xsl:call-template name="vif">
          <xsl:with-param name="self" select="$self"/>
          <xsl:with-param name="place" select="$place"/>
          <xsl:with-param name="mac" select="@mac"/>
          <xsl:with-param name="network">
            <xsl:choose>
              <xsl:when test="@network"><xsl:value-of select="d:native('network', string(@network))"/></xsl:when>
              <xsl:otherwise>
                <xsl:value-of select="d:native('network', string($host/g:network[1]/@id))"/>
              </xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
          <xsl:with-param name="locking">
            <xsl:choose>
              <xsl:when test="@connected = 'false'">disabled</xsl:when>
              <xsl:otherwise>network_default</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:call-template>
      </p:call>
      <p:undo>
        <x:call>
          <x:method>VIF.destroy</x:method>
          <x:params><x:value><p:taken name="vif{$number}"/></x:value></x:params>
        </x:call>
      </p:undo>
      <p:take name="vif{$number}" select="x:result"/>
    </p:step>
    <xsl:if test="$up">
      <p:step id="nic-{$number}-plug">
        <p:call>
          <x:call>
            <x:method>VIF.plug</x:method>
            <x:params><x:value><p:taken name="vif{$number}"/></x:value></x:params>
          </x:call>
        </p:call>
        <p:undo>
          <x:call>
            <x:method>VIF.unplug</x:method>
            <x:params><x:value><p:taken name="vif{$number}"/></x:value></x:params>
          </x:call>
        </p:undo>
      </p:step>
    </xsl:if>
  </xsl:template>

  <xsl:template name="vif">
    <xsl:param name="self"/>
    <xsl:param name="place"/>
    <xsl:param name="mac"/>
    <xsl:param name="network"/>
    <xsl:param name="locking"/>
    <x:call>
      <x:method>VIF.create</x:method>
      <x:params>
        <x:value>
          <x:struct>
            <x:member name="device"><xsl:value-of select="$place"/></x:member>
            <x:member name="network"><xsl:value-of select="$network"/></x:member>
            <x:member name="VM"><xsl:copy-of select="$self"/></x:member>
            <x:member name="MAC"><xsl:value-of select="$mac"/></x:member>
            <x:member name="MTU">1500</x:member>
            <x:member name="locking_mode"><xsl:value-of select="$locking"/></x:member>
            <x:member name="other_config"><x:struct/></x:member>
            <x:member name="qos_algorithm_type"/>
            <x:member name="qos_algorithm_params"><x:struct/></x:member>
          </x:struct>
        </x:value>
      </x:params>
    </x:call>
  </xsl:template>

  <!-- Where a new disk goes: as it says, as the command says, where the VM's first disk is, the host's first. -->
  <xsl:template name="storage">
    <xsl:variable name="first" select="$records/x:VBD[x:type = 'Disk'][x:VM = $native/@ref][1]/x:VDI"/>
    <xsl:variable name="there" select="$records/x:VDI[@ref = $first]/x:SR"/>
    <xsl:choose>
      <xsl:when test="@datastore"><xsl:value-of select="d:native('SR', string(@datastore))"/></xsl:when>
      <xsl:when test="$command/@datastore">
        <xsl:value-of select="d:native('SR', string($command/@datastore))"/>
      </xsl:when>
      <xsl:when test="$there != ''"><xsl:value-of select="$there"/></xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="d:native('SR', string($host/g:datastore[g:type != 'iso' and g:type != 'udev'][1]/@id))"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The file's name of a path, and that without its extension. -->
  <xsl:template name="file">
    <xsl:param name="path"/>
    <xsl:choose>
      <xsl:when test="contains($path, '/')">
        <xsl:call-template name="file">
          <xsl:with-param name="path" select="substring-after($path, '/')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$path"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="stem">
    <xsl:param name="path"/>
    <xsl:variable name="file">
      <xsl:call-template name="file"><xsl:with-param name="path" select="$path"/></xsl:call-template>
    </xsl:variable>
    <xsl:variable name="short" select="string-length($file) - 4"/>
    <xsl:choose>
      <xsl:when test="$short &gt; 0 and substring($file, $short + 1, 1) = '.'">
        <xsl:value-of select="substring($file, 1, $short)"/>
      </xsl:when>
      <xsl:when test="$short &gt; 1 and substring($file, $short, 1) = '.'">
        <xsl:value-of select="substring($file, 1, $short - 1)"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$file"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

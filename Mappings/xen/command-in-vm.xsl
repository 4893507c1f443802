<?xml version="1.0" encoding="UTF-8"?>
<!-- VM messages, and setters of the fields that the generic protocol has. Imported by command-in.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="x d">
  <!-- The maps that go with a VM to its host; their members are metadata. -->
  <xsl:variable name="metadataMaps" select="' other_config platform HVM_boot_params xenstore_data VCPUs_params '"/>
  <!-- Keys that always have a value: a client that takes one away is about to give another. -->
  <xsl:variable name="always" select="' cores-per-socket secureboot firmware order '"/>
  <!-- No text that a client could send. -->
  <xsl:variable name="refused" select="'&#xE000;&#xE001;'"/>
  <xsl:variable name="field">
    <xsl:choose>
      <xsl:when test="starts-with($verb, 'set_')"><xsl:value-of select="substring-after($verb, 'set_')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat(substring-after($verb, 'add_to_'), substring-after($verb, 'remove_from_'))"/></xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <xsl:template name="ofVM">
    <xsl:variable name="words" select="concat(' ', $verb, ' ')"/>
    <xsl:choose>
      <xsl:when test="contains(' start start_on resume resume_on hard_shutdown hard_reboot clean_shutdown clean_reboot shutdown suspend pause unpause ', $words)">
        <xsl:call-template name="power"/>
      </xsl:when>
      <!-- XAPI keeps the volumes of a VM that it destroys. -->
      <xsl:when test="$verb = 'destroy'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.unregister'"/></xsl:call-template></xsl:when>
      <xsl:when test="$verb = 'create'"><xsl:call-template name="create"/></xsl:when>
      <xsl:when test="$verb = 'clone' or $verb = 'copy'"><xsl:call-template name="clone"/></xsl:when>
      <xsl:when test="$verb = 'provision'"><xsl:call-template name="provision"/></xsl:when>
      <xsl:when test="$verb = 'snapshot' or $verb = 'snapshot_with_quiesce' or $verb = 'checkpoint'"><xsl:call-template name="snapshot"/></xsl:when>
      <xsl:when test="$verb = 'revert'"><xsl:call-template name="handleInvalid"/></xsl:when>
      <xsl:when test="contains(' pool_migrate migrate_send assert_can_migrate assert_can_boot_here ', $words)"><xsl:call-template name="relocate"/></xsl:when>
      <xsl:when test="$verb = 'set_name_label'">
        <g:command name="vm.rename" target="{d:id('VM', $self)}"><g:name><xsl:value-of select="$args[2]"/></g:name></g:command>
      </xsl:when>
      <xsl:when test="$verb = 'set_is_a_template' and ($args[2] = '1' or $args[2] = 'true')">
        <xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.markTemplate'"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$verb = 'set_is_a_template' and $own/x:unprovisioned = '1'">
        <g:command name="vm.reconfigure" target="{d:id('VM', $self)}">
          <g:metadata><g:entry owner="xen" key="other_config:unprovisioned" op="remove"/></g:metadata>
        </g:command>
      </xsl:when>
      <xsl:when test="$verb = 'set_is_a_template'"><xsl:call-template name="plain"><xsl:with-param name="name" select="'vm.unmarkTemplate'"/></xsl:call-template></xsl:when>
      <xsl:when test="starts-with($verb, 'set_memory') and not($args[last()] &gt;= 1048576)
                      or starts-with($verb, 'set_VCPUs_') and $verb != 'set_VCPUs_params' and not($args[2] &gt; 0)">
        <xsl:call-template name="invalid"><xsl:with-param name="argument" select="substring-after($verb, 'set_')"/></xsl:call-template>
      </xsl:when>
      <!-- The guest has all of its memory at all times. -->
      <xsl:when test="$verb = 'set_memory_limits' and ($args[3] != $args[5] or $args[4] != $args[5])
                      or $verb = 'set_memory_dynamic_range' and ($args[2] != $args[3] or $args[3] != $own/x:memory_static_max)
                      or contains(' set_memory_static_min set_memory_dynamic_min set_memory_dynamic_max set_memory_target_live ', $words)
                      and $args[2] != $own/x:memory_static_max">
        <xsl:call-template name="invalid">
          <xsl:with-param name="argument">
            <xsl:choose>
              <xsl:when test="$verb = 'set_memory_limits' or $verb = 'set_memory_dynamic_range'">memory_dynamic_max</xsl:when>
              <xsl:when test="$verb = 'set_memory_target_live'">memory_target</xsl:when>
              <xsl:otherwise><xsl:value-of select="substring-after($verb, 'set_')"/></xsl:otherwise>
            </xsl:choose>
          </xsl:with-param><xsl:with-param name="value" select="string($args[last()])"/>
          <xsl:with-param name="message" select="'Memory is not dynamic here: the limits are the same as memory_static_max.'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$verb = 'set_VCPUs_at_startup' and $args[2] &gt; $own/x:VCPUs_max">
        <xsl:call-template name="invalid">
          <xsl:with-param name="argument" select="'VCPUs_at_startup'"/><xsl:with-param name="value" select="string($args[2])"/>
          <xsl:with-param name="message" select="'It is more than VCPUs_max.'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$verb = 'set_VCPUs_at_startup' and $own[x:power_state != 'Halted']">
        <g:fault code="invalidPowerState">
          <g:message>The number of processors at the start is set while the VM is halted.</g:message>
          <g:detail name="expected">off</g:detail>
          <g:detail name="actual"><xsl:value-of select="translate($own/x:power_state, 'PRS', 'prs')"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$verb = 'set_HVM_boot_policy' and $args[2] != 'BIOS order' or $verb = 'set_domain_type' and $args[2] != 'hvm'">
        <xsl:call-template name="invalid">
          <xsl:with-param name="argument" select="concat('VM.', $field)"/><xsl:with-param name="value" select="string($args[2])"/>
          <xsl:with-param name="message" select="'Every machine here is fully virtualised.'"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="content"><xsl:call-template name="content"/></xsl:variable>
        <xsl:choose>
          <xsl:when test="string($content) = $refused"><xsl:call-template name="keep"/></xsl:when>
          <xsl:otherwise>
            <g:command name="vm.reconfigure" target="{d:id('VM', $self)}"><xsl:copy-of select="$content"/></g:command>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What changes in the VM; $refused for a field that the generic protocol has not. -->
  <xsl:template name="content">
    <xsl:variable name="members" select="$args[2]/x:struct/x:member"/>
    <xsl:choose>
      <xsl:when test="$verb = 'set_name_description'"><g:notes><xsl:value-of select="$args[2]"/></g:notes></xsl:when>
      <xsl:when test="$verb = 'set_VCPUs_at_startup' and $args[2] &lt; $own/x:VCPUs_max">
        <g:metadata><xsl:call-template name="atStartup"><xsl:with-param name="count" select="$args[2]"/></xsl:call-template></g:metadata>
      </xsl:when>
      <xsl:when test="$verb = 'set_VCPUs_max' or $verb = 'set_VCPUs_at_startup' or $verb = 'set_VCPUs_number_live'">
        <xsl:variable name="before" select="$own/x:VCPUs_at_startup[. &lt; ../x:VCPUs_max]"/>
        <g:cpu count="{normalize-space($args[2])}"/>
        <xsl:if test="$before">
          <g:metadata>
            <xsl:choose>
              <xsl:when test="$verb = 'set_VCPUs_max' and $before &lt; $args[2]">
                <xsl:call-template name="atStartup"><xsl:with-param name="count" select="$before"/></xsl:call-template>
              </xsl:when>
              <xsl:otherwise><g:entry owner="xen" key="VCPUs_at_startup" op="remove"/></xsl:otherwise>
            </xsl:choose>
          </g:metadata>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$verb = 'set_memory_limits'"><g:memory mib="{floor($args[3] div 1048576)}"/></xsl:when>
      <xsl:when test="$verb = 'set_memory_static_range' or $verb = 'set_memory_dynamic_range'">
        <g:memory mib="{floor($args[3] div 1048576)}"/>
      </xsl:when>
      <xsl:when test="starts-with($verb, 'set_memory')">
        <g:memory mib="{floor($args[2] div 1048576)}"/>
      </xsl:when>
      <xsl:when test="$verb = 'set_platform'">
        <xsl:if test="$members[@name = 'cores-per-socket']"><g:cpu coresPerSocket="{$members[@name = 'cores-per-socket']}"/></xsl:if>
        <xsl:call-template name="firmware">
          <xsl:with-param name="boot" select="/.."/><xsl:with-param name="secure" select="$members[@name = 'secureboot']"/>
        </xsl:call-template>
        <xsl:call-template name="metadata"><xsl:with-param name="entries" select="$members"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$verb = 'add_to_platform' and $args[2] = 'cores-per-socket'"><g:cpu coresPerSocket="{normalize-space($args[3])}"/></xsl:when>
      <xsl:when test="$verb = 'add_to_platform' and $args[2] = 'secureboot'"><g:firmware secureBoot="{$args[3] = 'true'}"/></xsl:when>
      <xsl:when test="$verb = 'remove_from_platform' and ($args[2] = 'cores-per-socket' or $args[2] = 'secureboot')
                      or $verb = 'remove_from_HVM_boot_params' and ($args[2] = 'firmware' or $args[2] = 'order')"/>
      <xsl:when test="$verb = 'set_HVM_boot_params'">
        <xsl:variable name="before" select="$own/x:HVM_boot_params/x:struct/x:member"/>
        <xsl:if test="$members[@name = 'firmware'] and not($members[@name = 'firmware'] = $before[@name = 'firmware'])">
          <g:firmware type="bios">
            <xsl:if test="$members[@name = 'firmware'] = 'uefi'"><xsl:attribute name="type">efi</xsl:attribute></xsl:if>
          </g:firmware>
        </xsl:if>
        <xsl:if test="not($members[@name = 'order'] = $before[@name = 'order'])">
          <xsl:call-template name="boot"><xsl:with-param name="order" select="string($members[@name = 'order'])"/></xsl:call-template>
        </xsl:if>
        <xsl:call-template name="metadata"><xsl:with-param name="entries" select="$members[@name != 'order']"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$verb = 'add_to_HVM_boot_params' and $args[2] = 'firmware'">
        <g:firmware type="bios"><xsl:if test="$args[3] = 'uefi'"><xsl:attribute name="type">efi</xsl:attribute></xsl:if></g:firmware>
      </xsl:when>
      <xsl:when test="$verb = 'add_to_HVM_boot_params' and $args[2] = 'order'">
        <xsl:call-template name="boot"><xsl:with-param name="order" select="string($args[3])"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="contains($metadataMaps, concat(' ', $field, ' ')) and starts-with($verb, 'set_')">
        <xsl:call-template name="metadata"><xsl:with-param name="entries" select="$members"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="contains($metadataMaps, concat(' ', $field, ' '))">
        <g:metadata>
          <xsl:call-template name="entry">
            <xsl:with-param name="map" select="$field"/><xsl:with-param name="key" select="string($args[2])"/>
            <xsl:with-param name="value" select="$args[3]"/>
            <xsl:with-param name="op" select="concat(substring('add', 1, 3 * starts-with($verb, 'add_')),
                                                     substring('remove', 1, 6 * starts-with($verb, 'remove_')))"/>
          </xsl:call-template>
        </g:metadata>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$refused"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Fewer than VCPUs_max: only XAPI starts a VM with them. -->
  <xsl:template name="atStartup">
    <xsl:param name="count"/>
    <g:entry owner="xen" key="VCPUs_at_startup"><xsl:value-of select="normalize-space($count)"/></g:entry>
  </xsl:template>

  <!-- XAPI's letters: c is a disk, d a drive, n the network. -->
  <xsl:template name="boot">
    <xsl:param name="order"/>
    <xsl:if test="$order != ''">
      <g:boot><xsl:call-template name="bootDevices"><xsl:with-param name="letters" select="$order"/></xsl:call-template></g:boot>
    </xsl:if>
  </xsl:template>
  <xsl:template name="bootDevices">
    <xsl:param name="letters"/>
    <xsl:variable name="letter" select="substring($letters, 1, 1)"/>
    <xsl:if test="$letter != ''">
      <xsl:choose>
        <xsl:when test="$letter = 'c'"><g:device type="disk"/></xsl:when>
        <xsl:when test="$letter = 'd'"><g:device type="cdrom"/></xsl:when>
        <xsl:when test="$letter = 'n'"><g:device type="network"/></xsl:when>
      </xsl:choose>
      <xsl:call-template name="bootDevices"><xsl:with-param name="letters" select="substring($letters, 2)"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!--
    Members of maps: the map's name and the key; what we presented as another owner's goes back to it. Those that the map
    has and the new one has not are removed, if the record is known.
  -->
  <xsl:template name="metadata">
    <xsl:param name="entries"/>
    <xsl:param name="more" select="/.."/>
    <xsl:variable name="set" select="starts-with($verb, 'set_')"/>
    <xsl:variable name="before" select="$own/*[local-name() = $field][$set]/x:struct/x:member"/>
    <!-- The boot order of a VM without devices is a wish for those to come. -->
    <xsl:variable name="known" select="concat(' cores-per-socket secureboot firmware base_template_name dragoman.guest.os ', substring('order ', 1, 6 * $set))"/>
    <xsl:variable name="kept" select="$entries[not(contains($known, concat(' ', @name, ' ')))]
        [not($before[@name = current()/@name and . = current()])]"/>
    <xsl:variable name="gone" select="$before[not(contains($known, concat(' ', @name, ' ')))][not(@name = $entries/@name)]
        [not(starts-with(@name, 'XenCenter.CustomFields.') )]"/>
    <xsl:if test="$kept | $gone or $set and not($entries) or string($more) != ''">
      <g:metadata>
        <xsl:copy-of select="$more"/>
        <xsl:for-each select="$kept">
          <xsl:variable name="map">
            <xsl:choose>
              <xsl:when test="ancestor::x:member"><xsl:value-of select="ancestor::x:member[1]/@name"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="$field"/></xsl:otherwise>
            </xsl:choose>
          </xsl:variable>
          <xsl:if test="not($before[@name = current()/@name] = string(current()))">
            <xsl:call-template name="entry">
              <xsl:with-param name="map" select="$map"/><xsl:with-param name="key" select="@name"/><xsl:with-param name="value" select="."/>
            </xsl:call-template>
          </xsl:if>
        </xsl:for-each>
        <xsl:for-each select="$gone">
          <xsl:call-template name="entry">
            <xsl:with-param name="map" select="$field"/><xsl:with-param name="key" select="@name"/><xsl:with-param name="op" select="'remove'"/>
          </xsl:call-template>
        </xsl:for-each>
      </g:metadata>
    </xsl:if>
  </xsl:template>

  <xsl:template name="entry">
    <xsl:param name="map"/>
    <xsl:param name="key"/>
    <xsl:param name="value"/>
    <xsl:param name="op"/>
    <xsl:variable name="rest" select="substring-after($key, 'dragoman.')"/>
    <xsl:variable name="foreign" select="$map = 'other_config' and starts-with($key, 'dragoman.') and contains($rest, '.')"/>
    <g:entry owner="xen" key="{$map}:{$key}">
      <xsl:if test="$foreign">
        <xsl:attribute name="owner"><xsl:value-of select="substring-before($rest, '.')"/></xsl:attribute>
        <xsl:attribute name="key"><xsl:value-of select="substring-after($rest, '.')"/></xsl:attribute>
      </xsl:if>
      <xsl:if test="$op != ''"><xsl:attribute name="op"><xsl:value-of select="$op"/></xsl:attribute></xsl:if>
      <xsl:value-of select="$value"/>
    </g:entry>
  </xsl:template>
</xsl:stylesheet>

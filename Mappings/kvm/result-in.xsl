<?xml version="1.0" encoding="UTF-8"?>
<!-- What libvirt answered to a plan's calls, as a generic result or fault. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:generic"
                xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p g v d">
  <xsl:import href="files-in.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/p:outcome">
    <xsl:choose>
      <xsl:when test="p:failure"><xsl:apply-templates select="p:failure[1]"/></xsl:when>
      <xsl:when test="@command = 'file.list'"><xsl:call-template name="listing"/></xsl:when>
      <xsl:when test="@command = 'volume.info'"><xsl:call-template name="volume-info"/></xsl:when>
      <xsl:otherwise>
        <result command="{@command}">
          <xsl:variable name="snap" select="p:result/v:result/v:snap"/>
          <xsl:variable name="dom" select="p:result[@step = 'define']/v:result/v:dom"/>
          <xsl:choose>
            <xsl:when test="(@command = 'vm.create' or @command = 'vm.clone') and $dom"><object type="vm" id="{d:id('domain', $dom/@uuid)}"/></xsl:when>
            <xsl:when test="(@command = 'volume.create' or @command = 'file.copy') and p:result/v:result/v:vol/@key">
              <object type="volume" id="{d:id('volume', string(p:result/v:result/v:vol/@key))}"/>
            </xsl:when>
            <xsl:when test="@command = 'vm.sendKeys'">
              <object type="keys" id="{@target}"><typed count="{count(p:result)}"/></object>
            </xsl:when>
            <xsl:when test="@command = 'snapshot.create' and $snap">
              <object type="snapshot" id="{d:id('snapshot', concat($snap/v:dom/@uuid, '/', $snap/@name), $snap/v:dom/@uuid)}"/>
            </xsl:when>
          </xsl:choose>
        </result>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="p:failure">
    <xsl:variable name="error" select="v:error"/>
    <xsl:variable name="code" select="number($error/@code)"/>
    <xsl:variable name="message" select="string($error/v:message)"/>
    <xsl:variable name="command" select="../g:command"/>
    <fault>
      <xsl:attribute name="code">
        <xsl:choose>
          <xsl:when test="contains($message, 'Cannot allocate memory') or contains($message, 'not enough memory')">insufficientResources</xsl:when>
          <xsl:when test="contains($message, 'No space left') or contains($message, 'Not enough free space')">insufficientResources</xsl:when>
          <xsl:when test="contains($message, 'already exists') or contains($message, 'already defined')">
            <xsl:choose>
              <xsl:when test="$code = 90 or contains($message, 'volume')">fileExists</xsl:when>
              <xsl:when test="contains($message, 'target')">invalidDevice</xsl:when>
              <xsl:otherwise>nameInUse</xsl:otherwise>
            </xsl:choose>
          </xsl:when>
          <xsl:when test="$code = 90">fileExists</xsl:when>
          <xsl:when test="contains($message, 'cannot translate keycode')">invalidArgument</xsl:when>
          <xsl:when test="$code = 55 and (contains($message, 'domain is') or contains($message, 'active domain') or contains($message, 'shutoff'))">invalidPowerState</xsl:when>
          <xsl:when test="$code = 55 and contains($message, 'changed meanwhile')">conflict</xsl:when>
          <xsl:when test="$code = 55">invalidState</xsl:when>
          <xsl:when test="$code = 67 and contains($message, 'not supported yet')">notSupported</xsl:when>
          <xsl:when test="$code = 42 or $code = 72 or $code = 43 or $code = 49">notFound</xsl:when>
          <xsl:when test="$code = 50 or contains($message, 'No such file')">fileNotFound</xsl:when>
          <xsl:when test="$code = 99 or contains($message, 'not found')">invalidDevice</xsl:when>
          <xsl:when test="contains($message, 'hotplug') or contains($message, 'hot-plug') or contains($message, 'live')">hotPlugNotSupported</xsl:when>
          <xsl:when test="$code = 8 or $code = 27 or $code = 67 or $code = 35 or $code = 92 or $code = 44">invalidArgument</xsl:when>
          <xsl:when test="$code = 3 or $code = 74 or $code = 84">notSupported</xsl:when>
          <xsl:when test="$code = 86 or $code = 97">toolsUnavailable</xsl:when>
          <xsl:when test="$code = 29 or $code = 88">noPermission</xsl:when>
          <xsl:when test="$code = 45">invalidLogin</xsl:when>
          <xsl:when test="$code = 68">timeout</xsl:when>
          <xsl:when test="$code = 87 or $code = 83">busy</xsl:when>
          <xsl:when test="$code = 5 or $code = 38 and contains($message, 'connect')">hostUnavailable</xsl:when>
          <xsl:otherwise>internal</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <message><xsl:value-of select="$message"/></message>
      <xsl:choose>
        <xsl:when test="contains($message, 'Cannot allocate memory') or contains($message, 'not enough memory')"><detail name="resource">memory</detail></xsl:when>
        <xsl:when test="contains($message, 'No space left') or contains($message, 'Not enough free space')"><detail name="resource">storage</detail></xsl:when>
        <xsl:when test="contains($message, 'target') and contains($message, 'already exists')">
          <detail name="device"><xsl:value-of select="substring-before(substring-after($message, 'target '), ' ')"/></detail>
        </xsl:when>
        <xsl:when test="$code = 55 and (contains($message, 'domain is') or contains($message, 'active domain') or contains($message, 'shutoff'))">
          <xsl:call-template name="states"><xsl:with-param name="message" select="$message"/><xsl:with-param name="name" select="$command/@name"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="$code = 90 or (contains($message, 'already exists') and contains($message, 'volume'))">
          <detail name="path"><xsl:call-template name="quoted"><xsl:with-param name="message" select="$message"/></xsl:call-template></detail>
        </xsl:when>
        <xsl:when test="contains($message, 'already exists') or contains($message, 'already defined')">
          <detail name="name">
            <xsl:call-template name="quoted"><xsl:with-param name="message" select="$message"/></xsl:call-template>
            <xsl:if test="not(contains($message, &quot;'&quot;))"><xsl:value-of select="$command/g:name"/></xsl:if>
          </detail>
        </xsl:when>
        <xsl:when test="contains($message, 'cannot translate keycode')"><detail name="argument">usage</detail></xsl:when>
        <xsl:when test="$code = 42"><detail name="type">vm</detail><detail name="id"><xsl:value-of select="../@target"/></detail></xsl:when>
        <xsl:when test="$code = 72"><detail name="type">snapshot</detail><detail name="id"><xsl:value-of select="$command/@snapshot"/></detail></xsl:when>
        <xsl:when test="$code = 43"><detail name="type">network</detail></xsl:when>
        <xsl:when test="$code = 49"><detail name="type">datastore</detail></xsl:when>
        <xsl:when test="$code = 50 or contains($message, 'No such file')">
          <detail name="path"><xsl:call-template name="quoted"><xsl:with-param name="message" select="$message"/></xsl:call-template></detail>
        </xsl:when>
        <xsl:when test="contains($message, 'hotplug') or contains($message, 'hot-plug') or contains($message, 'live')">
          <detail name="device">
            <xsl:choose>
              <xsl:when test="contains($message, 'vcpu')">cpu</xsl:when>
              <xsl:when test="contains($message, 'memory')">memory</xsl:when>
              <xsl:when test="contains($message, 'interface') or contains($message, 'network')">nic</xsl:when>
              <xsl:otherwise>disk</xsl:otherwise>
            </xsl:choose>
          </detail>
        </xsl:when>
        <xsl:when test="$code = 3 or $code = 74 or $code = 84 or $code = 67 and contains($message, 'not supported yet')"><detail name="command"><xsl:value-of select="../@command"/></detail></xsl:when>
      </xsl:choose>
      <detail name="native"><xsl:value-of select="concat('libvirt ', $error/@code, '/', $error/@domain)"/></detail>
    </fault>
  </xsl:template>

  <!-- What stands between quotes in libvirt's messages. -->
  <xsl:template name="quoted">
    <xsl:param name="message"/>
    <xsl:value-of select="substring-before(substring-after($message, &quot;'&quot;), &quot;'&quot;)"/>
  </xsl:template>

  <!-- The state is only in the words of the message. -->
  <xsl:template name="states">
    <xsl:param name="message"/>
    <xsl:param name="name"/>
    <detail name="expected">
      <xsl:choose>
        <xsl:when test="$name = 'vm.powerOn'">off suspended</xsl:when>
        <xsl:when test="$name = 'vm.resume'">suspended</xsl:when>
        <xsl:when test="$name = 'vm.unpause'">paused</xsl:when>
        <xsl:when test="$name = 'vm.rename' or $name = 'vm.reconfigure'">off</xsl:when>
        <xsl:when test="$name = 'vm.destroy' or $name = 'vm.unregister'">off</xsl:when>
        <xsl:when test="$name = 'vm.suspend'">running paused</xsl:when>
        <xsl:otherwise>running</xsl:otherwise>
      </xsl:choose>
    </detail>
    <detail name="actual">
      <xsl:choose>
        <xsl:when test="contains($message, 'not running')">off</xsl:when>
        <xsl:when test="contains($message, 'pmsuspended') or contains($message, 'paused')">paused</xsl:when>
        <xsl:when test="contains($message, 'crashed')">crashed</xsl:when>
        <xsl:otherwise>running</xsl:otherwise>
      </xsl:choose>
    </detail>
  </xsl:template>
</xsl:stylesheet>

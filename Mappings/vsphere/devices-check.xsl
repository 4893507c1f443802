<?xml version="1.0" encoding="UTF-8"?>
<!-- Device changes that vim25 cannot express, found before anything is called. Each gives "code|detail|value|message|". -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" exclude-result-prefixes="g">

  <xsl:template name="refuse-device">
    <xsl:param name="refused"/>
    <xsl:variable name="rest" select="substring-after($refused, '|')"/>
    <xsl:call-template name="refusal">
      <xsl:with-param name="code" select="substring-before($refused, '|')"/>
      <xsl:with-param name="detail" select="substring-before($rest, '|')"/>
      <xsl:with-param name="value" select="substring-before(substring-after($rest, '|'), '|')"/>
      <xsl:with-param name="message"
        select="substring-before(substring-after(substring-after($rest, '|'), '|'), '|')"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="no-device">
    <xsl:value-of select="concat('invalidDevice|device|', @id, '|The virtual machine has no device ', @id, '.|')"/>
  </xsl:template>

  <xsl:template name="cannot-edit">
    <xsl:param name="what"/>
    <xsl:value-of select="concat('invalidDevice|device|', @id, '|ESXi cannot change the ', $what,
                                 ' of a device in place.|')"/>
  </xsl:template>

  <xsl:template name="no-argument">
    <xsl:param name="argument"/>
    <xsl:value-of select="concat('invalidArgument|argument|', $argument, '|The host has no such ', $argument, '.|')"/>
  </xsl:template>

  <xsl:template match="g:disk | g:cdrom" mode="refuse">
    <xsl:variable name="mirrored" select="$vm/g:disks/g:disk[current()[self::g:disk]][@id = current()/@id]
                                          | $vm/g:cdroms/g:cdrom[current()[self::g:cdrom]][@id = current()/@id]"/>
    <xsl:choose>
      <xsl:when test="@op != 'add' and not($mirrored)"><xsl:call-template name="no-device"/></xsl:when>
      <xsl:when test="@datastore and not($host/g:datastore[@id = current()/@datastore])">
        <xsl:call-template name="no-argument"><xsl:with-param name="argument">datastore</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="@deleteVolume and @op != 'remove'">
        <xsl:text>invalidArgument|argument|deleteVolume|Only the removal of a disk can delete its volume.|</xsl:text>
      </xsl:when>
      <xsl:when test="self::g:disk[@op = 'add'][not(@capacity) and not(@path)]">
        <xsl:text>invalidArgument|argument|capacity|A new disk needs a capacity or a path.|</xsl:text>
      </xsl:when>
      <xsl:when test="@op = 'edit' and (@controller[. != $mirrored/@controller] or @unit[. != $mirrored/@unit])">
        <xsl:call-template name="cannot-edit"><xsl:with-param name="what">place</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="self::g:disk[@op = 'edit'][@path[. != $mirrored/@path]
                                                 or @datastore[. != string($mirrored/@datastore)]]">
        <xsl:call-template name="cannot-edit"><xsl:with-param name="what">file</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="self::g:disk[@op = 'edit']/@thin[. != $mirrored/@thin]">
        <xsl:call-template name="cannot-edit">
          <xsl:with-param name="what">provisioning</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:nic" mode="refuse">
    <xsl:variable name="mirrored" select="$vm/g:nics/g:nic[@id = current()/@id]"/>
    <xsl:choose>
      <xsl:when test="@op != 'add' and not($mirrored)"><xsl:call-template name="no-device"/></xsl:when>
      <xsl:when test="@network and not($host/g:network[@id = current()/@network])">
        <xsl:call-template name="no-argument"><xsl:with-param name="argument">network</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="@op = 'add' and not(@network) and not($host/g:network)">
        <xsl:call-template name="no-argument"><xsl:with-param name="argument">network</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="@op = 'edit' and @model[. != $mirrored/@model]">
        <xsl:call-template name="cannot-edit"><xsl:with-param name="what">model</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="@op = 'edit' and @slot[. != $mirrored/@slot]">
        <xsl:call-template name="cannot-edit"><xsl:with-param name="what">slot</xsl:with-param></xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:controller" mode="refuse">
    <xsl:variable name="mirrored" select="$vm/g:controllers/g:controller[@id = current()/@id]"/>
    <xsl:choose>
      <xsl:when test="@op != 'add' and not($mirrored)"><xsl:call-template name="no-device"/></xsl:when>
      <xsl:when test="@op = 'edit' and (@model[. != string($mirrored/@model)] or @type[. != $mirrored/@type]
                                        or @bus[. != $mirrored/@bus])">
        <xsl:call-template name="cannot-edit"><xsl:with-param name="what">model</xsl:with-param></xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Values that libvirt writes otherwise than the generic protocol: sizes, times, device names, paths. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:variable name="alphabet" select="'abcdefghijklmnopqrstuvwxyz'"/>

  <!-- A size with libvirt's unit attribute (KiB if there is none), in MiB. -->
  <xsl:template name="mib">
    <xsl:param name="size"/>
    <xsl:variable name="unit" select="$size/@unit"/>
    <xsl:choose>
      <xsl:when test="$unit = 'b' or $unit = 'bytes'"><xsl:value-of select="floor($size div 1048576)"/></xsl:when>
      <xsl:when test="$unit = 'KB'"><xsl:value-of select="floor($size * 1000 div 1048576)"/></xsl:when>
      <xsl:when test="$unit = 'MB'"><xsl:value-of select="floor($size * 1000000 div 1048576)"/></xsl:when>
      <xsl:when test="$unit = 'M' or $unit = 'MiB'"><xsl:value-of select="number($size)"/></xsl:when>
      <xsl:when test="$unit = 'GB'"><xsl:value-of select="floor($size * 1000000000 div 1048576)"/></xsl:when>
      <xsl:when test="$unit = 'G' or $unit = 'GiB'"><xsl:value-of select="$size * 1024"/></xsl:when>
      <xsl:when test="$unit = 'T' or $unit = 'TiB'"><xsl:value-of select="$size * 1048576"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="floor($size div 1024)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A size in bytes that may be larger than XPath prints without an exponent. -->
  <xsl:template name="bytes">
    <xsl:param name="size"/>
    <xsl:choose>
      <xsl:when test="$size/@unit = 'G' or $size/@unit = 'GiB'"><xsl:value-of select="format-number($size * 1073741824, '0')"/></xsl:when>
      <xsl:when test="$size/@unit = 'M' or $size/@unit = 'MiB'"><xsl:value-of select="format-number($size * 1048576, '0')"/></xsl:when>
      <xsl:when test="$size/@unit = 'k' or $size/@unit = 'KiB'"><xsl:value-of select="format-number($size * 1024, '0')"/></xsl:when>
      <xsl:when test="$size/@unit = 'T' or $size/@unit = 'TiB'"><xsl:value-of select="format-number($size * 1099511627776, '0')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="normalize-space($size)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Seconds since 1970 as RFC 3339 time. -->
  <xsl:template name="time">
    <xsl:param name="seconds"/>
    <xsl:variable name="z" select="floor($seconds div 86400) + 719468"/>
    <xsl:variable name="era" select="floor($z div 146097)"/>
    <xsl:variable name="doe" select="$z - $era * 146097"/>
    <xsl:variable name="yoe" select="floor(($doe - floor($doe div 1460) + floor($doe div 36524) - floor($doe div 146096)) div 365)"/>
    <xsl:variable name="doy" select="$doe - (365 * $yoe + floor($yoe div 4) - floor($yoe div 100))"/>
    <xsl:variable name="mp" select="floor((5 * $doy + 2) div 153)"/>
    <xsl:variable name="day" select="$doy - floor((153 * $mp + 2) div 5) + 1"/>
    <xsl:variable name="month" select="($mp + 2) mod 12 + 1"/>
    <xsl:variable name="year" select="$yoe + $era * 400 + number($month &lt;= 2)"/>
    <xsl:variable name="s" select="$seconds mod 86400"/>
    <xsl:value-of select="concat(format-number($year, '0000'), '-', format-number($month, '00'), '-', format-number($day, '00'),
      'T', format-number(floor($s div 3600), '00'), ':', format-number(floor($s mod 3600 div 60), '00'), ':',
      format-number(floor($s mod 60), '00'), 'Z')"/>
  </xsl:template>

  <!-- RFC 3339 UTC time as seconds since 1970. -->
  <xsl:template name="seconds">
    <xsl:param name="time"/>
    <xsl:variable name="month" select="number(substring($time, 6, 2))"/>
    <xsl:variable name="y" select="number(substring($time, 1, 4)) - number($month &lt;= 2)"/>
    <xsl:variable name="era" select="floor($y div 400)"/>
    <xsl:variable name="yoe" select="$y - $era * 400"/>
    <xsl:variable name="doy" select="floor((153 * (($month + 9) mod 12) + 2) div 5) + number(substring($time, 9, 2)) - 1"/>
    <xsl:variable name="doe" select="$yoe * 365 + floor($yoe div 4) - floor($yoe div 100) + $doy"/>
    <xsl:value-of select="format-number(($era * 146097 + $doe - 719468) * 86400 + substring($time, 12, 2) * 3600
      + substring($time, 15, 2) * 60 + substring($time, 18, 2), '0')"/>
  </xsl:template>

  <!-- The place that a target's name stands for: vda is 0, sdc is 2, vdaa is 26. -->
  <xsl:template name="device-index">
    <xsl:param name="dev"/>
    <xsl:variable name="letters" select="translate(substring-after($dev, 'd'), '0123456789', '')"/>
    <xsl:variable name="last" select="string-length(substring-before($alphabet, substring($letters, string-length($letters))))"/>
    <xsl:choose>
      <xsl:when test="string-length($letters) = 2">
        <xsl:value-of select="(string-length(substring-before($alphabet, substring($letters, 1, 1))) + 1) * 26 + $last"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$last"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="device-name">
    <xsl:param name="prefix"/>
    <xsl:param name="index"/>
    <xsl:value-of select="$prefix"/>
    <xsl:if test="$index &gt; 25"><xsl:value-of select="substring($alphabet, floor($index div 26), 1)"/></xsl:if>
    <xsl:value-of select="substring($alphabet, $index mod 26 + 1, 1)"/>
  </xsl:template>

  <!--
    Which sda it is, that SCSI and SATA share, so that no disk that comes or goes changes another one's name: SCSI's first seven
    units a controller, as libvirt counts them, then SATA's first six, then what comes after them. $scsi: how many SCSI controllers.
  -->
  <xsl:template name="sd-index">
    <xsl:param name="type"/>
    <xsl:param name="number"/>
    <xsl:param name="unit"/>
    <xsl:param name="scsi"/>
    <xsl:choose>
      <xsl:when test="$type = 'scsi' and $unit &lt; 7"><xsl:value-of select="7 * $number + $unit"/></xsl:when>
      <xsl:when test="$type = 'scsi'"><xsl:value-of select="52 + 57 * $number + $unit - 7"/></xsl:when>
      <xsl:when test="$unit &lt; 6"><xsl:value-of select="7 * $scsi + 6 * $number + $unit"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="280 + 24 * $number + $unit - 6"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A folder as libvirt's clients have it, who take D:\VMs for a name within their own folder: /D:/VMs. -->
  <xsl:template name="folder">
    <xsl:param name="path"/>
    <xsl:variable name="flat" select="translate($path, '\', '/')"/>
    <xsl:variable name="rooted" select="concat(substring('/', 1, number(not(starts-with($flat, '/')))), $flat)"/>
    <xsl:choose>
      <xsl:when test="string-length($rooted) &gt; 1 and substring($rooted, string-length($rooted)) = '/'"><xsl:value-of select="substring($rooted, 1, string-length($rooted) - 1)"/></xsl:when>
      <xsl:when test="$path"><xsl:value-of select="$rooted"/></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- What follows the last slash. -->
  <xsl:template name="last-part">
    <xsl:param name="path"/>
    <xsl:choose>
      <xsl:when test="contains($path, '/')">
        <xsl:call-template name="last-part">
          <xsl:with-param name="path" select="substring-after($path, '/')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$path"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What follows the last dot of a name, empty if none. -->
  <xsl:template name="extension">
    <xsl:param name="name"/>
    <xsl:variable name="rest" select="substring-after($name, '.')"/>
    <xsl:choose>
      <xsl:when test="contains($rest, '.')">
        <xsl:call-template name="extension"><xsl:with-param name="name" select="$rest"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$rest"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The image format that a file's name promises. -->
  <xsl:template name="format">
    <xsl:param name="name"/>
    <xsl:variable name="extension"><xsl:call-template name="extension"><xsl:with-param name="name" select="$name"/></xsl:call-template></xsl:variable>
    <xsl:choose>
      <xsl:when test="$extension = 'raw' or $extension = 'img' or $extension = 'iso'">raw</xsl:when>
      <xsl:when test="$extension = 'vmdk' or $extension = 'vhdx' or $extension = 'vdi' or $extension = 'qed'"><xsl:value-of select="$extension"/></xsl:when>
      <xsl:when test="$extension = 'vhd'">vpc</xsl:when>
      <xsl:otherwise>qcow2</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- An element as the text that d:parse reads. -->
  <xsl:template match="*" mode="text">
    <xsl:value-of select="concat('&lt;', name())"/>
    <xsl:if test="namespace-uri() != namespace-uri(..) or not(parent::*)">
      <xsl:variable name="prefix" select="substring-before(name(), ':')"/>
      <xsl:value-of select="concat(' xmlns', substring(':', 1, number($prefix != '')), $prefix, '=&quot;', namespace-uri(), '&quot;')"/>
    </xsl:if>
    <xsl:for-each select="@*">
      <xsl:value-of select="concat(' ', local-name(), '=&quot;')"/>
      <xsl:call-template name="escaped"><xsl:with-param name="text" select="string()"/></xsl:call-template>
      <xsl:text>"</xsl:text>
    </xsl:for-each>
    <xsl:text>&gt;</xsl:text>
    <xsl:apply-templates select="* | text()[not(../*) or normalize-space()]" mode="text"/>
    <xsl:value-of select="concat('&lt;/', name(), '&gt;')"/>
  </xsl:template>
  <xsl:template match="text()" mode="text"><xsl:call-template name="escaped"><xsl:with-param name="text" select="string()"/></xsl:call-template></xsl:template>

  <xsl:template name="escaped">
    <xsl:param name="text"/>
    <xsl:variable name="special" select="substring(translate($text, translate($text, '&amp;&lt;&gt;&quot;', ''), ''), 1, 1)"/>
    <xsl:choose>
      <xsl:when test="$special">
        <xsl:value-of select="substring-before($text, $special)"/>
        <xsl:choose>
          <xsl:when test="$special = '&amp;'">&amp;amp;</xsl:when>
          <xsl:when test="$special = '&lt;'">&amp;lt;</xsl:when>
          <xsl:when test="$special = '&gt;'">&amp;gt;</xsl:when>
          <xsl:otherwise>&amp;quot;</xsl:otherwise>
        </xsl:choose>
        <xsl:call-template name="escaped"><xsl:with-param name="text" select="substring-after($text, $special)"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- An element without the namespace declarations of the document around it. -->
  <xsl:template match="*" mode="copy">
    <xsl:element name="{name()}" namespace="{namespace-uri()}">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates select="node()" mode="copy"/>
    </xsl:element>
  </xsl:template>
  <!-- While it runs, an interface is told of as what it has become: a port of the bridge that its network has. -->
  <xsl:template match="interface[source/@network]" mode="copy">
    <interface xmlns="">
      <xsl:copy-of select="@*"/><xsl:attribute name="type">network</xsl:attribute>
      <xsl:apply-templates select="node()" mode="copy"/>
    </interface>
  </xsl:template>
  <xsl:template match="interface/source[@network]" mode="copy"><source xmlns=""><xsl:copy-of select="@network | @portgroup"/></source></xsl:template>
  <xsl:template match="text()" mode="copy"><xsl:value-of select="."/></xsl:template>
  <xsl:template match="comment() | processing-instruction()" mode="copy"/>
</xsl:stylesheet>

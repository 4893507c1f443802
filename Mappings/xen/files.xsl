<?xml version="1.0" encoding="UTF-8"?>
<!-- Commands on the volumes of a storage repository. A volume is known by its UUID ("UUID.vhd") or its name. Imported by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g d">

  <!-- All volumes of the storage repository; those that are asked for are picked from the answer. -->
  <xsl:template match="g:command[@name = 'file.list' or @name = 'volume.info']">
    <p:plan>
      <xsl:choose>
        <xsl:when test="@name = 'file.list' and @path != '' and not(@shown = 'true') or @name = 'volume.info' and contains(@path, '/')"><xsl:call-template name="no-volume"/></xsl:when>
        <xsl:otherwise>
          <p:step id="list">
            <p:call>
              <x:call>
                <x:method>VDI.get_all_records_where</x:method>
                <x:params>
                  <x:value>
                    <xsl:value-of select="concat('field &quot;SR&quot; = &quot;', d:native('SR', string(@target)), '&quot;')"/>
                  </x:value>
                </x:params>
              </x:call>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template name="no-volume">
    <g:fault code="fileNotFound">
      <g:message><xsl:value-of select="concat('There is no ', @path, ': a storage repository has no folders.')"/></g:message>
      <g:detail name="path"><xsl:value-of select="@path"/></g:detail>
    </g:fault>
  </xsl:template>

  <xsl:template name="flat">
    <xsl:param name="argument"/>
    <g:fault code="invalidArgument">
      <g:message>A storage repository is flat: the name of a volume has no folder in it.</g:message>
      <g:detail name="argument"><xsl:value-of select="$argument"/></g:detail>
    </g:fault>
  </xsl:template>

  <!-- The volume of the storage repository that the path means, taken as vdi. Only its own: names are not unique in a pool. -->
  <xsl:template name="find-volume">
    <xsl:variable name="stem"><xsl:call-template name="stem"><xsl:with-param name="path" select="@path"/></xsl:call-template></xsl:variable>
    <xsl:variable name="is-uuid" select="string-length($stem) = 36 and translate($stem, '0123456789abcdef', '') = '----'"/>
    <p:step id="find">
      <p:call>
        <x:call>
          <x:method>VDI.get_all_records_where</x:method>
          <x:params>
            <x:value>
              <xsl:value-of select="concat('field &quot;SR&quot; = &quot;', d:native('SR', string(@target)), '&quot; and field &quot;')"/>
              <xsl:choose>
                <xsl:when test="$is-uuid"><xsl:value-of select="concat('uuid&quot; = &quot;', $stem)"/></xsl:when>
                <xsl:otherwise><xsl:value-of select="concat('name_label&quot; = &quot;', @path)"/></xsl:otherwise>
              </xsl:choose>
              <xsl:text>"</xsl:text>
            </x:value>
          </x:params>
        </x:call>
      </p:call>
      <p:take name="vdi" select="string(x:result/x:struct/x:member[1]/@name)"/>
    </p:step>
  </xsl:template>

  <!-- Neither a folder nor a quotation mark, which would end a text in XAPI's expressions, is in a volume's name. -->
  <xsl:template match="g:command[@name = 'file.copy' or @name = 'file.move' or @name = 'file.delete' or @name = 'volume.resize']
                       [contains(@path, '/') or contains(@path, '&quot;') or @path = '']" priority="2">
    <p:plan><xsl:call-template name="no-volume"/></p:plan>
  </xsl:template>

  <!-- A call whose first argument is the volume that was found, with more arguments or none. -->
  <xsl:template name="on-volume">
    <xsl:param name="id"/>
    <xsl:param name="method"/>
    <xsl:param name="more"/>
    <p:step id="{$id}">
      <p:call>
        <x:call>
          <x:method><xsl:value-of select="$method"/></x:method>
          <x:params>
            <x:value><p:taken name="vdi"/></x:value>
            <xsl:if test="$more != ''"><x:value><xsl:value-of select="$more"/></x:value></xsl:if>
          </x:params>
        </x:call>
      </p:call>
      <xsl:if test="$method = 'VDI.copy'">
        <p:undo>
          <x:call><x:method>VDI.destroy</x:method><x:params><x:value><p:taken name="copy"/></x:value></x:params></x:call>
        </p:undo>
        <p:take name="copy" select="x:result"/>
      </xsl:if>
    </p:step>
  </xsl:template>

  <xsl:template match="g:command[@name = 'file.delete']">
    <p:plan>
      <xsl:call-template name="find-volume"/>
      <xsl:call-template name="on-volume">
        <xsl:with-param name="id">destroy</xsl:with-param>
        <xsl:with-param name="method">VDI.destroy</xsl:with-param>
      </xsl:call-template>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'volume.resize']">
    <p:plan>
      <xsl:call-template name="find-volume"/>
      <xsl:call-template name="on-volume">
        <xsl:with-param name="id">resize</xsl:with-param>
        <xsl:with-param name="method">VDI.resize</xsl:with-param>
        <xsl:with-param name="more" select="@capacity"/>
      </xsl:call-template>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'file.copy' or @name = 'file.move']">
    <xsl:variable name="renames" select="@name = 'file.move' and @toDatastore = @target"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="contains(@toPath, '/') or @toPath = ''">
          <xsl:call-template name="flat"><xsl:with-param name="argument">toPath</xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:if test="@name = 'file.copy'">
            <xsl:attribute name="makes">VDI</xsl:attribute><xsl:attribute name="from">copy</xsl:attribute>
          </xsl:if>
          <xsl:call-template name="find-volume"/>
          <xsl:if test="not($renames)">
            <xsl:call-template name="on-volume">
              <xsl:with-param name="id">copy</xsl:with-param>
              <xsl:with-param name="method">VDI.copy</xsl:with-param>
              <xsl:with-param name="more" select="d:native('SR', string(@toDatastore))"/>
            </xsl:call-template>
          </xsl:if>
          <p:step id="name">
            <p:call>
              <x:call>
                <x:method>VDI.set_name_label</x:method>
                <x:params>
                  <x:value>
                    <xsl:choose>
                      <xsl:when test="$renames"><p:taken name="vdi"/></xsl:when>
                      <xsl:otherwise><p:taken name="copy"/></xsl:otherwise>
                    </xsl:choose>
                  </x:value>
                  <x:value><xsl:value-of select="@toPath"/></x:value>
                </x:params>
              </x:call>
            </p:call>
          </p:step>
          <xsl:if test="@name = 'file.move' and not($renames)">
            <xsl:call-template name="on-volume">
              <xsl:with-param name="id">destroy</xsl:with-param>
              <xsl:with-param name="method">VDI.destroy</xsl:with-param>
            </xsl:call-template>
          </xsl:if>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'volume.create']">
    <p:plan>
      <xsl:choose>
        <xsl:when test="contains(@path, '/') or @path = ''">
          <xsl:call-template name="flat"><xsl:with-param name="argument">path</xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <xsl:attribute name="makes">VDI</xsl:attribute>
          <xsl:attribute name="from">vdi</xsl:attribute>
          <p:step id="create">
            <p:call>
              <x:call>
                <x:method>VDI.create</x:method>
                <x:params>
                  <x:value>
                    <x:struct>
                      <!-- A name may be there twice, so that the word which tells one from others is not needed. -->
                      <x:member name="name_label">
                        <xsl:choose>
                          <xsl:when test="string-length(substring-after(@path, '~')) &gt;= 36"><xsl:value-of select="substring-before(@path, '~')"/></xsl:when>
                          <xsl:otherwise><xsl:value-of select="@path"/></xsl:otherwise>
                        </xsl:choose>
                      </x:member>
                      <x:member name="name_description"/>
                      <x:member name="SR"><xsl:value-of select="d:native('SR', string(@target))"/></x:member>
                      <x:member name="virtual_size"><xsl:value-of select="@capacity"/></x:member>
                      <x:member name="type">user</x:member>
                      <x:member name="sharable"><x:boolean>0</x:boolean></x:member>
                      <x:member name="read_only"><x:boolean>0</x:boolean></x:member>
                      <x:member name="other_config"><x:struct/></x:member>
                      <x:member name="sm_config">
                        <x:struct>
                          <xsl:if test="@thin = 'false' or @thin = '0'"><x:member name="type">raw</x:member></xsl:if>
                        </x:struct>
                      </x:member>
                    </x:struct>
                  </x:value>
                </x:params>
              </x:call>
            </p:call>
            <p:take name="vdi" select="string(/x:result)"/>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

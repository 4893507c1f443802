<?xml version="1.0" encoding="UTF-8"?>
<!-- The fleet as one pool, with the templates that every pool has. Imported by object-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <xsl:template match="g:fleet">
    <d:documents>
      <xsl:call-template name="pool"/>
      <xsl:call-template name="templates"/>
    </d:documents>
  </xsl:template>

  <!-- Its hosts and datastores are given whole. -->
  <xsl:template name="pool">
    <xsl:variable name="hosts" select="/p:view/p:related/g:host"/>
    <xsl:variable name="master" select="($hosts[g:connection = 'connected'] | $hosts[not($hosts/g:connection = 'connected')])[1]"/>
    <!-- Images alone are no place for disks. -->
    <xsl:variable name="stores" select="/p:view/p:related/g:datastore[g:accessible = 'true'][g:type != 'iso']"/>
    <xsl:variable name="store" select="($stores[g:share] | $stores[not($stores/g:share)])[1]"/>
    <x:pool ref="OpaqueRef:{@instanceUuid}">
      <x:uuid><xsl:value-of select="@instanceUuid"/></x:uuid>
      <x:name_label><xsl:value-of select="@name"/></x:name_label>
      <x:name_description><xsl:value-of select="concat(@name, ' ', @version)"/></x:name_description>
      <x:master>
        <xsl:call-template name="reference">
          <xsl:with-param name="type" select="'host'"/><xsl:with-param name="id" select="$master/@id"/>
        </xsl:call-template>
      </x:master>
      <x:default_SR>
        <xsl:call-template name="reference">
          <xsl:with-param name="type" select="'SR'"/><xsl:with-param name="id" select="$store/@id"/>
        </xsl:call-template>
      </x:default_SR>
      <x:cpu_info>
        <x:struct>
          <x:member name="cpu_count"><xsl:value-of select="sum($hosts/g:cpu/@threads)"/></x:member>
          <x:member name="socket_count"><xsl:value-of select="sum($hosts/g:cpu/@sockets)"/></x:member>
          <x:member name="vendor"><xsl:value-of select="$master/g:cpu/@vendor"/></x:member>
          <x:member name="features_pv"/>
          <x:member name="features_hvm"/>
        </x:struct>
      </x:cpu_info>
      <x:restrictions><x:struct/></x:restrictions>
      <xsl:call-template name="keptMap"><xsl:with-param name="name" select="'other_config'"/></xsl:call-template>
      <xsl:call-template name="keptMap"><xsl:with-param name="name" select="'gui_config'"/></xsl:call-template>
      <xsl:call-template name="keptMap"><xsl:with-param name="name" select="'health_check_config'"/></xsl:call-template>
      <xsl:call-template name="keptTags"/>
      <xsl:call-template name="keptFields"/>
    </x:pool>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- vm.create: disk files, DefineSystem, processor and memory, devices, key-value pairs. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w g d">

  <xsl:template match="g:command[@name = 'vm.create']">
    <xsl:variable name="refusal">
      <xsl:call-template name="refuseAdded"/>
      <xsl:call-template name="refuseCreate"/>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="string($refusal) != ''">
        <p:plan>
          <xsl:variable name="first"><xsl:call-template name="refuseAdded"/></xsl:variable>
          <xsl:choose>
            <xsl:when test="string($first) != ''"><xsl:copy-of select="$first"/></xsl:when>
            <xsl:otherwise><xsl:copy-of select="$refusal"/></xsl:otherwise>
          </xsl:choose>
        </p:plan>
      </xsl:when>
      <xsl:otherwise>
        <p:plan makes="Msvm_ComputerSystem" from="id"><xsl:call-template name="createSteps"/></p:plan>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Context: the command. -->
  <xsl:template name="createSteps">
    <xsl:for-each select="g:disk[@op = 'add'][@capacity]"><xsl:call-template name="hardDiskStep"/></xsl:for-each>
    <xsl:call-template name="defineStep"/>
    <xsl:call-template name="resourcesStep"/>
    <xsl:call-template name="controllerSteps"/>
    <xsl:for-each select="$added"><xsl:call-template name="driveSteps"/></xsl:for-each>
    <xsl:for-each select="g:nic[@op = 'add']"><xsl:call-template name="nicSteps"/></xsl:for-each>
    <xsl:if test="g:guest[@os != 'unknown'] or g:metadata/g:entry">
      <p:step id="pairs">
        <p:call>
          <xsl:call-template name="pairsCall">
            <xsl:with-param name="method">AddKvpItems</xsl:with-param>
            <xsl:with-param name="items">
              <xsl:for-each select="g:guest[@os != 'unknown']">
                <xsl:call-template name="pair">
                  <xsl:with-param name="name">dragoman.guest.os</xsl:with-param>
                  <xsl:with-param name="data" select="@os"/>
                </xsl:call-template>
              </xsl:for-each>
              <xsl:for-each select="g:metadata/g:entry">
                <xsl:call-template name="pair">
                  <xsl:with-param name="name" select="concat('dragoman.', @owner, '.', @key)"/>
                  <xsl:with-param name="data" select="."/>
                </xsl:call-template>
              </xsl:for-each>
            </xsl:with-param>
          </xsl:call-template>
        </p:call>
      </p:step>
    </xsl:if>
  </xsl:template>

  <xsl:template name="refuseCreate">
    <xsl:choose>
      <xsl:when test="not($host/g:datastore)">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">insufficientResources</xsl:with-param>
          <xsl:with-param name="message">The host has no volume to keep a machine on.</xsl:with-param>
          <xsl:with-param name="detail">resource</xsl:with-param><xsl:with-param name="value">storage</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="not(g:cpu/@count) or not(g:memory/@mib)">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidArgument</xsl:with-param>
          <xsl:with-param name="message">A new machine needs a number of processors and an amount of memory.</xsl:with-param>
          <xsl:with-param name="detail">argument</xsl:with-param>
          <xsl:with-param name="value"><xsl:choose><xsl:when test="g:cpu/@count">memory</xsl:when><xsl:otherwise>cpu</xsl:otherwise></xsl:choose></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="*[@op = 'edit' or @op = 'remove']">
        <xsl:call-template name="fault">
          <xsl:with-param name="code">invalidArgument</xsl:with-param>
          <xsl:with-param name="message">A new machine has no devices to be edited or removed.</xsl:with-param>
          <xsl:with-param name="detail">argument</xsl:with-param><xsl:with-param name="value">op</xsl:with-param>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="defineStep">
    <xsl:variable name="datastore"><xsl:call-template name="datastoreOf"/></xsl:variable>
    <xsl:variable name="root">
      <xsl:call-template name="volumePath"><xsl:with-param name="datastore" select="$datastore"/></xsl:call-template>
      <xsl:text>Hyper-V</xsl:text>
    </xsl:variable>
    <p:step id="define">
      <p:call>
        <xsl:call-template name="serviceCall">
          <xsl:with-param name="method">DefineSystem</xsl:with-param>
          <xsl:with-param name="input">
            <w:instance name="SystemSettings" class="Msvm_VirtualSystemSettingData">
              <w:property name="ElementName" type="string"><xsl:value-of select="g:name"/></w:property>
              <w:property name="VirtualSystemSubType" type="string"><xsl:value-of select="concat('Microsoft:Hyper-V:SubType:', $generation)"/></w:property>
              <w:property name="ConfigurationDataRoot" type="string"><xsl:value-of select="$root"/></w:property>
              <w:property name="SnapshotDataRoot" type="string"><xsl:value-of select="$root"/></w:property>
              <xsl:if test="g:notes">
                <w:property name="Notes" type="string" array="true"><xsl:value-of select="g:notes"/></w:property>
              </xsl:if>
              <xsl:if test="$generation = 2"><xsl:call-template name="secureBoot"/></xsl:if>
              <xsl:if test="$reboot">
                <xsl:call-template name="bootOrderProperties"><xsl:with-param name="order" select="string($newBootOrder)"/></xsl:call-template>
              </xsl:if>
            </w:instance>
          </xsl:with-param>
        </xsl:call-template>
      </p:call>
      <p:undo>
        <xsl:call-template name="serviceCall">
          <xsl:with-param name="method">DestroySystem</xsl:with-param>
          <xsl:with-param name="input">
            <xsl:call-template name="machineReference"><xsl:with-param name="name">AffectedSystem</xsl:with-param></xsl:call-template>
          </xsl:with-param>
        </xsl:call-template>
      </p:undo>
      <p:take name="vm" select="string(//w:reference[@name='ResultingSystem']/w:selector[@name='Name'])"/>
      <p:take name="configuration" select="concat('Microsoft:', //w:reference[@name='ResultingSystem']/w:selector[@name='Name'])"/>
      <p:take name="id" select="translate(//w:reference[@name='ResultingSystem']/w:selector[@name='Name'], 'ABCDEF', 'abcdef')"/>
    </p:step>
  </xsl:template>

  <!-- Windows and other systems are signed by different authorities. -->
  <xsl:template name="secureBoot">
    <xsl:variable name="os" select="string($command/g:guest/@os | $vm[not($command/g:guest)]/g:guest/@os)"/>
    <xsl:for-each select="$command/g:firmware/@secureBoot">
      <xsl:variable name="on" select=". = 'true' or . = '1'"/>
      <w:property name="SecureBootEnabled" type="boolean"><xsl:value-of select="$on"/></w:property>
      <xsl:if test="$on and $os != '' and $os != 'unknown'">
        <w:property name="SecureBootTemplateId" type="string">
          <xsl:choose>
            <xsl:when test="starts-with($os, 'win')">1734C6E8-3154-4DDA-BA5F-A874CC483422</xsl:when>
            <xsl:otherwise>272E7447-90A4-4563-A4B9-8E4AB00526CE</xsl:otherwise>
          </xsl:choose>
        </w:property>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="resourcesStep">
    <p:step id="resources">
      <p:call>
        <xsl:call-template name="modifySettings">
          <xsl:with-param name="settings">
            <w:instance name="ResourceSettings" class="Msvm_ProcessorSettingData">
              <w:property name="InstanceID" type="string">Microsoft:<p:taken name="vm"/><xsl:value-of select="$processorKey"/></w:property>
              <w:property name="VirtualQuantity" type="uint64"><xsl:value-of select="g:cpu/@count"/></w:property>
              <xsl:if test="g:cpu/@coresPerSocket">
                <w:property name="MaxProcessorsPerNumaNode" type="uint64"><xsl:value-of select="g:cpu/@coresPerSocket"/></w:property>
                <w:property name="MaxNumaNodesPerSocket" type="uint64">1</w:property>
              </xsl:if>
            </w:instance>
            <w:instance name="ResourceSettings" class="Msvm_MemorySettingData">
              <w:property name="InstanceID" type="string">Microsoft:<p:taken name="vm"/><xsl:value-of select="$memoryKey"/></w:property>
              <w:property name="VirtualQuantity" type="uint64"><xsl:value-of select="g:memory/@mib"/></w:property>
              <w:property name="DynamicMemoryEnabled" type="boolean">false</w:property>
            </w:instance>
          </xsl:with-param>
        </xsl:call-template>
      </p:call>
    </p:step>
  </xsl:template>
</xsl:stylesheet>

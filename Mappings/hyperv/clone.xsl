<?xml version="1.0" encoding="UTF-8"?>
<!--
  vm.clone and templates. The virtual hard disks are converted into new files (a linked clone gets differencing ones), and
  a machine like the old one is made with them. A template carries a host-only pair. Imported by command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:dragoman:wmi" xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="w g d">

  <!-- The command that makes a machine like this one, on disks that are there already. -->
  <xsl:template match="g:vm" mode="like">
    <g:command name="vm.create" target="{@host}">
      <xsl:variable name="home" select="$given/@datastore | g:file/@datastore[not($given/@datastore)]"/>
      <xsl:if test="$home"><xsl:attribute name="datastore"><xsl:value-of select="$home"/></xsl:attribute></xsl:if>
      <xsl:copy-of select="$given/g:name | g:notes"/>
      <g:cpu><xsl:copy-of select="g:cpu/@count | g:cpu/@coresPerSocket"/></g:cpu>
      <g:memory mib="{g:memory/@mib}"/>
      <xsl:copy-of select="g:firmware"/>
      <g:guest os="{g:guest/@os}"/>
      <xsl:for-each select="g:controllers/g:controller">
        <g:controller op="add"><xsl:copy-of select="@id | @type | @bus"/></g:controller>
      </xsl:for-each>
      <xsl:for-each select="g:disks/g:disk">
        <g:disk op="add" id="{@id}">
          <xsl:attribute name="datastore"><xsl:value-of select="$given/@datastore | @datastore[not($given/@datastore)]"/></xsl:attribute>
          <xsl:attribute name="path">
            <xsl:value-of select="concat(translate($defaultFolder, '\', '/'), translate($given/g:name, '\/:*?&quot;&lt;&gt;|', '_________'))"/>
            <xsl:if test="position() &gt; 1"><xsl:value-of select="concat('-', position())"/></xsl:if>
            <xsl:text>.vhdx</xsl:text>
          </xsl:attribute>
        </g:disk>
      </xsl:for-each>
      <xsl:for-each select="g:cdroms/g:cdrom">
        <g:cdrom op="add"><xsl:copy-of select="@id | @datastore | @path"/></g:cdrom>
      </xsl:for-each>
      <xsl:for-each select="g:nics/g:nic">
        <g:nic op="add"><xsl:copy-of select="@model | @network | @connected"/></g:nic>
      </xsl:for-each>
      <xsl:if test="g:metadata/g:entry"><g:metadata><xsl:copy-of select="g:metadata/g:entry"/></g:metadata></xsl:if>
    </g:command>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.clone']">
    <xsl:variable name="linked" select="@linked = 'true' or @linked = '1'"/>
    <xsl:variable name="refusal"><xsl:call-template name="refuseAdded"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="@snapshot">
        <p:plan>
          <xsl:call-template name="fault">
            <xsl:with-param name="code">notSupported</xsl:with-param>
            <xsl:with-param name="message">Hyper-V clones the present state of a machine only.</xsl:with-param>
            <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="@name"/>
          </xsl:call-template>
        </p:plan>
      </xsl:when>
      <xsl:when test="$linked and $source/g:template != 'true'">
        <p:plan>
          <xsl:call-template name="fault">
            <xsl:with-param name="code">notSupported</xsl:with-param>
            <xsl:with-param name="message">A linked clone needs a template: the disks of any other machine can change.</xsl:with-param>
            <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="@name"/>
          </xsl:call-template>
        </p:plan>
      </xsl:when>
      <xsl:when test="$source/g:powerState != 'off' and $source/g:powerState != 'suspended'">
        <p:plan>
          <g:fault code="invalidPowerState">
            <g:message>The files of a machine that runs cannot be copied.</g:message>
            <g:detail name="expected">off suspended</g:detail>
            <g:detail name="actual"><xsl:value-of select="$source/g:powerState"/></g:detail>
          </g:fault>
        </p:plan>
      </xsl:when>
      <xsl:when test="string($refusal) != ''"><p:plan><xsl:copy-of select="$refusal"/></p:plan></xsl:when>
      <xsl:otherwise>
        <p:plan makes="Msvm_ComputerSystem" from="id">
          <xsl:for-each select="$source/g:disks/g:disk">
            <xsl:call-template name="copyStep"><xsl:with-param name="linked" select="$linked"/></xsl:call-template>
          </xsl:for-each>
          <xsl:for-each select="$command"><xsl:call-template name="createSteps"/></xsl:for-each>
        </p:plan>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Context: a disk of the source. -->
  <xsl:template name="copyStep">
    <xsl:param name="linked"/>
    <xsl:variable name="from">
      <xsl:choose>
        <xsl:when test="@datastore">
          <xsl:call-template name="volumePath"><xsl:with-param name="datastore" select="@datastore"/></xsl:call-template>
          <xsl:value-of select="translate(@path, '/', '\')"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="@path"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="to"><xsl:for-each select="$command/g:disk[@id = current()/@id]"><xsl:call-template name="fileOf"/></xsl:for-each></xsl:variable>
    <p:step id="copy{position()}">
      <p:call>
        <w:invoke class="Msvm_ImageManagementService">
          <xsl:attribute name="method"><xsl:choose><xsl:when test="$linked">CreateVirtualHardDisk</xsl:when><xsl:otherwise>ConvertVirtualHardDisk</xsl:otherwise></xsl:choose></xsl:attribute>
          <xsl:call-template name="serviceSelectors"><xsl:with-param name="class">Msvm_ImageManagementService</xsl:with-param></xsl:call-template>
          <w:input>
            <xsl:if test="not($linked)"><w:property name="SourcePath" type="string"><xsl:value-of select="$from"/></w:property></xsl:if>
            <w:instance name="VirtualDiskSettingData" class="Msvm_VirtualHardDiskSettingData">
              <w:property name="Type" type="uint16">
                <xsl:choose>
                  <xsl:when test="$linked">4</xsl:when>
                  <xsl:when test="@thin = 'false'">2</xsl:when>
                  <xsl:otherwise>3</xsl:otherwise>
                </xsl:choose>
              </w:property>
              <w:property name="Format" type="uint16">3</w:property>
              <w:property name="Path" type="string"><xsl:value-of select="$to"/></w:property>
              <xsl:if test="$linked"><w:property name="ParentPath" type="string"><xsl:value-of select="$from"/></w:property></xsl:if>
            </w:instance>
          </w:input>
        </w:invoke>
      </p:call>
      <p:undo><xsl:call-template name="deleteFile"><xsl:with-param name="path" select="$to"/></xsl:call-template></p:undo>
    </p:step>
  </xsl:template>

  <!-- TEMPLATES -->

  <xsl:template match="g:command[@name = 'vm.markTemplate' or @name = 'vm.unmarkTemplate']">
    <xsl:variable name="mark" select="@name = 'vm.markTemplate'"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="$mark and $vm/g:powerState != 'off'">
          <xsl:call-template name="wrongState"><xsl:with-param name="expected">off</xsl:with-param></xsl:call-template>
        </xsl:when>
        <xsl:when test="$mark = ($vm/g:template = 'true')"><xsl:call-template name="templateAlready"/></xsl:when>
        <xsl:otherwise>
          <p:step id="mark">
            <p:call>
              <xsl:call-template name="pairsCall">
                <xsl:with-param name="method"><xsl:choose><xsl:when test="$mark">AddKvpItems</xsl:when><xsl:otherwise>RemoveKvpItems</xsl:otherwise></xsl:choose></xsl:with-param>
                <xsl:with-param name="items">
                  <xsl:call-template name="pair">
                    <xsl:with-param name="name">dragoman.hyperv.template</xsl:with-param>
                    <xsl:with-param name="data">true</xsl:with-param>
                  </xsl:call-template>
                </xsl:with-param>
              </xsl:call-template>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <xsl:template name="templateAlready">
    <xsl:call-template name="fault">
      <xsl:with-param name="code">notSupported</xsl:with-param>
      <xsl:with-param name="message">
        <xsl:choose>
          <xsl:when test="$vm/g:template = 'true'">The virtual machine is a template.</xsl:when>
          <xsl:otherwise>The virtual machine is not a template.</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="detail">command</xsl:with-param><xsl:with-param name="value" select="$command/@name"/>
    </xsl:call-template>
  </xsl:template>
</xsl:stylesheet>

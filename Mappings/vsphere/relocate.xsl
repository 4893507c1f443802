<?xml version="1.0" encoding="UTF-8"?>
<!--
  vm.relocate is RelocateVM_Task. To a host of the same server it names host and pool; to the host of another one, that
  server, where the VM is found by its UUID afterwards. Imported by command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g d">

  <xsl:variable name="destination" select="/p:input/p:destination"/>

  <xsl:template match="g:command[@name = 'vm.relocate']">
    <xsl:variable name="home" select="$vm/g:file/@datastore"/>
    <p:plan>
      <xsl:choose>
        <xsl:when test="$destination and not($destination/@same) and $home and not($destination/g:datastore/@here = $home)">
          <g:fault code="notAccessible">
            <g:message>
              <xsl:value-of select="concat('The host ', $destination/g:host/g:name, ' does not have the datastore ',
                                           $host/g:datastore[@id = $home]/g:name, ' of the configuration, ', $vm/g:file)"/>
            </g:message>
            <g:detail name="what">config</g:detail>
            <g:detail name="host"><xsl:value-of select="$destination/g:host/@id"/></g:detail>
            <g:detail name="datastore"><xsl:value-of select="$home"/></g:detail>
            <g:detail name="path"><xsl:value-of select="concat('[', $host/g:datastore[@id = $home]/g:name, '] ', $vm/g:file)"/></g:detail>
          </g:fault>
        </xsl:when>
        <xsl:when test="$destination/@same">
          <xsl:attribute name="makes">VirtualMachine</xsl:attribute>
          <xsl:attribute name="from">vm</xsl:attribute>
          <xsl:variable name="pool" select="$destination/g:host/g:metadata/g:entry[@owner = 'vsphere' and @key = 'resourcePool']"/>
          <p:step id="RelocateVM_Task">
            <p:call>
              <RelocateVM_Task>
                <xsl:call-template name="this-vm"/>
                <spec>
                  <xsl:if test="$pool"><pool type="ResourcePool"><xsl:value-of select="$pool"/></pool></xsl:if>
                  <host type="HostSystem"><xsl:value-of select="$destination/g:host/@native"/></host>
                </spec>
                <priority>defaultPriority</priority>
              </RelocateVM_Task>
            </p:call>
            <p:take name="vm" select="'{d:native('VirtualMachine', @target)}'"/>
          </p:step>
        </xsl:when>
        <xsl:when test="$destination">
          <xsl:attribute name="makes">VirtualMachine</xsl:attribute>
          <xsl:attribute name="from">vm</xsl:attribute>
          <p:step id="RelocateVM_Task">
            <p:call>
              <RelocateVM_Task>
                <xsl:call-template name="this-vm"/>
                <spec>
                  <service>
                    <instanceUuid><xsl:value-of select="$destination/g:host/g:uuid"/></instanceUuid>
                    <url><xsl:value-of select="$destination/@address"/></url>
                  </service>
                </spec>
                <priority>defaultPriority</priority>
              </RelocateVM_Task>
            </p:call>
          </p:step>
          <p:step id="FindByUuid" at="destination">
            <p:call>
              <FindByUuid>
                <_this type="SearchIndex">ha-searchindex</_this>
                <uuid><xsl:value-of select="$vm/g:uuid"/></uuid>
                <vmSearch>true</vmSearch>
                <instanceUuid>false</instanceUuid>
              </FindByUuid>
            </p:call>
            <p:take name="vm" select="/*/*[local-name() = 'returnval']"/>
          </p:step>
        </xsl:when>
        <xsl:otherwise>
          <p:step id="RelocateVM_Task">
            <p:call>
              <RelocateVM_Task>
                <xsl:call-template name="this-vm"/>
                <spec>
                  <xsl:if test="@datastore"><xsl:apply-templates select="@datastore" mode="relocate"/></xsl:if>
                  <!-- All are named: those that are not would go where the configuration goes. -->
                  <xsl:for-each select="$vm/g:disks/g:disk[@datastore]">
                    <xsl:variable name="move" select="$command/g:disk[@id = current()/@id]"/>
                    <xsl:if test="$move or $command/@datastore">
                      <disk>
                        <diskId><xsl:value-of select="@handle"/></diskId>
                        <xsl:apply-templates select="$move/@datastore | @datastore[not($move)]" mode="relocate"/>
                        <xsl:if test="$move/@thin">
                          <diskBackingInfo xsi:type="VirtualDiskFlatVer2BackingInfo">
                            <fileName/>
                            <diskMode><xsl:value-of select="@mode"/></diskMode>
                            <thinProvisioned><xsl:value-of select="$move/@thin"/></thinProvisioned>
                          </diskBackingInfo>
                        </xsl:if>
                      </disk>
                    </xsl:if>
                  </xsl:for-each>
                </spec>
                <priority>defaultPriority</priority>
              </RelocateVM_Task>
            </p:call>
          </p:step>
        </xsl:otherwise>
      </xsl:choose>
    </p:plan>
  </xsl:template>

  <!-- A server with several hosts has a datastore once: HOST/DATASTORE is how it is told apart here. -->
  <xsl:template match="@datastore" mode="relocate">
    <xsl:variable name="native" select="d:native('Datastore', string(.))"/>
    <datastore type="Datastore">
      <xsl:choose>
        <xsl:when test="contains($native, '/')"><xsl:value-of select="substring-after($native, '/')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$native"/></xsl:otherwise>
      </xsl:choose>
    </datastore>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!--
  vm.clone and templates. A clone is the domain's own XML with a new name and copies of its volumes; what libvirt gives
  out (UUID, addresses, variables of the firmware) is left out, so that it is given out anew. The volumes of an active
  domain are frozen under overlays meanwhile. A template is marked in the domain's metadata. For command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:dragoman:plan"
                xmlns:p="urn:dragoman:plan" xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt"
                xmlns:d="urn:dragoman:functions" xmlns:m="urn:dragoman:metadata" exclude-result-prefixes="p g d m">

  <xsl:template match="g:command[@name = 'vm.clone']">
    <xsl:variable name="loose" select="$vm/g:disks/g:disk[not(@volume) and string(@path)]"/>
    <xsl:variable name="linked" select="@linked = 'true' or @linked = '1'"/>
    <xsl:choose>
      <xsl:when test="@snapshot">
        <g:fault code="notSupported">
          <g:message>libvirt clones the present state of a domain only.</g:message>
          <g:detail name="command">vm.clone</g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$linked and $vm/g:template != 'true'">
        <g:fault code="notSupported">
          <g:message>A linked clone needs a template: the images of any other virtual machine can change.</g:message>
          <g:detail name="command">vm.clone</g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="@datastore[not(. = $host/g:datastore/@id)]">
        <g:fault code="notFound">
          <g:message>The host has no such storage pool.</g:message>
          <g:detail name="type">datastore</g:detail>
          <g:detail name="id"><xsl:value-of select="@datastore"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$loose">
        <g:fault code="invalidDevice">
          <g:message><xsl:value-of select="$loose[1]/@path"/> is in no storage pool and cannot be copied.</g:message>
          <g:detail name="device"><xsl:value-of select="$loose[1]/@id"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:otherwise>
        <xsl:attribute name="makes">domain</xsl:attribute>
        <xsl:attribute name="from">domain</xsl:attribute>
        <!-- DISK_ONLY | ATOMIC -->
        <xsl:if test="$active">
          <step id="freeze">
            <call>
              <v:call procedure="domainSnapshotCreateXML">
                <v:dom uuid="{$uuid}"/>
                <v:xml_desc><domainsnapshot xmlns=""><name>clone-<xsl:value-of select="translate(g:name, '/', '-')"/></name></domainsnapshot></v:xml_desc>
                <v:flags>144</v:flags>
              </v:call>
            </call>
            <undo><xsl:call-template name="thaw"/></undo>
          </step>
        </xsl:if>
        <xsl:apply-templates select="$vm/g:disks/g:disk" mode="clone-volume">
          <xsl:with-param name="linked" select="$linked"/>
        </xsl:apply-templates>
        <step id="define">
          <call>
            <v:call procedure="domainDefineXMLFlags">
              <v:xml><xsl:apply-templates select="$domain" mode="clone"/></v:xml>
              <v:flags>0</v:flags>
            </v:call>
          </call>
          <take name="domain" select="/v:result/v:dom/@uuid"/>
        </step>
        <xsl:if test="$active"><step id="thaw"><call><xsl:call-template name="thaw"/></call></step></xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="thaw">
    <v:call procedure="domainSnapshotDelete">
      <v:snap name="clone-{translate($command/g:name, '/', '-')}"><v:dom uuid="{$uuid}"/></v:snap>
      <v:flags>0</v:flags>
    </v:call>
  </xsl:template>

  <!-- Context: a mirrored disk: the storage pool of its copy, and the copy's name there. -->
  <xsl:template match="g:disk" mode="clone-pool">
    <xsl:value-of select="$command/@datastore | @datastore[not($command/@datastore)]"/>
  </xsl:template>
  <xsl:template match="g:disk" mode="clone-name">
    <xsl:variable name="volume" select="$native/v:volume[@path = $domain/devices/disk[target/@dev = current()/@handle]/source/@file][1]"/>
    <xsl:value-of select="concat(translate($command/g:name, '/', '-'), '-', @handle, '.')"/>
    <xsl:choose>
      <xsl:when test="$volume/@format = 'qcow2' or $command/@linked = 'true' or $command/@linked = '1'">qcow2</xsl:when>
      <xsl:otherwise>raw</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:disk" mode="clone-volume">
    <xsl:param name="linked"/>
    <xsl:variable name="id"><xsl:apply-templates select="." mode="clone-pool"/></xsl:variable>
    <xsl:variable name="pool" select="$host/g:datastore[@id = $id]"/>
    <xsl:variable name="name"><xsl:apply-templates select="." mode="clone-name"/></xsl:variable>
    <xsl:variable name="volume" select="$native/v:volume[@path = $domain/devices/disk[target/@dev = current()/@handle]/source/@file][1]"/>
    <step id="volume-{@handle}">
      <call>
        <v:call>
          <xsl:attribute name="procedure">
            <xsl:choose><xsl:when test="$linked">storageVolCreateXML</xsl:when><xsl:otherwise>storageVolCreateXMLFrom</xsl:otherwise></xsl:choose>
          </xsl:attribute>
          <v:pool name="{$pool/g:name}" uuid="{d:native('pool', $pool/@id)}"/>
          <v:xml>
            <volume xmlns="">
              <name><xsl:value-of select="$name"/></name>
              <capacity unit="bytes"><xsl:value-of select="@capacity"/></capacity>
              <allocation unit="bytes">
                <xsl:choose>
                  <xsl:when test="@thin = 'false' and not($linked)"><xsl:value-of select="@capacity"/></xsl:when>
                  <xsl:otherwise>0</xsl:otherwise>
                </xsl:choose>
              </allocation>
              <target>
                <format>
                  <xsl:attribute name="type"><xsl:call-template name="format"><xsl:with-param name="name" select="$name"/></xsl:call-template></xsl:attribute>
                </format>
              </target>
              <xsl:if test="$linked">
                <backingStore><path><xsl:value-of select="$volume/@path"/></path><format type="{$volume/@format}"/></backingStore>
              </xsl:if>
            </volume>
          </v:xml>
          <xsl:if test="not($linked)"><v:clonevol pool="{$volume/@pool}" name="{$volume/@name}" key="{$volume/@path}"/></xsl:if>
          <v:flags>0</v:flags>
        </v:call>
      </call>
      <undo>
        <v:call procedure="storageVolDelete">
          <v:vol pool="{$pool/g:name}" name="{$name}" key="{$pool/g:path}/{$name}"/>
          <v:flags>0</v:flags>
        </v:call>
      </undo>
    </step>
  </xsl:template>

  <!-- The new domain's XML. -->
  <xsl:template match="*" mode="clone">
    <xsl:element name="{name()}" namespace="{namespace-uri()}">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates select="node()" mode="clone"/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="text()" mode="clone"><xsl:copy/></xsl:template>
  <xsl:template match="comment() | processing-instruction()" mode="clone"/>
  <xsl:template match="domain" mode="clone">
    <domain xmlns=""><xsl:copy-of select="@type"/><xsl:apply-templates select="node()" mode="clone"/></domain>
  </xsl:template>
  <xsl:template match="domain/name" mode="clone"><name xmlns=""><xsl:value-of select="$command/g:name"/></name></xsl:template>
  <xsl:template match="domain/uuid | domain/seclabel | domain/os/nvram | devices//alias | disk/backingStore | disk/source/@index
                       | interface/mac | interface/target | graphics/@port" mode="clone"/>
  <xsl:template match="m:metadata/m:entry[@owner = 'kvm'][@key = 'template']" mode="clone"/>
  <xsl:template match="interface[source/@network]" mode="clone">
    <interface xmlns="">
      <xsl:copy-of select="@*"/><xsl:attribute name="type">network</xsl:attribute>
      <xsl:apply-templates select="node()" mode="clone"/>
    </interface>
  </xsl:template>
  <xsl:template match="interface/source[@network]" mode="clone"><xsl:apply-templates select="." mode="copy"/></xsl:template>
  <xsl:template match="disk[not(@device) or @device = 'disk']/source" mode="clone">
    <xsl:variable name="disk" select="$vm/g:disks/g:disk[@handle = current()/../target/@dev]"/>
    <xsl:variable name="pool"><xsl:apply-templates select="$disk" mode="clone-pool"/></xsl:variable>
    <source xmlns="">
      <xsl:attribute name="file">
        <xsl:value-of select="concat($host/g:datastore[@id = $pool]/g:path, '/')"/>
        <xsl:apply-templates select="$disk" mode="clone-name"/>
      </xsl:attribute>
    </source>
  </xsl:template>
  <xsl:template match="disk[not(@device) or @device = 'disk']/driver" mode="clone">
    <xsl:variable name="name"><xsl:apply-templates select="$vm/g:disks/g:disk[@handle = current()/../target/@dev]" mode="clone-name"/></xsl:variable>
    <driver xmlns="">
      <xsl:copy-of select="@*[name() != 'type']"/>
      <xsl:attribute name="type"><xsl:call-template name="format"><xsl:with-param name="name" select="$name"/></xsl:call-template></xsl:attribute>
    </driver>
  </xsl:template>

  <!-- TEMPLATES -->

  <xsl:template match="g:command[@name = 'vm.markTemplate' or @name = 'vm.unmarkTemplate']">
    <xsl:variable name="mark" select="@name = 'vm.markTemplate'"/>
    <xsl:choose>
      <xsl:when test="$mark and $state != 'off'">
        <xsl:call-template name="wrong-state"><xsl:with-param name="expected">off</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$mark = ($vm/g:template = 'true')"><xsl:call-template name="template-already"/></xsl:when>
      <xsl:otherwise>
        <step id="mark">
          <call>
            <v:call procedure="domainSetMetadata">
              <v:dom uuid="{$uuid}"/>
              <v:type>2</v:type>
              <v:metadata>
                <dragoman:metadata xmlns:dragoman="urn:dragoman:metadata">
                  <xsl:apply-templates select="$domain/metadata/m:metadata/m:entry" mode="clone"/>
                  <xsl:if test="$mark"><dragoman:entry owner="kvm" key="template">true</dragoman:entry></xsl:if>
                </dragoman:metadata>
              </v:metadata>
              <v:key>dragoman</v:key>
              <v:uri>urn:dragoman:metadata</v:uri>
              <v:flags>2</v:flags>
            </v:call>
          </call>
        </step>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="template-already">
    <g:fault code="notSupported">
      <g:message>
        <xsl:choose>
          <xsl:when test="$vm/g:template = 'true'">The virtual machine is a template.</xsl:when>
          <xsl:otherwise>The virtual machine is not a template.</xsl:otherwise>
        </xsl:choose>
      </g:message>
      <g:detail name="command"><xsl:value-of select="$command/@name"/></g:detail>
    </g:fault>
  </xsl:template>
</xsl:stylesheet>

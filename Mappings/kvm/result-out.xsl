<?xml version="1.0" encoding="UTF-8"?>
<!-- A generic result or fault as libvirt's reply to the call that a client made. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:p="urn:dragoman:plan"
                xmlns:g="urn:dragoman:generic" xmlns:v="urn:dragoman:libvirt" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="p g d">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="call" select="/p:reply/p:request/v:call"/>
  <xsl:variable name="procedure" select="string($call/@procedure)"/>

  <xsl:template match="/p:reply"><xsl:apply-templates select="g:result | g:fault"/></xsl:template>

  <xsl:template match="g:result">
    <v:result procedure="{$procedure}">
      <xsl:choose>
        <xsl:when test="g:object/@type = 'task'"><v:job uuid="{d:native('job', g:object/@id)}"/></xsl:when>
        <xsl:when test="$procedure = 'domainCreateWithFlags'">
          <v:dom uuid="{$call/v:dom/@uuid}" id="{d:native('domainId', d:id('domain', $call/v:dom/@uuid))}">
            <xsl:copy-of select="$call/v:dom/@name"/>
          </v:dom>
        </xsl:when>
        <xsl:when test="$procedure = 'domainScreenshot' and g:object/g:picture"><v:mime><xsl:value-of select="g:object/g:picture/@type"/></v:mime></xsl:when>
        <xsl:when test="$procedure = 'domainRename'"><v:retcode>0</v:retcode></xsl:when>
        <!-- Volumes that a host does not tell of are known by their paths. -->
        <xsl:when test="starts-with($procedure, 'storageVolCreateXML')">
          <v:vol pool="{$call/v:pool/@name}" name="{$call/v:xml/volume/name}">
            <xsl:attribute name="key"><xsl:choose>
              <xsl:when test="g:object/@type = 'volume'"><xsl:value-of select="d:native('volume', g:object/@id)"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="concat($call/v:connection/v:pool[@uuid = $call/v:pool/@uuid]/@path, '/', $call/v:xml/volume/name)"/></xsl:otherwise>
            </xsl:choose></xsl:attribute>
          </v:vol>
        </xsl:when>
        <xsl:when test="(starts-with($procedure, 'domainDefineXML') or $procedure = 'domainCreateXML') and g:object">
          <v:dom name="{$call/v:xml/domain/name | $call/v:xml_desc/domain/name}" uuid="{d:native('domain', g:object/@id)}" id="-1"/>
        </xsl:when>
        <xsl:when test="starts-with($procedure, 'domainDefineXML')">
          <v:dom><xsl:copy-of select="$call/v:connection/v:domain[domain]/@name | $call/v:connection/v:domain[domain]/@uuid | $call/v:connection/v:domain[domain]/@id"/></v:dom>
        </xsl:when>
        <xsl:when test="$procedure = 'domainSnapshotCreateXML' and g:object">
          <v:snap key="{d:native('snapshot', g:object/@id)}">
            <xsl:attribute name="name">
              <xsl:choose>
                <xsl:when test="string($call/v:xml_desc/domainsnapshot/name)"><xsl:value-of select="$call/v:xml_desc/domainsnapshot/name"/></xsl:when>
                <xsl:otherwise><xsl:value-of select="d:native('snapshot', g:object/@id)"/></xsl:otherwise>
              </xsl:choose>
            </xsl:attribute>
            <v:dom uuid="{$call/v:dom/@uuid}"><xsl:copy-of select="$call/v:dom/@name"/></v:dom>
          </v:snap>
        </xsl:when>
      </xsl:choose>
    </v:result>
  </xsl:template>

  <!-- Domains of errors: 10 QEMU, 18 storage, 19 network, 35 snapshot, 20 domain, 7 RPC, 46 authentication. -->
  <xsl:template match="g:fault">
    <xsl:variable name="code" select="@code"/>
    <xsl:variable name="type" select="g:detail[@name = 'type']"/>
    <xsl:variable name="actual" select="string(g:detail[@name = 'actual'])"/>
    <xsl:variable name="uuid" select="string($call//v:dom/@uuid)"/>
    <xsl:choose>
      <xsl:when test="$code = 'invalidPowerState'">
        <v:error code="55" domain="10">
          <v:message>
            <xsl:text>Requested operation is not valid: </xsl:text>
            <xsl:choose>
              <xsl:when test="$procedure = 'domainRename' and $actual = 'running'">cannot rename active domain</xsl:when>
              <xsl:when test="$actual = 'off' or $actual = 'suspended'">domain is not running</xsl:when>
              <xsl:when test="$actual = 'running'">domain is already running</xsl:when>
              <xsl:when test="$actual"><xsl:value-of select="concat('domain is ', $actual)"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="g:message"/></xsl:otherwise>
            </xsl:choose>
          </v:message>
        </v:error>
      </xsl:when>
      <xsl:when test="$code = 'notFound' and $type = 'snapshot'">
        <v:error code="72" domain="35">
          <v:message>Domain snapshot not found: no domain snapshot with matching name '<xsl:value-of select="$call/v:snap/@name"/>'</v:message>
        </v:error>
      </xsl:when>
      <xsl:when test="$code = 'notFound' and $type = 'network'">
        <v:error code="43" domain="19"><v:message>Network not found: <xsl:value-of select="g:detail[@name = 'id']"/></v:message></v:error>
      </xsl:when>
      <xsl:when test="$code = 'notFound' and $type = 'datastore'">
        <v:error code="49" domain="18"><v:message>Storage pool not found: <xsl:value-of select="g:detail[@name = 'id']"/></v:message></v:error>
      </xsl:when>
      <xsl:when test="$code = 'notFound'">
        <v:error code="42" domain="10">
          <v:message>Domain not found: no domain with matching uuid '<xsl:value-of select="$uuid"/>'</v:message>
        </v:error>
      </xsl:when>
      <xsl:when test="$code = 'nameInUse' and $procedure = 'domainRename'">
        <v:error code="55" domain="10">
          <v:message>Requested operation is not valid: domain with name '<xsl:value-of select="g:detail[@name = 'name']"/>' already exists</v:message>
        </v:error>
      </xsl:when>
      <xsl:when test="$code = 'nameInUse' and starts-with($procedure, 'domainSnapshot')">
        <v:error code="9" domain="10">
          <v:message>operation failed: domain moment <xsl:value-of select="g:detail[@name = 'name']"/> already exists</v:message>
        </v:error>
      </xsl:when>
      <xsl:when test="$code = 'nameInUse'">
        <v:error code="9" domain="10">
          <v:message>operation failed: domain '<xsl:value-of select="g:detail[@name = 'name']"/>' already exists</v:message>
        </v:error>
      </xsl:when>
      <xsl:when test="$code = 'hotPlugNotSupported'">
        <v:error code="84" domain="10">
          <v:message>Operation not supported: <xsl:value-of select="g:detail[@name = 'device']"/> hotplug is not supported: <xsl:value-of select="g:message"/></v:message>
        </v:error>
      </xsl:when>
      <xsl:when test="$code = 'insufficientResources' and g:detail[@name = 'resource'] = 'memory'">
        <v:error code="1" domain="10"><v:message>internal error: cannot set up guest memory: Cannot allocate memory</v:message></v:error>
      </xsl:when>
      <xsl:otherwise>
        <v:error>
          <xsl:attribute name="code">
            <xsl:choose>
              <xsl:when test="$code = 'invalidState' or $code = 'conflict'">55</xsl:when>
              <xsl:when test="$code = 'fileExists'">90</xsl:when>
              <xsl:when test="$code = 'fileNotFound'">50</xsl:when>
              <xsl:when test="$code = 'invalidArgument'">8</xsl:when>
              <xsl:when test="$code = 'invalidDevice'">99</xsl:when>
              <xsl:when test="$code = 'invalidLogin' or $code = 'notAuthenticated'">45</xsl:when>
              <xsl:when test="$code = 'noPermission'">88</xsl:when>
              <xsl:when test="$code = 'notSupported'">3</xsl:when>
              <xsl:when test="$code = 'timeout'">68</xsl:when>
              <xsl:when test="$code = 'toolsUnavailable'">86</xsl:when>
              <xsl:when test="$code = 'busy'">87</xsl:when>
              <xsl:when test="$code = 'interrupted'">78</xsl:when>
              <xsl:when test="$code = 'insufficientResources' or $code = 'notAccessible'">9</xsl:when>
              <xsl:when test="$code = 'hostUnavailable'">38</xsl:when>
              <xsl:otherwise>1</xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
          <xsl:attribute name="domain">
            <xsl:choose>
              <xsl:when test="$code = 'fileExists' or $code = 'fileNotFound'">18</xsl:when>
              <xsl:when test="$code = 'invalidLogin' or $code = 'notAuthenticated'">46</xsl:when>
              <xsl:when test="$code = 'hostUnavailable'">7</xsl:when>
              <xsl:otherwise>10</xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
          <v:message>
            <xsl:choose>
              <xsl:when test="$code = 'invalidState' or $code = 'conflict'">Requested operation is not valid: </xsl:when>
              <xsl:when test="$code = 'fileExists'">storage volume exists already: </xsl:when>
              <xsl:when test="$code = 'fileNotFound'">Storage volume not found: </xsl:when>
              <xsl:when test="$code = 'invalidArgument'">invalid argument: </xsl:when>
              <xsl:when test="$code = 'invalidDevice'">device not found: </xsl:when>
              <xsl:when test="$code = 'invalidLogin' or $code = 'notAuthenticated'">authentication failed: </xsl:when>
              <xsl:when test="$code = 'noPermission'">access denied: </xsl:when>
              <xsl:when test="$code = 'notSupported'">this function is not supported by the connection driver: </xsl:when>
              <xsl:when test="$code = 'timeout'">Timed out during operation: </xsl:when>
              <xsl:when test="$code = 'toolsUnavailable'">Guest agent is not responding: </xsl:when>
              <xsl:when test="$code = 'busy'">resource busy: </xsl:when>
              <xsl:when test="$code = 'interrupted'">operation aborted: </xsl:when>
              <xsl:when test="$code = 'insufficientResources' or $code = 'notAccessible'">operation failed: </xsl:when>
              <xsl:when test="$code = 'internal'">internal error: </xsl:when>
            </xsl:choose>
            <xsl:value-of select="g:message"/>
          </v:message>
        </v:error>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

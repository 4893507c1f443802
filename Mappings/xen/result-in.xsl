<?xml version="1.0" encoding="UTF-8"?>
<!-- What a XenServer answered to the calls of a plan: a generic result, or its error as a generic fault. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="p x d">
  <xsl:include href="files-in.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:template match="/p:outcome[p:failure]">
    <xsl:apply-templates select="p:failure/*"/>
  </xsl:template>

  <xsl:template match="p:failure/*" priority="-1">
    <g:fault code="internal"><g:message>The host answered with <xsl:value-of select="local-name()"/>, which is no error of XAPI.</g:message></g:fault>
  </xsl:template>

  <xsl:template match="/p:outcome[not(p:failure)]">
    <g:result command="{@command}">
      <xsl:choose>
        <xsl:when test="@command = 'vm.create' or @command = 'vm.clone'">
          <g:object type="vm" id="{d:id('VM', string(p:result[@step = 'vm']/x:result))}"/>
        </xsl:when>
        <xsl:when test="@command = 'volume.create'">
          <g:object type="volume" id="{d:id('VDI', string(p:result[@step = 'create']/x:result))}"/>
        </xsl:when>
        <xsl:when test="@command = 'file.copy' and p:result[@step = 'copy']/x:result">
          <g:object type="volume" id="{d:id('VDI', string(p:result[@step = 'copy']/x:result))}"/>
        </xsl:when>
        <xsl:when test="@command = 'snapshot.create'">
          <g:object type="snapshot">
            <xsl:attribute name="id">
              <xsl:value-of select="d:id('snapshot', string(p:result[@step = 'snapshot']/x:result), d:native('VM', string(@target)))"/>
            </xsl:attribute>
          </g:object>
        </xsl:when>
      </xsl:choose>
    </g:result>
  </xsl:template>

  <xsl:template match="x:error">
    <xsl:variable name="code" select="normalize-space(x:code)"/>
    <xsl:variable name="a" select="x:param[1]"/>
    <xsl:variable name="b" select="x:param[2]"/>
    <xsl:variable name="c" select="x:param[3]"/>
    <xsl:variable name="outcome" select="/p:outcome"/>
    <xsl:variable name="file" select="starts-with($outcome/@command, 'file.') or starts-with($outcome/@command, 'volume.')"/>
    <xsl:variable name="finding" select="starts-with(../@step, 'find-') or starts-with(../@step, 'attach-')"/>
    <xsl:choose>
      <xsl:when test="$code = 'VM_BAD_POWER_STATE'">
        <g:fault code="invalidPowerState">
          <xsl:call-template name="message"/>
          <g:detail name="expected">
            <xsl:call-template name="states">
              <xsl:with-param name="list" select="normalize-space($b)"/>
            </xsl:call-template>
          </g:detail>
          <g:detail name="actual">
            <xsl:call-template name="states">
              <xsl:with-param name="list" select="normalize-space($c)"/>
            </xsl:call-template>
          </g:detail>
        </g:fault>
      </xsl:when>
      <!-- A name that no volume has finds the null reference, which the next call is refused for. -->
      <xsl:when test="$file and ($code = 'UUID_INVALID' or $code = 'HANDLE_INVALID' and $a = 'VDI')">
        <g:fault code="fileNotFound">
          <xsl:call-template name="message"/>
          <g:detail name="path"><xsl:value-of select="$outcome/g:command/@path"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$finding and ($code = 'UUID_INVALID' or $code = 'HANDLE_INVALID' and $a = 'VDI')">
        <g:fault code="fileNotFound">
          <xsl:call-template name="message"/>
          <g:detail name="path"><xsl:value-of select="$outcome/g:command/*[contains(@path, $b)][1]/@path"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'VDI_NOT_AVAILABLE' or $code = 'VDI_MISSING'">
        <g:fault code="fileNotFound">
          <xsl:call-template name="message"/>
          <g:detail name="path"><xsl:value-of select="x:param[last()]"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'HANDLE_INVALID' or $code = 'UUID_INVALID'">
        <g:fault code="notFound">
          <xsl:call-template name="message"/>
          <g:detail name="type">
            <xsl:choose>
              <xsl:when test="$a = 'VM' and $outcome/@command = 'snapshot.revert'">snapshot</xsl:when>
              <xsl:when test="$a = 'VM'">vm</xsl:when>
              <xsl:when test="$a = 'SR'">datastore</xsl:when>
              <xsl:when test="$a = 'VDI'">volume</xsl:when>
              <xsl:otherwise><xsl:value-of select="$a"/></xsl:otherwise>
            </xsl:choose>
          </g:detail>
          <g:detail name="id">
            <xsl:choose>
              <xsl:when test="$a = 'VM' and $outcome/@command = 'snapshot.revert'">
                <xsl:value-of select="$outcome/g:command/@snapshot"/>
              </xsl:when>
              <xsl:when test="$a = 'VM'"><xsl:value-of select="$outcome/@target"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="$b"/></xsl:otherwise>
            </xsl:choose>
          </g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'VM_MISSING_PV_DRIVERS' or starts-with($code, 'VM_LACKS_FEATURE') or $code = 'VM_FAILED_SHUTDOWN_ACKNOWLEDGMENT'">
        <g:fault code="toolsUnavailable"><xsl:call-template name="message"/></g:fault>
      </xsl:when>
      <xsl:when test="$code = 'VM_SHUTDOWN_TIMEOUT'">
        <g:fault code="timeout">
          <xsl:call-template name="message"/>
          <g:detail name="seconds"><xsl:value-of select="$b"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'OTHER_OPERATION_IN_PROGRESS' or $code = 'VDI_IN_USE' or $code = 'TOO_MANY_PENDING_TASKS'">
        <g:fault code="busy"><xsl:call-template name="message"/></g:fault>
      </xsl:when>
      <xsl:when test="$code = 'HOST_NOT_ENOUGH_FREE_MEMORY'">
        <g:fault code="insufficientResources">
          <xsl:call-template name="message"/><g:detail name="resource">memory</g:detail>
          <g:detail name="needed"><xsl:value-of select="$a"/></g:detail>
          <g:detail name="available"><xsl:value-of select="$b"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'SR_FULL' or $code = 'SR_BACKEND_FAILURE_44'">
        <g:fault code="insufficientResources">
          <xsl:call-template name="message"/><g:detail name="resource">storage</g:detail>
          <g:detail name="needed"><xsl:value-of select="$a"/></g:detail>
          <g:detail name="available"><xsl:value-of select="$b"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'HOST_NOT_ENOUGH_PCPUS'">
        <g:fault code="insufficientResources">
          <xsl:call-template name="message"/>
          <g:detail name="resource">cpu</g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'INVALID_VALUE' or $code = 'VALUE_NOT_SUPPORTED' or $code = 'FIELD_TYPE_ERROR' or $code = 'MAC_INVALID'
                      or $code = 'MEMORY_CONSTRAINT_VIOLATION' or $code = 'MEMORY_CONSTRAINT_VIOLATION_ORDER'">
        <g:fault code="invalidArgument">
          <xsl:call-template name="message"/><g:detail name="argument"><xsl:value-of select="$a"/></g:detail>
          <xsl:if test="$b"><g:detail name="value"><xsl:value-of select="$b"/></g:detail></xsl:if>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'DEVICE_ALREADY_EXISTS' or $code = 'INVALID_DEVICE' or $code = 'VBD_NOT_REMOVABLE_MEDIA'
                      or $code = 'VBD_CDS_MUST_BE_READONLY'">
        <g:fault code="invalidDevice">
          <xsl:call-template name="message"/>
          <g:detail name="device"><xsl:value-of select="$a"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'MESSAGE_METHOD_UNKNOWN' or $code = 'NOT_IMPLEMENTED' or $code = 'SR_OPERATION_NOT_SUPPORTED'
                      or $code = 'MESSAGE_REMOVED' or $code = 'FEATURE_RESTRICTED' or $code = 'VM_IS_TEMPLATE'">
        <g:fault code="notSupported">
          <xsl:call-template name="message"/>
          <g:detail name="command"><xsl:value-of select="$outcome/@command"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'RBAC_PERMISSION_DENIED'">
        <g:fault code="noPermission">
          <xsl:call-template name="message"/>
          <g:detail name="privilege"><xsl:value-of select="$a"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="starts-with($code, 'HOST_OFFLINE') or $code = 'HOST_NOT_LIVE' or $code = 'HOST_IS_SLAVE'
                      or $code = 'HOST_STILL_BOOTING' or starts-with($code, 'SESSION_')">
        <g:fault code="hostUnavailable">
          <xsl:call-template name="message"/>
          <g:detail name="host"><xsl:value-of select="$a"/></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'TASK_CANCELLED'">
        <g:fault code="interrupted"><xsl:call-template name="message"/></g:fault>
      </xsl:when>
      <xsl:when test="$code = 'VDI_NOT_IN_MAP' or $code = 'VDI_COPY_FAILED' or $code = 'VIF_NOT_IN_MAP'">
        <g:fault code="notAccessible">
          <xsl:call-template name="message"/>
          <g:detail name="what"><xsl:choose><xsl:when test="$code = 'VIF_NOT_IN_MAP'">network</xsl:when><xsl:otherwise>disk</xsl:otherwise></xsl:choose></g:detail>
        </g:fault>
      </xsl:when>
      <xsl:when test="$code = 'HOST_DISABLED' or $code = 'HOST_NOT_DISABLED' or $code = 'HOST_IN_USE' or $code = 'CANNOT_EVACUATE_HOST' or $code = 'OPERATION_NOT_ALLOWED' or $code = 'OPERATION_BLOCKED' or $code = 'VM_IS_SNAPSHOT'
                      or $code = 'VBD_IS_EMPTY' or $code = 'VBD_NOT_EMPTY' or starts-with($code, 'DEVICE_ALREADY_') or $code = 'VM_REVERT_FAILED'
                      or $code = 'VM_NO_SUSPEND_SR' or $code = 'VM_HAS_CHECKPOINT' or $code = 'VDI_NOT_MANAGED'">
        <g:fault code="invalidState"><xsl:call-template name="message"/></g:fault>
      </xsl:when>
      <xsl:otherwise><g:fault code="internal"><xsl:call-template name="message"/></g:fault></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="message">
    <g:message>
      <xsl:value-of select="normalize-space(x:code)"/>
      <xsl:for-each select="x:param">
        <xsl:value-of select="concat(substring(' (', 1 + (position() &gt; 1)*2), substring(', ', 1 + (position() = 1)*2), .)"/>
        <xsl:if test="position() = last()">)</xsl:if>
      </xsl:for-each>
    </g:message>
  </xsl:template>

  <!-- "halted, suspended" -->
  <xsl:template name="states">
    <xsl:param name="list"/>
    <xsl:variable name="lower" select="translate($list, 'HRPS,', 'hrps')"/>
    <xsl:variable name="first" select="substring-before(concat($lower, ' '), ' ')"/>
    <xsl:choose>
      <xsl:when test="$first = 'halted'">off</xsl:when>
      <xsl:otherwise><xsl:value-of select="$first"/></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="contains($lower, ' ')">
      <xsl:text> </xsl:text>
      <xsl:call-template name="states">
        <xsl:with-param name="list" select="substring-after($lower, ' ')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

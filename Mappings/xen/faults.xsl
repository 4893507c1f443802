<?xml version="1.0" encoding="UTF-8"?>
<!-- Generic faults in XAPI's codes with XAPI's parameters. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:x="urn:dragoman:xapi" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g d">
  <!-- In an error; in a task's error_info all of it are values. -->
  <xsl:variable name="code" select="'x:code'"/>
  <xsl:variable name="param" select="'x:param'"/>

  <!-- self: the reference that the call was about; method: what was called. -->
  <xsl:template name="fault">
    <xsl:param name="fault"/>
    <xsl:param name="self"/>
    <xsl:param name="method"/>
    <xsl:variable name="is" select="$fault/@code"/>
    <xsl:variable name="detail" select="$fault/g:detail"/>
    <xsl:variable name="message" select="$fault/g:message"/>
    <xsl:choose>
      <xsl:when test="$is = 'invalidPowerState'">
        <xsl:element name="{$code}">VM_BAD_POWER_STATE</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$self"/></xsl:element>
        <xsl:element name="{$param}">
          <xsl:variable name="wanted"><xsl:call-template name="wanted"><xsl:with-param name="verb" select="substring-after($method, '.')"/></xsl:call-template></xsl:variable>
          <xsl:choose>
            <xsl:when test="$wanted != ''"><xsl:value-of select="$wanted"/></xsl:when>
            <xsl:otherwise>
              <xsl:call-template name="states">
                <xsl:with-param name="list" select="normalize-space($detail[@name = 'expected'])"/>
              </xsl:call-template>
            </xsl:otherwise>
          </xsl:choose>
        </xsl:element>
        <xsl:element name="{$param}">
          <xsl:call-template name="states">
            <xsl:with-param name="list" select="normalize-space($detail[@name = 'actual'])"/>
          </xsl:call-template>
        </xsl:element>
      </xsl:when>
      <!-- The only way in which XAPI says that hardware cannot change under a running guest. -->
      <xsl:when test="$is = 'hotPlugNotSupported'">
        <xsl:element name="{$code}">VM_BAD_POWER_STATE</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$self"/></xsl:element>
        <xsl:element name="{$param}">halted</xsl:element>
        <xsl:element name="{$param}">running</xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'notFound'">
        <xsl:variable name="type" select="$detail[@name = 'type']"/>
        <xsl:variable name="class">
          <xsl:choose>
            <xsl:when test="$type = 'vm' or $type = 'snapshot'">VM</xsl:when>
            <xsl:when test="$type = 'datastore'">SR</xsl:when>
            <xsl:when test="$type = 'volume'">VDI</xsl:when>
            <xsl:otherwise><xsl:value-of select="$type"/></xsl:otherwise>
          </xsl:choose>
        </xsl:variable>
        <xsl:element name="{$code}">HANDLE_INVALID</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$class"/></xsl:element>
        <xsl:element name="{$param}">
          <xsl:choose>
            <xsl:when test="starts-with($detail[@name = 'id'], 'OpaqueRef:')">
              <xsl:value-of select="$detail[@name = 'id']"/>
            </xsl:when>
            <xsl:when test="$class = 'VM' and $self != ''"><xsl:value-of select="$self"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="$detail[@name = 'id']"/></xsl:otherwise>
          </xsl:choose>
        </xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'busy'">
        <xsl:element name="{$code}">OTHER_OPERATION_IN_PROGRESS</xsl:element>
        <xsl:element name="{$param}">VM</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$self"/></xsl:element>
        <xsl:element name="{$param}">
          <xsl:value-of select="concat($detail[@name = 'operation'], substring($message, 1, 999 * not($detail[@name = 'operation'])))"/>
        </xsl:element>
        <xsl:element name="{$param}">
          <xsl:choose>
            <xsl:when test="$detail[@name = 'operation']"><xsl:value-of select="d:native('task', string($detail[@name = 'task']))"/></xsl:when>
            <xsl:otherwise>OpaqueRef:NULL</xsl:otherwise>
          </xsl:choose>
        </xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'invalidState' and $detail[@name = 'blocked']">
        <xsl:element name="{$code}">OPERATION_BLOCKED</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$self"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'blocked']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'invalidState' and $detail[@name = 'key'] and contains($method, '.add_to_')">
        <xsl:variable name="field" select="substring-after($method, '.add_to_')"/>
        <xsl:variable name="key" select="string($detail[@name = 'key'])"/>
        <xsl:element name="{$code}">MAP_DUPLICATE_KEY</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="substring-before($method, '.')"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$field"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$self"/></xsl:element>
        <xsl:element name="{$param}">
          <xsl:choose>
            <!-- As it is kept, with what it is kept of. -->
            <xsl:when test="contains($key, concat($field, ':'))"><xsl:value-of select="substring-after($key, concat($field, ':'))"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="$key"/></xsl:otherwise>
          </xsl:choose>
        </xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'invalidState' and $detail[@name = 'template']">
        <xsl:element name="{$code}">VM_IS_TEMPLATE</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'template']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'invalidState' and $detail[@name = 'provisioned']">
        <xsl:element name="{$code}">PROVISION_ONLY_ALLOWED_ON_TEMPLATE</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'provisioned']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'invalidState' and $detail[@name = 'volume']">
        <xsl:element name="{$code}">VDI_IN_USE</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'volume']"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="substring-after($method, '.')"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'notAccessible' and $detail[@name = 'what'] = 'network'">
        <xsl:element name="{$code}">VM_REQUIRES_NETWORK</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$self"/></xsl:element>
        <xsl:element name="{$param}">OpaqueRef:NULL</xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'notAccessible' and $detail[@name = 'what'] = 'host'">
        <xsl:element name="{$code}">HOST_OFFLINE</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'host']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'notAccessible'">
        <xsl:element name="{$code}">VM_REQUIRES_SR</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$self"/></xsl:element>
        <xsl:element name="{$param}">
          <xsl:choose>
            <xsl:when test="$detail[@name = 'datastore'] != ''"><xsl:value-of select="d:native('SR', string($detail[@name = 'datastore']))"/></xsl:when>
            <xsl:otherwise>OpaqueRef:NULL</xsl:otherwise>
          </xsl:choose>
        </xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'conflict' or $is = 'invalidState'">
        <xsl:element name="{$code}">OPERATION_NOT_ALLOWED</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$message"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'fileExists'">
        <xsl:element name="{$code}">DB_UNIQUENESS_CONSTRAINT_VIOLATION</xsl:element>
        <xsl:element name="{$param}">VDI</xsl:element>
        <xsl:element name="{$param}">location</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'path']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'nameInUse'">
        <xsl:element name="{$code}">DB_UNIQUENESS_CONSTRAINT_VIOLATION</xsl:element>
        <xsl:element name="{$param}">VM</xsl:element>
        <xsl:element name="{$param}">name_label</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'name']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'fileNotFound'">
        <xsl:element name="{$code}">VDI_NOT_AVAILABLE</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'path']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'hostUnavailable'">
        <xsl:element name="{$code}">HOST_OFFLINE</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'host']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'insufficientResources' and $detail[@name = 'resource'] = 'memory'">
        <xsl:element name="{$code}">HOST_NOT_ENOUGH_FREE_MEMORY</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'needed']"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'available']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'insufficientResources' and $detail[@name = 'resource'] = 'storage'">
        <xsl:element name="{$code}">SR_FULL</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'needed']"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'available']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'insufficientResources'">
        <xsl:element name="{$code}">HOST_NOT_ENOUGH_PCPUS</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'needed']"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'available']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'interrupted'">
        <xsl:element name="{$code}">TASK_CANCELLED</xsl:element>
        <xsl:element name="{$param}">OpaqueRef:NULL</xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'invalidArgument'">
        <xsl:element name="{$code}">VALUE_NOT_SUPPORTED</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'argument']"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'value']"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$message"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'invalidDevice'">
        <xsl:element name="{$code}">INVALID_DEVICE</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'device']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'invalidLogin'">
        <xsl:element name="{$code}">SESSION_AUTHENTICATION_FAILED</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="d:session('user')"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$message"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'notAuthenticated'">
        <xsl:element name="{$code}">SESSION_INVALID</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="d:session('key')"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'noPermission'">
        <xsl:element name="{$code}">RBAC_PERMISSION_DENIED</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'privilege']"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$message"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'notSupported'">
        <xsl:element name="{$code}">NOT_IMPLEMENTED</xsl:element>
        <xsl:element name="{$param}">
          <xsl:choose>
            <xsl:when test="$method != ''"><xsl:value-of select="$method"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="$detail[@name = 'command']"/></xsl:otherwise>
          </xsl:choose>
        </xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'timeout' and $self != ''">
        <xsl:element name="{$code}">VM_SHUTDOWN_TIMEOUT</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$self"/></xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$detail[@name = 'seconds']"/></xsl:element>
      </xsl:when>
      <xsl:when test="$is = 'toolsUnavailable'">
        <xsl:element name="{$code}">VM_MISSING_PV_DRIVERS</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$self"/></xsl:element>
      </xsl:when>
      <xsl:otherwise>
        <xsl:element name="{$code}">INTERNAL_ERROR</xsl:element>
        <xsl:element name="{$param}"><xsl:value-of select="$message"/></xsl:element>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- In which state XAPI allows a message, whatever else the host would take (xapi_vm_lifecycle.ml). -->
  <xsl:template name="wanted">
    <xsl:param name="verb"/>
    <xsl:variable name="word" select="concat(' ', $verb, ' ')"/>
    <xsl:choose>
      <xsl:when test="$verb = ''"/>
      <xsl:when test="contains(' start start_on provision clone copy ', $word)">halted</xsl:when>
      <xsl:when test="contains(' clean_shutdown clean_reboot suspend pause pool_migrate ', $word)">running</xsl:when>
      <xsl:when test="$verb = 'hard_reboot'">paused, running</xsl:when>
      <xsl:when test="contains(' resume resume_on ', $word)">suspended</xsl:when>
      <xsl:when test="$verb = 'unpause'">paused</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The message that a generic command is for, of a task. -->
  <xsl:template name="messageOf">
    <xsl:param name="command"/>
    <xsl:choose>
      <xsl:when test="$command = 'vm.powerOn'">VM.start</xsl:when>
      <xsl:when test="$command = 'vm.powerOff'">VM.hard_shutdown</xsl:when>
      <xsl:when test="$command = 'vm.reset'">VM.hard_reboot</xsl:when>
      <xsl:when test="$command = 'vm.shutdownGuest'">VM.clean_shutdown</xsl:when>
      <xsl:when test="$command = 'vm.rebootGuest'">VM.clean_reboot</xsl:when>
      <xsl:when test="$command = 'vm.unregister'">VM.destroy</xsl:when>
      <xsl:when test="$command = 'vm.relocate'">VM.pool_migrate</xsl:when>
      <xsl:when test="contains(' vm.suspend vm.resume vm.pause vm.unpause vm.clone vm.create ', concat(' ', $command, ' '))">
        <xsl:value-of select="concat('VM.', substring-after($command, '.'))"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- A list of generic power states in XAPI's words; it knows no crashed VM. -->
  <xsl:template name="states">
    <xsl:param name="list"/>
    <xsl:variable name="first" select="substring-before(concat($list, ' '), ' ')"/>
    <xsl:choose>
      <xsl:when test="$first = 'off' or $first = 'crashed'">halted</xsl:when>
      <xsl:otherwise><xsl:value-of select="$first"/></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="contains($list, ' ')">
      <xsl:text>, </xsl:text>
      <xsl:call-template name="states">
        <xsl:with-param name="list" select="substring-after($list, ' ')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>

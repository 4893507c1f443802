<?xml version="1.0" encoding="UTF-8"?>
<!-- Generic faults as vim25 faults with their fields: for the answer to a method and for a task's error. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <!-- fault code, vim25 fault, what is said if the fault has no message. -->
  <xsl:variable name="fault-types">
busy ResourceInUse Another operation is already in progress.
conflict ConcurrentAccess The object has been changed since it was read.
fileExists FileAlreadyExists A file of that name exists already.
fileNotFound FileNotFound The file was not found.
hostUnavailable HostNotConnected The host cannot be reached.
hotPlugNotSupported DeviceHotPlugNotSupported The device cannot be changed while the virtual machine is running.
insufficientResources InsufficientResourcesFault The host has not enough resources left.
internal SystemError A general system error occurred.
interrupted RequestCanceled The task was cut off before it had been done.
invalidArgument InvalidArgument A specified parameter was not correct.
invalidDevice InvalidDeviceSpec The device specification is not valid.
invalidLogin InvalidLogin Cannot complete login due to an incorrect user name or password.
invalidPowerState InvalidPowerState The attempted operation cannot be performed in the current power state.
invalidState InvalidState The operation is not allowed in the current state.
nameInUse DuplicateName The name is in use already.
noPermission NoPermission Permission to perform this operation was denied.
notAccessible CannotAccessVmDevice The host does not have what the virtual machine needs.
notAuthenticated NotAuthenticated The session is not authenticated.
notFound ManagedObjectNotFound The object has already been deleted or has not been completely created.
notSupported NotSupported The operation is not supported on the object.
timeout Timedout The operation timed out.
toolsUnavailable ToolsUnavailable The guest's tools are not running.
</xsl:variable>

  <!-- The vim25 fault for a generic one: some have a narrower fault where a detail tells more. -->
  <xsl:template name="fault-type">
    <xsl:variable name="device" select="g:detail[@name = 'device']"/>
    <xsl:variable name="resource" select="g:detail[@name = 'resource']"/>
    <xsl:choose>
      <xsl:when test="@code = 'busy' and g:detail[@name = 'task'] != ''">TaskInProgress</xsl:when>
      <xsl:when test="@code = 'hotPlugNotSupported' and $device = 'cpu'">CpuHotPlugNotSupported</xsl:when>
      <xsl:when test="@code = 'hotPlugNotSupported' and $device = 'memory'">MemoryHotPlugNotSupported</xsl:when>
      <xsl:when test="@code = 'insufficientResources' and $resource = 'storage'">InsufficientStorageSpace</xsl:when>
      <xsl:when test="@code = 'notAccessible'">
        <xsl:variable name="what" select="g:detail[@name = 'what']"/>
        <xsl:choose>
          <xsl:when test="$what = 'disk'">CannotAccessVmDisk</xsl:when>
          <xsl:when test="$what = 'network'">CannotAccessNetwork</xsl:when>
          <xsl:when test="$what = 'config'">CannotAccessVmConfig</xsl:when>
          <xsl:when test="$what = 'datastore' and g:detail[@name = 'host'] != ''">DatastoreNotWritableOnHost</xsl:when>
          <xsl:otherwise>CannotAccessVmDevice</xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="@code = 'notSupported' and g:detail[@name = 'reason'] != '' and g:detail[@name = 'host'] != ''">MigrationFeatureNotSupported</xsl:when>
      <xsl:when test="@code = 'invalidArgument' and g:detail[@name = 'folder'] != ''">InvalidFolder</xsl:when>
      <!-- A custom field is no managed object. -->
      <xsl:when test="@code = 'notFound' and (g:detail[@name = 'type'] = 'CustomFieldDef' or g:detail[@name = 'type'] = 'field')">
        <xsl:text>InvalidArgument</xsl:text>
      </xsl:when>
      <xsl:when test="@code = 'invalidState' and g:detail[@name = 'command'] = 'vm.upgrade'">AlreadyUpgraded</xsl:when>
      <xsl:when test="@code = 'notFound' and g:detail[@name = 'type'] = 'snapshot' and not(g:detail[@name = 'id'] != '')">
        <xsl:text>NotFound</xsl:text>
      </xsl:when>
      <xsl:when test="@code = 'notFound' and not(g:detail[@name = 'type'] != '' and g:detail[@name = 'id'] != '')">
        <xsl:text>InvalidArgument</xsl:text>
      </xsl:when>
      <xsl:when test="contains($fault-types, concat('&#10;', @code, ' '))">
        <xsl:value-of select="substring-before(substring-after($fault-types, concat('&#10;', @code, ' ')), ' ')"/>
      </xsl:when>
      <xsl:otherwise>SystemError</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Never empty: clients print it. -->
  <xsl:template name="fault-text">
    <xsl:variable name="row"
                  select="substring-before(substring-after($fault-types, concat('&#10;', @code, ' ')), '&#10;')"/>
    <xsl:choose>
      <xsl:when test="normalize-space(g:message) != ''"><xsl:value-of select="g:message"/></xsl:when>
      <xsl:when test="$row"><xsl:value-of select="substring-after($row, ' ')"/></xsl:when>
      <xsl:otherwise>A general system error occurred.</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The fields of the fault, in the order of the schema. command: what was asked for, in generic or vim25 words. -->
  <xsl:template name="fault-fields">
    <xsl:param name="type"/>
    <xsl:param name="command"/>
    <xsl:choose>
      <xsl:when test="$type = 'InvalidPowerState'">
        <xsl:variable name="requested">
          <xsl:call-template name="requested-state">
            <xsl:with-param name="command" select="$command"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:if test="$requested != ''">
          <requestedState><xsl:value-of select="$requested"/></requestedState>
        </xsl:if>
        <existingState>
          <xsl:call-template name="vim-power-state">
            <xsl:with-param name="state" select="string(g:detail[@name = 'actual'])"/>
          </xsl:call-template>
        </existingState>
      </xsl:when>
      <xsl:when test="$type = 'InvalidArgument'">
        <xsl:variable name="argument" select="g:detail[@name = 'argument' or @name = 'type'][. != '']"/>
        <xsl:if test="$argument = 'CustomFieldDef' or $argument = 'field'"><invalidProperty>key</invalidProperty></xsl:if>
        <xsl:if test="$argument = 'usage'"><invalidProperty>spec.keyEvents.usbHidCode</invalidProperty></xsl:if>
        <xsl:if test="$argument and $argument != 'CustomFieldDef' and $argument != 'field' and $argument != 'usage'">
          <invalidProperty><xsl:value-of select="$argument[1]"/></invalidProperty>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$type = 'InvalidFolder'">
        <target type="Folder"><xsl:value-of select="d:native('Folder', string(g:detail[@name = 'folder']))"/></target>
      </xsl:when>
      <xsl:when test="starts-with($type, 'CannotAccess') and $type != 'CannotAccessVmConfig'">
        <device><xsl:value-of select="g:detail[@name = 'device']"/></device>
        <backing>
          <xsl:value-of select="g:detail[@name = 'path']"/>
          <xsl:if test="not(g:detail[@name = 'path'])"><xsl:value-of select="g:detail[@name = 'device']"/></xsl:if>
        </backing>
        <connected>true</connected>
        <xsl:if test="$type = 'CannotAccessVmDisk'"><xsl:call-template name="not-on-host"><xsl:with-param name="name">fault</xsl:with-param></xsl:call-template></xsl:if>
        <xsl:if test="$type = 'CannotAccessNetwork' and g:detail[@name = 'network'] != ''">
          <network type="Network"><xsl:value-of select="d:native('Network', string(g:detail[@name = 'network']))"/></network>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$type = 'CannotAccessVmConfig'">
        <xsl:call-template name="not-on-host"><xsl:with-param name="name">reason</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:when test="$type = 'DatastoreNotWritableOnHost'"><xsl:call-template name="datastore-and-host"/></xsl:when>
      <xsl:when test="$type = 'MigrationFeatureNotSupported'">
        <atSourceHost>false</atSourceHost>
        <xsl:variable name="host" select="d:native('HostSystem', string(g:detail[@name = 'host']))"/>
        <failedHostName><xsl:value-of select="g:detail[@name = 'hostName']"/></failedHostName>
        <failedHost type="HostSystem"><xsl:value-of select="$host"/></failedHost>
      </xsl:when>
      <xsl:when test="$type = 'ManagedObjectNotFound'"><xsl:call-template name="not-found"/></xsl:when>
      <xsl:when test="$type = 'DuplicateName'">
        <name><xsl:value-of select="g:detail[@name = 'name']"/></name>
        <xsl:call-template name="fault-object"/>
      </xsl:when>
      <xsl:when test="$type = 'TaskInProgress'">
        <task type="Task"><xsl:value-of select="d:native('Task', string(g:detail[@name = 'task']))"/></task>
      </xsl:when>
      <xsl:when test="$type = 'NoPermission' or $type = 'NotAuthenticated'">
        <xsl:call-template name="fault-object"/>
        <privilegeId>
          <xsl:value-of select="g:detail[@name = 'privilege']"/>
          <xsl:if test="not(g:detail[@name = 'privilege'] != '')">System.View</xsl:if>
        </privilegeId>
      </xsl:when>
      <xsl:when test="$type = 'FileNotFound' or $type = 'FileAlreadyExists'">
        <file><xsl:value-of select="g:detail[@name = 'path']"/></file>
      </xsl:when>
      <xsl:when test="$type = 'InvalidDeviceSpec' or $type = 'DeviceHotPlugNotSupported'">
        <xsl:if test="g:detail[@name = 'device'] != ''">
          <property><xsl:value-of select="g:detail[@name = 'device']"/></property>
        </xsl:if>
        <deviceIndex><xsl:value-of select="number(concat('0', g:detail[@name = 'index']))"/></deviceIndex>
      </xsl:when>
      <xsl:when test="$type = 'SystemError'">
        <reason><xsl:call-template name="fault-text"/></reason>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Context: a verdict. HostVMotionCompatibility: what fits. -->
  <xsl:template name="host-compatibility">
    <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', @host)"/></host>
    <xsl:if test="not(g:fault)"><compatibility>cpu</compatibility><compatibility>software</compatibility></xsl:if>
  </xsl:template>

  <!-- LocalizedMethodFault: that the datastore is not on the host. -->
  <xsl:template name="not-on-host">
    <xsl:param name="name"/>
    <xsl:element name="{$name}" namespace="urn:vim25">
      <xsl:choose>
        <xsl:when test="g:detail[@name = 'host'] != ''">
          <fault xsi:type="DatastoreNotWritableOnHost"><xsl:call-template name="datastore-and-host"/></fault>
        </xsl:when>
        <xsl:otherwise><fault xsi:type="CannotAccessFile"><file><xsl:value-of select="g:detail[@name = 'path']"/></file></fault></xsl:otherwise>
      </xsl:choose>
      <localizedMessage><xsl:call-template name="fault-text"/></localizedMessage>
    </xsl:element>
  </xsl:template>

  <xsl:template name="datastore-and-host">
    <xsl:if test="g:detail[@name = 'datastore'] != ''">
      <datastore type="Datastore"><xsl:value-of select="d:native('Datastore', string(g:detail[@name = 'datastore']))"/></datastore>
    </xsl:if>
    <xsl:if test="g:detail[@name = 'name'] != ''"><name><xsl:value-of select="g:detail[@name = 'name']"/></name></xsl:if>
    <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', string(g:detail[@name = 'host']))"/></host>
  </xsl:template>

  <xsl:template name="vim-power-state">
    <xsl:param name="state"/>
    <xsl:choose>
      <xsl:when test="$state = 'running'">poweredOn</xsl:when>
      <xsl:when test="$state = 'suspended' or $state = 'paused'">suspended</xsl:when>
      <xsl:otherwise>poweredOff</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Of a power operation, the state that it aims at; of any other, the state that it needs. -->
  <xsl:template name="requested-state">
    <xsl:param name="command"/>
    <xsl:variable name="asked" select="concat('|', $command, '|')"/>
    <xsl:variable name="expected" select="normalize-space(g:detail[@name = 'expected'])"/>
    <xsl:choose>
      <xsl:when test="contains('|vm.powerOn|vm.resume|vm.unpause|PowerOnVM_Task|', $asked)">poweredOn</xsl:when>
      <xsl:when test="contains('|vm.powerOff|PowerOffVM_Task|', $asked)">poweredOff</xsl:when>
      <xsl:when test="contains('|vm.suspend|vm.pause|SuspendVM_Task|', $asked)">suspended</xsl:when>
      <xsl:when test="$expected">
        <xsl:call-template name="vim-power-state">
          <xsl:with-param name="state" select="substring-before(concat($expected, ' '), ' ')"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- A host tells what it misses by the generic type and identifier, a front end by its own. -->
  <xsl:template name="not-found">
    <xsl:variable name="id" select="string(g:detail[@name = 'id'])"/>
    <xsl:variable name="told" select="string(g:detail[@name = 'type'])"/>
    <xsl:variable name="type">
      <xsl:choose>
        <xsl:when test="$told = 'vm'">VirtualMachine</xsl:when>
        <xsl:when test="$told = 'snapshot'">VirtualMachineSnapshot</xsl:when>
        <xsl:when test="$told = 'host'">HostSystem</xsl:when>
        <xsl:when test="$told = 'datastore'">Datastore</xsl:when>
        <xsl:when test="$told = 'network'">Network</xsl:when>
        <xsl:when test="$told = 'task'">Task</xsl:when>
        <xsl:when test="$told = 'folder'">Folder</xsl:when>
        <xsl:when test="$told = 'datacenter'">Datacenter</xsl:when>
        <xsl:when test="$told = 'cluster'">ClusterComputeResource</xsl:when>
        <xsl:when test="$told = 'pool'">ResourcePool</xsl:when>
        <xsl:otherwise><xsl:value-of select="$told"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <obj type="{$type}">
      <xsl:choose>
        <xsl:when test="$type != $told and string-length($id) = 36 and substring($id, 24, 1) = '-'">
          <xsl:value-of select="d:native(string($type), $id)"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
      </xsl:choose>
    </obj>
  </xsl:template>

  <!-- The content of a LocalizedMethodFault. -->
  <xsl:template match="g:fault" mode="localized">
    <xsl:param name="command"/>
    <xsl:variable name="type"><xsl:call-template name="fault-type"/></xsl:variable>
    <fault xsi:type="{$type}">
      <xsl:call-template name="fault-fields">
        <xsl:with-param name="type" select="string($type)"/>
        <xsl:with-param name="command" select="$command"/>
      </xsl:call-template>
    </fault>
    <localizedMessage><xsl:call-template name="fault-text"/></localizedMessage>
  </xsl:template>

  <!-- The managed object type of a task's target; empty if that is gone and was no VM. -->
  <xsl:template name="target-type">
    <xsl:variable name="task" select="/p:view/g:task"/>
    <xsl:variable name="type" select="/p:view/p:related/p:ref[@id = $task/@target][1]/@type"/>
    <xsl:choose>
      <xsl:when test="$type = 'host'">HostSystem</xsl:when>
      <xsl:when test="$type = 'datastore'">Datastore</xsl:when>
      <xsl:when test="$type = 'network'">Network</xsl:when>
      <xsl:when test="$type = 'folder'">Folder</xsl:when>
      <xsl:when test="$type = 'datacenter'">Datacenter</xsl:when>
      <xsl:when test="$type = 'cluster'">ClusterComputeResource</xsl:when>
      <xsl:when test="$type = 'pool'">ResourcePool</xsl:when>
      <xsl:when test="$type = 'vm' or starts-with($task/@command, 'vm.') or starts-with($task/@command, 'snapshot.')">VirtualMachine</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- What was asked to do it: the receiver of the method; for a task, the folder of a new VM or the VM. -->
  <xsl:template name="fault-object">
    <xsl:variable name="this" select="/p:reply/p:request/*/*[local-name() = '_this']"/>
    <xsl:variable name="folder" select="/p:view/p:related/p:ref[@role = 'folder']"/>
    <xsl:variable name="target" select="/p:view/g:task/@target"/>
    <xsl:choose>
      <xsl:when test="$this"><object type="{$this/@type}"><xsl:value-of select="normalize-space($this)"/></object></xsl:when>
      <xsl:when test="/p:view/g:task[@command = 'vm.create'] and $folder">
        <object type="Folder"><xsl:value-of select="d:native('Folder', $folder/@id)"/></object>
      </xsl:when>
      <xsl:when test="$target">
        <xsl:variable name="type"><xsl:call-template name="target-type"/></xsl:variable>
        <xsl:if test="$type != ''">
          <object type="{$type}"><xsl:value-of select="d:native(string($type), $target)"/></object>
        </xsl:if>
      </xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

<?xml version="1.0" encoding="UTF-8"?>
<!-- Task from a generic task. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:v="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d v">
  <xsl:import href="faults.xsl"/>
  <xsl:include href="object-out-files.xsl"/>

  <!-- Generic command, vim25 method, descriptionId, words. -->
  <xsl:variable name="methods">
vm.powerOn PowerOnVM_Task VirtualMachine.powerOn Power On virtual machine
vm.resume PowerOnVM_Task VirtualMachine.powerOn Power On virtual machine
vm.unpause PowerOnVM_Task VirtualMachine.powerOn Power On virtual machine
vm.powerOff PowerOffVM_Task VirtualMachine.powerOff Power Off virtual machine
vm.reset ResetVM_Task VirtualMachine.reset Reset virtual machine
vm.suspend SuspendVM_Task VirtualMachine.suspend Suspend virtual machine
vm.pause SuspendVM_Task VirtualMachine.suspend Suspend virtual machine
vm.shutdownGuest ShutdownGuest VirtualMachine.shutdownGuest Initiate guest OS shutdown
vm.rebootGuest RebootGuest VirtualMachine.rebootGuest Initiate guest OS restart
vm.standbyGuest StandbyGuest VirtualMachine.standbyGuest Initiate guest OS standby
vm.setAutostart ReconfigureAutostart AutoStartManager.reconfigure Reconfigure autostart
vm.sendKeys PutUsbScanCodes VirtualMachine.putUsbScanCodes Put USB scan codes
vm.saveScreenshot CreateScreenshot_Task VirtualMachine.createScreenshot Create a screenshot
vm.reconfigure ReconfigVM_Task VirtualMachine.reconfigure Reconfigure virtual machine
vm.relocate RelocateVM_Task VirtualMachine.relocate Relocate virtual machine
vm.checkRelocation CheckRelocate_Task vm.check.ProvisioningChecker.checkRelocate Check relocation
vm.create CreateVM_Task Folder.createVm Create virtual machine
vm.clone CloneVM_Task VirtualMachine.clone Clone virtual machine
vm.markTemplate MarkAsTemplate VirtualMachine.markAsTemplate Mark virtual machine as template
vm.unmarkTemplate MarkAsVirtualMachine VirtualMachine.markAsVirtualMachine Mark as virtual machine
vm.customize CustomizeVM_Task VirtualMachine.customize Customize virtual machine guest OS
vm.upgrade UpgradeVM_Task VirtualMachine.upgradeVirtualHardware Upgrade virtual hardware
vm.consolidate ConsolidateVMDisks_Task VirtualMachine.consolidateDisks Consolidate virtual machine disks
vm.destroy Destroy_Task VirtualMachine.destroy Delete virtual machine
vm.unregister UnregisterVM VirtualMachine.unregister Unregister virtual machine
vm.rename Rename_Task VirtualMachine.rename Rename virtual machine
vm.register RegisterVM_Task Folder.registerVm Register virtual machine
datastore.rename Rename_Task ManagedEntity.rename Rename
datastore.enterMaintenance DatastoreEnterMaintenanceMode Datastore.enterMaintenanceMode Enter maintenance mode
datastore.exitMaintenance DatastoreExitMaintenanceMode_Task Datastore.exitMaintenanceMode Exit maintenance mode
file.list SearchDatastore_Task host.DatastoreBrowser.search Search datastore
file.copy CopyDatastoreFile_Task FileManager.copy Copy file
file.move MoveDatastoreFile_Task FileManager.move Move file
file.delete DeleteDatastoreFile_Task FileManager.deleteFile Delete file
file.makeDirectory MakeDirectory FileManager.makeDirectory Make directory
volume.info QueryVirtualDiskInfo_Task VirtualDiskManager.queryVirtualDiskInfo Query virtual disk information
volume.create CreateVirtualDisk_Task VirtualDiskManager.createVirtualDisk Create virtual disk
volume.resize ExtendVirtualDisk_Task VirtualDiskManager.extendVirtualDisk Extend virtual disk
snapshot.create CreateSnapshot_Task VirtualMachine.createSnapshot Create virtual machine snapshot
snapshot.revert RevertToSnapshot_Task vm.Snapshot.revert Revert snapshot
snapshot.remove RemoveSnapshot_Task vm.Snapshot.remove Remove snapshot
container.rename Rename_Task ManagedEntity.rename Rename
container.move MoveIntoFolder_Task Folder.moveInto Move entities
container.remove Destroy_Task ManagedEntity.destroy Delete
container.configure ReconfigureComputeResource_Task ComputeResource.reconfigureEx Reconfigure compute resource
container.powerOn PowerOnMultiVM_Task Datacenter.powerOnMultiVm Power On virtual machines
container.create CreateFolder Folder.createFolder Create folder
host.enterMaintenance EnterMaintenanceMode_Task HostSystem.enterMaintenanceMode Enter maintenance mode
host.exitMaintenance ExitMaintenanceMode_Task HostSystem.exitMaintenanceMode Exit maintenance mode
host.reboot RebootHost_Task HostSystem.reboot Initiate host reboot
host.shutdown ShutdownHost_Task HostSystem.shutdown Initiate host shutdown
host.disconnect DisconnectHost_Task HostSystem.disconnect Disconnect host
host.connect ReconnectHost_Task HostSystem.reconnect Reconnect host
annotation.set SetField CustomFieldsManager.setField Set custom value
field.add AddCustomFieldDef CustomFieldsManager.addFieldDefinition Add custom field
field.rename RenameCustomFieldDef CustomFieldsManager.renameFieldDefinition Rename custom field
field.remove RemoveCustomFieldDef CustomFieldsManager.removeFieldDefinition Remove custom field
snapshot.removeAll RemoveAllSnapshots_Task VirtualMachine.removeAllSnapshots Remove all snapshots
</xsl:variable>

  <!-- The methods as TaskDescription lists them. -->
  <xsl:template name="task-methods">
    <xsl:param name="rows" select="substring-after($methods, '&#10;')"/>
    <xsl:if test="$rows">
      <xsl:variable name="row"
                  select="substring-after(substring-after(substring-before($rows, '&#10;'), ' '), ' ')"/>
      <xsl:if test="not(contains(substring-after($rows, '&#10;'), concat(' ', $row)))">
        <methodInfo>
          <label><xsl:value-of select="substring-after($row, ' ')"/></label>
          <summary><xsl:value-of select="substring-after($row, ' ')"/></summary>
          <key><xsl:value-of select="substring-before($row, ' ')"/></key>
        </methodInfo>
      </xsl:if>
      <xsl:call-template name="task-methods">
        <xsl:with-param name="rows" select="substring-after($rows, '&#10;')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- What a user calls a generic command. -->
  <xsl:template name="method-words">
    <xsl:param name="command"/>
    <xsl:variable name="row" select="substring-before(substring-after($methods, concat('&#10;', $command, ' ')), '&#10;')"/>
    <xsl:choose>
      <xsl:when test="$row"><xsl:value-of select="substring-after(substring-after($row, ' '), ' ')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$command"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:task">
    <managedObject type="Task" id="{d:native('Task', @id)}">
      <info><xsl:call-template name="task-info"/></info>
    </managedObject>
  </xsl:template>

  <!-- The first elements of a TaskInfo. -->
  <xsl:template name="task-identity">
    <xsl:param name="id"/>
    <xsl:param name="command"/>
    <xsl:variable name="row" select="substring-before(substring-after($methods, concat('&#10;', $command, ' ')), '&#10;')"/>
    <key><xsl:value-of select="$id"/></key>
    <task type="Task"><xsl:value-of select="$id"/></task>
    <xsl:copy-of select="p:client/v:description"/>
    <xsl:if test="$row">
      <name><xsl:value-of select="substring-before($row, ' ')"/></name>
    </xsl:if>
    <descriptionId>
      <xsl:choose>
        <xsl:when test="$row"><xsl:value-of select="substring-before(substring-after($row, ' '), ' ')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$command"/></xsl:otherwise>
      </xsl:choose>
    </descriptionId>
  </xsl:template>

  <xsl:template name="task-info">
    <xsl:call-template name="task-identity">
      <xsl:with-param name="id" select="d:native('Task', @id)"/>
      <xsl:with-param name="command" select="string(@command)"/>
    </xsl:call-template>
    <xsl:call-template name="task-entity"/>
    <state><xsl:value-of select="@state"/></state>
    <cancelled>
      <xsl:value-of select="boolean(g:fault/g:detail[@name = 'cancelled'] or p:client/@cancelled = 'true')"/>
    </cancelled>
    <!-- Only what no host has heard of yet, or what its client says so of. -->
    <cancelable>
      <xsl:choose>
        <xsl:when test="p:client"><xsl:value-of select="p:client/@cancelable"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@state = 'queued'"/></xsl:otherwise>
      </xsl:choose>
    </cancelable>
    <xsl:copy-of select="p:client/v:error"/>
    <xsl:copy-of select="p:client/v:result"/>
    <xsl:if test="@state = 'error' and g:fault and not(p:client)">
      <error>
        <xsl:apply-templates select="g:fault" mode="localized">
          <xsl:with-param name="command" select="@command"/>
        </xsl:apply-templates>
      </error>
    </xsl:if>
    <xsl:if test="@state = 'success'"><xsl:apply-templates select="g:result/g:object" mode="task-result"/></xsl:if>
    <xsl:if test="@state = 'running'">
      <progress>
        <xsl:value-of select="(p:client/@progress | @progress[not(../p:client/@progress)])[1]"/>
      </progress>
    </xsl:if>
    <reason xsi:type="TaskReasonUser"><userName><xsl:value-of select="@user"/></userName></reason>
    <queueTime><xsl:value-of select="@created"/></queueTime>
    <!-- What was refused before it began has ended all the same: clients count from its start. -->
    <xsl:variable name="refused" select="@finished[not(../@started or ../g:fault/g:detail[@name = 'cancelled'] or ../p:client/@cancelled = 'true')]"/>
    <xsl:if test="@started or $refused"><startTime><xsl:value-of select="(@started | $refused)[1]"/></startTime></xsl:if>
    <xsl:if test="@finished"><completeTime><xsl:value-of select="@finished"/></completeTime></xsl:if>
    <eventChainId><xsl:value-of select="number(concat('0', @chain))"/></eventChainId>
    <xsl:if test="p:client/@parentTaskKey"><parentTaskKey><xsl:value-of select="p:client/@parentTaskKey"/></parentTaskKey></xsl:if>
    <xsl:if test="p:client/@activationId"><activationId><xsl:value-of select="p:client/@activationId"/></activationId></xsl:if>
  </xsl:template>

  <!-- A VM is created in a folder. -->
  <xsl:template name="task-entity">
    <xsl:variable name="target-type"><xsl:call-template name="target-type"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="starts-with(@command, 'file.') or starts-with(@command, 'volume.')">
        <entity type="Datastore"><xsl:value-of select="d:native('Datastore', @target)"/></entity>
        <xsl:if test="$related[@id = current()/@target]">
          <entityName>
            <xsl:call-template name="escaped">
              <xsl:with-param name="name" select="string($related[@id = current()/@target]/@name)"/>
            </xsl:call-template>
          </entityName>
        </xsl:if>
      </xsl:when>
      <xsl:when test="@command = 'vm.create' or @command = 'vm.register'">
        <xsl:for-each select="$related[@role = 'folder']">
          <entity type="Folder"><xsl:value-of select="d:native('Folder', @id)"/></entity>
          <entityName>
            <xsl:call-template name="escaped"><xsl:with-param name="name" select="string(@name)"/></xsl:call-template>
          </entityName>
        </xsl:for-each>
      </xsl:when>
      <xsl:when test="$target-type != ''">
        <entity type="{$target-type}"><xsl:value-of select="d:native(string($target-type), @target)"/></entity>
        <xsl:if test="$related[@id = current()/@target]">
          <entityName>
            <xsl:call-template name="escaped">
              <xsl:with-param name="name" select="string($related[@id = current()/@target]/@name)"/>
            </xsl:call-template>
          </entityName>
        </xsl:if>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="g:object" mode="task-result"/>
  <xsl:template match="g:object[@type = 'vm']" mode="task-result">
    <result xsi:type="ManagedObjectReference" type="VirtualMachine">
      <xsl:value-of select="d:native('VirtualMachine', @id)"/>
    </result>
  </xsl:template>
  <xsl:template match="g:object[@type = 'verdicts']" mode="task-result">
    <result xsi:type="ArrayOfCheckResult">
      <xsl:for-each select="g:verdict">
        <CheckResult xsi:type="CheckResult">
          <vm type="VirtualMachine"><xsl:value-of select="d:native('VirtualMachine', @vm)"/></vm>
          <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', @host)"/></host>
          <xsl:for-each select="g:fault">
            <error><xsl:apply-templates select="." mode="localized"><xsl:with-param name="command">vm.relocate</xsl:with-param></xsl:apply-templates></error>
          </xsl:for-each>
        </CheckResult>
      </xsl:for-each>
    </result>
  </xsl:template>
  <xsl:template match="g:object[@type = 'attempts']" mode="task-result">
    <result xsi:type="ClusterPowerOnVmResult">
      <xsl:for-each select="g:attempt[@task]">
        <attempted>
          <vm type="VirtualMachine"><xsl:value-of select="d:native('VirtualMachine', @vm)"/></vm>
          <task type="Task"><xsl:value-of select="d:native('Task', @task)"/></task>
        </attempted>
      </xsl:for-each>
      <xsl:for-each select="g:attempt[g:fault]">
        <notAttempted>
          <vm type="VirtualMachine"><xsl:value-of select="d:native('VirtualMachine', @vm)"/></vm>
          <fault><xsl:apply-templates select="g:fault" mode="localized"><xsl:with-param name="command">vm.powerOn</xsl:with-param></xsl:apply-templates></fault>
        </notAttempted>
      </xsl:for-each>
    </result>
  </xsl:template>
  <!-- Nothing of a host's processors or software stands against it where nothing does. -->
  <xsl:template match="g:object[@type = 'compatibility']" mode="task-result">
    <result xsi:type="ArrayOfHostVMotionCompatibility">
      <xsl:for-each select="g:verdict">
        <HostVMotionCompatibility xsi:type="HostVMotionCompatibility"><xsl:call-template name="host-compatibility"/></HostVMotionCompatibility>
      </xsl:for-each>
    </result>
  </xsl:template>
  <xsl:template match="g:object[@type = 'volume']" mode="task-result">
    <xsl:if test="ancestor::g:task/@command = 'volume.info'">
      <result xsi:type="ArrayOfVirtualDiskInfo">
        <xsl:for-each select="g:file">
          <VirtualDiskInfo xsi:type="VirtualDiskInfo">
            <unit><name><xsl:value-of select="concat('[', $related[@type = 'datastore'][@id = current()/ancestor::g:task/@target]/@name, '] ', @path)"/></name></unit>
            <diskType><xsl:choose>
              <xsl:when test="@thin = 'true'">thin</xsl:when>
              <xsl:otherwise>preallocated</xsl:otherwise>
            </xsl:choose></diskType>
          </VirtualDiskInfo>
        </xsl:for-each>
      </result>
    </xsl:if>
  </xsl:template>
  <xsl:template match="g:object[@type = 'file']" mode="task-result">
    <result xsi:type="xsd:string">
      <xsl:value-of select="concat('[', $related[@type = 'datastore']/@name, '] ', g:file/@path)"/>
    </result>
  </xsl:template>
  <xsl:template match="g:object[@type = 'snapshot']" mode="task-result">
    <result xsi:type="ManagedObjectReference" type="VirtualMachineSnapshot">
      <xsl:value-of select="d:native('VirtualMachineSnapshot', @id)"/>
    </result>
  </xsl:template>
</xsl:stylesheet>

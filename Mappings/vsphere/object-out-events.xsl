<?xml version="1.0" encoding="UTF-8"?>
<!--
  Events: EventManager, an EventHistoryCollector's page, and what each generic event is in vim25.
  A generic event comes with p:place elements, one for each managed object that it belongs to: first its target and what
  that is in, from the inside out, then its host and what that is in.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:v="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d v">

  <!-- Generic event, for failures with the command; vim25 event; category; words; the message with its arguments. -->
  <xsl:variable name="event-types">
vm.poweredOn VmPoweredOnEvent info VM powered on|{vm} on {host} in {datacenter} is powered on
vm.resumed VmPoweredOnEvent info VM powered on|{vm} on {host} in {datacenter} is powered on
vm.unpaused VmPoweredOnEvent info VM powered on|{vm} on {host} in {datacenter} is powered on
vm.poweredOff VmPoweredOffEvent info VM powered off|{vm} on {host} in {datacenter} is powered off
vm.reset VmResettingEvent info VM resetting|{vm} on {host} in {datacenter} is reset
vm.suspended VmSuspendedEvent info VM suspended|{vm} on {host} in {datacenter} is suspended
vm.paused VmSuspendedEvent info VM suspended|{vm} on {host} in {datacenter} is suspended
vm.guestShutdown VmGuestShutdownEvent info VM guest shut down|The guest of {vm} on {host} in {datacenter} shuts down
vm.guestReboot VmGuestRebootEvent info VM guest reboot|The guest of {vm} on {host} in {datacenter} restarts
vm.guestStandby VmGuestStandbyEvent info VM guest standby|The guest of {vm} on {host} in {datacenter} goes to sleep
vm.guestCustomizing CustomizationStartedEvent info Customization started|The customization of the guest of {vm} has started
vm.guestCustomized CustomizationSucceeded info Customization succeeded|The customization of the guest of {vm} has succeeded
vm.renamed VmRenamedEvent info VM renamed|{oldName} on {host} in {datacenter} is now called {newName}
vm.reconfigured VmReconfiguredEvent info VM reconfigured|{vm} on {host} in {datacenter} is reconfigured
vm.created VmCreatedEvent info VM created|{vm} is created on {host} in {datacenter}
vm.registered VmRegisteredEvent info VM registered|{vm} is registered on {host} in {datacenter}
vm.migrated VmMigratedEvent info VM migrated|{vm} has moved to {host} in {datacenter}
vm.relocated VmRelocatedEvent info VM relocated|{vm} on {host} in {datacenter} is relocated
vm.added VmDiscoveredEvent info VM discovered|{vm} is found on {host} in {datacenter}
vm.removed VmRemovedEvent info VM removed|{vm} is removed from {host} in {datacenter}
task.started TaskEvent info Task event|Task: {task}
task.failed:vm.powerOn VmFailedToPowerOnEvent error Cannot power on VM|{vm} on {host} in {datacenter} cannot be powered on: {fault}
task.failed:vm.resume VmFailedToPowerOnEvent error Cannot power on VM|{vm} on {host} in {datacenter} cannot be powered on: {fault}
task.failed:vm.powerOff VmFailedToPowerOffEvent error Cannot power off VM|{vm} on {host} in {datacenter} cannot be powered off: {fault}
task.failed:vm.suspend VmFailedToSuspendEvent error Cannot suspend VM|{vm} on {host} in {datacenter} cannot be suspended: {fault}
task.failed:vm.reset VmFailedToResetEvent error Cannot reset VM|{vm} on {host} in {datacenter} cannot be reset: {fault}
task.failed:vm.shutdownGuest VmFailedToShutdownGuestEvent error Cannot shut down VM guest|The guest of {vm} on {host} in {datacenter} cannot be shut down: {fault}
task.failed:vm.rebootGuest VmFailedToRebootGuestEvent error Cannot restart VM guest|The guest of {vm} on {host} in {datacenter} cannot be restarted: {fault}
task.failed:vm.standbyGuest VmFailedToStandbyGuestEvent error Cannot put VM guest to sleep|The guest of {vm} on {host} in {datacenter} cannot be put to sleep: {fault}
user.loggedIn UserLoginSessionEvent info User login|User {user}@{address} logged in as {agent}
user.loggedOut UserLogoutSessionEvent info User logout|User {user}@{address} logged out (login time: {login}, number of API invocations: {calls}, user agent: {agent})
user.refused BadUsernameSessionEvent error Cannot log in|Cannot log in {user}@{address}
user.terminated SessionTerminatedEvent info Session terminated|A session of {terminated} is terminated
user.message GeneralUserEvent user User event|{message}
role.added RoleAddedEvent info Role added|The role {role} is added
role.updated RoleUpdatedEvent info Role updated|The role {role} is changed
role.removed RoleRemovedEvent info Role removed|The role {role} is removed
permission.added PermissionAddedEvent info Permission added|{principal} has the role {role} on {place}
permission.updated PermissionUpdatedEvent info Permission updated|{principal} has now the role {role} on {place}
permission.removed PermissionRemovedEvent info Permission removed|{principal} has no role of its own on {place} any more
task.failed EventEx error Task failed|{message}
vm.snapshotCreated EventEx info Snapshot created|{message}
vm.snapshotRemoved EventEx info Snapshot removed|{message}
vm.reverted EventEx info Snapshot reverted|{message}
host.enteredMaintenance EnteredMaintenanceModeEvent info Entered maintenance mode|{host} in {datacenter} is in maintenance mode
host.exitedMaintenance ExitMaintenanceModeEvent info Exit maintenance mode|{host} in {datacenter} is not in maintenance mode any more
host.rebooted HostShutdownEvent info Host restarts|{host} in {datacenter} restarts: asked for by {user}
host.shutDown HostShutdownEvent info Host shuts down|{host} in {datacenter} shuts down: asked for by {user}
host.disconnected HostDisconnectedEvent info Host disconnected|{host} in {datacenter} is disconnected: asked for by {user}
host.connected HostConnectedEvent info Host connected|{host} in {datacenter} is connected
vm.changed EventEx info VM changed on its host|{message}
host.changed EventEx info Host changed|{message}
datastore.changed EventEx info Datastore changed|{message}
network.changed EventEx info Network changed|{message}
</xsl:variable>

  <!-- "vim25 event, category, words|message" of a generic event. -->
  <xsl:template name="event-row">
    <xsl:variable name="narrow" select="concat('&#10;', @type, ':', g:detail[@name = 'command'], ' ')"/>
    <xsl:variable name="wide" select="concat('&#10;', @type, ' ')"/>
    <xsl:choose>
      <xsl:when test="v:eventToPost">
        <xsl:variable name="severity" select="v:eventToPost/v:severity"/>
        <xsl:value-of select="concat(g:detail[@name = 'class'], ' ')"/>
        <xsl:choose>
          <xsl:when test="$severity = 'error' or $severity = 'warning' or $severity = 'user'"><xsl:value-of select="$severity"/></xsl:when>
          <xsl:otherwise>info</xsl:otherwise>
        </xsl:choose>
        <xsl:text> Event|{message}</xsl:text>
      </xsl:when>
      <xsl:when test="contains($event-types, $narrow)">
        <xsl:value-of select="substring-before(substring-after($event-types, $narrow), '&#10;')"/>
      </xsl:when>
      <xsl:when test="contains($event-types, $wide)">
        <xsl:value-of select="substring-before(substring-after($event-types, $wide), '&#10;')"/>
      </xsl:when>
      <xsl:otherwise>EventEx info Event|{message}</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- EventEx has one type for all that vim25 has no word for; these words are ours. -->
  <xsl:template name="event-type-id">
    <xsl:param name="type"/>
    <xsl:param name="generic" select="@type"/>
    <xsl:choose>
      <xsl:when test="v:eventToPost/v:eventTypeId"><xsl:value-of select="v:eventToPost/v:eventTypeId"/></xsl:when>
      <xsl:when test="$type = 'EventEx'"><xsl:value-of select="concat('dragoman.', $generic)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$type"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What an event is, to filter by: no content. -->
  <xsl:template match="g:eventClasses">
    <xsl:element name="d:documents">
      <xsl:for-each select="g:event">
        <xsl:variable name="row"><xsl:call-template name="event-row"/></xsl:variable>
        <xsl:variable name="type" select="substring-before($row, ' ')"/>
        <managedObject type="{$type}" category="{substring-before(substring-after($row, ' '), ' ')}">
          <xsl:attribute name="id">
            <xsl:call-template name="event-type-id"><xsl:with-param name="type" select="$type"/></xsl:call-template>
          </xsl:attribute>
        </managedObject>
      </xsl:for-each>
    </xsl:element>
  </xsl:template>

  <!-- EventManager with the latest event, if there is one. -->
  <xsl:template match="g:eventManager"><xsl:call-template name="event-manager"/></xsl:template>

  <xsl:template name="event-manager">
    <managedObject type="EventManager" id="EventManager">
      <description>
        <category><label>Information</label><summary>Information</summary><key>info</key></category>
        <category><label>Warning</label><summary>Warning</summary><key>warning</key></category>
        <category><label>Error</label><summary>Error</summary><key>error</key></category>
        <category><label>User</label><summary>User</summary><key>user</key></category>
        <xsl:call-template name="event-infos"/>
      </description>
      <xsl:for-each select="self::g:eventManager/g:event">
        <xsl:call-template name="event"><xsl:with-param name="as">latestEvent</xsl:with-param></xsl:call-template>
      </xsl:for-each>
      <maxCollector>1000</maxCollector>
    </managedObject>
  </xsl:template>

  <xsl:template name="event-infos">
    <xsl:param name="rows" select="substring-after($event-types, '&#10;')"/>
    <xsl:if test="$rows">
      <xsl:variable name="line" select="substring-before($rows, '&#10;')"/>
      <xsl:variable name="generic" select="substring-before($line, ' ')"/>
      <xsl:variable name="type" select="substring-before(substring-after($line, ' '), ' ')"/>
      <xsl:variable name="rest" select="substring-after(substring-after($line, ' '), ' ')"/>
      <xsl:variable name="words" select="substring-before(substring-after($rest, ' '), '|')"/>
      <xsl:variable name="format" select="substring-after($rest, '|')"/>
      <!-- Several generic events of one type are told once, at the last. -->
      <xsl:if test="$type = 'EventEx' or not(contains(substring-after($rows, '&#10;'), concat(' ', $type, ' ')))">
        <eventInfo>
          <key><xsl:value-of select="$type"/></key>
          <description><xsl:value-of select="$words"/></description>
          <category><xsl:value-of select="substring-before($rest, ' ')"/></category>
          <formatOnDatacenter><xsl:value-of select="$format"/></formatOnDatacenter>
          <formatOnComputeResource><xsl:value-of select="$format"/></formatOnComputeResource>
          <formatOnHost><xsl:value-of select="$format"/></formatOnHost>
          <formatOnVm><xsl:value-of select="$format"/></formatOnVm>
          <fullFormat>
            <xsl:if test="$type = 'EventEx'"><xsl:value-of select="concat('dragoman.', $generic, '|')"/></xsl:if>
            <xsl:value-of select="$format"/>
          </fullFormat>
        </eventInfo>
      </xsl:if>
      <xsl:call-template name="event-infos">
        <xsl:with-param name="rows" select="substring-after($rows, '&#10;')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- A page of events. filter: the collector's, as its client gave it. -->
  <xsl:template match="g:events">
    <managedObject type="EventHistoryCollector" id="{@id}">
      <xsl:apply-templates select="p:filter" mode="history-filter">
        <xsl:with-param name="type">EventFilterSpec</xsl:with-param>
      </xsl:apply-templates>
      <xsl:for-each select="g:event">
        <xsl:call-template name="event">
          <xsl:with-param name="as">latestPage</xsl:with-param>
          <xsl:with-param name="brief" select="../@brief"/>
        </xsl:call-template>
      </xsl:for-each>
      <initialized>true</initialized>
    </managedObject>
  </xsl:template>

  <xsl:template match="p:filter" mode="history-filter">
    <xsl:param name="type"/>
    <filter xsi:type="{$type}"><xsl:copy-of select="*/node()"/></filter>
  </xsl:template>

  <xsl:template name="event">
    <xsl:param name="as"/>
    <xsl:param name="brief"/>
    <xsl:variable name="row"><xsl:call-template name="event-row"/></xsl:variable>
    <xsl:variable name="type" select="substring-before($row, ' ')"/>
    <xsl:element name="{$as}">
      <xsl:attribute name="xsi:type"><xsl:value-of select="$type"/></xsl:attribute>
      <key><xsl:value-of select="@sequence"/></key>
      <chainId><xsl:value-of select="@chain"/></chainId>
      <createdTime><xsl:value-of select="@time"/></createdTime>
      <userName><xsl:value-of select="@user"/></userName>
      <xsl:choose>
        <xsl:when test="v:eventToPost">
          <xsl:copy-of select="v:eventToPost/*[self::v:datacenter or self::v:computeResource or self::v:host or self::v:vm or self::v:ds
                                               or self::v:net or self::v:dvs]"/>
        </xsl:when>
        <xsl:otherwise><xsl:call-template name="event-arguments"/></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="$brief != 'true'">
        <fullFormattedMessage>
          <xsl:call-template name="event-text">
            <xsl:with-param name="format" select="substring-after($row, '|')"/>
          </xsl:call-template>
        </fullFormattedMessage>
      </xsl:if>
      <xsl:call-template name="event-fields"><xsl:with-param name="type" select="$type"/></xsl:call-template>
    </xsl:element>
  </xsl:template>

  <!-- The managed objects that every event may name. -->
  <xsl:template name="event-arguments">
    <xsl:call-template name="event-argument">
      <xsl:with-param name="as">datacenter</xsl:with-param>
      <xsl:with-param name="place" select="p:place[@type = 'Datacenter'][1]"/>
    </xsl:call-template>
    <xsl:call-template name="event-argument">
      <xsl:with-param name="as">computeResource</xsl:with-param>
      <xsl:with-param name="place" select="p:place[@type = 'ComputeResource' or @type = 'ClusterComputeResource'][1]"/>
    </xsl:call-template>
    <xsl:call-template name="event-argument">
      <xsl:with-param name="as">host</xsl:with-param>
      <xsl:with-param name="place" select="p:place[@type = 'HostSystem'][1]"/>
    </xsl:call-template>
    <xsl:variable name="vm"><xsl:call-template name="event-vm-id"/></xsl:variable>
    <xsl:if test="$vm != ''">
      <vm>
        <name><xsl:call-template name="event-vm"/></name>
        <vm type="VirtualMachine"><xsl:value-of select="$vm"/></vm>
      </vm>
    </xsl:if>
    <xsl:call-template name="event-argument">
      <xsl:with-param name="as">ds</xsl:with-param>
      <xsl:with-param name="inner">datastore</xsl:with-param>
      <xsl:with-param name="place" select="p:place[@type = 'Datastore'][1]"/>
    </xsl:call-template>
    <xsl:call-template name="event-argument">
      <xsl:with-param name="as">net</xsl:with-param>
      <xsl:with-param name="inner">network</xsl:with-param>
      <xsl:with-param name="place" select="p:place[@type = 'Network'][1]"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="event-argument">
    <xsl:param name="as"/>
    <xsl:param name="inner" select="$as"/>
    <xsl:param name="place"/>
    <xsl:if test="$place">
      <xsl:element name="{$as}">
        <name><xsl:value-of select="$place/@name"/></name>
        <xsl:element name="{$inner}">
          <xsl:attribute name="type"><xsl:value-of select="$place/@type"/></xsl:attribute>
          <xsl:value-of select="$place/@id"/>
        </xsl:element>
      </xsl:element>
    </xsl:if>
  </xsl:template>

  <!-- The VM that it happened to, also if that is gone by now; empty if it happened to something else. -->
  <xsl:template name="event-vm-id">
    <xsl:choose>
      <xsl:when test="p:place[@type = 'VirtualMachine']">
        <xsl:value-of select="p:place[@type = 'VirtualMachine'][1]/@id"/>
      </xsl:when>
      <xsl:when test="@target != @host and (starts-with(@type, 'vm.') or starts-with(@type, 'task.')
                      and (starts-with(g:detail[@name = 'command'], 'vm.')
                           or starts-with(g:detail[@name = 'command'], 'snapshot.')))">
        <xsl:value-of select="d:native('VirtualMachine', string(@target))"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Its name when it happened, escaped as in the inventory. -->
  <xsl:template name="event-vm">
    <xsl:variable name="name">
      <xsl:choose>
        <xsl:when test="@name"><xsl:value-of select="@name"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="p:place[1]/@name"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:call-template name="escaped"><xsl:with-param name="name" select="string($name)"/></xsl:call-template>
  </xsl:template>

  <!-- The message: each {word} is replaced by what it stands for. -->
  <xsl:template name="event-text">
    <xsl:param name="format"/>
    <xsl:choose>
      <xsl:when test="contains($format, '{')">
        <xsl:value-of select="substring-before($format, '{')"/>
        <xsl:call-template name="event-word">
          <xsl:with-param name="word" select="substring-before(substring-after($format, '{'), '}')"/>
        </xsl:call-template>
        <xsl:call-template name="event-text">
          <xsl:with-param name="format" select="substring-after($format, '}')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$format"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="event-word">
    <xsl:param name="word"/>
    <xsl:choose>
      <xsl:when test="$word = 'vm'"><xsl:value-of select="@name"/></xsl:when>
      <xsl:when test="$word = 'host'"><xsl:value-of select="p:place[@type = 'HostSystem'][1]/@name"/></xsl:when>
      <xsl:when test="$word = 'datacenter'"><xsl:value-of select="p:place[@type = 'Datacenter'][1]/@name"/></xsl:when>
      <xsl:when test="$word = 'place'"><xsl:value-of select="p:place[1]/@name"/></xsl:when>
      <xsl:when test="$word = 'user'"><xsl:value-of select="@user"/></xsl:when>
      <xsl:when test="$word = 'message'"><xsl:value-of select="g:message"/></xsl:when>
      <xsl:when test="$word = 'fault'"><xsl:value-of select="g:fault/g:message"/></xsl:when>
      <xsl:when test="$word = 'task'">
        <xsl:call-template name="method-words">
          <xsl:with-param name="command" select="string(g:detail[@name = 'command'])"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="g:detail[@name = $word]"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What a type has beyond Event, in the order of the schema. -->
  <xsl:template name="event-fields">
    <xsl:param name="type"/>
    <xsl:choose>
      <!-- What a client posted, it has put in order. -->
      <xsl:when test="v:eventToPost">
        <xsl:copy-of select="v:eventToPost/*[not(self::v:key or self::v:chainId or self::v:createdTime or self::v:userName
                                                 or self::v:datacenter or self::v:computeResource or self::v:host or self::v:vm
                                                 or self::v:ds or self::v:net or self::v:dvs or self::v:fullFormattedMessage
                                                 or self::v:changeTag)]"/>
      </xsl:when>
      <xsl:when test="$type = 'EventEx'">
        <eventTypeId>
          <xsl:call-template name="event-type-id"><xsl:with-param name="type" select="$type"/></xsl:call-template>
        </eventTypeId>
        <severity><xsl:choose><xsl:when test="g:fault">error</xsl:when><xsl:otherwise>info</xsl:otherwise></xsl:choose></severity>
        <message><xsl:value-of select="g:message"/></message>
        <xsl:if test="p:place">
          <objectId><xsl:value-of select="p:place[1]/@id"/></objectId>
          <objectType><xsl:value-of select="p:place[1]/@type"/></objectType>
          <objectName><xsl:value-of select="p:place[1]/@name"/></objectName>
        </xsl:if>
        <xsl:apply-templates select="g:fault" mode="event-fault"><xsl:with-param name="as">fault</xsl:with-param></xsl:apply-templates>
      </xsl:when>
      <xsl:when test="$type = 'TaskEvent'"><xsl:call-template name="event-task"/></xsl:when>
      <xsl:when test="starts-with($type, 'Vm')">
        <template>false</template>
        <xsl:if test="$type = 'VmRenamedEvent'">
          <oldName><xsl:value-of select="g:detail[@name = 'oldName']"/></oldName>
          <newName><xsl:value-of select="@name"/></newName>
        </xsl:if>
        <xsl:if test="$type = 'VmMigratedEvent' or $type = 'VmRelocatedEvent'">
          <xsl:variable name="source" select="string(g:detail[@name = 'sourceHost'])"/>
          <sourceHost>
            <name><xsl:value-of select="g:detail[@name = 'sourceHostName']"/></name>
            <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', $source)"/></host>
          </sourceHost>
        </xsl:if>
        <xsl:if test="$type = 'VmReconfiguredEvent'"><xsl:call-template name="event-config"/></xsl:if>
        <xsl:apply-templates select="g:fault" mode="event-fault"><xsl:with-param name="as">reason</xsl:with-param></xsl:apply-templates>
      </xsl:when>
      <xsl:when test="$type = 'UserLoginSessionEvent'">
        <ipAddress><xsl:value-of select="g:detail[@name = 'address']"/></ipAddress>
        <userAgent><xsl:value-of select="g:detail[@name = 'agent']"/></userAgent>
        <locale><xsl:value-of select="g:detail[@name = 'locale']"/></locale>
        <sessionId><xsl:value-of select="g:detail[@name = 'session']"/></sessionId>
      </xsl:when>
      <xsl:when test="$type = 'UserLogoutSessionEvent'">
        <ipAddress><xsl:value-of select="g:detail[@name = 'address']"/></ipAddress>
        <userAgent><xsl:value-of select="g:detail[@name = 'agent']"/></userAgent>
        <callCount><xsl:value-of select="number(concat('0', g:detail[@name = 'calls']))"/></callCount>
        <sessionId><xsl:value-of select="g:detail[@name = 'session']"/></sessionId>
        <loginTime><xsl:value-of select="g:detail[@name = 'login']"/></loginTime>
      </xsl:when>
      <xsl:when test="$type = 'BadUsernameSessionEvent'">
        <ipAddress><xsl:value-of select="g:detail[@name = 'address']"/></ipAddress>
      </xsl:when>
      <xsl:when test="$type = 'SessionTerminatedEvent'">
        <sessionId><xsl:value-of select="g:detail[@name = 'session']"/></sessionId>
        <terminatedUsername><xsl:value-of select="g:detail[@name = 'terminated']"/></terminatedUsername>
      </xsl:when>
      <xsl:when test="$type = 'GeneralUserEvent'">
        <message><xsl:value-of select="g:message"/></message>
        <xsl:call-template name="event-argument">
          <xsl:with-param name="as">entity</xsl:with-param>
          <xsl:with-param name="place" select="p:place[1]"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="starts-with($type, 'Role')">
        <xsl:call-template name="event-role"/>
        <xsl:if test="$type != 'RoleRemovedEvent'">
          <xsl:for-each select="g:detail[starts-with(@name, 'privilege.')]">
            <privilegeList><xsl:value-of select="."/></privilegeList>
          </xsl:for-each>
        </xsl:if>
      </xsl:when>
      <xsl:when test="starts-with($type, 'Permission')">
        <xsl:call-template name="event-argument">
          <xsl:with-param name="as">entity</xsl:with-param>
          <xsl:with-param name="place" select="p:place[1]"/>
        </xsl:call-template>
        <principal><xsl:value-of select="g:detail[@name = 'principal']"/></principal>
        <group>false</group>
        <xsl:if test="$type != 'PermissionRemovedEvent'">
          <xsl:call-template name="event-role"/>
          <propagate><xsl:value-of select="g:detail[@name = 'propagate']"/></propagate>
        </xsl:if>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="event-role">
    <role>
      <roleId><xsl:value-of select="g:detail[@name = 'roleId']"/></roleId>
      <name><xsl:value-of select="g:detail[@name = 'role']"/></name>
    </role>
  </xsl:template>

  <!-- The plain values that were set; changes of devices are in the task. -->
  <xsl:template name="event-config">
    <configSpec>
      <xsl:for-each select="g:detail[@name = 'name']"><name><xsl:value-of select="."/></name></xsl:for-each>
      <xsl:for-each select="g:detail[@name = 'notes']"><annotation><xsl:value-of select="."/></annotation></xsl:for-each>
      <xsl:for-each select="g:detail[@name = 'cpu.count']"><numCPUs><xsl:value-of select="."/></numCPUs></xsl:for-each>
      <xsl:for-each select="g:detail[@name = 'memory.mib']"><memoryMB><xsl:value-of select="."/></memoryMB></xsl:for-each>
    </configSpec>
  </xsl:template>

  <xsl:template match="g:fault" mode="event-fault">
    <xsl:param name="as"/>
    <xsl:element name="{$as}">
      <xsl:apply-templates select="." mode="localized">
        <xsl:with-param name="command" select="string(../g:detail[@name = 'command'])"/>
      </xsl:apply-templates>
    </xsl:element>
  </xsl:template>

  <!-- The task as it was when it was asked for. -->
  <xsl:template name="event-task">
    <xsl:variable name="id" select="d:native('Task', string(g:detail[@name = 'task']))"/>
    <xsl:variable name="command" select="string(g:detail[@name = 'command'])"/>
    <info>
      <xsl:call-template name="task-identity">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="command" select="$command"/>
      </xsl:call-template>
      <xsl:variable name="vm"><xsl:call-template name="event-vm-id"/></xsl:variable>
      <xsl:choose>
        <xsl:when test="$vm != ''"><entity type="VirtualMachine"><xsl:value-of select="$vm"/></entity></xsl:when>
        <xsl:when test="p:place">
          <entity type="{p:place[1]/@type}"><xsl:value-of select="p:place[1]/@id"/></entity>
        </xsl:when>
      </xsl:choose>
      <entityName><xsl:call-template name="event-vm"/></entityName>
      <state>queued</state>
      <cancelled>false</cancelled>
      <cancelable>true</cancelable>
      <reason xsi:type="TaskReasonUser"><userName><xsl:value-of select="@user"/></userName></reason>
      <queueTime><xsl:value-of select="@time"/></queueTime>
      <eventChainId><xsl:value-of select="@chain"/></eventChainId>
    </info>
  </xsl:template>
</xsl:stylesheet>

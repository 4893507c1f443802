<?xml version="1.0" encoding="UTF-8"?>
<!-- An event as XAPI's message of it. The object that it is about comes along where it is still there. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:x="urn:dragoman:xapi"
                xmlns:d="urn:dragoman:functions" exclude-result-prefixes="g p d">

  <!-- Generic event, message and what the body says (XenAPI: Api_messages). -->
  <xsl:variable name="message-names">
vm.poweredOn VM_STARTED started
vm.poweredOff VM_SHUTDOWN shut down forcibly
vm.guestShutdown VM_SHUTDOWN shut down cleanly
vm.reset VM_REBOOTED rebooted forcibly
vm.guestReboot VM_REBOOTED rebooted cleanly
vm.suspended VM_SUSPENDED suspended
vm.resumed VM_RESUMED resumed
vm.paused VM_PAUSED paused
vm.unpaused VM_UNPAUSED unpaused
vm.cloned VM_CLONED cloned
vm.migrated VM_MIGRATED migrated
vm.snapshotCreated VM_SNAPSHOTTED snapshotted
vm.reverted VM_SNAPSHOT_REVERTED reverted to a snapshot
vm.removed VM_DELETED deleted
</xsl:variable>

  <xsl:template match="g:event">
    <xsl:variable name="row" select="substring-before(substring-after($message-names, concat('&#10;', @type, ' ')), '&#10;')"/>
    <xsl:variable name="vm" select="/p:view/p:related/g:vm"/>
    <xsl:choose>
      <xsl:when test="$row != ''">
        <x:message ref="OpaqueRef:message-{@sequence}">
          <x:uuid><xsl:value-of select="concat('00000000-0000-4000-a000-', format-number(@sequence, '000000000000'))"/></x:uuid>
          <x:name><xsl:value-of select="substring-before($row, ' ')"/></x:name>
          <x:priority>5</x:priority>
          <x:cls>VM</x:cls>
          <x:obj_uuid>
            <xsl:choose>
              <xsl:when test="$vm/g:uuid"><xsl:value-of select="d:distinct('VM', string($vm/g:uuid), string(@target))"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="@target"/></xsl:otherwise>
            </xsl:choose>
          </x:obj_uuid>
          <x:timestamp>
            <x:dateTime>
              <xsl:call-template name="time"><xsl:with-param name="value" select="@time"/></xsl:call-template>
            </x:dateTime>
          </x:timestamp>
          <x:body><xsl:value-of select="concat(&quot;VM '&quot;, @name, &quot;' &quot;, substring-after($row, ' '))"/></x:body>
        </x:message>
      </xsl:when>
      <!-- Clients of other protocols hear of it; XAPI has no message. -->
      <xsl:otherwise><xsl:element name="d:documents"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What a client has to say (XenAPI: message.create). -->
  <xsl:template match="g:question[x:call/x:method = 'message.create']" priority="2">
    <xsl:variable name="values" select="x:call/x:params/x:value"/>
    <x:message ref="OpaqueRef:message-{@id}">
      <x:uuid><xsl:value-of select="@id"/></x:uuid>
      <x:name><xsl:value-of select="$values[1]"/></x:name>
      <x:priority><xsl:value-of select="$values[2]"/></x:priority>
      <x:cls><xsl:value-of select="$values[3]"/></x:cls>
      <x:obj_uuid><xsl:value-of select="$values[4]"/></x:obj_uuid>
      <x:timestamp>
        <x:dateTime>
          <xsl:call-template name="time"><xsl:with-param name="value" select="d:now()"/></xsl:call-template>
        </x:dateTime>
      </x:timestamp>
      <x:body><xsl:value-of select="$values[5]"/></x:body>
    </x:message>
  </xsl:template>

  <!-- One's own login (XenAPI: session). -->
  <xsl:template match="g:session">
    <xsl:variable name="host" select="/p:view/p:related/p:ref[@type = 'host'][1]"/>
    <x:session ref="{@ref}">
      <x:uuid><xsl:value-of select="@key"/></x:uuid>
      <x:this_host>
        <xsl:choose>
          <xsl:when test="$host"><xsl:value-of select="d:native('host', string($host/@id))"/></xsl:when>
          <xsl:otherwise>OpaqueRef:NULL</xsl:otherwise>
        </xsl:choose>
      </x:this_host>
      <x:last_active>
        <x:dateTime><xsl:call-template name="time"><xsl:with-param name="value" select="@lastActive"/></xsl:call-template></x:dateTime>
      </x:last_active>
      <x:validation_time>
        <x:dateTime><xsl:call-template name="time"><xsl:with-param name="value" select="@time"/></xsl:call-template></x:dateTime>
      </x:validation_time>
      <x:pool><x:boolean>0</x:boolean></x:pool>
      <x:is_local_superuser><x:boolean><xsl:value-of select="number(@role = 'admin')"/></x:boolean></x:is_local_superuser>
      <x:auth_user_name><xsl:value-of select="@user"/></x:auth_user_name>
      <x:rbac_permissions><x:array/></x:rbac_permissions>
      <x:originator><xsl:value-of select="@agent"/></x:originator>
    </x:session>
  </xsl:template>
</xsl:stylesheet>

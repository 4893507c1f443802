<?xml version="1.0" encoding="UTF-8"?>
<!-- Operations of the automation API as vim25 methods. The input is the call with its arguments. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:s="urn:dragoman:services" xmlns:g="urn:dragoman:generic" exclude-result-prefixes="s g">
  <xsl:output method="xml"/>

  <xsl:variable name="vm" select="string(/s:call/s:input/s:vm)"/>

  <!-- The method of each operation that is one and nothing else. -->
  <xsl:variable name="methods">
|com.vmware.vcenter.VM.delete=Destroy_Task|
|com.vmware.vcenter.VM.unregister=UnregisterVM|
|com.vmware.vcenter.vm.power.start=PowerOnVM_Task|
|com.vmware.vcenter.vm.power.stop=PowerOffVM_Task|
|com.vmware.vcenter.vm.power.reset=ResetVM_Task|
|com.vmware.vcenter.vm.power.suspend=SuspendVM_Task|
|com.vmware.vcenter.vm.guest.power.shutdown=ShutdownGuest|
|com.vmware.vcenter.vm.guest.power.reboot=RebootGuest|
</xsl:variable>

  <xsl:template match="/s:call">
    <xsl:variable name="key" select="concat('|', @service, '.', @operation, '=')"/>
    <xsl:variable name="method" select="substring-before(substring-after($methods, $key), '|')"/>
    <xsl:choose>
      <xsl:when test="$method != ''">
        <xsl:element name="{$method}" namespace="urn:vim25"><xsl:call-template name="this"/></xsl:element>
      </xsl:when>
      <xsl:when test="@operation = 'update'"><xsl:apply-templates select="s:input/s:spec"/></xsl:when>
      <xsl:otherwise>
        <g:fault code="notSupported"><g:message>The operation is not supported.</g:message></g:fault>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="this"><_this type="VirtualMachine"><xsl:value-of select="$vm"/></_this></xsl:template>

  <xsl:template match="s:spec">
    <ReconfigVM_Task>
      <xsl:call-template name="this"/>
      <spec>
        <xsl:choose>
          <xsl:when test="/s:call/@service = 'com.vmware.vcenter.vm.hardware.cpu'">
            <xsl:for-each select="s:count"><numCPUs><xsl:value-of select="."/></numCPUs></xsl:for-each>
            <xsl:for-each select="s:cores_per_socket">
              <numCoresPerSocket><xsl:value-of select="."/></numCoresPerSocket>
            </xsl:for-each>
            <xsl:for-each select="s:hot_add_enabled">
              <cpuHotAddEnabled><xsl:value-of select="."/></cpuHotAddEnabled>
            </xsl:for-each>
            <xsl:for-each select="s:hot_remove_enabled">
              <cpuHotRemoveEnabled><xsl:value-of select="."/></cpuHotRemoveEnabled>
            </xsl:for-each>
          </xsl:when>
          <xsl:otherwise>
            <xsl:for-each select="s:size_MiB"><memoryMB><xsl:value-of select="."/></memoryMB></xsl:for-each>
            <xsl:for-each select="s:hot_add_enabled">
              <memoryHotAddEnabled><xsl:value-of select="."/></memoryHotAddEnabled>
            </xsl:for-each>
          </xsl:otherwise>
        </xsl:choose>
      </spec>
    </ReconfigVM_Task>
  </xsl:template>
</xsl:stylesheet>

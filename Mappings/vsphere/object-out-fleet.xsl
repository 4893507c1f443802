<?xml version="1.0" encoding="UTF-8"?>
<!-- The vCenter that the whole fleet is shown as: its service instance and managers; and one client's session. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g p d">

  <xsl:template match="g:fleet" mode="objects">
    <xsl:element name="d:documents">
      <xsl:call-template name="service-instance"/>
      <xsl:call-template name="session-manager"/>
      <xsl:call-template name="task-manager"/>
      <xsl:call-template name="event-manager"/>
      <xsl:call-template name="custom-fields-manager"/>
      <xsl:call-template name="alarm-manager"/>
      <xsl:call-template name="plain">
        <xsl:with-param name="type">OptionManager</xsl:with-param>
        <xsl:with-param name="id">VpxSettings</xsl:with-param>
      </xsl:call-template>
      <xsl:call-template name="plain"><xsl:with-param name="type">ExtensionManager</xsl:with-param></xsl:call-template>
      <xsl:call-template name="license-manager"/>
      <xsl:call-template name="authorization-manager"/>
      <xsl:call-template name="plain"><xsl:with-param name="type">UserDirectory</xsl:with-param></xsl:call-template>
      <xsl:call-template name="plain"><xsl:with-param name="type">SearchIndex</xsl:with-param></xsl:call-template>
      <xsl:call-template name="plain"><xsl:with-param name="type">FileManager</xsl:with-param></xsl:call-template>
      <xsl:call-template name="plain">
        <xsl:with-param name="type">VirtualDiskManager</xsl:with-param>
        <xsl:with-param name="id">virtualDiskManager</xsl:with-param>
      </xsl:call-template>
      <xsl:call-template name="plain"><xsl:with-param name="type">OvfManager</xsl:with-param></xsl:call-template>
      <xsl:call-template name="plain"><xsl:with-param name="type">CustomizationSpecManager</xsl:with-param></xsl:call-template>
      <xsl:call-template name="plain">
        <xsl:with-param name="type">DiagnosticManager</xsl:with-param>
        <xsl:with-param name="id">DiagMgr</xsl:with-param>
      </xsl:call-template>
      <xsl:call-template name="guest-operations"/>
      <xsl:call-template name="plain">
        <xsl:with-param name="type">VirtualMachineProvisioningChecker</xsl:with-param>
        <xsl:with-param name="id">ProvChecker</xsl:with-param>
      </xsl:call-template>
      <xsl:call-template name="plain"><xsl:with-param name="type">ViewManager</xsl:with-param></xsl:call-template>
      <xsl:call-template name="plain">
        <xsl:with-param name="type">PropertyCollector</xsl:with-param>
        <xsl:with-param name="id">propertyCollector</xsl:with-param>
      </xsl:call-template>
    </xsl:element>
  </xsl:template>

  <xsl:template name="plain">
    <xsl:param name="type"/>
    <xsl:param name="id" select="$type"/>
    <managedObject type="{$type}" id="{$id}"/>
  </xsl:template>

  <!-- What would be done inside guests: nothing here can, and each method says so. -->
  <xsl:template name="guest-operations">
    <managedObject type="GuestOperationsManager" id="guestOperationsManager">
      <authManager type="GuestAuthManager">guestOperationsAuthManager</authManager>
      <fileManager type="GuestFileManager">guestOperationsFileManager</fileManager>
      <processManager type="GuestProcessManager">guestOperationsProcessManager</processManager>
    </managedObject>
    <xsl:call-template name="plain">
      <xsl:with-param name="type">GuestAuthManager</xsl:with-param>
      <xsl:with-param name="id">guestOperationsAuthManager</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="plain">
      <xsl:with-param name="type">GuestFileManager</xsl:with-param>
      <xsl:with-param name="id">guestOperationsFileManager</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="plain">
      <xsl:with-param name="type">GuestProcessManager</xsl:with-param>
      <xsl:with-param name="id">guestOperationsProcessManager</xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="service-instance">
    <managedObject type="ServiceInstance" id="ServiceInstance">
      <serverClock><xsl:value-of select="@time"/></serverClock>
      <capability>
        <provisioningSupported>true</provisioningSupported>
        <multiHostSupported>true</multiHostSupported>
        <userShellAccessSupported>false</userShellAccessSupported>
      </capability>
      <content>
        <rootFolder type="Folder"><xsl:value-of select="d:native('Folder', $related[@role = 'root']/@id)"/></rootFolder>
        <propertyCollector type="PropertyCollector">propertyCollector</propertyCollector>
        <viewManager type="ViewManager">ViewManager</viewManager>
        <about>
          <name>VMware vCenter Server</name>
          <fullName>
            <xsl:value-of select="concat('VMware vCenter Server 8.0.3 interface of ', @name, ' ', @version)"/>
          </fullName>
          <vendor><xsl:value-of select="@name"/></vendor>
          <version>8.0.3</version>
          <build>0</build>
          <localeVersion>INTL</localeVersion>
          <localeBuild>000</localeBuild>
          <osType>linux-x64</osType>
          <productLineId>vpx</productLineId>
          <apiType>VirtualCenter</apiType>
          <apiVersion><xsl:value-of select="$api-version"/></apiVersion>
          <instanceUuid><xsl:value-of select="@instanceUuid"/></instanceUuid>
          <licenseProductName><xsl:value-of select="@name"/></licenseProductName>
          <licenseProductVersion><xsl:value-of select="@version"/></licenseProductVersion>
        </about>
        <setting type="OptionManager">VpxSettings</setting>
        <userDirectory type="UserDirectory">UserDirectory</userDirectory>
        <sessionManager type="SessionManager">SessionManager</sessionManager>
        <authorizationManager type="AuthorizationManager">AuthorizationManager</authorizationManager>
        <perfManager type="PerformanceManager">PerfMgr</perfManager>
        <alarmManager type="AlarmManager">AlarmManager</alarmManager>
        <eventManager type="EventManager">EventManager</eventManager>
        <taskManager type="TaskManager">TaskManager</taskManager>
        <extensionManager type="ExtensionManager">ExtensionManager</extensionManager>
        <customizationSpecManager type="CustomizationSpecManager">CustomizationSpecManager</customizationSpecManager>
        <customFieldsManager type="CustomFieldsManager">CustomFieldsManager</customFieldsManager>
        <diagnosticManager type="DiagnosticManager">DiagMgr</diagnosticManager>
        <licenseManager type="LicenseManager">LicenseManager</licenseManager>
        <searchIndex type="SearchIndex">SearchIndex</searchIndex>
        <fileManager type="FileManager">FileManager</fileManager>
        <virtualDiskManager type="VirtualDiskManager">virtualDiskManager</virtualDiskManager>
        <vmProvisioningChecker type="VirtualMachineProvisioningChecker">ProvChecker</vmProvisioningChecker>
        <ovfManager type="OvfManager">OvfManager</ovfManager>
        <guestOperationsManager type="GuestOperationsManager">guestOperationsManager</guestOperationsManager>
      </content>
    </managedObject>
  </xsl:template>

  <xsl:template match="g:session">
    <xsl:call-template name="session-manager"/>
  </xsl:template>

  <!-- SessionManager as one client sees it; in the fleet, as a client sees it that has not logged in. -->
  <xsl:template name="session-manager">
    <managedObject type="SessionManager" id="SessionManager">
      <xsl:for-each select="self::g:session/g:session">
        <sessionList><xsl:call-template name="user-session"/></sessionList>
      </xsl:for-each>
      <xsl:if test="self::g:session and @key != ''">
        <currentSession><xsl:call-template name="user-session"/></currentSession>
      </xsl:if>
      <messageLocaleList>en</messageLocaleList>
      <messageLocaleList>en_US</messageLocaleList>
      <supportedLocaleList>en</supportedLocaleList>
      <supportedLocaleList>en_US</supportedLocaleList>
      <defaultLocale>en</defaultLocale>
    </managedObject>
  </xsl:template>

  <!-- One session of a client. -->
  <xsl:template name="user-session">
    <key><xsl:value-of select="@key"/></key>
    <userName><xsl:value-of select="@user"/></userName>
    <fullName><xsl:value-of select="@user"/></fullName>
    <loginTime><xsl:value-of select="@time"/></loginTime>
    <lastActiveTime><xsl:value-of select="(@lastActive | @time[not(../@lastActive)])[1]"/></lastActiveTime>
    <locale><xsl:call-template name="locale"/></locale>
    <messageLocale><xsl:call-template name="locale"/></messageLocale>
    <extensionSession>false</extensionSession>
    <ipAddress><xsl:value-of select="@address"/></ipAddress>
    <userAgent><xsl:value-of select="@agent"/></userAgent>
    <callCount><xsl:value-of select="number(concat('0', @calls))"/></callCount>
  </xsl:template>

  <xsl:template name="locale">
    <xsl:choose>
      <xsl:when test="@locale != ''"><xsl:value-of select="@locale"/></xsl:when>
      <xsl:otherwise>en</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="task-manager">
    <managedObject type="TaskManager" id="TaskManager">
      <xsl:for-each select="$related[@type = 'task']">
        <recentTask type="Task"><xsl:value-of select="d:native('Task', @id)"/></recentTask>
      </xsl:for-each>
      <description>
        <xsl:call-template name="task-methods"/>
        <state><label>Queued</label><summary>The task waits for its turn</summary><key>queued</key></state>
        <state><label>Running</label><summary>The task is running</summary><key>running</key></state>
        <state><label>Completed</label><summary>The task has been done</summary><key>success</key></state>
        <state><label>Failed</label><summary>The task has failed</summary><key>error</key></state>
        <reason><label>User</label><summary>A user asked for the task</summary><key>TaskReasonUser</key></reason>
      </description>
      <maxCollector>1000</maxCollector>
    </managedObject>
  </xsl:template>
</xsl:stylesheet>

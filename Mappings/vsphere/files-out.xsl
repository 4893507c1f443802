<?xml version="1.0" encoding="UTF-8"?>
<!-- Commands on the files of a datastore, as vim25 calls and file transfers of an ESXi host. Included by command-out.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                xmlns:v="urn:dragoman:esxi" exclude-result-prefixes="g d">

  <!-- "[datastore] path", the datastore by the name that the host has for it. -->
  <xsl:template name="datastore-path">
    <xsl:param name="datastore" select="@target"/>
    <xsl:param name="path" select="@path"/>
    <xsl:value-of select="concat('[', $host/g:datastore[@id = $datastore]/g:name, ']')"/>
    <xsl:if test="$path != ''"><xsl:value-of select="concat(' ', $path)"/></xsl:if>
  </xsl:template>

  <xsl:template name="folder-of">
    <xsl:param name="path"/>
    <xsl:if test="contains($path, '/')">
      <xsl:value-of select="substring-before($path, '/')"/>
      <xsl:variable name="rest"><xsl:call-template name="folder-of"><xsl:with-param name="path" select="substring-after($path, '/')"/></xsl:call-template></xsl:variable>
      <xsl:if test="$rest != ''"><xsl:value-of select="concat('/', $rest)"/></xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- The argument _this: one of the server's managers, by the key of its name. -->
  <xsl:template name="manager">
    <xsl:param name="disks" select="false()"/>
    <xsl:choose>
      <xsl:when test="$disks">
        <_this type="VirtualDiskManager"><xsl:value-of select="$server[@key = 'virtualDiskManager']"/></_this>
      </xsl:when>
      <xsl:otherwise><_this type="FileManager"><xsl:value-of select="$server[@key = 'fileManager']"/></_this></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The datacenter of a datastore path; a server that has one only does not need it. -->
  <xsl:template name="datacenter">
    <xsl:param name="argument">datacenter</xsl:param>
    <xsl:if test="$server[@key = 'datacenter']">
      <xsl:element name="{$argument}" namespace="urn:vim25">
        <xsl:attribute name="type">Datacenter</xsl:attribute>
        <xsl:value-of select="$server[@key = 'datacenter']"/>
      </xsl:element>
    </xsl:if>
  </xsl:template>

  <xsl:template name="search">
    <xsl:param name="method"/>
    <xsl:param name="path"/>
    <xsl:param name="match">*</xsl:param>
    <p:plan>
      <p:step id="{$method}">
        <p:call>
          <xsl:element name="{$method}" namespace="urn:vim25">
            <_this type="HostDatastoreBrowser">
              <xsl:value-of select="$host/g:datastore[@id = $command/@target]/g:metadata/g:entry[@key = 'browser']"/>
            </_this>
            <datastorePath>
              <xsl:call-template name="datastore-path"><xsl:with-param name="path" select="$path"/></xsl:call-template>
            </datastorePath>
            <searchSpec>
              <query xsi:type="FolderFileQuery"/>
              <query xsi:type="VmDiskFileQuery">
                <details><diskType>true</diskType><capacityKb>true</capacityKb><hardwareVersion>false</hardwareVersion><thin>true</thin></details>
              </query>
              <query xsi:type="IsoImageFileQuery"/>
              <query xsi:type="VmConfigFileQuery"/>
              <query xsi:type="VmSnapshotFileQuery"/>
              <query xsi:type="VmNvramFileQuery"/>
              <query xsi:type="VmLogFileQuery"/>
              <query xsi:type="FileQuery"/>
              <details><fileType>true</fileType><fileSize>true</fileSize><modification>true</modification><fileOwner>false</fileOwner></details>
              <matchPattern><xsl:value-of select="$match"/></matchPattern>
            </searchSpec>
          </xsl:element>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'file.list']">
    <xsl:call-template name="search">
      <xsl:with-param name="method"><xsl:choose>
        <xsl:when test="@recursive = 'true' or @recursive = '1'">SearchDatastoreSubFolders_Task</xsl:when>
        <xsl:otherwise>SearchDatastore_Task</xsl:otherwise>
      </xsl:choose></xsl:with-param>
      <xsl:with-param name="path" select="@path"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="g:command[@name = 'volume.info']">
    <xsl:variable name="folder"><xsl:call-template name="folder-of"><xsl:with-param name="path" select="@path"/></xsl:call-template></xsl:variable>
    <xsl:call-template name="search">
      <xsl:with-param name="method">SearchDatastore_Task</xsl:with-param>
      <xsl:with-param name="path" select="string($folder)"/>
      <xsl:with-param name="match"><xsl:choose>
        <xsl:when test="$folder != ''"><xsl:value-of select="substring-after(@path, concat($folder, '/'))"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@path"/></xsl:otherwise>
      </xsl:choose></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- Content goes over the host's /folder; that of a virtual disk is in the file of its blocks. -->
  <xsl:template match="g:command[@name = 'file.read' or @name = 'file.write']">
    <p:plan>
      <p:step id="content">
        <p:call>
          <v:file datastore="{$host/g:datastore[@id = current()/@target]/g:name}" path="{@path}">
            <xsl:if test="(@disk = 'true' or @disk = '1') and substring(@path, string-length(@path) - 4) = '.vmdk'">
              <xsl:attribute name="path"><xsl:value-of select="concat(substring(@path, 1, string-length(@path) - 5), '-flat.vmdk')"/></xsl:attribute>
            </xsl:if>
            <xsl:if test="$server[@key = 'datacenterPath']">
              <xsl:attribute name="datacenter"><xsl:value-of select="$server[@key = 'datacenterPath']"/></xsl:attribute>
            </xsl:if>
            <xsl:attribute name="method"><xsl:choose>
              <xsl:when test="@name = 'file.read'">GET</xsl:when>
              <xsl:otherwise>PUT</xsl:otherwise>
            </xsl:choose></xsl:attribute>
          </v:file>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <!-- One method of one of the two file managers. -->
  <xsl:template name="file-method">
    <xsl:param name="method"/>
    <xsl:param name="disk" select="@disk = 'true' or @disk = '1'"/>
    <xsl:param name="arguments"/>
    <p:plan>
      <p:step id="{$method}">
        <p:call>
          <xsl:element name="{$method}" namespace="urn:vim25">
            <xsl:call-template name="manager"><xsl:with-param name="disks" select="$disk"/></xsl:call-template>
            <xsl:copy-of select="$arguments"/>
          </xsl:element>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'file.makeDirectory']">
    <xsl:call-template name="file-method">
      <xsl:with-param name="method">MakeDirectory</xsl:with-param>
      <xsl:with-param name="arguments">
        <name><xsl:call-template name="datastore-path"/></name>
        <xsl:call-template name="datacenter"/>
        <createParentDirectories><xsl:value-of select="@parents = 'true' or @parents = '1'"/></createParentDirectories>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="g:command[@name = 'file.delete']">
    <xsl:call-template name="file-method">
      <xsl:with-param name="method"><xsl:choose>
        <xsl:when test="@disk = 'true' or @disk = '1'">DeleteVirtualDisk_Task</xsl:when>
        <xsl:otherwise>DeleteDatastoreFile_Task</xsl:otherwise>
      </xsl:choose></xsl:with-param>
      <xsl:with-param name="arguments">
        <name><xsl:call-template name="datastore-path"/></name>
        <xsl:call-template name="datacenter"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="g:command[@name = 'file.copy' or @name = 'file.move']">
    <xsl:variable name="disk" select="@disk = 'true' or @disk = '1'"/>
    <xsl:variable name="verb"><xsl:choose>
      <xsl:when test="@name = 'file.copy'">Copy</xsl:when>
      <xsl:otherwise>Move</xsl:otherwise>
    </xsl:choose></xsl:variable>
    <xsl:variable name="to">
      <xsl:call-template name="datastore-path">
        <xsl:with-param name="datastore" select="@toDatastore"/>
        <xsl:with-param name="path" select="@toPath"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="not($host/g:datastore[@id = current()/@toDatastore])">
        <p:plan>
          <xsl:call-template name="refusal">
            <xsl:with-param name="code">invalidArgument</xsl:with-param>
            <xsl:with-param name="message">The host has no such datastore.</xsl:with-param>
            <xsl:with-param name="detail">argument</xsl:with-param>
            <xsl:with-param name="value">toDatastore</xsl:with-param>
          </xsl:call-template>
        </p:plan>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="file-method">
          <xsl:with-param name="method"><xsl:choose>
            <xsl:when test="$disk"><xsl:value-of select="concat($verb, 'VirtualDisk_Task')"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="concat($verb, 'DatastoreFile_Task')"/></xsl:otherwise>
          </xsl:choose></xsl:with-param>
          <xsl:with-param name="arguments">
            <sourceName><xsl:call-template name="datastore-path"/></sourceName>
            <xsl:call-template name="datacenter"><xsl:with-param name="argument">sourceDatacenter</xsl:with-param></xsl:call-template>
            <xsl:choose>
              <xsl:when test="$disk">
                <destName><xsl:value-of select="$to"/></destName>
                <xsl:call-template name="datacenter"><xsl:with-param name="argument">destDatacenter</xsl:with-param></xsl:call-template>
              </xsl:when>
              <xsl:otherwise>
                <destinationName><xsl:value-of select="$to"/></destinationName>
                <xsl:call-template name="datacenter">
                  <xsl:with-param name="argument">destinationDatacenter</xsl:with-param>
                </xsl:call-template>
              </xsl:otherwise>
            </xsl:choose>
            <force><xsl:value-of select="@overwrite = 'true' or @overwrite = '1'"/></force>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A host makes virtual disks; a plain file is sent. -->
  <xsl:template match="g:command[@name = 'volume.create'][@format]" priority="1">
    <p:plan>
      <xsl:call-template name="refusal">
        <xsl:with-param name="message">An ESXi host makes no plain file: its content is sent.</xsl:with-param>
        <xsl:with-param name="detail">command</xsl:with-param>
        <xsl:with-param name="value" select="@name"/>
      </xsl:call-template>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'volume.create']">
    <xsl:call-template name="file-method">
      <xsl:with-param name="method">CreateVirtualDisk_Task</xsl:with-param>
      <xsl:with-param name="disk" select="true()"/>
      <xsl:with-param name="arguments">
        <name><xsl:call-template name="datastore-path"/></name>
        <xsl:call-template name="datacenter"/>
        <spec xsi:type="FileBackedVirtualDiskSpec">
          <diskType><xsl:choose>
            <xsl:when test="@thin = 'false' or @thin = '0'">preallocated</xsl:when>
            <xsl:otherwise>thin</xsl:otherwise>
          </xsl:choose></diskType>
          <adapterType>lsiLogic</adapterType>
          <capacityKb><xsl:value-of select="format-number(ceiling(@capacity div 1024), '0')"/></capacityKb>
        </spec>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="g:command[@name = 'volume.resize']">
    <xsl:call-template name="file-method">
      <xsl:with-param name="method">ExtendVirtualDisk_Task</xsl:with-param>
      <xsl:with-param name="disk" select="true()"/>
      <xsl:with-param name="arguments">
        <name><xsl:call-template name="datastore-path"/></name>
        <xsl:call-template name="datacenter"/>
        <newCapacityKb><xsl:value-of select="format-number(ceiling(@capacity div 1024), '0')"/></newCapacityKb>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.register']">
    <p:plan makes="VirtualMachine" from="vm">
      <p:step id="RegisterVM_Task">
        <p:call>
          <RegisterVM_Task>
            <_this type="Folder"><xsl:value-of select="$server[@key = 'vmFolder']"/></_this>
            <path>
              <xsl:call-template name="datastore-path"><xsl:with-param name="datastore" select="@datastore"/></xsl:call-template>
            </path>
            <xsl:if test="g:name"><name><xsl:value-of select="g:name"/></name></xsl:if>
            <asTemplate><xsl:value-of select="@template = 'true' or @template = '1'"/></asTemplate>
            <xsl:if test="not(@template = 'true' or @template = '1')">
              <pool type="ResourcePool"><xsl:value-of select="$server[@key = 'resourcePool']"/></pool>
            </xsl:if>
            <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', @target)"/></host>
          </RegisterVM_Task>
        </p:call>
        <p:take name="vm" select="/*[local-name() = 'TaskInfo']/*[local-name() = 'result']"/>
      </p:step>
    </p:plan>
  </xsl:template>
</xsl:stylesheet>

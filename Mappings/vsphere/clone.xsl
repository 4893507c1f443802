<?xml version="1.0" encoding="UTF-8"?>
<!--
  vm.clone. A host by itself has no clone: its disks are copied into a folder of the new VM's name, and a VM like the source
  is made of them. The disks of one that runs are frozen by a snapshot meanwhile. Imported by command-out.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="urn:vim25"
                xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" xmlns:d="urn:dragoman:functions"
                exclude-result-prefixes="g d">

  <xsl:variable name="given" select="/p:input/g:command"/>
  <xsl:variable name="folder">
    <xsl:if test="starts-with($given/g:name, '.')">_</xsl:if>
    <xsl:value-of select="translate($given/g:name, '/\:', '___')"/>
  </xsl:variable>
  <xsl:variable name="clone-home" select="$given/@datastore | $source[not($given/@datastore)]/g:file/@datastore"/>

  <!-- The command that makes a VM like this one, on disks that are there already. -->
  <xsl:template match="g:vm" mode="like">
    <g:command name="vm.create" target="{@host}">
      <xsl:if test="$clone-home"><xsl:attribute name="datastore"><xsl:value-of select="$clone-home"/></xsl:attribute></xsl:if>
      <xsl:copy-of select="$given/g:name | g:notes"/>
      <xsl:copy-of select="g:cpu | g:memory | g:firmware | g:boot | g:allocation"/>
      <g:guest os="{g:guest/@os}"/>
      <xsl:for-each select="g:controllers/g:controller[@type != 'ide']">
        <g:controller op="add"><xsl:copy-of select="@id | @type | @bus | @model"/></g:controller>
      </xsl:for-each>
      <xsl:for-each select="g:disks/g:disk">
        <g:disk op="add">
          <xsl:copy-of select="@id | @mode"/>
          <xsl:attribute name="datastore">
            <xsl:value-of select="$given/@datastore | @datastore[not($given/@datastore)]"/>
          </xsl:attribute>
          <xsl:attribute name="path"><xsl:call-template name="copy-path"/></xsl:attribute>
        </g:disk>
      </xsl:for-each>
      <xsl:for-each select="g:cdroms/g:cdrom">
        <g:cdrom op="add"><xsl:copy-of select="@id | @datastore | @path | @connected"/></g:cdrom>
      </xsl:for-each>
      <xsl:for-each select="g:nics/g:nic">
        <g:nic op="add"><xsl:copy-of select="@slot | @model | @network | @connected"/></g:nic>
      </xsl:for-each>
      <g:metadata>
        <g:entry owner="vsphere" key="version"><xsl:value-of select="g:version"/></g:entry>
        <g:entry owner="vsphere" key="files.vmPathName">
          <xsl:value-of select="concat('[] ', $folder, '/', $folder, '.vmx')"/>
        </g:entry>
        <xsl:copy-of select="g:metadata/g:entry"/>
      </g:metadata>
    </g:command>
  </xsl:template>

  <!-- Context: a disk of the source: where its copy goes, within the datastore. -->
  <xsl:template name="copy-path">
    <xsl:value-of select="concat($folder, '/', $folder)"/>
    <xsl:if test="position() &gt; 1"><xsl:value-of select="concat('_', position() - 1)"/></xsl:if>
    <xsl:text>.vmdk</xsl:text>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.clone']">
    <xsl:variable name="refused">
      <xsl:apply-templates select="$command/g:controller | $command/g:disk | $command/g:cdrom | $command/g:nic" mode="refuse"/>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$server[@key = 'apiType'] = 'VirtualCenter'"><xsl:call-template name="clone-by-center"/></xsl:when>
      <xsl:when test="@linked = 'true' or @linked = '1' or @snapshot">
        <p:plan>
          <xsl:call-template name="refusal">
            <xsl:with-param name="message">An ESXi host makes full clones of the present state only.</xsl:with-param>
            <xsl:with-param name="detail">command</xsl:with-param>
            <xsl:with-param name="value" select="@name"/>
          </xsl:call-template>
        </p:plan>
      </xsl:when>
      <xsl:when test="string($refused)">
        <p:plan>
          <xsl:call-template name="refuse-device"><xsl:with-param name="refused" select="string($refused)"/></xsl:call-template>
        </p:plan>
      </xsl:when>
      <xsl:otherwise>
        <p:plan makes="VirtualMachine" from="vm">
          <xsl:if test="$source/g:powerState = 'running'"><xsl:call-template name="freeze"/></xsl:if>
          <xsl:call-template name="make-folders"/>
          <xsl:for-each select="$source/g:disks/g:disk">
            <xsl:call-template name="copy-disk"/>
          </xsl:for-each>
          <xsl:for-each select="$command"><xsl:call-template name="create-step"/></xsl:for-each>
          <xsl:if test="$source/g:powerState = 'running'">
            <p:step id="thaw"><p:call><xsl:call-template name="thaw"/></p:call></p:step>
          </xsl:if>
        </p:plan>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A vCenter clones by itself. -->
  <xsl:template name="clone-by-center">
    <p:plan makes="VirtualMachine" from="vm">
      <p:step id="CloneVM_Task">
        <p:call>
          <CloneVM_Task>
            <_this type="VirtualMachine"><xsl:value-of select="d:native('VirtualMachine', $source/@id)"/></_this>
            <folder type="Folder"><xsl:call-template name="folder"/></folder>
            <name><xsl:value-of select="g:name"/></name>
            <spec>
              <location>
                <xsl:if test="@datastore">
                  <datastore type="Datastore">
                    <xsl:value-of select="substring-after(d:native('Datastore', @datastore), '/')"/>
                  </datastore>
                </xsl:if>
                <xsl:if test="@linked = 'true' or @linked = '1'"><diskMoveType>createNewChildDiskBacking</diskMoveType></xsl:if>
                <pool type="ResourcePool"><xsl:call-template name="pool"/></pool>
                <host type="HostSystem"><xsl:value-of select="d:native('HostSystem', $source/@host)"/></host>
              </location>
              <template>false</template>
              <xsl:if test="g:notes"><config><annotation><xsl:value-of select="g:notes"/></annotation></config></xsl:if>
              <powerOn>false</powerOn>
              <xsl:if test="@snapshot">
                <snapshot type="VirtualMachineSnapshot">
                  <xsl:value-of select="d:native('VirtualMachineSnapshot', @snapshot)"/>
                </snapshot>
              </xsl:if>
            </spec>
          </CloneVM_Task>
        </p:call>
        <p:take name="vm" select="/*[local-name() = 'TaskInfo']/*[local-name() = 'result']"/>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template match="g:command[@name = 'vm.upgrade']">
    <p:plan>
      <p:step id="UpgradeVM_Task">
        <p:call>
          <UpgradeVM_Task>
            <xsl:call-template name="this-vm"/>
            <xsl:if test="@version"><version><xsl:value-of select="@version"/></version></xsl:if>
          </UpgradeVM_Task>
        </p:call>
      </p:step>
    </p:plan>
  </xsl:template>

  <xsl:template name="freeze">
    <p:step id="freeze">
      <p:call>
        <CreateSnapshot_Task>
          <_this type="VirtualMachine"><xsl:value-of select="d:native('VirtualMachine', $source/@id)"/></_this>
          <name><xsl:value-of select="concat('Clone ', $given/g:name)"/></name>
          <memory>false</memory>
          <quiesce>false</quiesce>
        </CreateSnapshot_Task>
      </p:call>
      <p:undo><xsl:call-template name="thaw"/></p:undo>
      <p:take name="snapshot" select="/*[local-name() = 'TaskInfo']/*[local-name() = 'result']"/>
    </p:step>
  </xsl:template>
  <xsl:template name="thaw">
    <RemoveSnapshot_Task>
      <_this type="VirtualMachineSnapshot"><p:taken name="snapshot"/></_this>
      <removeChildren>false</removeChildren>
    </RemoveSnapshot_Task>
  </xsl:template>

  <!-- The new VM's folder, on each datastore that a copy goes to. -->
  <xsl:template name="make-folders">
    <xsl:for-each select="$host/g:datastore[@id = $command/@datastore or @id = $command/g:disk/@datastore]">
      <xsl:variable name="path" select="concat('[', g:name, '] ', $folder)"/>
      <p:step id="folder-{position()}">
        <p:call>
          <MakeDirectory>
            <xsl:call-template name="manager"/>
            <name><xsl:value-of select="$path"/></name>
            <xsl:call-template name="datacenter"/>
          </MakeDirectory>
        </p:call>
        <p:undo>
          <DeleteDatastoreFile_Task>
            <xsl:call-template name="manager"/>
            <name><xsl:value-of select="$path"/></name>
            <xsl:call-template name="datacenter"/>
          </DeleteDatastoreFile_Task>
        </p:undo>
      </p:step>
    </xsl:for-each>
  </xsl:template>

  <!-- Context: a disk of the source. -->
  <xsl:template name="copy-disk">
    <xsl:variable name="copy" select="$command/g:disk[@id = current()/@id]"/>
    <xsl:variable name="to" select="concat('[', $host/g:datastore[@id = $copy/@datastore]/g:name, '] ', $copy/@path)"/>
    <p:step id="disk-{position()}">
      <p:call>
        <CopyVirtualDisk_Task>
          <xsl:call-template name="manager"><xsl:with-param name="disks" select="true()"/></xsl:call-template>
          <sourceName>
            <xsl:value-of select="concat('[', $host/g:datastore[@id = current()/@datastore]/g:name, '] ', @path)"/>
          </sourceName>
          <xsl:call-template name="datacenter"><xsl:with-param name="argument">sourceDatacenter</xsl:with-param></xsl:call-template>
          <destName><xsl:value-of select="$to"/></destName>
          <xsl:call-template name="datacenter"><xsl:with-param name="argument">destDatacenter</xsl:with-param></xsl:call-template>
        </CopyVirtualDisk_Task>
      </p:call>
      <p:undo>
        <DeleteVirtualDisk_Task>
          <xsl:call-template name="manager"><xsl:with-param name="disks" select="true()"/></xsl:call-template>
          <name><xsl:value-of select="$to"/></name>
          <xsl:call-template name="datacenter"/>
        </DeleteVirtualDisk_Task>
      </p:undo>
    </p:step>
  </xsl:template>
</xsl:stylesheet>

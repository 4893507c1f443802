import Bus
import Foundation
import XML

/// A platform of a few lines, so that a test sees every message: `machine`s on a `node`, commanded by
/// `<call do="…" machine="…"/>`.
enum ToyMappings {
    static let platform = "toy"

    /// Writes the mappings into a folder, with the generic schemas that the package ships.
    static func load(into folder: URL) throws -> Mappings {
        let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Mappings/generic")
        let toy = folder.appendingPathComponent(platform)
        try FileManager.default.createDirectory(at: toy, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: shipped, to: folder.appendingPathComponent("generic"))
        for (name, text) in files { try text.write(to: toy.appendingPathComponent(name), atomically: true, encoding: .utf8) }
        return try Mappings(directory: folder, platforms: [platform])
    }

    private static func sheet(_ body: String) -> String {
        """
        <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:d="urn:dragoman:functions"
                        xmlns:g="urn:dragoman:generic" xmlns:p="urn:dragoman:plan" exclude-result-prefixes="d g p">
        \(body)
        </xsl:stylesheet>
        """
    }

    private static let files: [String: String] = [
        "commands.xml": """
            <commands xmlns="urn:dragoman:commands" platform="toy" secrets="//@word">
              <types>
                <type generic="host" native="node" pattern="node-{number}"/>
                <type generic="vm" native="machine" pattern="m-{number}"/>
                <type generic="datastore" native="pool" pattern="{uuid}"/>
                <type generic="network" native="net" pattern="{uuid}"/>
                <type generic="snapshot" native="shot" pattern="shot-{number}"/>
                <type generic="task" native="job" pattern="job-{number}"/>
              </types>
              <accepts><command native="Start" generic="vm.powerOn"/><command native="Stop" generic="vm.powerOff"/></accepts>
              <performs>
                <command generic="vm.powerOn" how="native" data="never" because="Starting needs no data."/>
                <command generic="vm.powerOff" how="native" data="always" because="Stopping looks at the state."/>
                <command generic="vm.shutdownGuest" how="native" data="never" because="The guest is asked."/>
                <command generic="vm.suspend" how="native" data="when" when="g:vm/g:powerState = 'running'" because="It depends."/>
                <command generic="vm.reset" how="composed" data="always" because="Three calls."/>
                <command generic="vm.rename" how="native" data="never" because="The name is all."/>
                <command generic="vm.create" how="native" data="always" because="It is made on the host."/>
                <command generic="vm.relocate" how="native" data="always" because="The other host has to be known."/>
                <command generic="vm.destroy" how="native" data="never" because="It goes."/>
                <command generic="vm.pause" how="refused" fault="notSupported" because="Toys cannot be paused."/>
              </performs>
            </commands>
            """,
        "command-in.xsl": sheet(
            """
            <xsl:template match="/Start"><g:command name="vm.powerOn" target="{d:id('machine', @machine)}"/></xsl:template>
            <xsl:template match="/Stop"><g:command name="vm.powerOff" target="{d:id('machine', @machine)}"/></xsl:template>
            <xsl:template match="/*" priority="-1"><g:fault code="notSupported"><g:message>no <xsl:value-of select="name()"/></g:message></g:fault></xsl:template>
            """),
        "command-out.xsl": sheet(
            """
            <xsl:template match="/p:input"><p:plan><xsl:apply-templates select="g:command"/></p:plan></xsl:template>
            <xsl:template match="g:command[@name = 'vm.powerOn']"><xsl:call-template name="one"><xsl:with-param name="do">start</xsl:with-param></xsl:call-template></xsl:template>
            <xsl:template match="g:command[@name = 'vm.powerOff']"><xsl:call-template name="one"><xsl:with-param name="do">stop</xsl:with-param></xsl:call-template></xsl:template>
            <xsl:template match="g:command[@name = 'vm.shutdownGuest']"><xsl:call-template name="one"><xsl:with-param name="do">ask</xsl:with-param></xsl:call-template></xsl:template>
            <xsl:template match="g:command[@name = 'vm.suspend']"><xsl:call-template name="one"><xsl:with-param name="do">suspend</xsl:with-param></xsl:call-template></xsl:template>
            <xsl:template match="g:command[@name = 'vm.destroy']"><xsl:call-template name="one"><xsl:with-param name="do">destroy</xsl:with-param></xsl:call-template></xsl:template>
            <xsl:template match="g:command[@name = 'vm.relocate']">
              <xsl:attribute name="makes">machine</xsl:attribute><xsl:attribute name="from">new</xsl:attribute>
              <p:step id="migrate"><p:call><call do="migrate" machine="{d:native('machine', @target)}"/></p:call><p:take name="new" select="/done/@id"/></p:step>
            </xsl:template>
            <xsl:template match="g:command[@name = 'vm.rename']">
              <xsl:call-template name="one"><xsl:with-param name="do">rename</xsl:with-param></xsl:call-template></xsl:template>
            <xsl:template name="one"><xsl:param name="do"/>
              <p:step id="{$do}"><p:call><call do="{$do}" machine="{d:native('machine', @target)}" was="{/p:input/g:vm/g:powerState}"
                has="{count(/p:input/*)}"><xsl:value-of select="g:name"/></call></p:call></p:step></xsl:template>
            <xsl:template match="g:command[@name = 'vm.reset']">
              <p:step id="one"><p:call><call do="one"/></p:call><p:undo><call do="undo-one"><p:taken name="token"/></call></p:undo>
                <p:take name="token" select="/done/@token"/></p:step>
              <p:step id="two"><p:call><call do="two"><p:taken name="token"/></call></p:call></p:step>
              <p:step id="three"><p:call><call do="three"/></p:call><p:undo><call do="undo-three"/></p:undo></p:step>
              <p:step id="four"><p:call><call do="four"/></p:call></p:step>
            </xsl:template>
            <xsl:template match="g:command[@name = 'vm.create']">
              <xsl:attribute name="makes">machine</xsl:attribute><xsl:attribute name="from">new</xsl:attribute>
              <p:step id="create"><p:call><call do="create"><xsl:value-of select="g:name"/></call></p:call><p:take name="new" select="/done/@id"/></p:step>
            </xsl:template>
            """),
        "result-in.xsl": sheet(
            """
            <xsl:template match="/p:outcome[p:failure]" priority="1">
              <g:fault code="{p:failure/error/@code}"><g:message><xsl:value-of select="p:failure/error"/></g:message>
                <xsl:if test="p:failure/error/@code = 'invalidPowerState'"><g:detail name="actual"><xsl:value-of select="p:failure/error"/></g:detail></xsl:if></g:fault></xsl:template>
            <xsl:template match="/p:outcome"><g:result command="{@command}">
              <xsl:if test="p:result/done/@id"><g:object type="vm" id="{d:id('machine', p:result/done/@id)}"/></xsl:if></g:result></xsl:template>
            """),
        "result-out.xsl": sheet("<xsl:template match=\"/\"><answer/></xsl:template>"),
        "object-in.xsl": sheet(
            """
            <xsl:template match="/node"><g:host id="{d:id('node', @id)}"><g:name><xsl:value-of select="@id"/></g:name><g:connection>connected</g:connection></g:host></xsl:template>
            <xsl:template match="/pool"><g:datastore id="{d:id('pool', @id)}" host="{d:id('node', @node)}"><g:name><xsl:value-of select="@name"/></g:name><g:path>/p</g:path></g:datastore></xsl:template>
            <xsl:template match="/machine"><g:vm id="{d:id('machine', @id)}" host="{d:id('node', @node)}"><g:name><xsl:value-of select="@name"/></g:name>
              <g:uuid>firmware-of-<xsl:value-of select="@name"/></g:uuid><g:powerState><xsl:value-of select="@state"/></g:powerState><g:disk id="scsi0:0" datastore="{d:id('pool', 'p1')}"/></g:vm></xsl:template>
            """),
        "metrics-in.xsl": sheet("<xsl:template match=\"/\"><g:samples/></xsl:template>"),
        "object-out.xsl": sheet(
            """
            <xsl:template match="/p:view"><xsl:apply-templates select="g:*"/></xsl:template>
            <xsl:template match="g:vm"><machine id="{d:native('machine', @id)}" revision="{@revision}"><name><xsl:value-of select="g:name"/></name>
              <store><xsl:value-of select="/p:view/p:related/p:ref[@type = 'datastore']/@name"/></store></machine></xsl:template>
            <xsl:template match="g:host"><d:documents><node id="{d:native('node', @id)}"><xsl:for-each select="/p:view/p:related/p:ref[@type = 'vm']">
              <vm><xsl:value-of select="@name"/></vm></xsl:for-each></node><extra/></d:documents></xsl:template>
            <xsl:template match="g:datastore"><pool id="{d:native('pool', @id)}"/></xsl:template>
            """),
    ]
}

import Foundation
import Simulator
import XML

/// Files as libvirt writes them: indented XML below a warning not to edit it.
enum LibvirtFile {
    /// - Parameters:
    ///   - command: the command that the warning names instead, such as `edit`.
    ///   - name: the object's name; a name that XML comments cannot hold is left out, as libvirt does it.
    static func bytes(_ element: Element, command: String, name: String) -> [UInt8] {
        let subject = name.contains("--") || name.hasSuffix("-") ? "" : " \(name)"
        let warning = """
            <!--
            WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
            OVERWRITTEN AND LOST. Changes to this xml configuration should be made using:
              virsh \(command)\(subject)
            or other application using the libvirt API.
            -->


            """
        return Array(warning.utf8) + Document(element).bytes(indented: true) + [0x0a]
    }

    /// - Throws: ``XMLError`` if the file is not XML.
    static func parse(_ bytes: [UInt8]) throws(XMLError) -> Element {
        try Document(parsing: bytes).root.tidied()
    }

    private static let magic = "LibvirtQemudSave"

    /// A managed save image: libvirt's magic, whether the domain ran, its XML, and no memory behind it.
    static func image(_ domain: DomainXML, running: Bool) -> [UInt8] {
        Array("\(magic) \(running ? 1 : 0)\n".utf8) + Document(domain.element).bytes(indented: true) + [0x0a]
    }

    /// What a managed save image holds.
    /// - Throws: ``LibvirtError`` 9 for what is no image.
    static func parse(image bytes: [UInt8]) throws -> (domain: DomainXML, running: Bool) {
        guard bytes.starts(with: magic.utf8), let end = bytes.firstIndex(of: 0x0a),
            let domain = try? parse(Array(bytes[(end + 1)...]))
        else { throw LibvirtError(.operationFailed, "operation failed: image magic is incorrect") }
        return (DomainXML(domain), bytes[..<end].last == UInt8(ascii: "1"))
    }
}

import CLibXML2
import CLibXSLT
import CXMLSupport
import Synchronization

/// The process-wide state of libxml2 and libxslt.
public enum Library {
    /// The versions that this process runs with, for people and for the start-up check.
    public static var versions: (libxml2: String, libxslt: String) {
        (dotted(String(cString: xml_parser_version())), dotted(String(xsltLibxsltVersion)))
    }

    /// Older releases lack mended vulnerabilities (`docs/threat-model.md`).
    public static func check() throws(XMLError) {
        guard let libxml = Int(String(cString: xml_parser_version()).prefix { $0.isNumber }), libxml >= 20914 else {
            throw XMLError(.invalidStylesheet, "libxml2 \(versions.libxml2) is too old: 2.9.14 or newer is needed")
        }
        guard xsltLibxsltVersion >= 10135 else {
            throw XMLError(.invalidStylesheet, "libxslt \(versions.libxslt) is too old: 1.1.35 or newer is needed")
        }
    }

    private static let initialized: Void = {
        xmlInitParser()
        xsltInit()
        xmlSetExternalEntityLoader { _, _, _ in nil }
        xml_error_collect_compilation(nil)
        Stylesheet.installLoader()
    }()

    static func initialize() { initialized }

    private struct Preferences: @unchecked Sendable {
        let pointer: xsltSecurityPrefsPtr?
    }

    private static let forbidding: Preferences = {
        let preferences = xsltNewSecurityPrefs()
        for option in [
            XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
            XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK,
        ] {
            xsltSetSecurityPrefs(preferences, option, xsltSecurityForbid)
        }
        return Preferences(pointer: preferences)
    }()

    /// Keeps a transformation from files and the network. Compilation is kept to its folder by the loader.
    static func forbidFiles(to context: xsltTransformContextPtr) {
        xsltSetCtxtSecurityPrefs(forbidding.pointer, context)
    }

    /// 20914 is 2.9.14.
    private static func dotted(_ number: String) -> String {
        guard let value = Int(number.prefix { $0.isNumber }) else { return number }
        return "\(value / 10000).\(value / 100 % 100).\(value % 100)"
    }
}

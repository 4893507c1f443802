import Foundation
import XML

/// The database could not be read.
struct XenDatabaseError: Error, CustomStringConvertible {
    var description: String
}

extension XenDatabase {
    /// Reads `<database><manifest><pair key value/>*</manifest><table name><row ref field*/>*</table>*</database>`.
    init(reading bytes: [UInt8]) throws {
        let root = try Document(parsing: bytes, limits: .trusted).root
        guard root.name == "database" else {
            throw XenDatabaseError(description: "the root is \(root.name), not database")
        }
        for pair in root.first("manifest")?.all("pair") ?? [] {
            if let key = pair["key"] { manifest[key] = pair["value"] ?? "" }
        }
        var names: [String: String] = [:]
        for table in root.all("table") {
            guard let name = table["name"] else { throw XenDatabaseError(description: "a table without a name") }
            for element in table.all("row") {
                guard let ref = element["ref"], !ref.isEmpty else {
                    throw XenDatabaseError(description: "a row of \(name) without a ref")
                }
                var row = Row()
                for attribute in element.attributes where attribute.name != "ref" {
                    // One string for each name, not one for each row.
                    let field = names[attribute.name] ?? XenDatabase.apiName(attribute.name)
                    names[attribute.name] = field
                    let value = XenDatabase.unprotect(attribute.value)
                    guard XenDatabase.isValid(value, FieldType.of(field)) else {
                        throw XenDatabaseError(description: "\(name) \(ref): \(field) cannot be \(value)")
                    }
                    row[field] = value
                }
                put(name, ref, row)
            }
        }
        _ = takeTouched()
        guard !rows("host").isEmpty else { throw XenDatabaseError(description: "there is no host") }
    }

    /// The file's content.
    mutating func bytes() -> [UInt8] {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<database>\n<manifest>"
        for (key, value) in manifest.sorted(by: { $0.key < $1.key }) {
            text += "<pair key=\"\(XenDatabase.escaped(key))\" value=\"\(XenDatabase.escaped(value))\"/>"
        }
        text += "</manifest>\n"
        var bytes = Array(text.utf8)
        for name in tables.keys.sorted() {
            bytes += Array("<table name=\"\(name)\">\n".utf8)
            var known = encoded.removeValue(forKey: name) ?? [:]
            for (ref, row) in tables[name] ?? [:] where known[ref] == nil { known[ref] = XenDatabase.encode(ref, row) }
            for ref in known.keys.sorted() { bytes += known[ref] ?? [] }
            encoded[name] = known
            bytes += Array("</table>\n".utf8)
        }
        bytes += Array("</database>\n".utf8)
        return bytes
    }

    private static func encode(_ ref: String, _ row: Row) -> [UInt8] {
        var text = "<row ref=\"\(escaped(ref))\""
        for (field, value) in row.fields.sorted(by: { $0.key < $1.key }) {
            text += " \(storedName(field))=\"\(escaped(protect(value)))\""
        }
        text += "/>\n"
        return Array(text.utf8)
    }

    private static func isValid(_ value: String, _ type: FieldType) -> Bool {
        switch type {
        case .boolean: value == "true" || value == "false"
        case .set: SExpression.set(value) != nil
        case .map: SExpression.map(value) != nil
        case .double: Double(value) != nil
        case .text, .dateTime: true
        }
    }

    /// XAPI stores the parts of a structured name with two underscores between them: `name__label`.
    private static func storedName(_ field: String) -> String {
        for part in ["name_", "memory_", "VCPUs_", "actions_", "HVM_", "PV_", "qos_"] where field.hasPrefix(part) {
            return part + "_" + field.dropFirst(part.count)
        }
        return field
    }

    private static func apiName(_ stored: String) -> String {
        guard let range = stored.range(of: "__"), range.lowerBound != stored.startIndex else { return stored }
        return stored.replacingCharacters(in: range, with: "_")
    }

    /// White space that an XML parser would change is written as `%n`, `%r`, `%t`, and `%` as `%%`.
    private static func protect(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "%") }) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "%": result += "%%"
            case "\n": result += "%n"
            case "\r": result += "%r"
            case "\t": result += "%t"
            default: if scalar.value >= 0x20 { result.unicodeScalars.append(scalar) }
            }
        }
    }

    private static func unprotect(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var result = String.UnicodeScalarView()
        var escaped = false
        for scalar in text.unicodeScalars {
            switch (escaped, scalar) {
            case (false, "%"):
                escaped = true
                continue
            case (true, "n"): result.append("\n")
            case (true, "r"): result.append("\r")
            case (true, "t"): result.append("\t")
            default: result.append(scalar)
            }
            escaped = false
        }
        return String(result)
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3c || $0 == 0x22 || $0 == 0x3e }) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}

import Foundation

/// `procedures.txt`: the programs of libvirt's wire, their procedures and structures.
struct ProcedureTable: Sendable {
    struct Program: Sendable {
        var name: String
        var number: UInt32
        var version: UInt32
        fileprivate(set) var numbered: [Int32: Procedure] = [:]
        fileprivate(set) var named: [String: Procedure] = [:]

        subscript(number: Int32) -> Procedure? { numbered[number] }
        subscript(name: String) -> Procedure? { named[name] }
    }

    struct Procedure: Sendable {
        /// Which way the stream goes that a call begins: to the client or from it.
        enum Stream: String, Sendable {
            case read
            case write
        }

        var name: String
        var number: Int32
        var arguments: [XDRStructure.Field] = []
        /// Of an event, what it tells.
        var results: [XDRStructure.Field] = []
        var stream: Stream?
        /// Whether it is told, and not called.
        var isEvent = false
    }

    private(set) var programs: [Program] = []
    private(set) var structures: [String: XDRStructure] = [:]

    /// The program that everything but QEMU's own commands is in.
    var remote: Program { programs[0] }

    func program(_ number: UInt32) -> Program? { programs.first { $0.number == number } }

    /// - Throws: ``WireError``, with the line, or what keeps the file from being read.
    init(contentsOf file: URL) throws {
        try self.init(String(contentsOf: file, encoding: .utf8))
    }

    /// - Throws: ``WireError``, with the line.
    init(_ text: String) throws(WireError) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            do {
                try read(line.split(separator: "\t").map(String.init))
            } catch {
                throw WireError("line \(index + 1): \(error.reason)")
            }
        }
        guard !programs.isEmpty else { throw WireError("no program") }
    }

    private mutating func read(_ columns: [String]) throws(WireError) {
        switch columns[0] {
        case "program":
            guard columns.count == 4, columns[2].hasPrefix("0x"),
                let number = UInt32(columns[2].dropFirst(2), radix: 16),
                let version = UInt32(columns[3])
            else { throw WireError("a program has a name, a number and a version") }
            programs.append(Program(name: columns[1], number: number, version: version))
        case "structure", "identity":
            guard columns.count > 2 else { throw WireError("a structure has a name and fields") }
            structures[columns[1]] = XDRStructure(
                name: columns[1], fields: try fields(columns[2...]), isIdentity: columns[0] == "identity")
        case "call":
            guard columns.count > 4, let arrow = columns.firstIndex(of: "->"), arrow > 3 else {
                throw WireError("a call has a number, a name, a stream, arguments, '->' and results")
            }
            try add(
                Procedure(
                    name: columns[2], number: try number(columns[1]), arguments: try fields(columns[4..<arrow]),
                    results: try fields(columns[(arrow + 1)...]), stream: Procedure.Stream(rawValue: columns[3])))
        case "event":
            guard columns.count > 2 else { throw WireError("an event has a number and a name") }
            try add(
                Procedure(
                    name: columns[2], number: try number(columns[1]), results: try fields(columns[3...]), isEvent: true)
            )
        default: throw WireError("'\(columns[0])' is no kind of line")
        }
    }

    private mutating func add(_ procedure: Procedure) throws(WireError) {
        guard !programs.isEmpty else { throw WireError("a procedure before its program") }
        programs[programs.count - 1].numbered[procedure.number] = procedure
        programs[programs.count - 1].named[procedure.name] = procedure
    }

    private func number(_ text: String) throws(WireError) -> Int32 {
        guard let number = Int32(text) else { throw WireError("'\(text)' is no number") }
        return number
    }

    private func fields(_ columns: some Sequence<String>) throws(WireError) -> [XDRStructure.Field] {
        var fields: [XDRStructure.Field] = []
        for column in columns {
            let parts = column.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, let type = XDRType(parts[1], structures) else {
                throw WireError("'\(column)' is no field of a type that there is")
            }
            fields.append(.init(name: parts[0], type: type))
        }
        return fields
    }
}

import Foundation
import Generic
import Testing

@Suite struct JSONParsingTests {
    private func parse(_ text: String, limits: JSONLimits = .default) throws(JSONError) -> JSON {
        try JSON(parsing: Array(text.utf8), limits: limits)
    }

    @Test func valuesAreRead() throws {
        let json = try parse(" {\"b\" : [1, -2.50e+3, true,false , null,\"\"], \"a\":{}, \"c\":[ ]}\r\n\t")
        let expected = JSON.object([
            .init("b", .array([.number("1"), .number("-2.50e+3"), true, false, .null, ""])), .init("a", .object([])),
            .init("c", .array([])),
        ])
        #expect(json == expected)
        #expect(try parse("\u{FEFF}7") == .number("7"))
    }

    @Test(arguments: ["0", "-0", "123456789012345678901234567890", "1.0", "0.10", "1E5", "1e-400"])
    func numbersKeepTheirDigits(_ digits: String) throws {
        #expect(try parse(digits) == .number(digits))
        #expect(try parse("[\(digits)]").serialized == "[\(digits)]")
    }

    @Test func textsAreRead() throws {
        let text = #""a\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00é😀\u0000 \u0001""#
        #expect(try parse(text).text == "a\"\\/\u{8}\u{C}\n\r\t\u{e9}€😀é😀\0 \u{1}")
        for text in ["", "plain", "é\\", "\"", "\u{7f}", "\u{FFFF}", "tab\t", "end\\\""] {
            #expect(try parse(JSON.text(text).serialized).text == text)
        }
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x1", "1 2",
        "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u+123\"", "\"\n\"", "\"\u{1}\"", "'a'",
        "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\n\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
        "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]", "[}", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}",
        "{1:2}", "{\"a\" 1}", "{,}", "}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "// x\n1", "1//",
    ])
    func whatIsNoJSONIsRefused(_ text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test(arguments: [[0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xC3]] as [[UInt8]])
    func whatIsNoUTF8IsRefused(_ bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
        #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0x5C, 0x6E] + bytes + [0x22]) }
    }

    @Test func noBeginningOfATextIsOne() throws {
        let text = Array(#"{"a":[1.5e3,"\u00e9\ud83d\ude00",true,null,{"b":"é"}]}"#.utf8)
        for count in 0..<text.count {
            #expect(throws: JSONError.self) { try JSON(parsing: Array(text.prefix(count))) }
        }
        _ = try JSON(parsing: text)
    }

    @Test func valuesAreLimited() throws {
        func list(_ count: Int) -> String { "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]" }
        _ = try parse(list(499_999))
        let error = #expect(throws: JSONError.self) { try parse(list(500_000)) }
        #expect(error?.reason == "more than 500000 values")
        #expect(throws: JSONError.self) { try parse(#"{"a":[],"b":{}}"#, limits: JSONLimits(values: 2)) }
        _ = try parse(#"{"a":[],"b":{}}"#, limits: JSONLimits(values: 3))
    }

    @Test func depthIsLimited() throws {
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(throws: JSONError.self) { try parse(deep) }
        _ = try parse(String(deep.dropFirst().dropLast()))
        _ = try parse(#"["[[[[\"[[[["]"#, limits: JSONLimits(depth: 1))
        // What is beside each other is not in each other.
        _ = try parse("[" + Array(repeating: #"{"a":[]}"#, count: 100).joined(separator: ",") + "]", limits: JSONLimits(depth: 3))
    }
}

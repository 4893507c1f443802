import Generic
import Testing
import XML

@testable import Xen

@Suite struct XapiTypeTests {
    @Test(arguments: ["\u{1}", "a\u{0}b", "\u{1F}", "\u{FFFF}", "x\u{FFFE}"])
    func textThatNoDocumentCanHaveIsOfNoType(_ text: String) throws {
        let value = XapiValue.string(text)
        for type in ["string", "ref(VM)", "datetime"] { #expect(XapiType(type[...])?.checked(value) == nil, "\(type)") }
        #expect(XapiType("set(string)")?.checked(.array([.string("a"), value])) == nil)
        let map = try #require(XapiType("map(string,string)"))
        #expect(map.checked(.structure([.init(name: "k", value: value)])) == nil)
        #expect(map.checked(.structure([.init(name: text, value: .string("v"))])) == nil)
        let record = XapiValue.structure([.init(name: "other_config", value: .structure([.init(name: text, value: .void)]))])
        #expect(XapiType("record(VM)")?.checked(record) == nil)
    }

    @Test func textIsKept() {
        for text in ["", "\t\r\n", "é😀", "\u{7F}"] { #expect(XapiType.string.checked(.string(text)) == .string(text)) }
    }

    @Test func numbersOfJSONAreTakenByTheirKind() throws {
        let bytes = Array(#"{"method":"m","params":[7,-9007199254740993,123456789012345678901,1.0,0.5,1e999]}"#.utf8)
        let parameters = try JSONRPC.call(bytes).call.parameters
        #expect(
            parameters == [
                .string("7"), .string("-9007199254740993"), .string("123456789012345678901"), .double(1), .double(0.5),
                .string("1e999"),
            ])
        #expect(XapiType.int.checked(parameters[3]) == .string("1"))
        for place in [2, 4, 5] { #expect(XapiType.int.checked(parameters[place]) == nil) }
        #expect(XapiType.float.checked(parameters[5]) == nil)
    }
}

import Foundation
import Logging
import Testing

@testable import Server

@Suite struct LogfmtTests {
    private func line(_ message: String, _ metadata: Logger.Metadata = [:]) -> String {
        LogfmtHandler.line(
            time: Date(timeIntervalSince1970: 0), level: .notice, label: "dragoman", message: message,
            metadata: metadata)
    }

    @Test func aLineIsPairs() {
        #expect(
            line("it runs", ["b": "two words", "a": "1"])
                == "time=1970-01-01T00:00:00.000Z level=notice logger=dragoman msg=\"it runs\" a=1 b=\"two words\"\n")
    }

    @Test func nobodyWritesLinesOfTheirOwn() {
        let text = line("a\nlevel=critical", ["k": "\"\u{1b}[31m\u{2028}\r\\"])
        #expect(text.filter(\.isNewline).count == 1)
        #expect(text.contains(#"msg="a\nlevel=critical" k="\"\u{1b}[31m\u{2028}\r\\""#))
    }

    @Test func anEmptyValueIsQuoted() {
        #expect(line("", ["k": ""]).hasSuffix("msg=\"\" k=\"\"\n"))
    }
}

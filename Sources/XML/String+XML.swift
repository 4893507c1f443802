extension String {
    /// Whether XML 1.0 can carry it: no control characters but tab, line feed and carriage return, and neither U+FFFE nor
    /// U+FFFF (production `Char`). Not even a character reference may stand for one of the others.
    public var isXMLText: Bool {
        // U+FFFE and U+FFFF are EF BF BE and EF BF BF in UTF-8.
        let isSimple = utf8.allSatisfy { $0 >= 0x20 && $0 != 0xEF || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return isSimple || unicodeScalars.allSatisfy(\.isXMLCharacter)
    }

    /// The text without what XML 1.0 cannot carry.
    var asXMLText: String {
        if isXMLText { return self }
        var text = ""
        text.unicodeScalars.append(contentsOf: unicodeScalars.lazy.filter(\.isXMLCharacter))
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var isXMLCharacter: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D: true
        case 0..<0x20, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}

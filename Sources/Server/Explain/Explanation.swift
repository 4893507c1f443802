import XML

/// What becomes of a message, stage by stage.
public struct Explanation: Sendable {
    public struct Stage: Sendable {
        public var title: String
        /// What was decided or has to be known, in sentences.
        public var notes: [String]
        /// The message after this stage.
        public var document: String?

        init(_ title: String, notes: [String] = [], _ document: Document? = nil) {
            self.title = title
            self.notes = notes
            self.document = document.map { Document($0.root.withoutLayout).text(indented: true) }
        }
    }

    public internal(set) var stages: [Stage] = []

    /// The stages as text for a terminal.
    public var text: String {
        stages.enumerated().map { number, stage in
            var lines = ["== \(number + 1). \(stage.title)"]
            lines += stage.notes.map { "   \($0)" }
            if let document = stage.document { lines.append(document) }
            return lines.joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }
}

extension Element {
    /// The element without the white space between its children, so that it can be indented anew.
    fileprivate var withoutLayout: Element {
        var copy = self
        let isMixed = children.contains {
            if case .text(let text) = $0 { !text.allSatisfy(\.isWhitespace) } else { false }
        }
        copy.children = children.compactMap { child in
            switch child {
            case .element(let element): .element(element.withoutLayout)
            case .text: isMixed || elements.isEmpty ? child : nil
            }
        }
        return copy
    }
}

import XML

extension Element {
    /// The element without the white space that only indents.
    var withoutIndentation: Element {
        var copy = self
        if !elements.isEmpty {
            copy.children = children.compactMap { child in
                switch child {
                case .text(let text): text.allSatisfy(\.isWhitespace) ? nil : child
                case .element(let element): .element(element.withoutIndentation)
                }
            }
        }
        return copy
    }

    /// One line for each element and each text: two trees say the same if their lines are equal. Prefixes, comments and
    /// the order of attributes do not matter.
    func lines(depth: Int = 0, outer: String? = nil) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        var start = "\(indent)<\(name)"
        if depth == 0 || namespace != outer { start += " in \(namespace ?? "no namespace")" }
        for attribute in attributes.map({ ("\($0.namespace.map { "{\($0)}" } ?? "")\($0.name)", $0.value) }).sorted(by: <) {
            start += " \(attribute.0)=\(attribute.1.debugDescription)"
        }
        var lines = [start + ">"]
        var text = ""
        func endText() {
            if !text.isEmpty { lines.append("\(indent)  \(text.debugDescription)") }
            text = ""
        }
        for child in children {
            switch child {
            case .text(let part): text += part
            case .element(let element):
                endText()
                lines += element.lines(depth: depth + 1, outer: namespace)
            }
        }
        endText()
        return lines
    }

    /// How another tree differs from this one, in the manner of `diff -u`; nil if it does not.
    func difference(to other: Element) -> String? {
        let old = withoutIndentation.lines()
        let new = other.withoutIndentation.lines()
        guard old != new else { return nil }
        let changes = new.difference(from: old)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var merged: [(mark: Character, line: String)] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                merged.append(("-", old[left]))
                left += 1
            } else if right < new.count, inserted.contains(right) {
                merged.append(("+", new[right]))
                right += 1
            } else {
                merged.append((" ", old[left]))
                left += 1
                right += 1
            }
        }
        let shown = merged.indices.filter { index in
            merged[max(0, index - 2)...min(merged.count - 1, index + 2)].contains { $0.mark != " " }
        }
        var text = "\n"
        var last = -1
        for index in shown {
            if index != last + 1 { text += "  …\n" }
            text += "\(merged[index].mark) \(merged[index].line)\n"
            last = index
        }
        return text
    }
}

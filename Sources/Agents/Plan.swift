import Bus
import Generic
import XML

/// Native calls in their order (`Mappings/generic/plan.rng`).
struct Plan: Sendable {
    struct Take: Sendable {
        var name: String
        /// XPath over the native reply.
        var select: String
        /// Whether whoever has it may do something: no trace shows it.
        var isSecret = false
    }

    struct Step: Sendable {
        var id: String
        var call: Element
        var undo: Element?
        var takes: [Take]
        /// Whether the call is made on the host where the machine is to be, and not on its own.
        var isAtDestination = false
        /// Whether the content goes along with the call that a command brings; the last step's, if none says so.
        var takesContent = false
        /// The image format of the file that the call opens; nil for plain content.
        var format: String?
    }

    var steps: [Step]
    /// The native type of what the plan makes, and the name under which its identifier is taken.
    var makes: (type: String, from: String)?
    /// The prefixes that the plan's XPath expressions use.
    var prefixes: [String: String]

    /// - Throws: the fault by which a mapping refuses the command, or `internal` for a malformed plan.
    init(_ document: Document) throws(Fault) {
        let root = document.root
        if let fault = root.first("fault").flatMap(Fault.init) ?? Fault(root) { throw fault }
        guard root.name == "plan", root.namespace == Namespaces.plan else {
            throw Fault(.internal, "command-out.xsl gave no plan")
        }
        var steps: [Step] = []
        for element in root.all("step") {
            guard let id = element["id"], let call = element.first("call")?.elements.first else {
                throw Fault(.internal, "command-out.xsl gave a step without id or call")
            }
            let takes = element.all("take").map {
                Take(name: $0["name"] ?? "", select: $0["select"] ?? "", isSecret: $0["secret"] == "true")
            }
            steps.append(
                Step(
                    id: id, call: call, undo: element.first("undo")?.elements.first, takes: takes,
                    isAtDestination: element["at"] == "destination", takesContent: element["content"] == "true",
                    format: element["format"]))
        }
        self.steps = steps
        if let type = root["makes"], let from = root["from"] { makes = (type, from) }
        prefixes = document.prefixes
    }
}

extension Element {
    /// The element with each `p:taken` replaced by the text taken under its name.
    func filled(with taken: [String: String]) -> Element {
        var copy = self
        copy.children = children.map { child in
            guard case .element(let element) = child else { return child }
            if element.name == "taken", element.namespace == Namespaces.plan {
                return .text(taken[element["name"] ?? ""] ?? "")
            }
            return .element(element.filled(with: taken))
        }
        return copy
    }
}

import Foundation
import XML

extension Methods {
    static let propertyReads: [String: Handler] = [
        "Fetch": { try $0.fetch($1) },
        "RetrieveProperties": { try $0.retrieveProperties($1) },
        "RetrievePropertiesEx": { try $0.retrievePropertiesEx($1) },
        "ContinueRetrievePropertiesEx": { try $0.continueRetrievePropertiesEx($1) },
        "CancelRetrievePropertiesEx": { try $0.cancelRetrievePropertiesEx($1) },
    ]
}

/// Methods of PropertyCollector that read at once, and Fetch, by which pyVmomi reads one property of any object.
extension VSphereFrontEnd {
    func fetch(_ call: Call) throws(VimFault) -> Answer {
        let name = call.request.text("prop") ?? ""
        let object = call.request.receiver
        let value: PropertyValue?
        let path = try PropertyPath(name)
        if call.session == nil, readsAnonymously(path, of: object), let view = try anonymousView(of: object) {
            value = try path.value(in: view, type: object.type, schema: presentation.schema)
        } else {
            let objects = try call.objects()
            guard let view = try objects.view(of: object) else { throw .notFound(object) }
            guard objects.mayRead(path, of: object) else {
                throw .noPermission(Privileges.read, on: object, objects.session.user)
            }
            value = try objects.value(at: path, of: object, view, schema: presentation.schema)
        }
        return try .reply(to: call) { writer in
            if let value { writer.value("returnval", value) }
        }
    }

    func retrieveProperties(_ call: Call) throws(VimFault) -> Answer {
        let specs = try specs(call)
        if let write = try retrieveAnonymously("returnval", specs, call) { return try .reply(to: call, write) }
        let page = try call.collector().retrieve(specs, atMost: nil)
        var contents = ObjectContents(try call.objects())
        return try .reply(to: call) { writer throws(VimFault) in
            _ = try contents.write("returnval", page.present, page.specs, &writer)
        }
    }

    func retrievePropertiesEx(_ call: Call) throws(VimFault) -> Answer {
        let options = call.request.argument("options")
        let limit = try options?.number("maxObjects", atLeast: 1)
        let specs = try specs(call)
        if let write = try retrieveAnonymously("objects", specs, call) {
            return try .reply(to: call) { writer throws(VimFault) in
                writer.open("returnval")
                try write(&writer)
                writer.close("returnval")
            }
        }
        return try reply(call, try call.collector().retrieve(specs, atMost: limit))
    }

    func continueRetrievePropertiesEx(_ call: Call) throws(VimFault) -> Answer {
        try reply(call, try call.collector().continueRetrieving(call.request.text("token") ?? ""))
    }

    func cancelRetrievePropertiesEx(_ call: Call) throws(VimFault) -> Answer {
        guard try call.collector().cancelRetrieving(call.request.text("token") ?? "") else {
            throw .invalidArgument("token", "The token is not valid")
        }
        return try .reply(to: call)
    }

    private func specs(_ call: Call) throws(VimFault) -> [PropertyFilterSpec] {
        var specs: [PropertyFilterSpec] = []
        for element in call.request.arguments("specSet") {
            specs.append(try PropertyFilterSpec(element, schema: presentation.schema))
        }
        guard !specs.isEmpty else { throw .invalidArgument("specSet", "The argument specSet is missing") }
        return specs
    }

    private func reply(_ call: Call, _ page: PropertyCollector.Page) throws(VimFault) -> Answer {
        var contents = ObjectContents(try call.objects())
        let token = page.rest.map { _ in UUID().uuidString.lowercased() }
        let answer = try Answer.reply(to: call) { writer throws(VimFault) in
            let start = writer.bytes.count
            writer.open("returnval")
            if let token { writer.element("token", token) }
            let count = try contents.write("objects", page.present, page.specs, &writer)
            guard count > 0 || token != nil else { return writer.cut(to: start) }
            writer.close("returnval")
        }
        if let token, let rest = page.rest { try call.collector().keep(rest, token) }
        return answer
    }
}

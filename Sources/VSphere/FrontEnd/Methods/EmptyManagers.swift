import XML

extension Methods {
    static let emptyManagers: [String: Handler] = [
        "DiagnosticManager.QueryDescriptions": { try $0.answerNothing($1) },
        "DiagnosticManager.BrowseDiagnosticLog": { try $0.refuseLog($1) },
        "CustomizationSpecManager.DoesCustomizationSpecExist": { try $0.answerFalse($1) },
        "CustomizationSpecManager.GetCustomizationSpec": { try $0.refuseSpecification($1) },
        "CustomizationSpecManager.DeleteCustomizationSpec": { try $0.refuseSpecification($1) },
        "CustomizationSpecManager.DuplicateCustomizationSpec": { try $0.refuseSpecification($1) },
        "CustomizationSpecManager.OverwriteCustomizationSpec": { try $0.refuseSpecification($1) },
        "CustomizationSpecManager.RenameCustomizationSpec": { try $0.refuseSpecification($1) },
    ]
}

/// Managers that have nothing to manage: clients ask them, and are told so. There are no log files to be browsed, and no
/// specifications of how guests are customized.
extension VSphereFrontEnd {
    private func checkThere(_ call: Call) throws(VimFault) {
        guard try call.objects().exists(call.request.receiver) else { throw .notFound(call.request.receiver) }
    }

    func answerNothing(_ call: Call) throws(VimFault) -> Answer {
        try checkThere(call)
        return try .reply(to: call)
    }

    func answerFalse(_ call: Call) throws(VimFault) -> Answer {
        try checkThere(call)
        return try .reply(to: call) { $0.element("returnval", "false") }
    }

    func refuseLog(_ call: Call) throws(VimFault) -> Answer {
        try checkThere(call)
        throw .invalidArgument("key", "There is no log file '\(call.request.text("key") ?? "")'.")
    }

    func refuseSpecification(_ call: Call) throws(VimFault) -> Answer {
        try checkThere(call)
        throw VimFault("NotFound", "There is no such customization specification.")
    }
}

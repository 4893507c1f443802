import XML

extension Methods {
    private static let inGuest = [
        "StartProgramInGuest", "TerminateProcessInGuest", "ListProcessesInGuest", "ReadEnvironmentVariableInGuest",
        "ListFilesInGuest", "InitiateFileTransferFromGuest", "ValidateCredentialsInGuest", "AcquireCredentialsInGuest",
        "ReleaseCredentialsInGuest", "ChangeFileAttributesInGuest", "CreateTemporaryDirectoryInGuest",
        "CreateTemporaryFileInGuest", "DeleteDirectoryInGuest", "DeleteFileInGuest", "InitiateFileTransferToGuest",
        "MakeDirectoryInGuest", "MoveDirectoryInGuest", "MoveFileInGuest",
    ]

    static let guestOperations: [String: Handler] = Dictionary(
        uniqueKeysWithValues: inGuest.map { name -> (String, Handler) in (name, { try $0.refuseGuestOperation($1) }) })
}

/// GuestOperationsManager's managers. What clients do by them, they do with an agent of VMware's in the guest, which no
/// guest here has.
extension VSphereFrontEnd {
    /// - Throws: ``VimFault`` with type `GuestOperationsUnavailable`, or what stands in the way before.
    func refuseGuestOperation(_ call: Call) throws(VimFault) -> Answer {
        let objects = try call.objects()
        guard try objects.exists(call.request.receiver) else { throw .notFound(call.request.receiver) }
        guard let vm = try call.request.reference("vm") else {
            throw .invalidArgument("vm", "The argument vm is missing")
        }
        guard try objects.exists(vm), let view = try objects.view(of: vm) else { throw .notFound(vm) }
        let state = view.root.first("runtime")?.first("powerState")?.text ?? ""
        guard state == "poweredOn" else {
            throw VimFault(
                "InvalidPowerState", "The attempted operation cannot be performed in the current power state.",
                [("requestedState", "poweredOn"), ("existingState", state)])
        }
        throw VimFault("GuestOperationsUnavailable", "The guest operations agent could not be contacted.")
    }
}

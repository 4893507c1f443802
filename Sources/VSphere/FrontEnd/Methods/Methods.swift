/// The methods that are the conversation's own; all others are commands, told apart by the command table.
struct Methods {
    typealias Handler = @Sendable (VSphereFrontEnd, Call) async throws -> Answer

    static let table: [String: Handler] = [
        // ServiceInstance
        "RetrieveServiceContent": { try $0.retrieveServiceContent($1) },
        "CurrentTime": { try $0.currentTime($1) },
        // SessionManager
        "Login": { try await $0.login($1) },
        "Logout": { try $0.logout($1) },
        "SessionIsActive": { try $0.sessionIsActive($1) },
        "TerminateSession": { try $0.terminateSession($1) },
        // ViewManager and views
        "CreateContainerView": { try $0.createContainerView($1) },
        "CreateListView": { try $0.createListView($1) },
        "ModifyListView": { try $0.modifyListView($1) },
        "ResetListView": { try $0.resetListView($1) },
        "DestroyView": { try $0.destroyView($1) },
        // PropertyCollector and filters
        "Fetch": { try $0.fetch($1) },
        "RetrieveProperties": { try $0.retrieveProperties($1) },
        "RetrievePropertiesEx": { try $0.retrievePropertiesEx($1) },
        "ContinueRetrievePropertiesEx": { try $0.continueRetrievePropertiesEx($1) },
        "CancelRetrievePropertiesEx": { try $0.cancelRetrievePropertiesEx($1) },
        "CreateFilter": { try $0.createFilter($1) },
        "DestroyPropertyFilter": { try $0.destroyPropertyFilter($1) },
        "CreatePropertyCollector": { try $0.createPropertyCollector($1) },
        "DestroyPropertyCollector": { try $0.destroyPropertyCollector($1) },
        "WaitForUpdates": { try await $0.waitForUpdates($1) },
        "WaitForUpdatesEx": { try await $0.waitForUpdatesEx($1) },
        "CheckForUpdates": { try await $0.checkForUpdates($1) },
        "CancelWaitForUpdates": { try $0.cancelWaitForUpdates($1) },
        // SearchIndex
        "FindByUuid": { try $0.findByUuid($1) },
        "FindByInventoryPath": { try $0.findByInventoryPath($1) },
        "FindChild": { try $0.findChild($1) },
    ]
}

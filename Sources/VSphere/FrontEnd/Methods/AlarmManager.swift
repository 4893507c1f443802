import XML

extension Methods {
    static let alarmManager: [String: Handler] = [
        "GetAlarm": { try $0.noAlarms($1) },
        "GetAlarmState": { try $0.noAlarms($1) },
    ]
}

extension VSphereFrontEnd {
    /// No alarm is defined on anything.
    func noAlarms(_ call: Call) throws(VimFault) -> Answer {
        _ = try call.authenticated()
        if let entity = call.request.argument("entity") { _ = try known(entity, call) }
        return try .reply(to: call)
    }
}

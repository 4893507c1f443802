import Foundation

/// The few XenAPI calls that the benchmarks make, by JSON-RPC.
final class XapiClient {
    private let http: HTTPClient
    private var session = ""

    init(port: Int, user: String = "demo", password: String = "demo") throws {
        http = try HTTPClient(port: port)
        session = try value(of: http.request("POST", "/jsonrpc", body: XapiClient.body("session.login_with_password", [user, password])))
    }

    /// The answer's bytes, which nobody has read.
    func call(_ method: String, _ arguments: Any...) throws -> [UInt8] {
        try http.request("POST", "/jsonrpc", body: XapiClient.body(method, [session] + arguments))
    }

    func references(_ className: String) throws -> [String] { try value(of: call("\(className).get_all")) }

    /// The reference of the first machine that is off, and its UUID.
    func machine() throws -> (ref: String, uuid: String) {
        let records: [String: [String: Any]] = try value(of: call("VM.get_all_records"))
        let found = records.sorted { $0.key < $1.key }.first {
            $0.value["power_state"] as? String == "Halted" && $0.value["is_a_template"] as? Bool == false
        }
        guard let found, let uuid = found.value["uuid"] as? String else { throw HTTPClient.Failure(reason: "no machine is off") }
        return (found.key, uuid)
    }

    /// How many records an answer has.
    func count(of answer: [UInt8]) throws -> Int {
        let records: [String: Any] = try value(of: answer)
        return records.count
    }

    func annotate(_ machine: String, _ notes: String) throws {
        let _: String = try value(of: call("VM.set_name_description", machine, notes))
    }

    /// - Returns: the token behind what happened, the same one if nothing has.
    func events(after token: String, seconds: Double) throws -> String {
        let answer: [String: Any] = try value(of: call("event.from", ["vm"], token, seconds))
        guard let next = answer["token"] as? String else { throw HTTPClient.Failure(reason: "no token") }
        return (answer["events"] as? [Any])?.isEmpty == true ? (token.isEmpty ? next : token) : next
    }

    private func value<Value>(of answer: [UInt8]) throws -> Value {
        let reply = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any]
        guard let value = reply?["result"] as? Value else {
            throw HTTPClient.Failure(reason: "the answer is \(String(decoding: answer.prefix(200), as: UTF8.self))")
        }
        return value
    }

    private static func body(_ method: String, _ arguments: [Any]) throws -> String {
        let call: [String: Any] = ["jsonrpc": "2.0", "id": 1, "method": method, "params": arguments]
        return try String(decoding: JSONSerialization.data(withJSONObject: call), as: UTF8.self)
    }
}

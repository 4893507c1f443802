import Endpoints
import Hosts
import Logging

extension LiveXenHost {
    /// Connects, follows the events, and connects again, until the driver is closed.
    func run() async {
        var backoff = timing.backoff
        var isFirstTry = true
        while !isClosed {
            let asked = address
            do {
                try await follow {
                    backoff.reset()
                    isFirstTry = true
                }
            } catch {
                if isClosed || error is CancellationError { return }
                // A session that has ended or lost events are no lost connection: try at once.
                if link.connection != nil, isFirstTry, (error as? XapiError)?.endsEvents == true {
                    log.info("reading everything again", metadata: ["reason": "\(error)"])
                    isFirstTry = false
                    continue
                }
                if error is EndpointError { failures += 1 }
                let isRefused = (error as? XapiError)?.isLoginRefusal == true
                // The other servers of a pool are tried, and not reported one by one.
                if !(link.isLost && asked != settings.address) {
                    link.lose(
                        isRefused ? "the login as \(settings.user) was refused: \(error)" : "\(asked): \(error)")
                }
                try? await Task.sleep(for: backoff.delay(atLeast: isRefused ? timing.afterRefusal : .zero))
            }
        }
    }

    /// Two sessions, until something goes wrong.
    private func follow(populated: () -> Void) async throws {
        let link = try await servers.login(settings, at: address, timing: timing.client)
        do {
            var batch = try await link.events.events(since: .start)
            var fresh = PoolRecords()
            fresh.residences = records.residences
            _ = fresh.take(batch.events)
            guard !isClosed else { return await link.logout() }
            populated()
            connected(link, fresh, batch.token)
            while !isClosed {
                batch = try await link.events.events(since: token, wait: timing.client.wait)
                take(batch)
            }
        } catch {
            if error is XapiError { await logout(link) }
            throw error
        }
    }

    /// Ends the sessions of a link; that for calls may have become another one meanwhile.
    private func logout(_ link: XapiLink) async {
        await (self.link.connection ?? link).calls.logout()
        await link.events.logout()
    }

    private func connected(_ link: XapiLink, _ fresh: PoolRecords, _ token: XapiToken) {
        records = fresh
        self.token = token
        readings += 1
        failures = 0
        self.link.connect(link)
        log.info(
            "connected",
            metadata: [
                "endpoint": "\(link.calls.client.address)", "hosts": "\(fresh.hosts.count)",
                "vms": "\(fresh.presented.count { $0.type == "VM" })",
            ])
    }

    /// Takes over what the server has told. What was asked for in two ways may come in any order: only what goes further
    /// than what is known counts.
    private func take(_ batch: XapiEvents) {
        if !batch.token.isCovered(by: token) {
            token = batch.token
            for change in records.take(batch.events) { tell(change) }
        }
        link.wake()
    }

    /// Takes over what has happened until now.
    /// - Throws: ``HostError``.
    func catchUp() async throws(HostError) {
        let link = try connection()
        let reading = readings
        let batch: XapiEvents
        do {
            batch = try await events(link)
        } catch {
            throw HostError(.unreachable, "\(settings.address): \(error)")
        }
        if reading == readings { take(batch) }
    }

    private func events(_ link: XapiLink) async throws -> XapiEvents {
        do {
            return try await link.calls.events(since: token)
        } catch let error as XapiError where error.endsSession {
            return try await renewed(link.calls).events(since: token)
        }
    }

    /// Another session for calls, in place of one that has ended.
    func renewed(_ ended: PoolSession) async throws -> PoolSession {
        if let link = link.connection, link.calls.ref != ended.ref { return link.calls }
        let fresh = try await servers.session(ended.client, settings)
        guard var link = link.connection else { return fresh }
        // Meanwhile somebody else has made one, or another connection.
        guard link.calls.ref == ended.ref else {
            await fresh.logout()
            return link.calls
        }
        link.calls = fresh
        self.link.replace(with: link)
        return fresh
    }
}

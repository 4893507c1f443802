import Bus
import Generic
import Hosts
import Synchronization
import XML

extension TransformAgent {
    /// Opens the file that a `file.read` names.
    func open(_ command: Command, session: [String: String], trace: Trace) async throws -> HostFile {
        let plan = try plan(command, session: session, trace: trace)
        guard plan.steps.count == 1, let step = plan.steps.first else {
            throw Fault(.internal, "\(host.platform)/command-out.xsl must read a file in one step")
        }
        let call = Document(step.call)
        trace.record("call", step.id, document: call)
        do {
            switch try await host.driver.openFile(call) {
            case .file(var file):
                try file.checkSize()
                file.format = step.format
                return file
            case .fault(let native):
                let failure = Part.wrapped(
                    name: "failure", attributes: [Attribute("step", step.id)], [.document(native)])
                switch try outcome(of: command, [failure], session: session, trace: trace) {
                case .fault(let fault): throw fault
                case .result: throw Fault(.internal, "\(host.platform)/result-in.xsl gave no fault")
                }
            }
        } catch let error as HostError {
            throw error.code == .unsupported
                ? Fault(.notSupported, error.reason, ["command": command.name])
                : Fault(.hostUnavailable, error.reason, ["host": host.name])
        }
    }

    /// Performs a `file.write` or `disk.write`: the step of its plan that says so carries the content, else the last.
    func write(_ command: Command, _ content: FileContent, session: [String: String], trace: Trace) async -> Outcome {
        do {
            let plan = try plan(command, session: session, trace: trace)
            let driver = ContentDriver(
                driver: host.driver, content: content,
                steps: (plan.steps.firstIndex { $0.takesContent } ?? plan.steps.count - 1) + 1)
            return try await run(plan, command, session: session, trace: trace, driver: driver) { _ in }
        } catch let fault as Fault {
            return .fault(fault)
        } catch {
            return .fault(Fault(.internal, "\(error)"))
        }
    }
}

/// A driver that gives a file's content along with the last of so many calls.
private final class ContentDriver: HostDriver {
    private let driver: any HostDriver
    private let content: FileContent
    private let left: Mutex<Int>

    init(driver: any HostDriver, content: FileContent, steps: Int) {
        self.driver = driver
        self.content = content
        left = Mutex(steps)
    }

    func apply(_ call: Document, progress: @Sendable (Int) -> Void) async throws -> NativeReply {
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        return isLast ? try await driver.writeFile(call, content) : try await driver.apply(call, progress: progress)
    }

    func inventory() async throws -> [NativeObject] { try await driver.inventory() }
    func read(_ reference: NativeReference) async throws -> NativeObject? { try await driver.read(reference) }
    func samples() async throws -> [Document] { try await driver.samples() }
    var changes: AsyncStream<HostChange> { driver.changes }
    func close() async {}
}

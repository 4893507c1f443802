import Foundation
import Generic
import Metrics
import Store
import Synchronization
import XML

/// Runs the mappings (the transformation engine, 313 and 625): one stylesheet on one message, with the values of the
/// identifier table and of the session.
public final class TransformationEngine: Sendable {
    private let current: Mutex<Mappings>
    private let identifiers: IdentifierTable
    private let timers = TransformTimers()
    /// Whether every generic document and plan is held against its schema.
    private let validates: Bool
    private let alias: @Sendable (String) -> String?

    /// - Parameter alias: see ``MappingContext``.
    public init(
        _ mappings: Mappings, identifiers: IdentifierTable, validates: Bool = false,
        alias: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        current = Mutex(mappings)
        self.identifiers = identifiers
        self.validates = validates
        self.alias = alias
    }

    public var mappings: Mappings { current.withLock { $0 } }

    /// Replaces the mappings for the messages that come from now on.
    public func reload(_ mappings: Mappings) {
        current.withLock { $0 = mappings }
    }

    public func context(_ side: MappingContext.Side, session: [String: String] = [:]) throws(Fault) -> MappingContext {
        guard let platform = mappings.platforms[side.platform] else {
            throw Fault(.internal, "no mappings for platform \(side.platform)")
        }
        return MappingContext(side, types: platform.types, identifiers: identifiers, session: session, alias: alias)
    }

    /// Applies one stylesheet of the context's platform.
    /// - Parameter operations: see ``Stylesheet/apply(to:functions:operations:)``.
    /// - Throws: ``Fault``: what an extension function threw, or `internal` for a fault of the mapping.
    public func transform(
        _ step: Step, _ input: Document, _ context: MappingContext, trace: Trace? = nil, operations: UInt = 2_000_000
    ) throws(Fault) -> Document {
        let mappings = self.mappings
        let platform = context.side.platform
        guard let stylesheet = mappings.platforms[platform]?.stylesheets[step] else {
            throw Fault(.internal, "no mapping \(platform)/\(step.rawValue).xsl")
        }
        if let trace {
            for secret in mappings.platforms[platform]?.secrets(in: input) ?? [] { trace.conceal(secret) }
        }
        let started = ContinuousClock.now
        let output: Document
        do {
            output = try stylesheet.apply(to: input, functions: context, operations: operations)
            if validates { try validate(output, with: mappings) }
        } catch {
            Counter(label: "dragoman_transform_errors_total", dimensions: [("mapping", "\(platform)/\(step.rawValue)")]).increment()
            trace?.record(step.rawValue, "\(platform): \(error)")
            if let fault = error as? Fault { throw fault }
            throw Fault(.internal, "\(platform)/\(step.rawValue).xsl: \(error)")
        }
        timers.timer(of: "\(platform)/\(step.rawValue)").recordNanoseconds((ContinuousClock.now - started).nanoseconds)
        trace?.record(step.rawValue, platform, document: output)
        return output
    }

    private func validate(_ output: Document, with mappings: Mappings) throws(XMLError) {
        switch (output.rootNamespace, output.rootName) {
        case (Namespaces.plan, _): try mappings.plan.validate(output)
        case (Namespaces.generic, "command"): try mappings.commands.validate(output)
        case (Namespaces.generic, "result"), (Namespaces.generic, "fault"): try mappings.results.validate(output)
        case (Namespaces.generic, "samples"): try mappings.metrics.validate(output)
        case (Namespaces.generic, _): try mappings.objects.validate(output)
        default: break
        }
    }
}

extension Duration {
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

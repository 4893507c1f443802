import Agents
import Bus
import Generic
import NIOCore
import Synchronization

/// Answers to questions that were asked before, as long as nothing that they are made of has changed: clients ask the same
/// again and again.
final class AnswerBook: Sendable {
    struct Question: Hashable, Sendable {
        var procedure: Int32
        var payload: ByteBuffer
        var session: [String: String]
        var hosts: Set<String>?
    }

    /// What an answer is made of.
    enum Source: Sendable {
        /// What only this moment tells, or a command.
        case moment
        /// Those objects.
        case objects([String])
        /// Whatever there is.
        case everything
    }

    private struct Content {
        var answers: [Question: (answer: ByteBuffer, second: Int)] = [:]
        var byObject: [String: [Question]] = [:]
        var bytes = 0
        /// The number of the last change; an answer that was begun before it is not kept.
        var changes = 0
    }

    private let content = Mutex(Content())

    /// Bytes.
    private static let capacity = 16 << 20

    private static func size(_ question: Question, _ answer: ByteBuffer) -> Int {
        answer.readableBytes + question.payload.readableBytes + 512
    }

    /// The number of the last change.
    var changes: Int { content.withLock(\.changes) }

    /// - Parameter second: the time, for an answer of which it is a part; 0 for others.
    func find(_ question: Question, second: Int) -> ByteBuffer? {
        content.withLock { content in
            guard let known = content.answers[question], known.second == second else { return nil }
            return known.answer
        }
    }

    /// - Parameter changes: the number of the last change before the answer was begun.
    func keep(_ answer: ByteBuffer, to question: Question, from source: Source, second: Int, since changes: Int) {
        let objects: [String]
        switch source {
        case .moment: return
        case .objects(let named): objects = named
        case .everything: objects = [""]
        }
        let size = AnswerBook.size(question, answer)
        content.withLock { content in
            guard content.changes == changes, size <= AnswerBook.capacity / 4 else { return }
            if content.bytes + size > AnswerBook.capacity { content = Content(changes: content.changes) }
            content.bytes += size
            if let old = content.answers.updateValue((answer, second), forKey: question) {
                content.bytes -= AnswerBook.size(question, old.answer)
            } else {
                for object in objects { content.byObject[object, default: []].append(question) }
            }
        }
    }

    /// - Parameter objects: those whose views have changed; nil: all.
    func forget(_ objects: Set<String>?) {
        content.withLock { content in
            content.changes += 1
            guard let objects else {
                content = Content(changes: content.changes)
                return
            }
            for object in objects.union([""]) {
                for question in content.byObject.removeValue(forKey: object) ?? [] {
                    guard let old = content.answers.removeValue(forKey: question) else { continue }
                    content.bytes -= AnswerBook.size(question, old.answer)
                }
            }
            if content.answers.isEmpty { content = Content(changes: content.changes) }
        }
    }
}

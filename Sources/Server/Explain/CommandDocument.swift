import Foundation
import XML

/// A native command in a file: the document itself, or an example that has it as its input.
public enum CommandDocument {
    /// - Parameter file: a path, or `-` for standard input.
    /// - Throws: ``StartError`` with status `noInput` or `badData`.
    public static func read(_ file: String) throws(StartError) -> Document {
        let data: Data?
        if file == "-" {
            data = try? FileHandle.standardInput.readToEnd() ?? Data()
        } else {
            data = FileManager.default.contents(atPath: file)
        }
        let name = file == "-" ? "standard input" : file
        guard let data else { throw StartError(.noInput, "\(name): cannot be read") }
        do {
            let document = try Document(parsing: data)
            guard document.rootName == "example", document.rootNamespace == "urn:dragoman:example" else {
                return document
            }
            guard let input = document.root.first("input")?.elements.first else {
                throw StartError(.badData, "\(name): the example has no input")
            }
            return Document(input)
        } catch let error as XMLError {
            throw StartError(.badData, "\(name): \(error)")
        } catch let error as StartError {
            throw error
        } catch {
            throw StartError(.badData, "\(name): \(error)")
        }
    }
}

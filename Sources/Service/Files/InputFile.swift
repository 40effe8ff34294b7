import Foundation
import Solver

/// Reads files that a user names, within stated sizes.
enum InputFile {
    /// Why a file could not be read.
    enum Problem: Error, Equatable {
        case notFound(path: String)
        case unreadable(path: String, reason: String)
        case tooLarge(path: String, limitBytes: Int)
        case damagedGzip(path: String)
    }

    /// Largest MPS or LP file, bytes after inflating.
    static let largestProgramBytes = 2 << 30

    /// The bytes of a file; never more than the limit is read.
    static func bytes(_ path: String, limitBytes: Int) throws(Problem) -> [UInt8] {
        guard FileManager.default.fileExists(atPath: path) else { throw .notFound(path: path) }
        guard !isFolder(path) else { throw .unreadable(path: path, reason: "a folder") }
        let data: Data?
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            if let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int,
                size > limitBytes
            {
                throw Problem.tooLarge(path: path, limitBytes: limitBytes)
            }
            data = try handle.read(upToCount: limitBytes + 1)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .unreadable(path: path, reason: "\(error.localizedDescription)")
        }
        let bytes = [UInt8](data ?? Data())
        guard bytes.count <= limitBytes else {
            throw .tooLarge(path: path, limitBytes: limitBytes)
        }
        return bytes
    }

    /// True when a path names a folder.
    static func isFolder(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
        return attributes?[.type] as? FileAttributeType == .typeDirectory
    }

    /// The bytes of a program file, inflated if it is gzip.
    static func program(_ path: String) throws(Problem) -> [UInt8] {
        let raw = try bytes(path, limitBytes: largestProgramBytes)
        guard Gzip.isCompressed(raw) else { return raw }
        do throws(Gzip.Problem) {
            return try Gzip.inflated(raw, limitBytes: largestProgramBytes)
        } catch {
            switch error {
            case .damaged: throw .damagedGzip(path: path)
            case .tooLarge(let limit): throw .tooLarge(path: path, limitBytes: limit)
            }
        }
    }
}

/// A scenario document and the folder in which its CSV files lie.
struct ScenarioFile {
    let path: String
    let folder: String
    let bytes: [UInt8]

    /// Opens a JSON file, or `scenario.json` in a folder.
    init(_ argument: String) throws(InputFile.Problem) {
        path = InputFile.isFolder(argument) ? argument + "/scenario.json" : argument
        folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        bytes = try InputFile.bytes(path, limitBytes: Scenario.largestDocumentBytes)
    }

    /// The bytes of a CSV file beside the document.
    func beside(_ name: String) -> [UInt8]? {
        try? InputFile.bytes(folder + "/" + name, limitBytes: Scenario.largestDocumentBytes)
    }

    /// The scenario, with changes of the form `path=value` made first.
    ///
    /// - Parameter plan: a plan document whose end states become the scenario's starting states.
    func scenario(
        changes: [ScenarioChange] = [], continuing plan: String? = nil,
        leftOut: ([String]) -> Void = { _ in }
    ) throws -> Scenario {
        var document = try Scenario.parsed(bytes)
        for change in changes { document = try change.applied(to: document) }
        if let plan {
            let before = try Scenario.parsed(
                InputFile.bytes(plan, limitBytes: Scenario.largestDocumentBytes))
            let next = try Continuation.continued(document, from: before["end_states"])
            document = next.document
            leftOut(next.leftOut)
        }
        return try Scenario(document, files: beside)
    }
}

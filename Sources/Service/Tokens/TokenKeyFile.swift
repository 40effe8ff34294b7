import Foundation
import Solver
import Synchronization

/// The issuer's keys in a file, read again whenever the file has changed.
///
/// A new file that cannot be used leaves the old keys in force; the log says so once.
package final class TokenKeyFile: Sendable {
    /// Largest file, bytes.
    static let limitBytes = 1 << 20

    private struct State {
        var keys: JSONWebKeySet
        var stamp: Stamp?
    }

    /// What tells one state of a file from the next.
    private struct Stamp: Equatable {
        let seconds: Int
        let nanoseconds: Int
        let size: Int
        let inode: UInt

        /// Nil where there is no file.
        init?(_ path: String) {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
            size = status.st_size
            inode = status.st_ino
        }
    }

    private let path: String
    private let log: ServiceLog
    private let state: Mutex<State>

    /// Reads the file, which must be flawless at first.
    package init(_ path: String, log: ServiceLog) throws(ServiceSettings.Invalid) {
        self.path = path
        self.log = log
        // Before reading: what changes in between is seen as a change.
        let stamp = Stamp(path)
        let keys = try Self.read(path)
        state = Mutex(State(keys: keys, stamp: stamp))
    }

    /// The keys of now.
    package var keys: JSONWebKeySet {
        state.withLock { state in
            let stamp = Stamp(path)
            guard stamp != state.stamp else { return state.keys }
            state.stamp = stamp
            do throws(ServiceSettings.Invalid) {
                state.keys = try Self.read(path)
                log.note(
                    .info, "token_keys_read",
                    ["kids": .array(state.keys.keys.compactMap { $0.id.map(JSON.string) })])
            } catch {
                log.note(
                    .error, "token_keys_refused",
                    [
                        "faults": .array(
                            error.faults.map { fault in
                                .string(
                                    "\(fault.place): given \(fault.given); allowed: \(fault.allowed)"
                                )
                            })
                    ])
            }
            return state.keys
        }
    }

    private static func read(_ path: String) throws(ServiceSettings.Invalid) -> JSONWebKeySet {
        let bytes: [UInt8]
        do throws(InputFile.Problem) {
            bytes = try InputFile.bytes(path, limitBytes: limitBytes)
        } catch {
            let given =
                switch error {
                case .notFound: "no such file"
                case .unreadable(_, let reason): reason
                case .tooLarge: "a larger file"
                case .damagedGzip: "a damaged file"
                }
            throw ServiceSettings.Invalid(faults: [
                .init(
                    place: "jwks_file: \(path)", given: given,
                    allowed: "a JSON Web Key Set of at most \(limitBytes) bytes")
            ])
        }
        do throws(JSONWebKeySet.Invalid) {
            return try JSONWebKeySet(parsing: bytes)
        } catch {
            throw ServiceSettings.Invalid(
                faults: error.faults.map { fault in
                    .init(
                        place:
                            "jwks_file: \(path)\(fault.pointer.isEmpty ? "" : " ")\(fault.pointer)",
                        given: fault.given, allowed: fault.allowed)
                })
        }
    }
}

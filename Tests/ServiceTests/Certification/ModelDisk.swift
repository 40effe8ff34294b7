import Certificates
import Glibc
import Service
import Synchronization

/// A disk in memory that forgets at a crash what was not waited for, and that fails at a chosen call.
final class ModelDisk: LogFiles {
    /// What happens at the chosen call.
    enum Failure: Sendable {
        /// The call fails; the program goes on.
        case code(Int32)
        /// The machine loses its power; every later call fails until `restart`.
        case crash
    }

    private struct State {
        /// Contents by number: as the program sees them, and as they are on the disk.
        var seen: [Int: [UInt8]] = [:]
        var kept: [Int: [UInt8]] = [:]
        /// Names of files and folders; a folder is number 0.
        var names: [String: Int] = ["log": 0]
        var keptNames: [String: Int] = ["log": 0]
        var next = 1
        var calls = 0
        var failure: (call: Int, how: Failure)?
        var isDown = false
        var random = SplitMix(seed: 1)
    }

    private let state = Mutex(State())

    /// Calls so far.
    var calls: Int { state.withLock { $0.calls } }

    /// Fails at the n-th call from now.
    func fail(at call: Int, _ how: Failure) {
        state.withLock { $0.failure = ($0.calls + call, how) }
    }

    /// Nothing fails any more.
    func heal() { state.withLock { $0.failure = nil } }

    /// What is left after the power came back: of every name and every content that was not waited
    /// for, by chance, the old or the new or a part of it.
    func restart(seed: UInt64) {
        state.withLock { state in
            state.random = SplitMix(seed: seed)
            for path in Set(state.names.keys).union(state.keptNames.keys).sorted()
            where state.random.next() % 2 == 0 {
                state.keptNames[path] = state.names[path]
            }
            for (number, bytes) in state.seen.sorted(by: { $0.key < $1.key })
            where state.kept[number] != bytes {
                let count = Int(state.random.next() % UInt64(bytes.count + 1))
                state.kept[number] = Array(bytes[..<count])
            }
            // A name in a folder that is not there is lost.
            let folders = state.keptNames
            state.keptNames = folders.filter { path, _ in
                path == "log" || Self.parents(of: path).allSatisfy { folders[$0] == 0 }
            }
            state.names = state.keptNames
            state.seen = state.kept
            state.isDown = false
            state.failure = nil
        }
    }

    private static func parents(of path: String) -> [String] {
        var parents: [String] = []
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            parents.append(String(rest))
        }
        return parents
    }

    /// Turns one bit of a file, on the disk.
    func turn(bit: Int, of path: String) -> Bool {
        state.withLock { state in
            guard let number = state.names[path], var bytes = state.seen[number],
                bit / 8 < bytes.count
            else { return false }
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            state.seen[number] = bytes
            state.kept[number] = bytes
            return true
        }
    }

    /// Files by name.
    var paths: [String] {
        state.withLock { $0.names.filter { $0.value > 0 }.keys.sorted() }
    }

    /// Takes a file away.
    func remove(_ path: String) { state.withLock { $0.names[path] = nil } }

    private func call<Value>(
        _ name: String, _ path: String, half: ((inout State) -> Void)? = nil,
        _ body: (inout State) -> Value
    ) throws(FileFailure) -> Value {
        let outcome: Result<Value, FileFailure> = state.withLock { state in
            state.calls += 1
            if state.isDown { return .failure(FileFailure(call: name, path: path, code: EIO)) }
            if let failure = state.failure, failure.call == state.calls {
                half?(&state)
                switch failure.how {
                case .code(let code):
                    return .failure(FileFailure(call: name, path: path, code: code))
                case .crash:
                    state.isDown = true
                    return .failure(FileFailure(call: name, path: path, code: EIO))
                }
            }
            return .success(body(&state))
        }
        return try outcome.get()
    }

    func read(_ path: String) throws(FileFailure) -> [UInt8]? {
        try call("read", path) { state in state.names[path].flatMap { state.seen[$0] } }
    }

    func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
        func open(_ state: inout State) -> Int {
            if let number = state.names[path] { return number }
            state.next += 1
            state.names[path] = state.next
            return state.next
        }
        // Half the bytes are there when the call fails.
        try call(
            "write", path,
            half: { state in
                state.seen[open(&state)] = Array(bytes.prefix(bytes.count / 2))
            }
        ) { state in state.seen[open(&state)] = bytes }
        try call("fsync", path) { state in
            let number = open(&state)
            state.kept[number] = state.seen[number]
        }
    }

    func rename(_ path: String, to target: String) throws(FileFailure) {
        try call("rename", path) { state in
            state.names[target] = state.names.removeValue(forKey: path)
        }
    }

    func makeFolder(_ path: String) throws(FileFailure) -> Bool {
        try call("mkdir", path) { state in
            guard state.names[path] == nil else { return false }
            state.names[path] = 0
            return true
        }
    }

    func syncFolder(_ path: String) throws(FileFailure) {
        try call("fsync", path) { state in
            func isIn(_ name: String) -> Bool {
                name.hasPrefix(path + "/") && !name.dropFirst(path.count + 1).contains("/")
            }
            for name in state.keptNames.keys where isIn(name) && state.names[name] == nil {
                state.keptNames[name] = nil
            }
            for (name, number) in state.names where isIn(name) { state.keptNames[name] = number }
        }
    }

    func folders(in path: String) throws(FileFailure) -> [String] {
        try call("opendir", path) { state in
            state.names.filter { name, number in
                number == 0 && name.hasPrefix(path + "/")
                    && !name.dropFirst(path.count + 1).contains("/")
            }.keys.map { String($0.dropFirst(path.count + 1)) }.sorted()
        }
    }
}

/// Numbers from a seed (splitmix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Leaves in memory, in the place of the registry's table.
final class MemoryLeaves: LeafSource {
    private let rows = Mutex<[LogLeaf]>([])

    init(_ count: Int = 0, _ entry: (Int) -> String = { "{\"n\":\"\($0)\"}" }) {
        for index in 0..<count { append(entry(index)) }
    }

    func append(_ entry: String) {
        let bytes = Array(entry.utf8)
        rows.withLock { $0.append(LogLeaf(entry: bytes, hash: .leaf(bytes))) }
    }

    /// Turns a bit of a stored entry.
    func turn(bit: Int, of index: Int) {
        rows.withLock { rows in
            var entry = rows[index].entry
            entry[bit / 8 % entry.count] ^= 1 << UInt8(bit % 8)
            rows[index] = LogLeaf(entry: entry, hash: rows[index].hash)
        }
    }

    func leafCount() -> Int { rows.withLock { $0.count } }

    func leaves(from index: Int, limit: Int) -> [LogLeaf] {
        rows.withLock { Array($0[index...].prefix(limit)) }
    }
}

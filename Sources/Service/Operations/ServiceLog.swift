package import Solver
import Synchronization

/// The log: one JSON object a line, with the trace that it belongs to.
package final class ServiceLog: Sendable {
    /// How much is written.
    package enum Level: String, Sendable, CaseIterable, Comparable {
        case debug
        case info
        case warning
        case error

        package static func < (left: Level, right: Level) -> Bool {
            let order = Level.allCases
            return order.firstIndex(of: left) ?? 0 < order.firstIndex(of: right) ?? 0
        }
    }

    private let least: Level
    private let write: Mutex<@Sendable ([UInt8]) -> Void>
    private let clock: @Sendable () -> Moment

    /// Creates a log.
    ///
    /// - Parameters:
    ///   - least: what is less urgent is not written.
    ///   - write: takes whole lines, one call at a time.
    package init(
        least: Level = .info, clock: @escaping @Sendable () -> Moment = { .now },
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.least = least
        self.clock = clock
        self.write = Mutex(write)
    }

    /// Writes one line; members that are nil are left out.
    package func note(
        _ level: Level, _ event: String, trace: String? = nil,
        _ members: KeyValuePairs<String, JSON?> = [:]
    ) {
        note(level, event, trace: trace, members: Array(members))
    }

    /// Writes one line; members that are nil are left out.
    package func note(
        _ level: Level, _ event: String, trace: String? = nil,
        members: [(key: String, value: JSON?)]
    ) {
        guard level >= least else { return }
        let head: [JSON.Member] = [
            .init("time", .string(clock().text)), .init("level", .string(level.rawValue)),
            .init("event", .string(event)),
        ]
        let trace = trace.map { [JSON.Member("trace_id", .string($0))] } ?? []
        let rest = members.compactMap { pair in pair.value.map { JSON.Member(pair.key, $0) } }
        var line = JSON.object(head + trace + rest).written(pretty: false)
        line.append(UInt8(ascii: "\n"))
        write.withLock { $0(line) }
    }

    /// A call of the store failed.
    package func storeFailed(_ error: StoreError, trace: TraceContext) {
        note(.error, "store_failed", trace: trace.traceID, ["error": .string("\(error)")])
    }
}

import Certificates
import Foundation
import Solver

/// `wattoken log monitor`: re-derives a log from what it publishes, once or again and again.
struct LogMonitorCommand {
    private let place: LogPlace
    private let policy: LogPolicy
    private let statePath: String?
    private let isRegistry: Bool
    private let session: Session

    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        let place = try LogOptions.operand(options, "monitor URL|FOLDER --log VKEY")
        let interval = try options.number("--interval", 0.1...86_400)
        let command = LogMonitorCommand(
            place: LogPlace(place), policy: try LogOptions.policy(options),
            statePath: options.value("--state"), isRegistry: !options.has("--any-entries"),
            session: session)
        return try command.run(every: interval)
    }

    private func run(every interval: Double?) throws -> ExitCode {
        var state = try start()
        while true {
            let code = try look(&state)
            guard let interval, code == .ok || code == .unavailable else { return code }
            // A log that could not be read is read anew: what was handed on was not confirmed.
            if code == .unavailable { state = try start() }
            let end = Date().addingTimeInterval(interval)
            while Date() < end {
                guard !session.isInterrupted() else { return .interrupted }
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
    }

    /// A monitor, and what it makes of the entries.
    private struct State {
        var monitor: LogMonitor
        var check: EntryCheck
    }

    private func start() throws -> State {
        let bytes = try statePath.flatMap { path in try SystemFiles().read(path) }
        var last: SignedCheckpoint?
        if let bytes {
            do throws(CheckpointFault) {
                last = try SignedCheckpoint(parsing: bytes)
            } catch { throw LogCommandProblem(text: Text(both: "--state: ") + error.text) }
        }
        return State(
            monitor: LogMonitor(policy: policy, last: last),
            check: EntryCheck(isRegistry: isRegistry))
    }

    /// Looks once.
    private func look(_ state: inout State) throws -> ExitCode {
        let published: [UInt8]
        do {
            published = try place.checkpoint()
        } catch let failure as Fetcher.Failure {
            note(failure.text)
            return .unavailable
        }
        var check = state.check
        let came: Int
        do throws(MonitorFinding) {
            came = try follow(&state.monitor, published, place.tiles, &check)
        } catch {
            return report(error)
        }
        state.check = check
        if let fault = check.fault {
            note(fault)
            return .invalidInput
        }
        guard let last = state.monitor.last else { return .ok }
        if let statePath { try OutputFile.write(last.bytes, to: statePath) }
        say(last, came)
        return .ok
    }

    private func follow(
        _ monitor: inout LogMonitor, _ published: [UInt8], _ tiles: some TileReader,
        _ check: inout EntryCheck
    ) throws(MonitorFinding) -> Int {
        try monitor.follow(published, from: tiles) { check.take($1) }
    }

    private func say(_ last: SignedCheckpoint, _ came: Int) {
        let names = (try? policy.verify(last))?.dropFirst().map { "\($0.key.name)" } ?? []
        session.console.print(
            Text(
                en: "\(last.checkpoint.size) entries, \(came) read; root "
                    + "\(last.checkpoint.root.base64); cosigned by \(names.count): "
                    + names.joined(separator: ", "),
                zh: "共 \(last.checkpoint.size) 条，本次读取 \(came) 条；根 "
                    + "\(last.checkpoint.root.base64)；联署 \(names.count)："
                    + names.joined(separator: "、"))[session.console.language])
    }

    /// Says what was found; two checkpoints that contradict each other are data: the evidence.
    private func report(_ finding: MonitorFinding) -> ExitCode {
        note(finding.text)
        switch finding {
        case .shrunk(let before, let now), .forked(let before, let now):
            session.console.print(String(decoding: before.bytes + now.bytes, as: UTF8.self))
        case .otherRoot(_, let signed):
            session.console.print(String(decoding: signed.bytes, as: UTF8.self))
        case .checkpoint, .policy, .reading: break
        }
        return finding.isPassing ? .unavailable : .invalidInput
    }

    private func note(_ text: Text) { session.console.note(text[session.console.language]) }
}

/// What entries of a log say, replayed as a registry's.
struct EntryCheck {
    private var replay: RegistryReplay?
    /// The first entry that is none of a registry's, and why.
    private(set) var fault: Text?

    init(isRegistry: Bool) { replay = isRegistry ? RegistryReplay(into: RegistryMemory()) : nil }

    /// Takes the next entry.
    mutating func take(_ entry: [UInt8]) {
        guard fault == nil else { return }
        do throws(RegistryFault) {
            try replay?.apply(entry)
        } catch {
            fault = Text(
                en: "the entries are not those of a registry: \(error)",
                zh: "条目不符合登记簿规则：\(error)")
        }
    }

    /// False when the last entry is in the middle of a request.
    var isComplete: Bool { replay?.isComplete ?? true }
}

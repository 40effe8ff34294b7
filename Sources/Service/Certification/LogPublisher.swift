package import Certificates
import Synchronization

/// Publishes a log for as long as the service runs: files, checkpoint, cosignatures.
///
/// Any thread may ask; one writes at a time, and one process by the lock on the folder.
package final class LogPublisher<Leaves: LeafSource>: Sendable {
    private struct State: ~Copyable {
        let lock: FolderLock
        var writer: LogWriter<SystemFiles, Leaves>
        /// The checkpoint for which the witnesses were asked last.
        var asked: Checkpoint?
    }

    private let state: Mutex<State>
    private let witnesses: [WitnessAddress]
    private let client: WitnessClient
    private let clock: @Sendable () -> UTCTime
    /// What verifies the log's signatures.
    package let key: NoteKey

    /// Why a log cannot be opened.
    package enum Problem: Error {
        /// Another process writes it.
        case locked(String)
        /// The folder or its lock cannot be made.
        case file(FileFailure)
        /// The log is not in order.
        case log(LogWriterFault)
    }

    /// Opens the log in a folder, which is made where there is none.
    package init(
        folder path: String, leaves: Leaves, origin: ExactText,
        signer: consuming sending NoteSigner, earlierKeys: [NoteKey] = [],
        witnesses: [WitnessAddress],
        fetcher: Fetcher = Fetcher(),
        clock: @escaping @Sendable () -> UTCTime = { .now }
    ) throws(Problem) {
        let key = signer.key
        let lock = try Self.lock(path)
        let folder = LogFolder(path, files: SystemFiles())
        let writer = try Self.writer(folder, leaves, origin, signer, earlierKeys)
        self.key = key
        state = Mutex(State(lock: lock, writer: writer, asked: nil))
        self.witnesses = witnesses
        client = WitnessClient(fetcher: fetcher)
        self.clock = clock
    }

    private static func lock(_ path: String) throws(Problem) -> FolderLock {
        let lock: FolderLock?
        do throws(FileFailure) {
            _ = try SystemFiles().makeFolder(path)
            lock = try FolderLock(folder: path)
        } catch { throw .file(error) }
        guard let lock else { throw .locked(path) }
        return lock
    }

    private static func writer(
        _ folder: LogFolder<SystemFiles>, _ leaves: Leaves, _ origin: ExactText,
        _ signer: consuming sending NoteSigner, _ earlierKeys: [NoteKey]
    ) throws(Problem) -> sending LogWriter<SystemFiles, Leaves> {
        do throws(LogWriterFault) {
            return try LogWriter(
                folder: folder, leaves: leaves, origin: origin, signer: signer,
                earlierKeys: earlierKeys)
        } catch { throw .log(error) }
    }

    /// Publishes what was committed since the last time; blocks while files are written.
    ///
    /// A receipt may be given for every entry below the size of the checkpoint.
    package func publish() throws(LogWriterFault) -> SignedCheckpoint {
        let time = clock()
        return try state.withLock { state throws(LogWriterFault) in
            try state.writer.publish(at: time)
        }
    }

    /// Asks the witnesses about the newest checkpoint, once for each, and publishes what they sign.
    ///
    /// Publishing goes on meanwhile. Gives what came of it, by witness; none when there was nothing to
    /// ask. Where one did not cosign, the next call asks again.
    package func collectCosignatures() throws(LogWriterFault) -> [WitnessOutcome] {
        let asking = state.withLock { state -> (SignedCheckpoint, LogFolder<SystemFiles>)? in
            guard let published = state.writer.published, published.checkpoint != state.asked,
                !witnesses.isEmpty
            else { return nil }
            state.asked = published.checkpoint
            return (published, state.writer.folder)
        }
        guard let (published, folder) = asking else { return [] }
        let answer = client.collect(for: published, from: witnesses, tiles: folder)
        try state.withLock { state throws(LogWriterFault) in
            if answer.outcomes.contains(where: { $0 != .cosigned }) { state.asked = nil }
            try state.writer.publish(cosigned: answer.checkpoint)
        }
        return answer.outcomes
    }
}

extension LogPublisher.Problem: LogFaultWording {
    package var text: Text {
        switch self {
        case .locked(let path):
            Text("another process writes the log in \(path)", "另一进程正在写入日志 \(path)")
        case .file(let failure): failure.text
        case .log(let fault): fault.text
        }
    }
}

extension WitnessOutcome: LogFaultWording {
    package var text: Text {
        switch self {
        case .cosigned: Text("cosigned", "已联署")
        case .ahead(let size):
            Text(
                "has cosigned \(size) entries, more than there are here: this log was set back",
                "已联署 \(size) 条，多于本地：本日志被回退")
        case .refused(let status): Text("refuses with status \(status)", "拒绝，状态 \(status)")
        case .wrongAnswer:
            Text("gave no cosignature of its key", "未给出其密钥的联署")
        case .unreachable(let reason): Text("not reached: \(reason)", "无法连接：\(reason)")
        }
    }
}

package import Certificates
import Synchronization

/// A witness behind HTTP: `POST /add-checkpoint` as C2SP tlog-witness says, and its key at `/`.
package final class WitnessServer<Files: LogFiles>: Sendable {
    private let witness: Mutex<Witness>
    private let files: Files
    private let statePath: String
    private let clock: @Sendable () -> UTCTime
    private let onFailure: @Sendable (FileFailure) -> Void
    /// The verifier key.
    package let key: NoteKey

    /// A witness whose state is in a file.
    ///
    /// - Parameter onFailure: is told when the state could not be written; the client gets 500.
    package init(
        _ witness: consuming sending Witness, files: Files, statePath: String,
        clock: @escaping @Sendable () -> UTCTime,
        onFailure: @escaping @Sendable (FileFailure) -> Void
    ) {
        key = witness.key
        self.witness = Mutex(witness)
        self.files = files
        self.statePath = statePath
        self.clock = clock
        self.onFailure = onFailure
    }

    /// For the HTTP server.
    package var handlers: HTTPHandlers {
        HTTPHandlers(
            admit: { head in
                switch (head.method, head.path) {
                case ("POST", ["add-checkpoint"]):
                    return .accept(bodyLimitBytes: SignedNote.byteLimit)
                case ("GET", []), ("HEAD", []): return .accept(bodyLimitBytes: 0)
                default: return .refuse(Self.text(404, "only /add-checkpoint is here\n"))
                }
            },
            handle: { [self] request, reply in reply.send(answer(request)) },
            problem: { status, _, detail in Self.text(status, detail + "\n") })
    }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        guard request.method == "POST" else { return Self.text(200, key.text + "\n") }
        let time = clock()
        do throws(FileFailure) {
            let answer = try witness.withLock { witness throws(FileFailure) in
                try witness.answer(request.body, at: time) { state throws(FileFailure) in
                    try WitnessStateFile.write(state, to: statePath, files)
                }
            }
            return HTTPResponse(
                status: answer.status, headers: ["Content-Type": answer.contentType],
                body: answer.body)
        } catch {
            onFailure(error)
            return Self.text(500, "the state could not be written\n")
        }
    }

    private static func text(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "text/plain; charset=utf-8"],
            body: Array(text.utf8))
    }
}

/// The file of a witness's state.
package enum WitnessStateFile {
    /// Why there is no state.
    package enum Problem: Error, Sendable, Hashable {
        /// There is no such file: a witness that forgot is not a new one.
        case missing
        /// It is not what a witness wrote.
        case damaged
        /// The system says no.
        case file(FileFailure)
    }

    /// Reads a state.
    package static func read(
        _ path: String, _ files: some LogFiles
    ) throws(Problem) -> WitnessState {
        let bytes: [UInt8]?
        do throws(FileFailure) { bytes = try files.read(path) } catch { throw .file(error) }
        guard let bytes else { throw .missing }
        guard let state = WitnessState(parsing: bytes) else { throw .damaged }
        return state
    }

    /// Writes a state, whole or not at all, and waits until it and its name are on the disk.
    package static func write(
        _ state: WitnessState, to path: String, _ files: some LogFiles
    ) throws(FileFailure) {
        try files.write(state.bytes, to: path + ".unfinished")
        try files.rename(path + ".unfinished", to: path)
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try files.syncFolder(folder.isEmpty ? "/" : folder)
    }
}

import Certificates
import Solver

/// `wattoken log fsck`: re-derives everything in a log's folder from its bytes.
enum LogFsckCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        if options.operands.count == 2 { try checkFolder(options, session) }
        if options.value("--database") != nil {
            try checkDatabase(options, session)
        } else if options.operands.count < 2 {
            _ = try LogOptions.operand(options, "fsck FOLDER [--log VKEY] [--database LOCATION]")
        }
        return .ok
    }

    /// The files, and what they say.
    private static func checkFolder(_ options: Options, _ session: Session) throws {
        let path = options.operands[1]
        let language = session.console.language
        let place = LogPlace(path)
        let published = try published(place)
        let signed: SignedCheckpoint
        do throws(CheckpointFault) {
            signed = try SignedCheckpoint(parsing: published)
        } catch { throw LogCommandProblem(text: Text(both: "checkpoint: ") + error.text) }
        if !options.all("--log").isEmpty {
            let policy = try LogOptions.policy(options)
            do throws(PolicyFault) {
                _ = try policy.verify(signed)
            } catch { throw LogCommandProblem(text: error.text) }
        } else {
            session.console.note(
                Text(
                    en: "without --log VKEY the signature is not checked",
                    zh: "未给出 --log VKEY，签名未校验")[language])
        }
        var check = EntryCheck(isRegistry: !options.has("--any-entries"))
        do throws(RereadFault) {
            try reread(signed.checkpoint, place.tiles, &check)
        } catch { throw LogCommandProblem(text: error.text) }
        if let fault = check.fault { throw LogCommandProblem(text: fault) }
        guard check.isComplete else {
            throw LogCommandProblem(
                text: Text(
                    en: "the checkpoint stands in the middle of a request",
                    zh: "检查点落在一个请求的中间"))
        }
        session.console.print(
            Text(
                en: "\(path) is whole: \(signed.checkpoint.size) entries, root "
                    + signed.checkpoint.root.base64,
                zh: "\(path) 完整：\(signed.checkpoint.size) 条，根 "
                    + signed.checkpoint.root.base64)[language])
    }

    /// The leaves of the database; those that were signed must be the same.
    private static func checkDatabase(_ options: Options, _ session: Session) throws {
        let store = try StoreLocation(options, session).open()
        defer { store.close() }
        let leaves = RegistryLeaves(store)
        var check = EntryCheck(isRegistry: !options.has("--any-entries"))
        let size = try leaves.leafCount()
        let root = try LeafAudit.root(of: leaves, size: size) { check.take($0) }
        if let fault = check.fault { throw LogCommandProblem(text: fault) }
        if options.operands.count == 2 {
            let published = try published(LogPlace(options.operands[1]))
            guard let checkpoint = try? SignedCheckpoint(parsing: published).checkpoint else {
                return
            }
            let signed = try LeafAudit.root(of: leaves, size: checkpoint.size)
            guard signed == checkpoint.root else { throw LogWriterFault.forked(checkpoint) }
        }
        session.console.print(
            Text(
                en: "the database is whole: \(size) entries, root \(root.base64)",
                zh: "数据库完整：\(size) 条，根 \(root.base64)")[session.console.language])
    }

    private static func published(_ place: LogPlace) throws -> [UInt8] {
        do {
            return try place.checkpoint()
        } catch let failure as FileFailure {
            throw LogCommandProblem(text: failure.text)
        }
    }

    private static func reread(
        _ checkpoint: Checkpoint, _ tiles: some TileReader, _ check: inout EntryCheck
    ) throws(RereadFault) {
        // The root must be that of the checkpoint: it is what the tree has to continue.
        _ = try RereadTree.reread(size: checkpoint.size, after: checkpoint, from: tiles) {
            check.take($1)
        }
    }
}

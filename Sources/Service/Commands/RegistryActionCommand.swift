import Certificates
import Solver

/// What `wattoken certificate ACTION ID…` asks of the registry.
enum RegistryAction: String, CaseIterable {
    /// A slice into parts of stated Wh, a certificate into certificates of stated tokens.
    case split
    /// Slices, for a purpose until a moment.
    case reserve
    /// Slices that were reserved.
    case release
    /// Slices or certificates, to another account.
    case transfer
    /// Slices or certificates, for a beneficiary.
    case retire
    /// Energy certificates, with everything that rests on them.
    case withdraw
    /// Certificates that are no longer true.
    case revoke
    /// Proposals that will not be issued.
    case drop
}

/// Runs one action on a database.
enum RegistryActionCommand {
    static func run(
        _ action: RegistryAction, _ options: Options, _ session: Session
    ) throws -> ExitCode {
        let ids = Array(options.operands.dropFirst())
        let store = try StoreLocation(options, session).open()
        defer { store.close() }
        let office = CertificateOffice(
            store: store, author: CertificateOptions.author(session))
        if action == .split, try store.registryRow(CertificateRow.self, .text(ids[0])) != nil {
            return try CertificateSplitCommand.run(ids[0], office, options, session)
        }
        let operation = try operation(action, ids, options, store)
        let receipts = try office.ask([try request(operation, options)])
        report(receipts, options, session)
        return .ok
    }

    /// A request as the options say who asks and when.
    static func request(
        _ operation: any RegistryOperation, _ options: Options
    ) throws -> RegistryRequest {
        let asker = try asker(options)
        return RegistryRequest(
            id: asker.id, account: asker.account, person: asker.person, at: asker.at,
            operation: operation)
    }

    /// Who asks and when, and the request's id.
    static func asker(
        _ options: Options
    ) throws -> (id: String, account: String, person: String, at: UTCTime) {
        (
            options.value("--request") ?? "cli-" + Hexadecimal.text(RandomBytes.make(16)),
            try text(options, "--account"), try text(options, "--person"),
            try CertificateOptions.time(options)
        )
    }

    private static func text(_ options: Options, _ name: String) throws -> String {
        guard let text = options.value(name) else { throw Options.Problem.missingValue(name) }
        return text
    }

    private static func operation(
        _ action: RegistryAction, _ ids: [String], _ options: Options, _ store: any Store
    ) throws -> any RegistryOperation {
        let areCertificates = try store.registryRow(CertificateRow.self, .text(ids[0])) != nil
        switch action {
        case .split:
            let parts = try parts(options, allowed: "two or more whole numbers of Wh")
            return SliceSplits([.init(slice: ids[0], parts: parts)])
        case .reserve:
            guard let until = try CertificateOptions.time(options, "--until") else {
                throw Options.Problem.missingValue("--until")
            }
            return SliceReservation(
                slices: ids, purpose: try text(options, "--purpose"), until: until)
        case .release: return SliceRelease(slices: ids)
        case .transfer:
            let account = try text(options, "--to")
            return areCertificates
                ? CertificateTransfer(certificates: ids, to: account)
                : SliceTransfer(slices: ids, to: account)
        case .retire:
            let beneficiary = try text(options, "--beneficiary")
            let purpose = try text(options, "--purpose")
            return areCertificates
                ? CertificateRetirement(
                    certificates: ids, beneficiary: beneficiary, purpose: purpose)
                : SliceRetirement(
                    id: ids[0] + ".retirement", slices: ids, purpose: purpose,
                    beneficiary: beneficiary)
        case .withdraw:
            return EnergyWithdrawal(certificates: ids, reason: try text(options, "--reason"))
        case .revoke:
            return CertificateRevocation(certificates: ids, reason: try text(options, "--reason"))
        case .drop:
            return CertificateDrop(certificate: ids[0], reason: try text(options, "--reason"))
        }
    }

    /// The amounts of `--parts`.
    static func parts(_ options: Options, allowed: String) throws -> [Int64] {
        let given = try text(options, "--parts")
        let parts = given.split(separator: ",").map { Int64($0) }
        guard parts.count >= 2, !parts.contains(nil) else {
            throw Options.Problem.notAllowed(
                option: "--parts", given: given, allowed: allowed)
        }
        return parts.compactMap(\.self)
    }

    /// Says what was done, and where it stands in the log.
    static func report(
        _ receipts: [RegistryReceipt], _ options: Options, _ session: Session
    ) {
        for receipt in receipts {
            if options.value("--format") == "json" {
                session.console.data(
                    JSONValue.object([
                        "format": "wattoken-receipt/1", "request": .text(receipt.request),
                        "kind": .text(receipt.kind), "firstLeaf": .decimal(receipt.firstLeaf),
                        "leaves": .decimal(receipt.leaves),
                        "isRepeated": .bool(receipt.isRepeated),
                    ]).canonical + [0x0A])
            } else {
                session.console.print(
                    Text(
                        en: "\(receipt.kind): done, request \(receipt.request), log entry "
                            + "\(receipt.firstLeaf)" + (receipt.isRepeated ? " (before)" : ""),
                        zh: "\(receipt.kind)：完成，请求 \(receipt.request)，日志条目 "
                            + "\(receipt.firstLeaf)" + (receipt.isRepeated ? "（此前已完成）" : ""))[
                            session.console.language])
            }
        }
    }
}

import Certificates
import Solver

extension Command {
    static let meters = Command(
        name: "meters", operands: "import FILE", operandCount: 2...2,
        summary: Text(
            en: "record meter readings or token counts (CSV) in the registry",
            zh: "将计量读数或词元计数（CSV）登记入册"),
        options: importOptions,
        run: { options, session in
            try RegistryImport.run(options, session) { path in
                let bytes = try InputFile.bytes(path, limitBytes: 1 << 30)
                let header = bytes.prefix { $0 != 0x0A }
                // Token counts have a product, meter readings a meter.
                if String(decoding: header, as: UTF8.self).contains("product") {
                    let counts = try IssueFolder.table(path, CountFile.read).all
                    return RegistryPortions.rounds(counts).map { TokenRecording(counts: $0) }
                }
                let readings = try IssueFolder.table(path, ReadingFile.read).all
                return RegistryPortions.rounds(readings).map { MeterRecording(readings: $0) }
            }
        })

    static let energyCertificates = Command(
        name: "energy-certificates", operands: "import FILE", operandCount: 2...2,
        summary: Text(
            en: "bring energy certificates and contracts (CSV) into the registry",
            zh: "将能源证书与合约（CSV）登记入册"),
        options: importOptions + [
            OptionSpec(
                name: "--owner", value: "ACCOUNT",
                meaning: Text(en: "the account that holds them", zh: "持有账户"))
        ],
        run: { options, session in
            guard let owner = options.value("--owner") else {
                throw Options.Problem.missingValue("--owner")
            }
            return try RegistryImport.run(options, session) { path in
                let energy = try IssueFolder.table(path, EnergyCertificateFile.read)
                return RegistryPortions.portions(RegistryPortions.chargesFirst(energy, \.self)).map
                {
                    EnergyImport(owner: owner, certificates: $0)
                }
            }
        })

    private static let importOptions: [OptionSpec] = [
        database, CertificateOptions.account, CertificateOptions.person,
        CertificateOptions.request, CertificateOptions.at, Shared.format,
    ]
}

/// Files brought into the registry, request by request.
enum RegistryImport {
    static func run(
        _ options: Options, _ session: Session,
        reading: (String) throws -> [any RegistryOperation]
    ) throws -> ExitCode {
        guard options.operands[0] == "import" else {
            throw Options.Problem.notAllowed(
                option: "operand", given: options.operands[0], allowed: "import")
        }
        let operations = try reading(options.operands[1])
        let store = try StoreLocation(options, session).open()
        defer { store.close() }
        let office = CertificateOffice(
            store: store, author: CertificateOptions.author(session))
        for (number, operation) in operations.enumerated() {
            var request = try RegistryActionCommand.request(operation, options)
            if operations.count > 1 { request.id += ".\(number + 1)" }
            let receipts = try office.ask([request])
            RegistryActionCommand.report(receipts, options, session)
        }
        return .ok
    }
}

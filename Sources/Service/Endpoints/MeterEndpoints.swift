import Certificates
import Solver

/// `/v1/meters`, `/v1/token-counts`, `/v1/energy-certificates`, `/v1/accounts`: what the issuer brings in.
enum MeterEndpoints {
    static let routes: [Route] = [account, meters, tokens, energy, readEnergy, withdraw]

    /// Rows that one request may bring.
    static let largest = 20_000
    private static let limitBytes = 16 << 20
    private static let types = ["application/json", "text/csv"]

    private static let account = Route(
        method: "POST", template: "/v1/accounts", operation: "openAccount",
        summary: Text(
            en: "Open a tenant's account in the registry", zh: "在登记簿中为租户开立账户"),
        tag: .registry, scope: .certificateIssue, parameters: [Call.idempotencyParameter],
        body: .init(
            schema: Decoding.schema { AccountOrder($0) },
            example: .fields(["id": "hub-qingyang"])),
        answers: [receipt],
        run: { call in
            let order = try call.body { AccountOrder($0) }
            return try call.receipt(of: AccountOpening(id: order.id, role: .holder))
        })

    private static let meters = recording(
        "/v1/meters", "recordMeters",
        Text(
            en: "Record meter readings, or correct them, all or none (JSON or CSV)",
            zh: "登记或更正计量读数，全部成功或全部不变（JSON 或 CSV）"),
        example: .fields([
            "readings": .array([
                .fields([
                    "site": "zhongwei", "meter": "grid-1", "boundary": "facility",
                    "start": "2026-03-01T00:00:00+08:00",
                    "end": "2026-03-01T01:00:00+08:00", "wh": 1_857_909,
                ])
            ])
        ]),
        json: MeterOrder.readings, csv: { try $0.table(ReadingFile.read).all }
    ) { MeterRecording(readings: $0, revoking: $1.revoking, reason: $1.reason) }

    private static let tokens = recording(
        "/v1/token-counts", "recordTokenCounts",
        Text(
            en: "Record token counts, or correct them, all or none (JSON or CSV)",
            zh: "登记或更正词元计数，全部成功或全部不变（JSON 或 CSV）"),
        example: .fields([
            "counts": .array([
                .fields([
                    "product": "chat", "site": "zhongwei", "model": "moe-large@2026-01",
                    "tokenizer": "tok-a", "start": "2026-03-01T00:00:00+08:00",
                    "end": "2026-03-01T01:00:00+08:00", "input": 4_610_089_179,
                    "output": 1_536_696_393, "cached": 0,
                ])
            ])
        ]),
        json: TokenOrder.counts, csv: { try $0.table(CountFile.read).all }
    ) { TokenRecording(counts: $0, revoking: $1.revoking, reason: $1.reason) }

    /// Measured data as JSON, which may revoke certificates with a correction, or as a table.
    private static func recording<Record>(
        _ template: String, _ name: String, _ summary: Text, example: JSON,
        json: @escaping @Sendable (Fields) -> [Record],
        csv: @escaping @Sendable (Call) throws -> [Record],
        _ operation: @escaping @Sendable ([Record], CorrectionOrder) -> any RegistryOperation
    ) -> Route {
        let order = { @Sendable (fields: Fields) in (json(fields), CorrectionOrder(fields)) }
        return Route(
            method: "POST", template: template, operation: name, summary: summary, tag: .registry,
            scope: .metersWrite, parameters: [Call.idempotencyParameter],
            body: .init(
                schema: Decoding.schema(order), example: example, limitBytes: limitBytes,
                mediaTypes: types),
            answers: [receipt],
            run: { call in
                let (records, correction) =
                    try call.isCSV ? (csv(call), CorrectionOrder()) : call.body(order)
                return try call.receipt(of: operation(records, correction))
            })
    }

    private static let energy = Route(
        method: "POST", template: "/v1/energy-certificates", operation: "importEnergyCertificates",
        summary: Text(
            en:
                "Bring energy certificates and contracts into an account (JSON or CSV with ?owner=)",
            zh: "将能源证书与合约登记到账户（JSON，或 CSV 并以 ?owner= 指定账户）"),
        tag: .registry, scope: .certificateIssue,
        parameters: [
            .init(
                name: "owner",
                meaning: Text(en: "With CSV: the account that holds them.", zh: "CSV 时：持有账户。"),
                schema: Fields.nameSchema), Call.idempotencyParameter,
        ],
        body: .init(
            schema: Decoding.schema { EnergyOrder($0) },
            example: .fields([
                "owner": "hub-qingyang",
                "certificates": .array([
                    .fields([
                        "scheme": "GEC", "registry": "gec-cn", "serial": "2026-03-000",
                        "device": "wind-zb-1", "source": "wind", "zone": "CN-NORTH",
                        "start": "2026-03-01T00:00:00+08:00",
                        "end": "2026-03-01T01:00:00+08:00", "wh": 700_000,
                    ])
                ]),
            ]), limitBytes: limitBytes, mediaTypes: types),
        answers: [receipt],
        run: { call in
            guard call.isCSV else {
                guard call.query["owner"] == nil else {
                    throw call.unusable("owner", call.query["owner"] ?? "", "with text/csv only")
                }
                let order = try call.body { EnergyOrder($0) }
                return try call.receipt(
                    of: EnergyImport(
                        owner: order.owner,
                        certificates: RegistryPortions.chargesFirst(order.certificates, \.self)))
            }
            guard let owner = call.query["owner"] else {
                throw call.invalid("owner", "nothing", "the account that holds them")
            }
            let energy = try call.table(EnergyCertificateFile.read)
            return try call.receipt(
                of: EnergyImport(
                    owner: owner, certificates: RegistryPortions.chargesFirst(energy, \.self)))
        })

    private static let readEnergy = Route(
        method: "GET", template: "/v1/energy-certificates/{id}",
        operation: "readEnergyCertificate",
        summary: Text(
            en: "An energy certificate, for who holds part of it and for the issuer",
            zh: "能源证书；仅持有者与签发方可读"),
        tag: .registry, scope: .certificateRead,
        answers: [
            .init(
                status: 200, meaning: Text(en: "Its record.", zh: "记录。"),
                schema: "EnergyCertificate")
        ],
        run: { call in
            let id = try call.registryName()
            let (row, slices) = try call.stored { store throws(StoreError) in
                (
                    try store.registryRow(EnergyRow.self, .text(id)),
                    try store.registryRows(.slicesOfEnergy, .text(id), as: SliceRow.self)
                )
            }
            guard let row,
                try call.isIssuer() || slices.contains(where: { $0.owner == call.account })
            else { throw Problem.notFound }
            return .response(.json(json(row)))
        })

    private static let withdraw = Route(
        method: "POST", template: "/v1/energy-certificates/{id}/withdraw",
        operation: "withdrawEnergyCertificate",
        summary: Text(
            en: "Withdraw an energy certificate with everything that rests on it",
            zh: "撤回能源证书及依赖它的一切"),
        tag: .registry, scope: .certificateIssue, parameters: [Call.idempotencyParameter],
        body: .init(
            schema: Decoding.schema { ReasonOrder($0) },
            example: .fields(["reason": "cancelled by its registry"])),
        answers: [receipt],
        run: { call in
            let order = try call.body { ReasonOrder($0) }
            return try call.receipt(
                of: EnergyWithdrawal(
                    certificates: [try call.registryName()], reason: order.reason))
        })

    /// What every change of the registry is answered with.
    static let receipt = Route.Answer(
        status: 200, meaning: Text(en: "Done; its place in the log.", zh: "已完成；其日志位置。"),
        schema: "RegistryReceipt")

    private static func json(_ row: EnergyRow) -> JSON {
        let energy = row.certificate
        return .fields([
            "id": .string(energy.id), "scheme": .string(energy.scheme.rawValue),
            "registry": .string(energy.registry), "serial": .string(energy.serial),
            "device": .string(energy.device), "source": .string(energy.source.rawValue),
            "zone": .string(energy.zone), "start": .string(energy.interval.start.text),
            "end": .string(energy.interval.end.text), "wh": .string("\(energy.wattHours)"),
            "state": .string(row.state.rawValue), "reason": row.reason.map(JSON.string),
        ])
    }
}

extension Call {
    /// True for a body that is a table.
    var isCSV: Bool {
        request.headers["Content-Type"]?.lowercased().hasPrefix("text/csv") == true
    }

    /// The body as a table.
    func table<Value>(_ read: ([UInt8]) throws(TableFaults) -> Value) throws(Problem) -> Value {
        do throws(TableFaults) {
            return try read(request.body)
        } catch {
            throw Problem(error)
        }
    }

    /// True when the caller's account is the issuer's.
    func isIssuer() throws(Problem) -> Bool {
        try stored { store throws(StoreError) in
            try store.registryRow(AccountRow.self, .text(account))?.role == .issuer
        }
    }
}

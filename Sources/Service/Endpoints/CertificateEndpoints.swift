import Certificates
import Solver

/// `/v1/certificates`: proposed by one, approved by another, held, retired, revoked.
enum CertificateEndpoints {
    static let routes: [Route] = [
        propose, list, record, approve, split, drop, revoke, transfer, retire,
    ]

    private static let item = "/v1/certificates/{id}"
    private static let limitBytes = 16 << 20

    private static let documentSchema: JSON = .fields([
        "type": "object", "description": "The unsigned certificate (green-token/1).",
    ])

    private static let propose = Route(
        method: "POST", template: "/v1/certificates", operation: "proposeCertificate",
        summary: Text(
            en: "Propose a certificate: an unsigned document, checked against rules and registry",
            zh: "提议证书：提交未签名文档，按规则与登记簿核对"),
        tag: .certificates, scope: .certificatePropose, parameters: [Call.idempotencyParameter],
        body: .init(
            schema: .fields([
                "type": "object", "required": .array(["certificate"]),
                "properties": .fields([
                    "certificate": documentSchema,
                    "reserved_until": .fields(["type": "string", "format": "date-time"]),
                ]), "additionalProperties": false,
            ]), example: .fields(["certificate": .fields([:])]), limitBytes: limitBytes),
        answers: [
            .init(
                status: 201, meaning: Text(en: "Proposed; its slices are kept.", zh: "已提议；切片已预留。"),
                schema: "RegistryReceipt", headers: ["Location"])
        ],
        run: { call in
            let signer = try call.signer()
            let body = try call.document()
            try call.allow(body, ["certificate", "reserved_until"])
            let certificate = try ProposalCheck.certificate(in: body, signer, call)
            // The same body asked for again has the same end only where it was given.
            let until = try until(body, certificate.id, call)
            return try call.receipt(
                of: CertificateProposal(certificate, reservedUntil: until), status: 201,
                location: "/v1/certificates/\(URLText.encoded(certificate.id))/record")
        })

    private static func until(
        _ body: JSONValue, _ certificate: String, _ call: Call
    ) throws(Problem) -> UTCTime {
        if let given = body["reserved_until"] {
            guard let time = given.text.flatMap(UTCTime.init) else {
                throw Problem(
                    RegistryFault.invalid(
                        member: "reserved_until", reason: "a time such as 2026-02-05T00:00:00Z"))
            }
            return time
        }
        if let row = try CertificateReading.row(certificate, call) { return row.reservedUntil }
        guard let time = CertificateProposal.usualEnd(from: try call.registryTime()) else {
            throw Problem(RegistryFault.invalid(member: "reserved_until", reason: "a time"))
        }
        return time
    }

    private static let list = Route(
        method: "GET", template: "/v1/certificates", operation: "listCertificates",
        summary: Text(
            en: "Certificates of the own account, by id; for the issuer all of them",
            zh: "本账户的证书，按编号排列；签发方可见全部"),
        tag: .certificates, scope: .certificateRead, parameters: Paging.parameters,
        answers: [
            .init(
                status: 200, meaning: Text(en: "A page.", zh: "一页结果。"),
                schema: "CertificatePage", headers: ["Link"])
        ],
        run: { call in
            let (after, limit) = try Paging.window(call)
            let account = try call.isIssuer() ? nil : call.account
            let page = try call.stored { store throws(StoreError) in
                try store.certificates(ofAccount: account, after: after, limit: limit)
            }
            return .response(Paging.response(page, call, json))
        })

    private static let record = Route(
        method: "GET", template: item + "/record", operation: "readCertificateRecord",
        summary: Text(
            en: "What the registry says of a certificate or a proposal",
            zh: "登记簿中证书或提议的记录"),
        tag: .certificates, scope: .certificateRead,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The record.", zh: "记录。"),
                schema: "CertificateRecord")
        ],
        run: { call in
            let row = try CertificateReading.row(try call.registryName(), call)
            guard let row, try row.owner == call.account || call.isIssuer() else {
                throw Problem.notFound
            }
            return .response(.json(json(row)))
        })

    // MARK: Approval

    private static let approve = Route(
        method: "POST", template: item + "/approve", operation: "approveCertificate",
        summary: Text(
            en: "Approve a proposal with its document, by another person, and sign it",
            zh: "由另一人凭文档批准提议并签名"),
        tag: .certificates, scope: .certificateIssue, parameters: [Call.idempotencyParameter],
        body: .init(
            schema: .fields([
                "type": "object", "minProperties": 1, "maxProperties": 1,
                "properties": .fields([
                    "certificate": documentSchema,
                    "proposal": .fields([
                        "type": "string", "format": "uuid",
                        "description": "The job that drafted it, in place of the document.",
                    ]),
                ]), "additionalProperties": false,
            ]), example: .fields(["certificate": .fields([:])]), limitBytes: limitBytes),
        answers: [MeterEndpoints.receipt],
        run: { call in
            let signer = try call.signer()
            let id = try call.registryName()
            if let done = try repeated(id, call) { return done }
            var body = try call.document()
            try call.allow(body, ["certificate", "proposal"])
            let row = try proposal(id, call)
            if let job = body["proposal"], body["certificate"] == nil {
                guard let job = job.text, RecordID.isValid(job) else { throw Problem.notFound }
                body = ["certificate": try ProposalEndpoints.drafted(row, by: job, call)]
            }
            var certificate = try ProposalCheck.certificate(in: body, signer, call)
            try compare(certificate, with: row, call)
            certificate.verifier = call.person
            certificate.status = .init(
                list: call.application.certificates.statusAddress, index: row.statusIndex)
            let signed = try signer.sign(certificate.document, at: try call.registryTime())
            let approval = CertificateApproval(
                certificate: id, key: signed.proof.method.id, document: Digest(of: signed.bytes))
            let receipt = try call.ask(approval, documents: [signed.bytes])
            return Call.reply(receipt)
        })

    /// The proposal, if the caller may approve it: nothing is signed in vain.
    private static func proposal(_ id: String, _ call: Call) throws(Problem) -> CertificateRow {
        guard try call.isIssuer() else { throw Problem(RegistryFault.notIssuer) }
        guard let row = try CertificateReading.row(id, call) else { throw .notFound }
        guard row.state == .proposed else {
            throw Problem(RegistryFault.state(id, is: row.state.rawValue))
        }
        guard row.proposer != call.person else {
            throw Problem(RegistryFault.fourEyes(call.person))
        }
        return row
    }

    /// What is approved is what was proposed.
    private static func compare(
        _ certificate: GreenTokenCertificate, with row: CertificateRow, _ call: Call
    ) throws(Problem) {
        let proposal = CertificateProposal(certificate, reservedUntil: row.reservedUntil)
        let hours = try call.stored { store throws(StoreError) in
            try store.hours(ofCertificate: row.id)
        }
        let isSame =
            certificate.id == row.id && proposal.batch == row.batch
            && proposal.emissions == row.emissions && hours.count == certificate.hours.count
            && zip(hours, certificate.hours).allSatisfy { one, two in
                one.site == two.site && one.interval == two.interval
                    && one.wattHours == two.wattHours && one.tokens == two.tokens
                    && Set(one.retired) == Set(two.retired)
            }
        guard isSame else {
            throw Problem(
                .registryRefused,
                Text(
                    en: "The document is not the one that was proposed.", zh: "文档与所提议的不符。"))
        }
    }

    /// The receipt of the same approval, asked for again; a signature has its time, so the request is
    /// told by its id, person and certificate.
    private static func repeated(_ id: String, _ call: Call) throws(Problem) -> Reply? {
        guard call.request.headers["Idempotency-Key"] != nil else { return nil }
        let office = CertificateOffice(store: call.store, author: call.author)
        let (name, account) = (call.requestID, call.account)
        let found = try call.stored { _ throws(StoreError) in
            try office.request(name, of: account)
        }
        guard let found else { return nil }
        guard let approval = found.operation as? CertificateApproval, found.person == call.person,
            approval.certificate == id
        else { throw Call.keyReused }
        // The registry itself says that it was done before.
        return Call.reply(try call.ask(approval))
    }

    // MARK: Split

    private static let split = Route(
        method: "POST", template: item + "/split", operation: "splitCertificate",
        summary: Text(
            en:
                "Split a certificate into certificates of stated tokens, signed; they hold in its place",
            zh: "按给定词元数将证书拆分为多份已签名证书，以取代原证书"),
        tag: .certificates, scope: .certificateIssue, parameters: [Call.idempotencyParameter],
        body: .init(
            schema: Decoding.schema { PartsOrder($0) },
            example: .fields(["tokens": .numbers([4_000_000, 6_000_000])])),
        answers: [
            .init(
                status: 200, meaning: Text(en: "Split; the parts' ids.", zh: "已拆分；各份证书编号。"),
                schema: "SplitReceipt")
        ],
        run: { call in
            let signer = try call.signer()
            let id = try call.registryName()
            let tokens = try call.body { PartsOrder($0) }.tokens
            let time = try call.registryTime()
            let order = SplitRequest(
                id: call.requestID, account: call.account, person: call.person, at: time,
                certificate: id, tokens: tokens)
            let office = CertificateOffice(store: call.store, author: call.author)
            do {
                let done = try office.split(
                    order, grades: call.application.certificates.rulebook.grades
                ) { document in try signer.sign(document, at: time) }
                return splitReply(done)
            } catch let refusal as RegistryRefusal {
                throw Problem(refusal.fault)
            } catch let fault as CertificateFault {
                throw Problem(fault)
            } catch let error as StoreError {
                throw try call.stored { _ throws(StoreError) in throw error }
            }
        })

    private static func splitReply(_ done: CertificateParts) -> Reply {
        let ids = done.parts.map { JSON.string($0.certificate.id) }
        return .response(
            .json(
                Call.json(done.receipt).adding("certificates", .array(ids)),
                headers: done.receipt.isRepeated ? ["Idempotent-Replayed": "true"] : [:]))
    }

    // MARK: Other changes

    private static let drop = change(
        "drop", Text(en: "Take a proposal back; its slices are free again", zh: "撤回提议；切片恢复可用"),
        .certificatePropose, .fields(["reason": "a better one"]), { ReasonOrder($0) }
    ) { CertificateDrop(certificate: $1, reason: $0.reason) }

    private static let revoke = change(
        "revoke", Text(en: "Say that a certificate is no longer true, for ever", zh: "撤销证书，不可恢复"),
        .certificateIssue, .fields(["reason": "wrong meter"]), { ReasonOrder($0) }
    ) { CertificateRevocation(certificates: [$1], reason: $0.reason) }

    private static let transfer = change(
        "transfer", Text(en: "Give a certificate to another account", zh: "将证书转给另一账户"),
        .certificatePropose, .fields(["to": "hub-zhongwei"]), { TransferOrder($0) }
    ) { CertificateTransfer(certificates: [$1], to: $0.to) }

    private static let retire = change(
        "retire", Text(en: "Claim a certificate, once and for ever", zh: "注销证书以主张其环境权益，不可撤回"),
        .certificatePropose,
        .fields(["beneficiary": "Example Ltd", "purpose": "report of 2026"]),
        { RetirementOrder($0) }
    ) {
        CertificateRetirement(
            certificates: [$1], beneficiary: $0.beneficiary, purpose: $0.purpose)
    }

    private static func change<Order>(
        _ name: String, _ summary: Text, _ scope: Scope, _ example: JSON,
        _ order: @escaping @Sendable (Fields) -> Order,
        _ operation: @escaping @Sendable (Order, String) -> any RegistryOperation
    ) -> Route {
        Route(
            method: "POST", template: item + "/" + name, operation: name + "Certificate",
            summary: summary, tag: .certificates, scope: scope,
            parameters: [Call.idempotencyParameter],
            body: .init(schema: Decoding.schema(order), example: example),
            answers: [MeterEndpoints.receipt],
            run: { call in
                let id = try call.registryName()
                return try call.receipt(of: operation(try call.body(order), id))
            })
    }

    // MARK: Documents

    private static func json(_ row: CertificateRow) -> JSON {
        .fields([
            "id": .string(row.id), "state": .string(row.state.rawValue),
            "owner": .string(row.owner), "parent": row.parent.map(JSON.string),
            "product": .string(row.batch.product), "model": .string(row.batch.model),
            "tokenizer": .string(row.batch.tokenizer), "rule_set": .string(row.batch.ruleSet),
            "rule_version": .string(row.batch.ruleVersion), "wh": .string("\(row.wattHours)"),
            "matched_wh": .string("\(row.matchedWattHours)"),
            "input": .string("\(row.tokens.input)"), "output": .string("\(row.tokens.output)"),
            "cached": .string("\(row.tokens.cached)"),
            "location_mg": .string("\(row.emissions.location)"),
            "market_mg": .string("\(row.emissions.market)"),
            "life_cycle_mg": .string("\(row.emissions.lifeCycle)"),
            "embodied_mg": .string("\(row.emissions.embodied)"),
            "status_index": .string("\(row.statusIndex)"), "proposer": .string(row.proposer),
            "proposed_at": .string(row.proposedAt.text),
            "reserved_until": .string(row.reservedUntil.text),
            "approver": row.approver.map(JSON.string), "key": row.key.map(JSON.string),
            "sha256": row.document.map(JSON.string),
            "issued_at": row.issuedAt.map { .string($0.text) },
            "ended_at": row.endedAt.map { .string($0.text) },
            "reason": row.reason.map(JSON.string),
            "beneficiary": row.beneficiary.map(JSON.string),
        ])
    }
}

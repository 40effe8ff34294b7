import Certificates
import Solver

/// `/v1/proposals`: drafts of certificates as jobs, from what the registry holds.
///
/// A worker assigns energy and makes the documents and changes nothing; the caller looks at them and has
/// them proposed; another person of the issuer approves each.
enum ProposalEndpoints {
    static let jobs = JobEndpoints(
        kind: .proposal,
        parts: [
            (
                "summary",
                Text(
                    en: "What the draft comes to: figures of each certificate, energy left over",
                    zh: "草案概要：各证书的数值与剩余电量")
            ),
            ("certificates", Text(en: "The unsigned documents", zh: "未签名文档")),
            (
                "splits",
                Text(
                    en: "How slices are split first, so that each use takes a whole one",
                    zh: "提议前的切片拆分")
            ),
        ])

    static let routes: [Route] = [submit] + jobs.routes + [propose, document]

    // MARK: Drafting

    private static let submit = Route(
        method: "POST", template: "/v1/proposals", operation: "submitProposal",
        summary: Text(
            en:
                "Have certificates drafted from the registry's meters, tokens and energy; the answer is a job",
            zh: "由登记簿中的计量、词元与电量生成证书草案；返回一个作业"),
        tag: .certificates, scope: .certificatePropose, parameters: [Call.idempotencyParameter],
        body: .init(
            schema: Decoding.schema { ProposalOrder($0) },
            example: .fields([
                "products": .array(["chat"]), "start": "2026-03-01T00:00:00+08:00",
                "end": "2026-04-01T00:00:00+08:00", "rule_set": "energytag-like",
            ])),
        answers: [
            .init(
                status: 202, meaning: Text(en: "Stored, and will be drafted.", zh: "已保存，等待生成草案。"),
                schema: "JobAccepted", headers: ["Location", "Retry-After"])
        ],
        run: { call in
            let order = try call.body { ProposalOrder($0) }
            let desk = call.application.certificates
            guard let signer = desk.signer else { throw Problem.issuerNotConfigured }
            try checkProducts(order.spec.products, desk.rulebook, call)
            let id = RecordID.make(at: call.now)
            var spec = order.spec
            spec.idPrefix = spec.idPrefix ?? "\(call.account).\(id)"
            spec.validFrom = try spec.validFrom ?? call.registryTime()
            let input: ProposalInput
            do throws(ProposalInput.Unknown) {
                input = try ProposalInput(spec, of: desk.rulebook, issuer: signer.issuer.id)
            } catch { throw unknown(error) }
            let bytes = input.bytes
            let stored = StoredDocument(digest: Digest(of: bytes).hexadecimal, bytes: bytes)
            let job = order.job.job(
                id: id, kind: .proposal, spec: spec.json.written(pretty: false),
                documentDigest: stored.digest, batch: nil, origin: nil,
                attemptLimit: call.application.settings.attemptLimit, call: call)
            return .response(
                try Submitting.submit(
                    [job], documents: [stored], Submitting.accepted(job),
                    endpoint: "submitProposal", call))
        })

    /// Counts of a product are seen by the issuer, and by accounts that the rulebook names for it.
    private static func checkProducts(
        _ products: [String], _ book: Rulebook, _ call: Call
    ) throws(Problem) {
        guard try call.registryRow(AccountRow.self, call.account) != nil else {
            throw Problem(RegistryFault.unknown(.accounts, call.account))
        }
        if try call.isIssuer() { return }
        guard !products.isEmpty else { throw Problem(RegistryFault.notIssuer) }
        for product in products where book.holders[product]?.contains(call.account) != true {
            throw Problem(RegistryFault.notOwner(product))
        }
    }

    private static func unknown(_ fault: ProposalInput.Unknown) -> Problem {
        Problem(
            .invalidBody,
            Text(en: "The body names something unknown.", zh: "请求体引用了不存在的对象。"),
            faults: [
                Fault(
                    pointer: "/" + fault.member, kind: .unknownReference,
                    given: fault.given.isEmpty ? "nothing" : fault.given, allowed: fault.allowed)
            ])
    }

    // MARK: Proposing

    private static let propose = Route(
        method: "POST", template: "/v1/proposals/{id}/propose", operation: "proposeDraft",
        summary: Text(
            en: "Propose the certificates of a draft: its slices are split and kept for them",
            zh: "提议草案中的证书：拆分并预留其切片"),
        tag: .certificates, scope: .certificatePropose,
        answers: [
            .init(
                status: 200,
                meaning: Text(
                    en: "What became of each; asked again, the same.", zh: "各证书的结果；重复请求结果相同。"),
                schema: "ProposedDraft")
        ],
        run: { call in
            let (job, finished) = try drafted(call)
            let draft = try draft(of: job, call)
            guard let until = CertificateProposal.usualEnd(from: finished) else {
                throw Problem.notFound
            }
            let requests = try requests(draft, of: job, until, call)
            let answers = try call.stored { store throws(StoreError) in
                try store.perform(requests, documents: [], by: call.author)
            }
            let refused = answers.compactMap { answer in
                if case .refused(let fault) = answer { fault } else { nil }
            }
            let proposals = Array(zip(draft.certificates, answers.suffix(draft.certificates.count)))
            let isAnyDone = proposals.contains { if case .done = $0.1 { true } else { false } }
            // Where nothing was proposed the first reason says it all.
            if !isAnyDone, let first = refused.first { throw problem(first) }
            let isRepeated = answers.allSatisfy {
                if case .done(let receipt) = $0 { receipt.isRepeated } else { false }
            }
            return .response(
                .json(
                    .fields([
                        "job": .string(job.id),
                        "certificates": .array(proposals.map { line($0.0.certificate.id, $0.1) }),
                    ]), headers: isRepeated ? ["Idempotent-Replayed": "true"] : [:]))
        })

    /// A job of this kind with a draft, and when it ended.
    private static func drafted(_ call: Call) throws(Problem) -> (JobRecord, UTCTime) {
        let id = try call.id()
        let job = try call.stored { store throws(StoreError) in
            try store.job(id, tenant: call.tenant)
        }
        guard let job, job.kind == .proposal else { throw .notFound }
        guard job.state == .succeeded, job.discardedAt == nil, let finished = job.finishedAt,
            let time = UTCTime(seconds: finished.microseconds / 1_000_000)
        else {
            throw Problem(
                job.state.isTerminal ? .jobFailed : .notEnded,
                Text(
                    en: "The job is \(job.state.rawValue); it has no draft.",
                    zh: "作业状态为 \(job.state.rawValue)，没有草案。"))
        }
        return (job, time)
    }

    private static func draft(of job: JobRecord, _ call: Call) throws(Problem) -> ProposalDraft {
        let parts = try call.stored { store throws(StoreError) in
            (
                try store.part("certificates", ofJob: job.id, tenant: job.tenant),
                try store.part("splits", ofJob: job.id, tenant: job.tenant)
            )
        }
        guard let certificates = parts.0?.bytes, let splits = parts.1?.bytes,
            let draft = ProposalDraft(certificates: certificates, splits: splits)
        else { throw Problem(StoreError.damaged("the draft of \(job.id)")) }
        return draft
    }

    /// The splits, then the proposals, by ids made of the job's: asked again, they are not done again.
    private static func requests(
        _ draft: ProposalDraft, of job: JobRecord, _ until: UTCTime, _ call: Call
    ) throws(Problem) -> [RegistryRequest] {
        let time = try call.registryTime()
        func request(_ name: String, _ operation: any RegistryOperation) -> RegistryRequest {
            RegistryRequest(
                id: "proposal:\(job.id).\(name)", account: call.account, person: call.person,
                at: time, operation: operation)
        }
        return draft.splits.enumerated().map { request("split-\($0 + 1)", $1) }
            + draft.certificates.enumerated().map { number, item in
                request(
                    "propose-\(number + 1)",
                    CertificateProposal(item.certificate, reservedUntil: until))
            }
    }

    /// Why nothing was proposed.
    private static func problem(_ fault: RegistryFault) -> Problem {
        guard case .conflict = fault else { return Problem(fault) }
        return Problem(
            .wrongState,
            Text(
                en: "Another person has proposed this draft already.", zh: "该草案已由另一人提议。"))
    }

    private static func line(_ id: String, _ answer: RegistryAnswer) -> JSON {
        switch answer {
        case .done(let receipt):
            .fields([
                "id": .string(id), "state": "proposed",
                "receipt": .string("/v1/receipts/" + URLText.encoded(receipt.request)),
                "record": .string("/v1/certificates/\(URLText.encoded(id))/record"),
            ])
        case .refused(let fault):
            .fields(["id": .string(id), "state": "refused", "reason": .string(fault.text.en)])
        }
    }

    // MARK: Looking at what is to be approved

    private static let document = Route(
        method: "GET", template: "/v1/certificates/{id}/proposal",
        operation: "readProposedDocument",
        summary: Text(
            en:
                "The unsigned document of a proposal that was drafted here, for its owner and the issuer",
            zh: "由本服务生成草案的提议的未签名文档；仅所有者与签发方可读"),
        tag: .certificates, scope: .certificateRead,
        parameters: [
            .init(
                name: "job", meaning: Text(en: "The job that drafted it.", zh: "生成草案的作业。"),
                isRequired: true, schema: .fields(["type": "string", "format": "uuid"]))
        ],
        answers: [
            .init(
                status: 200, meaning: Text(en: "The document.", zh: "文档。"), schema: "AnyObject")
        ],
        run: { call in
            guard let job = call.query["job"], RecordID.isValid(job) else {
                throw call.invalid("job", call.query["job"] ?? "nothing", "the id of a job")
            }
            let row = try CertificateReading.row(try call.registryName(), call)
            guard let row, try row.owner == call.account || call.isIssuer() else {
                throw Problem.notFound
            }
            return .response(.json(bytes: try drafted(row, by: job, call).canonical))
        })

    /// The document of a proposed certificate, from the job of its owner that drafted it.
    static func drafted(
        _ row: CertificateRow, by job: String, _ call: Call
    ) throws(Problem) -> JSONValue {
        let part = try call.stored { store throws(StoreError) in
            try store.part("certificates", ofJob: job, tenant: row.owner)
        }
        guard let part, let document = ProposalDraft.document(of: row.id, in: part.bytes) else {
            throw .notFound
        }
        return document
    }
}

/// The body of `POST /v1/proposals`.
struct ProposalOrder: Sendable {
    let spec: ProposalSpec
    let job: JobOrder

    init(_ fields: Fields) {
        spec = ProposalSpec(fields)
        job = JobOrder(fields, lane: .planning, goesOn: false)
    }
}

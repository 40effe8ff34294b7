import Certificates
import Solver

/// What everyone may ask about certificates, without a key.
enum PublicCertificateEndpoints {
    static let routes: [Route] = [
        verify, page, document, pdf, html, proof, statusList, issuerDocument, rotations,
    ]

    private static let verify = Route(
        method: "POST", template: "/v1/certificates/verify", operation: "verifyCertificate",
        summary: Text(
            en: "Verify a certificate; the answer is 200 whether it is valid or not",
            zh: "验证证书；无论有效与否均返回 200"),
        tag: .certificates,
        body: .init(
            schema: .fields([
                "type": "object",
                "description":
                    "A signed certificate, or `certificate` with `proof` (text of a tlog-proof@v1) and `status_list`.",
            ]),
            example: .fields(["certificate": .fields([:])]), limitBytes: 16 << 20),
        answers: [
            .init(
                status: 200, meaning: Text(en: "What the checks came to.", zh: "检查结果。"),
                schema: "Verification")
        ],
        run: { call in
            let (bytes, evidence) = try given(call)
            let verdict = try CertificateReading.verify(bytes, evidence, call)
            return .response(.json(json(verdict, call.language)))
        })

    /// The certificate of a request with what came beside it.
    private static func given(_ call: Call) throws(Problem) -> ([UInt8], CertificateEvidence) {
        let document = try call.document()
        guard let certificate = document["certificate"], document["@context"] == nil else {
            return (call.request.body, CertificateEvidence())
        }
        try call.allow(document, ["certificate", "proof", "status_list"])
        var evidence = CertificateEvidence()
        evidence.proof = document["proof"].map { Array(($0.text ?? "").utf8) }
        evidence.statusList = document["status_list"]?.canonical
        return (certificate.canonical, evidence)
    }

    static func json(_ verdict: CertificateReading.Verdict, _ language: Language) -> JSON {
        let open = CertificateCheck.allCases.filter { !verdict.checks.contains($0) }
        return .fields([
            "valid": .bool(verdict.isValid),
            "certificate": verdict.certificate.map(JSON.string),
            "issuer": verdict.issuer.map(JSON.string),
            "signed": verdict.signed.map { .string($0.text) },
            "state": verdict.state.map { .string($0.rawValue) },
            "check": verdict.fault.map { .string($0.check.rawValue) },
            "reason": verdict.fault.map { .string($0.text[language]) },
            "checked": .array(verdict.checks.map { .string($0.rawValue) }),
            "not_checked": verdict.isValid
                ? .array(open.map { .string($0.rawValue) }) : nil,
        ])
    }

    // MARK: Forms

    private static let page = Route(
        method: "GET", template: "/verify/{id}", operation: "readCertificatePage",
        summary: Text(
            en:
                "A certificate's page with what its verification comes to; Accept chooses another form",
            zh: "证书页面及其验证结果；可用 Accept 选择其他形式"),
        tag: .certificates,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The page, or the form asked for.", zh: "页面或所选形式。"),
                schema: "HTML", mediaType: "text/html")
        ],
        run: { call in
            let issued = try CertificateReading.issued(call)
            switch form(call.request.headers["Accept"] ?? "*/*") {
            case .json: return try signed(issued, call)
            case .pdf: return try printed(issued, call)
            case .token: return try token(issued, call)
            case .html: return try webPage(issued, call)
            }
        })

    private enum Form: String, CaseIterable {
        case html = "text/html"
        case json = "application/json"
        case pdf = "application/pdf"
        case token = "application/vc+jwt"
    }

    /// The first form that the client names; a page where it takes anything.
    private static func form(_ accept: String) -> Form {
        for range in accept.split(separator: ",") {
            let type = range.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
            if type == "application/vc" { return .json }
            if let form = Form(rawValue: type) { return form }
        }
        return .html
    }

    private static let document = Route(
        method: "GET", template: "/v1/certificates/{id}", operation: "readCertificate",
        summary: Text(en: "An issued certificate, signed", zh: "已签发的证书（已签名）"), tag: .certificates,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The document.", zh: "文档。"), schema: "AnyObject",
                headers: ["ETag"])
        ],
        run: { call in try signed(try CertificateReading.issued(call), call) })

    private static let pdf = Route(
        method: "GET", template: "/v1/certificates/{id}/pdf", operation: "readCertificatePDF",
        summary: Text(en: "A certificate as printable document", zh: "证书的可打印文档"),
        tag: .certificates,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The document.", zh: "文档。"), schema: "LogBytes",
                mediaType: "application/pdf")
        ],
        run: { call in try printed(try CertificateReading.issued(call), call) })

    private static let html = Route(
        method: "GET", template: "/v1/certificates/{id}/page", operation: "readCertificateHTML",
        summary: Text(en: "A certificate's page", zh: "证书页面"), tag: .certificates,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The page.", zh: "页面。"), schema: "HTML",
                mediaType: "text/html")
        ],
        run: { call in try webPage(try CertificateReading.issued(call), call) })

    private static let proof = Route(
        method: "GET", template: "/v1/certificates/{id}/proof", operation: "readCertificateProof",
        summary: Text(
            en: "The tlog-proof@v1 of a certificate's issue, with the log entry in it",
            zh: "证书签发的 tlog-proof@v1 收录证明，内含日志条目"),
        tag: .certificates,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The proof.", zh: "证明。"), schema: "LogText",
                mediaType: "text/plain")
        ],
        run: { call in
            let issued = try CertificateReading.issued(call)
            guard let proof = try CertificateReading.proof(ofCertificate: issued.row.id, call)
            else {
                throw Problem(
                    .notFound,
                    Text(
                        en: "The log has not been published that far; try again.",
                        zh: "日志尚未发布至此，请稍后重试。"), headers: ["Retry-After": "1"])
            }
            return file(proof.bytes, "text/plain; charset=utf-8", call, cache: "public, max-age=1")
        })

    private static func signed(
        _ issued: CertificateReading.Issued, _ call: Call
    ) throws(Problem) -> Reply {
        file(issued.bytes, "application/json", call, cache: "public, max-age=60")
    }

    private static func printed(
        _ issued: CertificateReading.Issued, _ call: Call
    ) throws -> Reply {
        let desk = call.application.certificates
        let verdict = try CertificateReading.verify(issued.bytes, CertificateEvidence(), call)
        let bytes = try CertificateRendering(
            issued.certificate, address: desk.page(of: issued.row.id)
        ).pdf(call.language) { CertificateStanding.blocks(verdict, issued.row, $0) }
        return file(bytes, "application/pdf", call, cache: "no-cache")
    }

    private static func token(
        _ issued: CertificateReading.Issued, _ call: Call
    ) throws -> Reply {
        let text = try call.signer().token(issued.certificate.document)
        return file(Array(text.utf8), "application/vc+jwt", call, cache: "no-cache")
    }

    private static func webPage(
        _ issued: CertificateReading.Issued, _ call: Call
    ) throws -> Reply {
        let desk = call.application.certificates
        let verdict = try CertificateReading.verify(issued.bytes, CertificateEvidence(), call)
        let rendering = CertificateRendering(
            issued.certificate, address: desk.page(of: issued.row.id))
        let page = rendering.html(call.language) { language in
            CertificateStanding.blocks(verdict, issued.row, language)
        }
        var headers: HTTPHeaders = [
            "Vary": "Accept, Accept-Language",
            // The style is in the page itself, as in reports.
            "Content-Security-Policy":
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
        ]
        headers.append("Content-Type", "text/html; charset=utf-8")
        headers.append("Cache-Control", "no-cache")
        return .response(HTTPResponse(status: 200, headers: headers, body: Array(page.utf8)))
    }

    // MARK: The issuer

    private static let statusList = Route(
        method: "GET", template: "/status/1", operation: "readStatusList",
        summary: Text(
            en: "The signed Bitstring Status List of revoked certificates",
            zh: "已撤销证书的签名状态列表（Bitstring Status List）"),
        tag: .certificates,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The list.", zh: "状态列表。"), schema: "AnyObject",
                headers: ["ETag"])
        ],
        run: { call in
            let desk = call.application.certificates
            let signer = try call.signer()
            let time = try call.registryTime()
            let bytes = try desk.statusList(of: call.store, signer: signer, at: time)
            return file(bytes, "application/json", call, cache: "public, max-age=10")
        })

    private static let issuerDocument = Route(
        method: "GET", template: "/.well-known/did.json", operation: "readIssuerDocument",
        summary: Text(en: "The issuer's keys, as a DID document", zh: "签发方密钥的 DID 文档"),
        tag: .certificates,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The document.", zh: "文档。"), schema: "AnyObject",
                headers: ["ETag"])
        ],
        run: { call in
            guard let issuer = try CertificateReading.issuer(call) else { throw Problem.notFound }
            return file(
                issuer.document.canonical, "application/json", call, cache: "public, max-age=60")
        })

    private static let rotations = Route(
        method: "GET", template: "/v1/issuer/rotations", operation: "readIssuerRotations",
        summary: Text(
            en: "The issuer's first key, and the log proofs by which its next ones are followed",
            zh: "签发方的首个密钥，以及逐次更换密钥的日志收录证明"),
        tag: .certificates,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The proofs, in order.", zh: "按次序的证明。"),
                schema: "IssuerRotations", headers: ["ETag"])
        ],
        run: { call in
            guard let issuer = try CertificateReading.issuer(call) else { throw Problem.notFound }
            let succession = try call.stored { store throws(StoreError) in
                try KeySuccession(of: issuer, in: store)
            }
            var proofs: [JSONValue] = []
            for leaf in succession.rotations {
                // What is not published yet comes with the next request.
                guard let proof = try CertificateReading.proof(of: leaf, call) else { break }
                proofs.append(.text(String(decoding: proof.bytes, as: UTF8.self)))
            }
            let body: JSONValue = [
                "issuer": succession.document, "rotations": .array(proofs),
            ]
            return file(body.canonical, "application/json", call, cache: "public, max-age=10")
        })

    /// A file that anyone may read from anywhere.
    private static func file(
        _ bytes: [UInt8], _ type: String, _ call: Call, cache: String
    ) -> Reply {
        let tag = EntityTag.of(digest: Digest(of: bytes).hexadecimal)
        if let unchanged = call.notModified(tag) { return .response(unchanged) }
        return .response(
            HTTPResponse(
                status: 200,
                headers: [
                    "Content-Type": type, "Cache-Control": cache, "ETag": tag,
                    "Vary": "Accept, Accept-Language", "Access-Control-Allow-Origin": "*",
                    "Cross-Origin-Resource-Policy": "cross-origin",
                ], body: bytes))
    }
}

extension Call {
    /// The body as a JSON object of the certificates' own kind.
    func document() throws(Problem) -> JSONValue {
        do throws(JSONFault) {
            let document = try JSONValue(parsing: request.body)
            if document.members != nil { return document }
        } catch {
            throw Problem(
                .malformedRequest,
                Text(en: "The body is not JSON: \(error)", zh: "请求体不是 JSON：\(error)"))
        }
        throw Problem(
            .invalidBody, Text(en: "The body must be an object.", zh: "请求体必须是对象。"))
    }

    /// Refuses members that have no place here.
    func allow(_ document: JSONValue, _ names: [String]) throws(Problem) {
        let unknown = (document.members ?? [:]).keys.filter { !names.contains($0) }.sorted()
        guard unknown.isEmpty else {
            throw Problem(
                .invalidBody, Text(en: "The body is not valid.", zh: "请求体无效。"),
                faults: unknown.prefix(100).map {
                    Fault(
                        pointer: "/" + $0.prefix(80), kind: .unknownField,
                        given: "\"\($0.prefix(80))\"", allowed: names.joined(separator: ", "))
                }, faultCount: unknown.count)
        }
    }
}

import Certificates
import Solver

/// Requests to the registry, and its refusals as problems.
extension Call {
    /// Now, in the whole seconds of the registry.
    func registryTime() throws(Problem) -> UTCTime {
        guard let time = UTCTime(seconds: now.microseconds / 1_000_000) else {
            throw Problem(.unavailable, Text(en: "The clock is wrong.", zh: "系统时钟有误。"))
        }
        return time
    }

    /// The account that asks: the key's tenant.
    var account: String { tenant }

    /// The person who asks: the key, or the subject of a token.
    var person: String { RegistryNames.name(caller?.actor ?? "") }

    /// The id of the request: the `Idempotency-Key`, or one of its own.
    var requestID: String {
        guard let key = request.headers["Idempotency-Key"] else {
            return "http:" + RecordID.make(at: now)
        }
        return RegistryNames.name(key)
    }

    /// The signer, where its key is the one that the registry has in use.
    func signer() throws(Problem) -> CertificateSigner {
        guard let signer = application.certificates.signer else { throw .issuerNotConfigured }
        guard try CertificateReading.issuer(self)?.methods.last?.id == signer.method.id else {
            throw .issuerKeyRetired
        }
        return signer
    }

    /// Asks the registry; a refusal is a problem.
    func ask(
        _ operation: any RegistryOperation, documents: [[UInt8]] = []
    ) throws(Problem) -> RegistryReceipt {
        let registryRequest = RegistryRequest(
            id: requestID, account: account, person: person, at: try registryTime(),
            operation: operation)
        let answers = try stored { store throws(StoreError) in
            try store.perform([registryRequest], documents: documents, by: author)
        }
        switch answers.first {
        case .done(let receipt): return receipt
        case .refused(let fault): throw Problem(fault)
        case nil: throw Problem(StoreError.damaged("no answer"))
        }
    }

    /// Asks the registry, and answers with the receipt.
    func receipt(
        of operation: any RegistryOperation, status: Int = 200, location: String? = nil
    ) throws(Problem) -> Reply {
        Self.reply(try ask(operation), status: status, location: location)
    }

    /// The answer with a receipt.
    static func reply(
        _ receipt: RegistryReceipt, status: Int = 200, location: String? = nil
    ) -> Reply {
        var headers: HTTPHeaders = [:]
        if let location { headers.append("Location", location) }
        if receipt.isRepeated { headers.append("Idempotent-Replayed", "true") }
        return .response(.json(json(receipt), status: status, headers: headers))
    }

    /// A receipt as a document; the same when it is asked for again.
    static func json(_ receipt: RegistryReceipt) -> JSON {
        .fields([
            "request": .string(receipt.request), "kind": .string(receipt.kind),
            "first_leaf": .integer(Int(receipt.firstLeaf)),
            "leaves": .integer(Int(receipt.leaves)),
            "receipt": .string("/v1/receipts/" + URLText.encoded(receipt.request)),
        ])
    }

    /// The name in the path; what cannot be one cannot be found.
    func registryName() throws(Problem) -> String {
        guard let id = parameters["id"], RegistryNames.isName(id) else { throw .notFound }
        return id
    }
}

/// Texts as parts of addresses.
enum URLText {
    /// Everything but letters, digits and `-._~` in hexadecimal.
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

extension Problem {
    /// Why the registry refuses.
    init(_ fault: RegistryFault) {
        self.init(Self.code(fault), fault.text)
        if fault == .unreadable { headers.append("Retry-After", "2") }
    }

    private static func code(_ fault: RegistryFault) -> Code {
        switch fault {
        case .malformed, .invalid, .twice, .tooLarge: .invalidBody
        case .unknown: .notFound
        case .exists: .alreadyExists
        case .notOwner: .notOwner
        case .notIssuer: .notIssuer
        case .fourEyes: .fourEyes
        case .state, .statusIndex: .wrongState
        case .reservation: .reserved
        case .overlap: .overlap
        case .conflict: .idempotencyKeyReused
        case .rotation, .sum, .revision, .exceedsMeter, .exceedsTokens, .correction,
            .documentMissing:
            .registryRefused
        case .damaged: .internalError
        case .unreadable: .unavailable
        }
    }

    /// A document that is not as certificates are.
    init(_ fault: CertificateFault) {
        self.init(
            .invalidBody, fault.text,
            faults: [
                Fault(
                    pointer: "/certificate", kind: .notAllowed, given: "another document",
                    allowed: fault.text.en)
            ])
    }

    /// Lines of a CSV body that are at fault.
    init(_ faults: TableFaults) {
        self.init(
            .invalidBody,
            Text(
                en: "\(faults.list.count) things in the body are wrong.",
                zh: "请求体有 \(faults.list.count) 处错误。"),
            faults: faults.list.map {
                Fault(
                    pointer: "line \($0.line)", kind: .notAllowed, given: $0.given,
                    allowed: $0.allowed)
            })
    }

    static let issuerKeyRetired = Problem(
        .issuerNotConfigured,
        Text(
            en:
                "The issuer's key was changed; this service signs again when it is started with the next one.",
            zh: "签发方密钥已更换；以新密钥重启后本服务方可签名。"))

    static let issuerNotConfigured = Problem(
        .issuerNotConfigured,
        Text(
            en: "This service has no issuer's key (--issuer-key); it reads and verifies.",
            zh: "本服务未配置签发密钥（--issuer-key），仅可读取与验证。"))
}

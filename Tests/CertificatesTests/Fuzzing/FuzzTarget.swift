import Certificates

/// What must hold for every byte string that reaches a parser; `scripts/fuzz.sh` looks for one for
/// which it does not, and a test tries the kept ones.
enum FuzzTarget: String, CaseIterable {
    case json
    case canonical
    case base58
    case multibase
    case proof
    case token
    case status
    case key
    case issuer
    case rotation
    case note
    case entry
    case certificate
    case rules
    case checkpoint
    case vkey
    case logproof
    case tile
    case bundle
    case witness
    case witnessstate

    /// Why what must hold does not; nil where it does.
    func failure(_ bytes: [UInt8]) -> String? {
        switch self {
        case .json: json(bytes)
        case .canonical: canonical(bytes)
        case .base58: base58(bytes)
        case .multibase: multibase(bytes)
        case .proof: proof(bytes)
        case .token: token(bytes)
        case .status: status(bytes)
        case .key: key(bytes)
        case .issuer: issuer(bytes)
        case .rotation: rotation(bytes)
        case .note: note(bytes)
        case .entry: entry(bytes)
        case .certificate: certificate(bytes)
        case .rules: rules(bytes)
        case .checkpoint: checkpoint(bytes)
        case .vkey: vkey(bytes)
        case .logproof: logProof(bytes)
        case .tile: tile(bytes)
        case .bundle: bundle(bytes)
        case .witness: witness(bytes)
        case .witnessstate: witnessState(bytes)
        }
    }

    private func parsed(_ bytes: [UInt8]) -> JSONValue? { try? JSONValue(parsing: bytes) }

    /// The canonical form is its own, and the scanner agrees with the parser, to which a blank in
    /// front leads.
    private func json(_ bytes: [UInt8]) -> String? {
        let frame = CanonicalFrame(bytes)
        let value = parsed(bytes)
        guard value?.canonical == parsed([0x20] + bytes)?.canonical else {
            return "the scanner's value is another"
        }
        guard let value else {
            return frame == nil ? nil : "scanned, but not parsed"
        }
        let canonical = value.canonical
        guard let again = parsed(canonical), again.canonical == canonical else {
            return "the canonical form is not its own"
        }
        guard let frame else { return nil }
        guard canonical == bytes else { return "scanned, but not canonical" }
        guard var members = value.members else { return "scanned, but no object" }
        guard frame.value("proof")?.canonical == members["proof"]?.canonical else {
            return "another member"
        }
        members["proof"] = nil
        let rest = frame.bytes(without: "proof")
        return rest == JSONValue.object(members).canonical ? nil : "another rest"
    }

    /// What the scanner takes is its own canonical form and what the parser makes of it; and a scan of a
    /// certificate says what reading its value says, the first fault included.
    private func canonical(_ bytes: [UInt8]) -> String? {
        let value = parsed([0x20] + bytes)
        if let scanned = JSONValue.canonicalValue(of: bytes) {
            guard scanned.canonical == bytes else { return "scanned, but not canonical" }
            guard value?.canonical == bytes else { return "the scanner's value is another" }
        }
        guard let scan = CertificateScan(bytes) else { return nil }
        guard let value, value.canonical == bytes, var members = value.members else {
            return "scanned as a certificate, but not canonical"
        }
        members["proof"] = nil
        let digests = scan.digests(of: bytes)
        guard digests.whole == Digest(of: bytes),
            digests.unsigned == Digest(of: JSONValue.object(members).canonical)
        else { return "other digests" }
        func reading(
            _ read: () throws(CertificateFault) -> GreenTokenCertificate
        ) -> Result<GreenTokenCertificate, CertificateFault> { Result(catching: read) }
        let scanned = reading { () throws(CertificateFault) in
            try GreenTokenCertificate(reading: scan)
        }
        let parsed = reading { () throws(CertificateFault) in
            try GreenTokenCertificate(reading: value)
        }
        return scanned == parsed ? nil : "another certificate"
    }

    private func base58(_ bytes: [UInt8]) -> String? {
        if let read = Base58.bytes(bytes, atMost: 64) {
            guard read.count <= 64, Array(Base58.text(read).utf8) == bytes else {
                return "two texts of the same bytes"
            }
        }
        let text = Base58.text(bytes)
        return Base58.bytes(text.utf8, atMost: bytes.count) == bytes ? nil : "not its own inverse"
    }

    private func multibase(_ bytes: [UInt8]) -> String? {
        for alphabet in [Base64.Alphabet.standard, .url] {
            guard let read = Base64.bytes(bytes, alphabet) else { continue }
            guard Array(Base64.text(read, alphabet).utf8) == bytes else {
                return "two texts of the same bytes"
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        for base in [Multibase.Base.base58, .base64URL] {
            guard let read = Multibase.bytes(text, base, atMost: 100) else { continue }
            guard read.count <= 100, Multibase.text(read, base).utf8.elementsEqual(text.utf8) else {
                return "two texts of the same bytes"
            }
        }
        guard let key = VerifyingKey(multikey: text) else { return nil }
        return key.multikey.utf8.elementsEqual(text.utf8) ? nil : "two texts of a key"
    }

    /// The issuer of the kept documents: the key whose seed repeats the byte 1.
    private var known: Issuer? { (try? TestKey.verifying(1)).map(Issuer.init(didKey:)) }

    private func proof(_ bytes: [UInt8]) -> String? {
        guard let known else { return "no key" }
        var (parsed, scanned): (ProofFault?, ProofFault?) = (nil, nil)
        do throws(ProofFault) {
            let read = try SecuredDocument(verifying: bytes, by: known)
            guard parsedAgain(read, known) else { return "accepted once only" }
        } catch { parsed = error }
        do throws(ProofFault) { _ = try SecuredDocument.check(bytes, by: known) } catch {
            scanned = error
        }
        return parsed == scanned ? nil : "the scanner says another thing"
    }

    private func parsedAgain(_ read: SecuredDocument, _ issuer: Issuer) -> Bool {
        (try? SecuredDocument(verifying: read.bytes, by: issuer)) == read
    }

    private func token(_ bytes: [UInt8]) -> String? {
        guard let known else { return "no key" }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let token = try? SecuredToken(verifying: text, by: known) else { return nil }
        let again = try? SecuredToken(verifying: token.text, by: known)
        return again == token && token.text.utf8.elementsEqual(text.utf8)
            ? nil : "accepted once only"
    }

    private func status(_ bytes: [UInt8]) -> String? {
        if let text = String(validating: bytes, as: UTF8.self),
            let list = try? StatusList(encoded: text)
        {
            guard (try? StatusList(encoded: list.encoded)) == list else { return "another list" }
        }
        guard let value = parsed(bytes) else { return nil }
        if let entry = try? StatusListEntry(reading: value) {
            guard (try? StatusListEntry(reading: entry.document)) == entry else {
                return "another entry"
            }
        }
        guard let read = try? StatusListCredential(reading: value) else { return nil }
        return (try? StatusListCredential(reading: read.document)) == read
            ? nil : "another credential"
    }

    /// Without a passphrase: a sealed file is read as far as its form goes, and costs nothing.
    private func key(_ bytes: [UInt8]) -> String? {
        var file = bytes
        var passphrase: [UInt8] = []
        let isRead = (try? SigningKey(reading: &file, passphrase: &passphrase)) != nil
        guard file.allSatisfy({ $0 == 0 }) else { return "the file is not wiped" }
        return isRead && KeyFile.isSealed(bytes) ? "opened without a passphrase" : nil
    }

    private func issuer(_ bytes: [UInt8]) -> String? {
        guard let value = parsed(bytes), let issuer = try? Issuer(reading: value) else {
            return nil
        }
        let again = try? Issuer(reading: issuer.document)
        return again?.methods.map(\.key) == issuer.methods.map(\.key) ? nil : "another issuer"
    }

    private func rotation(_ bytes: [UInt8]) -> String? {
        guard let value = parsed(bytes), let rotation = try? KeyRotation(reading: value) else {
            return nil
        }
        let before = Issuer(didKey: rotation.retiring)
        if let after = try? rotation.applied(to: before) {
            guard after.methods.count == 2, after.methods[0].retired == rotation.time else {
                return "another change of keys"
            }
        }
        return (try? KeyRotation(reading: .object(rotation.members))) == rotation
            ? nil : "another rotation"
    }

    private func entry(_ bytes: [UInt8]) -> String? {
        guard let entry = try? LogEntry(parsing: bytes) else { return nil }
        return entry.bytes == bytes ? nil : "another entry"
    }

    /// Whatever a certificate says, its figures are recomputed without a trap.
    private func certificate(_ bytes: [UInt8]) -> String? {
        guard let value = parsed(bytes),
            let certificate = try? GreenTokenCertificate(reading: value)
        else { return nil }
        _ = try? CertificateArithmetic.check(certificate)
        var members = value.members ?? [:]
        members["proof"] = nil
        return certificate.document == .object(members) ? nil : "another certificate"
    }

    private func rules(_ bytes: [UInt8]) -> String? {
        guard let value = parsed(bytes) else { return nil }
        _ = try? RuleSet(reading: value)
        _ = try? GradeSet(reading: value)
        _ = try? AttributionRule(reading: value)
        return nil
    }
}

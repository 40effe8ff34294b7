import Certificates
import Solver

/// Reads one key of a set and notes everything that is wrong with it.
struct JSONWebKeyReader {
    private let element: JSON
    private let place: String
    private(set) var faults: [Fault] = []

    init(_ element: JSON, at place: String) {
        self.element = element
        self.place = place
    }

    /// The key; nil when it is for another use, or at fault.
    mutating func key() -> JSONWebKey? {
        guard case .object(let members) = element else {
            fault("", .wrongType, given: element.summary, "an object")
            return nil
        }
        for member in members where Self.secrets.contains(member.key) {
            fault(
                member.key, .notAllowed, given: "a secret",
                "public keys only: this file is not kept as a secret")
        }
        guard faults.isEmpty, isForSignatures, let kind = text("kty", isRequired: true) else {
            return nil
        }
        let id = text("kid")
        let curve = ["EC", "OKP"].contains(kind) ? text("crv", isRequired: true) : nil
        let key: PublicKey? =
            switch (kind, curve) {
            case ("RSA", _): rsa()
            case ("EC", "P-256"): p256()
            case ("OKP", "Ed25519"): number("x", bytes: 32).map(PublicKey.ed25519)
            default: nil
            }
        guard let key, faults.isEmpty else { return nil }
        if let algorithm = text("alg"), !key.algorithms.contains(algorithm) {
            fault(
                "alg", .conflict, given: "\"\(algorithm.prefix(80))\"",
                key.algorithms.joined(separator: " or ") + " for such a key")
        }
        if !key.isSound {
            fault("", .notAllowed, given: "numbers that are no key", "the numbers of a public key")
        }
        return faults.isEmpty ? JSONWebKey(id: id, key: key) : nil
    }

    /// Members that only secret keys have (RFC 7518 sections 6.2.2, 6.3.2 and 6.4, RFC 8037).
    private static let secrets = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
    private static let algorithms = ["RS256", "ES256", "EdDSA", "Ed25519"]

    /// False for keys that say that they are for encryption, or for another algorithm.
    private var isForSignatures: Bool {
        if let use = element["use"], use != "sig" { return false }
        if let uses = element["key_ops"]?.elements, !uses.contains("verify") { return false }
        if case .string(let algorithm)? = element["alg"] {
            return Self.algorithms.contains(algorithm)
        }
        return true
    }

    private mutating func rsa() -> PublicKey? {
        let modulus = number("n")
        let exponent = number("e")
        guard let modulus, let exponent else { return nil }
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        if !(2048...8192).contains(bits) {
            fault("n", .notAllowed, given: "\(bits) bits", "2048 to 8192 bits")
        }
        if exponent.count > 8 || exponent == [1] || (exponent.last ?? 0) % 2 == 0 {
            fault(
                "e", .notAllowed, given: "\(exponent.count) bytes", "an odd number from 3, 8 bytes")
        }
        for (name, bytes) in [("n", modulus), ("e", exponent)] where bytes.first == 0 {
            fault(name, .notAllowed, given: "a leading zero byte", "the number without it")
        }
        return faults.isEmpty ? .rsa(modulus: modulus, exponent: exponent) : nil
    }

    private mutating func p256() -> PublicKey? {
        let x = number("x", bytes: 32)
        let y = number("y", bytes: 32)
        guard let x, let y else { return nil }
        return .p256(x: x, y: y)
    }

    private mutating func number(_ name: String, bytes count: Int? = nil) -> [UInt8]? {
        guard let text = text(name, isRequired: true) else { return nil }
        guard let bytes = Base64.bytes(Array(text.utf8), .url), !bytes.isEmpty else {
            fault(name, .malformed, given: "\"\(text.prefix(80))\"", "base64url without padding")
            return nil
        }
        guard count.map({ $0 == bytes.count }) ?? true else {
            fault(name, .wrongLength, given: "\(bytes.count) bytes", "\(count ?? 0) bytes")
            return nil
        }
        return bytes
    }

    private mutating func text(_ name: String, isRequired: Bool = false) -> String? {
        switch element[name] {
        case .string(let text)?: return text
        case let value?: fault(name, .wrongType, given: value.summary, "a text")
        case nil: if isRequired { fault(name, .missing, given: "nothing", "a text") }
        }
        return nil
    }

    private mutating func fault(
        _ name: String, _ kind: Fault.Kind, given: String, _ allowed: String
    ) {
        let pointer = name.isEmpty ? place : "\(place)/\(name)"
        faults.append(Fault(pointer: pointer, kind: kind, given: given, allowed: allowed))
    }
}

package import Solver

/// A key of a set, with the name that tokens know it by.
package struct JSONWebKey: Sendable, Equatable {
    package let id: String?
    package let key: PublicKey
}

/// The public keys of an issuer: a JSON Web Key Set (RFC 7517).
///
/// Keys for other uses and of kinds that are not used here are passed over, as issuers publish them
/// too; a key that would be used must be flawless, and no secret may be in the file.
package struct JSONWebKeySet: Sendable, Equatable {
    package let keys: [JSONWebKey]

    /// Faults of a set, all of them, with JSON Pointers.
    package struct Invalid: Error, Sendable, Equatable {
        package let faults: [Fault]
    }

    /// Reads a set.
    package init(parsing bytes: [UInt8]) throws(Invalid) {
        let document: JSON
        do {
            document = try JSON(parsing: bytes)
        } catch {
            throw Invalid(faults: [
                Fault(
                    pointer: "", kind: .malformed, given: error.description,
                    allowed: "a JSON Web Key Set: {\"keys\": […]}")
            ])
        }
        guard let elements = document["keys"]?.elements else {
            throw Invalid(faults: [
                Fault(
                    pointer: "/keys", kind: .missing, given: document.summary,
                    allowed: "a list of keys")
            ])
        }
        var faults: [Fault] = []
        var found: [(place: String, key: JSONWebKey)] = []
        for (index, element) in elements.enumerated() {
            var reader = JSONWebKeyReader(element, at: "/keys/\(index)")
            if let key = reader.key() { found.append(("/keys/\(index)/kid", key)) }
            faults += reader.faults
        }
        faults += Self.nameFaults(found)
        keys = found.map(\.key)
        if keys.isEmpty, faults.isEmpty {
            faults.append(
                Fault(
                    pointer: "/keys", kind: .notAllowed,
                    given: "\(elements.count) keys, none usable",
                    allowed: "at least one key for RS256, ES256 or Ed25519"))
        }
        guard faults.isEmpty else { throw Invalid(faults: faults) }
    }

    /// Where there are several keys, each needs a name of its own, or no token would find it.
    private static func nameFaults(_ found: [(place: String, key: JSONWebKey)]) -> [Fault] {
        guard found.count > 1 else { return [] }
        var names: Set<String> = []
        return found.compactMap { place, key in
            guard let id = key.id else {
                return Fault(
                    pointer: place, kind: .missing, given: "nothing",
                    allowed: "a kid, as there are several keys")
            }
            return names.insert(id).inserted
                ? nil
                : Fault(
                    pointer: place, kind: .duplicateID, given: "\"\(id.prefix(80))\"",
                    allowed: "each kid once")
        }
    }

    /// The payload of a token that one of the keys has signed.
    ///
    /// The `kid` finds the key, and the key says which algorithms there are; a token without one is
    /// only taken where there is one key.
    package func payload(of token: JSONWebToken) throws(TokenFault) -> [UInt8] {
        let found =
            if let id = token.keyID { keys.first { $0.id == id } } else {
                keys.count == 1 ? keys.first : nil
            }
        guard let key = found?.key else { throw .unknownKey }
        guard key.algorithms.contains(token.algorithm) else { throw .algorithm }
        guard key.verifies(token.signature, of: token.signedBytes) else { throw .signature }
        return token.payload
    }
}

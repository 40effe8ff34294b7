import Certificates

/// Small credentials for tests of signatures.
enum TestCredential {
    /// A credential without proof.
    static func unsigned(issuer: String) -> JSONValue {
        [
            "@context": [
                "https://www.w3.org/ns/credentials/v2", "https://example.org/green-token/v1",
            ],
            "id": "urn:uuid:00000000-0000-4000-8000-000000000002",
            "type": ["VerifiableCredential", "GreenTokenCertificate"],
            "issuer": .text(issuer),
            "validFrom": "2026-02-01T00:00:00Z",
            "credentialSubject": ["id": "urn:example:1", "energyWh": "900000", "面": "é"],
        ]
    }
}

extension JSONValue {
    /// The document with another value at a path of members; nil removes the member.
    func with(_ value: JSONValue?, at path: ArraySlice<String>) -> JSONValue {
        guard let name = path.first, var members else { return self }
        let rest = path.dropFirst()
        members[name] = rest.isEmpty ? value : members[name]?.with(value, at: rest)
        return .object(members)
    }
}

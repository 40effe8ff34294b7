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

    /// A credential whose names are ASCII.
    static func plain(issuer: String) -> JSONValue {
        unsigned(issuer: issuer).with(
            ["id": "urn:example:1", "wh": "9", "list": [true, false, .null, [], [:]]],
            at: ["credentialSubject"]
        ).with(.number(12), at: ["zone"])
    }

    /// A credential with the rows of some hours, of the shape and size of a whole certificate.
    static func certificate(issuer: String, hours: Int) -> JSONValue {
        let rows = (0..<hours).map { hour -> JSONValue in
            let start = UTCTime(seconds: 1_767_225_600 + Int64(hour) * 3600)
            let end = UTCTime(seconds: 1_767_225_600 + Int64(hour + 1) * 3600)
            return [
                "site": "hub-east-1", "start": .text(start?.text ?? ""),
                "end": .text(end?.text ?? ""), "quality": "measured", "wh": .decimal(400_000),
                "itWh": .decimal(330_000), "idleWh": .decimal(20_000),
                "embodiedMg": .decimal(12_345_678), "input": .decimal(900_000_000),
                "output": .decimal(90_000_000), "cached": .decimal(1_000_000),
                "matchedWh": .decimal(300_000), "locationFactor": "location-cn-east-2023",
                "residualFactor": "residual-cn-2023", "lifeCycleFactor": "lifecycle-cn-2023",
                "retired": [
                    ["slice": .text("gec-2026-solar-\(hour).1"), "wh": .decimal(200_000)],
                    ["slice": .text("gec-2026-wind-\(hour).4"), "wh": .decimal(100_000)],
                ],
            ]
        }
        let count = Int64(hours)
        return unsigned(issuer: issuer).with(
            [
                "id": "urn:wattoken:batch:1", "面": "é", "\u{FB33}": "דּ", "😀": "€",
                "energy": ["wh": .decimal(400_000 * count)],
                "matching": ["matchedWh": .decimal(300_000 * count)],
                "batch": [
                    "input": .decimal(900_000_000 * count), "output": .decimal(90_000_000 * count),
                    "cached": .decimal(1_000_000 * count),
                ],
                "hours": .array(rows),
            ], at: ["credentialSubject"])
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

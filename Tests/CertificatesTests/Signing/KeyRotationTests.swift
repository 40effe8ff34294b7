import Certificates
import Testing

@Suite struct `Rotation of keys` {
    private let web = "did:web:registry.example"

    private func time(_ text: String) throws -> UTCTime { try #require(UTCTime(text)) }

    private func rotation(
        _ issuer: Issuer, _ old: UInt8, _ new: UInt8, _ at: String
    ) throws -> KeyRotation {
        let (retiring, next) = try (TestKey.verifying(old), TestKey.verifying(new))
        let rotation = try KeyRotation(
            of: issuer, from: TestKey.make(old), to: TestKey.make(new), at: time(at))
        #expect(rotation.retiring == retiring)
        #expect(rotation.next == next)
        return rotation
    }

    private func first() throws -> Issuer {
        try #require(try Issuer(didWeb: web, key: TestKey.verifying(1)))
    }

    @Test func `Signed by both, logged, read, applied`() throws {
        let issuer = try first()
        let rotation = try rotation(issuer, 1, 2, "2026-03-01T00:00:00Z")
        let entry = JSONValue.object(
            rotation.members.merging(["kind": "issuer.rotate", "v": "1"]) { $1 })
        let read = try KeyRotation(reading: JSONValue(parsing: entry.canonical))
        #expect(read == rotation)
        let after = try read.applied(to: issuer)
        #expect(
            try after == issuer.rotated(to: TestKey.verifying(2), at: time("2026-03-01T00:00:00Z")))
    }

    @Test func `Each member counts`() throws {
        let issuer = try first()
        let rotation = try rotation(issuer, 1, 2, "2026-03-01T00:00:00Z")
        let mutants = JSONMutation.all(of: .object(rotation.members))
            .filter { $0.place != "/added" }
        #expect(mutants.count > 20)
        for mutant in mutants {
            #expect(throws: RotationFault.self, "\(mutant.place)") {
                try KeyRotation(reading: mutant.document).applied(to: issuer)
            }
        }
    }

    @Test func `Refused for its reason`() throws {
        let issuer = try first()
        let march = try rotation(issuer, 1, 2, "2026-03-01T00:00:00Z")
        let second = try march.applied(to: issuer)
        #expect(throws: RotationFault.notInUse) { try march.applied(to: second) }
        #expect(throws: RotationFault.notInUse) {
            try rotation(second, 1, 3, "2026-04-01T00:00:00Z").applied(to: second)
        }
        #expect(throws: RotationFault.usedBefore) {
            try rotation(second, 2, 1, "2026-04-01T00:00:00Z").applied(to: second)
        }
        #expect(throws: RotationFault.time) {
            try rotation(second, 2, 3, "2026-03-01T00:00:00Z").applied(to: second)
        }
        let other = try Issuer(didKey: TestKey.verifying(1))
        #expect(throws: RotationFault.issuer(other.id)) { try march.applied(to: other) }
    }

    @Test func `Both signatures are asked for`() throws {
        let issuer = try first()
        let good = try rotation(issuer, 1, 2, "2026-03-01T00:00:00Z").members
        for (name, other) in [
            ("retiringSignature", good["nextSignature"]),
            ("nextSignature", good["retiringSignature"]),
        ] {
            let entry = JSONValue.object(good).with(other, at: [name])
            #expect(throws: RotationFault.signature) {
                try KeyRotation(reading: entry).applied(to: issuer)
            }
        }
    }

    @Test func `No more keys than a document lists`() throws {
        var issuer = try first()
        for number in UInt8(2)...64 {
            let at = try #require(UTCTime(seconds: Int64(number) * 86_400)).text
            issuer = try rotation(issuer, number - 1, number, at).applied(to: issuer)
        }
        #expect(try Issuer(reading: issuer.document).methods.count == 64)
        #expect(throws: RotationFault.tooManyKeys) {
            try rotation(issuer, 64, 65, "2026-03-01T00:00:00Z").applied(to: issuer)
        }
    }
}

// The time of signing and verifying a certificate beside that of libsodium alone on the same bytes.
//
//     swift run -c release --package-path Benchmarks/certificates Probe [SECONDS]
//
// Both take turns, round after round; of each the best round counts, the one that other work on the
// machine disturbed least. libsodium alone: SHA-256 of the canonical bytes, and Ed25519 on the two hashes
// (what the proof signs), or Ed25519 on the canonical bytes.
import CSodium
import Glibc
import Certificates

func certificate(hours: Int, issuer: String) -> JSONValue {
    let rows = (0..<hours).map { hour -> JSONValue in
        func time(_ hour: Int) -> JSONValue {
            .text(UTCTime(seconds: 1_767_225_600 + Int64(hour) * 3600)?.text ?? "")
        }
        return [
            "site": "hub-east-1", "start": time(hour), "end": time(hour + 1),
            "quality": "measured", "wh": .decimal(400_000 + Int64(hour)), "itWh": .decimal(330_000),
            "idleWh": .decimal(20_000), "embodiedMg": .decimal(12_345_678),
            "input": .decimal(900_000_000), "output": .decimal(90_000_000),
            "cached": .decimal(1_000_000), "matchedWh": .decimal(300_000),
            "locationFactor": "location-cn-east-2023", "residualFactor": "residual-cn-2023",
            "lifeCycleFactor": "lifecycle-cn-2023",
            "retired": [
                ["slice": .text("gec-2026-solar-\(hour).1"), "wh": .decimal(200_000)],
                ["slice": .text("gec-2026-wind-\(hour).4"), "wh": .decimal(100_000)],
            ],
        ]
    }
    return [
        "@context": [
            "https://www.w3.org/ns/credentials/v2", ["@vocab": "urn:wattoken:green-token:1#"],
        ],
        "id": "urn:wattoken:certificate:1",
        "type": ["VerifiableCredential", "GreenTokenCertificate"],
        "issuer": .text(issuer), "validFrom": "2026-02-01T00:00:00Z",
        "credentialSubject": ["id": "urn:wattoken:batch:1", "hours": .array(rows)],
    ]
}

/// Microseconds of one call: calls for a while, again and again, and the best of the rounds.
struct Contest {
    /// Calls of a turn.
    private let calls: Int
    private var names: [String] = []
    private var bodies: [() -> Int] = []
    private var checksum = 0

    init(calls: Int = 10) { self.calls = calls }

    mutating func add(_ name: String, _ body: @escaping () -> Int) {
        names.append(name)
        bodies.append(body)
    }

    mutating func run(seconds: Double) -> [String: Double] {
        var best: [String: Double] = [:]
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while clock.now < end {
            for (name, body) in zip(names, bodies) {
                let time = clock.measure { for _ in 0..<calls { checksum &+= body() } }
                let micros = time / .microseconds(1) / Double(calls)
                best[name] = min(best[name] ?? .infinity, micros)
            }
        }
        return best
    }
}

func measure(hours: Int, seconds: Double) throws {
    var seed = [UInt8](repeating: 7, count: 32)
    let key = try SigningKey(seed: &seed)
    let issuer = Issuer(didKey: key.verifyingKey)
    guard let created = UTCTime("2026-02-01T00:00:00Z") else { return }
    let unsigned = certificate(hours: hours, issuer: issuer.id)
    let signed = try SecuredDocument(signing: unsigned, with: key, of: issuer, created: created)
    let bytes = signed.document.canonical
    let plain = unsigned.canonical
    var secret = [UInt8](repeating: 0, count: 64)
    var publicKey = [UInt8](repeating: 0, count: 32)
    _ = crypto_sign_seed_keypair(&publicKey, &secret, [UInt8](repeating: 7, count: 32))
    var hash = [UInt8](repeating: 0, count: 64)
    var signature = [UInt8](repeating: 0, count: 64)
    var whole = [UInt8](repeating: 0, count: 64)
    _ = crypto_sign_detached(&whole, nil, bytes, UInt64(bytes.count), secret)

    var contest = Contest()
    contest.add("libsodium: SHA-256, sign") {
        _ = crypto_hash_sha256(&hash, plain, UInt64(plain.count))
        return Int(crypto_sign_detached(&signature, nil, hash, 64, secret))
    }
    contest.add("libsodium: SHA-256, verify") {
        _ = crypto_hash_sha256(&hash, plain, UInt64(plain.count))
        return Int(crypto_sign_verify_detached(signature, hash, 64, publicKey))
    }
    contest.add("libsodium: sign") {
        Int(crypto_sign_detached(&signature, nil, bytes, UInt64(bytes.count), secret))
    }
    contest.add("libsodium: verify") {
        Int(crypto_sign_verify_detached(whole, bytes, UInt64(bytes.count), publicKey))
    }
    let secured = signed.document
    contest.add("sign a value and write its bytes") {
        let signed = try? SecuredDocument(
            signing: unsigned, with: key, of: issuer, created: created)
        return signed?.bytes.count ?? 0
    }
    contest.add("verify a value") {
        (try? SecuredDocument(verifying: secured, by: issuer)) == nil ? 0 : 1
    }
    contest.add("verify canonical bytes") {
        (try? SecuredDocument.check(bytes, by: issuer)) == nil ? 0 : 1
    }
    contest.add("parse and verify bytes") {
        (try? SecuredDocument(verifying: bytes, by: issuer)) == nil ? 0 : 1
    }
    contest.add("parse") { (try? JSONValue(parsing: bytes)) == nil ? 0 : 1 }
    contest.add("canonical form") { secured.canonical.count }
    let best = contest.run(seconds: seconds)
    func row(_ name: String, beside alone: String) {
        guard let own = best[name], let other = best[alone] else { return }
        func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
        print(
            "| \(hours) | \(bytes.count) | \(name) | \(text(own)) | \(text(other)) | \(text(own / other)) |"
        )
    }
    row("sign a value and write its bytes", beside: "libsodium: sign")
    row("verify canonical bytes", beside: "libsodium: verify")
    row("verify a value", beside: "libsodium: verify")
    row("parse and verify bytes", beside: "libsodium: verify")
    row("sign a value and write its bytes", beside: "libsodium: SHA-256, sign")
    row("verify canonical bytes", beside: "libsodium: SHA-256, verify")
    row("parse", beside: "libsodium: verify")
    row("canonical form", beside: "libsodium: verify")
}

@main enum Probe {
    static func main() throws {
        let seconds = CommandLine.arguments.dropFirst().first.flatMap(Double.init) ?? 1
        print("| hours | bytes | | µs | libsodium alone µs | ratio |")
        print("|---:|---:|---|---:|---:|---:|")
        for hours in [24, 48, 744] { try measure(hours: hours, seconds: seconds) }
        print("\n" + VerificationProbe.header)
        print(try VerificationProbe(hours: 24, sites: 2).row("a day at 2 sites", seconds: seconds))
        print(
            try VerificationProbe(hours: 744, sites: 2).row("a month at 2 sites", seconds: seconds))
    }
}

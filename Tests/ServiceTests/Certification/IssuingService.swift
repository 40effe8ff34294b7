import Certificates
import Foundation
import Service
import Testing

/// A service that issues certificates, with a measured hour of one site to issue them for.
struct IssuingService {
    let service: TestService
    let publisher: LogUpkeep
    /// What specifications name: keys, measured data, unsigned documents.
    let values: [String: String]
    let input: IssueInput
    private let bench: Workbench

    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Datasets/certificates")
    private static let hour = "zhongwei,2026-03-01T00:00"

    init(_ backEnd: StoreBackEnd = .sqlite) throws {
        bench = try Workbench()
        let rules = try Self.rules(in: bench)
        let bench = bench
        var settings = ApplicationSettings()
        settings.logFolder = bench.path("log")
        var certificates = CertificateSettings()
        certificates.keyFile = bench.path("issuer.key")
        certificates.account = "default"
        certificates.logOrigin = "log.example/green"
        certificates.publicURL = "https://green.example"
        certificates.rulesFolder = rules
        _ = try SigningKeyFile.make(at: bench.path("issuer.key"), passphrase: nil)
        var parts: CertificateSetup.Parts?
        service = try TestService(
            backEnd, settings: settings,
            certificates: { store, log in
                let opened = try CertificateSetup.open(
                    certificates, logFolder: bench.path("log"), store: store, log: log)
                parts = opened
                return opened.desk
            })
        publisher = try #require(parts?.publisher)
        let signer = try #require(parts?.desk.signer)
        input = try Self.input(rules)
        values = try Self.values(input, issuer: signer.issuer.id)
            .merging(service.values) { first, _ in first }
    }

    /// The issuer's key.
    func issuerKey() throws -> SigningKey {
        try SigningKeyFile.read(bench.path("issuer.key"), passphrase: .terminal)
    }

    /// Brings the published log to what is committed.
    func publish() throws { try publisher.publish() }

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    private static func rules(in bench: Workbench) throws -> String {
        let path = bench.path("rules")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        for name in [
            "rules/energytag-like.json", "rules/grades.json", "attribution.json", "factors.csv",
        ] {
            let target = path + "/" + (name.split(separator: "/").last ?? "")
            try text(name).write(toFile: target, atomically: true, encoding: .utf8)
        }
        return path
    }

    /// The lines of one hour, under the header.
    private static func table(_ name: String) throws -> String {
        let lines = try text(name).split(separator: "\n")
        let chosen = lines.dropFirst().filter {
            $0.contains("zhongwei,") && $0.contains(",2026-03-01T00:00:00+08:00,2026-03-01T01")
        }
        return ([lines[0]] + chosen).joined(separator: "\n") + "\n"
    }

    private static func input(_ rules: String) throws -> IssueInput {
        let book = try Rulebook(folder: rules)
        return IssueInput(
            meters: try ReadingFile.read(Array(table("meter_readings.csv").utf8)),
            tokens: try CountFile.read(Array(table("token_counts.csv").utf8)), slices: [],
            factors: try FactorTable(book.factors), rules: try #require(book.rules.first),
            grades: try #require(book.grades.first),
            attribution: try #require(book.attributions.first))
    }

    /// Documents of two products: `chat` with wind for all of its energy, `summary` with none.
    private static func values(
        _ input: IssueInput, issuer: String
    ) throws -> [String: String] {
        var terms = IssueTerms(
            issuer: issuer, verifier: "nobody",
            validFrom: try #require(UTCTime("2026-04-10T00:00:00Z")),
            idPrefix: "chat")
        terms.products = ["chat"]
        let need = try #require(
            try CertificateIssue.prepare(input, terms: terms) { _ in [] }.problem.needs.first)
        var supplied = input
        supplied.slices = [
            EnergySlice(
                whole: EnergyCertificate(
                    id: "wind-1", scheme: .ppa, registry: "ppa-cn", serial: "1", device: "w-1",
                    source: .wind, zone: "CN-NORTHWEST", interval: need.interval,
                    wattHours: need.wattHours))
        ]
        let chat = try CertificateIssue.prepare(
            supplied, terms: terms, assign: EnergyAssignment.solve
        ).certificate(0)
        terms.products = ["summary"]
        terms.idPrefix = "summary"
        let summary = try CertificateIssue.prepare(input, terms: terms) { _ in [] }.certificate(0)
        return [
            "meters": try table("meter_readings.csv"), "tokens": try table("token_counts.csv"),
            "wh": "\(need.wattHours)",
            "chat": String(decoding: chat.document.canonical, as: UTF8.self), "chat-id": chat.id,
            "summary": String(decoding: summary.document.canonical, as: UTF8.self),
            "summary-id": summary.id, "summary-less": "\(summary.figures.tokens.input)",
            "summary-rest":
                "\(summary.figures.tokens.output + summary.figures.tokens.cached)",
        ]
    }
}

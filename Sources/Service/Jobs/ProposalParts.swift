package import Certificates
import Solver

/// The parts of a draft: what it comes to, the unsigned documents, and the splits that go before.
extension ProposalRun {
    static let format = "wattoken-proposal/1"

    func parts(
        _ prepared: PreparedCertificates, _ certificates: [GreenTokenCertificate],
        asOf leaves: Int64
    ) throws -> [JobPart] {
        let documents = JSONValue.array(certificates.map(\.document))
        let bytes = Self.bytes(["certificates": documents])
        guard bytes.count <= Self.mostBytes else {
            throw JobProblem(
                .cannotPropose,
                "The documents have \(bytes.count) bytes; at most \(Self.mostBytes). "
                    + "Ask for fewer products or a shorter period.")
        }
        let splits = prepared.splitRequests(
            account: account, person: "", at: time, prefix: ""
        ).compactMap { $0.operation as? SliceSplits }
        return [
            JobPart("summary", summary(prepared, certificates, asOf: leaves)),
            Self.part("certificates", bytes),
            Self.part(
                "splits", Self.bytes(["splits": .array(splits.map { .array($0.rows) })])),
        ]
    }

    private static func bytes(_ members: [String: JSONValue]) -> [UInt8] {
        JSONValue.object(members.merging(["format": .text(format)]) { $1 }).canonical
    }

    private static func part(_ name: String, _ bytes: [UInt8]) -> JobPart {
        JobPart(name: name, digest: Digest(of: bytes).hexadecimal, bytes: bytes)
    }

    private func summary(
        _ prepared: PreparedCertificates, _ certificates: [GreenTokenCertificate],
        asOf leaves: Int64
    ) -> JSON {
        var left: [String: Int64] = [:]
        for energy in prepared.uncertified {
            left[energy.reason.rawValue, default: 0] += energy.wattHours
        }
        return .fields([
            "format": .string(Self.format), "account": .string(account),
            "registry_leaves": .integer(Int(leaves)),
            "metered_wh": .string("\(prepared.meteredWattHours)"),
            "uncertified_wh": .object(
                left.sorted { $0.key < $1.key }.map { .init($0.key, .string("\($0.value)")) }),
            "retired_wh": .string("\(prepared.uses.reduce(0) { $0 + $1.wattHours })"),
            "certificates": .array(certificates.map(Self.line)),
            "versions": .fields([
                "program": .string(Tool.version),
                "input_sha256": .string(Digest(of: input.bytes).hexadecimal),
            ]),
        ])
    }

    private static func line(_ certificate: GreenTokenCertificate) -> JSON {
        let line = CertificateLine(certificate)
        let (batch, figures) = (certificate.batch, certificate.figures)
        func ratio(_ ratio: Ratio) -> JSON {
            .fields([
                "num": .string("\(ratio.numerator)"), "den": .string("\(ratio.denominator)"),
            ])
        }
        return .fields([
            "id": .string(line.id), "product": .string(line.product),
            "model": .string(batch.stream.model), "tokenizer": .string(batch.stream.tokenizer),
            "start": .string(batch.period.start.text), "end": .string(batch.period.end.text),
            "hours": .integer(certificate.hours.count), "tokens": .string("\(line.tokens)"),
            "wh": .string("\(line.wattHours)"), "matched_wh": .string("\(line.matchedWattHours)"),
            "matched_share": ratio(line.matchedShare), "cfe_score": ratio(figures.cfeScore),
            "location_g_per_million": .string(line.locationBased),
            "market_g_per_million": .string(line.marketBased), "grade": .string(line.grade),
        ])
    }
}

/// A draft that a job left, read back from its parts.
package struct ProposalDraft {
    /// The unsigned certificates.
    package let certificates: [(certificate: GreenTokenCertificate, document: JSONValue)]
    /// Splits in the order in which they are to be done.
    package let splits: [SliceSplits]

    /// Nil for parts that are no draft's.
    package init?(certificates bytes: [UInt8], splits: [UInt8]) {
        guard let documents = Self.documents(bytes),
            let portions = (try? JSONValue(parsing: splits))?["splits"]?.elements
        else { return nil }
        var list: [(GreenTokenCertificate, JSONValue)] = []
        for document in documents {
            guard let certificate = try? GreenTokenCertificate(reading: document) else {
                return nil
            }
            list.append((certificate, document))
        }
        certificates = list
        self.splits = portions.compactMap { portion in
            portion.elements.map { rows in SliceSplits(rows.compactMap(Self.split)) }
        }
    }

    private static func documents(_ bytes: [UInt8]) -> [JSONValue]? {
        (try? JSONValue(parsing: bytes))?["certificates"]?.elements
    }

    private static func split(_ row: JSONValue) -> SliceSplits.Split? {
        guard let slice = row["slice"]?.text, let parts = row["parts"]?.elements else {
            return nil
        }
        return SliceSplits.Split(slice: slice, parts: parts.compactMap(\.decimal))
    }

    /// The document of one certificate of a part `certificates`; nil where it is not among them.
    package static func document(of certificate: String, in bytes: [UInt8]) -> JSONValue? {
        documents(bytes)?.first { document in
            (try? GreenTokenCertificate(reading: document))?.id == certificate
        }
    }
}

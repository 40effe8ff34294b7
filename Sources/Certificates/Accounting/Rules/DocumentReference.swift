/// A document that a certificate rests on: its name, its version and the hash of its canonical form.
public struct DocumentReference: Sendable, Hashable {
    /// The document's id.
    public var id: String
    /// Its version.
    public var version: String
    /// SHA-256 of its RFC 8785 form.
    public var digest: Digest

    /// All members.
    public init(id: String, version: String, digest: Digest) {
        self.id = id
        self.version = version
        self.digest = digest
    }

    var document: JSONValue {
        [
            "id": .text(id), "version": .text(version), "sha256": .text(digest.hexadecimal),
        ]
    }

    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        id = try reader.name("id")
        version = try reader.name("version")
        digest = try reader.digest("sha256")
        try reader.end()
    }
}

/// Where a rule or a weight comes from.
public struct SourceDocument: Sendable, Hashable {
    /// Its title.
    public var title: String
    /// Who issued it and when; may be empty.
    public var issued: String
    /// How its content is known: read, transcription, secondary, assumption.
    public var howKnown: HowKnown

    /// How the content of a source is known, in the words of the data sets.
    public enum HowKnown: String, Sendable, CaseIterable {
        case read, transcription, secondary, computed, modelled, assumption
    }

    init(title: String, issued: String, howKnown: HowKnown) {
        self.title = title
        self.issued = issued
        self.howKnown = howKnown
    }

    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        title = try reader.text("title")
        issued = try reader.text("issued")
        howKnown = try reader.word("how_known")
        try reader.end()
    }

    static func list(_ reader: inout DocumentReader) throws(CertificateFault) -> [SourceDocument] {
        var sources: [SourceDocument] = []
        for source in try reader.objects("sources", upTo: 100) {
            sources.append(try SourceDocument(source))
        }
        guard !sources.isEmpty else {
            throw .malformed(path: reader.place("sources"), allowed: "at least one source")
        }
        return sources
    }
}

/// A text for people in both languages.
public struct BilingualText: Sendable, Hashable {
    /// English.
    public var en: String
    /// Chinese.
    public var zh: String

    /// Both.
    public init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }

    var document: JSONValue { ["en": .text(en), "zh": .text(zh)] }

    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        en = try reader.text("en")
        zh = try reader.text("zh")
        try reader.end()
    }
}

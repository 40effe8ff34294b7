/// Grades by the share of energy that is matched hour by hour, as a versioned data file.
public struct GradeSet: Sendable, Hashable {
    /// One grade.
    public struct Grade: Sendable, Hashable {
        /// Its name, such as `A`.
        public let name: String
        /// The least share that has it.
        public let atLeast: Ratio
    }

    /// Id, version and hash.
    public let reference: DocumentReference
    /// What the grades are called.
    public let title: BilingualText
    /// Where they come from.
    public let sources: [SourceDocument]
    /// From the best down; the last begins at zero.
    public let grades: [Grade]

    /// The form of a file.
    static let format = "wattoken-grades/1"
    /// What the grades are by: the share matched in the same hour.
    public static let basis = "cfe_score"

    /// Reads a file of the form `wattoken-grades/1`.
    public init(reading document: JSONValue) throws(CertificateFault) {
        var reader = try DocumentReader(document, at: "")
        guard try reader.text("format") == Self.format else {
            throw .malformed(path: "/format", allowed: Self.format)
        }
        reference = DocumentReference(
            id: try reader.name("id"), version: try reader.name("version"),
            digest: Digest(of: document.canonical))
        title = try BilingualText(try reader.object("title"))
        sources = try SourceDocument.list(&reader)
        guard try reader.text("basis") == Self.basis else {
            throw .malformed(path: "/basis", allowed: Self.basis)
        }
        var grades: [Grade] = []
        for entry in try reader.objects("grades", upTo: 100) {
            grades.append(try Self.grade(entry, below: grades.last))
        }
        guard let last = grades.last, last.atLeast.numerator == 0 else {
            throw .malformed(path: "/grades", allowed: "grades of which the last begins at zero")
        }
        self.grades = grades
        try reader.end()
    }

    private static func grade(
        _ reader: consuming DocumentReader, below better: Grade?
    ) throws(CertificateFault) -> Grade {
        var reader = reader
        let name = try reader.name("grade")
        let share = try reader.ratio("at_least", least: 1)
        try reader.end()
        guard share.numerator <= share.denominator,
            better.map({ !share.isAtLeast($0.atLeast) }) ?? true
        else { throw .order(path: reader.path) }
        return Grade(name: name, atLeast: share)
    }

    /// The best grade that a share reaches.
    public func grade(_ share: Ratio) -> String {
        grades.first { share.isAtLeast($0.atLeast) }?.name ?? grades[grades.count - 1].name
    }
}

extension GradeSet {
    /// The grades of planned labels, and of certificates unless others are handed in: those of
    /// `Datasets/certificates/rules/grades.json`, with its hash.
    ///
    /// The steps are ours: no scheme has published any for tokens.
    public static let standard = GradeSet(
        id: "wattoken-grades", version: "1",
        title: BilingualText(
            en: "Label grades by hourly matched share", zh: "按小时匹配比例划分的标识等级"),
        source: SourceDocument(
            title: "The steps are ours: no scheme has published any for tokens",
            issued: "Wattoken", howKnown: .assumption),
        grades: [
            Grade(name: "A", atLeast: Ratio(19, of: 20)),
            Grade(name: "B", atLeast: Ratio(4, of: 5)),
            Grade(name: "C", atLeast: Ratio(1, of: 2)),
            Grade(name: "D", atLeast: Ratio(1, of: 5)),
            Grade(name: "E", atLeast: Ratio(0, of: 1)),
        ])

    /// Grades with the hash of the file that says the same.
    private init(
        id: String, version: String, title: BilingualText, source: SourceDocument, grades: [Grade]
    ) {
        let document: JSONValue = [
            "format": .text(Self.format), "id": .text(id), "version": .text(version),
            "title": title.document, "basis": .text(Self.basis),
            "sources": [
                [
                    "title": .text(source.title), "issued": .text(source.issued),
                    "how_known": .text(source.howKnown.rawValue),
                ]
            ],
            "grades": .array(
                grades.map { ["grade": .text($0.name), "at_least": .ratio($0.atLeast)] }),
        ]
        reference = DocumentReference(
            id: id, version: version, digest: Digest(of: document.canonical))
        self.title = title
        sources = [source]
        self.grades = grades
    }
}

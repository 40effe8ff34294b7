import Certificates

extension PrintedDocument.Table {
    /// Emission factors with their documents.
    static func factors(_ factors: [EmissionFactor], _ language: Language) -> Self {
        let header = [
            Text("Factor", "因子"), Text("Region", "地区"), Text("Year", "年份"), "mg/kWh",
            Text("Source", "来源"),
        ]
        return Self(
            header: header.map { $0[language] },
            rows: factors.map { factor in
                [
                    "\(factor.id) (\(factor.kind.rawValue))", factor.region,
                    "\(factor.vintage)", NumberText.grouped(factor.milligramsPerKWh),
                    factor.source,
                ]
            }, widths: [2.6, 1.6, 0.8, 1.2, 4], numbers: [2, 3])
    }
}

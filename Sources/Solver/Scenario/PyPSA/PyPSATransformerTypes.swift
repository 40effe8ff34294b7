/// Types of transformers that PyPSA knows without a file.
///
/// Values as PyPSA 1.4 lists them (`standard_types/transformer_types.csv`, MIT licence), from
/// pandapower and from Oswald, "Transformatoren", lecture notes.
enum PyPSATransformerTypes {
    /// What the DC power flow needs of a type.
    struct Values: Sendable {
        let ratingMVA: Double
        let shortCircuitPercent: Double
        let copperLossPercent: Double
        let phaseShiftDegrees: Double
        let neutralTap: Double
        let tapStepPercent: Double
    }

    static let all: [String: Values] = Dictionary(
        uniqueKeysWithValues: table.map { row in
            (
                row.0,
                Values(
                    ratingMVA: row.1, shortCircuitPercent: row.2, copperLossPercent: row.3,
                    phaseShiftDegrees: row.4, neutralTap: 0, tapStepPercent: row.5)
            )
        })

    private static let table: [(String, Double, Double, Double, Double, Double)] = [
        ("0.25 MVA 10/0.4 kV", 0.25, 4, 1.2, 150, 2.5),
        ("0.25 MVA 20/0.4 kV", 0.25, 6, 1.44, 150, 2.5),
        ("0.4 MVA 10/0.4 kV", 0.4, 4, 1.325, 150, 2.5),
        ("0.4 MVA 20/0.4 kV", 0.4, 6, 1.425, 150, 2.5),
        ("0.63 MVA 10/0.4 kV", 0.63, 4, 1.0794, 150, 2.5),
        ("0.63 MVA 20/0.4 kV", 0.63, 6, 1.206, 150, 2.5),
        ("100 MVA 220/110 kV", 100, 12, 0.26, 0, 1.5),
        ("160 MVA 380/110 kV", 160, 12.2, 0.25, 0, 1.5),
        ("25 MVA 110/10 kV", 25, 10.04, 0.276, 150, 1.5),
        ("25 MVA 110/20 kV", 25, 11.2, 0.282, 150, 1.5),
        ("40 MVA 110/10 kV", 40, 10.04, 0.295, 150, 1.5),
        ("40 MVA 110/20 kV", 40, 11.2, 0.302, 150, 1.5),
        ("63 MVA 110/10 kV", 63, 10.04, 0.31, 150, 1.5),
        ("63 MVA 110/20 kV", 63, 11.2, 0.322, 150, 1.5),
    ]
}

import Glibc

/// What a transformer of PyPSA is on a base of 1 MVA, from its own values or from its type.
struct PyPSATransformer {
    let resistance: Double
    let reactance: Double
    let tapRatio: Double
    /// Degrees.
    let phaseShift: Double
    /// Rating of its type, MVA; nil without a type, whose rating wins over the transformer's own.
    let rating: Double?

    init(_ table: PyPSATable, _ row: Int, _ context: PyPSAContext) {
        let name = table.text(row, "type")
        guard !name.isEmpty else {
            let base = table.number(row, "s_nom")
            if base <= 0 {
                table.fault(row, given: "s_nom \(base)", allowed: "above 0, the base of x and r")
            }
            resistance = table.number(row, "r") / base
            reactance = table.number(row, "x") / base
            tapRatio = table.number(row, "tap_ratio")
            let shift = table.values(row, "phase_shift")
            if shift.constant == nil { context.omit(table, row, "phase_shift") }
            phaseShift = shift[0]
            rating = nil
            return
        }
        guard let type = Self.type(name, context) else {
            table.fault(
                row, given: "type \"\(name)\"",
                allowed: "a type of transformer_types.csv or of PyPSA's own list")
            (resistance, reactance, tapRatio, phaseShift, rating) = (0, 1, 1, 0, nil)
            return
        }
        table.pass(["x", "r", "tap_ratio", "phase_shift"])
        let parallel = table.number(row, "num_parallel")
        let r = type.copperLossPercent / 100
        let x = (pow(type.shortCircuitPercent / 100, 2) - r * r).squareRoot()
        resistance = r / parallel / type.ratingMVA
        reactance = x / parallel / type.ratingMVA
        tapRatio =
            1 + (table.number(row, "tap_position") - type.neutralTap) * type.tapStepPercent
            / 100
        phaseShift = type.phaseShiftDegrees
        rating = type.ratingMVA
    }

    private static func type(_ name: String, _ context: PyPSAContext)
        -> PyPSATransformerTypes.Values?
    {
        let own = context.table(.transformerTypes)
        guard let row = own.names.firstIndex(of: name) else {
            return PyPSATransformerTypes.all[name]
        }
        return PyPSATransformerTypes.Values(
            ratingMVA: own.number(row, "s_nom"), shortCircuitPercent: own.number(row, "vsc"),
            copperLossPercent: own.number(row, "vscr"),
            phaseShiftDegrees: own.number(row, "phase_shift"),
            neutralTap: own.number(row, "tap_neutral"),
            tapStepPercent: own.number(row, "tap_step"))
    }
}

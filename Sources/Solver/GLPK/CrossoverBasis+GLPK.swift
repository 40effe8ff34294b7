import CGLPK

extension CrossoverBasis {
    /// Where a variable stands, in the words of GLPK.
    func state(of variable: Int) -> Int32 {
        let (lower, upper) = (form.lower[variable], form.upper[variable])
        if position[variable] >= 0 { return GLP_BS }
        if lower == upper { return GLP_NS }
        if !lower.isFinite, !upper.isFinite { return GLP_NF }
        return value[variable] - lower <= upper - value[variable] ? GLP_NL : GLP_NU
    }
}

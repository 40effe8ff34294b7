import CGLPK

extension GLPKBasis {
    /// How the columns and rows of a crossover's basis stand, in the words of GLPK.
    init(_ basis: CrossoverBasis) {
        let form = basis.form
        let states = (0..<form.count).map { variable -> Int32 in
            let (lower, upper) = (form.lower[variable], form.upper[variable])
            if basis.position[variable] >= 0 { return GLP_BS }
            if lower == upper { return GLP_NS }
            if !lower.isFinite, !upper.isFinite { return GLP_NF }
            let value = basis.value[variable]
            return value - lower <= upper - value ? GLP_NL : GLP_NU
        }
        self.init(
            rows: Array(states[form.ownCount...]), columns: Array(states[..<form.ownCount]))
    }
}

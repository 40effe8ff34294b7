/// A basis with its factors, and the values of all variables; the others rest where they are.
package struct CrossoverBasis {
    let form: SimplexForm
    /// Value of every variable.
    var value: [Double]
    /// Variable at each position.
    package private(set) var heading: [Int32]
    /// Position of each variable; −1 for none.
    private(set) var position: [Int32]
    /// Whether a variable is neither basic nor fixed.
    private(set) var isOpen: [Bool]
    private(set) var factor: BasisFactor
    private var right: SparseVector
    /// The variable whose column was solved with last; −1 for none.
    private var solved = -1
    private let mostWork: Int

    /// Entries that may be looked at for each of the program's, and for any program.
    ///
    /// Without a limit a network of 5658 nodes took 150 s where the interior point had taken one.
    private static let mostWorkPerEntry = 3000
    private static let freeWork = 100_000_000

    /// Whether the way has become too long; the same on every machine.
    var isTooLong: Bool { factor.work > mostWork }

    /// What must be left of a basic column for it to stay when factors are made anew.
    private static let leastRest = 1e-9

    /// Completes a selection with logical variables and takes it over.
    init(_ selection: consuming BasisSelection, _ form: SimplexForm, value: [Double]) {
        self.form = form
        self.value = value
        selection.complete()
        heading = selection.heading
        position = [Int32](repeating: -1, count: form.count)
        for (place, variable) in heading.enumerated() { position[Int(variable)] = Int32(place) }
        isOpen = (0..<form.count).map { form.lower[$0] < form.upper[$0] }
        for variable in heading { isOpen[Int(variable)] = false }
        factor = selection.factor
        right = SparseVector(count: form.rowCount)
        mostWork = Self.freeWork + Self.mostWorkPerEntry * form.rows.value.count
    }

    /// Takes over which variables were basic, as far as they are independent here.
    ///
    /// - Parameters:
    ///   - form: a program.
    ///   - heading: the variables.
    ///   - value: of every variable; the others are at bounds.
    package init(_ form: SimplexForm, heading: [Int32], value: [Double]) {
        var selection = BasisSelection(form, leastPivot: Self.leastRest)
        selection.offer(heading)
        self.init(selection, form, value: value)
    }

    /// Solves B w = column of a variable.
    package mutating func column(of variable: Int, into w: inout SparseVector) {
        right.clear()
        form.forEach(of: variable) { row, value in right[row] = value }
        factor.solve(&right, into: &w, keepsSpike: true)
        solved = variable
    }

    /// Row of the inverse: Bᵀ ρ = e at a position.
    package mutating func row(at place: Int, into rho: inout SparseVector) {
        right.clear()
        right[place] = 1
        factor.solveTransposed(&right, into: &rho)
    }

    /// Replaces the variable at a position, whose column is B w.
    package mutating func replace(at place: Int, by variable: Int, column w: SparseVector) {
        release(heading[place])
        heading[place] = Int32(variable)
        isOpen[variable] = false
        position[variable] = Int32(place)
        precondition(solved == variable, "the column that enters was solved with last")
        solved = -1
        if !factor.replace(place, pivot: w.value[place]) || factor.isLong { refactorise() }
    }

    private mutating func release(_ variable: Int32) {
        position[Int(variable)] = -1
        isOpen[Int(variable)] = form.lower[Int(variable)] < form.upper[Int(variable)]
    }

    /// Makes the factors anew.
    ///
    /// A variable that has come to depend on others gives way to a logical one.
    mutating func refactorise() {
        var selection = BasisSelection(form, leastPivot: Self.leastRest)
        selection.offer(heading)
        for variable in selection.rejected { release(variable) }
        selection.complete()
        heading = selection.heading
        for (place, variable) in heading.enumerated() {
            position[Int(variable)] = Int32(place)
            isOpen[Int(variable)] = false
        }
        let done = factor.work
        solved = -1
        factor = selection.factor
        factor.work = done + factor.entryCount + form.rowCount
    }

    /// Computes the basic variables from the others.
    mutating func computeBasics() {
        for (place, found) in basics(whenOthersAre: value).enumerated() {
            value[Int(heading[place])] = found
        }
    }

    /// What the basic variables are when the others have these values.
    mutating func basics(whenOthersAre value: [Double]) -> [Double] {
        right.clear()
        var rest = [Double](repeating: 0, count: form.rowCount)
        for variable in 0..<form.count where position[variable] < 0 && value[variable] != 0 {
            let x = value[variable]
            form.forEach(of: variable) { row, a in rest[row] -= a * x }
        }
        for row in rest.indices where rest[row] != 0 { right[row] = rest[row] }
        var found = SparseVector(count: form.rowCount)
        factor.solve(&right, into: &found)
        return found.value
    }

    /// ρᵀ [A −I] at the nonbasic variables that are not fixed.
    func tableauRow(_ rho: SparseVector, into alpha: inout SparseVector) {
        alpha.clear()
        let own = form.ownCount
        form.rows.withColumns { rows in
            isOpen.withReader { isOpen in
                rho.withEntries { rho in
                    alpha.withRoom { alpha in
                        for index in 0..<rho.count {
                            let row = rho.place(index)
                            let y = rho[row]
                            guard abs(y) > SparseVector.least else { continue }
                            for entry in rows.entries(row) {
                                let column = rows.row(entry)
                                if isOpen[column] { alpha[column] += y * rows.value(entry) }
                            }
                            if isOpen[own + row] { alpha[own + row] -= y }
                        }
                    }
                }
            }
        }
    }

    /// Solves B w = the columns of variables, each times a number.
    mutating func combination(
        _ parts: [(variable: Int, by: Double)], into w: inout SparseVector
    ) {
        right.clear()
        for part in parts {
            form.forEach(of: part.variable) { row, value in
                right.subtract(-part.by * value, at: row)
            }
        }
        factor.solve(&right, into: &w)
    }

    /// y with a reduced cost of zero for every basic variable.
    mutating func duals() -> [Double] {
        duals(form.cost + [Double](repeating: 0, count: form.rowCount))
    }

    /// The same for other costs, of the columns and then of the logical variables.
    mutating func duals(_ cost: [Double]) -> [Double] {
        right.clear()
        for (place, variable) in heading.enumerated() where cost[Int(variable)] != 0 {
            right[place] = cost[Int(variable)]
        }
        var y = SparseVector(count: form.rowCount)
        factor.solveTransposed(&right, into: &y)
        return y.value
    }
}

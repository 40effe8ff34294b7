/// Finds the contingencies that a plan could not bear, without their rows in its program.
///
/// With the plan fixed, every contingency stands alone: a small program over its own flows, busy
/// and started replicas asks for the smallest amount of tokens that nobody could take over.
struct ContingencyCheck {
    /// Tokens that may be missing before a loss counts as one that cannot be borne, relative.
    static let tolerance = 1e-7

    /// Columns and rows of one contingency in the program that has all of them.
    private struct Block {
        var columns: [Int] = []
        var rows: [Int] = []
    }

    private let complete: Formulation
    private let blocks: [ReserveScope.Contingency: Block]
    /// Rows of all contingencies.
    private let isReserve: [Bool]
    private let isServed: [Bool]

    /// Rows that all contingencies together take.
    let rowCount: Int
    /// Number of contingencies.
    var count: Int { blocks.count }

    init(_ scenario: Scenario) {
        complete = Formulation(scenario, reserve: .all)
        var blocks: [ReserveScope.Contingency: Block] = [:]
        let sites = Dictionary(
            scenario.sites.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
        var isReserve = [Bool](repeating: false, count: complete.program.rowCount)
        var isServed = isReserve
        func visit(_ family: Family, _ use: (ReserveScope.Contingency, Int) -> Void) {
            for (member, name) in family.members.enumerated() {
                guard let site = sites[String(name.prefix { $0 != "," })] else { continue }
                for step in family.steps {
                    use(ReserveScope.Contingency(site: site, step: step), family(member, step))
                }
            }
        }
        for family in complete.names.columnFamilies where family.kind.isContingency {
            visit(family) { blocks[$0, default: Block()].columns.append($1) }
        }
        for family in complete.names.rowFamilies where family.kind.isContingency {
            visit(family) { contingency, row in
                blocks[contingency, default: Block()].rows.append(row)
                isReserve[row] = true
                isServed[row] = family.kind == .reserveServed
            }
        }
        self.blocks = blocks
        self.isReserve = isReserve
        self.isServed = isServed
        rowCount = blocks.values.reduce(0) { $0 + $1.rows.count }
    }

    /// Rows that the contingencies of a scope take.
    func rowCount(_ scope: ReserveScope) -> Int {
        blocks.reduce(0) { $0 + (scope.contains($1.key) ? $1.value.rows.count : 0) }
    }

    /// What to write next, every loss in the steps in which the plan cannot bear one, and the
    /// seconds that the small programs took.
    ///
    /// A site that may no longer serve so much passes tokens on to another, whose loss would be
    /// the next to break in the same step.
    func missing(
        _ formulation: Formulation, _ columns: [Double]
    ) throws(SolverError) -> (contingencies: [ReserveScope.Contingency], seconds: Double) {
        let (found, seconds) = try broken(formulation, columns)
        let steps = Set(found.map(\.step))
        return (blocks.keys.filter { steps.contains($0.step) }, seconds)
    }

    /// The contingencies beyond those written that the plan of a solved formulation cannot bear.
    private func broken(
        _ formulation: Formulation, _ columns: [Double]
    ) throws(SolverError) -> (contingencies: [ReserveScope.Contingency], seconds: Double) {
        var seconds = 0.0
        let activity = planned(formulation, columns)
        var found: [ReserveScope.Contingency] = []
        let order = blocks.keys.sorted { ($0.step, $0.site) < ($1.step, $1.site) }
        for contingency in order where !formulation.reserve.contains(contingency) {
            guard let block = blocks[contingency] else { continue }
            let lost = block.rows.reduce(0) { $0 + (isServed[$1] ? -activity[$1] : 0) }
            let allowed = Self.tolerance * max(1, lost)
            guard lost > allowed else { continue }
            let outcome = try ProgramSolver.solve(program(block, activity))
            seconds += outcome.seconds
            if outcome.status != .optimal || outcome.proof.objective ?? .infinity > allowed {
                found.append(contingency)
            }
        }
        return (found, seconds)
    }

    /// What the plan contributes to the rows of the contingencies.
    private func planned(_ formulation: Formulation, _ columns: [Double]) -> [Double] {
        var activity = [Double](repeating: 0, count: complete.program.rowCount)
        let matrix = complete.program.matrix
        // The same families in the same order, but for what only one of the two has.
        let own = formulation.names.columnFamilies.filter { $0.kind.isPlanned }
        let all = complete.names.columnFamilies.filter { $0.kind.isPlanned }
        for (from, to) in zip(own, all) {
            for offset in 0..<to.count {
                let value = columns[from.first + offset]
                guard value != 0 else { continue }
                for entry in matrix.entries(ofColumn: to.first + offset) {
                    let row = Int(matrix.rowIndex[entry])
                    if isReserve[row] { activity[row] += matrix.value[entry] * value }
                }
            }
        }
        return activity
    }

    /// The contingency with the plan as it is, and what is missing priced at one.
    private func program(_ block: Block, _ activity: [Double]) -> LinearProgram {
        let whole = complete.program
        let served = block.rows.indices.filter { isServed[block.rows[$0]] }
        let number = Dictionary(
            uniqueKeysWithValues: block.rows.enumerated().map { ($1, Int32($0)) })
        var (rows, columns, values) = ([Int32](), [Int32](), [Double]())
        for (member, column) in block.columns.enumerated() {
            for entry in whole.matrix.entries(ofColumn: column) {
                guard let row = number[Int(whole.matrix.rowIndex[entry])] else { continue }
                rows.append(row)
                columns.append(Int32(member))
                values.append(whole.matrix.value[entry])
            }
        }
        for (member, row) in served.enumerated() {
            rows.append(Int32(row))
            columns.append(Int32(block.columns.count + member))
            values.append(1)
        }
        let count = block.columns.count + served.count
        // Rounding in the plan must not look like a limit that it breaks.
        func upper(_ row: Int) -> Double {
            let bound = whole.rowUpper[row]
            return max(0, bound - activity[row]) + Self.tolerance * max(1, abs(bound))
        }
        return LinearProgram(
            cost: block.columns.map { _ in 0 } + served.map { _ in 1 },
            columnLower: block.columns.map { whole.columnLower[$0] } + served.map { _ in 0 },
            columnUpper: block.columns.map { whole.columnUpper[$0] }
                + served.map { max(0, -activity[block.rows[$0]]) },
            rowLower: block.rows.map { whole.rowLower[$0] - activity[$0] },
            rowUpper: block.rows.map {
                whole.rowLower[$0] == whole.rowUpper[$0] ? whole.rowUpper[$0] : upper($0)
            },
            matrix: SparseMatrix(
                rowCount: block.rows.count, columnCount: count, rows: rows, columns: columns,
                values: values))
    }
}

extension FamilyKind {
    /// Columns and rows of a single loss.
    fileprivate var isContingency: Bool {
        switch self {
        case .contingencyFlow, .contingencyBusy, .contingencyStart, .reserveServed, .reserveWork,
            .reserveBusy, .reserveAccelerators, .reserveConnection, .reserveBandwidth:
            true
        default: false
        }
    }

    /// Columns that every way of writing the same scenario has.
    fileprivate var isPlanned: Bool { !isContingency && self != .direction }
}

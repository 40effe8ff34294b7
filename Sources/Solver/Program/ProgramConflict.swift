/// Bounds of rows and columns that cannot hold together, none of which could be left out.
public struct ProgramConflict: Sendable {
    /// One bound of a row or a column.
    public struct Side: Sendable, Hashable {
        let limit: ElasticProgram.Limit
        /// Its upper bound, else its lower.
        public let isUpper: Bool

        /// Whether it is of a row, else of a column.
        public var isRow: Bool { if case .row = limit { true } else { false } }
    }

    /// The bounds in conflict.
    public let members: [Side]
    /// Whether leaving out any one of them was seen to end the conflict; false when the time was
    /// over before all were tried.
    public let isIrreducible: Bool
    /// Whether they conflict only because some columns must be integers.
    public let needsIntegers: Bool
    /// How many choices of bounds were looked at.
    public let tests: Int

    /// So many choices of bounds are looked at before the search ends as not proven.
    static let mostTests = 2000

    /// The conflict of an infeasible program; nil when none could be proven in time.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - seconds: wall-clock limit of the search.
    public init?(_ program: LinearProgram, seconds: Double) throws(SolverError) {
        defer { GLPKEngine.releaseThread() }
        if let crossed = Self.crossed(program) {
            self = crossed
            return
        }
        let rows = try Self.rowsInConflict(program.relaxed, seconds: seconds)
        let kept = rows.map { program.relaxed.keeping(rows: $0) }
        let part = kept?.program ?? program
        let limits =
            (0..<part.rowCount).map { ElasticProgram.Limit.row($0) }
            + (0..<part.columnCount).map { .column($0) }
        guard
            let found = try Self.search(
                part, limits: limits, keepsNature: false, seconds: seconds,
                groups: { [Array($0.indices)] })
        else { return nil }
        members = found.members.map { side in
            Side(limit: kept.map { $0.original(side.limit) } ?? side.limit, isUpper: side.isUpper)
        }
        isIrreducible = found.isIrreducible
        needsIntegers = found.needsIntegers
        tests = found.tests
    }

    init(members: [Side], isIrreducible: Bool, needsIntegers: Bool, tests: Int) {
        self.members = members
        self.isIrreducible = isIrreducible
        self.needsIntegers = needsIntegers
        self.tests = tests
    }

    /// Finds limits in conflict among those given; everything else always holds.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - limits: rows and columns whose finite bounds may be left out.
    ///   - keepsNature: whether a lower bound of zero on a column always holds.
    ///   - seconds: wall-clock limit.
    ///   - groups: which bounds to try together first, by index.
    static func search(
        _ program: LinearProgram, limits: [ElasticProgram.Limit], keepsNature: Bool,
        seconds: Double, groups: ([Side]) -> [[Int]]
    ) throws(SolverError) -> ProgramConflict? {
        let elastic = ElasticProgram(
            program.relaxed, relaxing: limits, keepsNature: keepsNature)
        let sides = elastic.violations.map { Side(limit: $0.limit, isUpper: $0.isAbove) }
        let order = groups(sides)
        var oracle = try ElasticOracle(elastic, seconds: seconds)
        let found: DeletionFilter.Finding?
        let needsIntegers: Bool
        switch oracle.verdict([Bool](repeating: true, count: sides.count)) {
        case .unknown: return nil
        case .conflict(let parties):
            if let parties, 2 * parties.count < sides.count,
                let found = try among(
                    Set(parties.map { sides[$0] }), of: sides, program, keepsNature: keepsNature,
                    seconds: oracle.secondsLeft, groups: groups)
            {
                return found
            }
            needsIntegers = false
            found = DeletionFilter.run(
                count: sides.count, groups: order, mostTests: mostTests, &oracle)
        case .feasible:
            guard program.isMixedInteger else { return nil }
            needsIntegers = true
            var integers = IntegerOracle(
                program, sides, keepsNature: keepsNature, seconds: seconds)
            found = DeletionFilter.run(
                count: sides.count, groups: order, mostTests: mostTests, &integers)
        }
        return found.map { finding in
            ProgramConflict(
                members: finding.members.map { sides[$0] }, isIrreducible: finding.isIrreducible,
                needsIntegers: needsIntegers, tests: finding.tests)
        }
    }

    /// The conflict among a few bounds, all others left out for good: a far smaller program.
    ///
    /// Nil when the few were not seen to conflict.
    private static func among(
        _ few: Set<Side>, of sides: [Side], _ program: LinearProgram, keepsNature: Bool,
        seconds: Double, groups: ([Side]) -> [[Int]]
    ) throws(SolverError) -> ProgramConflict? {
        var limits: [ElasticProgram.Limit] = []
        for side in sides where few.contains(side) && limits.last != side.limit {
            limits.append(side.limit)
        }
        return try search(
            program.relaxed.opening(sides.filter { !few.contains($0) }, keepsNature: keepsNature),
            limits: limits, keepsNature: keepsNature, seconds: seconds, groups: groups)
    }

    /// A pair of bounds the wrong way round is a conflict by itself.
    private static func crossed(_ program: LinearProgram) -> ProgramConflict? {
        func pair(_ limit: ElasticProgram.Limit, needsIntegers: Bool = false) -> ProgramConflict {
            ProgramConflict(
                members: [Side(limit: limit, isUpper: false), Side(limit: limit, isUpper: true)],
                isIrreducible: true, needsIntegers: needsIntegers, tests: 0)
        }
        for column in 0..<program.columnCount
        where program.columnLower[column] > program.columnUpper[column] {
            return pair(.column(column))
        }
        for row in 0..<program.rowCount where program.rowLower[row] > program.rowUpper[row] {
            return pair(.row(row))
        }
        return program.integerColumns.first { column in
            program.columnLower[column].rounded(.up) > program.columnUpper[column].rounded(.down)
        }.map { pair(.column($0), needsIntegers: true) }
    }

    /// Rows that conflict while all column bounds hold; nil when it takes the integers.
    private static func rowsInConflict(
        _ program: LinearProgram, seconds: Double
    ) throws(SolverError) -> [Int]? {
        let elastic = ElasticProgram(program, relaxing: (0..<program.rowCount).map { .row($0) })
        var oracle = try ElasticOracle(elastic, seconds: seconds)
        let all = [Bool](repeating: true, count: elastic.violations.count)
        guard case .conflict(let parties?) = oracle.verdict(all) else { return nil }
        let rows = parties.map { elastic.violations[$0].limit }
        return Set(rows).compactMap { if case .row(let row) = $0 { row } else { nil } }.sorted()
    }
}

extension LinearProgram {
    /// The name of the row or column that has a bound.
    public func name(_ side: ProgramConflict.Side) -> String {
        switch side.limit {
        case .row(let row): names.rowName(row)
        case .column(let column): names.columnName(column)
        }
    }

    /// The value of a bound.
    public func bound(_ side: ProgramConflict.Side) -> Double {
        switch side.limit {
        case .row(let row): side.isUpper ? rowUpper[row] : rowLower[row]
        case .column(let column): side.isUpper ? columnUpper[column] : columnLower[column]
        }
    }
}

extension LinearProgram {
    /// Every finite bound of rows and columns.
    package var sides: [ProgramConflict.Side] {
        func pair(_ limit: ElasticProgram.Limit) -> [ProgramConflict.Side] {
            [false, true].map { ProgramConflict.Side(limit: limit, isUpper: $0) }
        }
        let all =
            (0..<rowCount).flatMap { pair(.row($0)) }
            + (0..<columnCount).flatMap { pair(.column($0)) }
        return all.filter { bound($0).isFinite }
    }
}

/// A part of a program: some rows, and the columns that stand in them.
struct ProgramPart {
    let program: LinearProgram
    let rows: [Int]
    let columns: [Int]

    /// A limit of the part as one of the whole.
    func original(_ limit: ElasticProgram.Limit) -> ElasticProgram.Limit {
        switch limit {
        case .row(let row): .row(rows[row])
        case .column(let column): .column(columns[column])
        }
    }
}

extension LinearProgram {
    /// The part of the program that has only these rows, ascending; costs are dropped.
    func keeping(rows kept: [Int]) -> ProgramPart {
        var place = [Int32](repeating: -1, count: rowCount)
        for (index, row) in kept.enumerated() { place[row] = Int32(index) }
        var columns: [Int] = []
        var start: [Int32] = [0]
        var rowIndex: [Int32] = []
        var value: [Double] = []
        for column in 0..<columnCount {
            for entry in matrix.entries(ofColumn: column) {
                let row = place[Int(matrix.rowIndex[entry])]
                guard row >= 0 else { continue }
                rowIndex.append(row)
                value.append(matrix.value[entry])
            }
            guard value.count > Int(start[start.count - 1]) else { continue }
            columns.append(column)
            start.append(Int32(value.count))
        }
        let part = LinearProgram(
            cost: [Double](repeating: 0, count: columns.count),
            columnLower: columns.map { columnLower[$0] },
            columnUpper: columns.map { columnUpper[$0] }, rowLower: kept.map { rowLower[$0] },
            rowUpper: kept.map { rowUpper[$0] },
            matrix: SparseMatrix(
                rowCount: kept.count, columnStart: start, rowIndex: rowIndex, value: value))
        return ProgramPart(program: part, rows: kept, columns: columns)
    }

    /// The program without some of its bounds; nature, if kept, does not go below zero.
    package func opening(_ sides: [ProgramConflict.Side], keepsNature: Bool) -> LinearProgram {
        var copy = self
        for side in sides {
            switch (side.limit, side.isUpper) {
            case (.row(let row), true): copy.rowUpper[row] = .infinity
            case (.row(let row), false): copy.rowLower[row] = -.infinity
            case (.column(let column), true): copy.columnUpper[column] = .infinity
            case (.column(let column), false):
                let isNature = keepsNature && columnLower[column] >= 0
                copy.columnLower[column] = isNature ? 0 : -.infinity
            }
        }
        return copy
    }
}

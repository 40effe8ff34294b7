/// Writes the tables of a case as the nouns of a scenario, row by row.
struct MatpowerWriter {
    private let tables: MatpowerTables
    private let model: PowerGrid.DCModel
    /// Names of the nodes in service by bus number.
    private var node: [Double: String] = [:]
    private var notes: [LocalizedName] = []
    private var cut = 0

    init(_ tables: MatpowerTables, _ model: PowerGrid.DCModel) {
        self.tables = tables
        self.model = model
    }

    /// All notes, the numbers cut at the largest power among them.
    var allNotes: [LocalizedName] {
        let always = LocalizedName(
            en: "costs are in the currency of the file and carried as CNY unchanged; "
                + "reactive power and voltages have no place in a DC model",
            zh: "成本沿用文件的货币单位，按人民币元数值原样写入；直流模型不含无功与电压")
        let large = LocalizedName(
            en: "\(cut) powers beyond 1e6 MW are written as 1e6 MW, which never holds",
            zh: "\(cut) 个超过 1e6 MW 的功率写成 1e6 MW，不起约束作用")
        return [always] + notes + (cut > 0 ? [large] : [])
    }

    private mutating func note(_ en: String, _ zh: String) {
        notes.append(LocalizedName(en: en, zh: zh))
    }

    // MARK: Buses

    mutating func nodes() throws(MatpowerError) -> [JSON] {
        var list: [JSON] = []
        let bus = tables.bus
        for row in 0..<bus.rows {
            let number = bus.values[row * bus.columns]
            guard number >= 0, number == number.rounded(), number < 1e15 else {
                throw MatpowerError(
                    line: bus.line(row), given: "bus number \(number)", allowed: "a whole number")
            }
            let id = JSON.text(of: number)
            guard node.updateValue(id, forKey: number) == nil else {
                throw MatpowerError(
                    line: bus.line(row), given: "bus \(id) again", allowed: "each bus once")
            }
            if bus.at(row, 1) == 4 {
                node[number] = ""
                continue
            }
            let load = try finite(bus, row, 2, "Pd")
            let shunt = try finite(bus, row, 4, "Gs")
            list.append(
                .fields([
                    "id": .string(id),
                    "name": row < tables.busNames.count
                        ? .string(Self.trimmed(tables.busNames[row])) : nil,
                    "load_mw": load == 0 ? nil : .number(load),
                    "shunt_conductance_mw": shunt == 0 ? nil : .number(shunt),
                ]))
        }
        return list
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return Byte.text(bytes, Byte.trimmed(bytes, 0..<bytes.count))
    }

    private func finite(
        _ table: MatpowerMatrix, _ row: Int, _ column: Int, _ name: String
    ) throws(MatpowerError) -> Double {
        guard let value = table.at(row, column), value.isFinite else {
            throw MatpowerError(
                line: table.line(row), given: "\(name) that is not finite",
                allowed: "a number")
        }
        return value
    }

    /// The node of a bus; nil where the bus is out of service.
    private func place(
        _ table: MatpowerMatrix, _ row: Int, _ column: Int
    ) throws(MatpowerError) -> String? {
        let number = table.values[row * table.columns + column]
        guard let id = node[number] else {
            throw MatpowerError(
                line: table.line(row), given: "bus \(number)", allowed: "a bus of the table bus")
        }
        return id.isEmpty ? nil : id
    }

    /// A power within what a scenario states; infinite ones become its largest.
    private mutating func power(_ value: Double) -> Double {
        guard abs(value) > MatpowerCase.largestMW else { return value }
        cut += 1
        return value < 0 ? -MatpowerCase.largestMW : MatpowerCase.largestMW
    }

    // MARK: Generators

    mutating func supplies() throws(MatpowerError) -> [JSON] {
        var list: [JSON] = []
        let gen = tables.gen
        if let cost = tables.gencost, cost.rows != gen.rows, cost.rows != 2 * gen.rows {
            throw MatpowerError(
                line: cost.line(0), given: "\(cost.rows) rows of gencost",
                allowed: "\(gen.rows), one for each generator, or twice as many")
        }
        if tables.gencost == nil { note("the file has no costs", "文件没有成本数据") }
        for row in 0..<gen.rows where (gen.at(row, 7) ?? 0) > 0 {
            guard let place = try place(gen, row, 0) else { continue }
            let (most, least) = (gen.at(row, 8) ?? 0, gen.at(row, 9) ?? 0)
            guard least <= most else {
                throw MatpowerError(
                    line: gen.line(row), given: "Pmin \(least)", allowed: "at most Pmax, \(most)")
            }
            let minimum = power(least)
            list.append(
                .fields([
                    "id": .string("gen-\(row + 1)"), "node": .string(place),
                    "capacity_mw": .number(power(most)),
                    "minimum_mw": minimum == 0 ? nil : .number(minimum),
                ])
                .merging(
                    try tables.gencost.map { cost throws(MatpowerError) in
                        try MatpowerCost.fields(cost, row)
                    }))
        }
        noteStartUps()
        return list
    }

    private mutating func noteStartUps() {
        guard let cost = tables.gencost,
            (0..<cost.rows).contains(where: { (cost.at($0, 1) ?? 0) != 0 })
        else { return }
        note(
            "start-up and shut-down costs are not carried over: units in service are on",
            "启停成本未导入：在役机组均视为运行")
    }

    // MARK: Branches

    mutating func lines() throws(MatpowerError) -> [JSON] {
        var list: [JSON] = []
        var parallel: [String: Int] = [:]
        let branch = tables.branch
        for row in 0..<branch.rows where (branch.at(row, 10) ?? 0) > 0 {
            guard let from = try place(branch, row, 0), let to = try place(branch, row, 1) else {
                continue
            }
            guard from != to else {
                note(
                    "line \(branch.line(row)): a branch from bus \(from) to itself is left out",
                    "第 \(branch.line(row)) 行：首末端同为母线 \(from) 的支路略去")
                continue
            }
            let reactance = try finite(branch, row, 3, "x")
            guard reactance != 0 || model == .powermodels else {
                throw MatpowerError(
                    line: branch.line(row), given: "x = 0",
                    allowed: "another x: the model matpower divides by it")
            }
            parallel["\(from)-\(to)", default: 0] += 1
            let count = parallel["\(from)-\(to)"] ?? 1
            list.append(
                .fields([
                    "id": .string("\(from)-\(to)" + (count > 1 ? "_\(count)" : "")),
                    "from": .string(from), "to": .string(to),
                    "reactance_pu": .number(reactance),
                    "resistance_pu": try nonzero(branch, row, 2, "r"),
                    "limit_mw": try limit(row),
                    "tap_ratio": try nonzero(branch, row, 8, "ratio"),
                    "phase_shift_degrees": try nonzero(branch, row, 9, "angle"),
                ])
                .merging(angleLimits(row)))
        }
        return list
    }

    private func nonzero(
        _ table: MatpowerMatrix, _ row: Int, _ column: Int, _ name: String
    ) throws(MatpowerError) -> JSON? {
        let value = try finite(table, row, column, name)
        return value == 0 ? nil : .number(value)
    }

    /// rateA; 0 and what never holds mean none.
    private func limit(_ row: Int) throws(MatpowerError) -> JSON? {
        guard let rate = tables.branch.at(row, 5), rate >= 0 else {
            throw MatpowerError(
                line: tables.branch.line(row), given: "a negative rateA", allowed: "from 0")
        }
        return rate == 0 || rate > MatpowerCase.largestMW ? nil : .number(rate)
    }

    /// MATPOWER takes limits within ±360° as they are; PowerModels knows only those within ±90°
    /// and puts ±1.0472 rad (its `default_pad`) for all others.
    private func angleLimits(_ row: Int) -> JSON? {
        let branch = tables.branch
        let low = branch.at(row, 11) ?? 0
        let high = branch.at(row, 12) ?? 0
        switch model {
        case .matpower:
            let isGiven =
                (low != 0 && low > -360) || (high != 0 && high < 360) || (low == 0) != (high == 0)
            guard isGiven else { return nil }
            return .fields([
                "angle_minimum_degrees": low < -360 ? nil : .number(low),
                "angle_maximum_degrees": high > 360 ? nil : .number(high),
            ])
        case .powermodels:
            let pad = 1.0472 * 180 / Double.pi
            let isOpen = low == 0 && high == 0
            return .fields([
                "angle_minimum_degrees": .number(isOpen || low <= -90 ? -pad : low),
                "angle_maximum_degrees": .number(isOpen || high >= 90 ? pad : high),
            ])
        }
    }

    // MARK: DC lines

    mutating func dcLines() throws(MatpowerError) -> [JSON] {
        guard let table = tables.dcline else { return [] }
        var list: [JSON] = []
        for row in 0..<table.rows where (table.at(row, 2) ?? 0) > 0 {
            guard let from = try place(table, row, 0), let to = try place(table, row, 1) else {
                continue
            }
            let (least, most) = (table.at(row, 9) ?? 0, table.at(row, 10) ?? 0)
            guard least <= most else {
                throw MatpowerError(
                    line: table.line(row), given: "Pmin \(least)", allowed: "at most Pmax, \(most)")
            }
            let loss = try finite(table, row, 16, "loss1")
            let minimum = power(least)
            list.append(
                .fields([
                    "id": .string("dc-\(row + 1)"), "from": .string(from), "to": .string(to),
                    "capacity_mw": .number(power(most)),
                    "minimum_mw": minimum == 0 ? nil : .number(minimum),
                    "efficiency": loss == 0 ? nil : .number(1 - loss),
                    "fixed_loss_mw": try nonzero(table, row, 15, "loss0"),
                    "reverse_loss": "linear",
                    "price_cny_per_mwh": try tables.dclinecost.flatMap {
                        cost throws(MatpowerError) in try MatpowerCost.price(cost, row)
                    },
                ]))
        }
        return list
    }
}

extension JSON {
    /// The object with the members of another behind its own.
    func merging(_ other: JSON?) -> JSON {
        guard case .object(let mine) = self, case .object(let more)? = other else { return self }
        return .object(mine + more)
    }
}

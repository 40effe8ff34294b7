import Certificates
import Solver

/// Lists of what the issuer brought in: meter readings and token counts for the issuer, energy
/// certificates for who holds part of them, too.
enum MeterLists {
    static let routes: [Route] = [readings, counts, energy]

    private static let interval: [Route.Parameter] = [
        .init(
            name: "start",
            meaning: Text(en: "Only what touches the time from here on.", zh: "仅限此刻之后的记录。"),
            schema: .fields(["type": "string", "format": "date-time"])),
        .init(
            name: "end",
            meaning: Text(en: "Only what touches the time before.", zh: "仅限此刻之前的记录。"),
            schema: .fields(["type": "string", "format": "date-time"])),
    ]

    private static let revisions = Route.Parameter(
        name: "revisions",
        meaning: Text(
            en: "`latest`: what holds; `all`: what was corrected, too.",
            zh: "`latest`：现行值；`all`：含已更正值。"),
        schema: .fields(["enum": .array(["latest", "all"]), "default": "latest"]))

    private enum Revisions: String, CaseIterable { case latest, all }

    private static func named(_ name: String, _ meaning: Text) -> Route.Parameter {
        .init(name: name, meaning: meaning, schema: Fields.nameSchema)
    }

    private static let site = named("site", Text(en: "Only this site.", zh: "仅限该站点。"))

    private static let readings = Route(
        method: "GET", template: "/v1/meters", operation: "listMeterReadings",
        summary: Text(
            en: "Meter readings, by site, meter and time; for the issuer",
            zh: "计量读数，按站点、电表和时间排列；仅签发方可读"),
        tag: .registry, scope: .certificateRead,
        parameters: Paging.parameters + [
            site, named("meter", Text(en: "Only this meter.", zh: "仅限该电表。")),
        ] + interval + [revisions],
        answers: [page("MeterReadingPage")],
        run: { call in
            try issuerOnly(call)
            let query = try measured(["site", "meter"], call)
            return try answer(query, call, as: ReadingRow.self, json)
        })

    private static let counts = Route(
        method: "GET", template: "/v1/token-counts", operation: "listTokenCounts",
        summary: Text(
            en: "Token counts, by product, site, model and time; for the issuer",
            zh: "词元计数，按产品、站点、模型和时间排列；仅签发方可读"),
        tag: .registry, scope: .certificateRead,
        parameters: Paging.parameters + [
            named("product", Text(en: "Only this product.", zh: "仅限该产品。")), site,
            named("model", Text(en: "Only this model.", zh: "仅限该模型。")),
        ] + interval + [revisions],
        answers: [page("TokenCountPage")],
        run: { call in
            try issuerOnly(call)
            let query = try measured(["product", "site", "model"], call)
            return try answer(query, call, as: CountRow.self, json)
        })

    private static let energy = Route(
        method: "GET", template: "/v1/energy-certificates",
        operation: "listEnergyCertificates",
        summary: Text(
            en:
                "Energy certificates of which the own account holds part; for the issuer all of them",
            zh: "本账户持有其一部分的能源证书；签发方可见全部"),
        tag: .registry, scope: .certificateRead,
        parameters: Paging.parameters + [
            named(
                "owner",
                Text(en: "Only those of which this account holds part.", zh: "仅限该账户持有其一部分的证书。")),
            .init(
                name: "state", meaning: Text(en: "Only in this state.", zh: "仅限处于该状态的证书。"),
                schema: .fields([
                    "enum": .array(EnergyRow.State.allCases.map { .string($0.rawValue) })
                ])),
            .init(
                name: "source", meaning: Text(en: "Only from this source.", zh: "仅限该能源类型。"),
                schema: .fields([
                    "enum": .array(EnergyCertificate.Source.allCases.map { .string($0.rawValue) })
                ])),
            named("zone", Text(en: "Only of this deliverability zone.", zh: "仅限该可交付区域。")),
        ] + interval,
        answers: [page("EnergyCertificatePage")],
        run: { call in
            var query = try period(call)
            query.add("zone", try word("zone", call))
            query.add("state", try call.choice("state", of: EnergyRow.State.self)?.rawValue)
            query.add(
                "source", try call.choice("source", of: EnergyCertificate.Source.self)?.rawValue)
            query.holder = try word("owner", call)
            if try !call.isIssuer() {
                // Another account's holdings are nobody else's to see.
                guard query.holder == nil || query.holder == call.account else {
                    throw Problem(RegistryFault.notOwner(query.holder ?? ""))
                }
                query.holder = call.account
            }
            return try answer(query, call, as: EnergyRow.self, MeterEndpoints.json)
        })

    // MARK: Reading a call

    private static func page(_ schema: String) -> Route.Answer {
        .init(
            status: 200, meaning: Text(en: "A page.", zh: "一页结果。"), schema: schema,
            headers: ["Link"])
    }

    /// Measured data of sites are those of all who work there.
    private static func issuerOnly(_ call: Call) throws(Problem) {
        guard try call.isIssuer() else { throw Problem(RegistryFault.notIssuer) }
    }

    /// A name of the registry.
    private static func word(_ name: String, _ call: Call) throws(Problem) -> String? {
        guard let text = call.query[name] else { return nil }
        guard RegistryNames.isName(text) else {
            throw call.invalid(name, text, "a letter or digit, then letters, digits, ._:/@+-")
        }
        return text
    }

    private static func measured(
        _ names: [String], _ call: Call
    ) throws(Problem) -> RegistryQuery {
        var query = try period(call)
        for name in names { query.add(name, try word(name, call)) }
        if try call.choice("revisions", of: Revisions.self) != .all {
            query.equal.append(.init("live", .integer(1)))
        }
        return query
    }

    private static func period(_ call: Call) throws(Problem) -> RegistryQuery {
        var query = RegistryQuery()
        query.from = try time("start", call)
        query.until = try time("end", call)
        if let from = query.from, let until = query.until, until <= from {
            throw call.invalid("end", until.text, "after start, \(from.text)")
        }
        return query
    }

    private static func time(_ name: String, _ call: Call) throws(Problem) -> UTCTime? {
        guard let moment = try call.moment(name) else { return nil }
        guard let time = UTCTime(seconds: moment.microseconds / 1_000_000) else {
            throw call.invalid(name, moment.text, "a second of the years 0000 to 9999")
        }
        return time
    }

    private static func answer<Row: RegistryRow>(
        _ query: RegistryQuery, _ call: Call, as type: Row.Type, _ json: (Row) -> JSON
    ) throws(Problem) -> Reply {
        let (after, limit) = try Paging.rows(of: Row.table, call)
        let page = try call.stored { store throws(StoreError) in
            try store.registryPage(query, after: after, limit: limit, as: type)
        }
        return .response(Paging.response(page, call, json))
    }

    // MARK: Documents

    private static func json(_ row: ReadingRow) -> JSON {
        let reading = row.reading
        return .fields([
            "site": .string(reading.site), "meter": .string(reading.meter),
            "boundary": .string(reading.boundary.rawValue),
            "start": .string(reading.interval.start.text),
            "end": .string(reading.interval.end.text), "wh": .string("\(reading.wattHours)"),
            "revision": .integer(reading.revision), "quality": .string(reading.quality.rawValue),
            "recorded_at": .string(row.recordedAt.text), "holds": .bool(row.isLive),
        ])
    }

    private static func json(_ row: CountRow) -> JSON {
        let count = row.count
        return .fields([
            "product": .string(count.product), "site": .string(count.site),
            "model": .string(count.model), "tokenizer": .string(count.tokenizer),
            "start": .string(count.interval.start.text),
            "end": .string(count.interval.end.text), "input": .string("\(count.input)"),
            "output": .string("\(count.output)"), "cached": .string("\(count.cached)"),
            "revision": .integer(count.revision), "recorded_at": .string(row.recordedAt.text),
            "holds": .bool(row.isLive),
        ])
    }
}

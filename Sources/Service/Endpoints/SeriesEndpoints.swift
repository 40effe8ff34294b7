import Solver

/// `/v1/series`: values that grow and are revised, as known at any moment.
enum SeriesEndpoints {
    static let routes: [Route] = [create, list, read, append, values]

    private static let item = "/v1/series/{id}"

    private static let create = Route(
        method: "PUT", template: item, operation: "createSeries",
        summary: Text(en: "Make a series; the id is yours to choose", zh: "新建序列；名称由您选定"),
        tag: .series, scope: .seriesWrite,
        body: .init(
            schema: Decoding.schema { SeriesOrder($0) },
            example: .fields(["unit": "MW", "step": "PT15M"])),
        answers: [
            .init(
                status: 201, meaning: Text(en: "Made.", zh: "已新建。"), schema: "Series",
                headers: ["Location"])
        ],
        run: { call in
            let id = try name(call)
            let order = try call.body { SeriesOrder($0) }
            let series = SeriesRecord(
                id: id, tenant: call.tenant, unit: order.unit, stepSeconds: order.stepSeconds,
                createdAt: call.now)
            let isNew = try call.stored { store throws(StoreError) in
                try store.addSeries(series, by: call.author)
            }
            guard isNew else {
                throw Problem(
                    .alreadyExists,
                    Text(
                        en: "There is a series \"\(id)\"; unit and step cannot change.",
                        zh: "序列“\(id)”已存在；单位与步长不可更改。"))
            }
            return .response(
                .json(json(series), status: 201, headers: ["Location": "/v1/series/\(id)"]))
        })

    private static let list = Route(
        method: "GET", template: "/v1/series", operation: "listSeries",
        summary: Text(en: "All series, by name", zh: "全部序列，按名称排列"), tag: .series,
        scope: .seriesRead,
        parameters: Paging.parameters,
        answers: [
            .init(
                status: 200, meaning: Text(en: "A page.", zh: "一页结果。"), schema: "SeriesPage",
                headers: ["Link"])
        ],
        run: { call in
            let (after, limit) = try Paging.window(call)
            let page = try call.stored { store throws(StoreError) in
                try store.seriesList(tenant: call.tenant, after: after, limit: limit)
            }
            return .response(Paging.response(page, call, json))
        })

    private static let read = Route(
        method: "GET", template: item, operation: "readSeries",
        summary: Text(en: "A series: unit, step, how often it was written", zh: "序列：单位、步长、写入次数"),
        tag: .series,
        scope: .seriesRead,
        answers: [
            .init(status: 200, meaning: Text(en: "Its record.", zh: "记录。"), schema: "Series")
        ],
        run: { call in .response(.json(json(try series(call)))) })

    private static let append = Route(
        method: "POST", template: item + "/values", operation: "appendSeriesValues",
        summary: Text(en: "Add values, or revise old ones", zh: "追加数值，或修订旧值"), tag: .series,
        scope: .seriesWrite,
        parameters: [Call.idempotencyParameter],
        body: .init(
            schema: Decoding.schema { SegmentOrder($0) },
            example: .fields([
                "start": "2026-09-15T00:00:00Z", "values": .numbers([12.5, 13]),
            ]), limitBytes: 16 << 20),
        answers: [
            .init(status: 200, meaning: Text(en: "Stored.", zh: "已保存。"), schema: "SeriesWritten")
        ],
        run: { call in
            let series = try series(call)
            let order = try call.body { SegmentOrder($0) }
            try order.check(series, call)
            let segment = SeriesSegment(
                start: order.start, knownAt: order.knownAt ?? call.now, values: order.values,
                isEstimated: order.isEstimated)
            let end = segment.start.adding(
                seconds: Double(series.stepSeconds * segment.values.count))
            let stored = StoredResponse(
                status: 200, location: nil,
                body: JSON.fields([
                    "id": .string(series.id), "start": .string(segment.start.text),
                    "end": .string(end.text), "count": .integer(segment.values.count),
                    "known_at": .string(segment.knownAt.text),
                ]).written(pretty: false))
            let idempotency = call.idempotency("appendSeriesValues/\(series.id)", stored)
            let written = try call.stored { store throws(StoreError) in
                try store.append(segment, toSeries: series.id, by: call.author, idempotency)
            }
            guard let written else { throw Problem.notFound }
            return .response(try call.answer(written) { _ in .first(stored) })
        })

    private static let values = Route(
        method: "GET", template: item + "/values", operation: "readSeriesValues",
        summary: Text(en: "Values of an interval, as known at a moment", zh: "某一区间的数值，以某一时刻所知为准"),
        tag: .series,
        scope: .seriesRead,
        parameters: [
            .init(
                name: "start", meaning: Text(en: "First instant.", zh: "起始时刻（含）。"),
                isRequired: true, schema: dateTime),
            .init(
                name: "end", meaning: Text(en: "First instant after.", zh: "结束时刻（不含）。"),
                isRequired: true, schema: dateTime),
            .init(
                name: "known_at",
                meaning: Text(
                    en: "What was known at this moment; now unless told.", zh: "以该时刻所知为准；默认为现在。"),
                schema: dateTime),
            .init(
                name: "unit",
                meaning: Text(en: "Another unit of the same quantity.", zh: "同一物理量的另一单位。"),
                schema: .fields(["type": "string", "pattern": "^[!-~]{1,32}$"])),
        ],
        answers: [
            .init(status: 200, meaning: Text(en: "The values.", zh: "数值。"), schema: "SeriesValues")
        ],
        run: { call in
            let series = try series(call)
            let window = try SeriesWindow(call, series)
            let segments = try call.stored { store throws(StoreError) in
                try store.segments(
                    ofSeries: series.id, from: window.start, to: window.end,
                    knownAt: window.knownAt, tenant: call.tenant)
            }
            return .response(.json(window.json(segments, series)))
        })

    // MARK: Shared

    private static let dateTime: JSON = .fields(["type": "string", "format": "date-time"])

    /// The name in the path, which the owner chose.
    private static func name(_ call: Call) throws(Problem) -> String {
        let id = call.parameters["id"] ?? ""
        guard JobOrder.isTag(id) else { throw call.invalid("id", id, JobOrder.tagWords) }
        return id
    }

    static func series(_ call: Call) throws(Problem) -> SeriesRecord {
        let id = try name(call)
        let series = try call.stored { store throws(StoreError) in
            try store.series(id, tenant: call.tenant)
        }
        guard let series else { throw .notFound }
        return series
    }

    static func json(_ series: SeriesRecord) -> JSON {
        .fields([
            "id": .string(series.id), "unit": .string(series.unit),
            "step": .string(ISODuration.text(seconds: series.stepSeconds)),
            "generation": .integer(series.generation),
            "created_at": .string(series.createdAt.text),
        ])
    }
}

/// The body of `PUT /v1/series/{id}`.
struct SeriesOrder: Sendable {
    let unit: String
    let stepSeconds: Int

    init(_ fields: Fields) {
        unit = fields.unit("unit", "Unit of the values, as UCUM has it where it does: MW, MW.h.")
        let step = fields.duration(
            "step", "Length of a step: whole seconds.", required: true, 60...86_400,
            example: "PT15M")
        stepSeconds = Int(step?.seconds ?? 3600)
        if let step, step.microseconds % 1_000_000 != 0 {
            fields.fault("step", .notAllowed, given: step.text, allowed: "whole seconds")
        }
    }
}

/// The body of `POST /v1/series/{id}/values`.
struct SegmentOrder: Sendable {
    let start: Moment
    let values: [Double]
    let knownAt: Moment?
    let isEstimated: Bool

    static let largest = 1_000_000

    init(_ fields: Fields) {
        start =
            fields.moment("start", "Beginning of the first step.", required: true)
            ?? Moment(microseconds: 0)
        values = fields.gappedNumbers(
            "values", "One value a step; null where there is none.", atMost: Self.largest)
        knownAt = fields.moment("known_at", "When they became known; now unless told.")
        isEstimated = fields.bool("is_estimated", "Whether they are estimates.", default: false)
    }

    /// What cannot be known before the series is.
    func check(_ series: SeriesRecord, _ call: Call) throws(Problem) {
        var faults: [Fault] = []
        if start.microseconds % (Int64(series.stepSeconds) * 1_000_000) != 0 {
            faults.append(
                Fault(
                    pointer: "/start", kind: .notAllowed, given: start.text,
                    allowed: "a multiple of \(ISODuration.text(seconds: series.stepSeconds)) in UTC"
                ))
        }
        if let knownAt, knownAt > call.now {
            faults.append(
                Fault(
                    pointer: "/known_at", kind: .notAllowed, given: knownAt.text,
                    allowed: "not after now, \(call.now.text)"))
        }
        guard faults.isEmpty else {
            throw Problem(
                .invalidBody, Text(en: "The body is not valid.", zh: "请求体无效。"), faults: faults)
        }
    }
}

/// An interval of a series as it was known at a moment.
struct SeriesWindow: Sendable {
    let start: Moment
    let end: Moment
    let knownAt: Moment
    let unit: String
    private let factor: Double

    static let longestSteps = 1_000_000

    init(_ call: Call, _ series: SeriesRecord) throws(Problem) {
        start = try call.moment("start") ?? call.now
        end = try call.moment("end") ?? call.now
        knownAt = try call.moment("known_at") ?? call.now
        unit = call.query["unit"] ?? series.unit
        guard let factor = UnitConversion.factor(from: series.unit, to: unit) else {
            throw call.unusable(
                "unit", unit,
                UnitConversion.kin(of: series.unit).joined(separator: ", "))
        }
        self.factor = factor
        let step = Int64(series.stepSeconds) * 1_000_000
        for (name, moment) in [("start", start), ("end", end)] where moment.microseconds % step != 0
        {
            throw call.unusable(
                name, moment.text, "a multiple of the step, \(series.stepSeconds) s, in UTC")
        }
        guard start < end else { throw call.unusable("end", end.text, "after start") }
        guard (end.microseconds - start.microseconds) / step <= Int64(Self.longestSteps) else {
            throw call.unusable("end", end.text, "at most \(Self.longestSteps) steps")
        }
    }

    /// A window of whole steps within a span, in the series' own unit.
    init(_ series: SeriesRecord, from: Moment, to: Moment, knownAt: Moment) {
        let step = Int64(series.stepSeconds) * 1_000_000
        func rounded(_ moment: Moment) -> Moment {
            Moment(microseconds: moment.microseconds / step * step)
        }
        end = rounded(to)
        let longest = Double(Self.longestSteps * series.stepSeconds)
        start = max(rounded(from), end.adding(seconds: -longest))
        self.knownAt = knownAt
        unit = series.unit
        factor = 1
    }

    /// The values; the segment that came last wins, a gap in it leaves what was there.
    private func values(
        _ segments: [SeriesSegment], _ series: SeriesRecord
    ) -> (values: [Double], isEstimated: [Bool]) {
        let step = Int64(series.stepSeconds) * 1_000_000
        let count = max(0, Int((end.microseconds - start.microseconds) / step))
        var values = [Double](repeating: .nan, count: count)
        var isEstimated = [Bool](repeating: false, count: count)
        for segment in segments {
            let offset = Int((segment.start.microseconds - start.microseconds) / step)
            for (index, value) in segment.values.enumerated() where !value.isNaN {
                let place = offset + index
                guard values.indices.contains(place) else { continue }
                values[place] = value * factor
                isEstimated[place] = segment.isEstimated
            }
        }
        return (values, isEstimated)
    }

    /// From the first value to the last.
    func measured(
        _ segments: [SeriesSegment], _ series: SeriesRecord
    ) -> (start: Moment, values: [Double]) {
        let all = values(segments, series).values
        guard let first = all.firstIndex(where: { !$0.isNaN }),
            let last = all.lastIndex(where: { !$0.isNaN })
        else { return (start, []) }
        return (
            start.adding(seconds: Double(first * series.stepSeconds)), Array(all[first...last])
        )
    }

    /// The window as a document.
    func json(_ segments: [SeriesSegment], _ series: SeriesRecord) -> JSON {
        let (values, isEstimated) = values(segments, series)
        return .fields([
            "id": .string(series.id), "unit": .string(unit),
            "start": .string(start.text), "end": .string(end.text),
            "step": .string(ISODuration.text(seconds: series.stepSeconds)),
            "known_at": .string(knownAt.text),
            // −0 is 0 to a reader.
            "values": .array(values.map { $0.isNaN ? .null : .number($0 == 0 ? 0 : $0) }),
            "estimated_count": .integer(isEstimated.count { $0 }),
            "missing_count": .integer(values.count { $0.isNaN }),
        ])
    }
}

extension Fields {
    /// A unit: printable characters without blanks.
    func unit(_ key: String, _ meaning: String) -> String {
        let schema = Fields.schema("string", meaning).adding("pattern", "^[!-~]{1,32}$")
        guard let value = take(key, required: true, schema: schema) else { return "" }
        if case .string(let text) = value, (1...32).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        {
            return text
        }
        fault(
            key, .notAllowed, given: value.summary,
            allowed: "1 to 32 printable characters without blanks")
        return ""
    }
}

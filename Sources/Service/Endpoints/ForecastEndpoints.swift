import Certificates
import Forecast
import Solver

/// `/v1/forecasts`: quantiles of a series as jobs.
enum ForecastEndpoints {
    static let jobs = JobEndpoints(
        kind: .forecast,
        parts: [
            (
                "forecast",
                Text(
                    en: "Point and quantiles of each step, and what they rest on",
                    zh: "各时段的点预测与分位数及其依据")
            )
        ])

    static let routes: [Route] = [submit] + jobs.routes

    private static let submit = Route(
        method: "POST", template: "/v1/forecasts", operation: "submitForecast",
        summary: Text(en: "Have a series forecast; the answer is a job", zh: "提交序列预测；返回一个作业"),
        tag: .forecasts,
        scope: .scheduleWrite, parameters: [Call.idempotencyParameter],
        body: .init(
            schema: Decoding.schema { ForecastOrder($0) }, example: example, limitBytes: 16 << 20),
        answers: [
            .init(
                status: 202, meaning: Text(en: "Stored, and will be forecast.", zh: "已保存，等待预测。"),
                schema: "JobAccepted",
                headers: ["Location", "Retry-After"])
        ],
        run: { call in
            let order = try call.body { ForecastOrder($0) }
            let document = try order.document(call)
            let bytes = document.written(pretty: false)
            let stored = StoredDocument(digest: Digest(of: bytes).hexadecimal, bytes: bytes)
            let job = order.job.job(
                id: RecordID.make(at: call.now), kind: .forecast,
                spec: order.config.json.written(pretty: false), documentDigest: stored.digest,
                batch: nil, origin: try SolveEndpoints.origin(of: order.job, call),
                attemptLimit: call.application.settings.attemptLimit, call: call)
            return .response(
                try Submitting.submit(
                    [job], documents: [stored], Submitting.accepted(job),
                    endpoint: "submitForecast", call))
        })

    private static let example: JSON = .fields([
        "config": .fields(["kind": "tokens", "horizon": "PT3H"]),
        "series": .fields([
            "target": .fields([
                "name": "tokens", "start": "2026-09-15T00:00:00Z", "step": "PT1H",
                "values": .numbers([5, 4, 3, 3, 4, 6, 8, 9]),
            ])
        ]),
    ])
}

/// The body of `POST /v1/forecasts`.
struct ForecastOrder: Sendable {
    let config: ForecastSpec
    let series: ForecastSeries?
    let stored: StoredInputs?
    let job: JobOrder

    init(_ fields: Fields) {
        config =
            fields.object(
                "config", "What is forecast.", required: true, element: { ForecastSpec($0) })
            ?? ForecastSpec(kind: .tokens)
        series = fields.object(
            "series", "The series; or name stored ones with `stored`.",
            element: { ForecastSeries($0) })
        stored = fields.object(
            "stored", "Stored series, as known when the job is accepted.",
            element: { StoredInputs($0) })
        job = JobOrder(fields)
        fields.exactlyOne(of: "series", "stored")
    }

    /// The series document of the job.
    func document(_ call: Call) throws(Problem) -> JSON {
        let json = try stored?.document(call)
        do throws(ScenarioError) {
            if let json {
                try check(Decoding.read(json) { ForecastSeries($0) })
            } else if let series {
                try check(series)
            }
        } catch {
            throw Problem(error)
        }
        if let json { return json }
        return try call.json()["series"] ?? .null
    }

    /// What shows only when settings and series are seen together.
    private func check(_ series: ForecastSeries) throws(ScenarioError) {
        _ = try ForecastInquiry(config, series)
    }
}

/// Names of stored series that a forecast rests on.
struct StoredInputs: Sendable {
    let target: String
    let known: [String]
    let inputs: [String]
    let from: Moment?
    let knownAt: Moment?

    init(_ fields: Fields) {
        target = fields.seriesName("target", "The series to forecast.") ?? ""
        known = Self.names(fields, "known", "Series known over the whole horizon.")
        inputs = Self.names(fields, "inputs", "Series observed up to the first step.")
        from = fields.moment("from", "Beginning of the history; two years ago unless told.")
        knownAt = fields.moment("known_at", "As known at this moment; now unless told.")
    }

    private static func names(_ fields: Fields, _ key: String, _ meaning: String) -> [String] {
        fields.words(
            key, meaning, allowed: JobOrder.tagWords, item: JobOrder.tagSchema,
            parse: { JobOrder.isTag($0) ? $0 : nil })
    }

    /// The series as a document, inputs known ahead up to four days beyond now.
    func document(_ call: Call) throws(Problem) -> JSON {
        let knownAt = knownAt ?? call.now
        let window = (from ?? knownAt.adding(seconds: -730 * 86_400), knownAt)
        let target = try series(target, "target", window, knownAt, call)
        let ahead = (window.0, knownAt.adding(seconds: 4 * 86_400))
        var lists: [JSON.Member] = []
        for (key, names, window) in [("known", known, ahead), ("inputs", inputs, window)] {
            var list: [JSON] = []
            for (index, name) in names.enumerated() {
                list.append(try series(name, "\(key)/\(index)", window, knownAt, call))
            }
            lists.append(.init(key, .array(list)))
        }
        return .object([.init("target", target)] + lists)
    }

    private func series(
        _ name: String, _ place: String, _ window: (Moment, Moment), _ knownAt: Moment,
        _ call: Call
    ) throws(Problem) -> JSON {
        let record = try call.stored { store throws(StoreError) in
            try store.series(name, tenant: call.tenant)
        }
        guard let record else { throw Submitting.unknown("stored/" + place, name) }
        let values = SeriesWindow(record, from: window.0, to: window.1, knownAt: knownAt)
        let segments = try call.stored { store throws(StoreError) in
            try store.segments(
                ofSeries: name, from: values.start, to: values.end, knownAt: knownAt,
                tenant: call.tenant)
        }
        let found = values.measured(segments, record)
        guard !found.values.isEmpty else {
            throw Problem(
                .invalidBody,
                Text(en: "A series has no values there.", zh: "序列在该区间没有数值。"),
                faults: [
                    Fault(
                        pointer: "/stored/" + place, kind: .notAllowed, given: name,
                        allowed: "a series with values since \(values.start.text)")
                ])
        }
        return .fields([
            "name": .string(name), "unit": .string(record.unit),
            "start": .string(Instant(seconds: Int(found.start.microseconds / 1_000_000)).utcText),
            "step": .string(ISODuration.text(seconds: record.stepSeconds)),
            "values": .array(found.values.map { $0.isNaN ? .null : .number($0) }),
        ])
    }
}

extension Fields {
    /// The name of a stored series.
    func seriesName(_ key: String, _ meaning: String) -> String? {
        let schema = JobOrder.tagSchema.adding("description", .string(meaning))
        guard let value = take(key, required: true, schema: schema) else { return nil }
        if case .string(let text) = value, JobOrder.isTag(text) { return text }
        fault(key, .notAllowed, given: value.summary, allowed: JobOrder.tagWords)
        return nil
    }
}

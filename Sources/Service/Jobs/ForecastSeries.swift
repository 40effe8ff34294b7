package import Forecast
package import struct Forecast.Series
package import Solver

/// The series that a forecast rests on, as a document of a job: the target, inputs known ahead,
/// and observed inputs.
///
/// Each is `{name, start, step, unit, values}`; a value is a number, or null where there is none.
package struct ForecastSeries: Sendable {
    package var target: Series
    /// Inputs known ahead: over the horizon too.
    package var known: [Series]
    /// Observed inputs.
    package var inputs: [Series]

    /// Most values of one series: 35 years of quarters of an hour.
    package static let mostValues = 1_300_000
    /// Most inputs of each kind.
    package static let mostInputs = 64

    /// Reads the members of a document; faults are noted in `fields`.
    package init(_ fields: Fields) {
        func series(_ name: String) -> (Fields) -> Series { { Self.series($0, name: name) } }
        target =
            fields.object(
                "target", "What is forecast.", required: true, element: series("target"))
            ?? Series(name: "target", start: 0, stepSeconds: 3_600, values: [])
        known = fields.list(
            "known", "Inputs known ahead, over the horizon too.", atMost: Self.mostInputs,
            element: series(""))
        inputs = fields.list(
            "inputs", "Observed inputs, known up to the first step to forecast.",
            atMost: Self.mostInputs, element: series(""))
        checkInputs(fields)
    }

    /// Reads a document; every fault of it is in the error.
    package init(_ document: JSON) throws(ScenarioError) {
        self = try Decoding.read(document) { ForecastSeries($0) }
    }

    /// Reads a document; every fault of it is in the error.
    package init(json bytes: [UInt8]) throws(ScenarioError) {
        try self.init(Scenario.parsed(bytes))
    }

    /// JSON Schema of the document.
    package static var schema: JSON { Decoding.schema { ForecastSeries($0) } }

    /// Names are unique, and all steps are those of the target.
    private func checkInputs(_ fields: Fields) {
        guard !fields.isRecording, fields.decoding.faults.isEmpty else { return }
        var names: Set<String> = [target.name]
        for (list, all) in [("known", known), ("inputs", inputs)] {
            for (index, series) in all.enumerated() {
                if !names.insert(series.name).inserted {
                    fields.fault(
                        "\(list)/\(index)/name", .duplicateID, given: "\"\(series.name)\"",
                        allowed: "a name that no other series has")
                }
                if series.stepSeconds != target.stepSeconds {
                    fields.fault(
                        "\(list)/\(index)/step", .conflict,
                        given: ISODuration.text(seconds: series.stepSeconds),
                        allowed: "the target's, " + ISODuration.text(seconds: target.stepSeconds))
                } else if !(series.start - target.start).isMultiple(of: target.stepSeconds) {
                    fields.fault(
                        "\(list)/\(index)/start", .conflict,
                        given: Instant(seconds: series.start).utcText,
                        allowed: "a whole number of steps from the target's start, "
                            + Instant(seconds: target.start).utcText)
                }
            }
        }
    }

    private static func series(_ fields: Fields, name standIn: String) -> Series {
        let name =
            standIn.isEmpty
            ? fields.string("name", "Its name.")
            : fields.string("name", "Its name.", default: standIn)
        let start = fields.instant("start", "Start of the first step.", required: true)
        let step = fields.duration(
            "step", "Length of a step: whole minutes; an hour unless told.", 60...86_400,
            example: "PT15M")
        let seconds = Int(step?.seconds ?? 3_600)
        if let step, step.microseconds % 60_000_000 != 0 {
            fields.fault("step", .notAllowed, given: step.text, allowed: "whole minutes")
        }
        return Series(
            name: name, unit: fields.string("unit", "Its unit.", default: ""),
            start: start?.seconds ?? 0, stepSeconds: seconds,
            values: fields.gappedNumbers(
                "values", "One value a step; null where there is none.", atMost: mostValues))
    }
}

extension ForecastInquiry {
    /// What a job asks.
    ///
    /// - Throws: the faults that show only when settings and series are seen together; pointers are
    ///   those of an order, `{config, series}`.
    init(_ spec: ForecastSpec, _ series: ForecastSeries) throws(ScenarioError) {
        let step = series.target.stepSeconds
        var faults: [Fault] = []
        if spec.horizon.microseconds % (Int64(step) * 1_000_000) != 0 {
            faults.append(
                Fault(
                    pointer: "/config/horizon", kind: .conflict, given: spec.horizon.text,
                    allowed: "whole steps of the target, " + ISODuration.text(seconds: step)))
        }
        if let start = spec.start?.seconds {
            if !(start - series.target.start).isMultiple(of: step) {
                faults.append(
                    Fault(
                        pointer: "/config/start", kind: .conflict,
                        given: Instant(seconds: start).utcText,
                        allowed: "the start of a step of the target"))
            } else if start < series.target.start + step {
                faults.append(
                    Fault(
                        pointer: "/config/start", kind: .conflict,
                        given: Instant(seconds: start).utcText, allowed: "after the target begins")
                )
            }
        }
        if !series.target.values.contains(where: \.isFinite) {
            faults.append(
                Fault(
                    pointer: "/series/target/values", kind: .notAllowed, given: "no number",
                    allowed: "at least one"))
        }
        if spec.isMarginal, series.inputs.isEmpty {
            faults.append(
                Fault(
                    pointer: "/series/inputs", kind: .missing, given: "nothing",
                    allowed: "the mix that marginal carbon is told from"))
        }
        guard faults.isEmpty else { throw ScenarioError(faults) }
        func revised(_ list: [Series]) -> [RevisedSeries] { list.map { RevisedSeries(latest: $0) } }
        self.init(
            kind: spec.kind,
            data: ForecastData(
                target: RevisedSeries(latest: series.target), known: revised(series.known),
                inputs: revised(series.inputs)),
            zone: CivilZone(identifier: spec.timeZone) ?? .utc,
            horizon: Int(spec.horizon.microseconds / (Int64(step) * 1_000_000)), seed: spec.seed,
            threads: 1, recipe: spec.recipe, scenarioCount: spec.scenarioCount, pue: nil)
    }
}

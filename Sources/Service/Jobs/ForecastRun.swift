import Forecast
package import Solver

/// One forecast from stored series.
package struct ForecastRun {
    /// The document of series.
    let document: [UInt8]
    let spec: ForecastSpec
    /// Told the share done; answers false to stop, which leaves no answer.
    package var progress: (Double) -> Bool = { _ in true }

    /// Creates a run.
    package init(document: [UInt8], spec: ForecastSpec) {
        self.document = document
        self.spec = spec
    }

    /// Forecasts and writes the document; nil when it was stopped.
    ///
    /// - Throws: `JobProblem`.
    package func answer() throws(JobProblem) -> JSON? {
        let inquiry = try inquiry()
        do {
            let gate = try inquiry.gate(from: spec.start?.seconds)
            let answer = try inquiry.answer(at: gate, progress: progress)
            let forecast = answer.forecast
            let document = ForecastDocument(answer).json(percents: spec.percents)
            guard !spec.bounds.isEmpty, case .object(let members) = document else {
                return document
            }
            return .object(members + [JSON.Member("bounds", bounds(forecast))])
        } catch .cancelled {
            return nil
        } catch {
            throw JobProblem(.cannotForecast, Wording(language: .english).text(of: error))
        }
    }

    private func inquiry() throws(JobProblem) -> ForecastInquiry {
        do {
            return try ForecastInquiry(spec, ForecastSeries(json: document))
        } catch {
            throw JobProblem(error, in: "forecast")
        }
    }

    private func bounds(_ forecast: Forecast) -> JSON {
        .array(
            spec.bounds.map { bound in
                .fields([
                    "side": .string(bound.side.rawValue), "percent": .integer(bound.percent),
                    "values": .list(
                        (0..<forecast.count).map {
                            forecast.quantile($0, percent: bound.quantile)
                        }),
                ])
            })
    }
}

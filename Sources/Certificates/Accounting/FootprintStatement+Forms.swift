extension FootprintStatement {
    /// The form of the document.
    public static let format = "wattoken-footprint/1"

    /// The statement as JSON, whole numbers as decimal text.
    public var document: JSONValue {
        var members: [String: JSONValue] = [
            "format": .text(Self.format),
            "product": .text(product),
            "start": .text(period.start.text),
            "end": .text(period.end.text),
            "ruleSet": rules.document,
            "attribution": attribution.document,
            "total": Self.figures(total),
            "sites": .array(
                sites.map { ["site": $0.site.document, "figures": Self.figures($0.figures)] }),
            "hours": .array(
                hours.map { hour in
                    [
                        "site": .text(hour.site), "start": .text(hour.interval.start.text),
                        "end": .text(hour.interval.end.text),
                        "figures": Self.figures(hour.figures),
                    ]
                }),
            "factors": .array(factors.map(\.document)),
            "exclusions": .array(CertificateStatement.exclusions.map(\.document)),
            "statements": .array(
                [CertificateStatement.measured, .bothMethods, .notAnotherScheme].map(\.document)),
        ]
        if let servedTo { members["servedTo"] = .text(servedTo) }
        return .object(members)
    }

    private static func figures(_ figures: CertificateFigures) -> JSONValue {
        .object([
            "input": .decimal(figures.tokens.input),
            "output": .decimal(figures.tokens.output),
            "cached": .decimal(figures.tokens.cached),
            "tokenBasis": .text(figures.basis.rawValue),
            "tokens": .decimal(figures.countedTokens),
            "wh": .decimal(figures.wattHours),
            "itWh": .decimal(figures.itWattHours),
            "pue": .ratio(figures.pue),
            "matchedWh": .decimal(figures.matchedWattHours),
            "matchedShare": .ratio(figures.matchedShare),
            "hourlyMatchedWh": .decimal(figures.hourlyMatchedWattHours),
            "cfeScore": .ratio(figures.cfeScore),
            "emissions": figures.emissions,
        ])
    }

    /// The columns of `csv`.
    public static let columns = [
        "site", "country", "start", "end", "input_tokens", "output_tokens", "cached_tokens", "wh",
        "it_wh", "matched_wh", "hourly_matched_wh", "location_based_g_co2e",
        "market_based_g_co2e", "life_cycle_g_co2e", "embodied_g_co2e",
    ]

    /// The statement by site and hour as CSV, LF; names need no quotes.
    public var csv: [UInt8] {
        let countries = Dictionary(sites.map { ($0.site.id, $0.site.country) }) { first, _ in first
        }
        var text = Self.columns.joined(separator: ",") + "\n"
        for hour in hours {
            let figures = hour.figures
            let counts = [
                figures.tokens.input, figures.tokens.output, figures.tokens.cached,
                figures.wattHours, figures.itWattHours, figures.matchedWattHours,
                figures.hourlyMatchedWattHours,
            ]
            let grams = [
                figures.locationMicrograms, figures.marketMicrograms,
                figures.lifeCycleMicrograms, figures.embodiedMicrograms,
            ]
            let cells =
                [
                    hour.site, countries[hour.site] ?? "", hour.interval.start.text,
                    hour.interval.end.text,
                ] + counts.map { "\($0)" } + grams.map { ExactFigures.text(millionths: $0) }
            text += cells.joined(separator: ",") + "\n"
        }
        return Array(text.utf8)
    }
}

// Checks of tariffs against the horizon: versions that overlap, steps without one.
extension Scenario {
    func checkTariffs(_ decoding: Decoding) {
        for (index, tariff) in tariffs.enumerated() {
            for (number, version) in tariff.versions.enumerated() {
                for later in tariff.versions.dropFirst(number + 1)
                where version.effectiveFrom < (later.effectiveTo ?? .distant)
                    && later.effectiveFrom < (version.effectiveTo ?? .distant)
                {
                    decoding.fault(
                        "/tariffs/\(index)/versions/\(number)", .conflict,
                        given: "overlaps the version from \(later.effectiveFrom.text)",
                        allowed: "versions that do not overlap")
                }
            }
            checkCoverage(tariff, index, decoding)
        }
    }

    /// Every step needs a version, and a season where a component floats.
    private func checkCoverage(_ tariff: Tariff, _ index: Int, _ decoding: Decoding) {
        for step in 0..<grid.stepCount {
            let local = grid.local[step]
            guard let version = tariff.version(grid, step) else {
                decoding.fault(
                    "/tariffs/\(index)/versions", .missing,
                    given: "no version in force on \(local.date.text)",
                    allowed: "versions that cover the horizon")
                return
            }
            if !version.seasons.isEmpty, version.season(local) == nil {
                decoding.fault(
                    "/tariffs/\(index)/versions", .missing,
                    given: "no season for \(local.date.text), a \(local.dayType.rawValue) day",
                    allowed: "seasons that cover every month and day type of the horizon")
                return
            }
        }
    }
}

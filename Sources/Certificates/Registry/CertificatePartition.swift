/// Splits a certificate's hours among parts without losing a token, a Wh or a mg.
package enum CertificatePartition {
    /// One part.
    package struct Part: Sendable, Hashable {
        /// The hours of the whole, with this part's share of each.
        package var hours: [CertificateHour]
        /// This part's carbon.
        package var emissions: BatchEmissions
    }

    /// Parts that have so many tokens each.
    ///
    /// *Invariant 5.* Tokens (read, written, cached) and Wh (each retired slice, and what is unmatched) are
    /// two columns of cells c, each cell t[c] split by largest remainder in proportion to what each part i
    /// still has to get, r[i]:
    ///
    ///     share[c][i] = split(t[c] by r)[i],   then r[i] −= share[c][i],   Σ_i share[c][i] = t[c]
    ///
    /// The parts' tokens are those asked for, and their Wh a split of the whole by tokens: as Σ r is what
    /// is left of the column, a share is at most ⌈t·r/Σr⌉ ≤ r, and the last cell brings each r to 0. Each
    /// kind of carbon is split by tokens as one number.
    ///
    /// - Returns: Nil unless there are parts of at least one token that sum to the whole's.
    package static func parts(
        of hours: [CertificateHour], _ emissions: BatchEmissions, tokens: [Int64]
    ) -> [Part]? {
        let cells = hours.flatMap { [$0.tokens.input, $0.tokens.output, $0.tokens.cached] }
        guard tokens.allSatisfy({ $0 > 0 }), let tokenShares = shares(of: cells, among: tokens)
        else { return nil }
        let energy = hours.flatMap { hour in hour.retired.map(\.wattHours) + [hour.unmatched] }
        let total = energy.reduce(0, +)
        guard let energyTargets = LargestRemainder.split(total, by: tokens),
            let energyShares = shares(of: energy, among: energyTargets),
            let carbon = split(emissions, by: tokens)
        else { return nil }
        return tokens.indices.map { part in
            Part(
                hours: share(part, of: hours, tokenShares, energyShares),
                emissions: carbon[part])
        }
    }

    /// Splits each cell so that each part gets its target in all; nil unless the targets sum to the cells.
    private static func shares(of cells: [Int64], among targets: [Int64]) -> [[Int64]]? {
        var left = targets
        var shares: [[Int64]] = []
        for cell in cells {
            guard let share = LargestRemainder.split(cell, by: left) else { return nil }
            for part in left.indices { left[part] -= share[part] }
            shares.append(share)
        }
        return left.allSatisfy { $0 == 0 } ? shares : nil
    }

    private static func split(_ emissions: BatchEmissions, by weights: [Int64])
        -> [BatchEmissions]?
    {
        guard let location = LargestRemainder.split(emissions.location, by: weights),
            let market = LargestRemainder.split(emissions.market, by: weights),
            let lifeCycle = LargestRemainder.split(emissions.lifeCycle, by: weights),
            let embodied = LargestRemainder.split(emissions.embodied, by: weights)
        else { return nil }
        return weights.indices.map {
            BatchEmissions(
                location: location[$0], market: market[$0], lifeCycle: lifeCycle[$0],
                embodied: embodied[$0])
        }
    }

    private static func share(
        _ part: Int, of hours: [CertificateHour], _ tokens: [[Int64]], _ energy: [[Int64]]
    ) -> [CertificateHour] {
        var cell = 0
        return hours.enumerated().map { index, hour in
            var share = hour
            share.tokens = TokenSum(
                input: tokens[3 * index][part], output: tokens[3 * index + 1][part],
                cached: tokens[3 * index + 2][part])
            share.retired = []
            share.wattHours = 0
            for retired in hour.retired {
                let wattHours = energy[cell][part]
                cell += 1
                share.wattHours += wattHours
                if wattHours > 0 {
                    share.retired.append(RetiredEnergy(slice: retired.slice, wattHours: wattHours))
                }
            }
            share.wattHours += energy[cell][part]
            cell += 1
            return share
        }
    }
}

extension CertificateHour {
    /// Wh for which nothing was retired.
    fileprivate var unmatched: Int64 { wattHours - matchedWattHours }
}

/// Splits a certificate's hours among parts without losing a token, a Wh or a mg.
package enum CertificatePartition {
    /// The hours of parts that have so many tokens each.
    ///
    /// *Invariant 5.* Tokens (read, written, cached) and Wh (each retired slice, and what is unmatched) are
    /// two columns of cells c, each cell t[c] split by largest remainder in proportion to what each part i
    /// still has to get, r[i]:
    ///
    ///     share[c][i] = split(t[c] by r)[i],   then r[i] −= share[c][i],   Σ_i share[c][i] = t[c]
    ///
    /// The parts' tokens are those asked for, and their Wh a split of the whole by tokens: as Σ r is what
    /// is left of the column, a share is at most ⌈t·r/Σr⌉ ≤ r, and the last cell brings each r to 0. The
    /// plant's carbon is a column of its own. What of an hour's energy reached the computers is split by the
    /// parts' energy of that hour, and what of it was idle by that: so neither is more than it is part of.
    ///
    /// - Returns: Nil unless there are parts of at least one token that sum to the whole's.
    package static func parts(
        of hours: [CertificateHour], tokens: [Int64]
    ) -> [[CertificateHour]]? {
        let cells = hours.flatMap { [$0.tokens.input, $0.tokens.output, $0.tokens.cached] }
        guard tokens.allSatisfy({ $0 > 0 }), let tokenShares = shares(of: cells, among: tokens)
        else { return nil }
        let energy = hours.flatMap { hour in hour.retired.map(\.wattHours) + [hour.unmatched] }
        guard let energyShares = shares(of: energy, by: tokens),
            let embodied = shares(of: hours.map(\.embodiedMilligrams), by: tokens)
        else { return nil }
        var parts = tokens.map { _ in [CertificateHour]() }
        var cell = 0
        for (index, hour) in hours.enumerated() {
            let end = cell + hour.retired.count
            let shares = split(hour, energyShares[cell...end], by: tokens)
            for (part, var share) in shares.enumerated() {
                share.tokens = TokenSum(
                    input: tokenShares[3 * index][part], output: tokenShares[3 * index + 1][part],
                    cached: tokenShares[3 * index + 2][part])
                share.embodiedMilligrams = embodied[index][part]
                parts[part].append(share)
            }
            cell = end + 1
        }
        return parts
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

    /// The same with targets that are a split of all cells by weights.
    private static func shares(of cells: [Int64], by weights: [Int64]) -> [[Int64]]? {
        LargestRemainder.split(cells.reduce(0, +), by: weights).flatMap {
            shares(of: cells, among: $0)
        }
    }

    /// Shares of an hour's energy: of each of its slices in turn, and of what is unmatched.
    private static func split(
        _ hour: CertificateHour, _ energy: ArraySlice<[Int64]>, by tokens: [Int64]
    ) -> [CertificateHour] {
        func nested(_ total: Int64, in weights: [Int64]) -> [Int64] {
            LargestRemainder.split(total, by: weights)
                ?? LargestRemainder.split(total, by: tokens) ?? weights
        }
        let whole = tokens.indices.map { part in energy.reduce(0) { $0 + $1[part] } }
        let computers = nested(hour.itWattHours, in: whole)
        let idle = nested(hour.idleWattHours, in: computers)
        return tokens.indices.map { part in
            var share = hour
            share.wattHours = whole[part]
            share.itWattHours = computers[part]
            share.idleWattHours = idle[part]
            share.retired = zip(hour.retired, energy).compactMap { retired, shares in
                shares[part] > 0
                    ? RetiredEnergy(slice: retired.slice, wattHours: shares[part]) : nil
            }
            return share
        }
    }
}

extension CertificateHour {
    /// Wh for which nothing was retired.
    fileprivate var unmatched: Int64 { wattHours - matchedWattHours }
}

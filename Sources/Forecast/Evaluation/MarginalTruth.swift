extension ForecastData {
    /// The data with the marginal carbon intensity in place of the average one: what marginal forecasts
    /// are made from, and compared with.
    ///
    /// No file has a measured marginal intensity. This is the one that `MixIntensity.marginal` gives for
    /// each hour from the mix up to and with that hour; the emission factors are learned from the average
    /// intensity before `time` and stay, so nothing that a gate after it sees comes from behind the gate. The mix is that which is known
    /// in the end.
    ///
    /// - Parameter time: the end of what factors are learned from, seconds since the epoch.
    /// - Throws: `ForecastError` without a mix on one grid in `inputs`, or with too little before `time`.
    public func marginal(factorsBefore time: Int) throws(ForecastError) -> ForecastData {
        let mix = inputs.map(\.latest).filter(\.hasValues)
        let mixture = try MixIntensity(mix: mix, average: target.latest.cut(to: time))
        guard let marginal = mixture.marginal(mix), marginal.hasValues else {
            throw .noValues(series: mix.first?.name ?? target.latest.name)
        }
        var data = self
        data.target = RevisedSeries(latest: marginal)
        return data
    }
}

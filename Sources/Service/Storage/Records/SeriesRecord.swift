/// A series that grows: name, unit and step; its values are in segments.
package struct SeriesRecord: Sendable, Equatable {
    /// Chosen by its owner, unique per tenant.
    package var id: String
    package var tenant: String
    package var unit: String
    package var stepSeconds: Int
    package var createdAt: Moment
    /// Grows with every append.
    package var generation: Int

    package init(
        id: String, tenant: String, unit: String, stepSeconds: Int, createdAt: Moment,
        generation: Int = 1
    ) {
        self.id = id
        self.tenant = tenant
        self.unit = unit
        self.stepSeconds = stepSeconds
        self.createdAt = createdAt
        self.generation = generation
    }
}

/// Values of a series that became known together; a later segment revises an earlier one.
package struct SeriesSegment: Sendable, Equatable {
    /// First step.
    package var start: Moment
    /// When the values became known; segments known at one moment count in the order they came.
    package var knownAt: Moment
    /// NaN where there is no value.
    package var values: [Double]
    /// Whether they are estimates.
    package var isEstimated: Bool

    package init(start: Moment, knownAt: Moment, values: [Double], isEstimated: Bool) {
        self.start = start
        self.knownAt = knownAt
        self.values = values
        self.isEstimated = isEstimated
    }
}

/// Everything the service answers.
package enum RouteTable {
    package static let all: [Route] =
        OperationsEndpoints.routes + ScenarioEndpoints.routes + SolveEndpoints.routes
        + ForecastEndpoints.routes + BatchEndpoints.routes + SeriesEndpoints.routes
        + KeyEndpoints.routes
}

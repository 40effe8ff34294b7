/// Everything the service answers.
package enum RouteTable {
    package static let all: [Route] =
        ScenarioEndpoints.routes + SolveEndpoints.routes + BatchEndpoints.routes
        + ForecastEndpoints.routes + SeriesEndpoints.routes + KeyEndpoints.routes
        + PublicCertificateEndpoints.routes + CertificateEndpoints.routes + MeterEndpoints.routes
        + ProposalEndpoints.routes + SliceEndpoints.routes + LogEndpoints.routes
        + OperationsEndpoints.routes
}

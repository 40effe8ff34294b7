/// The whole model of one scenario: the table of contents of its parts.
///
/// Each part is the only place that knows its variables. The order below is the order of the
/// columns; a part names the parts whose rows it adds terms to.
public struct Formulation: Sendable {
    let scenario: Scenario
    let schedules: [TariffSchedule]
    let capacity: CapacityChoices
    let balance: PowerBalance
    let facility: FacilityPower
    let replicas: Replicas
    let tokens: TokenFlows
    let batch: BatchBacklog
    let connection: GridConnection
    let energy: EnergyPrice
    let peak: PeakDemand
    let supply: CarbonFreeSupply
    let storage: StorageOperation
    let generators: GeneratorOperation
    let carbon: CarbonAccount
    let green: GreenMatching
    let greenTransfer: GreenTransfer
    let greenStorage: GreenStorage
    let policy: PolicyLimits
    let demandResponse: DemandResponse
    /// The linear program that the parts have written.
    public let program: LinearProgram
    let names: FamilyNames

    /// Writes the program of a scenario.
    ///
    /// Complexity: O(nonzeros).
    public init(_ scenario: Scenario) {
        self.scenario = scenario
        schedules = scenario.sites.map(scenario.tariffSchedule)
        var builder = ProgramBuilder()
        capacity = CapacityChoices(&builder, scenario)
        balance = PowerBalance(&builder, scenario)
        facility = FacilityPower(&builder, scenario, balance)
        replicas = Replicas(&builder, scenario, facility)
        tokens = TokenFlows(&builder, scenario, replicas)
        batch = BatchBacklog(&builder, scenario, schedules, tokens)
        connection = GridConnection(&builder, scenario, balance)
        energy = EnergyPrice(&builder, scenario, schedules, connection)
        peak = PeakDemand(&builder, scenario, schedules, connection)
        supply = CarbonFreeSupply(&builder, scenario, schedules, balance, connection)
        storage = StorageOperation(&builder, scenario, balance)
        generators = GeneratorOperation(&builder, scenario, balance, capacity)
        carbon = CarbonAccount(&builder, scenario, connection, supply)
        green = GreenMatching(&builder, scenario, replicas, supply)
        greenTransfer = GreenTransfer(&builder, scenario, green, connection, supply, carbon)
        greenStorage = GreenStorage(&builder, scenario, green, storage)
        let meter = EnergyMeter(connection, facility, storage, supply, greenTransfer)
        policy = PolicyLimits(&builder, scenario, schedules, meter)
        demandResponse = DemandResponse(&builder, scenario, connection)
        let name = scenario.name?.en ?? "scenario"
        names = FamilyNames(
            programName: name, columnFamilies: builder.columnFamilies,
            rowFamilies: builder.rowFamilies)
        program = builder.program(name: name)
    }
}

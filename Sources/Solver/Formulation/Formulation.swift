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
    let budgets: HorizonBudgets
    let commitment: UnitCommitment
    let carbon: CarbonAccount
    let green: GreenMatching
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
        storage = StorageOperation(&builder, scenario, balance, capacity)
        generators = GeneratorOperation(&builder, scenario, balance, capacity)
        commitment = UnitCommitment(&builder, scenario, generators)
        budgets = HorizonBudgets(&builder, scenario, generators, storage, capacity)
        carbon = CarbonAccount(&builder, scenario, connection, supply, generators)
        green = GreenMatching(&builder, scenario, replicas, supply)
        let name = scenario.name?.en ?? "scenario"
        names = FamilyNames(
            programName: name, columnFamilies: builder.columnFamilies,
            rowFamilies: builder.rowFamilies)
        program = builder.program(name: name)
    }
}

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
    let quadratic: QuadraticCost
    let flows: GridFlow
    let dcLines: DCLineOperation
    let interfaces: InterfaceLimits
    let gridEmissions: GridEmissions
    let commitment: UnitCommitment
    let budgets: HorizonBudgets
    let carbon: CarbonAccount
    let green: GreenMatching
    /// The linear program that the parts have written.
    public let program: LinearProgram
    let names: FamilyNames

    /// Writes the program of a scenario.
    ///
    /// Complexity: O(nonzeros).
    public init(_ scenario: Scenario) { self.init(scenario, gridForm: nil) }

    /// - Parameter gridForm: how the law of the angles is written; nil for the sparser form.
    init(_ scenario: Scenario, gridForm: GridFlow.Form?) {
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
        quadratic = QuadraticCost(&builder, scenario, generators)
        flows = GridFlow(&builder, scenario, balance, capacity, form: gridForm)
        dcLines = DCLineOperation(&builder, scenario, balance, capacity)
        interfaces = InterfaceLimits(&builder, scenario, flows, dcLines)
        gridEmissions = GridEmissions(&builder, scenario, generators)
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

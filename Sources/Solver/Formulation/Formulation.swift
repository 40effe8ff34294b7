/// The whole model of one scenario: the table of contents of its parts.
///
/// Each part is the only place that knows its variables. The order below is the order of the
/// columns; a part names the parts whose rows it adds terms to.
public struct Formulation: Sendable {
    let scenario: Scenario
    /// Where binaries keep decisions apart that exclude each other.
    let restrictions: Restrictions
    private let gridForm: GridFlow.Form?
    /// The contingencies whose reserve is written.
    let reserve: ReserveScope
    let schedules: [TariffSchedule]
    let capacity: CapacityChoices
    let balance: PowerBalance
    let facility: FacilityPower
    let replicas: Replicas
    let tokens: TokenFlows
    let classes: DemandClasses
    let batch: BatchBacklog
    let jobs: TrainingJobs
    let connection: GridConnection
    let energy: EnergyPrice
    let peak: PeakDemand
    let utilisation: UtilisationDiscount
    let supply: CarbonFreeSupply
    let contracts: ContractSettlement
    let storage: StorageOperation
    let generators: GeneratorOperation
    let quadratic: QuadraticCost
    package let flows: GridFlow
    let dcLines: DCLineOperation
    let interfaces: InterfaceLimits
    let gridEmissions: GridEmissions
    let commitment: UnitCommitment
    let budgets: HorizonBudgets
    let carbon: CarbonAccount
    let green: GreenMatching
    let greenTransfer: GreenTransfer
    let greenStorage: GreenStorage
    let policy: PolicyLimits
    let demandResponse: DemandResponse
    let pinned: PinnedDecisions
    /// The linear program that the parts have written.
    public let program: LinearProgram
    package let names: FamilyNames

    /// Writes the program of a scenario.
    ///
    /// - Parameters:
    ///   - scenario: the scenario.
    ///   - restrictions: the steps in which binaries keep decisions apart.
    /// - Complexity: O(nonzeros).
    public init(_ scenario: Scenario, _ restrictions: Restrictions = Restrictions()) {
        self.init(scenario, restrictions, gridForm: nil, reserve: nil)
    }

    /// - Parameters:
    ///   - gridForm: how the law of the angles is written; nil for the sparser form.
    ///   - reserve: the contingencies that are written; nil for all if they are few, else none.
    package init(
        _ scenario: Scenario, _ restrictions: Restrictions = Restrictions(),
        gridForm: GridFlow.Form? = nil, reserve: ReserveScope? = nil
    ) {
        self.gridForm = gridForm
        let reserve = reserve ?? ReserveScope(scenario)
        self.reserve = reserve
        self.scenario = scenario
        self.restrictions = restrictions
        schedules = scenario.sites.map(scenario.tariffSchedule)
        var builder = ProgramBuilder()
        capacity = CapacityChoices(&builder, scenario)
        balance = PowerBalance(&builder, scenario)
        facility = FacilityPower(&builder, scenario, balance)
        replicas = Replicas(&builder, scenario, facility, capacity)
        tokens = TokenFlows(&builder, scenario, replicas)
        _ = StickySessions(&builder, scenario, tokens)
        classes = DemandClasses(&builder, scenario, tokens)
        batch = BatchBacklog(&builder, scenario, schedules, tokens)
        jobs = TrainingJobs(&builder, scenario, schedules, replicas, facility)
        connection = GridConnection(
            &builder, scenario, schedules, balance, capacity, restrictions)
        energy = EnergyPrice(&builder, scenario, schedules, connection)
        peak = PeakDemand(&builder, scenario, schedules, connection, capacity)
        utilisation = UtilisationDiscount(&builder, scenario, schedules, peak, energy)
        supply = CarbonFreeSupply(
            &builder, scenario, schedules, balance, connection, capacity)
        contracts = ContractSettlement(&builder, scenario, connection, supply)
        storage = StorageOperation(&builder, scenario, balance, capacity, restrictions)
        generators = GeneratorOperation(&builder, scenario, balance, capacity)
        quadratic = QuadraticCost(&builder, scenario, generators)
        flows = GridFlow(&builder, scenario, balance, capacity, form: gridForm)
        dcLines = DCLineOperation(&builder, scenario, balance, capacity, restrictions)
        interfaces = InterfaceLimits(&builder, scenario, flows, dcLines)
        gridEmissions = GridEmissions(&builder, scenario, generators)
        commitment = UnitCommitment(&builder, scenario, generators)
        budgets = HorizonBudgets(&builder, scenario, generators, storage, capacity)
        carbon = CarbonAccount(&builder, scenario, connection, supply, generators)
        green = GreenMatching(&builder, scenario, replicas, supply, capacity)
        greenTransfer = GreenTransfer(&builder, scenario, green, connection, supply, carbon)
        greenStorage = GreenStorage(&builder, scenario, green, storage)
        let meter = EnergyMeter(
            connection, facility, storage, supply, greenTransfer, capacity)
        policy = PolicyLimits(&builder, scenario, schedules, meter)
        demandResponse = DemandResponse(&builder, scenario, connection)
        _ = LossReserve(
            &builder, scenario, tokens, replicas, connection, capacity, scope: reserve)
        _ = SpinningReserve(
            &builder, scenario, generators, commitment, connection, capacity)
        pinned = PinnedDecisions(
            &builder, scenario,
            DecisionColumns(
                scenario: scenario, capacity: capacity, facility: facility, replicas: replicas,
                tokens: tokens, jobs: jobs, connection: connection, supply: supply,
                storage: storage,
                generators: generators, lines: flows, dcLines: dcLines))
        let name = scenario.name?.en ?? "scenario"
        names = FamilyNames(
            programName: name, columnFamilies: builder.columnFamilies,
            rowFamilies: builder.rowFamilies)
        program = builder.program(name: name)
    }

    /// The same formulation with other restrictions.
    func restricted(to restrictions: Restrictions) -> Formulation {
        Formulation(scenario, restrictions, gridForm: gridForm, reserve: reserve)
    }

    /// The same formulation with more contingencies.
    func reserving(_ scope: ReserveScope) -> Formulation {
        Formulation(scenario, restrictions, gridForm: gridForm, reserve: scope)
    }

    /// Another scenario written the same way.
    func rewritten(for other: Scenario) -> Formulation {
        Formulation(other, restrictions, gridForm: gridForm, reserve: reserve)
    }
}

/// What every thing does in every step: the decisions of a plan, read back by the parts that
/// wrote them.
public struct Schedule: Sendable {
    /// Power by site.
    public let sites: [SitePower]
    /// Replicas by use.
    public let replicas: [ReplicaUse]
    /// Transfers of weights that the plan decides.
    public let transfers: [Transfer]
    /// Token flows.
    public let routes: [Route]
    /// Tokens not served.
    public let unserved: [Unserved]
    /// Batch backlogs.
    public let backlogs: [Backlog]
    /// Storages.
    public let storages: [StorageUse]
    /// Carbon-free supplies.
    public let supplies: [SupplyUse]
    /// Generators and supplies of the grid.
    public let generators: [GeneratorUse]
    /// AC lines of the grid.
    public let lines: [LineUse]
    /// DC lines of the grid.
    public let dcLines: [DCLineUse]
    /// Sum of the flows of each interface by step, MW.
    public let interfaceMW: [[Double]]
    /// Angle of each node by step, degrees; zero at the best-connected node of each island.
    public let angleDegrees: [[Double]]
    /// Capacity added.
    public let capacity: [CapacityAdded]
    /// Declarations of sites with a contract curve.
    public let declarations: [Declaration]
    /// Green assignments.
    public let green: [GreenUse]
    /// Carbon-free power between sites of a zone.
    public let greenTransfers: [GreenTransferUse]
    /// Carbon-free part of storages.
    public let greenStorages: [GreenStorageUse]
    /// Limits over a year.
    public let yearUses: [YearUse]
    /// Answers to demand-response calls.
    public let responses: [Response]
    /// Emission that counts towards the carbon cap at the end, tonnes; nil without a cap.
    public let emissionTonnes: Double?
    /// Emission of the grid's supplies under their cap at the end, tonnes; nil without a cap.
    public let gridEmissionTonnes: Double?
    /// Jobs released before the end of the horizon.
    public let jobs: [JobRun]
    /// Tokens of demand classes that are not served.
    public let unservedClasses: [UnservedClass]

    init(_ formulation: Formulation, _ columns: [Double]) {
        replicas = formulation.replicas.read(columns)
        transfers = formulation.replicas.weights.read(columns)
        storages = formulation.storage.read(columns)
        supplies = formulation.supply.read(
            columns, formulation.scenario.grid, formulation.capacity)
        routes = formulation.tokens.readRoutes(columns)
        unserved = formulation.tokens.readUnserved(columns)
        backlogs = formulation.batch.read(columns)
        lines = formulation.flows.read(columns)
        dcLines = formulation.dcLines.read(columns)
        interfaceMW = formulation.interfaces.read(lines, dcLines)
        angleDegrees = formulation.flows.readAngles(columns)
        generators = formulation.generators.read(columns, formulation.commitment)
        capacity = formulation.capacity.read(columns)
        green = formulation.green.read(columns)
        greenTransfers = formulation.greenTransfer.read(columns)
        greenStorages = formulation.greenStorage.read(columns)
        yearUses = formulation.policy.read(columns)
        responses = formulation.demandResponse.read(columns)
        declarations = formulation.contracts.read(columns)
        emissionTonnes = formulation.carbon.readTotal(columns)
        gridEmissionTonnes = formulation.gridEmissions.readTotal(columns)
        jobs = formulation.jobs.read(columns)
        unservedClasses = formulation.classes.read(columns)
        sites = Self.sites(formulation, columns, replicas, jobs)
    }
}

extension Schedule {
    /// Declaration of a site; nil without a contract curve.
    func declaredMW(site: Int) -> [Double]? {
        declarations.first { $0.site == site }?.declaredMW
    }

    /// Transformer rating added to a site's connection, MVA.
    func addedMVA(site: Int) -> Double {
        capacity.reduce(0) { $0 + ($1.kind == .connection && $1.site == site ? $1.added : 0) }
    }
}

/// What every thing does in every step: the decisions of a plan, read back by the parts that
/// wrote them.
public struct Schedule: Sendable {
    /// Power of one site.
    public struct SitePower: Sendable {
        /// Import, MW.
        public let importMW: [Double]
        /// Export, MW.
        public let exportMW: [Double]
        /// Facility power as the replicas draw it, MW.
        public let facilityMW: [Double]
        /// IT power, MW.
        public let itMW: [Double]
        /// Cooling water, m³ a step.
        public let waterM3: [Double]
        /// Largest power the demand charge sees so far, MW; empty where peaks cost nothing.
        public let peakMW: [Double]
    }

    /// One product served by one pool.
    public struct ReplicaUse: Sendable {
        /// Index of the site.
        public let site: Int
        /// Index of the pool in its site.
        public let pool: Int
        /// Index of the product.
        public let product: Int
        /// The profile served.
        public let profile: ServingProfile
        /// Loaded replicas.
        public let on: [Double]
        /// Busy replicas by mode and step.
        public let busy: [[Double]]
        /// Replicas loaded in each step; empty where loading costs nothing.
        public let loaded: [Double]
        /// IT power of this use without the accelerators' off power, kW.
        public let directKW: [Double]
    }

    /// Tokens of one demand made at one site.
    public struct Route: Sendable {
        /// Index of the product.
        public let product: Int
        /// Index of the demand in its product.
        public let demand: Int
        /// Index of the site.
        public let site: Int
        /// Output tokens, million a step.
        public let millionTokens: [Double]
    }

    /// Interactive tokens of one demand that are not served.
    public struct Unserved: Sendable {
        /// Index of the product.
        public let product: Int
        /// Index of the demand in its product.
        public let demand: Int
        /// Output tokens, million a step.
        public let millionTokens: [Double]
    }

    /// The backlog of one batch demand.
    public struct Backlog: Sendable {
        /// Index of the product.
        public let product: Int
        /// Index of the demand in its product.
        public let demand: Int
        /// Left at the end of each step, million tokens.
        public let millionTokens: [Double]
        /// Late at the end of each step, million tokens.
        public let lateMillionTokens: [Double]
        /// Dropped, million tokens a step.
        public let droppedMillionTokens: [Double]
        /// Price of what is left at the end, CNY per million tokens.
        public let terminalPriceCNYPerMillionTokens: Double
    }

    /// One storage.
    public struct StorageUse: Sendable {
        /// Where it is.
        public let place: Place
        /// The storage.
        public let storage: Storage
        /// Charging, MW.
        public let chargeMW: [Double]
        /// Discharging, MW.
        public let dischargeMW: [Double]
        /// State of charge at the end of each step, MWh.
        public let stateOfChargeMWh: [Double]
        /// Inflow that is spilled, MW; empty without inflow.
        public let spillMW: [Double]
    }

    /// When a generator is on, and when it starts and stops.
    public struct Switching: Sendable {
        /// On in each step.
        public let isOn: [Bool]
        /// Started at the beginning of each step.
        public let isStarted: [Bool]
        /// Stopped at the beginning of each step.
        public let isStopped: [Bool]
    }

    /// One generator or supply of the grid.
    public struct GeneratorUse: Sendable {
        /// Where it is.
        public let place: Place
        /// The generator.
        public let generator: Generator
        /// Output, MW.
        public let outputMW: [Double]
        /// On and off; nil for a generator without commitment.
        public let switching: Switching?
    }

    /// One AC line of the grid.
    public struct LineUse: Sendable {
        /// The line.
        public let line: GridLine
        /// Flow, positive from `from` to `to`, MW.
        public let flowMW: [Double]
    }

    /// One DC line of the grid.
    public struct DCLineUse: Sendable {
        /// The line.
        public let line: DCLine
        /// Flow at `from`, MW; negative where reverse flow is not kept apart.
        public let flowMW: [Double]
        /// Reverse flow at `to` where it is kept apart, MW.
        public let backMW: [Double]

        /// Flow less reverse flow, MW.
        public var netMW: [Double] { zip(flowMW, backMW).map { $0 - $1 } }
    }

    /// Capacity that the plan adds.
    public struct CapacityAdded: Sendable {
        /// To what: site and thing.
        public let subject: String
        /// Index of the site; nil for the grid.
        public let site: Int?
        /// The choice.
        public let expansion: Expansion
        /// What is added, in the unit of the choice.
        public let added: Double
    }

    /// One carbon-free supply.
    public struct SupplyUse: Sendable {
        /// Index of the site.
        public let site: Int
        /// The supply.
        public let renewable: Renewable
        /// Used, MW.
        public let usedMW: [Double]
        /// Available, MW.
        public let availableMW: [Double]
    }

    /// Carbon-free power assigned to a green product.
    public struct GreenUse: Sendable {
        /// Index of the site.
        public let site: Int
        /// Index of the product.
        public let product: Int
        /// Assigned, MW.
        public let assignedMW: [Double]
    }

    /// Power by site.
    public let sites: [SitePower]
    /// Replicas by use.
    public let replicas: [ReplicaUse]
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
    /// Green assignments.
    public let green: [GreenUse]

    init(_ formulation: Formulation, _ columns: [Double]) {
        replicas = formulation.replicas.read(columns)
        storages = formulation.storage.read(columns)
        supplies = formulation.supply.read(columns, formulation.scenario.grid)
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
        sites = Self.sites(formulation, columns, replicas)
    }

    /// Facility power is computed upward from the replicas, not taken from its own column.
    private static func sites(
        _ formulation: Formulation, _ columns: [Double], _ replicas: [ReplicaUse]
    ) -> [SitePower] {
        let scenario = formulation.scenario
        let steps = scenario.grid.stepCount
        let usesBySite = Dictionary(grouping: replicas, by: \.site)
        let offKW = Dictionary(
            scenario.accelerators.map { ($0.id, $0.offKW) }, uniquingKeysWith: { a, _ in a })
        return scenario.sites.enumerated().map { index, site in
            var itMW = [Double](repeating: 0, count: steps)
            for pool in site.pools {
                let off = offKW[pool.accelerator] ?? 0
                for step in 0..<steps { itMW[step] += off * pool.accelerators[step] / 1000 }
            }
            for use in usesBySite[index] ?? [] {
                let each = Double(use.profile.acceleratorsPerReplica)
                let off = (offKW[site.pools[use.pool].accelerator] ?? 0) * each
                for step in 0..<steps {
                    itMW[step] += (use.directKW[step] - off * use.on[step]) / 1000
                }
            }
            let facility = site.facility
            return SitePower(
                importMW: formulation.connection.readImport(columns, index),
                exportMW: formulation.connection.readExport(columns, index, steps),
                facilityMW: (0..<steps).map {
                    facility.pue[$0] * itMW[$0] + facility.fixedOverheadMW[$0]
                },
                itMW: itMW,
                waterM3: itMW.map {
                    (facility.water?.litresPerKWh ?? 0) * $0 * scenario.grid.stepHours
                },
                peakMW: formulation.peak.read(columns, index))
        }
    }
}

extension Family {
    /// The values of one member in all its steps.
    func values(_ all: [Double], _ member: Int) -> [Double] {
        Array(all[self(member, 0)..<self(member, 0) + stepCount])
    }
}

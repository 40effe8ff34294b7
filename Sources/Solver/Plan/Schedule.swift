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
        /// Whether each month of the horizon earns the ×0.9 of the exact high-utilisation rule.
        public let earnsHighUtilisation: [Bool]
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
        /// The permission to serve it.
        public let service: Pool.Service
        /// Loaded replicas.
        public let on: [Double]
        /// Busy replicas by mode and step.
        public let busy: [[Double]]
        /// Replicas loaded in each step; empty where loading costs nothing.
        public let loaded: [Double]
        /// IT power of this use without the accelerators' off power, kW.
        public let directKW: [Double]
    }

    /// Weights that may be brought to a site.
    public struct Transfer: Sendable {
        /// Index of the site.
        public let site: Int
        /// Index of the pool in its site.
        public let pool: Int
        /// The profile whose weights they are.
        public let profile: String
        /// Its size, time and price.
        public let transfer: WeightsTransfer
        /// Whether the weights are there in each step.
        public let isPresent: [Bool]
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

    /// Tokens of one demand class that are not served.
    public struct UnservedClass: Sendable {
        /// Index of the class.
        public let demandClass: Int
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
        /// To what kind of thing.
        public let kind: Expansion.Kind
        /// Of what: site and thing.
        public let subject: String
        /// Index of the site; nil for the grid.
        public let site: Int?
        /// The choice.
        public let expansion: Expansion
        /// What is added, in the unit of the choice.
        public let added: Double
    }

    /// What a site with a contract curve declares.
    public struct Declaration: Sendable {
        /// Index of the site.
        public let site: Int
        /// Declared power, MW by step.
        public let declaredMW: [Double]
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

    /// Carbon-free power that a site receives from other sites of its zone or gives up to them.
    public struct GreenTransfer: Sendable {
        /// Index of the site.
        public let site: Int
        /// Received, MW.
        public let receivedMW: [Double]
        /// Given up of the site's own use, MW.
        public let givenUpMW: [Double]
        /// Given up out of the site's export, MW.
        public let exportedMW: [Double]
    }

    /// The carbon-free part of a storage.
    public struct GreenStorageUse: Sendable {
        /// Index of the storage in `storages`.
        public let storage: Int
        /// Charging, MW.
        public let chargeMW: [Double]
        /// Discharging, MW.
        public let dischargeMW: [Double]
        /// Stored at the end of each step, MWh.
        public let storedMWh: [Double]
    }

    /// What the horizon counts under a limit over a year.
    public struct YearUse: Sendable {
        /// The limit.
        public let limit: YearLimit
        /// Amount that counts in the horizon, MWh.
        public let amountMWh: Double
        /// Base of the share in the horizon, MWh; nil for a quota.
        public let baseMWh: Double?
        /// By how much a priced limit is broken, MWh.
        public let excessMWh: Double

        /// Amount before the horizon, MWh.
        public var toDateMWh: Double { limit.amount.toDateMWh }
        /// Forecast of the amount after the horizon, MWh.
        public var remainderMWh: Double { limit.amount.remainderMWh }
        /// Amount of the whole year, MWh.
        public var yearMWh: Double { amountMWh + limit.amount.outsideMWh }
        /// Base of the whole year, MWh; nil for a quota.
        public var yearBaseMWh: Double? {
            baseMWh.map { $0 + (limit.base?.outsideMWh ?? 0) }
        }
        /// Amount that the limit asks for or allows over the whole year, MWh.
        public var limitMWh: Double { limit.fixedMWh + limit.share * (yearBaseMWh ?? 0) }
        /// Amount of the whole year as a share of its base; nil for a quota or without a base.
        public var yearShare: Double? {
            yearBaseMWh.flatMap { $0 > 0 ? yearMWh / $0 : nil }
        }
    }

    /// The answer to a demand-response call.
    public struct Response: Sendable {
        /// The call.
        public let call: DemandResponseCall
        /// Steps of the call within the horizon.
        public let steps: Range<Int>
        /// Whether a voluntary call with a penalty is answered; nil where nobody decides.
        public let isAnswered: Bool?
        /// Reduction paid for in each of the steps, MW.
        public let reductionMW: [Double]
        /// Asked for and not reduced, MW; empty without a penalty.
        public let shortfallMW: [Double]
    }

    /// One job.
    public struct JobRun: Sendable {
        /// A pool that runs it in some step.
        public struct Place: Sendable {
            /// Index of the site.
            public let site: Int
            /// Index of the pool in its site.
            public let pool: Int
            /// Share of the job's accelerators at work, by step.
            public let scale: [Double]
        }

        /// Index of the job.
        public let job: Int
        /// Where it runs in the horizon.
        public let places: [Place]
        /// 1 when it is left undone for good, else 0.
        public let declined: Double
        /// Hours of run time done in the horizon, less what restarts lost.
        public let hoursDone: Double
        /// Hours of run time left at the end.
        public let hoursLeft: Double
        /// Hours late, those expected after the horizon included.
        public let lateHours: Double
        /// Restarts after an interruption.
        public let restarts: Double
        /// Value of what was not done before the horizon, CNY.
        public let valueCNY: Double
        /// Cost of an hour of run time left, CNY.
        public let terminalPriceCNYPerHour: Double
    }

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
    public let greenTransfers: [GreenTransfer]
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

    /// Facility power is computed upward from replicas and jobs, not taken from its own column.
    private static func sites(
        _ formulation: Formulation, _ columns: [Double], _ replicas: [ReplicaUse],
        _ jobs: [JobRun]
    ) -> [SitePower] {
        let scenario = formulation.scenario
        let steps = scenario.grid.stepCount
        let usesBySite = Dictionary(grouping: replicas, by: \.site)
        let offKW = Dictionary(
            scenario.accelerators.map { ($0.id, $0.offKW) }, uniquingKeysWith: { a, _ in a })
        return scenario.sites.enumerated().map { index, site in
            var itMW = [Double](repeating: 0, count: steps)
            for (number, pool) in site.pools.enumerated() {
                let off = offKW[pool.accelerator] ?? 0
                let added = formulation.capacity.added(.pool(index, number), columns)
                for step in 0..<steps {
                    itMW[step] += off * (pool.accelerators[step] + added) / 1000
                }
            }
            for use in usesBySite[index] ?? [] {
                let each = Double(use.profile.acceleratorsPerReplica)
                let off = (offKW[site.pools[use.pool].accelerator] ?? 0) * each
                for step in 0..<steps {
                    itMW[step] += (use.directKW[step] - off * use.on[step]) / 1000
                }
            }
            for run in jobs {
                for place in run.places where place.site == index {
                    let off = offKW[site.pools[place.pool].accelerator] ?? 0
                    let more = scenario.jobs[run.job].busyKW - off
                    let accelerators = Double(scenario.jobs[run.job].accelerators)
                    for step in 0..<steps {
                        itMW[step] += accelerators * place.scale[step] * more / 1000
                    }
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
                peakMW: formulation.peak.read(columns, index),
                earnsHighUtilisation: formulation.utilisation.read(
                    columns, scenario, site: index))
        }
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

extension Family {
    /// The values of one member in all its steps.
    func values(_ all: [Double], _ member: Int) -> [Double] {
        Array(all[self(member, firstStep)..<self(member, firstStep) + stepCount])
    }
}

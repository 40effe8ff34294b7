/// The vocabulary of the model: every family of columns and rows by its standard name.
public enum FamilyKind: String, Sendable, CaseIterable {
    // Columns.
    case tokenFlow = "token_flow"
    case unserved
    case backlog
    case dropped
    case late
    case moved
    case replicas
    case busy
    case loaded
    case facility
    case gridImport = "import"
    case gridExport = "export"
    case monthEnergy = "month_energy"
    case tierEnergy = "tier_energy"
    case peak
    case used
    case contractEnergy = "contract_energy"
    case paidEnergy = "paid_energy"
    case output
    case generationCost = "generation_cost"
    case built
    case modules
    case charge
    case discharge
    case stateOfCharge = "state_of_charge"
    case emissionTotal = "emission_total"
    case waterTotal = "water_total"
    case green
    case greenReceived = "green_received"
    case greenGivenUp = "green_given_up"
    case greenExported = "green_exported"
    case greenCharge = "green_charge"
    case greenDischarge = "green_discharge"
    case greenStored = "green_stored"
    case policyTotal = "policy_total"
    case policyExcess = "policy_excess"
    case reduction
    case responding
    case shortfall
    case accepted

    // Rows.
    case demand
    case backlogBalance = "backlog_balance"
    case deadline
    case work
    case bandwidth
    case movedShare = "moved_share"
    case moveLimit = "move_limit"
    case acceleratorLimit = "accelerator_limit"
    case busyLimit = "busy_limit"
    case loading
    case facilityPower = "facility_power"
    case facilityRamp = "facility_ramp"
    case siteBalance = "site_balance"
    case nodeBalance = "node_balance"
    case outputLimit = "output_limit"
    case outputMinimum = "output_minimum"
    case outputRamp = "output_ramp"
    case costCurve = "cost_curve"
    case moduleSize = "module_size"
    case importRamp = "import_ramp"
    case monthEnergyState = "month_energy_state"
    case tierBalance = "tier_balance"
    case peakState = "peak_state"
    case peakImport = "peak_import"
    case contractMatch = "contract_match"
    case contractState = "contract_state"
    case paidVolume = "paid_volume"
    case storageBalance = "storage_balance"
    case emissionState = "emission_state"
    case waterState = "water_state"
    case greenSupply = "green_supply"
    case greenHour = "green_hour"
    case greenOverhead = "green_overhead"
    case greenZone = "green_zone"
    case greenDelivery = "green_delivery"
    case greenExport = "green_export"
    case greenStorage = "green_storage"
    case greenChargeLimit = "green_charge_limit"
    case greenDischargeLimit = "green_discharge_limit"
    case greenStoredLimit = "green_stored_limit"
    case policyState = "policy_state"
    case energyQuota = "energy_quota"
    case greenShare = "green_share"
    case peakImportShare = "peak_import_share"
    case directSelfUse = "direct_self_use"
    case directLoad = "direct_load"
    case directExport = "direct_export"
    case responseBaseline = "response_baseline"
    case responseActive = "response_active"
    case responseAsked = "response_asked"
    case responseObligation = "response_obligation"
    case responseAccepted = "response_accepted"
    case responseShared = "response_shared"
}

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
    case quadraticCost = "quadratic_cost"
    case lineFlow = "line_flow"
    case angle
    case dcFlow = "dc_flow"
    case dcBack = "dc_back"
    case gridEmission = "grid_emission"
    case committed = "on"
    case started = "start"
    case stopped = "stop"
    case highUtilisation = "high_utilisation"
    case discountedPeak = "discounted_peak"
    case tierFull = "tier_full"
    case present
    case direction
    case built
    case modules
    case charge
    case discharge
    case stateOfCharge = "state_of_charge"
    case emissionTotal = "emission_total"
    case waterTotal = "water_total"
    case green
    case spill
    case budgetTotal = "budget_total"

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
    case tangent
    case cycle
    case lineAngle = "line_angle"
    case angleDifference = "angle_difference"
    case lineForward = "line_forward"
    case lineBackward = "line_backward"
    case dcLimit = "dc_limit"
    case dcMinimum = "dc_minimum"
    case interface
    case gridEmissionState = "grid_emission_state"
    case commitmentState = "commitment_state"
    case minimumUpTime = "minimum_up_time"
    case minimumDownTime = "minimum_down_time"
    case weightsState = "weights_state"
    case weightsHere = "weights_here"
    case exclusive
    case moduleSize = "module_size"
    case importRamp = "import_ramp"
    case monthEnergyState = "month_energy_state"
    case tierBalance = "tier_balance"
    case tierOrder = "tier_order"
    case utilisationReached = "utilisation_reached"
    case discountLimit = "discount_limit"
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
    case chargeLimit = "charge_limit"
    case dischargeLimit = "discharge_limit"
    case energyLimit = "energy_limit"
    case energyMinimum = "energy_minimum"
    case budget
    case budgetState = "budget_state"
}

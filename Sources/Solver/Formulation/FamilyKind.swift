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
    case contingencyFlow = "contingency_flow"
    case contingencyBusy = "contingency_busy"
    case contingencyStart = "contingency_start"
    case declared
    case deviationWithin = "deviation_within"
    case deviationAbove = "deviation_above"
    case deviationBelow = "deviation_below"
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
    case jobStart = "job_start"
    case jobRunning = "job_running"
    case jobWaiting = "job_waiting"
    case jobDeclined = "job_declined"
    case jobRun = "job_run"
    case jobScale = "job_scale"
    case jobBegin = "job_begin"
    case jobFirst = "job_first"
    case jobProgress = "job_progress"
    case jobLeft = "job_left"
    case jobOpen = "job_open"
    case jobLate = "job_late"
    case classUnserved = "class_unserved"
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
    case importRating = "import_rating"
    case chargeLimit = "charge_limit"
    case dischargeLimit = "discharge_limit"
    case energyLimit = "energy_limit"
    case supplyLimit = "supply_limit"
    case reserveServed = "reserve_served"
    case reserveWork = "reserve_work"
    case reserveBusy = "reserve_busy"
    case reserveAccelerators = "reserve_accelerators"
    case reserveConnection = "reserve_connection"
    case reserveBandwidth = "reserve_bandwidth"
    case spinningReserve = "spinning_reserve"
    case pin
    case maintenance
    case deviation
    case bandAbove = "band_above"
    case bandBelow = "band_below"
    case deviationLimit = "deviation_limit"
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
    case jobOnce = "job_once"
    case jobRunningState = "job_running_state"
    case jobOnePlace = "job_one_place"
    case jobScaleLimit = "job_scale_limit"
    case jobScaleMinimum = "job_scale_minimum"
    case jobBeginState = "job_begin_state"
    case jobBeginRun = "job_begin_run"
    case jobBeginRest = "job_begin_rest"
    case jobFirstBegin = "job_first_begin"
    case jobFirstOnce = "job_first_once"
    case jobOneRun = "job_one_run"
    case jobOnward = "job_onward"
    case jobProgressState = "job_progress_state"
    case jobWork = "job_work"
    case jobOpenState = "job_open_state"
    case jobLateState = "job_late_state"
    case classDemand = "class_demand"
    case energyMinimum = "energy_minimum"
    case budget
    case budgetState = "budget_state"
}

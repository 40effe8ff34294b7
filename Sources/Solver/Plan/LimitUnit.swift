extension Scenario {
    /// The unit of a limit; that of its subject where the kind alone does not tell it.
    ///
    /// A pin has the unit of its decision, a maintenance window that of what is out of service,
    /// capacity that may be added that of the choice.
    public func unit(of kind: LimitKind, _ subject: String) -> String {
        let own: String? =
            switch kind {
            case .pin: pins.first { $0.id == subject }?.decision.unit
            case .maintenance:
                maintenance.first { $0.id == subject.prefix { $0 != "," } }?.asset.unit
            case .addedCapacity:
                CapacityChoices.entries(self).first { $0.name == subject }?.expansion.unit
            default: nil
            }
        return own ?? kind.unit
    }
}

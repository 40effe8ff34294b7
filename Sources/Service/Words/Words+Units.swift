import Solver

extension Words {
    /// The unit of a limit with its subject.
    static func unit(_ kind: LimitKind, _ subject: String, _ scenario: Scenario) -> Text {
        switch kind {
        case .pin, .maintenance, .addedCapacity: unit(named: scenario.unit(of: kind, subject))
        default: unit(kind)
        }
    }

    /// A unit by its English name; those that are symbols stay as they are.
    static func unit(named name: String) -> Text {
        switch name {
        case "accelerators": Text("accelerator", "卡")
        case "replicas": Text("replica", "副本")
        case "starts": Text("start", "次启动")
        case "share": Text("whole share", "全部比例")
        case "million tokens per hour": Text("million tokens per hour", "百万词元/小时")
        default: Text(both: name)
        }
    }
}

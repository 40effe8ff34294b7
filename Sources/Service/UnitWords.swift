import Solver

extension Words {
    /// The unit of a limit with its subject.
    static func unit(_ kind: LimitKind, _ subject: String, _ scenario: Scenario) -> Text {
        switch kind {
        case .pin, .maintenance, .addedCapacity: unit(scenario.unit(of: kind, subject))
        default: unit(kind)
        }
    }

    /// A unit by its English name; those that are symbols stay as they are.
    private static func unit(_ name: String) -> Text {
        switch name {
        case "accelerators": Text("accelerators", "卡")
        case "replicas": Text("replicas", "副本")
        case "starts": Text("starts", "次启动")
        case "share": Text("whole share", "全部比例")
        case "million tokens per hour": Text("million tokens per hour", "百万词元/小时")
        default: Text(both: name)
        }
    }
}

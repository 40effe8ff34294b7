import Solver

extension Command {
    static let example = Command(
        name: "example", operands: "", operandCount: 0...0,
        summary: Text(
            en: "write a synthetic scenario of any size, from a seed",
            zh: "由随机种子生成任意规模的合成情景"),
        options: [
            OptionSpec(
                name: "--hubs", value: "N",
                meaning: Text(en: "sites; 10 unless told", zh: "站点数，默认 10")),
            OptionSpec(
                name: "--days", value: "D", meaning: Text(en: "days; 1 unless told", zh: "天数，默认 1")),
            OptionSpec(
                name: "--step-minutes", value: "M",
                meaning: Text(en: "length of a step; 15 unless told", zh: "时段长度（分钟），默认 15"),
                choices: ["5", "15", "30", "60"]),
            OptionSpec(
                name: "--seed", value: "S",
                meaning: Text(
                    en: "the same seed gives the same bytes; 1 unless told",
                    zh: "相同种子得到相同字节，默认 1")),
            OptionSpec(
                name: "--jobs", value: "J",
                meaning: Text(en: "training and other jobs; 0 unless told", zh: "训练等作业数，默认 0")),
            OptionSpec(
                name: "--commitment", value: "continuous|integer",
                meaning: Text(
                    en: "whether replicas and generators are whole units; continuous unless told",
                    zh: "副本与机组是否取整数，默认 continuous（连续）"),
                choices: ["continuous", "integer"]),
            OptionSpec(
                name: "--grid", value: nil,
                meaning: Text(en: "a power grid feeds the sites", zh: "由电网供电")),
            OptionSpec(
                name: "--with", value: "PART,PART",
                meaning: Text(
                    en: "more parts of the model: " + partNames + ", or all",
                    zh: "更多模型部分：" + partNames + "，或 all（全部）")),
            Shared.output,
        ],
        run: { options, session in
            let defaults = ExampleSettings()
            var settings = ExampleSettings(
                hubs: try options.integer("--hubs", 1...10_000) ?? defaults.hubs,
                days: try options.integer("--days", 1...366) ?? defaults.days,
                stepMinutes: try options.integer("--step-minutes", 5...60) ?? defaults.stepMinutes,
                seed: UInt64(try options.integer("--seed", 0...Int.max) ?? Int(defaults.seed)))
            settings.jobs = try options.integer("--jobs", 0...1_000) ?? defaults.jobs
            settings.isInteger = options.value("--commitment") == "integer"
            settings.parts = try parts(options)
            try settings.validate()
            let bytes = try ExampleScenario(settings).document().written()
            if let path = options.value("--output") {
                try OutputFile.write(bytes, to: path)
            } else {
                session.console.data(bytes)
            }
            return .ok
        })
}

extension Command {
    private static var partNames: String {
        ExamplePart.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private static func parts(_ options: Options) throws -> Set<ExamplePart> {
        var parts: Set<ExamplePart> = options.has("--grid") ? [.grid] : []
        for word in (options.value("--with") ?? "").split(separator: ",") {
            if word == "all" {
                parts.formUnion(ExamplePart.allCases)
            } else if let part = ExamplePart(rawValue: String(word)) {
                parts.insert(part)
            } else {
                throw Options.Problem.notAllowed(
                    option: "--with", given: String(word), allowed: partNames + ", all")
            }
        }
        return parts
    }
}

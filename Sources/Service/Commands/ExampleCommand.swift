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
            Shared.output,
        ],
        run: { options, session in
            let defaults = ExampleSettings()
            let settings = ExampleSettings(
                hubs: try options.integer("--hubs", 1...10_000) ?? defaults.hubs,
                days: try options.integer("--days", 1...366) ?? defaults.days,
                stepMinutes: try options.integer("--step-minutes", 5...60) ?? defaults.stepMinutes,
                seed: UInt64(try options.integer("--seed", 0...Int.max) ?? Int(defaults.seed)))
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

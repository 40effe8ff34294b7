import Forecast

extension ForecastOptions {
    /// Options of `forecast`, in the order of its help.
    static let specs: [OptionSpec] =
        [
            OptionSpec(
                name: "--target", value: "COLUMN",
                meaning: Text(en: "what is forecast", zh: "要预测的列")),
            OptionSpec(
                name: "--known", value: "COLUMN",
                meaning: Text(
                    en: "inputs known ahead, over the horizon too; several in a row, or repeated",
                    zh: "预先已知（覆盖预测范围）的输入；可连写或重复"), repeats: true, isList: true),
            OptionSpec(
                name: "--inputs", value: "COLUMN",
                meaning: Text(
                    en: "observed inputs, known up to the gate; several in a row, or repeated",
                    zh: "观测输入（截止时刻之前已知）；可连写或重复"), repeats: true, isList: true),
            OptionSpec(
                name: "--kind", value: ForecastKind.allCases.map(\.rawValue).joined(separator: "|"),
                meaning: Text(
                    en: "what the target is; default from its name", zh: "目标的种类；默认由列名推断"),
                choices: ForecastKind.allCases.map(\.rawValue)),
            OptionSpec(
                name: "--horizon", value: "H",
                meaning: Text(
                    en: "steps to forecast, or a time: 15min, 24h, 4d (default 1d)",
                    zh: "预测的时段数，或时长：15min、24h、4d（默认 1d）")),
            OptionSpec(
                name: "--from", value: "DATE",
                meaning: Text(
                    en: "first day; predict: also a time (default: where the target ends); "
                        + "backtest: default 27 days before the last",
                    zh: "首日；predict 亦可为时刻（默认目标结束处）；backtest 默认末日之前 27 天")),
            OptionSpec(
                name: "--to", value: "DATE",
                meaning: Text(
                    en: "backtest: last day, included (default the target's last whole day)",
                    zh: "backtest：末日（含；默认目标的最后一个整日）")),
            OptionSpec(
                name: "--gate", value: "HH:MM",
                meaning: Text(
                    en:
                        "when a day's forecast is made: the last such clock time at or before the day "
                        + "begins (default: then; of a price noon of the day before)",
                    zh: "作出某日预测的时刻：该日开始或之前最近的此时刻（默认即该日开始；电价为前一日正午）")),
            OptionSpec(
                name: "--time-zone", value: "TZ",
                meaning: Text(
                    en: "zone of days, gate and times without offset (default UTC)",
                    zh: "日界、截止时刻及无时差时间的时区（默认 UTC）")),
            OptionSpec(
                name: "--step-minutes", value: "M",
                meaning: Text(
                    en: "length of a step; default the file's, else joined or divided",
                    zh: "时段长度（分钟）；默认取文件的，否则合并或拆分")),
            OptionSpec(
                name: "--capacity", value: "C",
                meaning: Text(
                    en: "wind, solar: largest possible value (default the largest seen)",
                    zh: "风电、光伏：最大可能值（默认历史最大值）")),
            OptionSpec(
                name: "--latitude", value: "DEGREES",
                meaning: Text(
                    en: "solar: of the plant, north (default learned from the series)",
                    zh: "光伏：电站纬度（北纬为正；默认由序列学得）")),
            OptionSpec(
                name: "--longitude", value: "DEGREES",
                meaning: Text(
                    en: "solar: of the plant, east (default learned from the series)",
                    zh: "光伏：电站经度（东经为正；默认由序列学得）")),
            OptionSpec(
                name: "--marginal", value: nil,
                meaning: Text(
                    en: "carbon: of one more MWh, from the mix in --inputs, not the average",
                    zh: "碳强度：按 --inputs 中的电源结构取边际而非平均")),
            OptionSpec(
                name: "--scenarios", value: "N",
                meaning: Text(
                    en: "predict: also N joint paths with their probabilities",
                    zh: "predict：另给出 N 条联合路径及其概率")),
            OptionSpec(
                name: "--write", value: "FILE",
                meaning: Text(
                    en: "also write time,yhat,q01…q99 as CSV", zh: "另将 time,yhat,q01…q99 写成 CSV")),
            OptionSpec(
                name: "--report", value: "DIR",
                meaning: Text(
                    en: "also write a page with bands against truth to DIR/forecast.html",
                    zh: "另在 DIR/forecast.html 生成区间与真实值对照的页面")),
            OptionSpec(
                name: "--against", value: "FILE",
                meaning: Text(
                    en:
                        "backtest: CSV of others' forecasts; every column is scored and tested against",
                    zh: "backtest：他人预测的 CSV；逐列评分并检验")),
            OptionSpec(
                name: "--seed", value: "N",
                meaning: Text(en: "seed of all that is drawn (default 1)", zh: "随机种子（默认 1）")),
            OptionSpec(
                name: "--threads", value: "N",
                meaning: Text(
                    en: "threads of linear algebra (default 1, which repeats bit for bit)",
                    zh: "线性代数线程数（默认 1，结果逐位可重复）")),
            Command.Shared.format,
        ] + PUEOptions.specs
}

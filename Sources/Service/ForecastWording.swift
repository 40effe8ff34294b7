import Forecast

/// A table of series that cannot be used, with the file that it comes from.
struct ForecastFileError: Error {
    let path: String
    let error: TableError
}

/// Messages about forecasts, in both languages.
extension Wording {
    func text(of problem: ForecastFileError) -> String {
        let error = problem.error
        var lines = [
            say(
                "wattoken: \(problem.path) has \(error.count) fault\(error.count == 1 ? "" : "s"):",
                "wattoken：\(problem.path) 有 \(error.count) 处错误：")
        ]
        for fault in error.faults {
            var place = fault.line > 0 ? say("line \(fault.line)", "第 \(fault.line) 行") : ""
            if !fault.column.isEmpty {
                place += (place.isEmpty ? "" : ", ") + say("column ", "列 ") + fault.column
            }
            lines.append("  " + (place.isEmpty ? "" : place + ": ") + sentence(fault))
        }
        if error.count > error.faults.count { lines.append(say("  and more", "  以及更多")) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func sentence(_ fault: TableFault) -> String {
        let given = fault.given
        let detail = fault.detail
        return switch fault.code {
        case .empty: say("no rows below a header", "表头之下没有数据行")
        case .noSuchColumn:
            say("there is no column \"\(given)\"; there are: ", "没有列“\(given)”；现有：") + detail
        case .columnTwice: say("two columns are called \"\(given)\"", "有两列名为“\(given)”")
        case .cellCount:
            say("\(given) cells; the header has \(detail)", "\(given) 个单元格；表头有 \(detail) 个")
        case .unclosedQuote: say("a quote is never closed", "引号没有闭合")
        case .notATime:
            say(
                "\"\(given)\" is not a time; allowed: 2026-01-31T13:00[:00][Z|±hh:mm]",
                "“\(given)”不是时间；允许：2026-01-31T13:00[:00][Z|±hh:mm]")
        case .skippedTime:
            say("the clocks of \(detail) skip \(given)", "\(detail) 的时钟跳过了 \(given)")
        case .notANumber: say("\"\(given)\" is not a number", "“\(given)”不是数")
        case .notFinite: say("\(given) is not finite", "\(given) 不是有限数")
        case .timeTwice:
            say("\(given) again, first at line \(detail)", "\(given) 重复，首见于第 \(detail) 行")
        case .offGrid:
            say("\(given) lies between steps of \(detail) s", "\(given) 不在 \(detail) 秒的时段起点上")
        case .wrongStep:
            say(
                "steps of \(given) s cannot be made of the file's \(detail) s",
                "无法由文件的 \(detail) 秒时段得到 \(given) 秒时段")
        case .notACurve:
            say(
                "no curve: wet_bulb must rise, pue must not fall and be at least 1",
                "不成曲线：wet_bulb 须递增，pue 不得下降且不小于 1")
        case .tooLong: say("\(detail) steps from first to last", "首尾相距 \(detail) 个时段，过长")
        }
    }

    func text(of error: ForecastError) -> String {
        func time(_ seconds: Int) -> String { CivilDay.text(ofTime: seconds) }
        return switch error {
        case .emptyHorizon: say("a horizon of no steps", "预测范围为零个时段")
        case .startsInHistory(let start, let end):
            say(
                "the forecast starts at \(time(start)), before the target ends at \(time(end))",
                "预测始于 \(time(start))，早于目标序列结束的 \(time(end))")
        case .otherStep(let series, let seconds, let expected):
            say(
                "\(series) has steps of \(seconds) s, the target of \(expected) s",
                "\(series) 的时段为 \(seconds) 秒，目标序列为 \(expected) 秒")
        case .offGrid(let series, let at):
            say(
                "the steps of \(series) from \(time(at)) begin between those of the target",
                "\(series) 自 \(time(at)) 起的时段与目标序列不对齐")
        case .notFinite(let series, let at):
            say("\(series) is not finite at \(time(at))", "\(series) 在 \(time(at)) 不是有限数")
        case .noValues(let series):
            say("\(series) has no value before the gate", "\(series) 在截止时刻之前没有任何值")
        case .tooLittleHistory(let series, let values, let needed):
            say(
                "\(series) has \(values) values before the gate; at least \(needed) are needed",
                "\(series) 在截止时刻之前只有 \(values) 个值；至少需要 \(needed) 个")
        case .nothingToCompare(let series, let start, let end):
            say(
                "no true value of \(series) in the test period; it reaches from "
                    + "\(time(start)) to \(time(end))",
                "测试期内 \(series) 没有真实值；其范围为 \(time(start)) 至 \(time(end))")
        case .numerical(let place, let routine):
            say("\(place): \(routine) failed on these data", "\(place)：\(routine) 在这些数据上失败")
        case .cancelled: say("stopped", "已停止")
        }
    }

    /// What a flag of a forecast says.
    func text(of flag: Provenance.Flag) -> String {
        switch flag {
        case .fellBack: say("a simpler model answered", "由更简单的模型给出")
        case .gapsFilled: say("gaps of the target were filled", "目标序列的缺口已填补")
        case .shortHistory: say("less history than the model wants", "历史短于模型所需")
        case .inputMissing: say("an input has no values where needed", "某输入在所需处无值")
        case .constantTarget: say("the target has never changed", "目标序列从未变化")
        case .outliersClipped: say("far outliers were drawn in", "离群值已收回")
        case .assumedCorrelation:
            say("too few past errors to tell how steps hang together", "历史误差过少，时段间相关性为假定")
        case .fewErrors: say("bands rest on few past errors", "区间所依据的历史误差较少")
        }
    }
}

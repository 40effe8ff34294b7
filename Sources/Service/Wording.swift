import Certificates
import Forecast
import Solver

/// Every message of the command line, in both languages, in one place.
struct Wording {
    let language: Language

    func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }

    // MARK: Help

    func help() -> String {
        var lines = [
            say(
                "wattoken plans AI-token production together with electricity (算电协同).",
                "wattoken：算电协同，把词元（Token）生产与电力一起规划。"), "",
            say("Commands:", "命令："),
        ]
        for command in Command.all {
            lines.append("  " + Layout.padded(command.name, 12) + command.summary[language])
        }
        lines += [
            "", say("wattoken COMMAND --help shows its options.", "wattoken 命令 --help 查看选项。"),
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    func help(_ command: Command) -> String {
        var lines = [command.usage, "", command.summary[language], ""]
        for option in command.options + [Command.Shared.language] {
            let head = option.value.map { "\(option.name) \($0)" } ?? option.name
            lines.append("  " + Layout.padded(head, 30) + option.meaning[language])
        }
        return lines.joined(separator: "\n")
    }

    func unknownCommand(_ name: String, suggestion: String?) -> String {
        say("wattoken: there is no command \"\(name)\".", "wattoken：没有命令“\(name)”。")
            + did(suggestion) + "\n"
            + say("wattoken --help lists them.", "wattoken --help 列出全部命令。")
    }

    /// Said last, when the end of the data is missing.
    func lostOutput(_ reason: String) -> String {
        say(
            "wattoken: standard output cannot be written: \(reason)\n",
            "wattoken：无法写入标准输出：\(reason)\n")
    }

    private func did(_ suggestion: String?) -> String {
        suggestion.map { say(" Did you mean \"\($0)\"?", "是否指“\($0)”？") } ?? ""
    }

    // MARK: Errors

    func exitCode(of error: any Error) -> ExitCode {
        switch error {
        case is Options.Problem, is UsageError, is StoreLocation.Problem,
            is ServiceSettings.Invalid:
            .usage
        case is StoreError, is HTTPServerError: .unavailable
        case is ScenarioError, is ScenarioChange.Problem, is InputFile.Problem,
            is ProgramFileError, is MeterFile.Problem, is MatpowerError,
            is Sweep.Problem, is Continuation.Problem, is ForecastFileError, is SolverError,
            is InvalidInput,
            is SigningKeyFile.Problem, is RegistryRefusal, is IssueFault, is LogWriterFault,
            is CertificateFault, is ProofFault:
            .invalidInput
        case is LogCommandProblem, is LogProofMaker.Problem, is LogWriterFault: .invalidInput
        case is Fetcher.Failure, is FileFailure: .unavailable
        case let error as ForecastError: error == .cancelled ? .interrupted : .invalidInput
        default: .internalError
        }
    }

    func text(of error: any Error) -> String {
        switch error {
        case let error as ScenarioError: text(of: error)
        case let error as Options.Problem: "wattoken: " + text(of: error) + "\n"
        case let error as UsageError: "wattoken: " + error.text[language] + "\n"
        case let error as InvalidInput: "wattoken: " + error.text[language] + "\n"
        case let error as SigningKeyFile.Problem: "wattoken: " + error.text[language] + "\n"
        case let error as RegistryRefusal:
            "wattoken: \(error.request): " + error.fault.text[language] + "\n"
        case let error as CertificateFault: "wattoken: " + error.text[language] + "\n"
        case let error as ProofFault: "wattoken: " + error.text[language] + "\n"
        case let error as IssueFault: "wattoken: " + error.text[language] + "\n"
        case let error as any LogFaultWording: "wattoken: " + error.text[language] + "\n"
        case let error as StoreLocation.Problem:
            "wattoken: "
                + say(
                    "--database: given \(error.scheme):…; allowed: sqlite:PATH, postgresql://…",
                    "--database：给出 \(error.scheme):…；允许：sqlite:PATH、postgresql://…") + "\n"
        case let error as ServiceSettings.Invalid: text(of: error)
        case let error as LogCommandProblem: "wattoken: " + error.text[language] + "\n"
        case let error as any LogFaultWording: "wattoken: " + error.text[language] + "\n"
        case let error as StoreError: "wattoken: " + text(of: error) + "\n"
        case let error as HTTPServerError: "wattoken: " + text(of: error) + "\n"
        case let error as InputFile.Problem: "wattoken: " + text(of: error) + "\n"
        case let error as ProgramFileError: "wattoken: \(error)\n"
        case let error as MeterFile.Problem:
            "wattoken: "
                + say(
                    "\(error.place): given \(error.given); allowed: \(error.allowed)",
                    "\(error.place)：给出 \(error.given)；允许：\(error.allowed)") + "\n"
        case let error as MatpowerError:
            "wattoken: "
                + (error.line > 0 ? say("line \(error.line): ", "第 \(error.line) 行：") : "")
                + say(
                    "given \(error.given); allowed: \(error.allowed)",
                    "给出 \(error.given)；允许：\(error.allowed)") + "\n"
        case let error as ScenarioChange.Problem:
            "wattoken: "
                + say(
                    "--set \(error.path): \"\(error.part)\" leads nowhere; allowed: ",
                    "--set \(error.path)：“\(error.part)”不存在；允许：") + error.allowed + "\n"
        case let error as Sweep.Problem: text(of: error)
        case let error as Continuation.Problem: "wattoken: " + text(of: error) + "\n"
        case let error as SolverError: "wattoken: " + text(of: error) + "\n"
        case let error as ForecastFileError: text(of: error)
        case let error as ForecastError: "wattoken: " + text(of: error) + "\n"
        default:
            "wattoken: " + say("internal error: \(error)", "内部错误：\(error)") + "\n"
        }
    }

    private func text(of error: ScenarioError) -> String {
        var lines = [
            say(
                "wattoken: the scenario has \(error.count) fault\(error.count == 1 ? "" : "s"):",
                "wattoken：情景有 \(error.count) 处错误：")
        ]
        for fault in error.faults {
            let place = fault.pointer.isEmpty ? say("document", "文档") : fault.pointer
            lines.append(
                "  \(place): " + kind(fault.kind)
                    + say(
                        "; given \(fault.given); allowed: \(fault.allowed)",
                        "；给出 \(fault.given)；允许：\(fault.allowed)"))
        }
        if error.count > error.faults.count {
            lines.append(say("  and more", "  以及更多"))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func text(of error: ServiceSettings.Invalid) -> String {
        error.faults.map { fault in
            "wattoken: "
                + say(
                    "\(fault.place): given \(fault.given); allowed: \(fault.allowed)",
                    "\(fault.place)：给出 \(fault.given)；允许：\(fault.allowed)") + "\n"
        }.joined()
    }

    private func kind(_ kind: Fault.Kind) -> String {
        switch kind {
        case .malformed: say("malformed", "格式错误")
        case .missing: say("missing", "缺失")
        case .unknownField: say("unknown field", "未知字段")
        case .wrongType: say("wrong type", "类型错误")
        case .notAllowed: say("not allowed", "取值不允许")
        case .wrongLength: say("wrong length", "长度错误")
        case .duplicateID: say("duplicate", "重复")
        case .unknownReference: say("unknown reference", "引用不存在")
        case .conflict: say("contradiction", "互相矛盾")
        case .tooLarge: say("too large", "过大")
        }
    }

    private func text(of problem: Options.Problem) -> String {
        switch problem {
        case .unknownOption(let name, let suggestion):
            say("there is no option \(name).", "没有选项 \(name)。") + did(suggestion)
        case .missingValue(let name): say("\(name) needs a value.", "\(name) 需要一个值。")
        case .notAllowed(let option, let given, let allowed):
            say(
                "\(option): given \(given); allowed: \(allowed)",
                "\(option)：给出 \(given)；允许：\(allowed)")
        case .givenTwice(let name): say("\(name) is given twice.", "\(name) 给出了两次。")
        case .wrongOperands(let given, let usage):
            say("given \(given) operands; usage: \(usage)", "给出 \(given) 个操作数；用法：\(usage)")
        }
    }

    private func text(of problem: InputFile.Problem) -> String {
        switch problem {
        case .notFound(let path): say("no such file: \(path)", "文件不存在：\(path)")
        case .unreadable(let path, let reason):
            say("cannot read \(path): \(reason)", "无法读取 \(path)：\(reason)")
        case .tooLarge(let path, let limit):
            say(
                "\(path) is larger than the limit of \(limit) bytes",
                "\(path) 超过上限 \(limit) 字节")
        case .damagedGzip(let path):
            say("\(path) is not a whole gzip file", "\(path) 不是完整的 gzip 文件")
        }
    }

    private func text(of problem: Sweep.Problem) -> String {
        switch problem {
        case .tooMany(let count):
            "wattoken: "
                + say(
                    "--vary: \(count) combinations; allowed: at most \(Sweep.most)",
                    "--vary：共 \(count) 种组合；最多 \(Sweep.most)") + "\n"
        case .invalid(let values, let error):
            "wattoken: "
                + say(
                    "--vary: with \(values.joined(separator: ", "))",
                    "--vary：取值为 \(values.joined(separator: "、"))") + "\n" + text(of: error)
        }
    }

    private func text(of problem: Continuation.Problem) -> String {
        switch problem {
        case .noEndStates:
            say(
                "--continue-from: not a plan document with end_states",
                "--continue-from：不是带有 end_states 的计划文档")
        case .otherStart(let at, let start):
            say(
                "--continue-from: the plan ends at \(at), the scenario starts at \(start)",
                "--continue-from：计划止于 \(at)，情景始于 \(start)")
        }
    }

    private func text(of error: HTTPServerError) -> String {
        switch error {
        case .addressInUse(let address, let port):
            say("\(error)", "\(address) 的端口 \(port) 已被其他进程占用")
        case .addressNotHere(let address): say("\(error)", "本机没有地址 \(address)")
        case .portNotPermitted(let port): say("\(error)", "当前用户不能使用端口 \(port)，请用 1024 以上")
        case .tooFewDescriptors(let needed, let allowed):
            say("\(error)", "连接数上限需要 \(needed) 个打开的文件，系统只允许 \(allowed)（ulimit -n）")
        case .settings, .system, .notStarted: say("\(error)", "HTTP 服务无法启动：\(error)")
        }
    }

    private func text(of error: StoreError) -> String {
        switch error {
        case .unavailable(let reason):
            say("the database cannot be reached: \(reason)", "无法连接数据库：\(reason)")
        case .full: say("no room on the disk of the database", "数据库所在磁盘已满")
        case .readOnly: say("the database takes no writes", "数据库不可写")
        case .schema(let found, let needed):
            say(
                "the database has schema \(found); this program needs \(needed)",
                "数据库结构版本为 \(found)，本程序需要 \(needed)")
        case .damaged(let reason): say("the database is damaged: \(reason)", "数据库已损坏：\(reason)")
        }
    }

    private func text(of error: SolverError) -> String {
        switch error {
        case .notFinite(let place):
            say("a number that is not finite at \(place)", "\(place) 处有非有限数")
        case .tooLarge(let columns, let rows, let nonzeros):
            say(
                "the program is too large: \(columns) columns, \(rows) rows, \(nonzeros) nonzeros",
                "规模过大：\(columns) 列、\(rows) 行、\(nonzeros) 个非零元")
        }
    }

    // MARK: Outcomes

    func notice(_ notice: Notice) -> String {
        let amount = Layout.number(notice.amount)
        return switch notice.kind {
        case .unserved:
            say(
                "not served: \(amount) million tokens of \(notice.subject)",
                "未服务：\(notice.subject) 的 \(amount) 百万词元")
        case .dropped:
            say(
                "dropped: \(amount) million tokens of \(notice.subject)",
                "放弃：\(notice.subject) 的 \(amount) 百万词元")
        case .late:
            say(
                "late: \(amount) million token-hours of \(notice.subject)",
                "迟延：\(notice.subject) 的 \(amount) 百万词元·小时")
        case .simultaneousChargeAndDischarge:
            say(
                "charges and discharges at once: \(notice.subject), \(amount) MWh",
                "同时充放电：\(notice.subject)，\(amount) MWh")
        case .expiredPin:
            say(
                "a pin expired \(amount) hours before the start and does not count: "
                    + notice.subject,
                "人工锁定在起始前 \(amount) 小时已过期，不再生效：\(notice.subject)")
        case .simultaneousTransfer:
            say(
                "carries both ways at once: DC line \(notice.subject), \(amount) MWh",
                "同时双向输送：直流线路 \(notice.subject)，\(amount) MWh")
        case .jobDeclined:
            say(
                "declined: \(notice.subject), a job of \(amount) CNY",
                "放弃：作业 \(notice.subject)，价值 \(amount) 元")
        case .jobLate:
            say(
                "late: \(notice.subject), a job, by \(amount) hours",
                "逾期：作业 \(notice.subject)，\(amount) 小时")
        case .lowUtilisation:
            say(
                "\(notice.subject) would use \(amount) kWh per kVA and month: "
                    + "the x0.9 of the demand price starts at 260",
                "\(notice.subject) 每月每千伏安用电 \(amount) 千瓦时：需量电价九折的门槛是 260")
        }
    }
}

/// A file that does not say what it should, with its own words.
struct InvalidInput: Error {
    let text: Text
}

/// A command line that cannot be carried out, with its own words.
struct UsageError: Error {
    let text: Text
}

import Certificates
import Foundation
import Glibc
import Solver

extension Command {
    static let worker = Command(
        name: "worker", operands: "", operandCount: 0...0,
        summary: Text(
            en: "work jobs of a database out; several may run, on several machines with PostgreSQL",
            zh: "处理数据库中的作业；可多进程运行，使用 PostgreSQL 时可跨多台机器"),
        options: WorkerCommand.options,
        run: { options, session in try WorkerCommand.run(options, session) })
}

/// The process of a worker.
enum WorkerCommand {
    static let options = [
        Command.database,
        OptionSpec(
            name: "--lanes", value: "online,planning",
            meaning: Text(
                en: "whose jobs it takes (default both)", zh: "处理哪些队列的作业（默认全部）")),
        OptionSpec(
            name: "--once", value: nil,
            meaning: Text(en: "end when no job waits", zh: "没有排队作业时结束")),
        OptionSpec(
            name: "--lease", value: "S",
            meaning: Text(
                en: "seconds after its last sign of life until others may take its job "
                    + "(default 15)",
                zh: "失去联系多少秒后其他进程可接手其作业（默认 15）")),
        OptionSpec(
            name: "--memory-limit", value: "GIGABYTES",
            meaning: Text(
                en: "address space it may use (default no limit)", zh: "可用地址空间上限（默认不限）")),
        OptionSpec(
            name: "--name", value: "NAME",
            meaning: Text(
                en: "its name, unique among the living (default made up)",
                zh: "名称，须唯一（默认自动生成）")),
        OptionSpec(
            name: "--parent", value: "PROCESS",
            meaning: Text(
                en: "end when this is no longer its parent process",
                zh: "父进程不再是该进程时结束")),
    ]

    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        let settings = try settings(options, session)
        try limitMemory(options)
        let parent = try options.integer("--parent", 1...Int(Int32.max))
        let store = try StoreLocation(options, session).open()
        defer { store.close() }
        try store.check()
        let message = session.console.message
        let log = ServiceLog { message(String(decoding: $0, as: UTF8.self)) }
        log.note(
            .info, "worker_ready",
            [
                "worker": .string(settings.name),
                "lanes": .array(settings.lanes.map { .string($0.rawValue) }),
            ])
        let isInterrupted = session.isInterrupted
        Worker(
            store: store, settings: settings, log: log,
            isShutDown: {
                // A service that was killed leaves no workers behind.
                isInterrupted() || parent.map { getppid() != Int32($0) } == true
            }
        ).run()
        return .ok
    }

    private static func settings(
        _ options: Options, _ session: Session
    ) throws -> Worker.Settings {
        let made = "\(getpid())-" + Hexadecimal.text(RandomBytes.make(4))
        var settings = Worker.Settings(name: options.value("--name") ?? made)
        if let text = options.value("--lanes") {
            settings.lanes = try text.split(separator: ",", omittingEmptySubsequences: false).map {
                guard let lane = Lane(rawValue: String($0)) else {
                    throw Options.Problem.notAllowed(
                        option: "--lanes", given: text,
                        allowed: Lane.allCases.map(\.rawValue).joined(separator: ","))
                }
                return lane
            }
        }
        settings.leaseSeconds = try options.number("--lease", 0.1...86_400) ?? 15
        settings.endsWhenIdle = options.has("--once")
        settings.crash = session.environment["WATTOKEN_WORKER_CRASH"].flatMap(Worker.Crash.init)
        return settings
    }

    /// GLPK aborts when it gets no memory: the worker dies, and its job is given back.
    private static func limitMemory(_ options: Options) throws {
        guard let gigabytes = try options.number("--memory-limit", 1...1e6) else { return }
        let bytes = rlim_t(gigabytes * 1e9)
        var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    }
}

import Foundation
package import Solver

/// Everything an operator may set: from flags, then the environment, then one file, then defaults.
///
/// The table `all` is the only list: help, environment names, the file's keys and the checks come
/// from it.
package struct ServiceSettings: Sendable, Equatable {
    package var listen = "127.0.0.1:8080"
    package var metricsListen: String?
    package var database = "sqlite:wattoken.db"
    package var adminKeyFile: String?
    package var onlineWorkers = 1
    package var planningWorkers = 1
    package var logLevel = ServiceLog.Level.info
    package var http = HTTPServerSettings()
    package var application = ApplicationSettings()
    package var retentionDays = 90
    package var tokens = TokenSettings()
    package var certificates = CertificateSettings()

    /// One thing that may be set.
    package struct Item: Sendable {
        /// As in a file; the flag is `--listen`, the variable `WATTOKEN_LISTEN`.
        package let name: String
        /// Name of its value in the help.
        package let value: String
        package let meaning: Text
        /// Takes a text; what is allowed, when it is not.
        let set: @Sendable (inout ServiceSettings, String) -> String?

        package var flag: String { "--" + name.replacing("_", with: "-") }
        package var variable: String { "WATTOKEN_" + name.uppercased() }
    }

    /// Settings that cannot be used, all of them.
    package struct Invalid: Error, Sendable, Equatable {
        package struct Fault: Sendable, Equatable {
            /// `--listen`, `WATTOKEN_LISTEN`, or file and key.
            package let place: String
            package let given: String
            package let allowed: String
        }

        package let faults: [Fault]
    }

    package init() {}

    /// Reads the settings; every fault of them is in the error.
    ///
    /// - Parameters:
    ///   - flags: values of flags by item name.
    ///   - file: a JSON object with the same names, and what it is called.
    package init(
        flags: [String: String], environment: [String: String],
        file: (name: String, content: JSON)? = nil
    ) throws(Invalid) {
        var faults: [Invalid.Fault] = []
        for item in Self.all {
            let fromFile = file?.content[item.name].map(Self.text)
            let choices: [(String, String?)] = [
                (item.flag, flags[item.name]), (item.variable, environment[item.variable]),
                ("\(file?.name ?? ""): \(item.name)", fromFile),
            ]
            guard let (place, value) = choices.first(where: { $0.1 != nil }), let value else {
                continue
            }
            if let allowed = item.set(&self, value) {
                faults.append(.init(place: place, given: value, allowed: allowed))
            }
        }
        if let file { faults += Self.unknown(file) }
        for fault in http.faults() {
            faults.append(
                .init(place: "http." + fault.setting, given: fault.given, allowed: fault.allowed))
        }
        faults += tokens.faults()
        faults += certificates.faults(logFolder: application.logFolder)
        guard faults.isEmpty else { throw Invalid(faults: faults) }
    }

    private static func unknown(_ file: (name: String, content: JSON)) -> [Invalid.Fault] {
        guard case .object(let members) = file.content else {
            return [.init(place: file.name, given: "no object", allowed: "a JSON object")]
        }
        let names = all.map(\.name)
        return members.filter { !names.contains($0.key) }.map { member in
            let near = Options.nearest(member.key, names)
            return .init(
                place: "\(file.name): \(member.key)", given: "an unknown setting",
                allowed: near.map { "did you mean \($0)?" } ?? names.joined(separator: ", "))
        }
    }

    private static func text(_ value: JSON) -> String {
        switch value {
        case .string(let text): text
        default: String(decoding: value.written(pretty: false), as: UTF8.self)
        }
    }

    // MARK: The table

    package static let all: [Item] = own + TokenSettings.items + CertificateSettings.items

    private static let own: [Item] = [
        Item(
            name: "listen", value: "ADDRESS:PORT",
            meaning: Text(
                en: "where to listen; 127.0.0.1:8080 unless told", zh: "监听地址；默认 127.0.0.1:8080"),
            set: { settings, text in
                guard let (address, port) = address(text) else {
                    return "a numeric address and a port, such as 127.0.0.1:8080 or [::1]:8080"
                }
                settings.listen = text
                settings.http.address = address
                settings.http.port = port
                return nil
            }),
        Item(
            name: "metrics_listen", value: "ADDRESS:PORT",
            meaning: Text(
                en: "where /metrics is open without a key; else only for keys with metrics:read",
                zh: "免密钥提供 /metrics 的地址；否则仅限有 metrics:read 权限的密钥"),
            set: { settings, text in
                guard address(text) != nil else { return "a numeric address and a port" }
                settings.metricsListen = text
                return nil
            }),
        Item(
            name: "database", value: "sqlite:PATH|postgresql://…",
            meaning: Text(
                en: "where everything is kept; sqlite:wattoken.db unless told",
                zh: "数据库；默认 sqlite:wattoken.db"),
            set: { settings, text in
                settings.database = text
                let isKnown = ["sqlite:", "postgresql://", "postgres://"].contains {
                    text.hasPrefix($0)
                }
                return isKnown ? nil : "sqlite:PATH or postgresql://…"
            }),
        Item(
            name: "admin_key_file", value: "FILE",
            meaning: Text(
                en: "where a first start writes the admin key (mode 600); else it is printed once",
                zh: "首次启动时写入管理员密钥的文件（权限 600）；否则打印一次"),
            set: { settings, text in
                settings.adminKeyFile = text
                return nil
            }),
        count(
            "online_workers", 0...64,
            Text(
                en: "worker processes for work that hubs wait for; 1 unless told",
                zh: "在线作业的工作进程数；默认 1"), \.onlineWorkers),
        count(
            "planning_workers", 0...64,
            Text(
                en: "worker processes for work that planners wait for; 1 unless told",
                zh: "规划作业的工作进程数；默认 1"), \.planningWorkers),
        Item(
            name: "log_level", value: "debug|info|warning|error",
            meaning: Text(en: "what is logged; info unless told", zh: "日志级别；默认 info"),
            set: { settings, text in
                guard let level = ServiceLog.Level(rawValue: text) else {
                    return ServiceLog.Level.allCases.map(\.rawValue).joined(separator: ", ")
                }
                settings.logLevel = level
                return nil
            }),
        count(
            "connections_per_client", 0...1_000_000,
            Text(
                en: "open connections of one address, loopback apart; 32 unless told",
                zh: "单个地址的最大连接数（回环除外）；默认 32"), \.http.connectionsPerClient),
        count(
            "connection_limit", 1...1_000_000,
            Text(en: "open connections; 12000 unless told", zh: "最大连接数；默认 12000"),
            \.http.connectionLimit),
        Item(
            name: "trusted_proxies", value: "ADDRESS,…",
            meaning: Text(
                en: "proxies in front, whose connections are many clients'",
                zh: "前置代理的地址，不受单地址连接数限制"),
            set: { settings, text in
                settings.http.trustedProxies = text.split(separator: ",").map {
                    $0.filter { $0 != " " }
                }
                return nil
            }),
        count(
            "writes_per_minute", 1...100_000_000,
            Text(
                en: "changes a tenant may make in a minute; 60000 unless told",
                zh: "每个租户每分钟的写操作上限；默认 60000"), \.application.writesPerMinute),
        count(
            "queued_per_tenant", 1...10_000_000,
            Text(
                en: "jobs of a tenant that may wait; 2000 unless told",
                zh: "每个租户可排队的作业数；默认 2000"), \.application.admission.queuedPerTenant),
        count(
            "queued_per_lane", 1...10_000_000,
            Text(
                en: "jobs that may wait in a lane; 10000 unless told",
                zh: "每条队列可排队的作业数；默认 10000"), \.application.admission.queuedPerLane),
        count(
            "attempt_limit", 1...100,
            Text(
                en: "how often a job is tried before it counts as poison; 3 unless told",
                zh: "作业的最大尝试次数；默认 3"), \.application.attemptLimit),
        Item(
            name: "log_folder", value: "FOLDER",
            meaning: Text(
                en: "files of the public log, served at /log", zh: "公开日志的文件夹，经 /log 提供"),
            set: { settings, text in
                settings.application.logFolder = text
                return nil
            }),
        count(
            "retention_days", 1...36_500,
            Text(
                en: "days after which data of ended jobs are deleted; 90 unless told",
                zh: "已结束作业的数据保留天数；默认 90"), \.retentionDays),
    ]

    private static func count(
        _ name: String, _ range: ClosedRange<Int>, _ meaning: Text,
        _ path: any WritableKeyPath<ServiceSettings, Int> & Sendable
    ) -> Item {
        Item(
            name: name, value: "N", meaning: meaning,
            set: { settings, text in
                guard let value = Int(text), range.contains(value) else {
                    return "an integer from \(range.lowerBound) to \(range.upperBound)"
                }
                settings[keyPath: path] = value
                return nil
            })
    }

    /// Address and port of `127.0.0.1:8080` or `[::1]:8080`.
    static func address(_ text: String) -> (String, Int)? {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        var storage = in6_addr()
        var other = in_addr()
        let isAddress =
            unsafe inet_pton(AF_INET6, String(host), &storage) == 1
            || (unsafe inet_pton(AF_INET, String(host), &other)) == 1
        return isAddress ? (String(host), port) : nil
    }
}

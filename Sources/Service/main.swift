import Foundation

let interrupt = Interrupt()
let signals = interrupt.watch()
let environment = ProcessInfo.processInfo.environment
let session = Session(
    console: .standard(Language(environment: environment)), environment: environment,
    isInterrupted: { [interrupt] in interrupt.isRaised })
let code = Tool.run(Array(CommandLine.arguments.dropFirst()), session: session)
exit(code.rawValue)

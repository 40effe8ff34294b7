import Foundation

let interrupt = Interrupt()
let signals = interrupt.watch()
let environment = ProcessInfo.processInfo.environment
let output = StandardStream(.standardOutput)
let session = Session(
    console: .standard(Language(environment: environment), output: output),
    environment: environment,
    isInterrupted: { [interrupt] in interrupt.isRaised })
var code = Tool.run(Array(CommandLine.arguments.dropFirst()), session: session)
if let reason = output.failure {
    let wording = Wording(language: session.console.language)
    session.console.message(wording.lostOutput(reason))
    code = .unavailable
}
exit(code.rawValue)

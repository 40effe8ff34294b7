import Foundation
import Solver

let folder = CommandLine.arguments[1]
func load(_ n: String) -> [UInt8]? { (try? Data(contentsOf: URL(fileURLWithPath: folder + "/" + n))).map { [UInt8]($0) } }
do {
    let t0 = ContinuousClock.now
    let s = try Scenario(json: load("scenario.json") ?? [], files: load)
    let t1 = ContinuousClock.now
    let f = Formulation(s)
    let t2 = ContinuousClock.now
    print(t1 - t0, t2 - t1, f.program.rowCount, f.program.columnCount, f.program.matrix.nonzeroCount)
    try? Data(f.program.mps()).write(to: URL(fileURLWithPath: "/tmp/day.mps"))
    if CommandLine.arguments.count > 2 { exit(0) }
    let o = try ProgramSolver.solve(f.program)
    print(o.proof, o.iterations, o.seconds, o.attempts)
} catch let e as ScenarioError {
    for f in e.faults { print(f.pointer, f.kind, f.given, "|", f.allowed) }
}

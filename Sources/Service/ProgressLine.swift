import Foundation
import Solver

/// One line of progress that is rewritten in place on a terminal, and silent elsewhere.
struct ProgressLine: Sendable {
    private let console: Console

    init(_ console: Console) { self.console = console }

    /// Shows where a solve is, once it has taken a second.
    func show(_ progress: SolveProgress) {
        guard console.isTerminal, progress.seconds >= 1 else { return }
        let objective = progress.objective.isFinite ? Layout.number(progress.objective) : "–"
        let text = Text(
            en: "\(progress.method): \(progress.iterations) iterations, objective \(objective), "
                + "\(Layout.fixed(progress.seconds, 1)) s",
            zh: "\(progress.method)：迭代 \(progress.iterations) 次，目标值 \(objective)，"
                + "\(Layout.fixed(progress.seconds, 1)) 秒")
        console.message("\r\u{1B}[K" + text[console.language] + "\r")
    }
}

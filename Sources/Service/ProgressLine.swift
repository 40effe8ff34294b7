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
        let quality = Self.quality(progress)
        write(
            Text(
                en: "\(progress.method): \(progress.iterations) iterations, "
                    + "objective \(objective), \(quality.en)"
                    + "\(Layout.fixed(progress.seconds, 1)) s",
                zh: "\(progress.method)：迭代 \(progress.iterations) 次，目标值 \(objective)，"
                    + "\(quality.zh)\(Layout.fixed(progress.seconds, 1)) 秒"))
    }

    /// Gap and residuals of methods that have them; empty for others.
    private static func quality(_ progress: SolveProgress) -> Text {
        guard let gap = progress.relativeGap, let dual = progress.dualInfeasibility else {
            return Text(en: "", zh: "")
        }
        let (gapText, primalText, dualText) = (
            Layout.magnitude(gap), Layout.magnitude(progress.infeasibility), Layout.magnitude(dual)
        )
        return Text(
            en: "gap \(gapText), residuals \(primalText) primal and \(dualText) dual, ",
            zh: "间隙 \(gapText)，原始残差 \(primalText)，对偶残差 \(dualText)，")
    }

    /// Shows how far a backtest is.
    ///
    /// - Parameter seconds: spent in models so far.
    func show(done: Int, of count: Int, seconds: Double) {
        let each = seconds / Double(max(1, done))
        let rest = Layout.fixed(each * Double(count - done), 0)
        write(
            Text(
                en: "forecast \(done) of \(count), \(Layout.fixed(each, 3)) s each, "
                    + "\(rest) s left",
                zh: "第 \(done)/\(count) 次预测，每次 \(Layout.fixed(each, 3)) 秒，"
                    + "还需 \(rest) 秒"))
    }

    /// Shows how far a sweep is.
    func show(solved: Int, of count: Int, seconds: Double) {
        write(
            Text(
                en: "\(solved) of \(count) solved, \(Layout.fixed(seconds, 0)) s",
                zh: "已求解 \(solved)/\(count)，\(Layout.fixed(seconds, 0)) 秒"))
    }

    /// Shows which share of a forecast is done.
    func show(share: Double) {
        let percent = Layout.fixed(share * 100, 0)
        write(Text(en: "learning from the past: \(percent) %", zh: "正在学习历史：\(percent) %"))
    }

    /// Takes the line away.
    func clear() { if console.isTerminal { console.message("\r\u{1B}[K") } }

    private func write(_ text: Text) {
        guard console.isTerminal else { return }
        console.message("\r\u{1B}[K" + text[console.language] + "\r")
    }
}

import Forecast
import Foundation
import Testing

@Suite("Gaussian process") struct GaussianProcessTests {
    private func process(
        _ near: [[Double]], _ targets: [[Double]], noise: Double, room: Int = 5
    ) throws -> GaussianProcess {
        try GaussianProcess(
            near: Matrix(near), straight: Matrix(near), targets: Matrix(targets),
            settings: GaussianProcess.Settings(
                linear: 0, noise: noise, noiseDays: 1e12), room: room)
    }

    @Test("Two days by hand")
    func byHand() throws {
        // Targets −1 and 1 at a distance of 1, where Matérn's function is m = (1 + √5 + 5/3)/e^√5:
        // along (−1, 1) the kernel has 1 − m, with noise n 1 − m + n. So the second day is believed to
        // (1 − m)/(1 − m + n), half if n is that.
        let root = 5.0.squareRoot()
        let process = try process(
            [[0], [1]], [[-1], [1]], noise: 1 - (1 + root + 5.0 / 3) * exp(-root))
        #expect(abs(process.query(near: [1], straight: [1]).means[0] - 0.5) < 1e-9)
        #expect(abs(process.query(near: [0.5], straight: [0.5]).means[0]) < 1e-12)
        // Far away only the mean is left, and all of the variance but the constant's.
        let far = process.query(near: [1e3], straight: [0])
        #expect(abs(far.means[0]) < 1e-12)
        #expect(far.variance > 1)
    }

    @Test("Without noise it goes through the points")
    func interpolation() throws {
        let process = try process([[0], [1], [3]], [[2, 5], [4, 6], [1, 0]], noise: 1e-9)
        let query = process.query(near: [1], straight: [1])
        #expect(abs(query.means[0] - 4) < 1e-6 && abs(query.means[1] - 6) < 1e-6)
        #expect(query.variance < 1e-6)
    }

    @Test("Days that are appended are as good as days from the start")
    func appending() throws {
        let days = (0..<20).map { [sin(Double($0)), cos(Double(3 * $0))] }
        // The mean of the first days is kept, so the targets are centred here.
        let targets = (0..<20).map { [$0 % 2 == 0 ? 1.0 : -1.0] }
        var grown = try process(Array(days[..<14]), Array(targets[..<14]), noise: 0.1, room: 6)
        for day in 14..<20 {
            let query = grown.query(near: days[day], straight: days[day])
            try grown.learn(query, targets: targets[day])
        }
        let whole = try process(days, targets, noise: 0.1)
        let one = grown.query(near: [0.3, 0.2], straight: [0.3, 0.2])
        let other = whole.query(near: [0.3, 0.2], straight: [0.3, 0.2])
        #expect(abs(one.means[0] - other.means[0]) < 1e-10)
        #expect(abs(one.variance - other.variance) < 1e-10)
    }
}

@Suite("Regressions on windows") struct WindowRegressionTests {
    private let rows = Matrix([[1, 0], [2, 1], [3, 1], [4, 4], [7, 5]])
    private let targets = Matrix([[1], [3], [2], [6], [8]])

    @Test("A window that slides is the window of its days")
    func sliding() throws {
        var moments = WindowMoments(rows.rows(0..<3), targets.rows(0..<3))
        moments.add([4, 4], [6])
        moments.add([7, 5], [8])
        moments.remove([1, 0], [1])
        moments.remove([2, 1], [3])
        let fresh = WindowMoments(rows.rows(2..<5), targets.rows(2..<5)).standardised
        let slid = moments.standardised
        #expect(slid.count == 3)
        #expect(KnownMatrices.largestDifference(slid.gram, fresh.gram) < 1e-12)
        #expect(KnownMatrices.largestDifference(slid.products, fresh.products) < 1e-12)
        #expect(abs(slid.targetSquares[0] - fresh.targetSquares[0]) < 1e-12)
    }

    @Test("Ridge with one feature by hand")
    func ridge() throws {
        // x = 1, 3 and y = 2, 6: standardised x = ∓1, sum of squares 2, product with centred y 4.
        // Penalty 2 halves the slope: 4/(2 + 2) = 1, so at x = 5 (standardised 3) it says 4 + 3.
        let window = WindowMoments(Matrix([[1], [3]]), Matrix([[2], [6]])).standardised
        let answer = try RidgeRegression.predict([5], window, penalty: 2)
        #expect(abs(answer[0] - 7) < 1e-12)
    }

    @Test("A clear signal gets a small penalty, noise a large one")
    func penalty() throws {
        var random = SeededRandom(seed: 2)
        let rows = Matrix((0..<80).map { _ in (0..<5).map { _ in random.normal() } })
        let clear = Matrix((0..<80).map { [3 * rows[$0, 0] - rows[$0, 1]] })
        let noise = Matrix((0..<80).map { _ in [random.normal()] })
        let small = try RidgeRegression.penalty(WindowMoments(rows, clear).standardised)
        let large = try RidgeRegression.penalty(WindowMoments(rows, noise).standardised)
        #expect(small <= 1)
        #expect(large >= 10)
    }

    @Test("A feature that never changes has no say")
    func constant() throws {
        let window = WindowMoments(Matrix([[1, 7], [3, 7]]), Matrix([[2], [6]])).standardised
        let one = try RidgeRegression.predict([3, 7], window, penalty: 1)
        let other = try RidgeRegression.predict([3, 1000], window, penalty: 1)
        #expect(one == other)
    }

    @Test("LASSO on orthogonal features shrinks by the penalty")
    func lasso() {
        // Products 8, −3, 1 over squares 10, penalty 2: (8 − 2)/10, −(3 − 2)/10, nothing.
        var gram = Matrix.identity(3)
        for index in 0..<3 { gram[index, index] = 10 }
        var coefficients = [0.0, 0, 5]
        LassoRegression.descend(
            gram: gram, products: [8, -3, 1], penalty: 2, coefficients: &coefficients)
        #expect(abs(coefficients[0] - 0.6) < 1e-12)
        #expect(abs(coefficients[1] + 0.1) < 1e-12)
        #expect(coefficients[2] == 0)
    }

    @Test("LASSO on correlated features meets the conditions of the optimum")
    func optimality() {
        let matrix = KnownMatrices.scrambled(60, 12)
        let gram = matrix.gram
        let products = matrix.transposed.times((0..<60).map { sin(Double($0)) })
        var coefficients = Array(repeating: 0.0, count: 12)
        LassoRegression.descend(
            gram: gram, products: products, penalty: 0.2, coefficients: &coefficients,
            sweeps: 1000)
        let rest = zip(products, gram.times(coefficients)).map { $0 - $1 }
        for (pull, value) in zip(rest, coefficients) {
            if value == 0 {
                #expect(abs(pull) <= 0.2 + 1e-3)
            } else {
                #expect(abs(pull - (value > 0 ? 0.2 : -0.2)) < 1e-3)
            }
        }
        #expect(coefficients.contains { $0 != 0 } && coefficients.contains(0))
    }

    @Test("Akaike's choice finds the two features that matter")
    func path() {
        var random = SeededRandom(seed: 8)
        let rows = Matrix((0..<300).map { _ in (0..<20).map { _ in random.normal() } })
        let target = Matrix((0..<300).map { [2 * rows[$0, 3] - rows[$0, 7] + random.normal()] })
        let window = WindowMoments(rows, target).standardised
        let path = LassoRegression.path(
            gram: window.gram, products: window.products.column(0),
            squares: window.targetSquares[0], count: 300)
        #expect(path.coefficients[3] > 1.7 && path.coefficients[7] < -0.7)
        #expect(path.coefficients.count { abs($0) > 0.2 } == 2)
    }
}

@Suite("Online aggregation") struct OnlineAggregationTests {
    @Test("Weights by hand")
    func byHand() {
        var aggregation = OnlineAggregation(members: 2, window: 2, rate: 1)
        #expect(aggregation.weights([true, true]) == [0.5, 0.5])
        // Losses 1 and 3 about a mean of 2: e^0.5 against e^−0.5.
        aggregation.learn([1, 3])
        let weights = aggregation.weights([true, true])
        #expect(abs(weights[0] / weights[1] - exp(1)) < 1e-12)
        #expect(abs(weights[0] + weights[1] - 1) < 1e-15)
        // Two days later the first is forgotten.
        aggregation.learn([2, 2])
        aggregation.learn([2, 2])
        #expect(aggregation.weights([true, true]) == [0.5, 0.5])
    }

    @Test("A member that says nothing gets nothing; one that is new counts as average")
    func silence() {
        var aggregation = OnlineAggregation(members: 3, rate: 1)
        aggregation.learn([1, 3, .nan])
        #expect(aggregation.weights([true, false, true])[1] == 0)
        let weights = aggregation.weights([true, true, true])
        #expect(weights[0] > weights[2] && weights[2] > weights[1])
        #expect(aggregation.weights([false, false, false]) == [0, 0, 0])
    }
}

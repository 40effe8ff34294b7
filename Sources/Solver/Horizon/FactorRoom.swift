/// What one thread needs to factorise and to solve, besides the factor.
@safe
final class FactorRoom {
    /// Updates of blocks that their parents have not taken in.
    private(set) var stack: UnsafeMutablePointer<Double>
    private let stackCount: Int
    /// A block's diagonal, and a copy of its triangle.
    let pivots: UnsafeMutablePointer<Double>
    /// The rows of one block.
    let work: UnsafeMutablePointer<Double>

    init(stackCount: Int, widest: Int, tallest: Int) {
        self.stackCount = stackCount
        unsafe stack = .allocate(capacity: stackCount)
        unsafe pivots = .allocate(capacity: widest * (widest + 1))
        unsafe work = .allocate(capacity: tallest)
    }

    deinit {
        unsafe stack.deallocate()
        unsafe pivots.deallocate()
        unsafe work.deallocate()
    }

    /// Gives the pages of the stack back.
    func renewStack() {
        unsafe stack.deallocate()
        unsafe stack = .allocate(capacity: stackCount)
    }
}

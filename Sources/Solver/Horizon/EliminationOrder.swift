/// Picks the order in which the rows are eliminated: the one with fewer operations.
struct EliminationOrder {
    /// Row that comes k-th.
    let order: [Int32]

    /// Tries minimum degree and nested dissection; nil when neither can be analysed.
    init?(_ matrix: SparseMatrix) {
        let pattern = NormalPattern(matrix, leavingOut: DenseColumns.marks(matrix))
        guard let degree = CholeskyFactor(pattern, ordering: .minimumDegree) else { return nil }
        // Below this, an ordering takes longer than all factorisations.
        guard degree.operationCount > 1e7,
            let dissection = CholeskyFactor(pattern, ordering: .nestedDissection),
            dissection.operationCount < degree.operationCount
        else {
            order = degree.order
            return
        }
        order = dissection.order
    }
}

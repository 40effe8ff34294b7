// The two products with a sparse matrix that every iteration is made of.
extension SparseMatrix {
    /// result += A x.
    func addProduct(_ x: [Double], to result: inout [Double]) {
        precondition(x.count == columnCount && result.count == rowCount)
        unsafe result.withUnsafeMutableBufferPointer { result in
            unsafe value.withUnsafeBufferPointer { value in
                unsafe rowIndex.withUnsafeBufferPointer { row in
                    for column in 0..<columnCount {
                        let factor = x[column]
                        guard factor != 0 else { continue }
                        for entry in columnStart[column]..<columnStart[column + 1] {
                            unsafe result[Int(row[entry])] += value[entry] * factor
                        }
                    }
                }
            }
        }
    }

    /// Aᵀ y.
    func transposedProduct(_ y: [Double]) -> [Double] {
        precondition(y.count == rowCount)
        return unsafe value.withUnsafeBufferPointer { value in
            unsafe rowIndex.withUnsafeBufferPointer { row in
                unsafe y.withUnsafeBufferPointer { y in
                    unsafe [Double](unsafeUninitializedCapacity: columnCount) { result, count in
                        for column in 0..<columnCount {
                            var sum = 0.0
                            for entry in columnStart[column]..<columnStart[column + 1] {
                                unsafe sum += value[entry] * y[Int(row[entry])]
                            }
                            unsafe result[column] = sum
                        }
                        count = columnCount
                    }
                }
            }
        }
    }
}

import Dispatch

/// Maps on all cores, in order; for sealing, whose cost is arithmetic alone.
///
/// Below `parallelMin` elements starting the other cores costs more than it saves.
func parallelMap<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    _ body: @Sendable (Element) throws(StoreError) -> Value
) throws(StoreError) -> [Value] {
    let parallelMin = 64
    let chunkSize = 32
    guard elements.count >= parallelMin else {
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try body(element)) }
        return values
    }
    var results = [Result<Value, StoreError>?](repeating: nil, count: elements.count)
    results.withUnsafeMutableBufferPointer { buffer in
        // Every iteration writes to places of its own.
        nonisolated(unsafe) let places = buffer
        let chunks = (elements.count + chunkSize - 1) / chunkSize
        DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
            for index in chunk * chunkSize..<min((chunk + 1) * chunkSize, elements.count) {
                places[index] = Result { () throws(StoreError) in try body(elements[index]) }
            }
        }
    }
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for case let result? in results { values.append(try result.get()) }
    return values
}

internal import Dispatch

/// Maps on all cores, in order; for work that is arithmetic alone, as sealing is.
///
/// Below two chunks starting the other cores costs more than it saves.
package func parallelMap<Element: Sendable, Value: Sendable, Failure: Error>(
    _ elements: [Element],
    chunkSize: Int = 32,
    _ body: @Sendable (Element) throws(Failure) -> Value
) throws(Failure) -> [Value] {
    guard elements.count >= 2 * chunkSize else {
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try body(element)) }
        return values
    }
    var results = [Result<Value, Failure>?](repeating: nil, count: elements.count)
    results.withUnsafeMutableBufferPointer { buffer in
        // Every iteration writes to places of its own.
        nonisolated(unsafe) let places = buffer
        let chunks = (elements.count + chunkSize - 1) / chunkSize
        DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
            for index in chunk * chunkSize..<min((chunk + 1) * chunkSize, elements.count) {
                places[index] = Result { () throws(Failure) in try body(elements[index]) }
            }
        }
    }
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for case let result? in results { values.append(try result.get()) }
    return values
}

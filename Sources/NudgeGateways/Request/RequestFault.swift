/// Why no request can be made of a message: surely nothing left.
package enum RequestFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// A place has no value, and the field around it cannot be left out.
    case noValue(place: String)
    /// A value cannot stand where the file puts it; never repeats the value.
    case unfit(place: String, reason: String)

    package var description: String {
        switch self {
        case .noValue(let place): "there is no value for ${\(place)}"
        case .unfit(let place, let reason): "\(place): \(reason)"
        }
    }
}

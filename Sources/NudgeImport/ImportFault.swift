import Glibc

/// What stops a whole import; a fault of one row is a `RowFault` and stops nothing.
package enum ImportFault: Error, Hashable, CustomStringConvertible {
    case unreadable(file: String, errno: Int32)
    case unwritable(file: String, errno: Int32)
    case encodingUnknown(String)
    case empty(file: String)
    /// A mapped column that the file lacks.
    case columnMissing(file: String, line: Int, column: String, field: String, nearest: String?)
    case columnTwice(file: String, line: Int, column: String)
    /// The file names none of Nudge's own columns, and no mapping was given.
    case unrecognised(file: String, hint: String)
    case unsuitable(file: String, reason: String)

    package var description: String {
        switch self {
        case .unreadable(let file, let code):
            return "cannot read \(file): \(String(cString: strerror(code)))"
        case .unwritable(let file, let code):
            return "cannot write \(file): \(String(cString: strerror(code)))"
        case .encodingUnknown(let name):
            return "this system cannot read \(name): the C library's gconv modules are missing"
        case .empty(let file):
            return "\(file) holds no record"
        case .columnMissing(let file, let line, let column, let field, let nearest):
            let hint = nearest.map { "; did you mean “\($0)”?" } ?? ""
            return "\(file):\(line): no column “\(column)” for \(field)\(hint)"
        case .columnTwice(let file, let line, let column):
            return "\(file):\(line): column “\(column)” is there twice; name it by its number"
        case .unrecognised(let file, let hint):
            return "\(file): \(hint)"
        case .unsuitable(let file, let reason):
            return "\(file): \(reason)"
        }
    }
}

import GRDB
import NudgeCore

extension StoreError {
    /// What an engine's error means to whoever runs Nudge.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as CodecError:
            self = .failed("store \(path): a customer's facts cannot be read: \(error)")
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_FULL:
                self = .diskFull("store \(path): the disk is full; free some space")
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                self = .inUse("store \(path): another program keeps writing to it")
            case .SQLITE_NOTADB, .SQLITE_CORRUPT:
                self = .failed(
                    "store \(path) is damaged or no SQLite database: \(error.message ?? "")"
                )
            default:
                // Without arguments: those may be personal.
                self = .failed("store \(path): \(error.resultCode): \(error.message ?? "")")
            }
        default:
            self = .failed("store \(path): \(error)")
        }
    }
}

internal import Foundation

/// A way for tests to make the daemon trap on one customer, as bad data and a mistake of ours might.
///
/// Only in debug builds: a release does not read the variable.
enum FaultSwitch {
    #if DEBUG
    private static let trapOn =
        ProcessInfo.processInfo.environment["NUDGE_FAULT_TRAP_CUSTOMER"]

    /// Traps when the customer is the one that `NUDGE_FAULT_TRAP_CUSTOMER` names.
    static func pass(_ reference: String) {
        precondition(trapOn != reference, "trapped on purpose")
    }
    #else
    static func pass(_ reference: String) {}
    #endif
}

internal import NudgeConfig
internal import NudgeStore

/// Keeps a shadow's contacts and real ones apart: a store has the one kind or the other.
package struct WrongMode: Error, CustomStringConvertible, Hashable {
    package let description: String

    /// Takes the store for the mode that the configuration asks for.
    ///
    /// Throws `WrongMode` when it holds contacts of the other, and `StoreError`.
    static func check(_ mode: DaemonSettings.Mode, _ store: SQLiteStore) throws {
        switch try store.enter(StoreMode(mode)) {
        case nil: return
        case .shadow?:
            throw WrongMode(
                description: """
                    the store \(store.path) is a shadow's: its contacts were never sent, and \
                    customers would be passed over because of them
                      hint: take a fresh store, or remove them with 'nudge shadow clear --yes'
                    """
            )
        case .live?:
            throw WrongMode(
                description: """
                    the store \(store.path) holds contacts that were really made, and \
                    'mode: shadow' would mix them with such as never were
                      hint: give the shadow a fresh store (store.path), or say 'mode: live'
                    """
            )
        }
    }
}

extension StoreMode {
    init(_ mode: DaemonSettings.Mode) {
        switch mode {
        case .live: self = .live
        case .shadow: self = .shadow
        }
    }
}

internal import Synchronization

/// The last token that was minted, and the beginning of the time it is for.
final class HeldToken: Sendable {
    private let held = Mutex<(start: Int64, token: String)?>(nil)

    /// Minted once for each beginning.
    func token(of start: Int64, mint: () -> String) -> String {
        held.withLock { held in
            if let held, held.start == start { return held.token }
            let token = mint()
            held = (start, token)
            return token
        }
    }
}

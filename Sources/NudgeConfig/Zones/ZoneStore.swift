package import NudgeCore
import Synchronization

/// Time zones from the system's compiled database, loaded when first asked for and kept.
///
/// Reading the system's files, not a library's built-in copy, lets an update of tzdata take effect
/// at the next reload: a reload makes a new store.
package final class ZoneStore: Sendable {
    /// The folder of compiled zones on Debian.
    package static let systemFolder = "/usr/share/zoneinfo"
    /// The largest compiled zone has under 4 KiB; more is not a zone.
    private static let bytesMax = 256 << 10
    private static let nameBytesMax = 64

    let folder: String
    private let loaded = Mutex<[String: Loaded]>([:])

    private struct Loaded {
        var rules: ZoneRules
        /// Of the file's bytes.
        var print: Fingerprint
    }

    package init(folder: String = ZoneStore.systemFolder) {
        self.folder = folder
    }

    package enum ZoneError: Error, Hashable, CustomStringConvertible {
        /// Not the form of a zone's name; no file was looked for.
        case badName(String)
        case unknown(String, folder: String)
        case unreadable(String, reason: String)

        package var description: String {
            switch self {
            case .badName(let name):
                "'\(name)' is not the name of a time zone; write one such as Asia/Shanghai"
            case .unknown(let name, let folder):
                "there is no time zone '\(name)' in \(folder); is tzdata installed?"
            case .unreadable(let name, let reason):
                "the time zone '\(name)' cannot be read: \(reason); reinstall tzdata"
            }
        }
    }

    /// The rules of the zone with this IANA name.
    package func rules(for name: String) throws(ZoneError) -> ZoneRules {
        if let known = loaded.withLock({ $0[name] }) { return known.rules }
        let zone = try load(name)
        loaded.withLock { $0[name] = zone }
        return zone.rules
    }

    /// Adds the data of every zone that was loaded, so that an update of tzdata is seen as a change
    /// of the configuration, which it is.
    package func add(to fingerprint: inout Fingerprint) {
        let prints = loaded.withLock { zones in
            zones.sorted { $0.key < $1.key }.map { ($0.key, $0.value.print.description) }
        }
        for (name, print) in prints {
            fingerprint.add(name: "\(folder)/\(name)", text: print)
        }
    }

    package func knows(_ name: String) -> Bool {
        (try? rules(for: name)) != nil
    }

    private func load(_ name: String) throws(ZoneError) -> Loaded {
        guard ZoneStore.isWellFormed(name) else { throw .badName(name) }
        let bytes: [UInt8]
        do {
            bytes = try FileReader.bytes("\(folder)/\(name)", most: ZoneStore.bytesMax).bytes
        } catch {
            throw .unknown(name, folder: folder)
        }
        do {
            var print = Fingerprint()
            print.add(bytes: bytes)
            return Loaded(rules: try ZoneRules(name: name, tzif: bytes), print: print)
        } catch {
            throw .unreadable(name, reason: "\(error)")
        }
    }

    /// Parts of letters, digits, `_`, `+` and `-`, joined by slashes: no name leaves the folder.
    ///
    /// The variants below `right/` count leap seconds, which instants here do not.
    static func isWellFormed(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...nameBytesMax).contains(name.utf8.count), parts.first != "right" else {
            return false
        }
        return parts.allSatisfy { part in
            !part.isEmpty && part.first != "-"
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
    }
}

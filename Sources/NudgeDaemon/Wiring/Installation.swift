internal import Foundation
package import NudgeConfig
package import NudgeCore
package import NudgeStore

/// A configuration with its store open: what every command but `check` and `demo` begins with.
package struct Installation: Sendable {
    package let configFile: String
    package let settings: DaemonSettings
    package let rules: RulesInForce
    package let gateways: [GatewaySettings]
    package var replies = ReplyPolicy()
    package let digest: String
    package let store: SQLiteStore
    /// What `check` would warn of.
    package let warnings: [ConfigProblem]

    /// Why a command cannot begin; the text is for the person at the terminal.
    package enum Failure: Error, CustomStringConvertible {
        case configuration([ConfigProblem])
        case masterKey(String)
        case store(StoreError)

        package var description: String {
            switch self {
            case .configuration(let problems):
                problems.map(\.description).joined(separator: "\n")
            case .masterKey(let reason):
                "the master key cannot be had: \(reason)\n  hint: make one with 'nudge key new'"
            case .store(let error): "\(error)"
            }
        }
    }

    /// Loads the configuration, takes the key and opens the store, making it if it is not there.
    package static func open(
        configFile: String,
        at now: Instant,
        resolver: SecretResolver = SecretResolver()
    ) throws(Failure) -> Installation {
        let today = now.utcDate
        let result = RulesAssembler.load(configFile: configFile, today: today)
        guard let assembled = result.assembled else { throw .configuration(result.problems) }
        let rules = assembled.rules.ruleset
        let zones = ZoneLookup(fallback: rules.defaultZone) { rules.zones[$0] }
        return Installation(
            configFile: configFile,
            settings: assembled.settings,
            rules: assembled.rules,
            gateways: assembled.gateways,
            replies: assembled.replies,
            digest: assembled.digest,
            store: try openStore(assembled.settings, zones: zones, resolver),
            warnings: result.problems
        )
    }

    /// Takes the key and opens the store, making it if it is not there.
    static func openStore(
        _ settings: DaemonSettings,
        zones: ZoneLookup,
        _ resolver: SecretResolver
    ) throws(Failure) -> SQLiteStore {
        let key = try masterKey(settings.masterKey, resolver)
        do {
            try makeFolder(of: settings.storePath)
            return try SQLiteStore(
                SQLiteStore.Options(path: settings.storePath, key: key, zones: zones)
            )
        } catch {
            throw .store(error)
        }
    }

    /// What a decision reads beside facts and rules, as the daemon would have it.
    package func conditions() throws(StoreError) -> Conditions {
        Conditions(
            stops: try store.stops().map(\.stop),
            gatewaysWithoutReceipts: settings.mode == .shadow ? Set(gateways.map(\.name)) : []
        )
    }

    private static func masterKey(
        _ reference: SecretReference,
        _ resolver: SecretResolver
    ) throws(Failure) -> MasterKey {
        let secret: Secret
        do {
            secret = try resolver.resolve(reference)
        } catch {
            throw .masterKey(error.description)
        }
        let text = String(decoding: secret.bytes, as: UTF8.self).trimmingBlanks
        guard let key = MasterKey(base64: text) ?? MasterKey(bytes: secret.bytes) else {
            throw .masterKey(
                "the \(reference.label) does not hold a key: 32 bytes in base64 are expected"
            )
        }
        return key
    }

    private static func makeFolder(of path: String) throws(StoreError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o750]
            )
        } catch {
            throw .failed("the folder \(folder) cannot be made: \(error.localizedDescription)")
        }
    }
}

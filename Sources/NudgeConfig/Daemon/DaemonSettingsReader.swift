import NudgeCore

/// Reads the main file, `Config/nudge.yaml`.
package struct DaemonSettingsReader {
    /// More addresses than a trial needs; a longer list is somebody's portfolio.
    private static let allowListMax = 1000

    private let base: String

    /// Relative paths in the file start at its own folder, taken from the list's file.
    package static func read(text: String, problems: ConfigProblemList) -> DaemonSettings? {
        guard let top = StrictYAML.parse(text, problems: problems) else { return nil }
        let reader = DaemonSettingsReader(base: FilePath.folder(of: problems.file))
        let settings = reader.settings(top)
        return problems.hasErrors ? nil : settings
    }

    private func settings(_ top: YAMLValue) -> DaemonSettings? {
        let keys = [
            "environment", "mode", "allow_list", "store", "master_key", "rulebooks", "strategy",
            "calendar", "folders", "callbacks", "log", "creditor", "locale", "staff", "ramp",
            "complaints", "budget", "rehearse",
        ]
        guard let map = top.mapping(keys) else { return nil }
        let environment = map.required("environment")?
            .word(of: DaemonSettings.Environment.allCases, named: \.rawValue)
        let mode = map.optional("mode")?
            .word(of: DaemonSettings.Mode.allCases, named: \.rawValue)
        if mode == .shadow, environment == .staging {
            map.key("mode")?.warn(
                "in staging, a shadow sees only the customers on the allow-list",
                hint: "say 'environment: production': in shadow mode nothing is sent to anybody"
            )
        }
        let allowList = allowList(map, environment)
        let store = map.required("store")?.mapping(["path"])?.required("path")?.text()
        let masterKey = map.required("master_key")?.secretReference(base: base)
        let rulebooks = map.required("rulebooks").flatMap(names)
        let strategy = map.required("strategy").flatMap(fileName)
        let calendar = map.optional("calendar").flatMap(fileName)
        let folders = folders(map.optional("folders"))
        let callbackMap = map.optional("callbacks")?.mapping(["listen", "public"])
        let callbacks = callbackMap?.required("listen").flatMap(listenAddress)
        let publicAddress = callbackMap?.optional("public").flatMap(publicAddress)
        let level = map.optional("log")?.mapping(["level"])?.required("level")?
            .word(of: DaemonSettings.LogLevel.allCases, named: \.rawValue)
        let locale = map.optional("locale")?.text() ?? "zh-Hans"
        let creditor = map.required("creditor")
            .flatMap { self.creditor($0, isChinese: locale.hasPrefix("zh")) }
        let staff = map.optional("staff").flatMap { StaffSettings.read($0, base: base) }
        let ramp = map.optional("ramp").map(RampSettings.read)
        let rehearsalPort = map.optional("rehearse").flatMap {
            port(ofRehearsal: $0, environment)
        }
        let complaints = map.optional("complaints").flatMap(ComplaintLimit.read)
        let budget = map.optional("budget").flatMap(PriceReader.budget)
        guard let environment, let store, let masterKey, let rulebooks, let strategy, let creditor
        else { return nil }
        var settings = DaemonSettings(
            environment: environment,
            mode: mode ?? .live,
            allowList: allowList,
            storePath: FilePath.join(base, store),
            masterKey: masterKey,
            rulebooks: rulebooks,
            strategy: strategy,
            calendar: calendar,
            folders: folders,
            callbacks: callbacks ?? .standard,
            logLevel: level ?? .info,
            creditor: creditor,
            locale: locale,
            staff: staff,
            ramp: ramp ?? RampSettings(),
            complaints: complaints,
            rehearsalPort: rehearsalPort
        )
        settings.budget = budget
        settings.publicAddress = publicAddress
        return settings
    }

    /// Beside that of callbacks.
    private static let rehearsalPort = 8472

    /// `true`, `false`, or `{port: N}`.
    private func port(
        ofRehearsal value: YAMLValue,
        _ environment: DaemonSettings.Environment?
    ) -> Int? {
        let port =
            value.isMapping
            ? value.mapping(["port"])?.required("port")?.integer(in: 1...65_535)
            : value.flag().flatMap { $0 ? DaemonSettingsReader.rehearsalPort : nil }
        if port != nil, environment == .production {
            value.fail(
                "a rehearsal in production would reach nobody",
                hint: "say 'environment: staging', or use 'nudge rehearse'"
            )
        }
        return port
    }

    private func allowList(
        _ map: YAMLMapping,
        _ environment: DaemonSettings.Environment?
    ) -> [String] {
        guard let value = map.optional("allow_list") else {
            // Said also when a misspelt key stands for it: `required` knows.
            if environment == .staging { _ = map.required("allow_list") }
            return []
        }
        if environment == .production {
            map.key("allow_list")?.warn(
                "in production the allow-list has no effect",
                hint: "leave it out, or say 'environment: staging'"
            )
        }
        let addresses = value.texts() ?? []
        if addresses.count > DaemonSettingsReader.allowListMax {
            value.fail("an allow-list has at most \(DaemonSettingsReader.allowListMax) addresses")
        }
        return addresses
    }

    private func names(_ value: YAMLValue) -> [String]? {
        guard let elements = value.list() else { return nil }
        if elements.isEmpty {
            value.fail("at least one rulebook must be in force")
            return nil
        }
        var names: [String] = []
        for element in elements {
            guard let name = fileName(element) else { continue }
            if names.contains(name) { element.fail("'\(name)' is given twice") }
            names.append(name)
        }
        return names
    }

    /// The name of a file in its folder, without its ending.
    private func fileName(_ value: YAMLValue) -> String? {
        guard let text = value.text() else { return nil }
        guard !text.contains("/"), !text.hasPrefix(".") else {
            value.fail(
                "'\(text)' is not the name of a file in its folder",
                hint: "write the name without folder and ending, such as cn-mainland"
            )
            return nil
        }
        return text
    }

    private func folders(_ value: YAMLValue?) -> DaemonSettings.Folders {
        let keys = [
            "templates", "gateways", "calendars", "rulebooks", "strategies", "zoneinfo",
            "replies",
        ]
        let map = value?.mapping(keys)
        func path(_ key: String, _ standard: String) -> String {
            FilePath.join(base, map?.optional(key)?.text() ?? standard)
        }
        return DaemonSettings.Folders(
            templates: path("templates", "../Templates"),
            gateways: path("gateways", "gateways"),
            calendars: path("calendars", "calendars"),
            rulebooks: path("rulebooks", "rulebooks"),
            strategies: path("strategies", "strategies"),
            zoneinfo: path("zoneinfo", ZoneStore.systemFolder),
            replies: path("replies", "replies")
        )
    }

    private func listenAddress(_ value: YAMLValue) -> DaemonSettings.ListenAddress? {
        value.parsed("an address to listen on, such as \"127.0.0.1:8470\"") { text in
            guard let colon = text.lastIndex(of: ":"),
                let port = YAMLValue.integer(text[text.index(after: colon)...]),
                (1...65_535).contains(port)
            else { return nil }
            var host = String(text[..<colon])
            if host.hasPrefix("[") && host.hasSuffix("]") {
                host = String(host.dropFirst().dropLast())
            } else if host.contains(":") {
                return nil
            }
            guard !host.isEmpty, !host.contains(where: { $0 == " " || $0 == "/" }) else {
                return nil
            }
            return DaemonSettings.ListenAddress(host: host, port: port)
        }
    }

    /// What gateways are told; whatever path a proxy puts before ours may stand in it.
    private func publicAddress(_ value: YAMLValue) -> String? {
        value.parsed("an address such as https://nudge.example.com, without a '/' at its end") {
            let rest = $0.dropFirst("https://".count)
            let isPlain = rest.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte | 0x20)
                    || "-._~:/[]".utf8.contains(byte)
            }
            let isGood =
                $0.hasPrefix("https://") && isPlain && !rest.isEmpty && !rest.hasPrefix("/")
                && !rest.hasSuffix("/")
            return isGood ? $0 : nil
        }
    }

    private func creditor(_ value: YAMLValue, isChinese: Bool) -> DaemonSettings.Creditor? {
        let keys = ["name", "signature", "hotline", "complaint_line", "how_to_pay", "opt_out"]
        guard let map = value.mapping(keys) else { return nil }
        let name = map.required("name")?.text()
        let signature = map.required("signature").flatMap(signature)
        let hotline = map.required("hotline")?.text()
        let complaintLine = map.optional("complaint_line")?.text()
        let howToPay = map.required("how_to_pay")?.text()
        let optOut = map.optional("opt_out")?.text()
        guard let name, let signature, let hotline, let howToPay else { return nil }
        return DaemonSettings.Creditor(
            name: name,
            signature: signature,
            hotline: hotline,
            complaintLine: complaintLine ?? hotline,
            howToPay: howToPay,
            optOut: optOut ?? (isChinese ? "回复TD退订" : "Reply STOP to opt out")
        )
    }

    /// 2 to 12 letters or digits, not digits alone, no brackets: what every mainland vendor takes
    /// (Tencent and Aliyun, vendor pages of 2024 and 2025).
    private func signature(_ value: YAMLValue) -> String? {
        guard let text = value.text() else { return nil }
        guard (2...12).contains(text.count), text.allSatisfy({ $0.isLetter || $0.isNumber }),
            !text.allSatisfy(\.isNumber)
        else {
            value.fail(
                "'\(text)' cannot be an SMS signature",
                hint: "2 to 12 Chinese characters, letters or digits, not digits alone; "
                    + "the brackets 【】 are added when sending"
            )
            return nil
        }
        return text
    }
}

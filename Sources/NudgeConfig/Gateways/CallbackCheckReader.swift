internal import NudgeCore

/// Reads how a callback is believed: the key `verify` of one.
struct CallbackCheckReader {
    private let secrets: [String]
    private let values: [String: String]
    private let tests = WireTestReader()

    /// Two while one is being replaced.
    private static let keysMax = 4

    init(secrets: [String], values: [String: String]) {
        self.secrets = secrets
        self.values = values
    }

    /// `none`, or `{scheme: NAME, …}`.
    func check(_ value: YAMLValue) -> CallbackCheck? {
        if value.isScalar {
            guard value.word(of: CallbackCheck.names, named: { $0 }) == "none" else {
                if CallbackCheck.names.contains(value.rawText ?? "") {
                    value.fail(
                        "'\(value.rawText ?? "")' needs to know its keys",
                        hint: "write {scheme: \(value.rawText ?? ""), key: NAME}"
                    )
                }
                return nil
            }
            return CallbackCheck.none
        }
        let keys = [
            "scheme", "key", "user", "password", "header", "value", "url", "public_key", "within",
            "token", "receiver", "app_key", "path", "topics",
        ]
        guard let map = value.mapping(keys),
            let scheme = map.required("scheme")?.word(of: CallbackCheck.names, named: { $0 })
        else { return nil }
        let known = CallbackCheckReader.keys(of: scheme)
        for key in keys where key != "scheme" && map.has(key) && !known.contains(key) {
            map.key(key)?.fail(
                "'\(scheme)' has no '\(key)'",
                hint: known.isEmpty ? "drop it" : "it knows: \(known.joined(separator: ", "))"
            )
        }
        return check(scheme, map)
    }

    private static func keys(of scheme: String) -> [String] {
        switch scheme {
        case "basic": ["user", "password"]
        case "header": ["header", "value"]
        case "hmac-sha256": ["header", "key"]
        case "twilio-sha1": ["url", "key"]
        case "sendgrid-ecdsa": ["public_key", "within"]
        case "mailgun-hmac": ["key", "within"]
        case "standard-webhooks": ["key"]
        case "sha1-sorted": ["token", "within"]
        case "wechat-safe": ["token", "key", "receiver"]
        case "jsms-sha1": ["app_key", "key", "within"]
        case "huawei-sdk": ["app_key", "key", "path"]
        case "sns": ["topics"]
        default: []
        }
    }

    private func check(_ scheme: String, _ map: YAMLMapping) -> CallbackCheck? {
        let within = map.optional("within")?.length(in: .seconds(1) ... .days(7))
        switch scheme {
        case "none": return CallbackCheck.none
        case "basic":
            return both(text(map, "user"), names(map, "password")) {
                .basic(user: $0, passwords: $1)
            }
        case "header":
            return both(header(map), names(map, "value")) { .header(name: $0, values: $1) }
        case "hmac-sha256":
            return both(header(map), names(map, "key")) { .hmac(header: $0, keys: $1) }
        case "twilio-sha1":
            return both(text(map, "url"), names(map, "key")) { .twilio(url: $0, keys: $1) }
        case "sendgrid-ecdsa":
            return texts(map, "public_key").map { .sendgrid(publicKeys: $0, within: within) }
        case "mailgun-hmac":
            return names(map, "key").map { .mailgun(keys: $0, within: within) }
        case "standard-webhooks": return names(map, "key").map { .standardWebhooks(keys: $0) }
        case "sha1-sorted":
            return names(map, "token").map { .sortedSHA1(tokens: $0, within: within) }
        case "wechat-safe":
            let token = map.required("token").flatMap(secret)
            let receiver = text(map, "receiver")
            guard let key = map.required("key").flatMap(secret), let token, let receiver else {
                return nil
            }
            return .wechatSafe(token: token, key: key, receiver: receiver)
        case "jsms-sha1":
            return both(text(map, "app_key"), names(map, "key")) {
                .jsms(appKey: $0, secrets: $1, within: within)
            }
        case "huawei-sdk":
            let path = text(map, "path")
            return both(text(map, "app_key"), names(map, "key")) { key, names in
                .huaweiSDK(appKey: key, secrets: names, path: path ?? "/")
            }
        default: return texts(map, "topics").map { .sns(topics: $0) }
        }
    }

    private func both<First, Second>(
        _ first: First?,
        _ second: Second?,
        _ make: (First, Second) -> CallbackCheck
    ) -> CallbackCheck? {
        guard let first, let second else { return nil }
        return make(first, second)
    }

    // MARK: - Parts

    /// The name of a secret of the file.
    func secret(_ value: YAMLValue) -> String? {
        guard let name = value.text() else { return nil }
        guard secrets.contains(name) else {
            // What stands here may be the secret itself: it is never repeated.
            value.fail(
                "no secret of that name in this file's 'secrets'",
                hint: secrets.isEmpty
                    ? "add secrets: {name: {credential: NAME}}, and write the name here"
                    : "there are: \(secrets.joined(separator: ", "))"
            )
            return nil
        }
        return name
    }

    /// One name of a secret, or a list while one is being replaced.
    private func names(_ map: YAMLMapping, _ key: String) -> [String]? {
        guard let value = map.required(key) else { return nil }
        let elements = value.isScalar ? [value] : value.list() ?? []
        if elements.count > CallbackCheckReader.keysMax {
            value.fail("at most \(CallbackCheckReader.keysMax) at a time")
        }
        let names = elements.compactMap(secret)
        return names.isEmpty ? nil : names
    }

    private func header(_ map: YAMLMapping) -> String? {
        guard let value = map.required("header"), let text = value.text() else { return nil }
        return tests.header(text, value)
    }

    private func text(_ map: YAMLMapping, _ key: String) -> String? {
        map.required(key).flatMap(text)
    }

    private func texts(_ map: YAMLMapping, _ key: String) -> [String]? {
        guard let value = map.required(key) else { return nil }
        let elements = value.isScalar ? [value] : value.list() ?? []
        let texts = elements.compactMap(text)
        return texts.isEmpty ? nil : texts
    }

    /// A text that may name values of the file: `${values.app_key}`.
    private func text(_ value: YAMLValue) -> String? {
        guard let text = value.text() else { return nil }
        let names = values.keys.sorted().map { "values." + $0 }
        do throws(WireTemplateError) {
            let template = try WireTemplate(parsing: text, names: names)
            return template.pieces.map { piece in
                switch piece {
                case .text(let plain): plain
                case .place(let place): values[String(place.name.dropFirst(7))] ?? ""
                }
            }.joined()
        } catch {
            value.fail(error.message, hint: error.hint)
            return nil
        }
    }
}

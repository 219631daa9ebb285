package import NudgeCore

/// How the staff are told of cases: `staff: {webhook: {url: …, secret: …}}` in the main file.
package struct StaffSettings: Hashable, Sendable {
    package var url: String
    /// Signs what leaves.
    package var secret: SecretReference

    package init(url: String, secret: SecretReference) {
        self.url = url
        self.secret = secret
    }

    /// `https`, or `http` on this machine: elsewhere anybody on the way could read whose case it is.
    static func read(_ value: YAMLValue, base: String) -> StaffSettings? {
        guard
            let webhook = value.mapping(["webhook"])?.required("webhook")?
                .mapping(["url", "secret"])
        else { return nil }
        let url = webhook.required("url").flatMap(url)
        let secret = webhook.required("secret")?.secretReference(base: base)
        guard let url, let secret else { return nil }
        return StaffSettings(url: url, secret: secret)
    }

    private static func url(_ value: YAMLValue) -> String? {
        guard let text = value.text() else { return nil }
        do throws(GatewayURL.Fault) {
            let url = try GatewayURL(parsing: text)
            guard url.scheme == .https || url.isLoopback else {
                value.fail(
                    "the staff's webhook must be https: customers' numbers go there",
                    hint: "write https://…; plain http is for this machine alone"
                )
                return nil
            }
            return text
        } catch {
            value.fail(error.message, hint: error.hint)
            return nil
        }
    }
}

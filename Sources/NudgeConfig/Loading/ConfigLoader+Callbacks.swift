internal import NudgeCore

extension ConfigLoader {
    /// A field that is nothing but `${callback}` is left out where nobody said the address: the
    /// vendor then posts where its own console says.
    mutating func checkCallbackAddress(of gateway: GatewaySettings, in folder: String) {
        guard let http = gateway.http,
            WirePlaceCount(http.request).all.contains(WireNames.callback)
        else { return }
        let file = FilePath.join(folder, "\(gateway.name).yaml")
        if http.callbacks.isEmpty {
            add(
                .error,
                file,
                "the request names ${callback}, and the file has no 'callbacks' to answer there",
                hint: "describe them, or take the field out"
            )
        } else if gateway.publicAddress == nil {
            add(
                .warning,
                file,
                "the request names ${callback}, and nobody says how gateways reach us",
                hint: "add 'public: https://…' to 'callbacks' in the main file"
            )
        }
    }
}

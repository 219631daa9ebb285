package import Curl
package import NudgeCore

extension CurlRoute {
    /// The way of a gateway's file; `nil` where it is the usual one.
    package convenience init?(_ route: WireRoute) {
        guard route != .usual else { return nil }
        let family: Family =
            switch route.family {
            case .any: .any
            case .v4: .v4
            case .v6: .v6
            }
        // Whole seconds, as libcurl counts them.
        let stall = route.stall.map { max(1, Int($0.count / 1000)) } ?? 0
        self.init(
            proxy: route.proxy ?? "",
            family: family,
            certificateFile: route.certificateFile ?? "",
            keyFile: route.keyFile ?? "",
            stallSeconds: stall
        )
    }
}

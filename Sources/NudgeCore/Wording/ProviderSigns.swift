/// Signs that mainland SMS providers refuse in a body (category L14; facts: Tencent, Huawei,
/// Qiniu template rules), and characters that nobody sees.
enum ProviderSigns {
    private enum Kind {
        case allowed
        case sign
        case invisible
    }

    static func hits(in scalars: [Unicode.Scalar]) -> [LintHit] {
        var hits: [LintHit] = []
        for (offset, scalar) in scalars.enumerated() {
            switch kind(of: scalar) {
            case .allowed: break
            case .sign:
                hits.append(LintHit(phrase: String(scalar), category: "L14", offset: offset))
            case .invisible:
                hits.append(
                    LintHit(phrase: "invisible character", category: "L14", offset: offset)
                )
            }
        }
        return hits
    }

    /// Whether it makes a hit.
    static func isRefused(_ scalar: UInt32) -> Bool {
        // Commas and full stops: nearly all that is asked about.
        if scalar == 0xFF0C || scalar == 0x3002 { return false }
        return Unicode.Scalar(scalar).map { kind(of: $0) != .allowed } ?? false
    }

    @inline(__always)
    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar {
        // Nearly all there is.
        case "\u{4E00}"..."\u{9FFF}", "0"..."9": .allowed
        case "【", "】", "¥", "￥", "★", "※", "&", "√", "→", "●", "☞", "✓", "^": .sign
        case "\u{200B}"..."\u{200F}", "\u{2060}", "\u{FEFF}", "\u{0}"..."\u{9}",
            "\u{B}"..."\u{1F}", "\u{7F}":
            .invisible
        default: .allowed
        }
    }
}

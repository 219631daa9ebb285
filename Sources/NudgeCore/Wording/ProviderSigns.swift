/// Signs that mainland SMS providers refuse in a body (category L14; facts: Tencent, Huawei,
/// Qiniu template rules), and characters that nobody sees.
enum ProviderSigns {
    static func hits(in scalars: [Unicode.Scalar]) -> [LintHit] {
        var hits: [LintHit] = []
        for (offset, scalar) in scalars.enumerated() {
            switch scalar {
            // Nearly all there is.
            case "\u{4E00}"..."\u{9FFF}", "0"..."9": break
            case "【", "】", "¥", "￥", "★", "※", "&", "√", "→", "●", "☞", "✓", "^":
                hits.append(LintHit(phrase: String(scalar), category: "L14", offset: offset))
            case "\u{200B}"..."\u{200F}", "\u{2060}", "\u{FEFF}", "\u{0}"..."\u{9}",
                "\u{B}"..."\u{1F}", "\u{7F}":
                hits.append(
                    LintHit(phrase: "invisible character", category: "L14", offset: offset)
                )
            default: break
            }
        }
        return hits
    }
}

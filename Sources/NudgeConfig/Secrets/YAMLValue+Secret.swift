package import NudgeCore

/// References to secrets in configuration files.
extension YAMLValue {
    /// `{credential: NAME}`, `{file: PATH}` or `{environment: VARIABLE}`.
    ///
    /// A plain text is refused: files like this one are shown, copied and kept in version control.
    /// A relative path starts at `base`.
    package func secretReference(base: String) -> SecretReference? {
        guard isMapping else {
            // The text itself is never repeated.
            fail(
                "a secret may not stand in a configuration file",
                hint: "write {credential: NAME}, {file: PATH} or {environment: VARIABLE}; "
                    + "if this was a real secret, replace it"
            )
            return nil
        }
        let keys = ["credential", "file", "environment"]
        guard let map = mapping(keys) else { return nil }
        let given = keys.filter(map.has)
        guard given.count == 1, let key = given.first, let value = map.optional(key) else {
            if given.count > 1 {
                map.fail("a secret has one place, not \(given.count)", hint: "keep one")
            } else {
                fail("'\(name)' names no place", hint: "write {credential: NAME}")
            }
            return nil
        }
        switch key {
        case "credential":
            // systemd.exec(5): a credential's name is a valid file name.
            return value.parsed("the name of a credential, such as nudge-master-key") { text in
                text.contains("/") || text.hasPrefix(".") ? nil : .credential(text)
            }
        case "file":
            return value.text().map { .file(FilePath.join(base, $0)) }
        default:
            return value.parsed("the name of a variable, such as NUDGE_MASTER_KEY") { text in
                let isName = text.utf8.allSatisfy { byte in
                    byte == UInt8(ascii: "_") || (48...57).contains(byte)
                        || (65...90).contains(byte & 0xDF)
                }
                return isName ? .environment(text) : nil
            }
        }
    }
}

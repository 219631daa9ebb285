import NudgeConfig
import NudgeCore
import Testing

struct SecretResolverTests {
    @Test func aCredentialIsReadFromSystemdsFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("key", "s3cret\n", mode: 0o644)
        let resolver = SecretResolver(environment: ["CREDENTIALS_DIRECTORY": folder.path])
        let secret = try resolver.resolve(.credential("key"))
        #expect(secret.bytes == Array("s3cret".utf8))
        #expect(secret.warning.isEmpty)
    }

    @Test func aCredentialOutsideOfAServiceSaysWhatToDo() throws {
        let error = #expect(throws: SecretResolver.SecretError.self) {
            try SecretResolver(environment: [:]).resolve(.credential("key"))
        }
        #expect("\(try #require(error))".contains("LoadCredential=key"))
    }

    static let modes: [(Int, Bool)] = [
        (0o600, false), (0o400, false), (0o640, true), (0o604, true),
    ]

    @Test(arguments: modes)
    func aFileThatOthersCanReadIsWarnedOf(mode: Int, warns: Bool) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("key", "s3cret", mode: mode)
        let secret = try SecretResolver(environment: [:]).resolve(.file(path))
        #expect(secret.bytes == Array("s3cret".utf8))
        #expect(secret.warning.contains("chmod 600 \(path)") == warns)
    }

    @Test func aVariableOfTheEnvironmentIsRead() throws {
        let resolver = SecretResolver(environment: ["KEY": "s3cret\r\n", "NONE": ""])
        #expect(try resolver.resolve(.environment("KEY")).bytes == Array("s3cret".utf8))
        #expect(throws: SecretResolver.SecretError.empty(.environment("NONE"))) {
            try resolver.resolve(.environment("NONE"))
        }
        #expect(throws: SecretResolver.SecretError.self) {
            try resolver.resolve(.environment("OTHER"))
        }
    }

    @Test func aMissingFileIsToldByItsPath() throws {
        let error = #expect(throws: SecretResolver.SecretError.self) {
            try SecretResolver(environment: [:]).resolve(.file("/nonexistent/key"))
        }
        #expect("\(try #require(error))".contains("/nonexistent/key"))
    }

    @Test func aSecretShowsItselfNowhere() {
        let secret = Secret(bytes: Array("s3cret".utf8))
        var dumped = ""
        dump(secret, to: &dumped)
        dump([secret], to: &dumped)
        let shown = "\(secret) \(String(reflecting: secret)) \([secret]) \(dumped)"
        #expect(!shown.contains("s3cret"))
        #expect(!shown.contains("115"))
    }
}

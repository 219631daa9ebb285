import NudgeCore
import NudgeGateways
import Testing

/// The four schemes that sign a canonical request, against vectors of the vendors and their SDKs.
struct CanonicalSignerTests {
    struct ACS3: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var method: String
        var path: String
        var query: [String: String]
        var signed_headers_map: [String: String]
        var body: String
        var access_key_id: String
        var access_key_secret: String
        var canonical_request: String
        var string_to_sign: String
        var expected_authorization: String
        var testDescription: String { name }
    }

    struct TC3: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var secret_id: String
        var secret_key: String
        var timestamp: Int64
        var service: String
        var signed_headers_map: [String: String]
        var other_headers: [String: String]
        var payload: String
        var canonical_request: String
        var string_to_sign: String
        var expected_authorization: String
        var testDescription: String { name }
    }

    struct Huawei: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var method: String
        var path: String
        var headers: [String: String]
        var body: String
        var ak: String
        var sk: String
        var canonical_request: String
        var string_to_sign: String
        var expected_authorization: String
        var testDescription: String { name }
    }

    struct AWS: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var method: String
        var url: String
        var headers: [String: String]
        var body: String
        var region: String
        var service: String
        var access_key: String
        var secret_key: String
        var session_token: String?
        var amz_date: String
        var expected_authorization: String
        var testDescription: String { name }
    }

    struct List<Vector: Decodable & Sendable>: Decodable, Sendable {
        var vectors: [Vector]
    }

    struct HuaweiList: Decodable, Sendable {
        var aksk_vectors: [Huawei]
    }

    static let acs3 =
        SigningFixture.read(List<ACS3>.self, PackageResources.aliyun_acs3_json)?.vectors ?? []
    static let tc3 =
        SigningFixture.read(List<TC3>.self, PackageResources.tencent_tc3_json)?.vectors ?? []
    static let huawei =
        SigningFixture.read(HuaweiList.self, PackageResources.huawei_sms_auth_json)?.aksk_vectors
        ?? []
    static let aws =
        SigningFixture.read(List<AWS>.self, PackageResources.aws_sigv4_json)?.vectors ?? []

    @Test func allVectorsAreThere() {
        #expect(Self.acs3.count == 4)
        #expect(Self.tc3.count == 7)
        #expect(Self.huawei.count == 2)
        #expect(Self.aws.count == 3)
    }

    @Test(arguments: acs3)
    func acs3IsSignedAsByAliyun(_ vector: ACS3) throws {
        let own = [
            "host", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256",
        ]
        let headers = vector.signed_headers_map
        var request = WireRequest(
            method: vector.method,
            host: headers["host"] ?? "",
            path: vector.path,
            query: pairs(vector.query),
            headers: pairs(headers.filter { !own.contains($0.key) }),
            body: Array(vector.body.utf8)
        )
        // The SDK signs whatever it sends.
        let form = CanonicalForm(
            profile: .acs3,
            keyID: SigningFixture.text("values.id"),
            key: "key",
            headers: ["accept", "user-agent"]
        )
        let signer = try signer(form, vector.access_key_id, vector.access_key_secret)
        let moment = SigningMoment(
            now: SigningFixture.instant(headers["x-acs-date"] ?? ""),
            nonce: headers["x-acs-signature-nonce"] ?? ""
        )
        check(
            signer,
            &request,
            moment,
            vector.canonical_request,
            vector.string_to_sign,
            vector.expected_authorization
        )
        #expect(request.header("x-acs-content-sha256") == headers["x-acs-content-sha256"])
    }

    @Test(arguments: tc3)
    func tc3IsSignedAsByTencent(_ vector: TC3) throws {
        let signed = vector.signed_headers_map
        let other = vector.other_headers.filter { $0.key != "X-TC-Timestamp" }
        var request = WireRequest(
            host: signed["host"] ?? "",
            headers: pairs(signed.filter { $0.key != "host" }) + pairs(other),
            body: Array(vector.payload.utf8)
        )
        if signed["x-tc-action"] != nil { request.set("X-TC-Action", "DescribeInstances") }
        let form = CanonicalForm(
            profile: .tc3,
            keyID: SigningFixture.text("values.id"),
            key: "key",
            service: vector.service,
            headers: signed.keys.filter { $0.hasPrefix("x-tc-") }
        )
        let signer = try signer(form, vector.secret_id, vector.secret_key)
        check(
            signer,
            &request,
            SigningMoment(now: Instant(seconds: vector.timestamp), nonce: ""),
            vector.canonical_request,
            vector.string_to_sign,
            vector.expected_authorization
        )
        #expect(request.header("x-tc-timestamp") == String(vector.timestamp))
    }

    @Test(arguments: huawei)
    func huaweiIsSignedAsByItsSDK(_ vector: Huawei) throws {
        var request = WireRequest(
            method: vector.method,
            host: (vector.headers["host"] ?? "") + ":443",
            path: vector.path,
            headers: [WirePair("Content-Type", vector.headers["content-type"] ?? "")],
            body: Array(vector.body.utf8)
        )
        let form = CanonicalForm(
            profile: .huaweiSDK,
            keyID: SigningFixture.text("values.id"),
            key: "key"
        )
        let signer = try signer(form, vector.ak, vector.sk)
        let date = vector.headers["x-sdk-date"] ?? ""
        check(
            signer,
            &request,
            SigningMoment(now: SigningFixture.instant(basic: date), nonce: ""),
            vector.canonical_request,
            vector.string_to_sign,
            vector.expected_authorization
        )
        #expect(
            request.header("x-sdk-content-sha256") == vector.headers["x-sdk-content-sha256"]
        )
    }

    @Test(arguments: aws)
    func aws4IsSignedAsByAmazon(_ vector: AWS) throws {
        let rest = vector.url.dropFirst("https://".count)
        let parts = rest.split(separator: "?", maxSplits: 1)
        let slash = try #require(parts[0].firstIndex(of: "/"))
        let query: [WirePair] =
            parts.count < 2
            ? []
            : parts[1].split(separator: "&").map { pair in
                let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
                return WirePair(sides[0], sides[1])
            }
        var request = WireRequest(
            method: vector.method,
            host: String(parts[0][..<slash]),
            path: String(parts[0][slash...]),
            query: query,
            headers: [WirePair("Content-Type", vector.headers["Content-Type"] ?? "")],
            body: Array(vector.body.utf8)
        )
        let form = CanonicalForm(
            profile: .aws4,
            keyID: SigningFixture.text("values.id"),
            key: "key",
            securityToken: vector.session_token == nil ? nil : "token",
            region: WireTemplate(pieces: [.text(vector.region)]),
            service: vector.service
        )
        let signer = try Signer(
            .canonical(form),
            SigningFixture.ground(
                vector.access_key,
                vector.secret_key,
                token: vector.session_token
            )
        )
        let now = SigningFixture.instant(basic: vector.amz_date)
        signer.sign(&request, at: SigningMoment(now: now, nonce: ""))
        #expect(request.header("authorization") == vector.expected_authorization)
        #expect(request.header("x-amz-date") == vector.amz_date)
        #expect(request.header("x-amz-security-token") == vector.session_token)
    }

    @Test func aChangedByteChangesEverySignature() throws {
        for profile in CanonicalForm.Profile.allCases {
            let form = CanonicalForm(
                profile: profile,
                keyID: SigningFixture.text("values.id"),
                key: "key",
                region: WireTemplate(pieces: [.text("r")]),
                service: "s"
            )
            let signer = try signer(form, "id", "secret")
            let plain = WireRequest(
                host: "a.example",
                headers: [WirePair("Content-Type", "application/json")],
                body: Array("{}".utf8)
            )
            var changed = [plain, plain, plain, plain]
            changed[1].body = Array("[]".utf8)
            changed[2].host = "b.example"
            changed[3].query = [WirePair("a", "b")]
            let moment = SigningMoment(now: Instant(seconds: 1_795_161_600), nonce: "n")
            var seen: Set<String> = []
            for index in changed.indices {
                signer.sign(&changed[index], at: moment)
                seen.insert(changed[index].header("authorization") ?? "")
            }
            var later = plain
            signer.sign(&later, at: SigningMoment(now: moment.now + .seconds(1), nonce: "m"))
            seen.insert(later.header("authorization") ?? "")
            #expect(seen.count == 5, "\(profile)")
        }
    }

    /// In no order: the schemes sort what they sign.
    private func pairs(_ map: [String: String]) -> [WirePair] {
        map.map { WirePair($0.key, $0.value) }
    }

    private func signer(_ form: CanonicalForm, _ id: String, _ key: String) throws -> Signer {
        try Signer(.canonical(form), SigningFixture.ground(id, key))
    }

    private func check(
        _ signer: Signer,
        _ request: inout WireRequest,
        _ moment: SigningMoment,
        _ canonical: String,
        _ text: String,
        _ authorization: String
    ) {
        let trace = signer.trace(request, at: moment)
        #expect(trace?.canonicalRequest == canonical)
        #expect(trace?.stringToSign == text)
        signer.sign(&request, at: moment)
        #expect(request.header("authorization") == authorization)
    }
}

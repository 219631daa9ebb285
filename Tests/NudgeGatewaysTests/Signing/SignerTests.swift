import Crypto
import CryptoExtras
import Foundation
import NudgeCore
import NudgeGateways
import Testing

/// The schemes that are no canonical request.
struct SignerTests {
    struct RPC: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var method: String
        var params: [String: String]
        var body_params: [String: String]?
        var access_key_secret: String
        var canonicalized_query: String
        var string_to_sign: String
        var expected_signature: String
        var testDescription: String { name }
    }

    struct RPCList: Decodable, Sendable {
        var vectors: [RPC]
    }

    struct WSSE: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var app_key: String?
        var app_secret: String?
        var nonce: String?
        var created: String?
        var password_digest_raw: String?
        var password_digest_of_hex_text: String?
        var expected_headers: [String: String]?
        var password_digest: String?
        var decoded: String?
        var testDescription: String { name }
    }

    struct WSSEList: Decodable, Sendable {
        var vectors: [WSSE]
    }

    struct Basic: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var username: String
        var password: String
        var expected_authorization: String
        var testDescription: String { name }
    }

    struct BasicList: Decodable, Sendable {
        var vectors: [Basic]
    }

    static let rpc =
        SigningFixture.read(RPCList.self, PackageResources.aliyun_rpc_v1_json)?.vectors ?? []
    static let wsse =
        SigningFixture.read(WSSEList.self, PackageResources.huawei_sms_auth_json)?.vectors ?? []
    static let basic =
        SigningFixture.read(BasicList.self, PackageResources.simple_auth_json)?.vectors ?? []

    private let now = Instant(seconds: 1_795_161_600)

    @Test func allVectorsAreThere() {
        #expect(Self.rpc.count == 5)
        #expect(Self.wsse.count == 3)
        #expect(Self.basic.count == 1)
    }

    @Test(arguments: rpc)
    func parametersAreSignedAsByAliyun(_ vector: RPC) throws {
        let own = [
            "AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp",
        ]
        let form = vector.body_params ?? [:]
        let query = vector.params.filter { !own.contains($0.key) && form[$0.key] == nil }
        var request = WireRequest(
            method: vector.method,
            host: "dysmsapi.aliyuncs.com",
            query: query.map { WirePair($0.key, $0.value) },
            form: form.isEmpty ? nil : form.map { WirePair($0.key, $0.value) }
        )
        let signer = try Signer(
            .aliyunRPC(keyID: SigningFixture.text("values.id"), key: "key", securityToken: nil),
            SigningFixture.ground(vector.params["AccessKeyId"] ?? "", vector.access_key_secret)
        )
        let moment = SigningMoment(
            now: SigningFixture.instant(vector.params["Timestamp"] ?? ""),
            nonce: vector.params["SignatureNonce"] ?? ""
        )
        let trace = signer.trace(request, at: moment)
        #expect(trace?.canonicalRequest == vector.canonicalized_query)
        #expect(trace?.stringToSign == vector.string_to_sign)
        signer.sign(&request, at: moment)
        #expect(request.query.last == WirePair("Signature", vector.expected_signature))
        let sent = Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first }
        for (name, value) in vector.params where form[name] == nil { #expect(sent[name] == value) }
    }

    @Test(arguments: wsse.filter { $0.app_key != nil }, WSSEDigest.allCases)
    func wsseIsMadeInBothForms(_ vector: WSSE, _ digest: WSSEDigest) throws {
        let signer = try Signer(
            .wsse(user: SigningFixture.text("values.id"), password: "key", digest: digest),
            SigningFixture.ground(vector.app_key ?? "", vector.app_secret ?? "")
        )
        var request = WireRequest(host: "smsapi.example")
        let created = SigningFixture.instant(vector.created ?? "")
        signer.sign(&request, at: SigningMoment(now: created, nonce: vector.nonce ?? ""))
        let raw = try #require(vector.password_digest_raw)
        let hex = try #require(vector.password_digest_of_hex_text)
        let expected = try #require(vector.expected_headers?["X-WSSE"])
        let wanted =
            digest == .raw ? expected : expected.split(separator: raw).joined(separator: hex)
        #expect(request.header("X-WSSE") == wanted)
        #expect(request.header("Authorization") == vector.expected_headers?["Authorization"])
    }

    @Test func theVendorsOwnExampleOfWSSEIsOfTheHexForm() throws {
        let vector = try #require(Self.wsse.first { $0.password_digest != nil })
        let data = try #require(Data(base64Encoded: vector.password_digest ?? ""))
        #expect(String(decoding: data, as: UTF8.self) == vector.decoded)
        #expect(data.count == 64)
    }

    @Test(arguments: basic)
    func basicIsWrittenAsTheVendorsPageHasIt(_ vector: Basic) throws {
        let signer = try Signer(
            .basic(user: SigningFixture.text("values.id"), password: "key"),
            SigningFixture.ground(vector.username, vector.password)
        )
        #expect(signed(signer).header("authorization") == vector.expected_authorization)
    }

    @Test func aBearerIsTheSecretOrTheFetchedToken() throws {
        let ground = SigningFixture.ground("id", "s3cret")
        let own = try Signer(.bearer(key: "key"), ground)
        #expect(signed(own, token: "t").header("authorization") == "Bearer s3cret")
        let fetched = try Signer(.bearer(key: nil), ground)
        #expect(signed(fetched, token: "t").header("authorization") == "Bearer t")
        #expect(SigningForm.bearer(key: nil).needsToken)
    }

    @Test func aHeaderMayHoldSecretAndToken() throws {
        let text = try WireTemplate(
            parsing: "id=${values.id} key=${secrets.key} t=${token}",
            names: ["values.", "secrets.", "token"]
        )
        let form = SigningForm.header(name: "X-Auth", value: text)
        let signer = try Signer(form, SigningFixture.ground("me", "s3cret"))
        #expect(signed(signer, token: "T").header("x-auth") == "id=me key=s3cret t=T")
        #expect(form.needsToken)
    }

    @Test func aMissingSecretIsNamed() {
        #expect(throws: SigningError.self) {
            try Signer(.bearer(key: "other"), SigningFixture.ground("id", "x"))
        }
    }

    @Test(arguments: ["plain", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
    func aKeyThatCannotBeReadIsRefusedWithoutShowingIt(_ secret: String) {
        let form = SigningForm.jwtES256(
            keyID: SigningFixture.text("values.id"),
            issuer: SigningFixture.text("values.id"),
            key: "key"
        )
        let error = #expect(throws: SigningError.self) {
            try Signer(form, SigningFixture.ground("id", secret))
        }
        #expect(error?.description.contains(secret) == false)
    }

    private func signed(_ signer: Signer, token: String = "") -> WireRequest {
        var request = WireRequest(host: "a.example")
        signer.sign(&request, at: SigningMoment(now: now, nonce: "n", token: token))
        return request
    }
}

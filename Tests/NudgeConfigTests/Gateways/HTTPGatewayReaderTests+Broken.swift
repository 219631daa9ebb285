/// The sound file broken in one place each.
extension HTTPGatewayReaderTests {
    static let addresses: [Broken] = [
        Broken(
            "a secret in the URL's query",
            "?app=1",
            "?app=${secrets.pin}",
            "3:6: error: '${secrets.pin}' has no value here"
        ),
        Broken(
            "a token in the URL's path",
            "/send?app=1",
            "/${token}?app=1",
            "3:6: error: '${token}' has no value here"
        ),
        Broken(
            "a plain secret in the URL's query",
            "?app=1",
            "?access_token=abcdef",
            "3:6: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a recipient's value in the host",
            "sms.${values.region}",
            "${to}",
            "3:6: error: '${to}' has no value here"
        ),
        Broken(
            "a host that a value breaks",
            "region: gz",
            "region: gz/x",
            "3:6: error: '${values.region}' cannot stand in a host"
        ),
        Broken(
            "no scheme",
            "https://sms",
            "sms",
            "3:6: error: 'sms.${values.region}.example.com/v1/${values.app_id}/send?app=1' is not "
                + "an absolute URL"
        ),
        Broken(
            "a password in the URL",
            "https://sms",
            "https://me:pw@sms",
            "3:6: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "http not declared",
            "https://sms",
            "http://sms",
            "3:6: error: the URL's scheme 'http' is not among the gateway's schemes"
        ),
        Broken(
            "a recipient's value in the path of a batch",
            "/send?app",
            "/${to}?app",
            "3:6: error: '${to}' stands here for every recipient of a batch alike"
        ),
    ]

    static let secrets: [Broken] = [
        Broken(
            "a plain secret",
            "{credential: tencent-secret-key}",
            "8fJ2hs",
            "6:15: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a secret among the values",
            "agent: 7",
            "app_secret: hunter2",
            "4:73: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a key that looks like one among the values",
            "agent: 7",
            "api_key: 0123456789abcdef0123",
            "4:70: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a secret by its look",
            "region: gz",
            "region: whsec_MfKQ9r8GKYqrTwjUPD8I",
            "3:6: error: '${values.region}' has no value here",
            "4:40: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a secret in a header",
            "X-Action: SendSms",
            "X-Token: SendSms",
            "15:22: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a constant authorization",
            "X-Action: SendSms",
            "Authorization: \"Basic me\"",
            "15:28: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "a secret in the query",
            "trace: \"${nonce}\"",
            "trace: \"${secrets.pin}\"",
            "16:18: error: '${secrets.pin}' has no value here"
        ),
        Broken(
            "a secret in the body",
            "Agent: 7",
            "password: 7",
            "20:15: error: a secret may not stand in a configuration file"
        ),
        Broken(
            "an unknown secret",
            "${secrets.pin}",
            "${secrets.pim}",
            "15:39: error: '${secrets.pim}' has no value here"
        ),
        Broken(
            "a name that is none",
            "pin: {file: keys/pin}",
            "PIN: {file: keys/pin}",
            "7:3: error: 'PIN' cannot be a name",
            "15:39: error: '${secrets.pin}' has no value here"
        ),
    ]

    static let places: [Broken] = [
        Broken(
            "an unknown place",
            "${parameters}",
            "${params}",
            "23:13: error: '${params}' has no value here"
        ),
        Broken(
            "an unknown value",
            "App: \"${values.app_id}\"",
            "App: \"${values.app}\"",
            "19:10: error: '${values.app}' has no value here"
        ),
        Broken(
            "a token that nothing fetches",
            "App: \"${values.app_id}\"",
            "App: \"${token}\"",
            "19:10: error: '${token}' has no value here"
        ),
        Broken(
            "an unknown filter",
            "${to | e164}",
            "${to | e165}",
            "18:22: error: 'e165' is not a filter"
        ),
        Broken(
            "a place that is not closed",
            "\"${parameters}\"",
            "\"${parameters\"",
            "23:13: error: a place is opened by '${' and not closed"
        ),
        Broken(
            "two instructions",
            "{$each: \"${to | e164}\"}",
            "{$each: \"${to}\", $json: 1}",
            "18:14: error: one instruction at a time, not both"
        ),
        Broken(
            "an unknown instruction",
            "{$each: \"${to | e164}\"}",
            "{$eech: \"${to}\"}",
            "18:15: error: unknown key '$eech'"
        ),
        Broken(
            "a list joined that is none",
            "{$json: {Ref: \"${reference}\"}}",
            "{$json: {Ref: \"${reference}\"}, $join: x}",
            "25:43: error: only what stands under '$each' is joined"
        ),
    ]

    static let requests: [Broken] = [
        Broken(
            "two bodies",
            "  charset: utf-8",
            "  text: x",
            "26:3: error: a request has one body, not 'json' and 'text'"
        ),
        Broken(
            "a GET with a body",
            "method: POST",
            "method: GET",
            "14:3: error: a GET has no body"
        ),
        Broken(
            "another charset",
            "charset: utf-8",
            "charset: latin1",
            "26:12: error: 'latin1' is not a known value of 'charset'"
        ),
        Broken(
            "a header of Nudge's own",
            "X-Action: SendSms",
            "Host: x",
            "15:13: error: the header 'Host' is set by Nudge itself"
        ),
        Broken(
            "a header twice in other letters",
            "X-Action: SendSms",
            "x-pin: a",
            "15:23: error: the header 'X-Pin' is given twice"
        ),
        Broken(
            "a line end in a header",
            "X-Action: SendSms",
            "X-Action: \"a\\r\\nX: y\"",
            "15:23: error: a header's value holds no control characters"
        ),
        Broken(
            "words that differ within a batch",
            "same: [code, parameters, mainland]",
            "same: [code]",
            "23:13: error: '${parameters}' stands here for every recipient of a batch alike"
        ),
        Broken(
            "no place for the batch's addresses",
            "{$each: \"${to | e164}\"}",
            "\"${to}\"",
            "18:14: error: '${to}' stands here for every recipient of a batch alike"
        ),
        Broken(
            "no place for the address",
            "{$each: \"${to | e164}\"}",
            "1",
            "14:3: error: the request does not say to whom"
        ),
        Broken(
            "a batch of none",
            "size: 200",
            "size: 0",
            "28:15: error: 'size' must lie in 1…1000, not 0"
        ),
        Broken(
            "a word of another kind of gateway",
            "batch:",
            "callback_secrets: []\nbatch:",
            "28:1: error: unknown key 'callback_secrets'"
        ),
    ]

    static let templates: [Broken] = [
        Broken(
            "an unknown variable",
            "{{姓名}}",
            "{{姓明}}",
            "11:21: error: unknown variable \"姓明\""
        ),
        Broken(
            "an address of the web",
            "{{金额}}前",
            "http://x.cn",
            "11:28: error: a vendor's variable may not hold an address of the web"
        ),
        Broken(
            "no code",
            "code: \"1110\"",
            "cod: \"1110\"",
            "10:5: error: unknown key 'cod'"
        ),
    ]
}

internal import CCurl
internal import Foundation

/// The least that sending with libcurl takes: reused handles, kept connections, ready-made bytes,
/// and nothing done with the answers.
///
/// Written as one would in C.
final class BareLoop {
    private let multi: UnsafeMutableRawPointer
    private var handles: [UnsafeMutableRawPointer] = []
    private var posts: [Post] = []
    private var next = 0

    /// Laid out once; libcurl borrows both.
    private struct Post {
        var body: UnsafeMutableBufferPointer<UInt8>
        var headers: UnsafeMutablePointer<curl_slist>?
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    init(url: String, requests: [RecordedRequest], inFlight: Int) throws {
        guard nudge_global_init() == CURLE_OK, let multi = curl_multi_init(), !requests.isEmpty
        else { throw Failure(description: "no libcurl, or nothing to post") }
        self.multi = multi
        _ = nudge_multi_set_long(multi, CURLMOPT_MAXCONNECTS, inFlight)
        for request in requests {
            let body = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: request.body.count)
            _ = body.initialize(from: request.body)
            var headers: UnsafeMutablePointer<curl_slist>?
            for line in request.headers + ["Expect:"] {
                headers = curl_slist_append(headers, line)
            }
            posts.append(Post(body: body, headers: headers))
        }
        for _ in 0..<inFlight {
            guard let easy = curl_easy_init() else { throw Failure(description: "no handle") }
            _ = nudge_easy_set_string(easy, CURLOPT_URL, url)
            _ = nudge_easy_set_string(easy, CURLOPT_PROXY, "")
            _ = nudge_easy_set_long(easy, CURLOPT_NOSIGNAL, 1)
            _ = nudge_easy_set_long(easy, CURLOPT_POST, 1)
            _ = nudge_easy_set_write(easy, { _, size, count, _ in size * count }, nil)
            handles.append(easy)
        }
    }

    deinit {
        for easy in handles { curl_easy_cleanup(easy) }
        curl_multi_cleanup(multi)
        for post in posts {
            curl_slist_free_all(post.headers)
            post.body.deallocate()
        }
    }

    /// Posts so many requests; throws unless each is answered with 200.
    func run(_ count: Int) throws {
        var started = 0
        var done = 0
        for easy in handles where started < count {
            start(easy)
            started += 1
        }
        var running: Int32 = 0
        while done < count {
            curl_multi_perform(multi, &running)
            var left: Int32 = 0
            while let message = curl_multi_info_read(multi, &left) {
                guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle
                else { continue }
                try check(nudge_message_result(message), easy)
                curl_multi_remove_handle(multi, easy)
                done += 1
                if started < count {
                    start(easy)
                    started += 1
                }
            }
            if done < count { curl_multi_poll(multi, nil, 0, 1_000, nil) }
        }
    }

    private func start(_ easy: UnsafeMutableRawPointer) {
        let post = posts[next]
        next = (next + 1) % posts.count
        _ = nudge_easy_set_pointer(easy, CURLOPT_POSTFIELDS, post.body.baseAddress)
        _ = nudge_easy_set_offset(
            easy,
            CURLOPT_POSTFIELDSIZE_LARGE,
            curl_off_t(post.body.count)
        )
        _ = nudge_easy_set_pointer(easy, CURLOPT_HTTPHEADER, post.headers)
        curl_multi_add_handle(multi, easy)
    }

    private func check(_ result: CURLcode, _ easy: UnsafeMutableRawPointer) throws {
        var status = 0
        _ = nudge_easy_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        guard result == CURLE_OK, status == 200 else {
            throw Failure(
                description: "libcurl \(result.rawValue), status \(status) from the sink"
            )
        }
    }
}

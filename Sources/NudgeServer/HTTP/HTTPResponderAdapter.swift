import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// Stands between Hummingbird and a handler: reads the whole body within its bounds, and carries out
/// the handler's outcome.
struct HTTPResponderAdapter: HTTPResponder {
    /// The channel is kept so that it can be closed without an answer.
    struct Context: InitializableFromSource, Sendable {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
        }
    }

    /// Ends a request whose connection has been closed; nothing is written for it any more.
    private struct Closed: Error {}

    private enum Body {
        case whole([UInt8])
        case tooLarge
        case late
        case broken
    }

    let options: HTTPListener.Options
    let handler: HTTPListener.Handler
    private let slots: HandlerSlots

    init(options: HTTPListener.Options, handler: @escaping HTTPListener.Handler) {
        self.options = options
        self.handler = handler
        slots = HandlerSlots(options.handlersMax)
    }

    /// A body over the bound is read and dropped up to this factor, so that the sender gets to read
    /// its 413; beyond, the connection is cut.
    private static let discardFactor = 64

    func respond(to request: Request, context: Context) async throws -> Response {
        switch await body(of: request) {
        case .whole(let bytes):
            var request = request
            request.body = RequestBody(buffer: ByteBuffer(bytes: bytes))
            let incoming = incoming(request, body: bytes, channel: context.channel)
            let outcome = await slots.run { await handler(incoming) }
            return try await carryOut(outcome, request, context)
        case .tooLarge:
            let bound = options.bodyBytesMax
            return response(.text(413, "the body is larger than \(bound) bytes"))
        case .late:
            return response(.text(408, "the request did not arrive within \(options.readTimeout)"))
        case .broken:
            return try await close(context)
        }
    }

    // MARK: In

    /// The body, read within `readTimeout`.
    private func body(of request: Request) async -> Body {
        let body = request.body
        return await withTaskGroup(of: Body.self) { group in
            group.addTask { await read(body) }
            group.addTask {
                // Cancelled as soon as the body is there.
                try? await Task.sleep(for: options.readTimeout)
                return .late
            }
            let first = await group.next() ?? .broken
            group.cancelAll()
            return first
        }
    }

    private func read(_ body: RequestBody) async -> Body {
        var bytes: [UInt8] = []
        var count = 0
        do {
            for try await buffer in body {
                count += buffer.readableBytes
                if count <= options.bodyBytesMax {
                    bytes += buffer.readableBytesView
                } else if count > options.bodyBytesMax * HTTPResponderAdapter.discardFactor {
                    return .broken
                }
            }
        } catch {
            return .broken
        }
        return count <= options.bodyBytesMax ? .whole(bytes) : .tooLarge
    }

    private func incoming(
        _ request: Request,
        body: [UInt8],
        channel: any Channel
    ) -> HTTPIncoming {
        HTTPIncoming(
            method: request.method.rawValue,
            path: request.uri.path,
            query: request.uri.query ?? "",
            headers: HTTPHeaderList(request.headers.map { ($0.name.rawName, $0.value) }),
            body: body,
            remote: channel.remoteAddress?.ipAddress ?? "unknown"
        )
    }

    // MARK: Out

    private func carryOut(
        _ outcome: HTTPOutcome,
        _ request: Request,
        _ context: Context
    ) async throws -> Response {
        switch outcome {
        case .answer(let answer): return response(answer)
        case .close: return try await close(context)
        case .later(let work):
            let result = try? await request.body.consumeWithCancellationOnInboundClose { _ in
                await cancelWhenGracefulShutdown { await work() }
            }
            guard case .answer(let answer) = result else { return try await close(context) }
            return response(answer)
        }
    }

    private func close(_ context: Context) async throws -> Response {
        try? await context.channel.close()
        throw Closed()
    }

    private func response(_ answer: HTTPAnswer) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = answer.contentType
        for (name, value) in answer.headers {
            guard let field = HTTPField.Name(name) else { continue }
            headers[field] = value
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }
}

/// How a vendor sounds: samples of what it sends, for rehearsals: docs/rehearsal.md.
///
/// How its requests are read is not said here: the gateway's own request is read backwards.
package struct DialectForm: Hashable, Sendable {
    /// How its ids look.
    package var id: WireTemplate
    /// In the order of the file; `accepted` is among them.
    package var answers: [Answer]
    /// What an answer says of one address of several, by class.
    package var recipients: [Recipient]
    /// What the token's address answers; `nil`: the gateway has no token.
    package var token: Sample?
    /// What it says when it is asked what became of a message; `nil`: nothing.
    package var query: Query?
    /// In the order of the file.
    package var posts: [Post]
    /// Where it stands in the gateway's file, from 1.
    package var line: Int
    package var column: Int

    package init(
        id: WireTemplate = DialectForm.plainID,
        answers: [Answer],
        recipients: [Recipient] = [],
        token: Sample? = nil,
        query: Query? = nil,
        posts: [Post] = [],
        line: Int = 0,
        column: Int = 0
    ) {
        self.id = id
        self.answers = answers
        self.recipients = recipients
        self.token = token
        self.query = query
        self.posts = posts
        self.line = line
        self.column = column
    }

    /// 16 hexadecimal digits.
    package static let plainID = WireTemplate(pieces: [.place(WirePlace(name: "hash"))])

    /// A message of the vendor's: its status line, headers and body.
    ///
    /// Of the request's form, headers, query, body and character set count.
    package struct Sample: Hashable, Sendable {
        /// Of an answer.
        package var status: Int
        package var message: RequestForm
        package var line: Int
        package var column: Int

        package init(status: Int = 200, message: RequestForm, line: Int = 0, column: Int = 0) {
            self.status = status
            self.message = message
            self.line = line
            self.column = column
        }
    }

    /// What is answered when all of a request meets one class.
    package struct Answer: Hashable, Sendable {
        package var answerClass: AnswerRule.Class
        package var sample: Sample

        package init(_ answerClass: AnswerRule.Class, _ sample: Sample) {
            self.answerClass = answerClass
            self.sample = sample
        }
    }

    package struct Recipient: Hashable, Sendable {
        package var answerClass: AnswerRule.Class
        package var item: WireNode
        package var line: Int
        package var column: Int

        package init(
            _ answerClass: AnswerRule.Class,
            _ item: WireNode,
            line: Int = 0,
            column: Int = 0
        ) {
            self.answerClass = answerClass
            self.item = item
            self.line = line
            self.column = column
        }
    }

    /// What is answered to the question what became of a message.
    package struct Query: Hashable, Sendable {
        /// To a question about a message that it knows; of a list, whatever is in it.
        package var answer: Sample
        /// What a list says of one message; `nil`: the answer is about one alone.
        package var item: WireNode?
        /// The vendor's words for what became of it; what is not there it never says.
        package var states: [State]
        /// To a question about a message that it does not know; `nil`: an empty list, or 404.
        package var absent: Sample?

        package init(
            answer: Sample,
            item: WireNode? = nil,
            states: [State],
            absent: Sample? = nil
        ) {
            self.answer = answer
            self.item = item
            self.states = states
            self.absent = absent
        }

        package struct State: Hashable, Sendable {
            package var word: QueryForm.Word
            package var text: String

            package init(_ word: QueryForm.Word, _ text: String) {
                self.word = word
                self.text = text
            }
        }

        package func state(_ word: QueryForm.Word) -> String? {
            states.first { $0.word == word }?.text
        }
    }

    /// What is posted to one of the gateway's callbacks.
    package struct Post: Hashable, Sendable {
        /// The name of the callback's entry.
        package var callback: String
        package var kind: Kind
        package var sample: Sample

        package init(callback: String, kind: Kind, sample: Sample) {
            self.callback = callback
            self.kind = kind
            self.sample = sample
        }

        package enum Kind: UInt8, CaseIterable, Sendable {
            case delivered
            case undelivered
            case reply

            package var name: String {
                switch self {
                case .delivered: "delivered"
                case .undelivered: "undelivered"
                case .reply: "reply"
                }
            }
        }
    }

    package func answer(_ answerClass: AnswerRule.Class) -> Sample? {
        answers.first { $0.answerClass == answerClass }?.sample
    }

    package func recipient(_ answerClass: AnswerRule.Class) -> WireNode? {
        recipients.first { $0.answerClass == answerClass }?.item
    }

    package func post(_ kind: Post.Kind) -> Post? {
        posts.first { $0.kind == kind }
    }
}

/// What traces do not show: passwords, and what stands for one such as a session.
struct Secrets: Sendable {
    private static let mark = "(secret)"
    /// As they are, and as XML has them; the longest first, since one may be in another.
    private var forms: [String] = []

    mutating func add(_ secret: String) {
        guard !secret.isEmpty else { return }
        let inText = secret.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        let all = Set(forms).union([secret, inText, inText.replacing("\"", with: "&quot;")])
        forms = all.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
    }

    func concealed(in text: String) -> String {
        forms.reduce(text) { $0.replacing($1, with: Secrets.mark) }
    }
}

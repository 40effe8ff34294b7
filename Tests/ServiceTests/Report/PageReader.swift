import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Reads markup and keeps what tests ask about.
final class PageReader: NSObject, XMLParserDelegate {
    private(set) var elements: [String: Int] = [:]
    private(set) var attributes: [(element: String, name: String, value: String)] = []
    private(set) var texts: [String] = []
    private var open = ""

    func read(_ page: String) -> Bool {
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        return parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        elements[element, default: 0] += 1
        self.attributes += attributes.map { (element, $0.key, $0.value) }
        flush()
    }

    func parser(
        _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
        qualifiedName: String?
    ) { flush() }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open += text }

    private func flush() {
        if !open.isEmpty { texts.append(open) }
        open = ""
    }
}

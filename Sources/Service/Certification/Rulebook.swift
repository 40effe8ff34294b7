package import Certificates
import Foundation

/// What certificates of a service may rest on: rule sets, grades, attribution and factors of a folder,
/// and whose products are whose.
package struct Rulebook: Sendable {
    /// Rules of matching.
    package var rules: [RuleSet] = []
    /// Rules of grades.
    package var grades: [GradeSet] = []
    /// How energy is shared among products.
    package var attributions: [AttributionRule] = []
    /// Factors with provenance.
    package var factors: [EmissionFactor] = []
    /// Accounts that may have certificates of a product drafted, beside the issuer.
    package var holders: [String: Set<String>] = [:]
    /// The documents of rules, grades and attributions by their digests.
    package private(set) var documents: [Digest: JSONValue] = [:]

    package init() {}

    /// Reads every `.json` file of a folder by its `format`, and `factors.csv` where there is one.
    package init(folder: String) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw InvalidInput(text: Text(both: "\(folder): \(error.localizedDescription)"))
        }
        for name in names where name.hasSuffix(".json") {
            let path = folder + "/" + name
            let document = try JSONFile.read(path)
            switch document["format"]?.text {
            case "wattoken-rules/1": rules.append(try RuleFiles.rules(path))
            case "wattoken-grades/1": grades.append(try RuleFiles.grades(path))
            case "wattoken-attribution/1": attributions.append(try RuleFiles.attribution(path))
            case "wattoken-products/1":
                try addHolders(JSONPlace(document, file: path))
                continue
            default: continue
            }
            documents[Digest(of: document.canonical)] = document
        }
        guard !rules.isEmpty, !grades.isEmpty else {
            throw InvalidInput(
                text: Text(
                    "\(folder): no rule set (wattoken-rules/1) or no grades (wattoken-grades/1)",
                    "\(folder)：缺少规则集（wattoken-rules/1）或等级规则（wattoken-grades/1）"))
        }
        if names.contains("factors.csv") {
            factors = try IssueFolder.table(folder + "/factors.csv", FactorFile.read).factors
        }
    }

    /// Adds the accounts of a file of the form `wattoken-products/1`.
    ///
    ///     {"format": "wattoken-products/1", "products": {"chat": ["hub-qingyang"]}}
    private mutating func addHolders(_ place: JSONPlace) throws {
        try place.allow(["format", "products"])
        guard let products = place.value["products"]?.members else {
            throw place.fault("products", "an object of products, each with a list of accounts")
        }
        for (product, accounts) in products {
            let names = (accounts.elements ?? []).compactMap(\.text)
            guard names.count == accounts.elements?.count,
                (names + [product]).allSatisfy(AccountingLimits.isName)
            else {
                throw place.fault(
                    "products/" + product, "a list of accounts, by names that the registry takes")
            }
            holders[product, default: []].formUnion(names)
        }
    }
}

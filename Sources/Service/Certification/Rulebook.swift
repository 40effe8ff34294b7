package import Certificates
import Foundation

/// What certificates of a service may rest on: rule sets, grades, attribution and factors of a folder.
package struct Rulebook: Sendable {
    /// Rules of matching.
    package var rules: [RuleSet] = []
    /// Rules of grades.
    package var grades: [GradeSet] = []
    /// How energy is shared among products.
    package var attributions: [AttributionRule] = []
    /// Factors with provenance.
    package var factors: [EmissionFactor] = []

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
            switch try JSONFile.read(path)["format"]?.text {
            case "wattoken-rules/1": rules.append(try RuleFiles.rules(path))
            case "wattoken-grades/1": grades.append(try RuleFiles.grades(path))
            case "wattoken-attribution/1": attributions.append(try RuleFiles.attribution(path))
            default: continue
            }
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
}

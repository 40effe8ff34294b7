import Testing

@Suite("Architecture") struct ArchitectureTests {
    @Test("The sources keep the rule", arguments: Rule.all)
    func keep(_ rule: Rule) {
        #expect(rule.violations(SourceTree.files) == [])
    }

    @Test("The rule finds what breaks it", arguments: Rule.all)
    func find(_ rule: Rule) {
        #expect(!rule.broken.isEmpty)
        for tree in rule.broken {
            #expect(rule.violations(tree) != [], "\(tree)")
        }
    }

    @Test("The rule lets pass what keeps it", arguments: Rule.all)
    func pass(_ rule: Rule) {
        for tree in rule.kept {
            #expect(rule.violations(tree) == [], "\(tree)")
        }
    }

    @Test("The tree that is read is the whole one: programs, module maps and imports")
    func wholeTree() {
        let files = SourceTree.files
        #expect(files.count { $0.isSwift } > 50)
        #expect(files.contains { $0.isIn("Sources/Service") && $0.isSwift })
        #expect(files.flatMap(\.declaredModules).contains("CGLPK"))
        #expect(files.flatMap(\.imports).contains("CGLPK"))
    }
}

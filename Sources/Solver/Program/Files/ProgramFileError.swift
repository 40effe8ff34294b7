/// Why a program file could not be read: what, where, what was given and what is allowed.
///
/// All wording about program files lives here, so that the readers only name a code.
public struct ProgramFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let code: Code
    /// Line of the file, counted from one; 0 when the whole file is meant.
    public let line: Int
    /// What the file says there, at most 80 characters of it.
    public let given: String
    /// Line of an earlier place that this one contradicts, if there is one.
    public let earlierLine: Int?

    /// Creates an error at a line of a file.
    init(_ code: Code, line: Int, given: String, earlierLine: Int? = nil) {
        self.code = code
        self.line = line
        self.given = given.count > 80 ? given.prefix(77) + "..." : given
        self.earlierLine = earlierLine
    }

    /// What would have been accepted instead.
    public var allowed: String { Self.wording(of: code).allowed }

    /// The whole message in one English sentence.
    public var description: String {
        let place = line > 0 ? "line \(line): " : ""
        let quote = given.isEmpty ? "" : " '\(given)'"
        let earlier = earlierLine.map { " (first at line \($0))" } ?? ""
        return "\(place)\(Self.wording(of: code).problem)\(quote)\(earlier); allowed: \(allowed)"
    }

    /// Everything that can be wrong with a program file.
    public enum Code: String, Sendable, CaseIterable {
        // The file as a whole.
        case unknownFormat, compressed, cutOff
        // MPS sections and the shape of their lines.
        case unknownSection, unsupportedSection, sectionOrder, entryOutsideSection
        case rowsShape, columnsShape, vectorShape, boundsShape
        case unknownRowType, unknownSense, unknownMarker, unknownBoundType, semicontinuous
        // Names.
        case unknownRow, unknownColumn, unknownObjective, duplicateRow, duplicateEntry
        case scatteredColumn, secondSet
        // Numbers.
        case notANumber, notFinite, infiniteRightHandSide, infiniteBound, rangeOnObjective
        // LP syntax.
        case quadratic, expectedObjective, expectedExpression, expectedRelation
        case expectedRightHandSide, mixedRelations, expectedBound, expectedName, unexpectedText
    }
}

extension ProgramFileError {
    private typealias Wording = (problem: String, allowed: String)

    private static func wording(of code: Code) -> Wording {
        fileWording(of: code) ?? entryWording(of: code) ?? nameWording(of: code)
            ?? numberWording(of: code) ?? syntaxWording(of: code)
    }

    private static func fileWording(of code: Code) -> Wording? {
        switch code {
        case .unknownFormat:
            ("this is neither an MPS nor an LP file", "files ending in .mps or .lp")
        case .compressed: ("the file is still compressed", "plain text")
        case .cutOff:
            ("the file is cut off", "an MPS file ending with ENDATA, an LP file ending with End")
        case .unknownSection:
            (
                "unknown section",
                "NAME, OBJSENSE, OBJNAME, ROWS, COLUMNS, RHS, RANGES, BOUNDS and ENDATA from the"
                    + " first column; every other line begins with a blank"
            )
        case .unsupportedSection:
            ("this section is not supported:", "linear and mixed-integer programs only")
        case .sectionOrder:
            (
                "this section comes in the wrong place:",
                "OBJNAME, then ROWS once, then COLUMNS, then RHS, RANGES and BOUNDS"
            )
        case .entryOutsideSection: ("an entry outside of any section:", "entries from ROWS on")
        default: nil
        }
    }

    private static func entryWording(of code: Code) -> Wording? {
        switch code {
        case .rowsShape: ("this line does not fit ROWS:", "a type and a name")
        case .columnsShape:
            ("this line does not fit COLUMNS:", "a column, then one or two of row and value")
        case .vectorShape:
            (
                "this line does not fit RHS or RANGES:",
                "a set name or none, then one or two of row and value"
            )
        case .boundsShape:
            ("this line does not fit BOUNDS:", "a type, a set name or none, a column and a value")
        case .unknownRowType: ("unknown row type", "N, L, G or E")
        case .unknownSense: ("unknown sense", "MIN, MINIMIZE, MAX or MAXIMIZE")
        case .unknownMarker: ("unknown marker", "'INTORG' or 'INTEND'")
        case .unknownBoundType:
            ("unknown bound type", "UP, LO, FX, FR, MI, PL, BV, LI or UI")
        case .semicontinuous:
            ("semicontinuous columns are not supported:", "a plain bound and a binary column")
        default: nil
        }
    }

    private static func nameWording(of code: Code) -> Wording? {
        switch code {
        case .unknownRow: ("unknown row", "names listed in ROWS")
        case .unknownColumn: ("unknown column", "names listed in COLUMNS")
        case .unknownObjective: ("OBJNAME names no N row:", "the name of an N row")
        case .duplicateRow: ("this row name is used twice:", "one row for each name")
        case .duplicateEntry:
            ("a second value for the same place:", "one value for each row in each column or set")
        case .scatteredColumn:
            ("this column was already finished:", "all entries of a column one after the other")
        case .secondSet: ("a second set of values:", "one set in each of RHS, RANGES and BOUNDS")
        default: nil
        }
    }

    private static func numberWording(of code: Code) -> Wording? {
        switch code {
        case .notANumber: ("not a number:", "decimal numbers such as -1.5e3")
        case .notFinite: ("not a finite number:", "finite coefficients and no NaN")
        case .infiniteRightHandSide:
            (
                "this infinite right-hand side can never hold:",
                "+infinity on an L row and -infinity on a G row"
            )
        case .infiniteBound:
            ("this infinite bound can never hold:", "-infinity below and +infinity above")
        case .rangeOnObjective: ("a range on the objective:", "ranges on L, G and E rows")
        default: nil
        }
    }

    private static func syntaxWording(of code: Code) -> Wording {
        switch code {
        case .quadratic: ("quadratic terms are not supported:", "linear expressions")
        case .expectedObjective: ("the file begins with", "Minimize or Maximize")
        case .expectedExpression: ("instead of an expression stands", "terms such as + 3 x")
        case .expectedRelation: ("instead of a relation stands", "<=, >= or =")
        case .expectedRightHandSide: ("instead of a right-hand side stands", "a number")
        case .mixedRelations:
            ("this range is not of one direction:", "a <= expression <= b, or with >= twice")
        case .expectedBound:
            ("this is not a bound:", "x >= a, a <= x <= b, x = a or x free")
        case .expectedName: ("instead of a name stands", "column names")
        default: ("unexpected text", "sections of an LP file")
        }
    }
}

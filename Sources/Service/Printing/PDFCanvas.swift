import CPango

/// Pages of a PDF in memory on which text and rectangles are put; lengths in points (1/72 inch) from the
/// top left corner.
@safe package struct PDFCanvas: ~Copyable {
    /// A4.
    package static let width = 595.276
    package static let height = 841.89

    // Pango's constants, part of its ABI: PANGO_SCALE, PANGO_WRAP_WORD_CHAR, PANGO_ALIGN_….
    private static let unitsPerPoint = 1024.0
    private static let wrapAtWordOrCharacter: Int32 = 2
    private static let alignLeft: Int32 = 0
    private static let alignRight: Int32 = 2

    private let surface: OpaquePointer
    private let context: OpaquePointer
    private let output: Unmanaged<Output>
    private let language: OpaquePointer?

    /// Where Cairo writes.
    private final class Output {
        var bytes: [UInt8] = []
    }

    /// What could not be drawn, in Cairo's words.
    package struct Fault: Error {
        let reason: String
    }

    /// An empty document.
    init(title: String, created: String, language: String) {
        unsafe output = Unmanaged.passRetained(Output())
        unsafe surface = cairo_pdf_surface_create_for_stream(
            { closure, data, length in
                guard let closure = unsafe closure, let data = unsafe data else {
                    return CAIRO_STATUS_SUCCESS
                }
                let output = unsafe Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue()
                unsafe output.bytes.append(
                    contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            }, output.toOpaque(), Self.width, Self.height)
        unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Wattoken")
        unsafe cairo_pdf_surface_set_metadata(
            surface, CAIRO_PDF_METADATA_CREATE_DATE, created)
        unsafe context = cairo_create(surface)
        unsafe self.language = pango_language_from_string(language)
    }

    deinit {
        unsafe cairo_destroy(context)
        unsafe cairo_surface_destroy(surface)
        unsafe output.release()
    }

    /// The finished bytes; nothing can be drawn afterwards.
    consuming func finished() throws(Fault) -> [UInt8] {
        unsafe cairo_surface_finish(surface)
        let status = unsafe cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw Fault(reason: unsafe String(cString: cairo_status_to_string(status)))
        }
        return unsafe output.takeUnretainedValue().bytes
    }

    /// Ends a page.
    func endPage() { unsafe cairo_show_page(context) }

    /// Puts text and returns its height; only measures it without a place.
    @discardableResult func put(
        _ text: String, at place: (x: Double, y: Double)?, width: Double, style: TextStyle
    ) -> Double {
        let layout = unsafe pango_cairo_create_layout(context)
        defer { unsafe g_object_unref(UnsafeMutableRawPointer(layout)) }
        let font = unsafe pango_font_description_new()
        defer { unsafe pango_font_description_free(font) }
        unsafe pango_font_description_set_family(font, "WenQuanYi Micro Hei,Noto Sans CJK SC,Sans")
        unsafe pango_font_description_set_absolute_size(
            font, style.size * Self.unitsPerPoint)
        unsafe pango_context_set_language(pango_layout_get_context(layout), language)
        unsafe pango_layout_set_font_description(layout, font)
        unsafe pango_layout_set_width(layout, Int32(width * Self.unitsPerPoint))
        unsafe pango_layout_set_wrap(layout, Self.wrapAtWordOrCharacter)
        unsafe pango_layout_set_alignment(
            layout, style.isAtTheRight ? Self.alignRight : Self.alignLeft)
        unsafe pango_layout_set_spacing(
            layout, Int32(style.size * 0.25 * Self.unitsPerPoint))
        unsafe pango_layout_set_text(layout, text, -1)
        var height: Int32 = 0
        unsafe pango_layout_get_size(layout, nil, &height)
        if let place {
            unsafe cairo_set_source_rgb(context, style.grey, style.grey, style.grey)
            unsafe cairo_move_to(context, place.x, place.y)
            unsafe pango_cairo_show_layout(context, layout)
        }
        return Double(height) / Self.unitsPerPoint
    }

    /// Fills a rectangle, 0 black to 1 white.
    func fill(x: Double, y: Double, width: Double, height: Double, grey: Double) {
        unsafe cairo_set_source_rgb(context, grey, grey, grey)
        unsafe cairo_rectangle(context, x, y, width, height)
        unsafe cairo_fill(context)
    }
}

/// How text looks.
struct TextStyle {
    /// Points.
    var size: Double
    /// 0 black to 1 white.
    var grey = 0.1
    var isAtTheRight = false

    static let title = TextStyle(size: 20)
    static let heading = TextStyle(size: 12.5)
    static let body = TextStyle(size: 9.5)
    static let note = TextStyle(size: 7.5, grey: 0.35)
    static let figure = TextStyle(size: 17)
}

// Cairo draws pages into a PDF, Pango sets the text on them.
#include <cairo/cairo-pdf.h>

// Pango's headers come with compiler flags (-pthread) that SwiftPM refuses with a warning at every build,
// so the few functions in use are declared here. Pango's ABI has kept them since version 1.10 (2005).
typedef struct _PangoContext PangoContext;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct _PangoLanguage PangoLanguage;
typedef struct _PangoLayout PangoLayout;

PangoLanguage *pango_language_from_string(const char *tag);
PangoFontDescription *pango_font_description_new(void);
void pango_font_description_free(PangoFontDescription *font);
void pango_font_description_set_family(PangoFontDescription *font, const char *families);
void pango_font_description_set_absolute_size(PangoFontDescription *font, double size);
PangoLayout *pango_cairo_create_layout(cairo_t *context);
void pango_cairo_show_layout(cairo_t *context, PangoLayout *layout);
PangoContext *pango_layout_get_context(PangoLayout *layout);
void pango_context_set_language(PangoContext *context, PangoLanguage *language);
void pango_layout_set_font_description(PangoLayout *layout, const PangoFontDescription *font);
void pango_layout_set_width(PangoLayout *layout, int width);
void pango_layout_set_wrap(PangoLayout *layout, int wrap);
void pango_layout_set_alignment(PangoLayout *layout, int alignment);
void pango_layout_set_spacing(PangoLayout *layout, int spacing);
void pango_layout_set_text(PangoLayout *layout, const char *text, int length);
void pango_layout_get_size(PangoLayout *layout, int *width, int *height);
void g_object_unref(void *object);

// Pango sets text, Cairo draws it into a PDF.
#include <cairo/cairo-pdf.h>
#include <pango/pangocairo.h>

// libqrencode makes the modules of a QR code.
#include <qrencode.h>

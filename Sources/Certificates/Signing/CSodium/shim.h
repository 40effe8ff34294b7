// libsodium: hashes, random bytes, signatures. `sodium_init` may be called any number of times.
#include <sodium.h>

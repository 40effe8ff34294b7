// SQLite. The macro SQLITE_TRANSIENT casts an integer to a function pointer, which Swift does not
// import: SQLite copies what these two bind.
#include <sqlite3.h>

static inline int sqlite3_bind_text_copy(sqlite3_stmt *statement, int index, const char *text,
    sqlite3_uint64 byte_count) {
  return sqlite3_bind_text64(statement, index, text, byte_count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int sqlite3_bind_blob_copy(sqlite3_stmt *statement, int index, const void *bytes,
    sqlite3_uint64 byte_count) {
  return sqlite3_bind_blob64(statement, index, bytes, byte_count, SQLITE_TRANSIENT);
}

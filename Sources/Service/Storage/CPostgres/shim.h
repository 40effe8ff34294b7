// libpq, the client of PostgreSQL. The codes of error fields are macros of characters, which Swift
// does not import: these two read what is needed of an error.
#include <libpq-fe.h>

static inline const char *pq_state(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

static inline const char *pq_message(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

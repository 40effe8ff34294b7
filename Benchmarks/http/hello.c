// The bare server beside which the HTTP layer is measured: libmicrohttpd with the same threads,
// one answer of 2 kB with the same headers, made once.
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct MHD_Response *response;

static enum MHD_Result answer(
    void *context, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *data, size_t *count, void **request) {
  static int seen;
  if (*request == NULL) {  // an answer in the first call would close the connection
    *request = &seen;
    return MHD_YES;
  }
  return MHD_queue_response(connection, MHD_HTTP_OK, response);
}

int main(int count, char **arguments) {
  char body[2048];
  memset(body, 'x', sizeof body);
  response = MHD_create_response_from_buffer(sizeof body, body, MHD_RESPMEM_MUST_COPY);
  MHD_add_response_header(response, "Content-Type", "application/json");
  MHD_add_response_header(response, "ETag", "\"0123456789abcdef\"");
  MHD_add_response_header(response, "Cache-Control", "private, no-cache");
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  struct MHD_Daemon *daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD, count > 1 ? atoi(arguments[1]) : 0, NULL, NULL, answer, NULL,
      MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_CONNECTION_LIMIT, 12000u,
      MHD_OPTION_CONNECTION_TIMEOUT, 30u, MHD_OPTION_END);
  if (daemon == NULL) return 1;
  printf("%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
  fflush(stdout);
  for (;;) sleep(60);
}

#pragma once
#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// curl_easy_setopt and curl_easy_getinfo take variable arguments, which Swift cannot call.
static inline CURLcode tb_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode tb_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode tb_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode tb_curl_set_writer(CURL *handle, curl_write_callback writer) {
  return curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, writer);
}
static inline CURLcode tb_curl_response_code(CURL *handle, long *code) {
  return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, code);
}
static inline CURLcode tb_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode tb_curl_verify_result(CURL *handle, long *result) {
  return curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, result);
}
// The bytes of requests that left for the peer; 0 while none did.
static inline CURLcode tb_curl_request_size(CURL *handle, long *size) {
  return curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, size);
}
static inline CURLMcode tb_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode tb_curl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode tb_curl_multi_set_watcher(CURLM *multi, curl_socket_callback watcher) {
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watcher);
}
static inline CURLMcode tb_curl_multi_set_timer(CURLM *multi, curl_multi_timer_callback timer) {
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
}
// Called for each socket between its making and its connecting.
static inline CURLcode tb_curl_set_opener(CURL *handle, curl_sockopt_callback opener) {
  return curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, opener);
}
static inline CURLcode tb_curl_set_closer(CURL *handle, curl_closesocket_callback closer) {
  return curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, closer);
}
// The next transfer that ended: what CURLOPT_PRIVATE was set to, and its code. NULL where there is none.
static inline void *tb_curl_multi_next(CURLM *multi, CURLcode *code) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    char *value = NULL;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &value);
    *code = message->data.result;
    return value;
  }
  return NULL;
}
static inline CURLcode tb_curl_set_header_writer(CURL *handle, curl_write_callback writer) {
  return curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, writer);
}

// Adds, changes or removes a descriptor of an epoll set; 0, or -1 with errno.
static inline int tb_epoll_control(int set, int operation, int descriptor, uint32_t events) {
  struct epoll_event event = {.events = events, .data = {.fd = descriptor}};
  return epoll_ctl(set, operation, descriptor, &event);
}
// epoll_event is packed, and its descriptor stands in a union.
static inline int tb_epoll_descriptor(const struct epoll_event *events, int index) { return events[index].data.fd; }
static inline uint32_t tb_epoll_events(const struct epoll_event *events, int index) { return events[index].events; }
// Names the thread that calls, for those who look at the process from outside; up to 15 characters.
static inline void tb_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

// Who says whether a connection to an address may be made: 4 bytes of IPv4 or 16 of IPv6.
struct tb_curl_gate {
  bool (*admits)(void *context, const unsigned char *bytes, size_t count);
  void *context;
};
// A socket such as libcurl itself would open, for an address that is admitted. What lies before the bytes is the port,
// and the flow of IPv6; an address may be longer than its declaration.
static inline curl_socket_t tb_curl_open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *peer) {
  const struct tb_curl_gate *gate = (const struct tb_curl_gate *)data;
  const unsigned char *start = (const unsigned char *)&peer->addr;
  size_t offset = peer->family == AF_INET ? 4 : 8, count = peer->family == AF_INET ? 4 : 16;
  (void)purpose;
  if (peer->family != AF_INET && peer->family != AF_INET6) return CURL_SOCKET_BAD;
  if (peer->addrlen < offset + count || !gate->admits(gate->context, start + offset, count)) return CURL_SOCKET_BAD;
  return socket(peer->family, peer->socktype | SOCK_CLOEXEC, peer->protocol);
}
// Lets a handle open no socket but by the gate, which must outlive it.
static inline CURLcode tb_curl_set_gate(CURL *handle, struct tb_curl_gate *gate) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, gate);
  return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, tb_curl_open_socket);
}

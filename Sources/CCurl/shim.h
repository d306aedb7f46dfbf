#pragma once
#include <curl/curl.h>
#include <stdbool.h>

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
static inline CURLcode tb_curl_set_token(CURL *handle, unsigned long token) {
  return curl_easy_setopt(handle, CURLOPT_PRIVATE, (void *)token);
}
// The next transfer that ended: its token and its code. False where there is none.
static inline bool tb_curl_multi_next(CURLM *multi, unsigned long *token, CURLcode *code) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    char *value = NULL;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &value);
    *token = (unsigned long)value;
    *code = message->data.result;
    return true;
  }
  return false;
}
static inline CURLcode tb_curl_set_header_writer(CURL *handle, curl_write_callback writer) {
  return curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, writer);
}

#pragma once
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

// An HMAC-SHA256 that is keyed and has read nothing yet, or null. Parameters hold pointers to their names, which Swift
// would have to keep alive by hand. No key at all would leave it without one; an empty key is one.
static inline EVP_MAC_CTX *tb_hmac_sha256(const unsigned char *key, size_t length) {
  EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
  EVP_MAC_CTX *context = algorithm ? EVP_MAC_CTX_new(algorithm) : NULL;
  EVP_MAC_free(algorithm);
  OSSL_PARAM settings[] = {
    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, "SHA256", 0), OSSL_PARAM_construct_end()};
  if (context && EVP_MAC_init(context, key ? key : (const unsigned char *)"", length, settings) == 1) return context;
  EVP_MAC_CTX_free(context);
  return NULL;
}

// OpenSSL 3, libcrypto only: public keys from their numbers, and signatures checked with them.
// Each function leaves the thread's error queue empty and frees what it made but its result.
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

// A key of a type from parameters, which are freed; NULL where they make none.
static inline EVP_PKEY *wattoken_key(const char *type, OSSL_PARAM *parameters) {
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
  EVP_PKEY *key = NULL;
  if (context != NULL && parameters != NULL && EVP_PKEY_fromdata_init(context) == 1)
    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  ERR_clear_error();
  return key;
}

// An RSA key from modulus and exponent, both big-endian.
static inline EVP_PKEY *wattoken_rsa_key(const uint8_t *modulus, size_t modulus_count,
                                         const uint8_t *exponent, size_t exponent_count) {
  BIGNUM *n = BN_bin2bn(modulus, (int)modulus_count, NULL);
  BIGNUM *e = BN_bin2bn(exponent, (int)exponent_count, NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM *parameters = NULL;
  if (n != NULL && e != NULL && builder != NULL &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1)
    parameters = OSSL_PARAM_BLD_to_param(builder);
  OSSL_PARAM_BLD_free(builder);
  BN_free(n);
  BN_free(e);
  return wattoken_key("RSA", parameters);
}

// A P-256 key from its point: 65 bytes, 04 || x || y.
static inline EVP_PKEY *wattoken_p256_key(const uint8_t *point) {
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM *parameters = NULL;
  if (builder != NULL &&
      OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, 65) == 1)
    parameters = OSSL_PARAM_BLD_to_param(builder);
  OSSL_PARAM_BLD_free(builder);
  return wattoken_key("EC", parameters);
}

// An Ed25519 key from its 32 bytes.
static inline EVP_PKEY *wattoken_ed25519_key(const uint8_t *bytes) {
  EVP_PKEY *key = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, bytes, 32);
  ERR_clear_error();
  return key;
}

// 1 when the numbers of a key are possible ones: a composite modulus, a point on the curve.
static inline int wattoken_is_sound(EVP_PKEY *key) {
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
  int is_sound = context != NULL && EVP_PKEY_public_check(context) == 1;
  EVP_PKEY_CTX_free(context);
  ERR_clear_error();
  return is_sound;
}

// 1 when a signature is the key's; `digest` is NULL for Ed25519, which has its own.
static inline int wattoken_verify(EVP_PKEY *key, const char *digest, const uint8_t *message,
                                  size_t message_count, const uint8_t *signature,
                                  size_t signature_count) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int is_valid =
      context != NULL &&
      EVP_DigestVerifyInit_ex(context, NULL, digest, NULL, NULL, key, NULL) == 1 &&
      EVP_DigestVerify(context, signature, signature_count, message, message_count) == 1;
  EVP_MD_CTX_free(context);
  ERR_clear_error();
  return is_valid;
}

// The same for ECDSA on P-256 whose signature is 64 bytes, r || s; OpenSSL wants them in DER.
static inline int wattoken_verify_p256(EVP_PKEY *key, const uint8_t *message, size_t message_count,
                                       const uint8_t *signature) {
  ECDSA_SIG *pair = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn(signature, 32, NULL);
  BIGNUM *s = BN_bin2bn(signature + 32, 32, NULL);
  uint8_t *der = NULL;
  int count = 0;
  if (pair != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(pair, r, s) == 1) {
    r = s = NULL;  // the pair owns them now
    count = i2d_ECDSA_SIG(pair, &der);
  }
  int is_valid =
      count > 0 && wattoken_verify(key, "SHA256", message, message_count, der, (size_t)count);
  OPENSSL_free(der);
  BN_free(r);
  BN_free(s);
  ECDSA_SIG_free(pair);
  return is_valid;
}

#pragma once
#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

// libcurl's setters are variadic, which Swift cannot call: one typed shim for each kind of
// argument. Copied: strings. Borrowed until replaced or the handle is freed: everything else.

static inline CURLcode nudge_easy_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode nudge_easy_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

/// Copied by libcurl; NULL sets the default again.
static inline CURLcode nudge_easy_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

/// Borrowed: a list of headers must outlive the transfer, an error buffer the handle.
static inline CURLcode nudge_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

/// CURLOPT_READFUNCTION and CURLOPT_WRITEFUNCTION; `data` is borrowed.
static inline CURLcode nudge_easy_set_read(
    CURL *easy, size_t (*function)(char *, size_t, size_t, void *), void *data) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, function);
    return code ? code : curl_easy_setopt(easy, CURLOPT_READDATA, data);
}

/// CURLOPT_HEADERFUNCTION: each line of an answer's head, the empty one at its end included, or of a
/// mail server's replies; `data` is borrowed.
static inline CURLcode nudge_easy_set_header(
    CURL *easy, size_t (*function)(char *, size_t, size_t, void *), void *data) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, function);
    return code ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, data);
}

static inline CURLcode nudge_easy_set_write(
    CURL *easy, size_t (*function)(char *, size_t, size_t, void *), void *data) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, function);
    return code ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, data);
}

/// Called with each socket that a transfer opens, before it is connected; `data` is borrowed.
static inline CURLcode nudge_easy_set_opened(
    CURL *easy, int (*function)(void *, curl_socket_t, curlsocktype), void *data) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, function);
    return code ? code : curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, data);
}

/// The port of a socket's own end; -1 when it has none.
static inline int nudge_local_port(curl_socket_t socket) {
    struct sockaddr_storage address;
    socklen_t length = sizeof(address);
    if (getsockname(socket, (struct sockaddr *)&address, &length))
        return -1;
    if (address.ss_family == AF_INET)
        return ntohs(((struct sockaddr_in *)&address)->sin_port);
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return -1;
}

/// Whether something has come on a socket that nobody has read yet, its end included.
///
/// Reads nothing, and does not wait.
static inline int nudge_has_unread(curl_socket_t socket) {
    char byte;
    ssize_t count = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count >= 0 || errno == ECONNRESET;
}

/// Borrowed until the transfer is over, as many bytes as CURLOPT_POSTFIELDSIZE_LARGE says.
static inline CURLcode nudge_easy_set_body(CURL *easy, const void *body) {
    return curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
}

/// Asked when the connection stands, before the first byte of each attempt.
static inline CURLcode nudge_easy_set_prerequest(
    CURL *easy, int (*function)(void *, char *, char *, int, int), void *data) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
    return code ? code : curl_easy_setopt(easy, CURLOPT_PREREQDATA, data);
}

static inline CURLcode nudge_easy_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode nudge_easy_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

/// Borrowed: what CURLOPT_PRIVATE was set to.
static inline CURLcode nudge_easy_get_private(CURL *easy, void **value) {
    char *text = NULL;
    CURLcode code = curl_easy_getinfo(easy, CURLINFO_PRIVATE, &text);
    *value = text;
    return code;
}

static inline CURLMcode nudge_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// The result of a finished transfer; `message->data` is a union.
static inline CURLcode nudge_message_result(const CURLMsg *message) {
    return message->data.result;
}

/// 0x075701 is 7.87.1.
static inline unsigned int nudge_version(void) {
    return curl_version_info(CURLVERSION_NOW)->version_num;
}

/// The file of trusted certificates that this libcurl was built with; static, or NULL.
static inline const char *nudge_authority_file(void) {
    return curl_version_info(CURLVERSION_NOW)->cainfo;
}

/// Initialises OpenSSL without its atexit handler, then libcurl.
///
/// OpenSSL would free its tables at exit while the curl thread may still use them (corelibs
/// Foundation, issue 5469). It is found at run time, for libcurl may carry another TLS library.
/// Not thread-safe: call it once.
static inline CURLcode nudge_global_init(void) {
    const uint64_t noAtexit = 0x00080000; // OPENSSL_INIT_NO_ATEXIT
    void *program = dlopen(NULL, RTLD_NOW);
    if (program) {
        int (*init)(uint64_t, const void *) =
            (int (*)(uint64_t, const void *))dlsym(program, "OPENSSL_init_ssl");
        if (init)
            init(noAtexit, NULL);
        dlclose(program);
    }
    return curl_global_init(CURL_GLOBAL_ALL);
}

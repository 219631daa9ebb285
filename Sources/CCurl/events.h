#pragma once
#include <curl/curl.h>
#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

// libcurl's socket interface on epoll: the kernel tells which of many connections have something, so
// that a look costs what has happened, and not what is under way.

/// What one multi handle is driven by; belongs to one thread, but for `nudge_events_ring`.
struct nudge_events {
    int poll;
    /// Wakes a wait from any thread.
    int bell;
};

/// CURLMOPT_SOCKETFUNCTION: what libcurl awaits on a socket from now on.
static inline int nudge_events_watch(
    CURL *easy, curl_socket_t socket, int what, void *user, void *known) {
    struct nudge_events *events = (struct nudge_events *)user;
    struct epoll_event event = {0};
    (void)easy;
    (void)known;
    event.data.fd = socket;
    if (what == CURL_POLL_REMOVE) {
        // A socket that is closed already is gone from there by itself.
        epoll_ctl(events->poll, EPOLL_CTL_DEL, socket, &event);
        return 0;
    }
    if (what & CURL_POLL_IN)
        event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT)
        event.events |= EPOLLOUT;
    if (epoll_ctl(events->poll, EPOLL_CTL_MOD, socket, &event) == 0)
        return 0;
    return errno == ENOENT ? epoll_ctl(events->poll, EPOLL_CTL_ADD, socket, &event) : -1;
}

/// 0, or the system's error; `events` must outlive the multi handle.
static inline int nudge_events_open(struct nudge_events *events, CURLM *multi) {
    struct epoll_event event = {0};
    events->bell = -1;
    events->poll = epoll_create1(EPOLL_CLOEXEC);
    if (events->poll < 0)
        return errno;
    events->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (events->bell < 0)
        return errno;
    event.events = EPOLLIN;
    event.data.fd = events->bell;
    if (epoll_ctl(events->poll, EPOLL_CTL_ADD, events->bell, &event))
        return errno;
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, nudge_events_watch);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, events);
    return 0;
}

/// After the multi handle is cleaned up.
static inline void nudge_events_close(struct nudge_events *events) {
    if (events->poll >= 0)
        close(events->poll);
    if (events->bell >= 0)
        close(events->bell);
}

/// Ends a wait, now or the next; from any thread.
static inline void nudge_events_ring(struct nudge_events *events) {
    uint64_t one = 1;
    // It only fails when it has been rung 2^64 times.
    ssize_t count = write(events->bell, &one, sizeof(one));
    (void)count;
}

/// Tells libcurl what has come and that its time has, without waiting.
static inline void nudge_events_perform(struct nudge_events *events, CURLM *multi) {
    struct epoll_event ready[256];
    int running = 0;
    int count = epoll_wait(events->poll, ready, 256, 0);
    for (int index = 0; index < count; index++) {
        // The bell stays rung until the next wait is over: what it tells of is looked at after that.
        if (ready[index].data.fd == events->bell)
            continue;
        int what = 0;
        if (ready[index].events & EPOLLIN)
            what |= CURL_CSELECT_IN;
        if (ready[index].events & EPOLLOUT)
            what |= CURL_CSELECT_OUT;
        if (ready[index].events & (EPOLLERR | EPOLLHUP))
            what |= CURL_CSELECT_ERR;
        curl_multi_socket_action(multi, ready[index].data.fd, what, &running);
    }
    // Asked for, and not told by CURLMOPT_TIMERFUNCTION: that says an instant once, and a clock that is a
    // part of a millisecond early would lose it.
    long left = -1;
    curl_multi_timeout(multi, &left);
    if (left == 0)
        curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

/// Waits until something has come, libcurl's time has, or the bell rings; at most so long.
///
/// What has come is left for `nudge_events_perform`.
static inline void nudge_events_wait(struct nudge_events *events, CURLM *multi, int milliseconds) {
    struct epoll_event ready;
    long left = -1;
    curl_multi_timeout(multi, &left);
    if (left >= 0 && left < milliseconds)
        milliseconds = (int)left;
    epoll_wait(events->poll, &ready, 1, milliseconds);
    uint64_t rung;
    ssize_t size = read(events->bell, &rung, sizeof(rung));
    (void)size;
}

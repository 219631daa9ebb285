/// What Swift's own module of glibc leaves out, for the benchmarks' sink.
#pragma once
#include <sys/epoll.h>

#include "CAllocator.h"

#include <jemalloc/jemalloc.h>
#include <stdint.h>

// Few arenas: threads come and go with the work, and each would keep memory of its own. Unused pages go back to the
// system within seconds, by a thread of the allocator's (jemalloc(3), "TUNING").
const char *malloc_conf = "narenas:4,background_thread:true,dirty_decay_ms:2000,muzzy_decay_ms:0";

size_t allocated_bytes(void) {
    uint64_t epoch = 1;
    size_t size = sizeof epoch;
    mallctl("epoch", &epoch, &size, &epoch, size);
    size_t allocated = 0;
    size = sizeof allocated;
    mallctl("stats.allocated", &allocated, &size, NULL, 0);
    return allocated;
}

#ifndef CALLOCATOR_H
#define CALLOCATOR_H

#include <stddef.h>

/// Bytes that the process has allocated and not freed. Resident memory beyond that is the allocator's reserve.
size_t allocated_bytes(void);

#endif

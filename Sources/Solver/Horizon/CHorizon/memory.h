#pragma once

#include <malloc.h>

// Gives memory that nobody holds any more back to the system: it lies between what is held.
static inline void memory_return(void) { malloc_trim(0); }

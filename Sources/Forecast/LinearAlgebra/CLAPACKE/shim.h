// OpenBLAS's own cblas.h, which besides CBLAS declares openblas_set_num_threads.
#include <cblas.h>
#include <lapacke.h>

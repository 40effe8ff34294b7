#include <suitesparse/cholmod.h>

// OpenBLAS, which CHOLMOD calls for its dense blocks, sums in an order that depends on the number
// of its threads; cblas.h is not included for this one function.
void openblas_set_num_threads(int num_threads);

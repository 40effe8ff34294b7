#include <cblas.h>
#include <suitesparse/cholmod.h>

// LAPACK's Cholesky factorisation of a dense block, which OpenBLAS brings; lapack.h would bring
// everything else too.
void dpotrf_(const char *triangle, const int *size, double *block, const int *stride, int *info);

// Kernels of the small dense blocks of a sparse Cholesky factor, for whatever registers there are.
//
// Swift compiles for the oldest processor of its kind, two numbers at a time. The bodies here are
// compiled once for it, once for AVX2 and once for AVX-512; `block_width` says which to call. They
// read up to seven numbers behind a column of a block and use none of them: behind the last block
// there must be room.

#include <math.h>
#include <stdbool.h>
#include <string.h>

// Not worth more than one number at a time.
#if defined(__clang__)
#define BLOCK_SHORT_LOOP _Pragma("clang loop vectorize(disable) unroll(disable)")
#else
#define BLOCK_SHORT_LOOP
#endif

#define BLOCK_BODY static inline __attribute__((always_inline))

enum { block_lanes = 8 };
typedef double block_vector __attribute__((vector_size(64)));
// One that lies anywhere among other numbers.
typedef double block_loose __attribute__((vector_size(64), aligned(8), may_alias));

#define block_at(PLACE) (*(block_loose *)(PLACE))
#define block_in(PLACE) (*(const block_loose *)(PLACE))
// Numbers of x that lie in eight rows of a list; those behind the first `COUNT` are zero.
typedef long long block_mask __attribute__((vector_size(64)));
#define block_gather(X, ROW, COUNT)                                                               \
  ((block_vector)(                                                                                \
      (block_mask)(block_vector){                                                                 \
          X[(ROW)[0]], X[(ROW)[1]], X[(ROW)[2]], X[(ROW)[3]], X[(ROW)[4]], X[(ROW)[5]],           \
          X[(ROW)[6]], X[(ROW)[7]]}                                                               \
      & ((block_mask){0, 1, 2, 3, 4, 5, 6, 7} < (block_mask){0} + (COUNT))))

#define block_sum(V)                                                                              \
  (((V[0] + V[4]) + (V[1] + V[5])) + ((V[2] + V[6]) + (V[3] + V[7])))

// Eliminates the columns of a block, of which a pivot of less than `least` times its diagonal is
// rounding and replaced by that diagonal; false when numbers run out of range. The diagonal of L is
// kept inverted.
BLOCK_BODY bool block_factorise_body(
    double *values, long rows, long columns, const double *diagonal, double least) {
#pragma STDC FP_CONTRACT ON
  for (long column = 0; column < columns; column++) {
    double *own = values + column * rows;
    long row = column;
    for (; row + block_lanes <= rows; row += block_lanes) {
      block_vector sum = block_in(own + row);
      for (long earlier = 0; earlier < column; earlier++) {
        const double *other = values + earlier * rows;
        sum -= other[column] * block_in(other + row);
      }
      block_at(own + row) = sum;
    }
    if (row < rows) {
      block_vector sum = block_in(own + row);
      for (long earlier = 0; earlier < column; earlier++) {
        const double *other = values + earlier * rows;
        sum -= other[column] * block_in(other + row);
      }
      memcpy(own + row, &sum, (size_t)(rows - row) * sizeof(double));
    }
    double pivot = own[column];
    if (!isfinite(pivot)) return false;
    if (!(pivot > least * diagonal[column])) pivot = diagonal[column] > 0 ? diagonal[column] : 1;
    const double root = sqrt(pivot);
    if (!isfinite(root)) return false;
    const double inverse = 1 / root;
    own[column] = inverse;
    for (row = column + 1; row < rows; row++) own[row] *= inverse;
  }
  return true;
}

// update = −B Bᵀ for the rows below the block's own ones, lower triangle; columns of the update are
// `stride` apart, a multiple of eight.
BLOCK_BODY void block_update_body(
    const double *values, long rows, long columns, double *update, long stride) {
#pragma STDC FP_CONTRACT ON
  const double *below = values + columns;
  const long count = rows - columns;
  long place = 0;
  for (; place + 4 <= count; place += 4) {
    double *goal = update + place * stride;
    for (long row = place / block_lanes * block_lanes; row < count; row += block_lanes) {
      block_vector a = {0}, b = {0}, c = {0}, d = {0};
      const double *own = below;
      for (long column = 0; column < columns; column++, own += rows) {
        const block_vector rest = block_in(own + row);
        a -= own[place] * rest;
        b -= own[place + 1] * rest;
        c -= own[place + 2] * rest;
        d -= own[place + 3] * rest;
      }
      block_at(goal + row) = a;
      block_at(goal + stride + row) = b;
      block_at(goal + 2 * stride + row) = c;
      block_at(goal + 3 * stride + row) = d;
    }
  }
  for (; place < count; place++) {
    for (long row = place / block_lanes * block_lanes; row < count; row += block_lanes) {
      block_vector a = {0};
      const double *own = below;
      for (long column = 0; column < columns; column++, own += rows)
        a -= own[place] * block_in(own + row);
      block_at(update + place * stride + row) = a;
    }
  }
}

// Replaces the block's part of x by that of L⁻¹x, and takes what it brings from the rows below.
BLOCK_BODY void block_forward_body(
    const double *values, long rows, long columns, double *head, double *x, const int *row) {
#pragma STDC FP_CONTRACT ON
  const double *own = values;
  for (long column = 0; column < columns; column++, own += rows) {
    const double value = head[column] * own[column];
    head[column] = value;
    BLOCK_SHORT_LOOP
    for (long place = column + 1; place < columns; place++) head[place] -= own[place] * value;
  }
  const long count = rows - columns;
  for (long first = 0; first < count; first += block_lanes) {
    block_vector sum = {0};
    own = values + columns + first;
    for (long column = 0; column < columns; column++, own += rows)
      sum += head[column] * block_in(own);
    const long lanes = count - first < block_lanes ? count - first : block_lanes;
    for (long lane = 0; lane < lanes; lane++) x[row[first + lane]] -= sum[lane];
  }
}

// Replaces the block's part of x by that of L⁻ᵀx; `work` has room for the rows below and eight more, and so has
// the list of rows.
BLOCK_BODY void block_backward_body(
    const double *values, long rows, long columns, double *head, const double *x, const int *row,
    double *work) {
#pragma STDC FP_CONTRACT ON
  const long count = rows - columns;
  for (long first = 0; first < count; first += block_lanes)
    block_at(work + first) = block_gather(x, row + first, count - first);
  long column = 0;
  for (; column + 4 <= columns; column += 4) {
    const double *own = values + column * rows + columns;
    block_vector a = {0}, b = {0}, c = {0}, d = {0};
    for (long first = 0; first < count; first += block_lanes) {
      const block_vector rest = block_in(work + first);
      a += block_in(own + first) * rest;
      b += block_in(own + rows + first) * rest;
      c += block_in(own + 2 * rows + first) * rest;
      d += block_in(own + 3 * rows + first) * rest;
    }
    head[column] -= block_sum(a);
    head[column + 1] -= block_sum(b);
    head[column + 2] -= block_sum(c);
    head[column + 3] -= block_sum(d);
  }
  for (; column < columns; column++) {
    const double *own = values + column * rows + columns;
    block_vector a = {0};
    for (long first = 0; first < count; first += block_lanes)
      a += block_in(own + first) * block_in(work + first);
    head[column] -= block_sum(a);
  }
  for (column = columns - 1; column >= 0; column--) {
    const double *own = values + column * rows;
    double value = head[column];
    BLOCK_SHORT_LOOP
    for (long place = column + 1; place < columns; place++) value -= own[place] * head[place];
    head[column] = value * own[column];
  }
}

// Adds the part of a child's update from column `from` on to other columns: those that go to place p
// begin at `goal` + p · `stride`.
BLOCK_BODY void block_add_body(
    const double *update, long count, long update_stride, long from, long to, const int *place,
    double *goal, long stride) {
  for (long column = from; column < to; column++) {
    const double *source = update + column * update_stride;
    double *target = goal + place[column] * stride;
    for (long row = column; row < count; row++) target[place[row]] += source[row];
  }
}

// Asks for numbers that will be read soon.
static inline void block_prefetch(const double *values, long count) {
  for (long place = 0; place < count; place += block_lanes) __builtin_prefetch(values + place);
}

#define BLOCK_KERNELS(NAME, TARGET)                                                               \
  TARGET static inline bool block_factorise_##NAME(                                               \
      double *values, long rows, long columns, const double *diagonal, double least) {            \
    return block_factorise_body(values, rows, columns, diagonal, least);                          \
  }                                                                                               \
  TARGET static inline void block_update_##NAME(                                                  \
      const double *values, long rows, long columns, double *update, long stride) {               \
    block_update_body(values, rows, columns, update, stride);                                     \
  }                                                                                               \
  TARGET static inline void block_forward_##NAME(                                                 \
      const double *values, long rows, long columns, double *head, double *x, const int *row) {   \
    block_forward_body(values, rows, columns, head, x, row);                                      \
  }                                                                                               \
  TARGET static inline void block_backward_##NAME(                                                \
      const double *values, long rows, long columns, double *head, const double *x,               \
      const int *row, double *work) {                                                             \
    block_backward_body(values, rows, columns, head, x, row, work);                               \
  }

BLOCK_KERNELS(two, )
#if defined(__x86_64__)
BLOCK_KERNELS(four, __attribute__((target("avx2,fma"))))
BLOCK_KERNELS(eight, __attribute__((target("avx512f,avx512vl,avx512dq,avx2,fma"))))
#define BLOCK_CALL(WIDTH, KERNEL, ...)                                                            \
  ((WIDTH) == 8 ? block_##KERNEL##_eight(__VA_ARGS__)                                             \
                : (WIDTH) == 4 ? block_##KERNEL##_four(__VA_ARGS__)                               \
                               : block_##KERNEL##_two(__VA_ARGS__))
#else
#define BLOCK_CALL(WIDTH, KERNEL, ...) block_##KERNEL##_two(__VA_ARGS__)
#endif

// How many numbers the registers of this processor hold.
static inline int block_width(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("avx512dq"))
    return 8;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 4;
#endif
  return 2;
}

static inline bool block_factorise(
    int width, double *values, long rows, long columns, const double *diagonal, double least) {
  return BLOCK_CALL(width, factorise, values, rows, columns, diagonal, least);
}

static inline void block_update(
    int width, const double *values, long rows, long columns, double *update, long stride) {
  BLOCK_CALL(width, update, values, rows, columns, update, stride);
}

static inline void block_forward(
    int width, const double *values, long rows, long columns, double *head, double *x,
    const int *row) {
  BLOCK_CALL(width, forward, values, rows, columns, head, x, row);
}

static inline void block_backward(
    int width, const double *values, long rows, long columns, double *head, const double *x,
    const int *row, double *work) {
  BLOCK_CALL(width, backward, values, rows, columns, head, x, row, work);
}

static inline void block_add(
    const double *update, long count, long update_stride, long from, long to, const int *place,
    double *goal, long stride) {
  block_add_body(update, count, update_stride, from, to, place, goal, stride);
}

#pragma once

// Kernels of the small dense blocks of a sparse Cholesky factor, for whatever registers there are.
//
// Swift compiles for the oldest processor of its kind, two numbers at a time. The bodies here are
// compiled once for it, once for AVX2 and once for AVX-512; `block_width` says which to call. They
// read up to seven numbers behind a column of a block and use none of them: behind the last block
// there must be room.

#include <math.h>
#include <stdbool.h>
#include <string.h>

#if defined(__clang__)
// Vectors are handed to what is inlined only: no call has to agree on their registers.
#pragma clang diagnostic ignored "-Wpsabi"
#endif

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

// Columns that are taken together.
enum { block_panel = 8 };

BLOCK_BODY void block_store(double *place, block_vector value, long count) {
  if (count >= block_lanes)
    block_at(place) = value;
  else
    memcpy(place, &value, (size_t)count * sizeof(double));
}

// Takes what earlier columns bring from `width` columns that begin at `panel`.
BLOCK_BODY void block_take_earlier(double *values, long rows, long panel, const int width) {
#pragma STDC FP_CONTRACT ON
  double *own = values + panel * rows;
  for (long row = panel; row < rows; row += block_lanes) {
    block_vector sum[block_panel];
    for (int column = 0; column < width; column++) sum[column] = block_in(own + column * rows + row);
    const double *other = values;
    for (long earlier = 0; earlier < panel; earlier++, other += rows) {
      const block_vector rest = block_in(other + row);
      for (int column = 0; column < width; column++) sum[column] -= other[panel + column] * rest;
    }
    for (int column = 0; column < width; column++)
      block_store(own + column * rows + row, sum[column], rows - row);
  }
}

// Eliminates the columns of a block, of which a pivot of less than `least` times its diagonal is
// rounding and replaced by that diagonal; false when numbers run out of range. The diagonal of L is
// kept inverted.
BLOCK_BODY bool block_factorise_body(
    double *values, long rows, long columns, const double *diagonal, double least) {
#pragma STDC FP_CONTRACT ON
  for (long panel = 0; panel < columns; panel += block_panel) {
    const long width = columns - panel < block_panel ? columns - panel : block_panel;
    if (panel > 0) switch (width) {
      case 1: block_take_earlier(values, rows, panel, 1); break;
      case 2: block_take_earlier(values, rows, panel, 2); break;
      case 3: block_take_earlier(values, rows, panel, 3); break;
      case 4: block_take_earlier(values, rows, panel, 4); break;
      case 5: block_take_earlier(values, rows, panel, 5); break;
      case 6: block_take_earlier(values, rows, panel, 6); break;
      case 7: block_take_earlier(values, rows, panel, 7); break;
      default: block_take_earlier(values, rows, panel, 8);
      }
    for (long column = panel; column < panel + width; column++) {
      double *own = values + column * rows;
      for (long row = column; row < rows && column > panel; row += block_lanes) {
        block_vector sum = block_in(own + row);
        for (long earlier = panel; earlier < column; earlier++) {
          const double *other = values + earlier * rows;
          sum -= other[column] * block_in(other + row);
        }
        block_store(own + row, sum, rows - row);
      }
      double pivot = own[column];
      if (!isfinite(pivot)) return false;
      if (!(pivot > least * diagonal[column])) pivot = diagonal[column] > 0 ? diagonal[column] : 1;
      const double root = sqrt(pivot);
      if (!isfinite(root)) return false;
      const double inverse = 1 / root;
      own[column] = inverse;
      for (long row = column + 1; row < rows; row++) own[row] *= inverse;
    }
  }
  return true;
}

// A strip of `width` columns of −B Bᵀ from its diagonal on.
BLOCK_BODY void block_update_strip(
    const double *below, long rows, long columns, double *update, long stride, long count,
    long place, const int width) {
#pragma STDC FP_CONTRACT ON
  double *goal = update + place * stride;
  for (long row = place / block_lanes * block_lanes; row < count; row += block_lanes) {
    block_vector sum[block_panel] = {{0}};
    const double *own = below;
    for (long column = 0; column < columns; column++, own += rows) {
      const block_vector rest = block_in(own + row);
      for (int at = 0; at < width; at++) sum[at] -= own[place + at] * rest;
    }
    for (int at = 0; at < width; at++) block_at(goal + at * stride + row) = sum[at];
  }
}

// update = −B Bᵀ for the rows below the block's own ones, lower triangle; columns of the update are
// `stride` apart, a multiple of eight.
BLOCK_BODY void block_update_body(
    const double *values, long rows, long columns, double *update, long stride) {
  const double *below = values + columns;
  const long count = rows - columns;
  long place = 0;
  for (; place + 8 <= count; place += 8)
    block_update_strip(below, rows, columns, update, stride, count, place, 8);
  for (; place + 4 <= count; place += 4)
    block_update_strip(below, rows, columns, update, stride, count, place, 4);
  for (; place < count; place++)
    block_update_strip(below, rows, columns, update, stride, count, place, 1);
}

// What all columns bring to `groups` times eight rows.
#define BLOCK_BRING(GROUPS)                                                                       \
  block_vector sum[GROUPS] = {{0}};                                                               \
  const double *own = values + columns + first;                                                   \
  for (long column = 0; column < columns; column++, own += rows)                                  \
    for (int group = 0; group < GROUPS; group++)                                                  \
      sum[group] += head[column] * block_in(own + group * block_lanes);

// Replaces the block's part of x by that of L⁻¹x, and takes what it brings from the rows below.
BLOCK_BODY void block_forward_body(
    const double *values, long rows, long columns, double *head, double *x, const int *row) {
#pragma STDC FP_CONTRACT ON
  for (long panel = 0; panel < columns; panel += block_panel) {
    const long end = columns - panel < block_panel ? columns : panel + block_panel;
    for (long column = panel; column < end; column++) {
      const double *own = values + column * rows;
      const double value = head[column] * own[column];
      head[column] = value;
      BLOCK_SHORT_LOOP
      for (long place = column + 1; place < end; place++) head[place] -= own[place] * value;
    }
    for (long place = end; place < columns; place += block_lanes) {
      block_vector sum = block_in(head + place);
      const double *own = values + panel * rows + place;
      for (long column = panel; column < end; column++, own += rows)
        sum -= head[column] * block_in(own);
      block_store(head + place, sum, columns - place);
    }
  }
  const long count = rows - columns;
  long first = 0;
  for (; first + 4 * block_lanes <= count; first += 4 * block_lanes) {
    BLOCK_BRING(4)
    for (int group = 0; group < 4; group++)
      for (int lane = 0; lane < block_lanes; lane++)
        x[row[first + group * block_lanes + lane]] -= sum[group][lane];
  }
  for (; first < count; first += block_lanes) {
    BLOCK_BRING(1)
    const long lanes = count - first < block_lanes ? count - first : block_lanes;
    for (long lane = 0; lane < lanes; lane++) x[row[first + lane]] -= sum[0][lane];
  }
}

// head −= the products of `width` columns with what is below.
BLOCK_BODY void block_take_below(
    const double *own, long rows, long count, const double *work, double *head, const int width) {
#pragma STDC FP_CONTRACT ON
  block_vector sum[block_panel] = {{0}};
  for (long first = 0; first < count; first += block_lanes) {
    const block_vector rest = block_in(work + first);
    for (int column = 0; column < width; column++)
      sum[column] += block_in(own + column * rows + first) * rest;
  }
  for (int column = 0; column < width; column++) head[column] -= block_sum(sum[column]);
}

// Replaces the block's part of x by that of L⁻ᵀx; `work` has room for all rows and eight more, and
// the list of rows for eight more.
BLOCK_BODY void block_backward_body(
    const double *values, long rows, long columns, double *head, const double *x, const int *row,
    double *work) {
#pragma STDC FP_CONTRACT ON
  const long count = rows - columns;
  // What is known of the rows from a panel's end on, the block's own ones first.
  double *known = work + columns;
  for (long first = 0; first < count; first += block_lanes)
    block_at(known + first) = block_gather(x, row + first, count - first);
  block_at(known + count) = (block_vector){0};
  for (long end = columns; end > 0;) {
    const long panel = (end - 1) / block_panel * block_panel;
    const double *own = values + panel * rows + end;
    long column = panel;
    for (; column + 4 <= end; column += 4, own += 4 * rows)
      block_take_below(own, rows, rows - end, work + end, head + column, 4);
    for (; column < end; column++, own += rows)
      block_take_below(own, rows, rows - end, work + end, head + column, 1);
    for (column = end - 1; column >= panel; column--) {
      const double *triangle = values + column * rows;
      double value = head[column];
      BLOCK_SHORT_LOOP
      for (long place = column + 1; place < end; place++) value -= triangle[place] * head[place];
      head[column] = work[column] = value * triangle[column];
    }
    end = panel;
  }
}

// Adds the part of a child's update from column `from` on to other columns: those that go to place p
// begin at `goal` + p · `stride`.
BLOCK_BODY void block_add_body(
    const double *update, long count, long update_stride, long from, long to, const int *place,
    double *goal, long stride) {
  // From here on places follow each other.
  long even = count - 1;
  while (even > from && place[even - 1] + 1 == place[even]) even--;
  for (long column = from; column < to; column++) {
    const double *source = update + column * update_stride;
    double *target = goal + place[column] * stride;
    long row = column;
    BLOCK_SHORT_LOOP
    for (; row < even; row++) target[place[row]] += source[row];
    double *rest = target + place[row] - row;
    for (; row + block_lanes <= count; row += block_lanes)
      block_at(rest + row) += block_in(source + row);
    BLOCK_SHORT_LOOP
    for (; row < count; row++) rest[row] += source[row];
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
  }                                                                                               \
  TARGET static inline void block_add_##NAME(                                                     \
      const double *update, long count, long update_stride, long from, long to, const int *place, \
      double *goal, long stride) {                                                                \
    block_add_body(update, count, update_stride, from, to, place, goal, stride);                  \
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
    int width, const double *update, long count, long update_stride, long from, long to,
    const int *place, double *goal, long stride) {
  BLOCK_CALL(width, add, update, count, update_stride, from, to, place, goal, stride);
}

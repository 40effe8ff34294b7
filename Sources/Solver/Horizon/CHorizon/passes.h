#pragma once

// Passes over the columns of the interior-point method, eight columns at a time.
//
// Columns of one kind and one number of entries that follow each other are a run: nothing has to be
// asked of a single column. What runs through rows (Aᵀy, or A v) goes column by column, a chunk of
// columns at a time; everything else goes through vectors. They read up to seven numbers behind the
// end of a vector and use none of them: there must be room. For the registers of the processor as
// in `blocks.h`.

#include "blocks.h"

// In the order of `ColumnKind`: x ≥ 0; 0 ≤ x ≤ u with s = u − x; no bound; x = 0.
enum pass_kind { pass_lower, pass_boxed, pass_free, pass_fixed };

// What a direction aims at: products of zero; of a target, the predictor's error taken off; those
// back that are out of line.
enum pass_stage { pass_predictor, pass_corrector, pass_centring };

// Columns of one kind and length; `box` boxed ones come before the first.
struct pass_run {
  int kind, length;
  long first, count, box;
  // Whether the products of these columns are left out of A Θ Aᵀ.
  bool is_dense;
};

// A by columns, and the runs that a pass goes through.
struct pass_columns {
  const int *start;
  const int *row;
  const double *value;
  const struct pass_run *runs;
  long first_run, end_run;
};

struct pass_parts {
  double *x, *z, *s, *w;
};

typedef block_mask pass_mask;

enum { pass_chunk = 256, pass_weights = 4 };

BLOCK_BODY block_vector pass_select(pass_mask mask, block_vector a, block_vector b) {
  return (block_vector)((mask & (pass_mask)a) | (~mask & (pass_mask)b));
}

BLOCK_BODY block_vector pass_kept(pass_mask mask, block_vector a) {
  return (block_vector)(mask & (pass_mask)a);
}

BLOCK_BODY bool pass_any(pass_mask mask) { return __builtin_reduce_or(mask) != 0; }

BLOCK_BODY block_vector pass_all(double value) { return value - (block_vector){0}; }

// The lanes of the first `count` numbers.
BLOCK_BODY pass_mask pass_first(long count) {
  return (pass_mask){0, 1, 2, 3, 4, 5, 6, 7} < (pass_mask){0} + count;
}

BLOCK_BODY void pass_store(double *place, block_vector value, long count) {
  if (count >= block_lanes)
    block_at(place) = value;
  else
    for (long lane = 0; lane < count; lane++) place[lane] = value[lane];
}

BLOCK_BODY double pass_least(block_vector value) {
  double least = value[0];
  for (int lane = 1; lane < block_lanes; lane++) least = value[lane] < least ? value[lane] : least;
  return least;
}

// slope = Aᵀy of some columns of one length.
BLOCK_BODY void pass_slopes(
    const struct pass_columns *a, long first, long count, int length, const double *y,
    double *slope) {
#pragma STDC FP_CONTRACT ON
  const int *row = a->row + a->start[first];
  const double *value = a->value + a->start[first];
  switch (length) {
  case 1:
    BLOCK_SHORT_LOOP
    for (long at = 0; at < count; at++) slope[at] = value[at] * y[row[at]];
    break;
  case 2:
    BLOCK_SHORT_LOOP
    for (long at = 0; at < count; at++, row += 2, value += 2)
      slope[at] = value[0] * y[row[0]] + value[1] * y[row[1]];
    break;
  case 3:
    BLOCK_SHORT_LOOP
    for (long at = 0; at < count; at++, row += 3, value += 3)
      slope[at] = value[0] * y[row[0]] + value[1] * y[row[1]] + value[2] * y[row[2]];
    break;
  default:
    for (long at = 0; at < count; at++, row += length, value += length) {
      double sum = 0;
      BLOCK_SHORT_LOOP
      for (int entry = 0; entry < length; entry++) sum += value[entry] * y[row[entry]];
      slope[at] = sum;
    }
  }
}

// result += A v for some columns of one length.
BLOCK_BODY void pass_scatter(
    const struct pass_columns *a, long first, long count, int length, const double *v,
    double *result) {
#pragma STDC FP_CONTRACT ON
  const int *row = a->row + a->start[first];
  const double *value = a->value + a->start[first];
  switch (length) {
  case 1:
    BLOCK_SHORT_LOOP
    for (long at = 0; at < count; at++) result[row[at]] += value[at] * v[at];
    break;
  case 2:
    BLOCK_SHORT_LOOP
    for (long at = 0; at < count; at++, row += 2, value += 2) {
      result[row[0]] += value[0] * v[at];
      result[row[1]] += value[1] * v[at];
    }
    break;
  default:
    for (long at = 0; at < count; at++, row += length, value += length) {
      BLOCK_SHORT_LOOP
      for (int entry = 0; entry < length; entry++) result[row[entry]] += value[entry] * v[at];
    }
  }
}

// image += A Θ Aᵀ y.
BLOCK_BODY void pass_image_body(
    const struct pass_columns *a, const double *theta, const double *y, double *image) {
#pragma STDC FP_CONTRACT ON
  double v[pass_chunk + block_lanes];
  for (const struct pass_run *run = a->runs + a->first_run; run < a->runs + a->end_run; run++) {
    if (run->kind == pass_fixed) continue;
    for (long done = 0; done < run->count; done += pass_chunk) {
      const long first = run->first + done;
      const long count = run->count - done < pass_chunk ? run->count - done : pass_chunk;
      pass_slopes(a, first, count, run->length, y, v);
      for (long at = 0; at < count; at += block_lanes)
        block_at(v + at) *= block_in(theta + first + at);
      pass_scatter(a, first, count, run->length, v, image);
    }
  }
}

// What an iterate misses, and the right side of its first direction.
struct pass_measure {
  struct pass_columns a;
  struct pass_parts at;
  double *y, *cost, *bound;
  // b − A x is what `primal` becomes, from b; u − x − s; c − Aᵀy − z + w.
  double *primal, *upper, *dual;
  // Θ, and right += A Θ h; none where the weights are to stay as they are.
  double *theta, *right;
  double proximal, free_proximal;
  // Σ x z + s w, Σ c x, Σ u w, and the largest entries of `dual` and `upper`.
  double products, objective, bounds, dual_size, upper_size;
};

BLOCK_BODY block_vector pass_larger(block_vector a, block_vector b) {
  const block_vector size = (block_vector)((pass_mask)b & ((pass_mask){0} + 0x7fffffffffffffffLL));
  return pass_select(size > a, size, a);
}

BLOCK_BODY void pass_measure_body(struct pass_measure *m) {
#pragma STDC FP_CONTRACT ON
  const struct pass_columns *a = &m->a;
  double slope[pass_chunk + block_lanes], v[pass_chunk + block_lanes];
  block_vector products = {0}, objective = {0}, bounds = {0}, dual_size = {0}, upper_size = {0};
  for (const struct pass_run *run = a->runs + a->first_run; run < a->runs + a->end_run; run++)
    for (long done = 0; done < run->count; done += pass_chunk) {
      const long first = run->first + done;
      const long count = run->count - done < pass_chunk ? run->count - done : pass_chunk;
      const int kind = run->kind;
      if (kind == pass_fixed) {
        for (long at = 0; at < count; at++) {
          m->dual[first + at] = 0;
          if (m->theta) m->theta[first + at] = 0;
        }
        continue;
      }
      pass_slopes(a, first, count, run->length, m->y, slope);
      for (long at = 0; at < count; at += block_lanes) {
        const long column = first + at, box = run->box + done + at, left = count - at;
        const pass_mask own = pass_first(left);
        const block_vector x = block_in(m->at.x + column), c = block_in(m->cost + column);
        block_vector rest = c - block_in(slope + at), inverse = pass_all(m->free_proximal);
        // h of the direction to products of zero.
        block_vector h = rest;
        objective += pass_kept(own, c * x);
        if (kind != pass_free) {
          const block_vector z = block_in(m->at.z + column);
          products += pass_kept(own, x * z);
          inverse = z / x + m->proximal;
          rest -= z;
        }
        if (kind == pass_boxed) {
          const block_vector s = block_in(m->at.s + box), w = block_in(m->at.w + box);
          const block_vector u = block_in(m->bound + box), gap = u - x - s, share = w / s;
          products += pass_kept(own, s * w);
          bounds += pass_kept(own, u * w);
          inverse += share;
          rest += w;
          h -= share * gap;
          upper_size = pass_larger(upper_size, pass_kept(own, gap));
          pass_store(m->upper + box, gap, left);
        }
        dual_size = pass_larger(dual_size, pass_kept(own, rest));
        pass_store(m->dual + column, rest, left);
        if (!m->theta) continue;
        const block_vector weight = 1 / inverse;
        pass_store(m->theta + column, weight, left);
        block_at(v + at) = weight * h;
      }
      if (m->theta) pass_scatter(a, first, count, run->length, v, m->right);
      for (long at = 0; at < count; at += block_lanes)
        block_at(v + at) = -block_in(m->at.x + first + at);
      pass_scatter(a, first, count, run->length, v, m->primal);
    }
  m->products = block_sum(products);
  m->objective = block_sum(objective);
  m->bounds = block_sum(bounds);
  m->dual_size = -pass_least(-dual_size);
  m->upper_size = -pass_least(-upper_size);
}

// A direction: what it starts from, and where it goes.
struct pass_direction {
  struct pass_columns a;
  struct pass_parts at, so, to;
  double *theta, *y, *dual, *upper;
  // right += A Θ h.
  double *right;
  // The products aimed at, and, for what brings them back, the steps that they are looked at after
  // and the limits that they are brought back to.
  double target, ahead, dual_ahead, least, greatest;
  // How far the direction leads with each weight of what this stage adds, at most 1; of a predictor
  // the first counts, and the sums of its products and of their derivatives by both steps.
  double primal_steps[pass_weights], dual_steps[pass_weights];
  double product, by_primal, by_dual, by_both;
};

static const double pass_weight[pass_weights] = {1, 0.75, 0.5, 0.25};

// r / value, where r is the right side of  dual · d(value) + value · d(dual) = r.
BLOCK_BODY block_vector pass_quotient(
    int stage, const struct pass_direction *d, block_vector value, block_vector dual,
    block_vector inverse, block_vector change, block_vector dual_change) {
#pragma STDC FP_CONTRACT ON
  if (stage == pass_predictor) return -dual;
  if (stage == pass_corrector) return (d->target - change * dual_change) * inverse - dual;
  const block_vector product =
      (value + d->ahead * change) * (dual + d->dual_ahead * dual_change);
  const block_vector up = d->least - product, down = d->greatest - product;
  const block_vector most = pass_all(-d->greatest);
  return inverse
      * pass_select(
             up > 0, up, pass_kept(down < 0, pass_select(down > most, down, most)));
}

// What is seen of pairs of a value and its dual.
struct pass_seen {
  block_vector primal[pass_weights], dual[pass_weights];
  block_vector product, by_primal, by_dual, by_both;
};

BLOCK_BODY void pass_keep_positive(
    pass_mask own, block_vector value, block_vector change, block_vector *step) {
#pragma STDC FP_CONTRACT ON
  const pass_mask outside = (value + *step * change < 0) & own;
  if (pass_any(outside)) *step = pass_select(outside, -value / change, *step);
}

BLOCK_BODY void pass_keep_all_positive(
    pass_mask own, block_vector value, block_vector change, block_vector added,
    block_vector *step) {
#pragma STDC FP_CONTRACT ON
  block_vector total[pass_weights];
  pass_mask outside = {0};
  for (int weight = 0; weight < pass_weights; weight++) {
    total[weight] = change + pass_weight[weight] * added;
    outside |= value + step[weight] * total[weight] < 0;
  }
  if (!pass_any(outside & own)) return;
  for (int weight = 0; weight < pass_weights; weight++) {
    const pass_mask here = (value + step[weight] * total[weight] < 0) & own;
    step[weight] = pass_select(here, -value / total[weight], step[weight]);
  }
}

BLOCK_BODY void pass_see(
    int stage, struct pass_seen *seen, pass_mask own, block_vector value, block_vector dual,
    block_vector change, block_vector dual_change, block_vector new, block_vector new_dual) {
#pragma STDC FP_CONTRACT ON
  if (stage == pass_predictor) {
    pass_keep_positive(own, value, new, seen->primal);
    pass_keep_positive(own, dual, new_dual, seen->dual);
    seen->product += pass_kept(own, value * dual);
    seen->by_primal += pass_kept(own, new * dual);
    seen->by_dual += pass_kept(own, value * new_dual);
    seen->by_both += pass_kept(own, new * new_dual);
    return;
  }
  // A corrector takes the place of the predictor; its weights are shares of the way there.
  const bool replaces = stage == pass_corrector;
  pass_keep_all_positive(own, value, change, replaces ? new - change : new, seen->primal);
  pass_keep_all_positive(
      own, dual, dual_change, replaces ? new_dual - dual_change : new_dual, seen->dual);
}

// right += A Θ h for a stage that no pass has measured on its way.
BLOCK_BODY void pass_gather_body(int stage, struct pass_direction *d) {
#pragma STDC FP_CONTRACT ON
  const struct pass_columns *a = &d->a;
  double v[pass_chunk + block_lanes];
  for (const struct pass_run *run = a->runs + a->first_run; run < a->runs + a->end_run; run++) {
    const int kind = run->kind;
    if (kind == pass_fixed || (kind == pass_free && stage == pass_centring)) continue;
    for (long done = 0; done < run->count; done += pass_chunk) {
      const long first = run->first + done;
      const long count = run->count - done < pass_chunk ? run->count - done : pass_chunk;
      for (long at = 0; at < count; at += block_lanes) {
        const long column = first + at, box = run->box + done + at;
        block_vector h = {0};
        if (stage != pass_centring) h = block_in(d->dual + column);
        if (kind != pass_free) {
          const block_vector x = block_in(d->at.x + column);
          h -= pass_quotient(
              stage, d, x, block_in(d->at.z + column), 1 / x, block_in(d->so.x + column),
              block_in(d->so.z + column));
        }
        if (kind == pass_boxed) {
          const block_vector s = block_in(d->at.s + box), w = block_in(d->at.w + box);
          const block_vector inverse = 1 / s;
          h += pass_quotient(
              stage, d, s, w, inverse, block_in(d->so.s + box), block_in(d->so.w + box));
          if (stage != pass_centring) h -= w * inverse * block_in(d->upper + box);
        }
        block_at(v + at) = block_in(d->theta + column) * h;
      }
      pass_scatter(a, first, count, run->length, v, d->right);
    }
  }
}

// From dy to all other parts of the direction.
BLOCK_BODY void pass_spread_body(int stage, struct pass_direction *d) {
#pragma STDC FP_CONTRACT ON
  const struct pass_columns *a = &d->a;
  double slopes[pass_chunk + block_lanes];
  struct pass_seen seen = {0};
  for (int weight = 0; weight < pass_weights; weight++)
    seen.primal[weight] = seen.dual[weight] = pass_all(1);
  for (const struct pass_run *run = a->runs + a->first_run; run < a->runs + a->end_run; run++)
    for (long done = 0; done < run->count; done += pass_chunk) {
      const long first = run->first + done;
      const long count = run->count - done < pass_chunk ? run->count - done : pass_chunk;
      const int kind = run->kind;
      if (kind == pass_fixed) {
        memset(d->to.x + first, 0, (size_t)count * sizeof(double));
        continue;
      }
      pass_slopes(a, first, count, run->length, d->y, slopes);
      for (long at = 0; at < count; at += block_lanes) {
        const long column = first + at, box = run->box + done + at, left = count - at;
        const pass_mask own = pass_first(left);
        block_vector slope = block_in(slopes + at);
        if (stage != pass_centring) slope -= block_in(d->dual + column);
        const block_vector weight = block_in(d->theta + column);
        if (kind == pass_free) {
          pass_store(d->to.x + column, weight * slope, left);
          continue;
        }
        const block_vector x = block_in(d->at.x + column), z = block_in(d->at.z + column);
        block_vector sx = {0}, sz = {0}, ss = {0}, sw = {0};
        if (stage != pass_predictor) {
          sx = block_in(d->so.x + column);
          sz = block_in(d->so.z + column);
        }
        const block_vector inverse = 1 / x;
        const block_vector quotient = pass_quotient(stage, d, x, z, inverse, sx, sz);
        if (kind == pass_lower) {
          const block_vector dx = weight * (slope + quotient);
          const block_vector dz = quotient - z * inverse * dx;
          pass_see(stage, &seen, own, x, z, sx, sz, dx, dz);
          pass_store(d->to.x + column, dx, left);
          pass_store(d->to.z + column, dz, left);
          continue;
        }
        const block_vector s = block_in(d->at.s + box), w = block_in(d->at.w + box);
        if (stage != pass_predictor) {
          ss = block_in(d->so.s + box);
          sw = block_in(d->so.w + box);
        }
        const block_vector upper_inverse = 1 / s, share = w * upper_inverse;
        const block_vector other = pass_quotient(stage, d, s, w, upper_inverse, ss, sw);
        block_vector gap = {0};
        if (stage != pass_centring) gap = block_in(d->upper + box);
        const block_vector dx = weight * (slope + quotient - other + share * gap);
        const block_vector dz = quotient - z * inverse * dx;
        const block_vector ds = gap - dx, dw = other - share * ds;
        pass_see(stage, &seen, own, x, z, sx, sz, dx, dz);
        pass_see(stage, &seen, own, s, w, ss, sw, ds, dw);
        pass_store(d->to.x + column, dx, left);
        pass_store(d->to.z + column, dz, left);
        pass_store(d->to.s + box, ds, left);
        pass_store(d->to.w + box, dw, left);
      }
    }
  for (int weight = 0; weight < pass_weights; weight++) {
    d->primal_steps[weight] = pass_least(seen.primal[weight]);
    d->dual_steps[weight] = pass_least(seen.dual[weight]);
  }
  d->product = block_sum(seen.product);
  d->by_primal = block_sum(seen.by_primal);
  d->by_dual = block_sum(seen.by_dual);
  d->by_both = block_sum(seen.by_both);
}

// Adds A Θ Aᵀ to the places that its products go to, column by column.
BLOCK_BODY void pass_products_body(
    const struct pass_columns *a, const double *theta, const int *target, double *sum) {
#pragma STDC FP_CONTRACT ON
  for (const struct pass_run *run = a->runs + a->first_run; run < a->runs + a->end_run; run++) {
    if (run->is_dense) continue;
    const int length = run->length;
    const double *value = a->value + a->start[run->first];
    const double *weight = theta + run->first;
    switch (length) {
    case 1:
      BLOCK_SHORT_LOOP
      for (long at = 0; at < run->count; at++)
        sum[target[at]] += value[at] * weight[at] * value[at];
      target += run->count;
      break;
    case 2:
      BLOCK_SHORT_LOOP
      for (long at = 0; at < run->count; at++, value += 2, target += 3) {
        const double first = value[0] * weight[at], second = value[1] * weight[at];
        sum[target[0]] += first * value[0];
        sum[target[1]] += first * value[1];
        sum[target[2]] += second * value[1];
      }
      break;
    default:
      for (long at = 0; at < run->count; at++, value += length)
        for (int one = 0; one < length; one++) {
          const double scaled = value[one] * weight[at];
          BLOCK_SHORT_LOOP
          for (int other = one; other < length; other++) sum[*target++] += scaled * value[other];
        }
    }
  }
}

#define PASSES(NAME, TARGET)                                                                      \
  TARGET static inline void pass_image_##NAME(                                                    \
      const struct pass_columns *a, const double *theta, const double *y, double *image) {        \
    pass_image_body(a, theta, y, image);                                                          \
  }                                                                                               \
  TARGET static inline void pass_measure_##NAME(struct pass_measure *m) { pass_measure_body(m); } \
  TARGET static inline void pass_products_##NAME(                                                 \
      const struct pass_columns *a, const double *theta, const int *target, double *sum) {        \
    pass_products_body(a, theta, target, sum);                                                    \
  }                                                                                               \
  TARGET static inline void pass_correct_##NAME(struct pass_direction *d) {                       \
    pass_gather_body(pass_corrector, d);                                                          \
  }                                                                                               \
  TARGET static inline void pass_centre_##NAME(struct pass_direction *d) {                        \
    pass_gather_body(pass_centring, d);                                                           \
  }                                                                                               \
  TARGET static inline void pass_predict_to_##NAME(struct pass_direction *d) {                    \
    pass_spread_body(pass_predictor, d);                                                          \
  }                                                                                               \
  TARGET static inline void pass_correct_to_##NAME(struct pass_direction *d) {                    \
    pass_spread_body(pass_corrector, d);                                                          \
  }                                                                                               \
  TARGET static inline void pass_centre_to_##NAME(struct pass_direction *d) {                     \
    pass_spread_body(pass_centring, d);                                                           \
  }

PASSES(two, )
#if defined(__x86_64__)
PASSES(four, __attribute__((target("avx2,fma"))))
PASSES(eight, __attribute__((target("avx512f,avx512vl,avx512dq,avx2,fma"))))
#define PASS_CALL(WIDTH, PASS, ...)                                                               \
  ((WIDTH) == 8 ? pass_##PASS##_eight(__VA_ARGS__)                                                \
                : (WIDTH) == 4 ? pass_##PASS##_four(__VA_ARGS__)                                  \
                               : pass_##PASS##_two(__VA_ARGS__))
#else
#define PASS_CALL(WIDTH, PASS, ...) pass_##PASS##_two(__VA_ARGS__)
#endif

static inline void pass_image(
    int width, const struct pass_columns *a, const double *theta, const double *y, double *image) {
  PASS_CALL(width, image, a, theta, y, image);
}

static inline void pass_measure(int width, struct pass_measure *m) {
  PASS_CALL(width, measure, m);
}

static inline void pass_products(
    int width, const struct pass_columns *a, const double *theta, const int *target, double *sum) {
  PASS_CALL(width, products, a, theta, target, sum);
}

static inline void pass_gather(int width, int stage, struct pass_direction *d) {
  if (stage == pass_corrector)
    PASS_CALL(width, correct, d);
  else
    PASS_CALL(width, centre, d);
}

static inline void pass_spread(int width, int stage, struct pass_direction *d) {
  switch (stage) {
  case pass_predictor: PASS_CALL(width, predict_to, d); break;
  case pass_corrector: PASS_CALL(width, correct_to, d); break;
  default: PASS_CALL(width, centre_to, d);
  }
}

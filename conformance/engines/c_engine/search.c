/* Section 11. */
#include "operations.h"
#include "request.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* A trial's numbers are a hash of the seed, its own number and the hyper-parameter, so
   that no trial knows of the others. The mixing is that of SplitMix64. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) + 0x9e3779b97f4a7c15u;
    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
    return hash ^ hash >> 31;
}

static double uniform(uint64_t seed, uint64_t trial, uint64_t parameter)
{
    return (double)(mix(mix(mix(0, seed), trial), parameter) >> 11) / 9007199254740992.0;
}

void sample_trials(Call *call)
{
    static const char *const names[] = {"learning_rate", "reg"};
    uint64_t seed = (uint64_t)integer_attribute(call->attributes, "seed", 0, MAX_INTEGER);
    const Json *trials = list_attribute(call->attributes, "trials");
    for (size_t i = 0; i < 2; i++) {
        const Json *range = list_attribute(call->attributes, names[i]);
        if (range->count != 2)
            refuse(REFUSE_VALUE, "%s is no pair of exponents", names[i]);
        double low = number_of(range->first, names[i]);
        double high = number_of(range->last, names[i]);
        Tensor *values = call->out[i] = new_vector(trials->count);
        double *value = values->data;
        for (const Json *trial = trials->first; trial; trial = trial->next) {
            uint64_t number = (uint64_t)integer_of(trial, "a trial", 0, MAX_INTEGER);
            *value++ = pow(10, low + (high - low) * uniform(seed, number, i));
        }
    }
}

typedef struct {
    double score, value;
    size_t index;
} Trial;

/* Highest scores first, NaN last; equals as they come. */
static int compare_trials(const void *left, const void *right)
{
    const Trial *a = left, *b = right;
    if (a->score > b->score || (isnan(b->score) && !isnan(a->score)))
        return -1;
    if (b->score > a->score || (isnan(a->score) && !isnan(b->score)))
        return 1;
    return a->index < b->index ? -1 : 1;
}

void narrow_ranges(Call *call)
{
    const Tensor *values = call->in[0], *scores = call->in[1];
    require_rank(values, 1, "values");
    require_vector(scores, values->size, "scores");
    size_t n = values->size;
    size_t keep = (size_t)integer_attribute(call->attributes, "keep", 1, (double)n);
    Trial *trials = take(n, sizeof *trials);
    for (size_t i = 0; i < n; i++) {
        if (!(values->data[i] > 0))
            refuse(REFUSE_VALUE, "value %zu is %g, and not positive", i, values->data[i]);
        trials[i] = (Trial){scores->data[i], values->data[i], i};
    }
    qsort(trials, n, sizeof *trials, compare_trials);
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < keep; i++) {
        low = fmin(low, log10(trials[i].value));
        high = fmax(high, log10(trials[i].value));
    }
    call->out[0] = new_scalar(low);
    call->out[1] = new_scalar(high);
}

/* Section 8. */
#include "operations.h"
#include "request.h"

#include <math.h>
#include <string.h>

/* Mean and variance of the columns, in two passes: the deviations are taken from the mean
   before they are squared, so that a large mean does not cancel the spread. The sum of
   squares is divided by n − lost: nothing is lost for the biased variance, 1 for the
   unbiased one. */
typedef struct {
    Tensor *mean, *variance;
} Moments;

static Moments column_moments(const Tensor *x, size_t lost)
{
    size_t n = x->shape[0], d = x->shape[1];
    Moments moments = {new_vector(d), new_vector(d)};
    double *mean = moments.mean->data, *variance = moments.variance->data;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            mean[j] += x->data[i * d + j];
    for (size_t j = 0; j < d; j++)
        mean[j] /= (double)n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++) {
            double deviation = x->data[i * d + j] - mean[j];
            variance[j] += deviation * deviation;
        }
    for (size_t j = 0; j < d; j++)
        variance[j] /= (double)(n - lost);
    return moments;
}

/* batch_norm */

typedef struct {
    Tensor *normalized, *deviation; /* x̂ and √(σ²+ε) */
} Kept;

void batch_norm_forward(Call *call)
{
    const Tensor *x = call->in[0], *gamma = call->in[1], *beta = call->in[2];
    double epsilon = number_attribute(call->attributes, "epsilon");
    require_rank(x, 2, "x");
    size_t n = x->shape[0], d = x->shape[1];
    require_vector(gamma, d, "gamma");
    require_vector(beta, d, "beta");

    Moments moments = column_moments(x, 0);
    Kept *kept = take(1, sizeof *kept);
    kept->normalized = new_like(x);
    kept->deviation = new_vector(d);
    for (size_t j = 0; j < d; j++)
        kept->deviation->data[j] = sqrt(moments.variance->data[j] + epsilon);
    Tensor *y = new_like(x);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++) {
            size_t ij = i * d + j;
            double normalized =
                (x->data[ij] - moments.mean->data[j]) / kept->deviation->data[j];
            kept->normalized->data[ij] = normalized;
            y->data[ij] = gamma->data[j] * normalized + beta->data[j];
        }
    call->out[0] = y;
    call->kept = kept;
}

void batch_norm_backward(Call *call)
{
    const Kept *kept = call->kept;
    const Tensor *g = call->upstream, *normalized = kept->normalized;
    size_t n = g->shape[0], d = g->shape[1];
    Tensor *sums = new_vector(d), *products = new_vector(d); /* Σg and Σ(g·x̂) */
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++) {
            sums->data[j] += g->data[i * d + j];
            products->data[j] += g->data[i * d + j] * normalized->data[i * d + j];
        }
    Tensor *dx = gradient(call, 0);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++) {
            size_t ij = i * d + j;
            double factor = call->in[1]->data[j] / kept->deviation->data[j];
            double inner = g->data[ij] - sums->data[j] / (double)n -
                           normalized->data[ij] * (products->data[j] / (double)n);
            dx->data[ij] += factor * inner;
        }
    add_to(gradient(call, 1), products);
    add_to(gradient(call, 2), sums);
}

/* The forward-only operations */

void batch_norm_inference(Call *call)
{
    const Tensor *x = call->in[0], *gamma = call->in[1], *beta = call->in[2];
    const Tensor *mean = call->in[3], *variance = call->in[4];
    double epsilon = number_attribute(call->attributes, "epsilon");
    require_rank(x, 2, "x");
    size_t n = x->shape[0], d = x->shape[1];
    require_vector(gamma, d, "gamma");
    require_vector(beta, d, "beta");
    require_vector(mean, d, "running_mean");
    require_vector(variance, d, "running_variance");
    Tensor *y = call->out[0] = new_like(x);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++) {
            double normalized =
                (x->data[i * d + j] - mean->data[j]) / sqrt(variance->data[j] + epsilon);
            y->data[i * d + j] = gamma->data[j] * normalized + beta->data[j];
        }
}

static Tensor *running(const Tensor *old, const Tensor *batch, double momentum)
{
    Tensor *average = new_like(old);
    for (size_t j = 0; j < old->size; j++)
        average->data[j] = momentum * old->data[j] + (1 - momentum) * batch->data[j];
    return average;
}

void batch_norm_running(Call *call)
{
    const Tensor *x = call->in[0];
    double momentum = number_attribute(call->attributes, "momentum");
    const char *kind = text_attribute(call->attributes, "variance");
    require_rank(x, 2, "x");
    size_t n = x->shape[0], d = x->shape[1];
    require_vector(call->in[1], d, "running_mean");
    require_vector(call->in[2], d, "running_variance");

    bool unbiased = strcmp(kind, "unbiased") == 0;
    if (!unbiased && strcmp(kind, "biased") != 0)
        refuse(REFUSE_VALUE, "the variance %s is unknown", kind);
    if (unbiased && n < 2)
        refuse(REFUSE_VALUE, "one sample has no unbiased variance");

    Moments moments = column_moments(x, unbiased ? 1 : 0);
    call->out[0] = running(call->in[1], moments.mean, momentum);
    call->out[1] = running(call->in[2], moments.variance, momentum);
}

/* Whether a column is the same in all rows. The computed variance does not tell: the mean
   is rounded, and the deviations from it need not be 0. */
static bool constant_column(const Tensor *x, size_t column)
{
    size_t n = x->shape[0], d = x->shape[1];
    for (size_t i = 0; i < n; i++)
        if (x->data[i * d + column] != x->data[column])
            return false;
    return n > 0;
}

void preprocess(Call *call)
{
    const Tensor *train = call->in[0], *x = call->in[1];
    require_rank(train, 2, "train");
    require_rank(x, 2, "x");
    size_t d = train->shape[1];
    require_matrix(x, x->shape[0], d, "x");

    Moments moments = column_moments(train, 0);
    Tensor *mean = moments.mean, *std = new_vector(d), *y = new_like(x);
    for (size_t j = 0; j < d; j++) {
        bool constant = constant_column(train, j);
        if (constant)
            mean->data[j] = train->data[j];
        else
            std->data[j] = sqrt(moments.variance->data[j]);
        for (size_t i = 0; i < x->shape[0]; i++)
            if (!constant)
                y->data[i * d + j] = (x->data[i * d + j] - mean->data[j]) / std->data[j];
    }
    call->out[0] = mean;
    call->out[1] = std;
    call->out[2] = y;
}

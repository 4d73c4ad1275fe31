/* Section 7. */
#include "operations.h"
#include "random.h"
#include "request.h"

#include <math.h>
#include <string.h>

static void seed_twister(Twister *twister, const Json *attributes)
{
    twister_seed(twister, (uint32_t)integer_attribute(attributes, "seed", 0, MAX_SEED));
}

/* The standard deviation of weights with fan_in rows. */
static double deviation(const Json *attributes, size_t fan_in)
{
    const char *scheme = text_attribute(attributes, "scheme");
    if (strcmp(scheme, "zeros") == 0)
        return 0;
    if (strcmp(scheme, "gaussian") == 0)
        return number_attribute(attributes, "std");
    if (strcmp(scheme, "xavier") == 0)
        return 1 / sqrt((double)fan_in);
    if (strcmp(scheme, "he") == 0)
        return sqrt(2 / (double)fan_in);
    refuse(REFUSE_VALUE, "the scheme %s is unknown", scheme);
}

static Tensor *normal_matrix(Twister *twister, size_t rows, size_t columns, double std)
{
    Tensor *matrix = new_matrix(rows, columns);
    for (size_t i = 0; i < matrix->size; i++)
        matrix->data[i] = std * twister_normal(twister);
    return matrix;
}

static size_t size_of(const Json *value)
{
    return (size_t)integer_of(value, "a size", 0, MAX_SEED);
}

void initialize(Call *call)
{
    const Json *shape = list_attribute(call->attributes, "shape");
    if (shape->count != 2)
        refuse(REFUSE_VALUE, "a shape of weights has two sizes");
    size_t rows = size_of(shape->first), columns = size_of(shape->last);
    double std = deviation(call->attributes, rows);
    Twister twister;
    seed_twister(&twister, call->attributes);
    call->out[0] = normal_matrix(&twister, rows, columns, std);
}

static double square(double x)
{
    return x * x;
}

static void statistics(const Tensor *x, double *mean, double *std)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < x->size; i++)
        sum += x->data[i];
    *mean = sum / (double)x->size;
    for (size_t i = 0; i < x->size; i++)
        squares += square(x->data[i] - *mean);
    *std = sqrt(squares / (double)x->size);
}

void layer_statistics(Call *call)
{
    const char *nonlinearity = text_attribute(call->attributes, "nonlinearity");
    bool relu = strcmp(nonlinearity, "relu") == 0;
    if (!relu && strcmp(nonlinearity, "tanh") != 0)
        refuse(REFUSE_VALUE, "the nonlinearity %s is unknown", nonlinearity);
    size_t samples = size_of(json_member(call->attributes, "samples"));
    const Json *widths = list_attribute(call->attributes, "widths");
    if (!widths->first)
        refuse(REFUSE_VALUE, "there is not even a width of the input");
    Twister twister;
    seed_twister(&twister, call->attributes);

    Tensor *means = call->out[0] = new_vector(widths->count - 1);
    Tensor *stds = call->out[1] = new_vector(widths->count - 1);
    Tensor *h = normal_matrix(&twister, samples, size_of(widths->first), 1);
    size_t layer = 0;
    for (const Json *width = widths->first->next; width; width = width->next, layer++) {
        size_t fan_in = h->shape[1];
        Tensor *w = normal_matrix(&twister, fan_in, size_of(width),
                                  deviation(call->attributes, fan_in));
        h = product(h, w);
        for (size_t i = 0; i < h->size; i++)
            h->data[i] = relu ? fmax(0, h->data[i]) : tanh(h->data[i]);
        statistics(h, &means->data[layer], &stds->data[layer]);
    }
}

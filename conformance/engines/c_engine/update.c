/* Section 9. */
#include "update.h"
#include "operations.h"
#include "request.h"

#include <math.h>

/* What all rules do first: inputs of one shape, and a copy of the parameter (out[0]) and
   of the state (the outputs after it, which are the inputs after the gradient). */
static double begin(Call *call)
{
    for (size_t i = 1; i < call->inputs; i++)
        require_same_shape(call->in[0], call->in[i]);
    call->out[0] = copy_of(call->in[0]);
    for (size_t i = 2; i < call->inputs; i++)
        call->out[i - 1] = copy_of(call->in[i]);
    return number_attribute(call->attributes, "learning_rate");
}

void sgd_step(Tensor *w, const Tensor *dw, double rate)
{
    for (size_t i = 0; i < w->size; i++)
        w->data[i] -= rate * dw->data[i];
}

void momentum_step(Tensor *w, Tensor *v, const Tensor *dw, double rate, double mu)
{
    for (size_t i = 0; i < w->size; i++) {
        v->data[i] = mu * v->data[i] - rate * dw->data[i];
        w->data[i] += v->data[i];
    }
}

double decayed_rate(double rate, double decay, double epoch)
{
    return rate * pow(decay, epoch - 1);
}

void sgd(Call *call)
{
    double rate = begin(call);
    sgd_step(call->out[0], call->in[1], rate);
}

void momentum(Call *call)
{
    double rate = begin(call), mu = number_attribute(call->attributes, "momentum");
    momentum_step(call->out[0], call->out[1], call->in[1], rate, mu);
}

void nesterov(Call *call)
{
    double rate = begin(call), mu = number_attribute(call->attributes, "momentum");
    const double *dw = call->in[1]->data, *old = call->in[2]->data;
    double *w = call->out[0]->data, *v = call->out[1]->data;
    for (size_t i = 0; i < call->out[0]->size; i++) {
        v[i] = mu * old[i] - rate * dw[i];
        w[i] = w[i] - mu * old[i] + (1 + mu) * v[i];
    }
}

void adagrad(Call *call)
{
    double rate = begin(call), epsilon = number_attribute(call->attributes, "epsilon");
    const double *dw = call->in[1]->data;
    double *w = call->out[0]->data, *cache = call->out[1]->data;
    for (size_t i = 0; i < call->out[0]->size; i++) {
        cache[i] += dw[i] * dw[i];
        w[i] -= rate * dw[i] / (sqrt(cache[i]) + epsilon);
    }
}

void rmsprop(Call *call)
{
    double rate = begin(call), epsilon = number_attribute(call->attributes, "epsilon");
    double decay = number_attribute(call->attributes, "decay");
    const double *dw = call->in[1]->data;
    double *w = call->out[0]->data, *cache = call->out[1]->data;
    for (size_t i = 0; i < call->out[0]->size; i++) {
        cache[i] = decay * cache[i] + (1 - decay) * (dw[i] * dw[i]);
        w[i] -= rate * dw[i] / (sqrt(cache[i]) + epsilon);
    }
}

void adam(Call *call)
{
    double rate = begin(call), epsilon = number_attribute(call->attributes, "epsilon");
    double beta1 = number_attribute(call->attributes, "beta1");
    double beta2 = number_attribute(call->attributes, "beta2");
    double t = integer_attribute(call->attributes, "t", 1, MAX_INTEGER);
    double correction1 = 1 - pow(beta1, t), correction2 = 1 - pow(beta2, t);
    const double *dw = call->in[1]->data;
    double *w = call->out[0]->data, *m = call->out[1]->data, *v = call->out[2]->data;
    for (size_t i = 0; i < call->out[0]->size; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * dw[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (dw[i] * dw[i]);
        w[i] -= rate * (m[i] / correction1) / (sqrt(v[i] / correction2) + epsilon);
    }
}

void learning_rate_decay(Call *call)
{
    double rate = number_attribute(call->attributes, "learning_rate");
    double decay = number_attribute(call->attributes, "decay");
    double epoch = integer_attribute(call->attributes, "epoch", 1, MAX_INTEGER);
    call->out[0] = new_scalar(decayed_rate(rate, decay, epoch));
}

/* The Euclidean norm of factor·x. The elements are scaled by the power of two of the
   largest, which adds no rounding, so that their squares neither overflow nor vanish. */
static double norm(const Tensor *x, double factor)
{
    double largest = 0, sum = 0;
    int exponent = 0;
    for (size_t i = 0; i < x->size; i++)
        largest = fmax(largest, fabs(factor * x->data[i]));
    if (isfinite(largest))
        frexp(largest, &exponent);
    for (size_t i = 0; i < x->size; i++) {
        double scaled = ldexp(factor * x->data[i], -exponent);
        sum += scaled * scaled;
    }
    return ldexp(sqrt(sum), exponent);
}

void update_ratio(Call *call)
{
    double rate = number_attribute(call->attributes, "learning_rate");
    require_same_shape(call->in[0], call->in[1]);
    call->out[0] = new_scalar(norm(call->in[1], -rate) / norm(call->in[0], 1));
}

/* The gates of section 4. What happens where the specification leaves a choice: shapes
   are never broadcast, the slope at a kink is the left one, and a tie is split in half. */
#include "operations.h"
#include "request.h"

#include <math.h>

/* Gates of two inputs, element by element */

void add_forward(Call *call)
{
    require_same_shape(call->in[0], call->in[1]);
    call->out[0] = copy_of(call->in[0]);
    add_to(call->out[0], call->in[1]);
}

void add_backward(Call *call)
{
    add_to(gradient(call, 0), call->upstream);
    add_to(gradient(call, 1), call->upstream);
}

/* sum += a·b, element by element */
static void add_product(Tensor *sum, const Tensor *a, const Tensor *b)
{
    for (size_t i = 0; i < sum->size; i++)
        sum->data[i] += a->data[i] * b->data[i];
}

void multiply_forward(Call *call)
{
    require_same_shape(call->in[0], call->in[1]);
    call->out[0] = new_like(call->in[0]);
    add_product(call->out[0], call->in[0], call->in[1]);
}

void multiply_backward(Call *call)
{
    add_product(gradient(call, 0), call->in[1], call->upstream);
    add_product(gradient(call, 1), call->in[0], call->upstream);
}

static Tensor *larger_of(const Tensor *x, const Tensor *y)
{
    Tensor *z = new_like(x);
    for (size_t i = 0; i < z->size; i++)
        z->data[i] = x->data[i] > y->data[i] || isnan(x->data[i]) ? x->data[i] : y->data[i];
    return z;
}

/* The share of the upstream gradient that the first of two competitors gets */
static double share(double x, double y)
{
    return x > y ? 1 : x < y ? 0 : 0.5;
}

/* dx += the share of dz of x, where x competes with y */
static void add_share(Tensor *dx, const Tensor *x, const Tensor *y, const Tensor *dz)
{
    for (size_t i = 0; i < dx->size; i++)
        dx->data[i] += share(x->data[i], y->data[i]) * dz->data[i];
}

void max_forward(Call *call)
{
    require_same_shape(call->in[0], call->in[1]);
    call->out[0] = larger_of(call->in[0], call->in[1]);
}

void max_backward(Call *call)
{
    add_share(gradient(call, 0), call->in[0], call->in[1], call->upstream);
    add_share(gradient(call, 1), call->in[1], call->in[0], call->upstream);
}

/* Gates of matrices */

void matmul_forward(Call *call)
{
    const Tensor *x = call->in[0], *y = call->in[1];
    require_rank(x, 2, "x");
    require_rank(y, 2, "y");
    require_matrix(y, x->shape[1], y->shape[1], "y");
    call->out[0] = product(x, y);
}

void matmul_backward(Call *call)
{
    const Tensor *x = call->in[0], *y = call->in[1], *dz = call->upstream;
    add_to(gradient(call, 0), product(dz, transpose(y)));
    add_to(gradient(call, 1), product(transpose(x), dz));
}

void affine_gate_forward(Call *call)
{
    call->out[0] = affine(call->in[0], call->in[1], call->in[2]);
}

void affine_gate_backward(Call *call)
{
    affine_backward(call->in[0], call->in[1], call->upstream, gradient(call, 0),
                    gradient(call, 1), gradient(call, 2));
}

typedef struct {
    Tensor *first, *second;
} Pieces;

void maxout_forward(Call *call)
{
    Pieces *pieces = take(1, sizeof *pieces);
    pieces->first = affine(call->in[0], call->in[1], call->in[2]);
    pieces->second = affine(call->in[0], call->in[3], call->in[4]);
    require_same_shape(pieces->first, pieces->second);
    call->out[0] = larger_of(pieces->first, pieces->second);
    call->kept = pieces;
}

void maxout_backward(Call *call)
{
    const Pieces *pieces = call->kept;
    Tensor *first = new_like(call->upstream), *second = new_like(call->upstream);
    add_share(first, pieces->first, pieces->second, call->upstream);
    add_share(second, pieces->second, pieces->first, call->upstream);
    affine_backward(call->in[0], call->in[1], first, gradient(call, 0), gradient(call, 1),
                    gradient(call, 2));
    affine_backward(call->in[0], call->in[3], second, gradient(call, 0), gradient(call, 3),
                    gradient(call, 4));
}

/* Gates of one input, element by element: a curve and its slope, which may be told from
   both x and y = curve(x). a is the attribute of those that have one. */

typedef double Curve(double x, double a);
typedef double Slope(double x, double y, double a);

static void follow(Call *call, Curve *curve, double a)
{
    const Tensor *x = call->in[0];
    Tensor *y = call->out[0] = new_like(x);
    for (size_t i = 0; i < x->size; i++)
        y->data[i] = curve(x->data[i], a);
}

static void climb(Call *call, Slope *slope, double a)
{
    const Tensor *x = call->in[0], *y = call->out[0];
    Tensor *dx = gradient(call, 0);
    for (size_t i = 0; i < x->size; i++)
        dx->data[i] += slope(x->data[i], y->data[i], a) * call->upstream->data[i];
}

/* e is only taken to what is not positive, so that nothing overflows; both forms are
   relatively accurate on their side. */
static double sigmoid_curve(double x, double a)
{
    (void)a;
    double power = exp(-fabs(x));
    return x < 0 ? power / (1 + power) : 1 / (1 + power);
}

static double sigmoid_slope(double x, double y, double a)
{
    (void)x, (void)a;
    return y * (1 - y);
}

void sigmoid_forward(Call *call)
{
    follow(call, sigmoid_curve, 0);
}

void sigmoid_backward(Call *call)
{
    climb(call, sigmoid_slope, 0);
}

static double tanh_curve(double x, double a)
{
    (void)a;
    return tanh(x);
}

static double tanh_slope(double x, double y, double a)
{
    (void)x, (void)a;
    return (1 - y) * (1 + y);
}

void tanh_forward(Call *call)
{
    follow(call, tanh_curve, 0);
}

void tanh_backward(Call *call)
{
    climb(call, tanh_slope, 0);
}

static double relu_curve(double x, double a)
{
    (void)a;
    return x <= 0 ? 0 : x;
}

static double relu_slope(double x, double y, double a)
{
    (void)y, (void)a;
    return x > 0;
}

void relu_forward(Call *call)
{
    follow(call, relu_curve, 0);
}

void relu_backward(Call *call)
{
    climb(call, relu_slope, 0);
}

static double leaky_relu_curve(double x, double slope)
{
    return x > 0 ? x : slope * x;
}

static double leaky_relu_slope(double x, double y, double slope)
{
    (void)y;
    return x > 0 ? 1 : slope;
}

void leaky_relu_forward(Call *call)
{
    follow(call, leaky_relu_curve, number_attribute(call->attributes, "slope"));
}

void leaky_relu_backward(Call *call)
{
    climb(call, leaky_relu_slope, number_attribute(call->attributes, "slope"));
}

static double elu_curve(double x, double alpha)
{
    return x > 0 ? x : alpha * expm1(x);
}

static double elu_slope(double x, double y, double alpha)
{
    (void)y;
    return x > 0 ? 1 : alpha * exp(x);
}

void elu_forward(Call *call)
{
    follow(call, elu_curve, number_attribute(call->attributes, "alpha"));
}

void elu_backward(Call *call)
{
    climb(call, elu_slope, number_attribute(call->attributes, "alpha"));
}

/* The neuron: sigmoid(w·x + b) */

void neuron_forward(Call *call)
{
    const Tensor *x = call->in[0], *w = call->in[1], *b = call->in[2];
    require_rank(x, 1, "x");
    require_vector(w, x->size, "w");
    require_rank(b, 0, "b");
    double sum = 0;
    for (size_t i = 0; i < x->size; i++)
        sum += w->data[i] * x->data[i];
    call->out[0] = new_scalar(sigmoid_curve(sum + b->data[0], 0));
}

void neuron_backward(Call *call)
{
    const Tensor *x = call->in[0], *w = call->in[1];
    double ds = call->upstream->data[0] * sigmoid_slope(0, call->out[0]->data[0], 0);
    Tensor *dx = gradient(call, 0), *dw = gradient(call, 1), *db = gradient(call, 2);
    for (size_t i = 0; i < x->size; i++) {
        dx->data[i] += w->data[i] * ds;
        dw->data[i] += x->data[i] * ds;
    }
    db->data[0] += ds;
}

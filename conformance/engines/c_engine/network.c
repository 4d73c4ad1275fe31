/* The nets of section 6. */
#include "network.h"
#include "loss.h"
#include "operations.h"
#include "request.h"

/* w·x + b on columns: the same as affine with everything transposed. */
static Tensor *column_layer(const Tensor *w, const Tensor *x, const Tensor *b)
{
    require_rank(w, 2, "the weights");
    require_matrix(x, w->shape[1], 1, "a column");
    require_matrix(b, w->shape[0], 1, "the bias");
    Tensor *y = product(w, x);
    add_to(y, b);
    return y;
}

static Tensor *sigmoid_of(const Tensor *x)
{
    Call call = {.inputs = 1, .in = {x}};
    sigmoid_forward(&call);
    return call.out[0];
}

void mlp_forward(Call *call)
{
    const Tensor *const *in = call->in;
    call->out[0] = sigmoid_of(column_layer(in[1], in[0], in[2]));
    call->out[1] = sigmoid_of(column_layer(in[3], call->out[0], in[4]));
    call->out[2] = column_layer(in[5], call->out[1], in[6]);
}

Tensor *net_scores(const Tensor *const parameters[PARAMETERS], const Tensor *x,
                   Tensor **hidden)
{
    Tensor *h = affine(x, parameters[W1], parameters[B1]);
    for (size_t i = 0; i < h->size; i++)
        if (h->data[i] <= 0)
            h->data[i] = 0;
    if (hidden)
        *hidden = h;
    return affine(h, parameters[W2], parameters[B2]);
}

double net_loss(const Tensor *const parameters[PARAMETERS], double reg, const Tensor *x,
                const Tensor *labels, NetPass *pass)
{
    pass->x = x;
    Tensor *scores = net_scores(parameters, x, &pass->hidden);
    pass->labels = label_indices(labels, scores->shape[0], scores->shape[1]);
    double loss = cross_entropy(scores, pass->labels, &pass->probabilities);
    return loss + 0.5 * reg * (square_sum(parameters[W1]) + square_sum(parameters[W2]));
}

static void add_penalty(Tensor *dw, const Tensor *w, double reg, double dloss)
{
    for (size_t i = 0; i < w->size; i++)
        dw->data[i] += reg * w->data[i] * dloss;
}

void net_backward(const Tensor *const parameters[PARAMETERS], double reg, const NetPass *pass,
                  double dloss, Tensor *const gradients[PARAMETERS])
{
    Tensor *dscores = new_like(pass->probabilities), *dhidden = new_like(pass->hidden);
    cross_entropy_backward(pass->probabilities, pass->labels, dloss, dscores);
    affine_backward(pass->hidden, parameters[W2], dscores, dhidden, gradients[W2],
                    gradients[B2]);
    /* What relu returns is positive exactly where what it was given is. */
    for (size_t i = 0; i < dhidden->size; i++)
        if (pass->hidden->data[i] == 0)
            dhidden->data[i] = 0;
    affine_backward(pass->x, parameters[W1], dhidden, NULL, gradients[W1], gradients[B1]);
    add_penalty(gradients[W1], parameters[W1], reg, dloss);
    add_penalty(gradients[W2], parameters[W2], reg, dloss);
}

void two_layer_net_forward(Call *call)
{
    double reg = number_attribute(call->attributes, "reg");
    NetPass *pass = take(1, sizeof *pass);
    call->out[0] = new_scalar(net_loss(call->in + 2, reg, call->in[0], call->in[1], pass));
    call->kept = pass;
}

void two_layer_net_backward(Call *call)
{
    double reg = number_attribute(call->attributes, "reg");
    Tensor *gradients[PARAMETERS];
    for (size_t i = 0; i < PARAMETERS; i++)
        gradients[i] = gradient(call, i + 2);
    net_backward(call->in + 2, reg, call->kept, call->upstream->data[0], gradients);
}

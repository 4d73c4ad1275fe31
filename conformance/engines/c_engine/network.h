/* The two-layer net of section 6.4, for the operation and for training. */
#ifndef NETWORK_H
#define NETWORK_H

#include "tensor.h"

enum { W1, B1, W2, B2, PARAMETERS };

/* What the forward pass leaves for the backward pass. */
typedef struct {
    const Tensor *x;
    const size_t *labels;
    Tensor *hidden, *probabilities;
} NetPass;

/* The scores of all samples; hidden is NULL, or gets the hidden layer. */
Tensor *net_scores(const Tensor *const parameters[PARAMETERS], const Tensor *x,
                   Tensor **hidden);

/* The loss, penalty included. */
double net_loss(const Tensor *const parameters[PARAMETERS], double reg, const Tensor *x,
                const Tensor *labels, NetPass *pass);

/* Adds the gradients on the parameters. */
void net_backward(const Tensor *const parameters[PARAMETERS], double reg, const NetPass *pass,
                  double dloss, Tensor *const gradients[PARAMETERS]);

#endif

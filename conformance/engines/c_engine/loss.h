/* The cross-entropy of softmax, for the gate and for the two-layer net. */
#ifndef LOSS_H
#define LOSS_H

#include "tensor.h"

/* The labels of n samples as indices. Refused are another number of labels (shape), and
   labels that are no integers from 0 to classes − 1 (value). */
const size_t *label_indices(const Tensor *labels, size_t n, size_t classes);

/* The mean loss of a matrix of scores, and the probabilities behind it. */
double cross_entropy(const Tensor *scores, const size_t *labels, Tensor **probabilities);

/* Adds the gradient on the scores. */
void cross_entropy_backward(const Tensor *probabilities, const size_t *labels, double dloss,
                            Tensor *dscores);

#endif

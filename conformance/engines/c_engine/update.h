/* The two rules that training uses, each a step in place. */
#ifndef UPDATE_H
#define UPDATE_H

#include "tensor.h"

void sgd_step(Tensor *w, const Tensor *dw, double rate);
void momentum_step(Tensor *w, Tensor *v, const Tensor *dw, double rate, double mu);

/* The rate of an epoch, which counts from 1. */
double decayed_rate(double rate, double decay, double epoch);

#endif

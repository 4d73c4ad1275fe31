/* Tensors, and the few pieces of linear algebra that the operations share. */
#ifndef TENSOR_H
#define TENSOR_H

#include "json.h"

#include <stdbool.h>
#include <stddef.h>

/* Row-major. All tensors live as long as the request. */
typedef struct {
    size_t rank, size;
    size_t *shape;
    double *data;
} Tensor;

/* New tensors, filled with zeros where nothing else is said. */
Tensor *new_tensor(size_t rank, const size_t *shape);
Tensor *new_scalar(double value);
Tensor *new_vector(size_t n);
Tensor *new_matrix(size_t rows, size_t columns);
Tensor *new_like(const Tensor *other);
Tensor *copy_of(const Tensor *other);

/* Refused (shape) if the rows differ in length; no tensor at all ends the program. */
Tensor *tensor_from_json(const Json *json);
void put_tensor(Buffer *buffer, const Tensor *tensor);

bool same_shape(const Tensor *a, const Tensor *b);

/* These refuse (shape) what is not as they say; name is for the message. */
void require_same_shape(const Tensor *a, const Tensor *b);
void require_rank(const Tensor *tensor, size_t rank, const char *name);
void require_shape(const Tensor *tensor, size_t rank, const size_t *shape, const char *name);
void require_vector(const Tensor *tensor, size_t n, const char *name);
void require_matrix(const Tensor *tensor, size_t rows, size_t columns, const char *name);

double square_sum(const Tensor *tensor);

/* sum += tensor, both of one shape. */
void add_to(Tensor *sum, const Tensor *tensor);

/* Matrices. The caller has checked that the sizes fit. */
Tensor *transpose(const Tensor *x);
Tensor *product(const Tensor *x, const Tensor *y);

/* x·w + b, the bias added to every row. affine checks the sizes; affine_backward adds
   to the three gradients, of which dx may be NULL. */
Tensor *affine(const Tensor *x, const Tensor *w, const Tensor *b);
void affine_backward(const Tensor *x, const Tensor *w, const Tensor *dy, Tensor *dx,
                     Tensor *dw, Tensor *db);

#endif

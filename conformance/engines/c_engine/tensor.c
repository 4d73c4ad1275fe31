#include "tensor.h"
#include "request.h"

#include <stdint.h>
#include <string.h>

Tensor *new_tensor(size_t rank, const size_t *shape)
{
    Tensor *tensor = take(1, sizeof *tensor);
    tensor->rank = rank;
    tensor->size = 1;
    tensor->shape = take(rank, sizeof *tensor->shape);
    for (size_t i = 0; i < rank; i++) {
        tensor->shape[i] = shape[i];
        if (shape[i] && tensor->size > SIZE_MAX / shape[i])
            die("out of memory: a tensor with too many elements");
        tensor->size *= shape[i];
    }
    tensor->data = take(tensor->size, sizeof *tensor->data);
    return tensor;
}

Tensor *new_scalar(double value)
{
    Tensor *tensor = new_tensor(0, NULL);
    tensor->data[0] = value;
    return tensor;
}

Tensor *new_vector(size_t n)
{
    return new_tensor(1, &n);
}

Tensor *new_matrix(size_t rows, size_t columns)
{
    return new_tensor(2, (size_t[]){rows, columns});
}

Tensor *new_like(const Tensor *other)
{
    return new_tensor(other->rank, other->shape);
}

Tensor *copy_of(const Tensor *other)
{
    Tensor *copy = new_like(other);
    memcpy(copy->data, other->data, other->size * sizeof *copy->data);
    return copy;
}

/* From and to JSON */

/* The shape is read off the first row of the first row of …; the walk over all
   elements, in document order, which is row-major, then holds the others to it. */
Tensor *tensor_from_json(const Json *json)
{
    if (!json)
        die("a tensor is missing");
    size_t rank = 0;
    for (const Json *row = json; row && row->type == JSON_ARRAY; row = row->first)
        rank++;
    size_t *shape = take(rank, sizeof *shape), axis = 0;
    for (const Json *row = json; row && row->type == JSON_ARRAY; row = row->first)
        shape[axis++] = row->count;
    Tensor *tensor = new_tensor(rank, shape);

    double *to = tensor->data;
    size_t depth = 0;
    const Json *at = json;
    for (;;) {
        if (at->type == JSON_ARRAY) {
            if (depth == rank || at->count != shape[depth])
                refuse(REFUSE_SHAPE, "the rows of a tensor differ in length");
            if (at->first) {
                at = at->first;
                depth++;
                continue;
            }
        } else if (depth < rank) {
            refuse(REFUSE_SHAPE, "the rows of a tensor differ in depth");
        } else if (!json_number(at, to++)) {
            die("a tensor holds an element that is no number");
        }
        for (; at != json && !at->next; depth--)
            at = at->parent;
        if (at == json)
            return tensor;
        at = at->next;
    }
}

static const double *put_rows(Buffer *buffer, const Tensor *tensor, size_t axis,
                              const double *data)
{
    if (axis == tensor->rank) {
        put_number(buffer, *data);
        return data + 1;
    }
    put_char(buffer, '[');
    for (size_t i = 0; i < tensor->shape[axis]; i++) {
        if (i)
            put_char(buffer, ',');
        data = put_rows(buffer, tensor, axis + 1, data);
    }
    put_char(buffer, ']');
    return data;
}

void put_tensor(Buffer *buffer, const Tensor *tensor)
{
    put_rows(buffer, tensor, 0, tensor->data);
}

/* Checks */

bool same_shape(const Tensor *a, const Tensor *b)
{
    return a->rank == b->rank &&
           memcmp(a->shape, b->shape, a->rank * sizeof *a->shape) == 0;
}

void require_same_shape(const Tensor *a, const Tensor *b)
{
    if (!same_shape(a, b))
        refuse(REFUSE_SHAPE, "the shapes of two tensors differ that must be equal");
}

void require_rank(const Tensor *tensor, size_t rank, const char *name)
{
    if (tensor->rank != rank)
        refuse(REFUSE_SHAPE, "%s must have the rank %zu, and has %zu", name, rank, tensor->rank);
}

void require_shape(const Tensor *tensor, size_t rank, const size_t *shape, const char *name)
{
    require_rank(tensor, rank, name);
    for (size_t i = 0; i < rank; i++)
        if (tensor->shape[i] != shape[i])
            refuse(REFUSE_SHAPE, "axis %zu of %s must have the length %zu, and has %zu", i, name,
                   shape[i], tensor->shape[i]);
}

void require_vector(const Tensor *tensor, size_t n, const char *name)
{
    require_shape(tensor, 1, &n, name);
}

void require_matrix(const Tensor *tensor, size_t rows, size_t columns, const char *name)
{
    require_shape(tensor, 2, (size_t[]){rows, columns}, name);
}

/* Arithmetic */

double square_sum(const Tensor *tensor)
{
    double sum = 0;
    for (size_t i = 0; i < tensor->size; i++)
        sum += tensor->data[i] * tensor->data[i];
    return sum;
}

void add_to(Tensor *sum, const Tensor *tensor)
{
    for (size_t i = 0; i < sum->size; i++)
        sum->data[i] += tensor->data[i];
}

Tensor *transpose(const Tensor *x)
{
    size_t n = x->shape[0], m = x->shape[1];
    Tensor *y = new_matrix(m, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            y->data[j * n + i] = x->data[i * m + j];
    return y;
}

/* The inner loop runs along rows of both y and z: the sums stay in the order of k, and
   the memory is read in order. Zeros are not skipped, because 0·∞ is not 0. */
Tensor *product(const Tensor *x, const Tensor *y)
{
    size_t n = x->shape[0], inner = x->shape[1], m = y->shape[1];
    Tensor *z = new_matrix(n, m);
    for (size_t i = 0; i < n; i++) {
        double *restrict to = z->data + i * m;
        for (size_t k = 0; k < inner; k++) {
            double factor = x->data[i * inner + k];
            const double *restrict from = y->data + k * m;
            for (size_t j = 0; j < m; j++)
                to[j] += factor * from[j];
        }
    }
    return z;
}

Tensor *affine(const Tensor *x, const Tensor *w, const Tensor *b)
{
    require_rank(x, 2, "x");
    require_rank(w, 2, "the weights");
    require_matrix(w, x->shape[1], w->shape[1], "the weights");
    require_vector(b, w->shape[1], "the bias");
    Tensor *y = product(x, w);
    for (size_t i = 0; i < y->shape[0]; i++)
        for (size_t j = 0; j < b->size; j++)
            y->data[i * b->size + j] += b->data[j];
    return y;
}

void affine_backward(const Tensor *x, const Tensor *w, const Tensor *dy, Tensor *dx,
                     Tensor *dw, Tensor *db)
{
    if (dx)
        add_to(dx, product(dy, transpose(w)));
    add_to(dw, product(transpose(x), dy));
    Tensor *sums = new_like(db);
    for (size_t i = 0; i < dy->shape[0]; i++)
        for (size_t j = 0; j < sums->size; j++)
            sums->data[j] += dy->data[i * sums->size + j];
    add_to(db, sums);
}

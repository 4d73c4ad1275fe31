/* Operations: what they are made of, and the table of all that the engine has. */
#ifndef OPERATION_H
#define OPERATION_H

#include "json.h"
#include "tensor.h"

#include <stdbool.h>

enum { MAX_NAMES = 8 };

/* One call of an operation. forward reads in and attributes, and fills out; if backward
   needs anything beyond that, forward keeps it in kept. backward reads the gradient of
   the loss on out[0] from upstream, and adds to the gradients on the inputs. */
typedef struct {
    size_t inputs;
    const Tensor *in[MAX_NAMES];
    const Json *attributes;
    Tensor *out[MAX_NAMES];
    const void *kept;
    const Tensor *upstream;
    Tensor **gradients[MAX_NAMES];
} Call;

/* The sum of the gradients on an input, to be added to. It starts at zeros when it is
   first asked for; an input whose gradient nobody asks for has none. In a graph, one sum
   serves all the gates that use a value, so the chain rule needs no more than this. */
Tensor *gradient(Call *call, size_t input);

/* The attributes of a call. Those that are missing, or are not what they must be, are
   refused (value). Integers come as double, which holds all that a request may give. */
double number_attribute(const Json *attributes, const char *name);
double integer_attribute(const Json *attributes, const char *name, double low, double high);
const char *text_attribute(const Json *attributes, const char *name);
const Json *list_attribute(const Json *attributes, const char *name);

/* The same for a value that stands in a list. */
double number_of(const Json *value, const char *name);
double integer_of(const Json *value, const char *name, double low, double high);

#define MAX_INTEGER 9007199254740992.0 /* 2^53 */
#define MAX_SEED 4294967295.0

typedef struct {
    const char *name;
    bool gate;
    const char *inputs[MAX_NAMES + 1];
    const char *outputs[MAX_NAMES + 1];
    void (*forward)(Call *call);
    void (*backward)(Call *call); /* NULL for what is forward only */
} Operation;

/* The operation of a name, NULL if there is none; the same for gates. */
const Operation *find_operation(const char *name);
const Operation *find_gate(const char *name);
size_t input_count(const Operation *operation);

/* Writes the names of all operations as a JSON list. */
void put_operations(Buffer *buffer);

/* Runs an operation on a request, and writes the object of outputs. upstream is NULL if
   no gradients are asked for. */
void run_operation(const Operation *operation, const Json *inputs, const Json *attributes,
                   const Json *upstream, Buffer *buffer);
void run_graph(const Json *inputs, const Json *attributes, const Json *upstream,
               Buffer *buffer);

/* Writes a member of that object: prefix and name, and the tensor. */
void put_output(Buffer *buffer, const char *prefix, const char *name, const Tensor *tensor);

/* The upstream gradient on an output, whose shape it must have. */
Tensor *upstream_gradient(const Json *upstream, const char *name, const Tensor *output);

/* gates.c */
void add_forward(Call *call), add_backward(Call *call);
void multiply_forward(Call *call), multiply_backward(Call *call);
void max_forward(Call *call), max_backward(Call *call);
void matmul_forward(Call *call), matmul_backward(Call *call);
void affine_gate_forward(Call *call), affine_gate_backward(Call *call);
void neuron_forward(Call *call), neuron_backward(Call *call);
void sigmoid_forward(Call *call), sigmoid_backward(Call *call);
void tanh_forward(Call *call), tanh_backward(Call *call);
void relu_forward(Call *call), relu_backward(Call *call);
void leaky_relu_forward(Call *call), leaky_relu_backward(Call *call);
void elu_forward(Call *call), elu_backward(Call *call);
void maxout_forward(Call *call), maxout_backward(Call *call);

/* loss.c */
void softmax_cross_entropy_forward(Call *call), softmax_cross_entropy_backward(Call *call);
void l2_penalty_forward(Call *call), l2_penalty_backward(Call *call);

/* network.c */
void mlp_forward(Call *call);
void two_layer_net_forward(Call *call), two_layer_net_backward(Call *call);

/* initialization.c */
void initialize(Call *call);
void layer_statistics(Call *call);

/* normalization.c */
void batch_norm_forward(Call *call), batch_norm_backward(Call *call);
void batch_norm_inference(Call *call);
void batch_norm_running(Call *call);
void preprocess(Call *call);

/* update.c */
void sgd(Call *call);
void momentum(Call *call);
void nesterov(Call *call);
void adagrad(Call *call);
void rmsprop(Call *call);
void adam(Call *call);
void learning_rate_decay(Call *call);
void update_ratio(Call *call);

/* training.c */
void train(Call *call);

/* search.c */
void sample_trials(Call *call);
void narrow_ranges(Call *call);

/* random.c */
void mt19937(Call *call);
void pcg32(Call *call);

#endif

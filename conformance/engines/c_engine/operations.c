#include "operations.h"
#include "request.h"

#include <math.h>
#include <string.h>

static const Operation operations[] = {
    {"add", true, {"x", "y"}, {"z"}, add_forward, add_backward},
    {"multiply", true, {"x", "y"}, {"z"}, multiply_forward, multiply_backward},
    {"max", true, {"x", "y"}, {"z"}, max_forward, max_backward},
    {"matmul", true, {"x", "y"}, {"z"}, matmul_forward, matmul_backward},
    {"affine", true, {"x", "w", "b"}, {"y"}, affine_gate_forward, affine_gate_backward},
    {"neuron", true, {"x", "w", "b"}, {"y"}, neuron_forward, neuron_backward},
    {"sigmoid", true, {"x"}, {"y"}, sigmoid_forward, sigmoid_backward},
    {"tanh", true, {"x"}, {"y"}, tanh_forward, tanh_backward},
    {"relu", true, {"x"}, {"y"}, relu_forward, relu_backward},
    {"leaky_relu", true, {"x"}, {"y"}, leaky_relu_forward, leaky_relu_backward},
    {"elu", true, {"x"}, {"y"}, elu_forward, elu_backward},
    {"maxout", true, {"x", "w1", "b1", "w2", "b2"}, {"y"}, maxout_forward, maxout_backward},

    {"softmax_cross_entropy", true, {"scores", "labels"}, {"loss"},
     softmax_cross_entropy_forward, softmax_cross_entropy_backward},
    {"l2_penalty", true, {"w"}, {"loss"}, l2_penalty_forward, l2_penalty_backward},
    {"mlp_forward", false, {"x", "w1", "b1", "w2", "b2", "w3", "b3"}, {"h1", "h2", "out"},
     mlp_forward, NULL},
    {"two_layer_net", false, {"x", "labels", "w1", "b1", "w2", "b2"}, {"loss"},
     two_layer_net_forward, two_layer_net_backward},

    {"initialize", false, {NULL}, {"w"}, initialize, NULL},
    {"layer_statistics", false, {NULL}, {"means", "stds"}, layer_statistics, NULL},

    {"batch_norm", true, {"x", "gamma", "beta"}, {"y"}, batch_norm_forward, batch_norm_backward},
    {"batch_norm_inference", false, {"x", "gamma", "beta", "running_mean", "running_variance"},
     {"y"}, batch_norm_inference, NULL},
    {"batch_norm_running", false, {"x", "running_mean", "running_variance"},
     {"running_mean", "running_variance"}, batch_norm_running, NULL},
    {"preprocess", false, {"train", "x"}, {"mean", "std", "y"}, preprocess, NULL},

    {"sgd", false, {"w", "dw"}, {"w"}, sgd, NULL},
    {"momentum", false, {"w", "dw", "v"}, {"w", "v"}, momentum, NULL},
    {"nesterov", false, {"w", "dw", "v"}, {"w", "v"}, nesterov, NULL},
    {"adagrad", false, {"w", "dw", "cache"}, {"w", "cache"}, adagrad, NULL},
    {"rmsprop", false, {"w", "dw", "cache"}, {"w", "cache"}, rmsprop, NULL},
    {"adam", false, {"w", "dw", "m", "v"}, {"w", "m", "v"}, adam, NULL},
    {"learning_rate_decay", false, {NULL}, {"learning_rate"}, learning_rate_decay, NULL},
    {"update_ratio", false, {"w", "dw"}, {"ratio"}, update_ratio, NULL},

    {"train", false, {"x", "labels", "x_val", "labels_val", "w1", "b1", "w2", "b2"},
     {"loss_history", "train_accuracy", "val_accuracy", "best_val_accuracy", "w1", "b1", "w2",
      "b2"},
     train, NULL},

    {"sample_trials", false, {NULL}, {"learning_rate", "reg"}, sample_trials, NULL},
    {"narrow_ranges", false, {"values", "scores"}, {"low", "high"}, narrow_ranges, NULL},

    {"mt19937", false, {NULL}, {"values"}, mt19937, NULL},
    {"pcg32", false, {NULL}, {"values"}, pcg32, NULL},

    /* The names of its inputs are those that the request gives: see run_graph. */
    {"graph", false, {NULL}, {"loss"}, NULL, NULL},
};

enum { OPERATIONS = sizeof operations / sizeof *operations };

const Operation *find_operation(const char *name)
{
    for (size_t i = 0; i < OPERATIONS; i++)
        if (strcmp(operations[i].name, name) == 0)
            return &operations[i];
    return NULL;
}

const Operation *find_gate(const char *name)
{
    const Operation *operation = find_operation(name);
    return operation && operation->gate ? operation : NULL;
}

size_t input_count(const Operation *operation)
{
    size_t count = 0;
    while (operation->inputs[count])
        count++;
    return count;
}

void put_operations(Buffer *buffer)
{
    for (size_t i = 0; i < OPERATIONS; i++) {
        put_char(buffer, i ? ',' : '[');
        put_string(buffer, "", operations[i].name);
    }
    put_char(buffer, ']');
}

/* Running */

Tensor *gradient(Call *call, size_t input)
{
    Tensor **sum = call->gradients[input];
    if (!*sum)
        *sum = new_like(call->in[input]);
    return *sum;
}

Tensor *upstream_gradient(const Json *upstream, const char *name, const Tensor *output)
{
    Tensor *tensor = tensor_from_json(json_member(upstream, name));
    if (!same_shape(tensor, output))
        refuse(REFUSE_SHAPE, "the upstream gradient has not the shape of the output");
    return tensor;
}

void put_output(Buffer *buffer, const char *prefix, const char *name, const Tensor *tensor)
{
    if (buffer->data[buffer->length - 1] != '{')
        put_char(buffer, ',');
    put_string(buffer, prefix, name);
    put_char(buffer, ':');
    put_tensor(buffer, tensor);
}

void run_operation(const Operation *operation, const Json *inputs, const Json *attributes,
                   const Json *upstream, Buffer *buffer)
{
    if (!operation->forward) {
        run_graph(inputs, attributes, upstream, buffer);
        return;
    }
    Call call = {.inputs = input_count(operation), .attributes = attributes};
    Tensor *gradients[MAX_NAMES] = {NULL};
    for (size_t i = 0; i < call.inputs; i++) {
        const Json *input = json_member(inputs, operation->inputs[i]);
        if (!input)
            die("%s without the input %s", operation->name, operation->inputs[i]);
        call.in[i] = tensor_from_json(input);
        call.gradients[i] = &gradients[i];
    }
    operation->forward(&call);
    if (upstream && operation->backward) {
        call.upstream = upstream_gradient(upstream, operation->outputs[0], call.out[0]);
        operation->backward(&call);
    }
    put_char(buffer, '{');
    for (size_t i = 0; operation->outputs[i]; i++)
        put_output(buffer, "", operation->outputs[i], call.out[i]);
    for (size_t i = 0; i < call.inputs; i++)
        if (gradients[i])
            put_output(buffer, "d", operation->inputs[i], gradients[i]);
    put_char(buffer, '}');
}

/* Attributes */

double number_of(const Json *value, const char *name)
{
    double number;
    if (!json_number(value, &number))
        refuse(REFUSE_VALUE, "%s is no number", name);
    return number;
}

double integer_of(const Json *value, const char *name, double low, double high)
{
    double number = number_of(value, name);
    if (!(number >= low && number <= high && number == floor(number)))
        refuse(REFUSE_VALUE, "%s is no integer from %g to %g", name, low, high);
    return number;
}

double number_attribute(const Json *attributes, const char *name)
{
    return number_of(json_member(attributes, name), name);
}

double integer_attribute(const Json *attributes, const char *name, double low, double high)
{
    return integer_of(json_member(attributes, name), name, low, high);
}

const char *text_attribute(const Json *attributes, const char *name)
{
    const char *text = json_string(attributes, name);
    if (!text)
        refuse(REFUSE_VALUE, "%s is no string", name);
    return text;
}

const Json *list_attribute(const Json *attributes, const char *name)
{
    const Json *list = json_member(attributes, name);
    if (!list || list->type != JSON_ARRAY)
        refuse(REFUSE_VALUE, "%s is no list", name);
    return list;
}

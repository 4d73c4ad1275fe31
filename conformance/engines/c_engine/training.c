/* Section 10. */
#include "network.h"
#include "operations.h"
#include "random.h"
#include "request.h"
#include "update.h"

#include <math.h>
#include <string.h>

enum { X, LABELS, X_VAL, LABELS_VAL, FIRST_PARAMETER };

typedef struct {
    bool sampled;
    bool with_momentum;
    size_t epochs, batch, iterations; /* iterations an epoch */
    double reg, mu, rate, decay;
} Plan;

static Plan read_plan(const Json *attributes, size_t n)
{
    Plan plan = {
        .epochs = (size_t)integer_attribute(attributes, "epochs", 0, MAX_SEED),
        .reg = number_attribute(attributes, "reg"),
        .rate = number_attribute(attributes, "learning_rate"),
        .decay = number_attribute(attributes, "learning_rate_decay"),
    };
    const char *update = text_attribute(attributes, "update");
    if (strcmp(update, "momentum") == 0) {
        plan.with_momentum = true;
        plan.mu = number_attribute(attributes, "momentum");
    } else if (strcmp(update, "sgd") != 0) {
        refuse(REFUSE_VALUE, "the update %s is unknown", update);
    }
    size_t batch = (size_t)integer_attribute(attributes, "batch_size", 0, (double)n);
    plan.sampled = batch > 0;
    plan.batch = plan.sampled ? batch : n;
    plan.iterations = plan.sampled ? n / batch : 1;
    return plan;
}

/* The share of samples whose largest score is that of their label. Of several that are
   equally large, the first counts; NaN never does. */
static double accuracy(const Tensor *const parameters[PARAMETERS], const Tensor *x,
                       const Tensor *labels)
{
    Mark before = mark();
    const Tensor *scores = net_scores(parameters, x, NULL);
    size_t n = scores->shape[0], classes = scores->shape[1], right = 0;
    for (size_t i = 0; i < n; i++) {
        const double *row = scores->data + i * classes;
        size_t best = classes; /* none yet */
        for (size_t j = 0; j < classes; j++)
            if (best == classes ? !isnan(row[j]) : row[j] > row[best])
                best = j;
        right += (double)best == labels->data[i];
    }
    release(before);
    return (double)right / (double)n;
}

/* Rows drawn with replacement. */
static void draw_batch(Twister *twister, const Tensor *x, const Tensor *labels,
                       Tensor *batch_x, Tensor *batch_labels)
{
    size_t d = x->shape[1];
    for (size_t i = 0; i < batch_labels->size; i++) {
        size_t from = twister_integer(twister, (uint32_t)(labels->size - 1));
        memcpy(batch_x->data + i * d, x->data + from * d, d * sizeof *x->data);
        batch_labels->data[i] = labels->data[from];
    }
}

static void copy_values(Tensor *to, const Tensor *from)
{
    memcpy(to->data, from->data, to->size * sizeof *to->data);
}

void train(Call *call)
{
    const Tensor *x = call->in[X], *labels = call->in[LABELS];
    const Tensor *x_val = call->in[X_VAL], *labels_val = call->in[LABELS_VAL];
    Tensor *parameters[PARAMETERS], *best[PARAMETERS], *velocities[PARAMETERS];
    const Tensor *net[PARAMETERS]; /* the parameters again, for those that only read */
    for (size_t i = 0; i < PARAMETERS; i++) {
        const Tensor *start = call->in[FIRST_PARAMETER + i];
        net[i] = parameters[i] = copy_of(start);
        best[i] = copy_of(start);
        velocities[i] = new_like(start);
    }

    /* One pass over each set refuses whatever of it does not fit, before training. */
    NetPass pass;
    net_loss(net, 0, x, labels, &pass);
    net_loss(net, 0, x_val, labels_val, &pass);

    Plan plan = read_plan(call->attributes, x->shape[0]);
    Twister twister;
    if (plan.sampled)
        twister_seed(&twister,
                     (uint32_t)integer_attribute(call->attributes, "seed", 0, MAX_SEED));
    Tensor *batch_x = new_matrix(plan.batch, x->shape[1]);
    Tensor *batch_labels = new_vector(plan.batch);

    Tensor *loss_history = new_vector(plan.epochs * plan.iterations);
    Tensor *train_accuracy = new_vector(plan.epochs), *val_accuracy = new_vector(plan.epochs);
    Tensor *best_accuracy = new_scalar(0);
    size_t iteration = 0;
    for (size_t epoch = 0; epoch < plan.epochs; epoch++) {
        double rate = decayed_rate(plan.rate, plan.decay, (double)epoch + 1);
        for (size_t i = 0; i < plan.iterations; i++) {
            Mark before = mark();
            if (plan.sampled)
                draw_batch(&twister, x, labels, batch_x, batch_labels);
            loss_history->data[iteration++] =
                net_loss(net, plan.reg, plan.sampled ? batch_x : x,
                         plan.sampled ? batch_labels : labels, &pass);
            Tensor *gradients[PARAMETERS];
            for (size_t p = 0; p < PARAMETERS; p++)
                gradients[p] = new_like(net[p]);
            net_backward(net, plan.reg, &pass, 1, gradients);
            for (size_t p = 0; p < PARAMETERS; p++)
                if (plan.with_momentum)
                    momentum_step(parameters[p], velocities[p], gradients[p], rate, plan.mu);
                else
                    sgd_step(parameters[p], gradients[p], rate);
            release(before);
        }
        train_accuracy->data[epoch] = accuracy(net, x, labels);
        val_accuracy->data[epoch] = accuracy(net, x_val, labels_val);
        if (epoch == 0 || val_accuracy->data[epoch] > best_accuracy->data[0]) {
            best_accuracy->data[0] = val_accuracy->data[epoch];
            for (size_t p = 0; p < PARAMETERS; p++)
                copy_values(best[p], parameters[p]);
        }
    }

    call->out[0] = loss_history;
    call->out[1] = train_accuracy;
    call->out[2] = val_accuracy;
    call->out[3] = best_accuracy;
    for (size_t p = 0; p < PARAMETERS; p++)
        call->out[4 + p] = best[p];
}

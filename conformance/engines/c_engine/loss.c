/* The gates of section 6. */
#include "loss.h"
#include "operations.h"
#include "request.h"

#include <math.h>

const size_t *label_indices(const Tensor *labels, size_t n, size_t classes)
{
    require_vector(labels, n, "labels");
    size_t *indices = take(n, sizeof *indices);
    for (size_t i = 0; i < n; i++) {
        double label = labels->data[i];
        if (!(label >= 0 && label < (double)classes && label == floor(label)))
            refuse(REFUSE_VALUE, "label %zu is %g, and no integer from 0 to %zu − 1", i, label,
                   classes);
        indices[i] = (size_t)label;
    }
    return indices;
}

/* The log of the sum minus the shifted score is accurate even where the probability of
   the label is 0 in the format. A NaN among the scores ends up in the sum, whether or not
   it has been taken for the maximum. */
double cross_entropy(const Tensor *scores, const size_t *labels, Tensor **probabilities)
{
    size_t n = scores->shape[0], classes = scores->shape[1];
    Tensor *p = *probabilities = new_like(scores);
    double loss = 0;
    for (size_t i = 0; i < n; i++) {
        const double *s = scores->data + i * classes;
        double *row = p->data + i * classes;
        double largest = s[0], sum = 0;
        for (size_t j = 1; j < classes; j++)
            if (s[j] > largest)
                largest = s[j];
        for (size_t j = 0; j < classes; j++)
            sum += row[j] = exp(s[j] - largest);
        for (size_t j = 0; j < classes; j++)
            row[j] /= sum;
        loss += log(sum) - (s[labels[i]] - largest);
    }
    return loss / (double)n;
}

void cross_entropy_backward(const Tensor *probabilities, const size_t *labels, double dloss,
                            Tensor *dscores)
{
    size_t n = probabilities->shape[0], classes = probabilities->shape[1];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < classes; j++) {
            double p = probabilities->data[i * classes + j];
            double local = j == labels[i] ? p - 1 : p;
            dscores->data[i * classes + j] += dloss * local / (double)n;
        }
}

typedef struct {
    const size_t *labels;
    Tensor *probabilities;
} Kept;

void softmax_cross_entropy_forward(Call *call)
{
    const Tensor *scores = call->in[0];
    require_rank(scores, 2, "scores");
    Kept *kept = take(1, sizeof *kept);
    kept->labels = label_indices(call->in[1], scores->shape[0], scores->shape[1]);
    call->out[0] = new_scalar(cross_entropy(scores, kept->labels, &kept->probabilities));
    call->kept = kept;
}

void softmax_cross_entropy_backward(Call *call)
{
    const Kept *kept = call->kept;
    cross_entropy_backward(kept->probabilities, kept->labels, call->upstream->data[0],
                           gradient(call, 0));
}

void l2_penalty_forward(Call *call)
{
    double reg = number_attribute(call->attributes, "reg");
    call->out[0] = new_scalar(0.5 * reg * square_sum(call->in[0]));
}

void l2_penalty_backward(Call *call)
{
    double reg = number_attribute(call->attributes, "reg");
    const Tensor *w = call->in[0];
    Tensor *dw = gradient(call, 0);
    for (size_t i = 0; i < w->size; i++)
        dw->data[i] += reg * w->data[i] * call->upstream->data[0];
}

/* Section 12. */
#include "random.h"
#include "operations.h"
#include "request.h"

#include <math.h>
#include <string.h>

/* The generator of Matsumoto and Nishimura (1998) */

void twister_seed(Twister *twister, uint32_t seed)
{
    uint32_t *s = twister->state;
    s[0] = seed;
    for (uint32_t i = 1; i < TWISTER_SIZE; i++)
        s[i] = 1812433253u * (s[i - 1] ^ s[i - 1] >> 30) + i;
    twister->next = TWISTER_SIZE;
    twister->has_spare = false;
}

static void twist(uint32_t *s)
{
    enum { SHIFT = 397 };
    for (int i = 0; i < TWISTER_SIZE; i++) {
        uint32_t y = (s[i] & 0x80000000u) | (s[(i + 1) % TWISTER_SIZE] & 0x7fffffffu);
        s[i] = s[(i + SHIFT) % TWISTER_SIZE] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
    }
}

uint32_t twister_word(Twister *twister)
{
    if (twister->next == TWISTER_SIZE) {
        twist(twister->state);
        twister->next = 0;
    }
    uint32_t y = twister->state[twister->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

double twister_uniform(Twister *twister)
{
    uint32_t a = twister_word(twister) >> 5;
    uint32_t b = twister_word(twister) >> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
}

double twister_normal(Twister *twister)
{
    if (twister->has_spare) {
        twister->has_spare = false;
        return twister->spare;
    }
    double x1, x2, r2;
    do {
        x1 = 2 * twister_uniform(twister) - 1;
        x2 = 2 * twister_uniform(twister) - 1;
        r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 == 0);
    double f = sqrt(-2 * log(r2) / r2);
    twister->spare = f * x1;
    twister->has_spare = true;
    return f * x2;
}

uint32_t twister_integer(Twister *twister, uint32_t highest)
{
    uint32_t mask = highest;
    for (int shift = 1; shift < 32; shift *= 2)
        mask |= mask >> shift;
    uint32_t word = 0;
    if (highest > 0) /* a range of one draws nothing */
        do
            word = twister_word(twister) & mask;
        while (word > highest);
    return word;
}

/* Draws: each fills values, as many as its last argument says */

typedef void Draw(Twister *twister, const Json *arguments, double *values, size_t n);

static void draw_words(Twister *twister, const Json *arguments, double *values, size_t n)
{
    (void)arguments;
    for (size_t i = 0; i < n; i++)
        values[i] = twister_word(twister);
}

static void draw_random_sample(Twister *twister, const Json *arguments, double *values, size_t n)
{
    (void)arguments;
    for (size_t i = 0; i < n; i++)
        values[i] = twister_uniform(twister);
}

static void draw_uniform(Twister *twister, const Json *arguments, double *values, size_t n)
{
    double low = number_of(arguments, "low"), high = number_of(arguments->next, "high");
    for (size_t i = 0; i < n; i++)
        values[i] = low + (high - low) * twister_uniform(twister);
}

static void draw_randn(Twister *twister, const Json *arguments, double *values, size_t n)
{
    (void)arguments;
    for (size_t i = 0; i < n; i++)
        values[i] = twister_normal(twister);
}

static void draw_integers(Twister *twister, double low, double high, double *values, size_t n)
{
    if (high <= low)
        refuse(REFUSE_VALUE, "there are no integers from %g to %g", low, high - 1);
    if (high - low > MAX_SEED + 1)
        refuse(REFUSE_UNSUPPORTED, "a range that needs more than one word");
    for (size_t i = 0; i < n; i++)
        values[i] = low + twister_integer(twister, (uint32_t)(high - low - 1));
}

static void draw_randint(Twister *twister, const Json *arguments, double *values, size_t n)
{
    double low = integer_of(arguments, "low", -MAX_INTEGER, MAX_INTEGER);
    double high = integer_of(arguments->next, "high", -MAX_INTEGER, MAX_INTEGER);
    draw_integers(twister, low, high, values, n);
}

static void draw_choice(Twister *twister, const Json *arguments, double *values, size_t n)
{
    draw_integers(twister, 0, integer_of(arguments, "n", 0, MAX_INTEGER), values, n);
}

static void draw_permutation(Twister *twister, const Json *arguments, double *values, size_t n)
{
    (void)arguments;
    for (size_t i = 0; i < n; i++)
        values[i] = (double)i;
    for (size_t i = n; i-- > 1;) {
        size_t j = twister_integer(twister, (uint32_t)i);
        double value = values[i];
        values[i] = values[j];
        values[j] = value;
    }
}

static const struct {
    const char *name;
    size_t arguments;
    Draw *draw;
} methods[] = {
    {"words", 1, draw_words},     {"random_sample", 1, draw_random_sample},
    {"uniform", 3, draw_uniform}, {"randn", 1, draw_randn},
    {"randint", 3, draw_randint}, {"permutation", 1, draw_permutation},
    {"choice", 2, draw_choice},
};

static size_t find_method(const Json *draw)
{
    if (draw->type != JSON_ARRAY || !draw->first || draw->first->type != JSON_STRING)
        refuse(REFUSE_VALUE, "a draw that does not start with its method");
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i].name, draw->first->string) == 0) {
            if (draw->count != methods[i].arguments + 1)
                refuse(REFUSE_VALUE, "%s takes %zu arguments", methods[i].name,
                       methods[i].arguments);
            return i;
        }
    refuse(REFUSE_VALUE, "the method %s is unknown", draw->first->string);
}

static size_t draw_size(const Json *draw)
{
    return (size_t)integer_of(draw->last, "the number of draws", 0, MAX_SEED);
}

void mt19937(Call *call)
{
    Twister twister;
    twister_seed(&twister, (uint32_t)integer_attribute(call->attributes, "seed", 0, MAX_SEED));
    const Json *draws = list_attribute(call->attributes, "draws");
    size_t total = 0;
    for (const Json *draw = draws->first; draw; draw = draw->next) {
        find_method(draw);
        total += draw_size(draw);
    }
    Tensor *values = call->out[0] = new_vector(total);
    size_t at = 0;
    for (const Json *draw = draws->first; draw; draw = draw->next) {
        size_t n = draw_size(draw);
        methods[find_method(draw)].draw(&twister, draw->first->next, values->data + at, n);
        at += n;
    }
}

/* PCG32 */

static const uint64_t PCG_MULTIPLIER = 6364136223846793005u;

static uint32_t pcg_out(uint64_t s)
{
    uint32_t word = (uint32_t)((s >> 18 ^ s) >> 27);
    unsigned turn = (unsigned)(s >> 59);
    return word >> turn | word << (-turn & 31);
}

static uint64_t seed_of_text(const char *text)
{
    uint64_t seed = 0;
    if (!*text)
        refuse(REFUSE_VALUE, "the seed is empty");
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            refuse(REFUSE_VALUE, "the seed is no decimal integer");
        uint64_t digit = (uint64_t)(*text - '0');
        if (seed > (UINT64_MAX - digit) / 10)
            refuse(REFUSE_VALUE, "the seed has more than 64 bits");
        seed = seed * 10 + digit;
    }
    return seed;
}

void pcg32(Call *call)
{
    uint64_t q = seed_of_text(text_attribute(call->attributes, "seed"));
    size_t n = (size_t)integer_attribute(call->attributes, "n", 0, MAX_SEED);
    uint64_t k[4];
    for (int i = 0; i < 4; i++) {
        q = q * PCG_MULTIPLIER + 11634580027462260723u;
        k[i] = pcg_out(q);
    }
    uint64_t increment = (k[2] | k[3] << 32) | 1;
    uint64_t s = ((k[0] | k[1] << 32) + increment) * PCG_MULTIPLIER + increment;
    Tensor *values = call->out[0] = new_vector(n);
    for (size_t i = 0; i < n; i++) {
        values->data[i] = pcg_out(s) / 4294967296.0;
        s = s * PCG_MULTIPLIER + increment;
    }
}

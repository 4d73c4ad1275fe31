/* The Mersenne twister: the stream of the profile `random`, and the engine's own
   generator wherever one is needed. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdbool.h>
#include <stdint.h>

enum { TWISTER_SIZE = 624 };

typedef struct {
    uint32_t state[TWISTER_SIZE];
    int next;
    bool has_spare; /* the second variate of a pair, kept for the next call */
    double spare;
} Twister;

void twister_seed(Twister *twister, uint32_t seed);
uint32_t twister_word(Twister *twister);

/* Uniform in [0, 1), with 53 bits. */
double twister_uniform(Twister *twister);

/* Standard normal. */
double twister_normal(Twister *twister);

/* Uniform from 0 to highest. */
uint32_t twister_integer(Twister *twister, uint32_t highest);

#endif

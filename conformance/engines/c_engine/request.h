/* What lives as long as one request: its memory, and the way out by refusal. */
#ifndef REQUEST_H
#define REQUEST_H

#include <setjmp.h>
#include <stddef.h>

/* Zeroed memory for count elements of the given size. It is never freed one by one:
   all of it goes when the request is answered, so that a refusal can leave from
   anywhere and leak nothing. */
void *take(size_t count, size_t size);

/* A place in that memory. release gives back everything taken since the mark; loops
   that run for long use it so as not to pile up their temporaries. */
typedef struct {
    struct Block *block;
    size_t used;
} Mark;

Mark mark(void);
void release(Mark place);
void release_all(void);

typedef enum { REFUSE_SHAPE, REFUSE_VALUE, REFUSE_GRAPH, REFUSE_UNSUPPORTED } Category;

typedef struct {
    jmp_buf target;
    Category category;
    char message[256];
} Refusal;

/* The last refusal. Whoever runs a request sets target before. */
extern Refusal refusal;

const char *category_name(Category category);

/* Ends the request: it makes no sense, for the reason given. */
_Noreturn void refuse(Category category, const char *format, ...);

/* Ends the program: something went wrong that is not for the client to mend. */
_Noreturn void die(const char *format, ...);

#endif

#include "request.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 1 << 18 };

typedef struct Block {
    struct Block *previous;
    size_t size, used;
    max_align_t data[];
} Block;

static Block *newest;

void *take(size_t count, size_t size)
{
    const size_t align = sizeof(max_align_t);
    if (size && count > (SIZE_MAX / 2) / size)
        die("out of memory: %zu elements of %zu bytes", count, size);
    size_t bytes = (count * size + align - 1) / align * align;
    if (!newest || newest->size - newest->used < bytes) {
        size_t room = bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE;
        Block *block = malloc(sizeof *block + room);
        if (!block)
            die("out of memory: %zu bytes", room);
        *block = (Block){newest, room, 0};
        newest = block;
    }
    void *place = (char *)newest->data + newest->used;
    newest->used += bytes;
    return memset(place, 0, bytes);
}

Mark mark(void)
{
    return (Mark){newest, newest ? newest->used : 0};
}

void release(Mark place)
{
    while (newest != place.block) {
        Block *block = newest;
        newest = block->previous;
        free(block);
    }
    if (newest)
        newest->used = place.used;
}

void release_all(void)
{
    release((Mark){NULL, 0});
}

Refusal refusal;

const char *category_name(Category category)
{
    static const char *const names[] = {
        [REFUSE_SHAPE] = "shape",
        [REFUSE_VALUE] = "value",
        [REFUSE_GRAPH] = "graph",
        [REFUSE_UNSUPPORTED] = "unsupported",
    };
    return names[category];
}

void refuse(Category category, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(refusal.message, sizeof refusal.message, format, arguments);
    va_end(arguments);
    /* Names come from the client. A long one is cut, but not within a character. */
    size_t end = sizeof refusal.message - 1;
    if (length > (int)end) {
        while (end > 0 && (refusal.message[end - 1] & 0xC0) == 0x80)
            end--;
        if (end > 0 && (refusal.message[end - 1] & 0x80))
            end--;
        refusal.message[end] = '\0';
    }
    refusal.category = category;
    longjmp(refusal.target, 1);
}

void die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("c_engine: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_FAILURE);
}

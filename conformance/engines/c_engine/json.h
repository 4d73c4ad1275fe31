/* Reading JSON into a tree, and writing it into a buffer. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} JsonType;

/* Arrays and objects are linked lists of their elements: first, then next by next.
   With the way back up in parent, a tree of any depth is walked without recursion. */
typedef struct Json {
    JsonType type;
    const char *key; /* the name, if it is a member of an object */
    struct Json *parent, *next;
    union {
        double number;
        const char *string;
        struct {
            struct Json *first, *last;
            size_t count;
        };
    };
} Json;

/* The tree of a text that ends with a zero byte. It lives as long as the request.
   A text that is no JSON ends the program. */
Json *json_parse(const char *text);

/* A member of an object by its name; NULL if there is none, or if it is no object. */
const Json *json_member(const Json *object, const char *name);

/* The member, if it is a string; else NULL. */
const char *json_string(const Json *object, const char *name);

/* Whether a value is a number or one of the strings that stand for numbers. */
bool json_number(const Json *value, double *number);

/* Text that grows; it is kept from one message to the next. */
typedef struct {
    char *data;
    size_t length, capacity;
} Buffer;

void put_char(Buffer *buffer, char c);
void put_text(Buffer *buffer, const char *text);
void put_number(Buffer *buffer, double number);

/* Two texts as one JSON string. */
void put_string(Buffer *buffer, const char *prefix, const char *text);

#endif

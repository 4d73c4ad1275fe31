#include "json.h"
#include "request.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reading */

typedef struct {
    const char *start, *at;
} Reader;

static _Noreturn void bad_json(const Reader *reader, const char *what)
{
    die("no JSON at byte %zu: %s", (size_t)(reader->at - reader->start), what);
}

static char next_char(Reader *reader)
{
    while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' ||
           *reader->at == '\r')
        reader->at++;
    return *reader->at;
}

static bool accept(Reader *reader, char c)
{
    if (next_char(reader) != c)
        return false;
    reader->at++;
    return true;
}

static unsigned read_hex(Reader *reader)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdefABCDEF";
        const char *digit = *reader->at ? strchr(digits, *reader->at) : NULL;
        if (!digit)
            bad_json(reader, "four hexadecimal digits expected");
        size_t index = (size_t)(digit - digits);
        value = value * 16 + (unsigned)(index < 16 ? index : index - 6);
        reader->at++;
    }
    return value;
}

static char *write_utf8(char *out, unsigned point)
{
    /* U+0000 gets two bytes, so that it does not end the string. */
    if (point && point < 0x80) {
        *out++ = (char)point;
    } else if (point < 0x800) {
        *out++ = (char)(0xC0 | point >> 6);
        *out++ = (char)(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        *out++ = (char)(0xE0 | point >> 12);
        *out++ = (char)(0x80 | (point >> 6 & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
    } else {
        *out++ = (char)(0xF0 | point >> 18);
        *out++ = (char)(0x80 | (point >> 12 & 0x3F));
        *out++ = (char)(0x80 | (point >> 6 & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
    }
    return out;
}

static char *read_escape(Reader *reader, char *out)
{
    const char *codes = "\"\\/bfnrt", *meanings = "\"\\/\b\f\n\r\t";
    char c = *reader->at;
    const char *code = c ? strchr(codes, c) : NULL;
    if (code) {
        reader->at++;
        *out++ = meanings[code - codes];
        return out;
    }
    if (c != 'u')
        bad_json(reader, "unknown escape");
    reader->at++;
    unsigned point = read_hex(reader);
    if (point >= 0xD800 && point < 0xDC00 && reader->at[0] == '\\' && reader->at[1] == 'u') {
        const char *before = reader->at;
        reader->at += 2;
        unsigned low = read_hex(reader);
        if (low >= 0xDC00 && low < 0xE000)
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        else
            reader->at = before;
    }
    return write_utf8(out, point);
}

static const char *read_string(Reader *reader)
{
    if (!accept(reader, '"'))
        bad_json(reader, "string expected");
    /* No escape is shorter than what it stands for, so this is room enough. */
    const char *end = reader->at;
    while (*end && *end != '"')
        end += *end == '\\' && end[1] ? 2 : 1;
    char *string = take((size_t)(end - reader->at) + 1, 1), *out = string;
    while (*reader->at != '"') {
        if (!*reader->at)
            bad_json(reader, "string without an end");
        if (*reader->at == '\\') {
            reader->at++;
            out = read_escape(reader, out);
        } else {
            *out++ = *reader->at++;
        }
    }
    reader->at++;
    return string;
}

static void read_literal(Reader *reader, const char *literal)
{
    size_t length = strlen(literal);
    if (strncmp(reader->at, literal, length) != 0)
        bad_json(reader, "value expected");
    reader->at += length;
}

static double read_number(Reader *reader)
{
    /* strtod reads more than JSON has, such as hexadecimal digits: it must not get
       further than the characters of a number reach. */
    size_t length = strspn(reader->at, "+-.0123456789eE");
    char *end;
    double number = strtod(reader->at, &end);
    if (*reader->at == '+' || *reader->at == '.' || length == 0 || end != reader->at + length)
        bad_json(reader, "value expected");
    reader->at = end;
    return number;
}

/* A value that is complete, or the opening of an array or object. */
static void read_value(Reader *reader, Json *value)
{
    switch (next_char(reader)) {
    case '[':
        value->type = JSON_ARRAY;
        reader->at++;
        break;
    case '{':
        value->type = JSON_OBJECT;
        reader->at++;
        break;
    case '"':
        value->type = JSON_STRING;
        value->string = read_string(reader);
        break;
    case 't':
        value->type = JSON_TRUE;
        read_literal(reader, "true");
        break;
    case 'f':
        value->type = JSON_FALSE;
        read_literal(reader, "false");
        break;
    case 'n':
        value->type = JSON_NULL;
        read_literal(reader, "null");
        break;
    default:
        value->type = JSON_NUMBER;
        value->number = read_number(reader);
    }
}

static char closing(const Json *container)
{
    return container->type == JSON_ARRAY ? ']' : '}';
}

static void append(Json *container, Json *value)
{
    value->parent = container;
    if (container->last)
        container->last->next = value;
    else
        container->first = value;
    container->last = value;
    container->count++;
}

Json *json_parse(const char *text)
{
    Reader reader = {text, text};
    Json *root = NULL;
    Json *open = NULL; /* the innermost array or object that is not closed yet */
    do {
        Json *value = take(1, sizeof *value);
        if (open && open->type == JSON_OBJECT) {
            value->key = read_string(&reader);
            if (!accept(&reader, ':'))
                bad_json(&reader, "colon expected");
        }
        read_value(&reader, value);
        if (open)
            append(open, value);
        else
            root = value;
        if ((value->type == JSON_ARRAY || value->type == JSON_OBJECT) &&
            !accept(&reader, closing(value))) {
            open = value;
            continue;
        }
        while (open && accept(&reader, closing(open)))
            open = open->parent;
        if (open && !accept(&reader, ','))
            bad_json(&reader, "comma or end of a list expected");
    } while (open);
    if (next_char(&reader))
        bad_json(&reader, "end of the line expected");
    return root;
}

const Json *json_member(const Json *object, const char *name)
{
    if (!object || object->type != JSON_OBJECT)
        return NULL;
    for (const Json *member = object->first; member; member = member->next)
        if (strcmp(member->key, name) == 0)
            return member;
    return NULL;
}

const char *json_string(const Json *object, const char *name)
{
    const Json *member = json_member(object, name);
    return member && member->type == JSON_STRING ? member->string : NULL;
}

bool json_number(const Json *value, double *number)
{
    static const struct {
        const char *name;
        double number;
    } specials[] = {{"NaN", NAN}, {"Infinity", INFINITY}, {"-Infinity", -INFINITY}, {"-0", -0.0}};

    if (!value)
        return false;
    if (value->type == JSON_NUMBER) {
        *number = value->number;
        return true;
    }
    if (value->type == JSON_STRING)
        for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
            if (strcmp(value->string, specials[i].name) == 0) {
                *number = specials[i].number;
                return true;
            }
    return false;
}

/* Writing */

static void put_bytes(Buffer *buffer, const char *bytes, size_t count)
{
    if (buffer->capacity - buffer->length < count) {
        size_t capacity = 2 * (buffer->length + count) + 4096;
        char *data = realloc(buffer->data, capacity);
        if (!data)
            die("out of memory: %zu bytes", capacity);
        buffer->data = data;
        buffer->capacity = capacity;
    }
    memcpy(buffer->data + buffer->length, bytes, count);
    buffer->length += count;
}

void put_char(Buffer *buffer, char c)
{
    put_bytes(buffer, &c, 1);
}

void put_text(Buffer *buffer, const char *text)
{
    put_bytes(buffer, text, strlen(text));
}

void put_number(Buffer *buffer, double number)
{
    char text[32];
    if (isnan(number))
        put_text(buffer, "\"NaN\"");
    else if (isinf(number))
        put_text(buffer, number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    else if (number == 0)
        put_text(buffer, signbit(number) ? "\"-0\"" : "0");
    else
        put_bytes(buffer, text, (size_t)snprintf(text, sizeof text, "%.17g", number));
}

static void put_escaped(Buffer *buffer, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        char escape[8];
        if (*c == '"' || *c == '\\') {
            put_char(buffer, '\\');
            put_char(buffer, (char)*c);
        } else if (*c < 0x20) {
            snprintf(escape, sizeof escape, "\\u%04x", *c);
            put_text(buffer, escape);
        } else if (c[0] == 0xC0 && c[1] == 0x80) {
            put_text(buffer, "\\u0000"); /* see write_utf8 */
            c++;
        } else {
            put_char(buffer, (char)*c);
        }
    }
}

void put_string(Buffer *buffer, const char *prefix, const char *text)
{
    put_char(buffer, '"');
    put_escaped(buffer, prefix);
    put_escaped(buffer, text);
    put_char(buffer, '"');
}

/* The protocol of section 2: requests line by line, each with one answer. */
#include "json.h"
#include "operations.h"
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One line without its end; false at the end of the input. */
static bool read_line(Buffer *line)
{
    int c;
    line->length = 0;
    while ((c = getchar()) != EOF && c != '\n')
        put_char(line, (char)c);
    if (ferror(stdin))
        die("the standard input cannot be read");
    bool found = c != EOF || line->length > 0;
    put_char(line, '\0');
    return found;
}

static void send(Buffer *answer)
{
    put_char(answer, '\n');
    if (fwrite(answer->data, 1, answer->length, stdout) != answer->length || fflush(stdout))
        die("the standard output cannot be written");
}

static void start(Buffer *answer)
{
    put_text(answer, "{\"protocol\":1,\"engine\":{\"name\":\"c_engine\",\"version\":\"1.0\","
                     "\"language\":\"C\"},\"dtype\":\"float64\",\"accuracy\":true,"
                     "\"operations\":");
    put_operations(answer);
    put_char(answer, '}');
}

static void begin_answer(Buffer *answer, double seq, const char *kind)
{
    answer->length = 0;
    put_text(answer, "{\"seq\":");
    put_number(answer, seq);
    put_text(answer, ",\"");
    put_text(answer, kind);
    put_text(answer, "\":");
}

static void run(const Json *request, Buffer *answer)
{
    double seq;
    const char *name = json_string(request, "operation");
    const Json *inputs = json_member(request, "inputs");
    const Json *attributes = json_member(request, "attributes");
    if (!json_number(json_member(request, "seq"), &seq) || !name || !inputs ||
        inputs->type != JSON_OBJECT || !attributes || attributes->type != JSON_OBJECT)
        die("a request without seq, operation, inputs or attributes");

    const Operation *operation = find_operation(name);
    if (!operation) {
        begin_answer(answer, seq, "skipped");
        put_text(answer, "{\"reason\":\"the operation is unknown\"}}");
        return;
    }
    /* Nothing that is read behind the jump is changed between here and there. */
    if (setjmp(refusal.target) == 0) {
        begin_answer(answer, seq, "outputs");
        run_operation(operation, inputs, attributes, json_member(request, "upstream"), answer);
        put_char(answer, '}');
    } else {
        begin_answer(answer, seq, "refused");
        put_text(answer, "{\"category\":");
        put_string(answer, "", category_name(refusal.category));
        put_text(answer, ",\"message\":");
        put_string(answer, "", refusal.message);
        put_text(answer, "}}");
    }
}

int main(void)
{
    Buffer line = {0}, answer = {0};
    while (read_line(&line)) {
        const Json *request = json_parse(line.data);
        const char *command = json_string(request, "cmd");
        if (!command)
            die("a request without a command");
        if (strcmp(command, "stop") == 0)
            break;
        answer.length = 0;
        if (strcmp(command, "start") == 0)
            start(&answer);
        else if (strcmp(command, "run") == 0)
            run(request, &answer);
        else
            die("the command %s is unknown", command);
        send(&answer);
        release_all();
    }
    release_all();
    free(line.data);
    free(answer.data);
    return EXIT_SUCCESS;
}

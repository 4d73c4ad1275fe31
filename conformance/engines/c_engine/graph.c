/* Section 5. Nothing here recurs along the graph, and nothing searches all of it for one
   name, so that long chains and large graphs take no more than their share of time. */
#include "operations.h"
#include "request.h"

#include <stdint.h>
#include <string.h>

/* From names to numbers: open addressing in a table that is never more than half full. */

typedef struct {
    const char *name; /* NULL: free */
    size_t number;
} Entry;

typedef struct {
    Entry *entries;
    size_t capacity; /* a power of two */
} Map;

static Map new_map(size_t count)
{
    Map map = {NULL, 8};
    while (map.capacity < 2 * count)
        map.capacity *= 2;
    map.entries = take(map.capacity, sizeof *map.entries);
    return map;
}

/* The entry of a name, or the free one where it belongs. */
static Entry *find(const Map *map, const char *name)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    size_t at = (size_t)(hash ^ hash >> 32) & (map->capacity - 1);
    while (map->entries[at].name && strcmp(map->entries[at].name, name) != 0)
        at = (at + 1) & (map->capacity - 1);
    return &map->entries[at];
}

/* A value is an input of the graph, or what a node computes: the inputs come first in
   values and gradients, then the nodes as the request lists them. */
typedef struct {
    const char *name;
    const Operation *gate;
    size_t sources[MAX_NAMES]; /* the values that are its inputs */
    size_t waiting;            /* for how many nodes it still waits */
    Call call;
} Node;

typedef struct {
    size_t inputs, nodes;
    Map numbers;
    const char **names; /* of the inputs */
    const Tensor **values;
    Tensor **gradients;
    Node *node;
    size_t *order; /* the nodes, each behind those it depends on */
} Graph;

static void add_name(Graph *graph, const char *name, size_t number)
{
    Entry *entry = find(&graph->numbers, name);
    if (entry->name)
        refuse(REFUSE_GRAPH, "the name %s stands for two things", name);
    *entry = (Entry){name, number};
}

static void read_inputs(Graph *graph, const Json *inputs)
{
    size_t number = 0;
    for (const Json *input = inputs->first; input; input = input->next, number++) {
        add_name(graph, input->key, number);
        graph->names[number] = input->key;
        graph->values[number] = tensor_from_json(input);
    }
}

static void read_node(Node *node, const Json *json)
{
    const char *gate = json_string(json, "gate");
    node->name = json_string(json, "name");
    if (!node->name || !gate)
        refuse(REFUSE_GRAPH, "a node without a name or a gate");
    node->gate = find_gate(gate);
    if (!node->gate)
        refuse(REFUSE_GRAPH, "the gate %s is unknown", gate);
    node->call.attributes = json_member(json, "attributes");
    node->call.inputs = input_count(node->gate);
}

static void connect(const Graph *graph, Node *node, const Json *json)
{
    const Json *inputs = json_member(json, "inputs");
    if (!inputs || inputs->type != JSON_ARRAY || inputs->count != node->call.inputs)
        refuse(REFUSE_GRAPH, "%s, the node %s, takes %zu inputs", node->gate->name, node->name,
               node->call.inputs);
    size_t i = 0;
    for (const Json *input = inputs->first; input; input = input->next, i++) {
        const Entry *entry =
            input->type == JSON_STRING ? find(&graph->numbers, input->string) : NULL;
        if (!entry || !entry->name)
            refuse(REFUSE_GRAPH, "the node %s uses what is neither node nor input", node->name);
        node->sources[i] = entry->number;
        node->waiting += entry->number >= graph->inputs;
    }
}

static void read_nodes(Graph *graph, const Json *nodes)
{
    size_t i = 0;
    for (const Json *json = nodes->first; json; json = json->next, i++) {
        read_node(&graph->node[i], json);
        add_name(graph, graph->node[i].name, graph->inputs + i);
    }
    i = 0;
    for (const Json *json = nodes->first; json; json = json->next, i++)
        connect(graph, &graph->node[i], json);
}

/* Puts the nodes in order (Kahn 1962): whatever waits for nothing comes next, and those
   that use it wait for one less. The users of each node stand together in one list,
   from first[node] to first[node + 1]. A node that uses another twice is there twice. */
static void sort_nodes(Graph *graph)
{
    size_t n = graph->nodes, ordered = 0;
    size_t *first = take(n + 2, sizeof *first);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < graph->node[i].call.inputs; k++)
            if (graph->node[i].sources[k] >= graph->inputs)
                first[graph->node[i].sources[k] - graph->inputs + 2]++;
    for (size_t i = 2; i < n + 2; i++)
        first[i] += first[i - 1];
    size_t *users = take(first[n + 1], sizeof *users);
    /* While the list is filled, first[node + 1] is where the next user of node goes. */
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < graph->node[i].call.inputs; k++)
            if (graph->node[i].sources[k] >= graph->inputs)
                users[first[graph->node[i].sources[k] - graph->inputs + 1]++] = i;

    for (size_t i = 0; i < n; i++)
        if (graph->node[i].waiting == 0)
            graph->order[ordered++] = i;
    for (size_t done = 0; done < ordered; done++) {
        size_t node = graph->order[done];
        for (size_t u = first[node]; u < first[node + 1]; u++)
            if (--graph->node[users[u]].waiting == 0)
                graph->order[ordered++] = users[u];
    }
    if (ordered < n)
        refuse(REFUSE_GRAPH, "the nodes form a cycle");
}

static void run_forward(Graph *graph)
{
    for (size_t i = 0; i < graph->nodes; i++) {
        Node *node = &graph->node[graph->order[i]];
        for (size_t k = 0; k < node->call.inputs; k++) {
            node->call.in[k] = graph->values[node->sources[k]];
            node->call.gradients[k] = &graph->gradients[node->sources[k]];
        }
        node->gate->forward(&node->call);
        graph->values[graph->inputs + graph->order[i]] = node->call.out[0];
    }
}

/* In reverse order, all users of a node have added to its gradient when its turn comes. A
   node without one does not lead to the output: it must not run, since a gradient of
   zeros times an infinite slope would be NaN. */
static void run_backward(Graph *graph)
{
    for (size_t i = graph->nodes; i-- > 0;) {
        Node *node = &graph->node[graph->order[i]];
        node->call.upstream = graph->gradients[graph->inputs + graph->order[i]];
        if (node->call.upstream)
            node->gate->backward(&node->call);
    }
}

void run_graph(const Json *inputs, const Json *attributes, const Json *upstream,
               Buffer *buffer)
{
    const Json *nodes = list_attribute(attributes, "nodes");
    const char *output_name = text_attribute(attributes, "output");
    Graph graph = {.inputs = inputs->count, .nodes = nodes->count};
    size_t values = graph.inputs + graph.nodes;
    graph.numbers = new_map(values);
    graph.names = take(graph.inputs, sizeof *graph.names);
    graph.values = take(values, sizeof *graph.values);
    graph.gradients = take(values, sizeof *graph.gradients);
    graph.node = take(graph.nodes, sizeof *graph.node);
    graph.order = take(graph.nodes, sizeof *graph.order);

    read_inputs(&graph, inputs);
    read_nodes(&graph, nodes);
    const Entry *output = find(&graph.numbers, output_name);
    if (!output->name || output->number < graph.inputs)
        refuse(REFUSE_GRAPH, "the output %s is no node", output_name);
    sort_nodes(&graph);

    run_forward(&graph);
    const Tensor *loss = graph.values[output->number];
    if (upstream) {
        graph.gradients[output->number] = upstream_gradient(upstream, "loss", loss);
        run_backward(&graph);
    }
    put_char(buffer, '{');
    put_output(buffer, "", "loss", loss);
    for (size_t i = 0; upstream && i < graph.inputs; i++) {
        const Tensor *sum = graph.gradients[i];
        put_output(buffer, "d", graph.names[i], sum ? sum : new_like(graph.values[i]));
    }
    put_char(buffer, '}');
}

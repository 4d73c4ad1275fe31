/**
 * Turns a case source into a case: finds the narrowest format that it can serve,
 * and what is right, with a bound.
 *
 * @module
 */
import {
  type Dtype,
  type Format,
  formats,
  servedBy,
} from "../../conformance/dtypes.ts";
import { type Operation, operations } from "../../conformance/operations.ts";
import type {
  RawCase,
  RawExpected,
  RawRequest,
  RequestBody,
} from "../../fixtures/fixture.ts";
import { parseRequest } from "../../fixtures/mod.ts";
import { encode, flatten, type Nested } from "../../fixtures/numbers.ts";
import { isRecipe } from "../../fixtures/recipes.ts";
import type {
  BehaviourSource,
  CaseSource,
  GoldenSource,
  PropertySource,
  RefusalSource,
  RequestSource,
} from "../golden/source.ts";
import { Arithmetic, type Ball, OracleError } from "./ball.ts";
import { evaluate } from "./evaluate.ts";
import { type BallTensor, exactTensor, nest } from "./tensor.ts";

/**
 * The case that belongs in the fixture file.
 *
 * @param strict Whether only the best of several formulas is good enough.
 */
export function solve(
  operation: Operation,
  source: CaseSource,
  strict = false,
): RawCase {
  const { name, why, flags = [], section } = source;
  const description = {
    name,
    why,
    flags,
    section: section ?? operations[operation].section,
  };
  if ("refuses" in source) return { ...description, ...refusal(source) };
  if ("checks" in source) return { ...description, ...behaviour(source) };
  if ("requests" in source) {
    return { ...description, ...property(operation, source) };
  }
  return { ...description, ...golden(operation, source, strict) };
}

/** In half precision, samples are too coarse and too narrow for their statistics. */
function behaviour(
  { kind, narrowest = "float32", requests, checks }: BehaviourSource,
) {
  return {
    kind,
    narrowest,
    requests: requests.map(rawRequest),
    checks,
  };
}

function refusal(source: RefusalSource) {
  const narrowest = candidates([source]).at(0)!;
  return {
    kind: "refusal" as const,
    narrowest,
    ...rawRequest(source),
    categories: source.refuses,
  };
}

function golden(
  operation: Operation,
  source: GoldenSource,
  strict: boolean,
) {
  const { after, refusable } = source,
    request = parseRequest(rawRequest(source));
  const [narrowest, answer] = narrow(
    source.narrowest,
    after ? [after, source] : [source],
    (m) => evaluate(m, operation, request),
    strict,
  );
  const m = new Arithmetic(narrowest);
  return {
    kind: "golden" as const,
    narrowest,
    ...(after && { after: rawRequest(after) }),
    ...rawRequest(source),
    ...(refusable && { refusable }),
    expected: Object.fromEntries(
      Object.entries(answer).map(([name, t]) => [name, rawExpected(m, t)]),
    ),
  };
}

function property(operation: Operation, source: PropertySource) {
  const requests = source.requests.map((r) => parseRequest(rawRequest(r)));
  const [narrowest, { sum }] = narrow(
    source.narrowest,
    source.requests,
    (m) => ({ sum: weightedSum(m, operation, source, requests) }),
  );
  const m = new Arithmetic(narrowest);
  const equals = source.equals ?? nest(sum, () => 0) as Nested;
  exactTensor(m, equals).data.forEach(({ low: wanted }, i) => {
    const { low, high } = sum.data[i];
    const misses = low.minus(wanted).gt("1e-45") ||
      high.minus(wanted).lt("-1e-45");
    if (misses) throw new Error(`the sum is ${low}, not ${wanted}`);
  });
  return {
    kind: "property" as const,
    narrowest,
    requests: source.requests.map(rawRequest),
    relation: {
      terms: source.terms,
      equals: encode(equals),
      bound: rawBound(m, sum),
    },
  };
}

/** Σ times·output over the terms, which the runner adds up in float64. */
function weightedSum(
  m: Arithmetic,
  operation: Operation,
  { terms }: PropertySource,
  requests: readonly RequestBody[],
): BallTensor {
  const answers = requests.map((request) => evaluate(m, operation, request));
  const parts = terms.map(({ request, output, times, rows }) => {
    const { shape, data } = selectRows(answers[request][output], rows);
    const weight = m.exact(times);
    return { shape, data: data.map((ball) => m.multiply(weight, ball)) };
  });
  const { shape, data } = parts[0];
  return {
    shape,
    data: data.map((_, i) => m.sum(parts.map((part) => part.data[i]))),
  };
}

function selectRows(x: BallTensor, rows?: readonly number[]): BallTensor {
  if (!rows) return x;
  const [n, ...rest] = x.shape, size = x.data.length / n;
  return {
    shape: [rows.length, ...rest],
    data: rows.flatMap((i) => x.data.slice(i * size, (i + 1) * size)),
  };
}

/**
 * The narrowest format in which the case can be asked: its inputs are exact, its
 * values in range, its decisions clear, and the terms of second order have not
 * made its bounds more than twice those in float64.
 */
function narrow<T extends Readonly<Record<string, BallTensor>>>(
  wanted: Dtype | undefined,
  requests: readonly RequestSource[],
  compute: (m: Arithmetic) => T,
  strict = false,
): [Dtype, T] {
  const possible = candidates(requests);
  if (wanted) {
    if (!possible.includes(wanted)) {
      throw new OracleError(`an input is no normal number of ${wanted}`);
    }
    return [wanted, compute(new Arithmetic(wanted, strict))];
  }
  const widest = new Arithmetic("float64", strict), reference = compute(widest);
  for (const dtype of possible) {
    const m = widest.in(dtype);
    try {
      const result = compute(m);
      const isSharp = Object.entries(result).every(([name, { data }]) =>
        data.every((ball, i) => {
          const bound = widest.bound(reference[name].data[i]);
          return bound === 0 || m.bound(ball) <= 2 * bound;
        })
      );
      if (isSharp) return [dtype, result];
    } catch (error) {
      if (!(error instanceof OracleError)) throw error;
    }
  }
  return ["float64", reference];
}

/**
 * The formats, narrowest first, that hold all inputs exactly, and as normal numbers:
 * others may be flushed to zero before they are multiplied.
 */
function candidates(requests: readonly RequestSource[]): Dtype[] {
  const numbers = requests.map((request) => parseRequest(rawRequest(request)))
    .flatMap(({ inputs, upstream = {} }) =>
      [...Object.values(inputs), ...Object.values(upstream)].flatMap(flatten)
    );
  return servedBy("bfloat16").reverse().filter((dtype) =>
    servedBy(dtype).every((served) =>
      numbers.every((x) => isNormal(x, formats[served]))
    )
  );
}

function isNormal(x: number, { round, smallestNormal }: Format): boolean {
  return Object.is(round(x), x) && !(x !== 0 && Math.abs(x) < smallestNormal);
}

function rawRequest(
  { inputs, attributes, upstream }: RequestSource,
): RawRequest {
  const raw = (tensors: RequestSource["inputs"]) =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, value]) => [
        name,
        isRecipe(value) ? value : encode(value),
      ]),
    );
  return {
    inputs: raw(inputs),
    ...(attributes && { attributes }),
    ...(upstream && { upstream: raw(upstream) }),
  };
}

function rawExpected(m: Arithmetic, tensor: BallTensor): RawExpected {
  const ends = (end: "low" | "high") =>
    encode(nest(tensor, (ball) => ball[end].toNumber() + 0) as Nested);
  const bound = rawBound(m, tensor);
  const isPoint = tensor.data.every(({ low, high }) => low === high);
  return isPoint
    ? { value: ends("low"), bound }
    : { low: ends("low"), high: ends("high"), bound };
}

/** The bounds of all elements, or one number where they are all the same. */
function rawBound(m: Arithmetic, tensor: BallTensor) {
  const bounds = tensor.data.map((ball: Ball) => m.bound(ball));
  if (new Set(bounds).size <= 1) return bounds[0] ?? 0;
  return encode(nest(tensor, (ball) => m.bound(ball)) as Nested);
}

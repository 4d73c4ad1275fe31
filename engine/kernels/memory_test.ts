import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { mt19937 } from "../random.ts";
import type { Room, Tensor } from "../tensor.ts";
import type { Product } from "./kernels.ts";
import { copy } from "./loops.ts";
import { plain } from "./plain.ts";
import { simd } from "./simd.ts";

const random = mt19937(0);

function numbers(...shape: number[]): Tensor {
  const size = shape.reduce((size, extent) => size * extent, 1);
  return { shape, data: random.randn(size) };
}

/** A tensor of the kernels' memory, full of NaN, and whether all around it is still. */
function between(
  room: Room,
  shape: readonly number[],
): { z: Tensor; isAlone: () => boolean } {
  const before = room([64]), z = room(shape), after = room([64]);
  for (const { data } of [before, z, after]) data.fill(NaN);
  const isAlone = () =>
    [before, after].every(({ data }) => data.every(Number.isNaN));
  return { z, isAlone };
}

describe("tensors in the memory of the SIMD kernels", () => {
  const { withRoom, ...kernels } = simd(2 ** 20)!.kernels;

  it("are multiplied where they stand, with the bits of the plain kernels", () => {
    const extents = [1, 2, 3, 4, 5, 7, 8, 30, 61];
    const draw = () => extents[random.randint(0, extents.length, 1)[0]];
    for (let i = 0; i < 100; i++) {
      const n = draw(), inner = i % 9 === 0 ? 300 : draw(), m = draw();
      const check = (name: keyof typeof kernels, x: Tensor, y: Tensor) =>
        withRoom((room) => {
          const multiply = kernels[name] as Product;
          const expected = (plain[name] as Product)(x, y);
          const start = numbers(n, m);
          const total = (plain[name] as Product)(x, y, copy(start), true);
          const inside = [copy(x, room), copy(y, room)] as const;
          assertEquals(multiply(...inside), expected);
          for (const [a, b] of [inside, [x, inside[1]], [x, y]]) {
            const { z, isAlone } = between(room, [n, m]);
            assertEquals(multiply(a, b, z), expected);
            const sum = copy(start, room);
            assertEquals(multiply(a, b, sum, true), total);
            assert(isAlone(), `${n}, ${inner}, ${m}`);
          }
        });
      check("matmul", numbers(n, inner), numbers(inner, m));
      check("matmulTransposedLeft", numbers(inner, n), numbers(inner, m));
      check("matmulTransposedRight", numbers(n, inner), numbers(m, inner));
    }
  });

  it("go through exp where they stand, and nothing around them is written to", () => {
    for (const length of [0, 1, 16, 23, 24, 2040, 2041, 5000]) {
      withRoom((room) => {
        const x = numbers(length), inside = copy(x, room);
        const expected = new Float64Array(length);
        plain.exp(x.data, expected);
        for (const from of [x, inside]) {
          const { z, isAlone } = between(room, [length]);
          kernels.exp(from.data, z.data);
          assertEquals(z.data, expected);
          assert(isAlone());
        }
        kernels.exp(inside.data, inside.data);
        assertEquals(inside.data, expected);
      });
    }
  });

  it("are gone with the work, even if it fails, so that others take their place", () => {
    const place = () => withRoom((room) => room([3]).data.byteOffset);
    const first = place();
    withRoom((room) => {
      room([1000]);
      const inner = place();
      assert(inner > first);
      const failing = (room: Room) => {
        room([10]);
        throw new RangeError("no more");
      };
      assertThrows(() => withRoom(failing), RangeError, "no more");
    });
    assertEquals(place(), first);
  });

  it("live elsewhere where the machine has no such memory", () => {
    const { withRoom, matmul } = simd(2 ** 40)!.kernels;
    const x = numbers(30, 30);
    withRoom((room) => {
      assertEquals(matmul(x, x, room([30, 30])), plain.matmul(x, x));
      assert(room([2 ** 14]).data.buffer !== room([2 ** 14]).data.buffer);
    });
  });

  it("live elsewhere once it is full", () => {
    withRoom((room) => {
      const inside = room([1000]), large = room([2 ** 18]), small = room([1]);
      assert(large.data.buffer !== inside.data.buffer);
      assert(small.data.buffer === inside.data.buffer);
      assertEquals(large.data.length, 2 ** 18);
    });
  });
});

describe("the SIMD kernels", () => {
  const { WebAssembly } = globalThis;

  const assertMissingWith = (other: object | undefined) => {
    Object.assign(globalThis, { WebAssembly: other });
    try {
      assertEquals(simd(), undefined);
    } finally {
      Object.assign(globalThis, { WebAssembly });
    }
  };

  it("are missing where there is no WebAssembly", () => {
    assertMissingWith(undefined);
  });

  it("are missing where it compiles nothing, or 4 KB at most", () => {
    for (const most of [0, 4096]) {
      class Module extends WebAssembly.Module {
        constructor(bytes: Uint8Array<ArrayBuffer>) {
          if (bytes.length > most) throw new RangeError("That is too much");
          super(bytes);
        }
      }
      assertMissingWith(
        Object.create(WebAssembly, { Module: { value: Module } }),
      );
    }
  });
});

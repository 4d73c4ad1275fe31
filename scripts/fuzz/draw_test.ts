import { assertEquals, assertNotEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { asRecorded, atRandom, choose, type Draw, generate } from "./draw.ts";
import { words } from "./words.ts";

/** A length, so many numbers, and a letter that is decided apart. */
function sample(draw: Draw) {
  const length = draw.below(5), numbers = draw.part("numbers");
  return {
    numbers: Array.from({ length }, () => numbers.below(100)),
    letter: choose(draw.part("letter"), ["a", "b", "c"]),
  };
}

describe("decisions", () => {
  it("make the same again when they are replayed", () => {
    for (let number = 0; number < 20; number++) {
      const { value, trace } = generate(sample, atRandom(1, number, 0));
      assertEquals(generate(sample, asRecorded(trace)).value, value);
    }
  });

  it("are others for another seed, number or attempt", () => {
    const drawn = [[1, 2, 3], [2, 2, 3], [1, 3, 3], [1, 2, 4]].map((
      [a, b, c],
    ) => words(a, b, c)());
    assertEquals(new Set(drawn).size, 4);
    assertNotEquals(words(0, 0, 0)(), 0);
  });

  it("are 0 where nothing is recorded, and cut off where they are too large", () => {
    const trace = new Map([["", [9]], ["numbers", [7]], ["letter", [9]]]);
    const { value, trace: used } = generate(sample, asRecorded(trace));
    assertEquals(value, { numbers: [7, 0, 0, 0], letter: "c" });
    assertEquals(used.get(""), [4]);
    assertEquals(generate(sample, asRecorded(new Map())).value, {
      numbers: [],
      letter: "a",
    });
  });

  it("on one part do not move those on another", () => {
    const { trace } = generate(sample, atRandom(3, 1, 0));
    const { value } = generate(sample, asRecorded(trace));
    const shorter = new Map([...trace, ["", [1]]]);
    const { value: less } = generate(sample, asRecorded(shorter));
    assertEquals(less.letter, value.letter);
    assertEquals(less.numbers, value.numbers.slice(0, 1));
  });
});

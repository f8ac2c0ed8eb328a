import { describe, expect, test } from "bun:test";
import { CHILD_READERS, STORED_READERS } from "./hostile/document-readers.ts";
import { costsOf, isTooDear, type Reader } from "./hostile/measure.ts";
import { isDeep, rounds } from "./depth.ts";
import { TEXT_READERS } from "./hostile/readers.ts";
import { FEWER_SHAPES, SHAPES } from "./hostile/shapes.ts";

/** For a reader that hangs; on a busy machine the work itself takes a while. */
const DEADLINE_MS = rounds(120_000, 1_800_000);

/** Of longer texts a plain run tries fewer shapes. */
const MANY = 200_000;

async function tooDear<Input>(reader: Reader<Input>) {
  const costs = await costsOf(reader, isDeep || reader.maxLength < MANY ? SHAPES : FEWER_SHAPES);
  const dear = costs.filter((cost) => isTooDear(cost, reader));
  expect(costs.length).toBeGreaterThan(dear.length > 0 ? 0 : 50);
  return dear;
}

describe("no message of a user keeps the others waiting, at its longest:", () => {
  test.each([...TEXT_READERS, ...STORED_READERS].map((reader) => [reader.name, reader] as const))(
    "%s",
    async (_, reader) => {
      expect(await tooDear(reader)).toEqual([]);
    },
    DEADLINE_MS,
  );
});

describe("no document costs its child the square of its length:", () => {
  test.each(CHILD_READERS.map((reader) => [reader.name, reader] as const))(
    "%s",
    async (_, reader) => {
      expect(await tooDear(reader)).toEqual([]);
    },
    DEADLINE_MS,
  );
});

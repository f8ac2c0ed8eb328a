import { expect, test } from "bun:test";
import { editDistance } from "../../src/core/edit-distance.ts";

const cases: [from: string, to: string, distance: number][] = [
  ["help", "help", 0],
  ["hlp", "help", 1],
  ["helpp", "help", 1],
  ["halp", "help", 1],
  ["", "help", 4],
  ["kitten", "sitting", 3],
];

test.each(cases)("%p is changed into %p by %d characters", (from, to, distance) => {
  expect(editDistance(from, to, 4)).toBe(distance);
  expect(editDistance(to, from, 4)).toBe(distance);
});

test("words that differ by more than is asked for are far apart", () => {
  expect(editDistance("kitten", "sitting", 2)).toBe(Infinity);
  expect(editDistance("help", "help me", 2)).toBe(Infinity);
});

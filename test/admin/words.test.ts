import { expect, test } from "bun:test";
import { fromDollars } from "../../src/admin/page/words.ts";

test("an owner's amounts are read as they are meant, or not at all", () => {
  const read = (text: string) => fromDollars(text);
  expect(["2.5", "2,50", " $10000 ", "0.0000001", "0", "1000000", ""].map(read)).toEqual([
    2_500_000_000,
    2_500_000_000,
    10_000_000_000_000,
    100,
    0,
    1_000_000_000_000_000,
    null,
  ]);
  // A comma before three digits parts thousands for some owners, and cents for none.
  for (const text of ["10,000", "1,000.50", "1000000.01", "2.5.1", "-1", "1e3", "٣"]) {
    expect(read(text)).toBeNaN();
  }
});

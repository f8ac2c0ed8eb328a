import { expect, test } from "bun:test";
import { dayName } from "../../src/page/components/times.ts";

test("a reader of an old conversation sees which year a day was in", () => {
  const now = new Date();
  const noon = (year: number) => new Date(year, 5, 15, 12).getTime();
  expect(dayName(noon(now.getFullYear() - 2))).toContain(String(now.getFullYear() - 2));
  expect(dayName(now.getTime())).toBe("Today");
  const lately = new Date(now.getFullYear(), now.getMonth() === 5 ? 6 : 5, 15).getTime();
  expect(dayName(lately)).not.toContain(String(now.getFullYear()));
});

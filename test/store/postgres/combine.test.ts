import { expect, test } from "bun:test";
import { combine } from "../../../src/store/postgres/combine.ts";

test("several statements become one, with the values of all in order and the rows of each", () => {
  const text = combine([
    { text: "update a set b = $1 where c = $2", bound: [1, 2], width: 0, toRow: null },
    { text: "select d, d from e where f = $1", bound: [3], width: 2, toRow: (values) => values },
  ]);
  expect(text).toBe(
    "with s0 as (update a set b = $1 where c = $2), " +
      "s1(c0, c1) as (select d, d from e where f = $3) " +
      "select null, (select coalesce(json_agg(json_build_array(c0, c1)), '[]')::text from s1)",
  );
});

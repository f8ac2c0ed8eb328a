import { expect, test } from "bun:test";
import { joinRuns, type Script } from "../../../src/media/documents/scripts.ts";

const join = (...runs: readonly (string | readonly [string, Script])[]) =>
  joinRuns(
    runs.map((run) =>
      typeof run === "string" ? { text: run, script: null } : { text: run[0], script: run[1] },
    ),
  );

test.each([
  ["10^6 N", join("10", ["6", "super"], " N")],
  ["10^-3", join("10", ["-", "super"], ["3", "super"])],
  ["x^(n+1)", join("x", ["n+1", "super"])],
  ["H2O", join("H", ["2", "sub"], "O")],
  ["a lowered remark, kept", join("a ", ["lowered remark", "sub"], ", kept")],
  ["x_(i+1)", join("x", ["i+1", "sub"])],
  ["now ~~100 €~~ 80 €", join("now ", ["100 ", "struck"], ["€ ", "struck"], "80 €")],
  ["log 10_2", join("log 10", ["2", "sub"])],
  ["the 1st and 2ème", join("the 1", ["st", "super"], " and 2", ["ème", "super"])],
  ["100[1] and 100(2)", join("100", ["[1]", "super"], " and 100", ["(2)", "super"])],
  ["½ or 1/2", join("½ or ", ["1", "super"], "⁄", ["2", "sub"])],
  ["take 1 1/2 daily", join("take 1", ["1", "super"], "/", ["2", "sub"], " daily")],
  ["1/2 daily", join(["1", "super"], "/2 daily")],
  ["5 m^2/s and 10^6/year", join("5 m", ["2", "super"], "/s and 10", ["6", "super"], "/year")],
  ["3/4 cup", join(["3", "super"], ["4", "sub"], " cup")],
  ["Acme™ 5", join("Acme", ["™", "super"], " 5")],
])("raised and lowered text keeps its meaning: %s", (expected, shown) => {
  expect(shown).toBe(expected);
});

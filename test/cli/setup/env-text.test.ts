import { expect, test } from "bun:test";
import { parseEnv } from "node:util";
import { withValues } from "../../../src/cli/setup/env-text.ts";

test("what an operator wrote into .env stays, only the values change in place", () => {
  const before = "# my notes\nPORT=8000\nOPENAI_API_KEY=old\nexport OPENAI_API_KEY=older\n";
  expect(withValues(before, { OPENAI_API_KEY: "new", APP_ENV: "production" })).toBe(
    "# my notes\nPORT=8000\nOPENAI_API_KEY=new\nAPP_ENV=production\n",
  );
});

test("a value with spaces or signs is read back as it was", () => {
  const values = { A: "+49151,DE.x", B: "two words # no comment", C: 'say "hi" $HOME \\n', D: "" };
  expect(parseEnv(withValues("", values))).toEqual(values);
});

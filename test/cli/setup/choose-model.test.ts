import { expect, test } from "bun:test";
import { rankModels } from "../../../src/cli/setup/choose-model.ts";

test("the present model and the default stand first, then the newest that answer in words", () => {
  const models = [
    "gpt-4o",
    "gpt-6-luna",
    "gpt-10",
    "whisper-1",
    "gpt-4o-2024-08-06",
    "text-embedding-3-small",
    "gpt-4o-mini-tts",
    "my-own",
  ];
  expect(rankModels(models, "my-own")).toEqual([
    "my-own",
    "gpt-6-luna",
    "gpt-10",
    "gpt-4o",
    "gpt-4o-2024-08-06",
  ]);
  expect(rankModels(["llama3.2:3b"], "gone")).toEqual(["llama3.2:3b"]);
});

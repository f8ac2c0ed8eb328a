import { expect, test } from "bun:test";
import { checkOffered } from "../../../src/cli/doctor/check-openai.ts";

const MISSING = { effect: "pictures may not be made", fix: "set IMAGE_MODEL to another" };
const check = (name: string, models: readonly string[] | null, isOpenAi = true) =>
  checkOffered(name, { models, isOpenAi }, MISSING);

test("a model that the server lists is offered, and one that it does not list is reported with the fix", () => {
  const models = ["gpt-image-2.6-flare"];
  expect(check("gpt-image-2.6-flare", models)).toMatchObject({ level: "ok" });
  expect(check("my-painter", models)).toMatchObject({
    level: "warning",
    says: expect.stringContaining("pictures may not be made"),
    fix: MISSING.fix,
  });
  expect(check("my-painter", null)).toMatchObject({ level: "skipped" });
});

test("a model of pictures that OpenAI shuts down is named with its successor", () => {
  expect(check("gpt-image-1", ["gpt-image-1"])).toMatchObject({
    level: "warning",
    fix: expect.stringContaining("gpt-image-2.6-flare"),
  });
  expect(check("gpt-image-1", null)).toMatchObject({ level: "warning" });
  expect(check("gpt-image-1", ["gpt-image-1"], false)).toMatchObject({ level: "ok" });
  expect(check("gpt-image-1", null, false)).toMatchObject({ level: "skipped" });
});

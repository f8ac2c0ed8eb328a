import { afterEach, expect, test } from "bun:test";
import { ADA } from "../harness.ts";
import { startToolStage, type ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
afterEach(() => stage.stop());

const ask = async (body: string) => {
  await stage.bot.twilio.sendText({ from: ADA, body });
  await stage.bot.settle();
};

test("what a tool changes is stored with the answer, and without an answer not at all", async () => {
  const effect = { kind: "remember-fact", text: "Ada eats no meat" } as const;
  let isDown = true;
  stage = await startToolStage(
    "chat",
    ({ results }) => {
      if (results.length === 0) return [{ name: "remember" }];
      return isDown ? new Response("{}", { status: 400 }) : "I'll keep that in mind";
    },
    { remember: async () => ({ result: "noted", effect }) },
  );
  const facts = () => stage.bot.rows("SELECT text FROM facts");
  await ask("I eat no meat, remember that");
  expect(stage.ran).toEqual(["remember"]);
  expect(await facts()).toEqual([]);
  isDown = false;
  await ask("Really");
  expect(stage.bot.sent().at(-1)).toBe("I'll keep that in mind");
  expect(await facts()).toEqual([{ text: "Ada eats no meat" }]);
});

import { afterEach, expect, test } from "bun:test";
import { ADA } from "../harness.ts";
import { setUpTools, type ToolSetup } from "./tool-setup.ts";

let setup: ToolSetup;
afterEach(() => setup.stop());

const ask = async (body: string) => {
  await setup.bot.twilio.sendText({ from: ADA, body });
  await setup.bot.settle();
};

test("what a tool changes is stored with the answer, and without an answer not at all", async () => {
  const effect = { kind: "remember-fact", text: "Ada eats no meat" } as const;
  let isDown = true;
  setup = await setUpTools(
    "chat",
    ({ results }) => {
      if (results.length === 0) return [{ name: "remember" }];
      return isDown ? new Response("{}", { status: 400 }) : "I'll keep that in mind";
    },
    { remember: async () => ({ result: "noted", effect }) },
  );
  const facts = () => setup.bot.rows("SELECT text FROM facts");
  await ask("I eat no meat, remember that");
  expect(setup.ran).toEqual(["remember"]);
  expect(await facts()).toEqual([]);
  isDown = false;
  await ask("Really");
  expect(setup.bot.sent().at(-1)).toBe("I'll keep that in mind");
  expect(await facts()).toEqual([{ text: "Ada eats no meat" }]);
});

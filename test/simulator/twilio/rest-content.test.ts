import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { TwilioStandIn } from "../../../src/simulator/twilio-stand-in.ts";
import { ACCOUNT_SID, ADA, AUTH_TOKEN, create, NUMBER, startStandIn } from "../stand-in-setup.ts";

let standIn: TwilioStandIn;
beforeEach(() => {
  standIn = startStandIn([], { hasWindow: true });
});
afterEach(() => standIn.stop());

async function createTemplate(actions = [{ title: "{{2}}", id: "{{3}}" }]): Promise<string> {
  const response = await fetch(`${standIn.url}/v1/Content`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${ACCOUNT_SID}:${AUTH_TOKEN}`)}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ types: { "twilio/quick-reply": { body: "Well: {{1}}", actions } } }),
  });
  return Object(await response.json()).sid;
}

async function send(sid: string, variables: object, more: Record<string, string> = {}) {
  const form = { To: ADA, From: NUMBER, ContentSid: sid, ...more };
  const response = await create(standIn, { ...form, ContentVariables: JSON.stringify(variables) });
  return { ...Object(await response.json()), status: response.status };
}

describe("a quick reply", () => {
  test("shows its variables to a user who wrote", async () => {
    const sid = await createTemplate();
    expect(sid).toMatch(/^HX[0-9a-f]{32}$/);
    await standIn.sendText({ from: ADA, body: "Hi" });
    expect(await send(sid, { 1: "It's you", 2: "Yes", 3: "y" })).toMatchObject({ status: 201 });
    expect(standIn.journal.messages).toMatchObject([
      { body: "Well: It's you", buttons: [{ title: "Yes", id: "y" }] },
    ]);
  });

  test("reaches no user who has not written in the last 24 hours", async () => {
    await send(await createTemplate(), { 1: "a", 2: "b", 3: "c" });
    await standIn.settled();
    expect(standIn.journal.messages[0]).toMatchObject({ errorCode: 63016 });
  });

  test.each([
    ["a line break in a variable", { 1: "a\nb", 2: "b", 3: "c" }, {}, 21656],
    ["five spaces in a row", { 1: "a     b", 2: "b", 3: "c" }, {}, 21656],
    ["an empty variable", { 1: "", 2: "b", 3: "c" }, {}, 21656],
    ["a title of 21 characters", { 1: "a", 2: "b".repeat(21), 3: "c" }, {}, 21658],
    ["a text of 1,025 characters", { 1: "a".repeat(1_019), 2: "b", 3: "c" }, {}, 21658],
    ["a text beside it", { 1: "a", 2: "b", 3: "c" }, { Body: "x" }, 21619],
  ])("is refused with %s", async (_, variables, more, code) => {
    expect(await send(await createTemplate(), variables, more)).toMatchObject({ code });
    expect(standIn.journal.messages).toEqual([]);
  });

  test("is refused with more than three buttons, without any, and once it is gone", async () => {
    const many = ["1", "2", "3", "4"].map((title) => ({ title, id: title }));
    expect(await send(await createTemplate(many), { 1: "a" })).toMatchObject({ code: 21658 });
    expect(await createTemplate([])).toBeUndefined();
    const sid = await createTemplate();
    standIn.templates.remove(sid);
    expect(await send(sid, { 1: "a", 2: "b", 3: "c" })).toMatchObject({ code: 21655 });
  });
});

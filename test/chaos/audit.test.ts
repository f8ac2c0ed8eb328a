import { describe, expect, test } from "bun:test";
import { audit, type Evidence, type Findings, NOTHING_WRONG } from "./audit.ts";
import { answerTo } from "./load.ts";

const ADA = "whatsapp:+4915112345678";
const texts = ["one at length", "two"];
const sent = texts.flatMap(answerTo).map((body) => ({ to: ADA, body }));
const [first = "", second = "", third = ""] = sent.map(({ body }) => body);
const kept: Evidence = {
  conversations: [{ from: ADA, texts }],
  sent,
  asked: texts,
  cutOff: [],
  stored: texts.map((text) => ({ text, state: "done" })),
};
const say = (...bodies: string[]) => bodies.map((body) => ({ to: ADA, body }));

describe("an audit", () => {
  test("finds nothing where every message was answered once and in order", () => {
    expect(audit(kept)).toEqual(NOTHING_WRONG);
  });

  test.each<[string, Partial<Evidence>, Partial<Findings>]>([
    ["a lost part", { sent: say(first, third) }, { lost: [second] }],
    ["a doubled part", { sent: say(first, first, second, third) }, { doubled: [first] }],
    ["a part out of order", { sent: say(second, first, third) }, { outOfOrder: [`${ADA}: 1 0 2`] }],
    ["what nobody asked for", { sent: [...sent, ...say("Sorry")] }, { unasked: ["Sorry"] }],
    [
      "what went to somebody else",
      { sent: [...sent, { to: "whatsapp:+1", body: "Hi" }] },
      { unasked: ["Hi"] },
    ],
    [
      "an open message",
      { stored: [{ text: "two", state: "answered" }] },
      { unfinished: ["one at length: not stored", "two: answered"] },
    ],
    ["a needless model call", { asked: [...texts, "two"] }, { wasted: ["two"] }],
  ])("finds %s", (_, changed, found) => {
    expect(audit({ ...kept, ...changed })).toEqual({ ...NOTHING_WRONG, ...found });
  });

  test("excuses the model call that a crash cut off", () => {
    expect(audit({ ...kept, asked: [...texts, "two"], cutOff: ["two"] })).toEqual(NOTHING_WRONG);
  });
});

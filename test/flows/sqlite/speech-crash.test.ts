import { afterAll, describe, expect, test } from "bun:test";
import { NOTHING_WRONG } from "../../chaos/audit.ts";
import { buildBot } from "../../chaos/bot-process.ts";
import { runThroughCrashes } from "../../chaos/crash-run.ts";
import { createConversations } from "../../chaos/load.ts";
import { takeTurns } from "../../chaos/take-turns.ts";

const inTurn = takeTurns(4);
const program = await buildBot();
const texts = createConversations(2, 2).flatMap((conversation) => conversation.texts);
/** Two of four answers are short enough to be spoken: one of each user, maybe at the same time. */
const SPOKEN = 2;
/** A bot that dies with one voice note stored may be speaking the other user's, owed as text then. */
const STORED = 1;
/** A bot that dies while they are spoken may owe both as text. */
const NONE = 0;

afterAll(() => program.remove());

const DEATHS = [
  ["before the model's answer is kept", ["before keepDraft"], SPOKEN],
  ["when the model's answer is kept, before it is spoken", ["after keepDraft"], NONE],
  ["before it asks for speech", ["before speak"], NONE],
  ["with the sound, before it is stored", ["after speak"], NONE],
  ["before the voice note is stored", ["before recordAnswer"], NONE],
  ["after the voice note is stored", ["after recordAnswer"], STORED],
  ["while Twilio fetches the voice note", ["before readOutgoingFile"], STORED],
  ["after Twilio took the voice note", ["after send"], STORED],
  [
    "with the sound, and again before the text is stored in its place",
    ["after speak", "before recordAnswer"],
    NONE,
  ],
] as const;

describe("every answer arrives once and in order, spoken or as text, from a bot that dies", () => {
  test.concurrent.each(DEATHS)(
    "%s",
    async (_, points, fewest) => {
      const killPoints = points.map((at) => ({ at, nth: 1 }));
      const run = await inTurn(() =>
        runThroughCrashes(program, { killPoints, callbacks: "in-order", isSpoken: true }),
      );
      expect(run.kills).toEqual(killPoints);
      expect(run.findings).toEqual(NOTHING_WRONG);
      expect(run.files).toBeGreaterThanOrEqual(fewest);
      expect(run.files).toBeLessThanOrEqual(SPOKEN);
      // Besides the answer that is cut off, one of the other user may be under way.
      const repeated = texts.filter((text) => run.asked.filter((one) => one === text).length > 1);
      const most = points[0] === "before keepDraft" ? 2 : points.length;
      expect(repeated.length).toBeLessThanOrEqual(most);
    },
    // Waiting for its turn counts too.
    120_000,
  );
});

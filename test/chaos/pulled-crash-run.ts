import type { CallbackMode } from "../../src/simulator/twilio/status-callbacks.ts";
import { quickFolder } from "../quick-folder.ts";
import { waitUntil } from "../wait-for.ts";
import { audit, type Findings } from "./audit.ts";
import type { BotProgram } from "./bot-process.ts";
import type { KillPoint, Point } from "./kill-switch.ts";
import { postUntilAcknowledged, textOf } from "./load.ts";
import { type ChaosSetup, setUpChaos, textsCutOff } from "./setup.ts";

export interface PulledCrashRun {
  readonly findings: Findings;
  readonly isKilled: boolean;
}

const FROM = "whatsapp:+4915100000000";
const MESSAGES = 2;
/** Of real time: the bot of these runs lives on a faster clock. */
const AT_REST_WITHIN_MS = 60_000;
/** After a loss this many more messages must have brought everything that was held. */
const MAX_CLOSINGS = 4;

/**
 * A user writes to a bot that answers in its responses and dies at the given point, to be started
 * again on the same database; the user goes on writing until nothing is held back any more, and
 * then the promise is audited.
 */
export async function runPulledThroughCrash(
  program: BotProgram,
  options: { readonly at: Point; readonly callbacks: CallbackMode },
): Promise<PulledCrashRun> {
  const killPoint: KillPoint = { at: options.at, nth: 1 };
  const setup = await setUpChaos(program, {
    folder: quickFolder("crash-"),
    callbacks: options.callbacks,
    isTrial: true,
    settings: { REPLY_MODE: "twiml", MESSAGE_SETTLE_MS: "0" },
  });
  const texts: string[] = [];
  const cutOff: string[] = [];
  try {
    const bot = setup.launch({ killPoint });
    await bot.ready;
    const written = writeOn(texts, setup);
    const end = await Promise.race([bot.exited, written]);
    if (end === "SIGKILL") {
      cutOff.push(...textsCutOff(setup.remains()));
      await setup.launch().ready;
    }
    await written;
    const evidence = {
      conversations: [{ from: FROM, texts }],
      sent: setup.twilio.journal.messages,
      asked: setup.asked,
      cutOff,
      stored: setup.stored(),
    };
    return { findings: audit(evidence), isKilled: end === "SIGKILL" };
  } finally {
    await setup.stop();
  }
}

/** Writes message after message, each when the one before has come to rest, until none is held back. */
async function writeOn(texts: string[], setup: ChaosSetup): Promise<null> {
  do {
    const body = textOf(0, texts.length);
    texts.push(body);
    await postUntilAcknowledged(setup.twilio, { from: FROM, body }, setup.isUp);
    await rest(texts.length, setup);
  } while (
    texts.length < MESSAGES ||
    (setup.stored().some(({ openParts }) => openParts > 0) &&
      texts.length < MESSAGES + MAX_CLOSINGS)
  );
  return null;
}

/** Resolves when this many messages are answered, and it is known of every part whether it was sent. */
async function rest(messages: number, setup: ChaosSetup): Promise<void> {
  let rows = setup.stored();
  const look = async () => {
    rows = setup.stored();
    const isAtRest = rows.every(
      ({ state, uncertainParts, isHeld }) =>
        state !== "received" && uncertainParts === 0 && isHeld === 0,
    );
    if (isAtRest && rows.length >= messages) return true;
    // Another process's database can only be asked again and again.
    await Bun.sleep(20);
    return false;
  };
  const wait = { found: () => rows, deadlineMs: AT_REST_WITHIN_MS };
  await waitUntil(`${messages} messages to be at rest`, look, wait);
}

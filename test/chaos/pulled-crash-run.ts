import type { CallbackMode } from "../../src/simulator/twilio/status-callbacks.ts";
import { quickFolder } from "../quick-folder.ts";
import { waitUntil } from "../wait-for.ts";
import { audit, type Findings } from "./audit.ts";
import type { BotProgram } from "./bot-process.ts";
import type { KillPoint, Point } from "./kill-switch.ts";
import { postUntilAcknowledged, textOf } from "./load.ts";
import { type ChaosStage, setChaosStage, textsCutOff } from "./stage.ts";

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
  const stage = await setChaosStage(program, {
    folder: quickFolder("crash-"),
    callbacks: options.callbacks,
    isTrial: true,
    settings: { REPLY_MODE: "twiml", MESSAGE_SETTLE_MS: "0" },
  });
  const texts: string[] = [];
  const cutOff: string[] = [];
  try {
    const bot = stage.launch({ killPoint });
    await bot.ready;
    const written = writeOn(texts, stage);
    const end = await Promise.race([bot.exited, written]);
    if (end === "SIGKILL") {
      cutOff.push(...textsCutOff(stage.remains()));
      await stage.launch().ready;
    }
    await written;
    const evidence = {
      conversations: [{ from: FROM, texts }],
      sent: stage.twilio.journal.messages,
      asked: stage.asked,
      cutOff,
      stored: stage.stored(),
    };
    return { findings: audit(evidence), isKilled: end === "SIGKILL" };
  } finally {
    await stage.stop();
  }
}

/** Writes message after message, each when the one before has come to rest, until none is held back. */
async function writeOn(texts: string[], stage: ChaosStage): Promise<null> {
  do {
    const body = textOf(0, texts.length);
    texts.push(body);
    await postUntilAcknowledged(stage.twilio, { from: FROM, body }, stage.isUp);
    await rest(texts.length, stage);
  } while (
    texts.length < MESSAGES ||
    (stage.stored().some(({ openParts }) => openParts > 0) &&
      texts.length < MESSAGES + MAX_CLOSINGS)
  );
  return null;
}

/** Resolves when this many messages are answered, and it is known of every part whether it was sent. */
async function rest(messages: number, stage: ChaosStage): Promise<void> {
  let rows = stage.stored();
  const look = async () => {
    rows = stage.stored();
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

import { dirname, join } from "node:path";
import type { CallbackMode } from "../../src/simulator/twilio/status-callbacks.ts";
import { fakeServer, writeServers } from "../mcp/mcp-setup.ts";
import { quickFolder } from "../quick-folder.ts";
import { audit, type Findings } from "./audit.ts";
import type { BotProcess, BotProgram } from "./bot-process.ts";
import type { KillPoint, Point } from "./kill-switch.ts";
import { type Conversation, createConversations, postUntilAcknowledged } from "./load.ts";
import {
  countCharges,
  type Drawings,
  painterSettings,
  readDrawings,
  startPainter,
  wordsArrived,
} from "./drawings.ts";
import { countReminders, NOTES_FILE, readCalls, readNotes, type StoredCall } from "./note-tool.ts";
import { textOfVoiceNote } from "./text-speaker.ts";
import { type ChaosSetup, setUpChaos, textsCutOff } from "./setup.ts";

export interface CrashRun {
  readonly findings: Findings;
  /** The number of files that arrived. */
  readonly files: number;
  /** The text of each model call. */
  readonly asked: readonly string[];
  /** The kill points at which a process did die, of those that were asked for. */
  readonly kills: readonly KillPoint[];
  /** The time until each process listened, in milliseconds. */
  readonly readyMs: readonly number[];
  /** The points that the last process passed, if it was asked to report them. */
  readonly passed: readonly Point[];
  /** The calls that the tool recorded: for each the text of its message. */
  readonly noted: readonly string[];
  /** The stored rows of those calls. */
  readonly calls: readonly StoredCall[];
  /** Null if no pictures were made. */
  readonly drawings: Drawings | null;
  /** The texts of the reminders that users received, by message, if the bot had reminders. */
  readonly reminded: readonly string[];
  /** The templates that were created at Twilio. */
  readonly templates: readonly string[];
}

const USERS = 2;
const MESSAGES = 2;

/**
 * Two users write two messages each to a bot whose processes die one after the other at the given
 * points, each time to be started again on the same database; then the promise is audited.
 */
export async function runThroughCrashes(
  program: BotProgram,
  options: {
    readonly killPoints: readonly KillPoint[];
    readonly callbacks: CallbackMode;
    /** True if each process reports the points that it passes. */
    readonly isTold?: boolean;
    /** True if each message is answered with the help of a tool. */
    readonly hasTool?: boolean;
    /** True if each message sets a reminder, due in a minute. */
    readonly hasReminders?: boolean;
    /** True if that tool is one of an MCP server, which is a process of its own. */
    readonly isToolRemote?: boolean;
    /** True if each message is answered in pictures. */
    readonly isInPictures?: boolean;
    /** True if each message is answered with a voice note, unless that would be too long. */
    readonly isSpoken?: boolean;
    /** True if each message has a picture made by a server of pictures. */
    readonly isDrawing?: boolean;
    /** True if each part of an answer that is short enough has a button. */
    readonly hasButtons?: boolean;
  },
): Promise<CrashRun> {
  const { killPoints, callbacks, isTold = false, isInPictures = false } = options;
  const { isSpoken = false, hasButtons = false } = options;
  const painter = options.isDrawing === true ? await startPainter() : null;
  const { hasTool = false, isToolRemote = false, hasReminders = false } = options;
  const folder = quickFolder("crash-");
  const settings = {
    ...(isToolRemote && { MCP_SERVERS: await writeNoteServer(folder) }),
    ...(isSpoken && { VOICE_REPLIES: "on" }),
    ...(painter && (await painterSettings(painter, folder))),
  };
  const setup = await setUpChaos(program, { callbacks, folder, settings });
  const conversations = createConversations(USERS, MESSAGES);
  const kills: KillPoint[] = [];
  const cutOff: string[] = [];
  const readyMs: number[] = [];

  async function launch(killPoint: KillPoint | undefined): Promise<BotProcess> {
    const hasRegistry = painter !== null;
    const tools = { hasTool: hasTool && !isToolRemote, hasReminders, hasRegistry };
    const offered = { ...tools, isInPictures, isSpoken, hasButtons };
    const bot = setup.launch({ killPoint: killPoint ?? null, isTold, ...offered });
    await bot.ready;
    readyMs.push(bot.readyMs() ?? NaN);
    return bot;
  }

  try {
    let bot = await launch(killPoints[0]);
    const posted = postAll(conversations, setup);
    for (const [index, killPoint] of killPoints.entries()) {
      if (!(await diesBeforeRest(bot, posted, setup, hasReminders))) break;
      kills.push(killPoint);
      cutOff.push(...textsCutOff(setup.remains()));
      bot = await launch(killPoints[index + 1]);
    }
    await posted;
    await atRest(setup, hasReminders);
    const read = isSpoken
      ? textOfVoiceNote
      : (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const hasFiles = isInPictures || isSpoken;
    const sent = hasFiles ? readFiles(setup.twilio, read) : setup.twilio.journal.messages;
    const isReminder = (text: string) => text.startsWith(REMINDER);
    const findings = audit({
      conversations,
      sent: (painter === null ? sent : wordsArrived(setup.twilio)).filter(
        ({ body }) => !isReminder(body),
      ),
      asked: setup.asked,
      cutOff,
      stored: setup.stored().filter(({ text }) => !isReminder(text)),
    });
    const noted = hasTool ? readNotes(dirname(setup.databasePath)) : [];
    const calls = hasTool ? readCalls(setup.databasePath) : [];
    const reminded = sent
      .filter(({ body }) => isReminder(body))
      .flatMap(({ body }) => linesIn(body));
    const files = hasFiles ? sent.filter((one) => "isFile" in one && one.isFile).length : 0;
    const drawings =
      painter && readDrawings(painter, setup.twilio, countCharges(setup.databasePath));
    const run = { findings, kills, readyMs, passed: bot.passed, asked: setup.asked, files };
    const templates = setup.twilio.templates.sids();
    return { ...run, noted, calls, reminded, drawings, templates };
  } finally {
    await painter?.stop();
    await setup.stop();
  }
}

/** The beginning of every reminder. */
const REMINDER = "⏰ ";
const REMINDED_WITHIN_MS = 20_000;

/** Returns the text of a reminder without its lateness. */
function linesIn(body: string): string[] {
  return body.split("\n").map((line) => line.slice(REMINDER.length).replace(/ \(late: .*\)$/, ""));
}

/** Resolves when every message is answered, and every reminder sent, or when the signal aborts. */
async function atRest(
  setup: ChaosSetup,
  hasReminders: boolean,
  signal?: AbortSignal,
): Promise<void> {
  await setup.settled(USERS * MESSAGES, signal);
  const giveUpAt = performance.now() + REMINDED_WITHIN_MS;
  while (hasReminders && signal?.aborted !== true && countReminders(setup.databasePath) > 0) {
    if (performance.now() > giveUpAt) throw new Error("a reminder was not sent");
    await Bun.sleep(20);
  }
  await setup.settled(USERS * MESSAGES, signal);
}

/** Writes the file of a server whose tool notes a text in the folder. */
async function writeNoteServer(folder: string): Promise<string> {
  const server = fakeServer({ NOTES: join(folder, NOTES_FILE) });
  return writeServers({ notes: { ...server, tools: ["note"] } }, folder);
}

/** The texts that the files hold which arrived. */
function readFiles(
  { journal, findMedia }: ChaosSetup["twilio"],
  read: (bytes: Uint8Array) => string,
) {
  return journal.messages
    .filter(({ status }) => status !== "undelivered")
    .map(({ to, sid, body, attached: [file] }) => {
      const found = file && findMedia(sid, file.sid);
      return { to, body: found ? read(found.bytes) : body, isFile: found != null };
    });
}

async function postAll(conversations: readonly Conversation[], setup: ChaosSetup): Promise<void> {
  await Promise.all(
    conversations.map(async ({ from, texts }) => {
      for (const body of texts) {
        await postUntilAcknowledged(setup.twilio, { from, body }, setup.isUp);
      }
    }),
  );
}

/** Returns whether a process dies before all its work is done. */
async function diesBeforeRest(
  bot: BotProcess,
  posted: Promise<void>,
  setup: ChaosSetup,
  hasReminders: boolean,
): Promise<boolean> {
  const dead = new AbortController();
  const rested = posted
    .then(() => atRest(setup, hasReminders, dead.signal))
    // It may have left all in order and died the moment after.
    .then(async () => ((await setup.isAlive()) ? "rest" : bot.exited));
  const end = await Promise.race([bot.exited, rested]);
  dead.abort();
  if (end !== "SIGKILL" && end !== "rest") throw new Error(`the bot ended by itself: ${end}`);
  return end === "SIGKILL";
}

import { parseArgs } from "node:util";
import { audit } from "./audit.ts";
import { buildBot } from "./bot-process.ts";
import { type Conversation, answerTo, postUntilAcknowledged, textOf } from "./load.ts";
import { type ChaosStage, setChaosStage, textsCutOff } from "./stage.ts";

const USAGE = `Kills the bot again and again while people write to it, and audits what became of it.
  bun test/chaos/sigkill.ts [--kills 50] [--users 6]`;

/** Messages that a user writes ahead of the answers. */
const AHEAD = 3;
/** A process lives for at most this long; some die before they are ready. */
const LONGEST_LIFE_MS = 900;
const LONGEST_THOUGHT_MS = 60;
const ANSWERED_WITHIN_MS = 120_000;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    users: { type: "string", default: "6" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  say(USAGE);
} else {
  process.exitCode = await runUnderFire(Number(values.kills), Number(values.users));
}

/** Returns 0 when the promise was kept, 1 when not. */
async function runUnderFire(kills: number, users: number): Promise<number> {
  const program = await buildBot();
  const stage = await setChaosStage(program, { thinkMs: () => Math.random() * LONGEST_THOUGHT_MS });
  const conversations = Array.from({ length: users }, (_, user) => ({
    from: `whatsapp:+4915100${String(user).padStart(6, "0")}`,
    texts: [] as string[],
  }));
  const cutOff: string[] = [];
  const readyMs: number[] = [];
  let isOver = false;
  try {
    const written = Promise.allSettled(
      conversations.map((conversation, user) =>
        keepWriting(conversation, user, stage, () => isOver),
      ),
    );
    for (let kill = 0; kill < kills; kill += 1) {
      const bot = stage.launch();
      await Bun.sleep(Math.random() * LONGEST_LIFE_MS);
      await bot.kill();
      readyMs.push(bot.readyMs() ?? NaN);
      cutOff.push(...textsCutOff(stage.remains()));
    }
    isOver = true;
    const last = stage.launch();
    await last.ready;
    readyMs.push(last.readyMs() ?? NaN);
    await written;
    const messages = conversations.reduce((sum, { texts }) => sum + texts.length, 0);
    const unsettled = await stage.settled(messages).catch(String);
    const findings = audit({
      conversations,
      sent: stage.twilio.journal.messages,
      asked: stage.asked,
      cutOff,
      stored: stage.stored(),
    });
    const counts = Object.entries(findings).map(([name, found]) => `${found.length} ${name}`);
    const back = readyMs.filter((ms) => !Number.isNaN(ms)).sort((a, b) => a - b);
    const seconds = ((back.at(-1) ?? NaN) / 1_000).toFixed(2);
    say(`${messages} messages, ${kills} kills: ${counts.join(", ")}; ready within ${seconds} s`);
    const isKept =
      unsettled === undefined && Object.values(findings).every((found) => found.length === 0);
    if (!isKept) say(Bun.inspect({ findings, unsettled }));
    return isKept ? 0 : 1;
  } finally {
    await stage.stop();
    program.remove();
  }
}

/** One user, who waits for the answer to the third last message before the next. */
async function keepWriting(
  { from, texts }: { from: string; texts: string[] } & Conversation,
  user: number,
  { twilio, isUp }: ChaosStage,
  isOver: () => boolean,
): Promise<void> {
  await isUp();
  while (!isOver()) {
    const body = textOf(user, texts.length);
    await postUntilAcknowledged(twilio, { from, body }, isUp);
    texts.push(body);
    const waitedFor = texts.at(-AHEAD);
    if (waitedFor === undefined) continue;
    const answer = answerTo(waitedFor).at(-1);
    await twilio.journal.waitForMessage((sent) => sent.body === answer, ANSWERED_WITHIN_MS);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

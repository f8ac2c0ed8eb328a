import { en } from "../../src/text/sentences/en.ts";
import { quickFolder } from "../quick-folder.ts";
import { audit, type Findings } from "./audit.ts";
import type { BotProcess, BotProgram } from "./bot-process.ts";
import { beginLoad, postUntilAcknowledged } from "./load.ts";
import { setUpChaos, textsCutOff } from "./setup.ts";

const POISON = "This ends the process";
const LONGEST_THOUGHT_MS = 60;
/** In the machine's time: two deaths, a young process, the death alone, and the apology. */
const GIVEN_UP_WITHIN_MS = { compressed: 60_000, real: 240_000 };

export interface PoisonRun {
  /** The number of model requests for each deadly message, which is the number of deaths. */
  readonly deaths: readonly number[];
  /** The messages that each of their senders received. */
  readonly replies: readonly (readonly string[])[];
  /** The findings about all other users' messages. */
  readonly findings: Findings;
  readonly innocent: number;
}

/** The one reply that the sender of a message that kills is to read. */
export const APOLOGY = en.somethingBroke;

/**
 * Runs users' messages together with messages that kill every process that asks the model about
 * them; each time it is started again, as a supervisor does.
 */
export async function runWithPoison(
  program: BotProgram,
  { users, poisons }: { readonly users: number; readonly poisons: number },
): Promise<PoisonRun> {
  let bot: BotProcess | null = null;
  const setup = await setUpChaos(program, {
    folder: quickFolder("poison-"),
    thinkMs: () => Math.random() * LONGEST_THOUGHT_MS,
    onAsked: (text) => {
      if (text.includes(POISON)) bot?.send("SIGKILL");
    },
  });
  const cutOff: string[] = [];
  let isOver = false;

  async function supervise(): Promise<void> {
    while (!isOver) {
      bot = setup.launch();
      await bot.exited;
      cutOff.push(...textsCutOff(setup.remains()));
    }
  }

  const senders = Array.from({ length: poisons }, (_, index) => ({
    from: `whatsapp:+4915200${String(index).padStart(6, "0")}`,
    body: `${POISON}, number ${index}`,
  }));
  const { journal } = setup.twilio;
  const repliesTo = ({ from }: { readonly from: string }) =>
    journal.messages
      .filter(({ to }) => to === from)
      .map(({ body }) => body)
      // Comes to a user who waits for long, as where processes start slowly.
      .filter((body) => body !== en.stillWorking);
  const supervised = supervise();
  try {
    const load = beginLoad(setup, users);
    await Promise.all(senders.map((one) => postUntilAcknowledged(setup.twilio, one, setup.isUp)));
    const withinMs = GIVEN_UP_WITHIN_MS[program.isRealTime ? "real" : "compressed"];
    await Promise.all(
      senders.map(({ from }) => journal.waitForMessage(({ to }) => to === from, withinMs)),
    );
    await load.end();
    await setup.settled(load.count() + poisons);
    const isPoison = (text: string) => text.includes(POISON);
    const recipients = new Set(senders.map(({ from }) => from));
    return {
      deaths: senders.map(({ body }) => setup.asked.filter((text) => text === body).length),
      replies: senders.map(repliesTo),
      innocent: load.count(),
      findings: audit({
        conversations: load.conversations,
        sent: journal.messages.filter(({ to }) => !recipients.has(to)),
        asked: setup.asked.filter((text) => !isPoison(text)),
        cutOff,
        stored: setup.stored().filter(({ text }) => !isPoison(text)),
      }),
    };
  } finally {
    isOver = true;
    await setup.stop();
    await supervised;
  }
}

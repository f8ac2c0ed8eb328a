import type { Environment } from "../../src/config.ts";
import type { Model, ModelRequest } from "../../src/core/ports.ts";
import type { TwilioStandInOptions } from "../../src/simulator/twilio-stand-in.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { lastText } from "../turns.ts";
import { waitUntil } from "../wait-for.ts";
import { anAnswer } from "../replies.ts";

type Respond = (request: ModelRequest) => Promise<string> | string;

export interface TwimlSetup {
  readonly bot: TestApp;
  /** Sends a text, Ada's unless told otherwise; resolves with the bot's response. */
  write(body: string, from?: string): ReturnType<TestApp["twilio"]["sendText"]>;
  /** The same for a message whose answer is not there when the response must go. */
  writeInVain(body: string): ReturnType<TestApp["twilio"]["sendText"]>;
  /** Resolves when the model is asked about this text. */
  begun(text: string): Promise<void>;
  /** Resolves when the bot has logged this. */
  logged(event: string): Promise<void>;
  /** Returns how often the bot asked Twilio for its list of messages, or to send one. */
  calls(method: "GET" | "POST"): number;
  /** Every part's text and state, in order. */
  deliveries(): Promise<Record<string, unknown>[]>;
}

/** The bot before a Twilio account on trial, with answers in its responses and this as its model. */
export async function setUpTwiml(
  respond: Respond,
  { settings, twilio }: { settings?: Environment; twilio?: Partial<TwilioStandInOptions> } = {},
): Promise<TwimlSetup> {
  const asked: string[] = [];
  const model: Model = {
    name: "a-model",
    capabilities: { vision: true, files: true },
    respond: async (request) => {
      asked.push(JSON.stringify(request.turns));
      return anAnswer(await respond(request));
    },
  };
  const bot = await startTestApp({
    model: () => model,
    settings: { REPLY_MODE: "twiml", ...settings },
    twilio: { isTrial: true, ...twilio },
  });
  const write = (body: string, from = ADA) => bot.twilio.sendText({ from, body });
  const begun = (text: string) =>
    waitUntil(
      `a call of the model about ${JSON.stringify(text)}`,
      () => asked.some((turns) => turns.includes(text)),
      { found: () => asked },
    );
  return {
    bot,
    write,
    writeInVain: async (body) => {
      const posted = write(body);
      await begun(body);
      await bot.clock.advance(12_000);
      return posted;
    },
    begun,
    logged: (wanted) =>
      waitUntil(
        `${JSON.stringify(wanted)} in the log`,
        () => bot.log.some(({ event }) => event === wanted),
        { found: () => bot.log.map(({ event }) => event) },
      ),
    calls: (method) =>
      bot.twilio.journal.calls.filter(
        (call) => call.method === method && call.path.endsWith("/Messages.json"),
      ).length,
    deliveries: () => bot.rows("SELECT body, state FROM deliveries ORDER BY message_id, part"),
  };
}

/** A model whose answers come when they are told to, by what was asked. */
export function createPatientModel() {
  const answers = new Map<string, PromiseWithResolvers<string>>();
  const of = (text: string) => {
    const answer = answers.get(text) ?? Promise.withResolvers<string>();
    answers.set(text, answer);
    return answer;
  };
  return {
    respond: (request: ModelRequest) => of(lastText(request)).promise,
    answer: (text: string, answer: string) => of(text).resolve(answer),
  };
}

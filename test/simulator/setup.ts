import type { Logger } from "../../src/core/ports.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { createSimulator } from "../../src/simulator/simulator.ts";
import { createTwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";
import type { ModelChoice, ServerAddress } from "../../src/simulator/model-choice.ts";
import type { ModelOffer, SimulatorState } from "../../src/simulator/wire.ts";
import { waitFor } from "../wait-for.ts";

export const ADA = "whatsapp:+4915112345678";
export const BOT = "whatsapp:+14155238886";
export const ACCOUNT_SID = `AC${"0".repeat(32)}`;
/** The headers of a browser on this machine. */
export const LOCAL = { host: "localhost:8000" };
export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export type Setup = ReturnType<typeof createSetup>;

/** The simulator behind the real server, in front of a bot that takes everything and says nothing. */
export function createSetup() {
  let botStatus = 200;
  const twilio = createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: "token",
    number: BOT,
    webhookUrl: "http://localhost:8000/webhook",
    post: async () => new Response("", { status: botStatus }),
  });
  const models = createFakeModels();
  const simulator = createSimulator({
    twilio,
    clock: systemClock,
    people: [{ address: ADA, name: "Ada" }],
    botName: "The bot",
    models,
    createAdminLink: async () => "http://localhost:8000/admin/enter#token",
  });
  const { extension } = simulator;
  const server = createHttpServer({ extension, allowedOrigins: [], log: silent });

  function ask(path: string, init: RequestInit = {}, headers: Record<string, string> = LOCAL) {
    const request = new Request(`http://localhost:8000/simulator${path}`, init);
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
    return server.handle(request);
  }

  function post(path: string, body: unknown, headers: Record<string, string> = LOCAL) {
    const init = { method: "POST", body: JSON.stringify(body) };
    return ask(path, init, { "content-type": "application/json", ...headers });
  }

  /** Does it, and waits until the bot was told. */
  async function told(act: () => Promise<Response>): Promise<Response> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const leave = twilio.journal.subscribe(({ kind }) => kind === "webhook" && resolve());
    const response = await act();
    await waitFor("a webhook of the bot's", promise).finally(leave);
    return response;
  }

  function callTwilio(path: string, form: Record<string, string>): Promise<Response> {
    return fetch(`${twilio.url}${path}`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${ACCOUNT_SID}:token`)}` },
      body: new URLSearchParams(form),
    });
  }

  return {
    twilio,
    models,
    simulator,
    extension,
    ask,
    post,
    told,
    /** From now on the bot answers its webhooks with this status. */
    botAnswers: (status: number) => void (botStatus = status),
    say: (body: string, quotedSid: string | null = null) =>
      told(() => post("/messages", { user: ADA, body, quotedSid, place: null })),
    upload(bytes: number, contentType: string, body = "") {
      const query = new URLSearchParams({ user: ADA, body });
      const init = { method: "POST", body: new Uint8Array(bytes) };
      return ask(`/media?${query.toString()}`, init, { ...LOCAL, "content-type": contentType });
    },
    botSends: (body: string) =>
      callTwilio(`/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`, {
        To: ADA,
        From: BOT,
        Body: body,
        StatusCallback: "http://localhost:8000/webhook/status?o=n1",
      }),
    botTypes: (messageId: string) =>
      callTwilio("/v2/Indicators/Typing.json", { channel: "whatsapp", messageId }),
    /** Returns the first event for a new page. */
    async state(): Promise<SimulatorState> {
      const response = await ask("/events");
      const reader = response.body?.getReader();
      const first = await reader?.read();
      await reader?.cancel();
      return JSON.parse(new TextDecoder().decode(first?.value).split("data: ")[1] ?? "");
    },
    async stop() {
      simulator.close();
      await twilio.stop();
    },
  };
}

/** A choice between a script and the server `good`, which needs the key `k`. */
function createFakeModels() {
  const offers: ModelOffer[] = [
    { id: "script", name: "offline", kind: "script", server: null },
    { id: "local", name: "llama", kind: "ollama", server: "127.0.0.1:11434" },
  ];
  const connected: ServerAddress[] = [];
  const listeners = new Set<() => void>();
  let name = "offline";
  function choose(chosen: string): void {
    name = chosen;
    for (const listener of listeners) listener();
  }
  const choice: ModelChoice = {
    state: () => ({
      id: name,
      name,
      kind: name === "offline" ? "script" : "server",
      server: name === "offline" ? null : "good",
      problem: null,
      offers,
    }),
    look: async () => {},
    take: (id) => {
      const offer = offers.find((one) => one.id === id);
      if (offer) choose(offer.name);
      return offer !== undefined;
    },
    connect: async (server) => {
      connected.push(server);
      if (server.url !== "http://good") return "Nothing answered.";
      choose(server.name ?? "first");
      return null;
    },
    subscribe: (listener) => void listeners.add(listener),
  };
  return { ...choice, connected };
}

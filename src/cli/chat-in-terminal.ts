import { basename } from "node:path";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { styleText } from "node:util";
import type { RunningApp } from "../app/running-app.ts";
import { nameOfKind } from "../core/describe-part.ts";
import type { TwilioStandIn } from "../simulator/twilio-stand-in.ts";
import { explainFault, refusalCode } from "../simulator/exchange.ts";
import type { CallEntry, OutboundEntry, StandInEvent } from "../simulator/twilio/journal.ts";
import type { User } from "../simulator/wire.ts";

export interface TerminalChat {
  readonly twilio: TwilioStandIn;
  readonly user: User;
  readonly app: Pick<RunningApp, "settled">;
  /** Writes whole lines to the terminal without waiting for it. */
  readonly print: (lines: string) => void;
  readonly wrapLines: (around: (line: string) => string) => void;
}

const CLEAR_LINE = "\r\u001B[K";
const HINT = "Write a message; /photo PATH or /file PATH attaches a file, /quit ends.";

/**
 * Runs one user's chat on the terminal, over the same signed webhooks as every other. Ends with
 * /quit, Ctrl-C or the end of the input; piped lines are sent one by one, each after the previous
 * answer.
 */
export async function chatInTerminal(chat: TerminalChat): Promise<void> {
  const { twilio, user, app, print: write } = chat;
  const { stdin: input } = process;
  const isTerminal = input.isTTY && process.stdout.isTTY;
  const output = isTerminal ? screen(write) : undefined;
  const reader = createInterface({ input, ...(output && { output }), prompt: "› " });

  function print(text: string): void {
    write(isTerminal ? `${CLEAR_LINE}${text}\n` : `${text}\n`);
    if (isTerminal) reader.prompt(true);
  }

  const leave = twilio.journal.subscribe((event) => {
    const text = isAbout(event, user, twilio) ? tell(event, twilio) : null;
    if (text !== null) print(text);
    if (event.kind === "outbound" && event.message.to === user.address) {
      void twilio.reportStatus(event.message.sid, "read");
    }
  });
  reader.on("SIGINT", () => reader.close());
  if (isTerminal) {
    chat.wrapLines((line) => {
      setImmediate(() => reader.prompt(true));
      return `${CLEAR_LINE}${line}`;
    });
  }
  if (isTerminal) print(dim(HINT));
  try {
    for await (const line of reader) {
      if (line.trim() === "/quit") break;
      if (!isTerminal && line !== "") print(`${user.name}: ${line}`);
      await say(line, chat, print);
      if (isTerminal) reader.prompt();
      else await app.settled();
    }
  } finally {
    chat.wrapLines((line) => line);
    leave();
    reader.close();
  }
}

/**
 * Creates an output for readline that uses `write`: process.stdout blocks on a stopped terminal.
 */
function screen(write: (text: string) => void): Writable {
  const output = new Writable({
    decodeStrings: false,
    write: (text, _, done) => {
      write(String(text));
      done();
    },
  });
  return Object.defineProperties(output, {
    isTTY: { value: true },
    columns: { get: () => process.stdout.columns },
  });
}

async function say(
  line: string,
  { twilio, user }: TerminalChat,
  print: (text: string) => void,
): Promise<void> {
  const from = { from: user.address, profileName: user.name };
  const [, command, path] = /^\/(photo|file) (.+)$/.exec(line.trim()) ?? [];
  if (path === undefined) {
    if (line.trim() !== "") await twilio.sendText({ ...from, body: line });
    return;
  }
  const file = Bun.file(path);
  if (!(await file.exists())) {
    print(`There is no file ${path}`);
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const body = command === "file" ? basename(path) : "";
  await twilio.sendMedia({ ...from, body, bytes, contentType: file.type });
}

function isAbout(event: StandInEvent, { address }: User, { journal }: TwilioStandIn): boolean {
  switch (event.kind) {
    case "outbound":
    case "status":
      return event.message.to === address;
    case "webhook":
      return event.webhook.params["From"] === address;
    case "typing":
      return journal.inbound.some(
        ({ sid, from }) => sid === event.typing.messageSid && from === address,
      );
    case "call":
      return event.call.params["To"] === address;
    case "inbound":
    case "faults":
      return false;
  }
}

/** Returns the text that a phone would show for an event; null if it would show none. */
function tell(event: StandInEvent, { journal }: TwilioStandIn): string | null {
  switch (event.kind) {
    case "outbound":
      return `Bot: ${describeMessage(event.message)}`;
    case "typing":
      return dim("✓✓ read, and the bot is typing…");
    case "webhook": {
      const { sid, status } = event.webhook;
      if (status === null) return "✗ the bot did not answer";
      if (status >= 300) return `✗ the bot answered ${status}`;
      // The bot may have begun to type before it acknowledged the message.
      const isRead = journal.typing.some(({ messageSid }) => messageSid === sid);
      return isRead ? null : dim("✓✓ delivered");
    }
    case "status": {
      const { status, errorCode } = event.message;
      return errorCode === null ? null : explained(`✗ ${status}, ${errorCode}`, String(errorCode));
    }
    case "call":
      return tellFailedSend(event.call);
    case "inbound":
    case "faults":
      return null;
  }
}

/** Returns a message as its user reads it, with its buttons in a line below. */
function describeMessage({ body, attached, buttons }: OutboundEntry): string {
  const files = attached.map(({ contentType }) => `[${nameOfKind(contentType)}]`);
  // What stands for an empty line in a template.
  const text = body.replaceAll(/^\u2060$/gm, "");
  const titles = buttons.map(({ title }) => `[${title}]`).join(" ");
  return [[...files, text].filter(Boolean).join(" "), titles].filter(Boolean).join("\n");
}

/** Explains a failed call to a user who tries failures; null if the call succeeded. */
function tellFailedSend(call: CallEntry): string | null {
  const { fault, status } = call;
  const code = fault ?? refusalCode(call);
  if (code === null) return null;
  const isForGood = status !== null && status >= 400 && status < 500 && status !== 429;
  return isForGood ? explained(`✗ not sent, ${code}`, code) : dim(explained(`… ${code}`, code));
}

function explained(what: string, code: string): string {
  const explanation = explainFault(code);
  return explanation === null ? what : `${what}: ${explanation}`;
}

function dim(text: string): string {
  return styleText("dim", text);
}

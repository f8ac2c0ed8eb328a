import { TransientError } from "../core/errors.ts";
import type { Clock, ContentPart, Model, ModelRequest } from "../core/ports.ts";
import { describePicture } from "./describe-picture.ts";

const CHARACTERS = new Intl.Segmenter("en", { granularity: "grapheme" });
const SHOWN_LENGTH = 300;

/**
 * A model that needs neither key nor network, for trying everything else. It says that it is none,
 * and shows what it was given and what a real model would have been asked; a message with the
 * word "long" is answered in more than 3,500 characters.
 */
export function createOfflineModel(deps: {
  readonly clock: Clock;
  /** How long it seems to think, so that people see the bot typing; not at all by default. */
  readonly thinkingMs?: number;
}): Model {
  const name = "offline";
  const { clock, thinkingMs = 0 } = deps;
  return {
    name,
    capabilities: { vision: true, files: true },
    respond: async (request) => {
      if (thinkingMs > 0) await pause(thinkingMs, request.signal, clock);
      if (request.signal.aborted) {
        throw new TransientError("The offline model: called off", { code: "aborted" });
      }
      const report = await toReport(request, clock.now());
      const text = /\blong/i.test(lastWords(request)) ? `${report}\n\n${TOUR}` : report;
      const usage = { kind: "model", provider: name, model: name, tokens: null } as const;
      return { kind: "answer", text, outcome: "complete", usage };
    },
  };
}

function pause(ms: number, signal: AbortSignal, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    signal.addEventListener("abort", () => {
      cancel();
      resolve();
    });
  });
}

async function toReport(request: ModelRequest, now: number): Promise<string> {
  const { instructions, turns } = request;
  const time = new Date(now).toISOString().slice(11, 16);
  const history = counted(Math.max(0, turns.length - 1), "earlier message");
  const [firstLine = ""] = instructions.trim().split("\n", 1);
  const received = await Promise.all((turns.at(-1)?.content ?? []).map(describePart));
  return [
    "**This is the offline model.** It needs no key and no network, and nobody has thought about your message. Everything around the thinking is real.",
    `**What came in** (${time} UTC)\n${received.join("\n") || "> (no text)"}\n- with ${history} of this chat as history`,
    `**What a real model would have been asked**\n- ${counted(turns.length, "turn")}, the last one yours\n- under the instructions "${shortened(firstLine, 200)}"`,
    'Write something with the word "long" in it to see how a long answer is split.',
  ].join("\n\n");
}

async function describePart(part: ContentPart): Promise<string> {
  switch (part.kind) {
    case "text":
      return quoted(part.text.trim());
    case "image":
      return `- a picture: ${await describePicture(part.bytes)}`;
    case "file":
      return `- a file: ${part.name}, ${Math.ceil(part.bytes.byteLength / 1024)} KB of ${part.contentType}`;
  }
}

/** What the user says themselves, not in what they sent: the bot sets that off, and its own notes. */
function lastWords({ turns }: ModelRequest): string {
  const texts = turns.at(-1)?.content.map((part) => (part.kind === "text" ? part.text.trim() : ""));
  return texts?.filter((text) => !/^(?:<material|\()/.test(text)).join("\n") ?? "";
}

function quoted(text: string): string {
  if (text === "") return "> (no text)";
  return shortened(text, SHOWN_LENGTH).replaceAll(/^/gm, "> ");
}

// Never within what people see as one character.
function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, CHARACTERS.segment(text).containing(maxLength)?.index).trimEnd()}…`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const TOUR = `**The long answer: the way your message took**

**1. It was signed.** Twilio calls a webhook for every WhatsApp message and signs each call with a secret that only it and this server know. The signature covers the public address and every field. Here a stand-in on your own machine signed the call in the very same way, and had a single letter been changed on the way, the server would have answered 403 and written nothing down.

**2. It was weighed.** Before anything is stored the server asks three questions. Has this message come before? Is the sender on the list of people who may write, if there is such a list? Has the sender written more than the limit allows in the last minute? A stranger or a hurried writer gets one kind sentence, and their words never reach a model, not even later as history.

**3. It was written down.** The message and its place in the queue went into the database in one transaction, and only when that was safely on the disk did Twilio hear "thank you". This order matters: Twilio does not call again after a failure, so a message that was acknowledged but not stored would be gone for good. Pull the plug after that moment and you are still answered.

**4. It stood in its own line.** Each person has a lane. Your messages are answered one after the other, in the order in which you sent them, while other people's lanes move at the same time. If one message fails again and again, it is given up with an apology, and the ones behind it go on. A worker holds a lane only on a short lease, so a crash frees it by itself.

**5. It was asked about.** The instructions, a few earlier messages of this chat and your new one make up one question to the model. A real model has sixty seconds. When it is busy, answers with an error or hangs up in the middle of a sentence, the server asks again a little later, and waits longer each time. An answer that was cut short is never passed off as a whole one, and when there is no answer to be had you are told so in plain words.

**6. It was cut into parts.** WhatsApp messages through Twilio hold 1,600 characters, and this answer is longer than that, so you see it in several messages. A cut falls at the end of a paragraph if it can, else at the end of a line, a sentence or a word. It never falls inside an emoji such as 👩‍👩‍👧‍👦, nor inside an address such as https://www.twilio.com/docs/whatsapp/api. There are no counters such as "2 of 3", because people do not write like that.

**7. It was sent, part by part.** All parts were stored before the first one left, so a failed send never asks the model twice. Right before each part is sent, the server notes that it is about to. If it dies at that very moment, it looks through Twilio's own list of sent messages when it comes back, and sends the part again only if it is not there. That is how you get every part, in order, and once.

**8. It is followed.** Twilio reports when a part was delivered and when you have read it, sometimes in the wrong order. The server keeps the furthest report for every part, so whoever runs it can see what became of each answer without reading any of them.

_That was the long answer. A real model would have written something that has to do with your question._`;

import type { ContentPart, ModelRequest, ModelTurn } from "../../core/ports.ts";

/** The kinds of content that are part of the text itself. */
type Written = "document" | "voice note" | "place" | "contact" | "forwarded" | "quote";

/** An attachment or quote that came with a message, or is shown again beside it. */
export type Item =
  | { readonly kind: "picture"; readonly bytes: Uint8Array }
  | { readonly kind: "scan"; readonly name: string }
  | {
      [K in Written]: { readonly kind: K; readonly name: string | null; readonly text: string };
    }[Written];

/** A user's turn without the text that the bot added for a model. */
export interface ReadTurn {
  /** The user's own words. */
  readonly words: string;
  readonly items: readonly Item[];
  /** From earlier in the chat, oldest first. */
  readonly recalled: readonly Item[];
}

const RECALLED = "(From earlier in this chat";
const SENT = /\n\n\(Sent on [^\n]*\)$/;
const WRAPPED = /<material kind="([^"]*)"([^>]*)>\n([\s\S]*?)\n<\/material>/g;
/** The kind of attachment that a label stands for. */
const LABEL = /^\[[^\]\n]*\] ?/;
const KINDS: Readonly<Record<string, Written>> = {
  document: "document",
  "voice note": "voice note",
  location: "place",
  contact: "contact",
  "forwarded message": "forwarded",
  "quoted message": "quote",
};

/** Reads the user's turns of a request, oldest first. */
export function readUserTurns({ turns }: ModelRequest): ReadTurn[] {
  return turns.filter(({ role }) => role === "user").map(readTurn);
}

function readTurn({ content }: ModelTurn): ReadTurn {
  const words: string[] = [];
  const items: Item[] = [];
  const recalled: Item[] = [];
  let found = items;
  for (const part of content) {
    if (part.kind === "text" && part.text.startsWith(RECALLED)) {
      found = recalled;
      continue;
    }
    const read = readPart(part);
    found.push(...read.items);
    if (read.words !== "") words.push(read.words);
  }
  return { words: words.join("\n"), items, recalled };
}

function readPart(part: ContentPart): { words: string; items: Item[] } {
  switch (part.kind) {
    case "image":
      return { words: "", items: [{ kind: "picture", bytes: part.bytes }] };
    case "file":
      return { words: "", items: [{ kind: "scan", name: part.name }] };
    case "text":
      return readText(part.text);
  }
}

function readText(text: string): { words: string; items: Item[] } {
  const isMessage = SENT.test(text);
  const items = [...text.matchAll(WRAPPED)].flatMap(([, kind = "", facts = "", inner = ""]) =>
    readWrapped(kind, facts, inner),
  );
  const rest = text.replace(SENT, "").replaceAll(WRAPPED, "").trim().replace(LABEL, "");
  // A note of the bot's for the model is in round brackets, without a time.
  const isNote = !isMessage && /^\([^]*\)$/.test(rest);
  return { words: isNote ? "" : rest, items };
}

function readWrapped(kind: string, facts: string, text: string): Item[] {
  const known = KINDS[kind];
  // Without this fact it is the message that the document came with, which contains its name.
  const isName = known === "document" && !facts.includes(" shown=");
  if (known === undefined || isName) return [];
  return [{ kind: known, name: / name="([^"]*)"/.exec(facts)?.[1] ?? null, text }];
}

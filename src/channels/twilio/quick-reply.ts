import { areShowable, type ChoiceTemplate, markedId } from "../../core/choices.ts";
import { PermanentError } from "../../core/errors.ts";
import type { OutboundPart } from "../../core/ports.ts";
import { type CallDeps, callTwilio } from "./call-twilio.ts";
import { asReadError } from "../failed-call.ts";
import { sendableText } from "../sendable-text.ts";

/** WhatsApp's limit for a message without approval. */
export const MAX_BUTTONS = 3;
/** Each number of lines is a template of its own; a longer text has no buttons. */
const MAX_LINES = 24;
/** Stands for an empty line, since a variable must have a value; invisible, and no white space. */
const EMPTY_LINE = "\u2060";
const CREATE_DEADLINE_MS = 3_000;

export interface QuickReply {
  readonly shape: { readonly lines: number; readonly buttons: number };
  /** By their numbers: the lines, then the titles, then the ids. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Returns a part as a quick reply; null if it must be sent as text. Twilio refuses a variable that
 * is empty or has line breaks, tabs or more than four spaces in a row (21656), so each line is a
 * variable of its own.
 */
export function quickReplyOf(content: OutboundPart["content"]): QuickReply | null {
  if (content.kind !== "choices") return null;
  const { choices } = content;
  const text = sendableText(content.text).replaceAll(/\r\n?/g, "\n");
  if (!areShowable(text, choices, MAX_BUTTONS)) return null;
  const lines = text.split("\n").map((line) => (line.trim() === "" ? EMPTY_LINE : line));
  const values = [...lines, ...choices.map(({ title }) => title), ...choices.map(markedId)];
  // Two braces could be read as a variable of the template's.
  const isRefused = values.some((value) => /[\t\v\f\u0085\u2028\u2029]|\s{5}|\{\{/.test(value));
  if (isRefused || lines.length > MAX_LINES) return null;
  return {
    shape: { lines: lines.length, buttons: choices.length },
    variables: Object.fromEntries(values.map((value, index) => [String(index + 1), value])),
  };
}

interface CreateDeps extends CallDeps {
  readonly apiBaseUrl: string | null;
}

/** Returns the template that a part needs; null if it is sent as text. SIDs belong to one account. */
export function quickReplyTemplate(
  { content }: OutboundPart,
  deps: CreateDeps,
): ChoiceTemplate | null {
  const reply = quickReplyOf(content);
  if (reply === null) return null;
  const { lines, buttons } = reply.shape;
  return {
    key: `twilio:${deps.accountSid}:quick-reply:${lines}x${buttons}`,
    create: () => createQuickReply(reply.shape, deps),
  };
}

/** Creates the template for a shape, and returns its SID. */
async function createQuickReply(
  { lines, buttons }: QuickReply["shape"],
  deps: CreateDeps,
): Promise<string> {
  const variable = (number: number) => `{{${number}}}`;
  const numbers = Array.from({ length: lines + 2 * buttons }, (_, index) => index + 1);
  const [titles, ids] = [numbers.slice(lines, lines + buttons), numbers.slice(lines + buttons)];
  const json = {
    friendly_name: `bot_quick_reply_${lines}_${buttons}`,
    language: "en",
    // Samples, which every variable must have.
    variables: Object.fromEntries(numbers.map((number) => [number, `${number}`])),
    types: {
      "twilio/quick-reply": {
        body: numbers.slice(0, lines).map(variable).join("\n"),
        actions: titles.map((title, index) => ({
          type: "QUICK_REPLY",
          title: variable(title),
          id: variable(ids[index] ?? 0),
        })),
      },
    },
  };
  const url = `${deps.apiBaseUrl ?? "https://content.twilio.com"}/v1/Content`;
  const call = { method: "POST", url, json, deadlineMs: CREATE_DEADLINE_MS } as const;
  // A template that was created unnoticed does no harm.
  const { body } = await callTwilio(call, deps).catch((error: unknown) => {
    throw asReadError(error);
  });
  const { sid } = body;
  if (typeof sid !== "string") throw new PermanentError("Twilio's answer names no template");
  return sid;
}

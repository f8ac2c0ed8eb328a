import type { MessageContext } from "../../core/message.ts";

type Params = Readonly<Record<string, string>>;
type Facts = Readonly<Record<string, string>>;

/** The fields of one form: more are not a form that a user filled in. */
const MAX_FIELDS = 60;
/** In UTF-16 units. */
const MAX_VALUE = 2_000;
/** Links a form's answers to its request, and may be a secret. */
const TOKEN = /(^|\.)flow_token$/;

/**
 * Reads the facts beside a message's text: the ad that led to it, a form's answers, a choice from a
 * list.
 */
export function readContext(params: Params): MessageContext[] {
  return [readAd(params), readForm(params), readChoice(params)].filter(
    (context): context is MessageContext => context !== null,
  );
}

function readAd(params: Params): MessageContext | null {
  const facts = present({
    headline: params["ReferralHeadline"],
    text: params["ReferralBody"],
    source: params["ReferralSourceType"],
    address: params["ReferralSourceUrl"],
    id: params["ReferralSourceId"],
    media: params["ReferralMediaContentType"],
  });
  return Object.keys(facts).length === 0 ? null : { kind: "ad", facts };
}

function readForm({ InteractiveData, FlowData }: Params): MessageContext | null {
  const fields = [InteractiveData, FlowData].flatMap((data) => (data ? flatten(data, "") : []));
  const facts = Object.fromEntries(
    fields.filter(([name]) => !TOKEN.test(name)).slice(0, MAX_FIELDS),
  );
  return Object.keys(facts).length === 0 ? null : { kind: "form", facts: present(facts) };
}

/** Returns the fields of a value that may be JSON, or contain JSON as text, by their paths. */
function flatten(value: unknown, path: string): [name: string, value: string][] {
  const read = typeof value === "string" ? (parseJson(value) ?? value) : value;
  if (typeof read !== "object" || read === null) return [[path || "data", String(read)]];
  const entries: [string, unknown][] = Object.entries(read);
  return entries
    .slice(0, MAX_FIELDS)
    .flatMap(([name, inner]) => flatten(inner, path === "" ? name : `${path}.${name}`));
}

/** Returns null if the text is not a JSON object or list. */
function parseJson(text: string): object | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" ? parsed : null;
  } catch {
    return null;
  }
}

function readChoice(params: Params): MessageContext | null {
  const text = textOf(params).trim();
  const facts = present({
    title: params["ListTitle"],
    description: params["ListDescription"],
    id: params["ListId"],
    payload: params["ButtonPayload"],
  });
  const isMore = Object.values(facts).some((fact) => !isContained(text, fact));
  return isMore ? { kind: "choice", facts } : null;
}

/** Returns whether a fact adds nothing to the text. */
function isContained(text: string, fact: string): boolean {
  return text.toLowerCase().includes(fact.toLowerCase());
}

/** Returns the user's text, or the label of the chosen button or list entry. */
export function textOf({ ButtonText, Body, ListTitle }: Params): string {
  return ButtonText || Body || ListTitle || "";
}

function present(facts: Readonly<Record<string, string | undefined>>): Facts {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => {
      const trimmed = value?.trim() ?? "";
      return trimmed === "" ? [] : [[name, trimmed.slice(0, MAX_VALUE).toWellFormed()]];
    }),
  );
}

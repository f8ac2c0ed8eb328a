import type { MessageContext } from "../core/message.ts";
import { parseJson } from "../core/json.ts";

type Facts = MessageContext["facts"];

/** The fields of one form: more are not a form that a user filled in. */
const MAX_FIELDS = 60;
/** In UTF-16 units. */
const MAX_VALUE = 2_000;
/** A form has no more levels; a hostile one could have thousands. */
const MAX_DEPTH = 10;
/** Links a form's answers to its request, and may be a secret. */
const TOKEN = /(^|\.)flow_token$/;

/** Returns facts without those that are missing or blank; values are cut. */
export function presentFacts(facts: Readonly<Record<string, string | null | undefined>>): Facts {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => {
      const trimmed = value?.trim() ?? "";
      return trimmed === "" ? [] : [[name, trimmed.slice(0, MAX_VALUE).toWellFormed()]];
    }),
  );
}

/** Returns a form's answers, of which each may be JSON or contain JSON as text; null if there are none. */
export function readForm(answers: readonly string[]): MessageContext | null {
  const fields = answers.flatMap((data) => flatten(data, "", 0));
  const facts = Object.fromEntries(
    fields.filter(([name]) => !TOKEN.test(name)).slice(0, MAX_FIELDS),
  );
  return Object.keys(facts).length === 0 ? null : { kind: "form", facts: presentFacts(facts) };
}

/** Returns the fields of a value by their paths. */
function flatten(value: unknown, path: string, depth: number): [name: string, value: string][] {
  if (depth > MAX_DEPTH) return [];
  const read = typeof value === "string" ? (parseFields(value) ?? value) : value;
  if (typeof read !== "object" || read === null) return [[path || "data", String(read)]];
  const entries: [string, unknown][] = Object.entries(read);
  return entries
    .slice(0, MAX_FIELDS)
    .flatMap(([name, inner]) => flatten(inner, path === "" ? name : `${path}.${name}`, depth + 1));
}

/** Returns null if the text is not a JSON object or list. */
function parseFields(text: string): object | null {
  const parsed = /^\s*[[{]/.test(text) ? parseJson(text) : null;
  return typeof parsed === "object" ? parsed : null;
}

/** Returns a choice that the user made, unless it adds nothing to the text. */
export function readChoice(
  text: string,
  chosen: Readonly<Record<string, string | null | undefined>>,
): MessageContext | null {
  const facts = presentFacts(chosen);
  const said = text.trim().toLowerCase();
  const isMore = Object.values(facts).some((fact) => !said.includes(fact.toLowerCase()));
  return isMore ? { kind: "choice", facts } : null;
}

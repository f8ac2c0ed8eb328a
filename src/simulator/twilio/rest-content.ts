import { restError } from "./rest-error.ts";
import { createSid } from "./sid.ts";

/** A button as its user sees it, and what comes back with a tap. */
export interface Button {
  readonly title: string;
  readonly id: string;
}

export interface Rendered {
  readonly body: string;
  readonly buttons: readonly Button[];
}

interface Content {
  readonly body: string;
  readonly actions: readonly Button[];
}

const MAX_QUICK_REPLY_LENGTH = 1_024;
const MAX_BUTTONS = 10;
const MAX_TITLE_LENGTH = 20;
/** Without approval. */
const MAX_BUTTONS_IN_SESSION = 3;
const VARIABLE = /\{\{(\w+)\}\}/g;
const INVALID_VARIABLES = 21656;

/** Creates the Content resource of Twilio's REST API, with quick replies only. */
export function createRestContent({
  accountSid,
  random,
}: {
  readonly accountSid: string;
  readonly random: () => number;
}) {
  const contents = new Map<string, Content>();

  return {
    /** The SIDs of the templates that exist. */
    sids: (): readonly string[] => [...contents.keys()],

    create(body: string): Response {
      const content = readQuickReply(body);
      if (content === null) return restError(400, 20001, "Invalid Content");
      const sid = createSid("HX", random);
      contents.set(sid, content);
      return Response.json(
        {
          sid,
          account_sid: accountSid,
          url: `https://content.twilio.com/v1/Content/${sid}`,
          types: { "twilio/quick-reply": content },
        },
        { status: 201 },
      );
    },

    remove(sid: string): void {
      contents.delete(sid);
    },

    /** Returns what a user sees; null if there is no such template, or Twilio's code. */
    render(sid: string, written: string | null): Rendered | number | null {
      const content = contents.get(sid);
      if (content === undefined) return null;
      const variables = readVariables(written);
      if (variables === null) return INVALID_VARIABLES;
      const fill = (text: string) =>
        text.replaceAll(VARIABLE, (_, name: string) => variables[name] ?? name);
      const body = fill(content.body);
      const buttons = content.actions.map(({ title, id }) => ({
        title: fill(title),
        id: fill(id),
      }));
      const titles = new Set(buttons.map(({ title }) => title));
      const isShown =
        body.length <= MAX_QUICK_REPLY_LENGTH &&
        buttons.length <= MAX_BUTTONS_IN_SESSION &&
        titles.size === buttons.length &&
        buttons.every(({ title }) => title.length <= MAX_TITLE_LENGTH);
      return isShown ? { body, buttons } : 21658;
    },
  };
}

function readQuickReply(body: string): Content | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked below.
  const { types } = JSON.parse(body) as {
    types?: { "twilio/quick-reply"?: { body?: unknown; actions?: readonly Partial<Button>[] } };
  };
  const { body: text, actions = [] } = types?.["twilio/quick-reply"] ?? {};
  if (typeof text !== "string" || actions.length === 0 || actions.length > MAX_BUTTONS) return null;
  return { body: text, actions: actions.map(({ title = "", id = "" }) => ({ title, id })) };
}

/** Returns the variables of a message; null for values that Twilio refuses. */
function readVariables(written: string | null): Readonly<Record<string, string>> | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked below.
  const variables = JSON.parse(written ?? "{}") as Record<string, unknown>;
  const entries = Object.entries(variables);
  const isAccepted = (value: unknown): value is string =>
    typeof value === "string" && value.trim() !== "" && !/[\r\n\t]| {5}/.test(value);
  return entries.every((entry): entry is [string, string] => isAccepted(entry[1]))
    ? Object.fromEntries(entries)
    : null;
}

import type { Clock, Logger } from "../../core/ports.ts";
import { spellingsOf } from "../../core/user-address.ts";
import type { InboundHandlers, Received } from "../channel.ts";
import { createSignatureDiagnosis } from "./diagnose-signature.ts";
import { type InboundFault, parseInbound } from "./parse-inbound.ts";
import { parseStatus } from "./parse-status.ts";
import {
  isSignedByTwilio,
  readSignedForm,
  type SignatureDeps,
  type SignedForm,
} from "./read-signed-form.ts";
import { writeTwiml } from "./write-twiml.ts";

export interface WebhookDeps extends InboundHandlers {
  readonly authToken: string;
  readonly accountSid: string;
  /** Our own address, to which a message must be sent. */
  readonly address: string;
  /** The URL that Twilio calls, up to `/webhook`, without a trailing slash. */
  readonly publicUrl: string;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface Webhook {
  message(request: Request): Promise<Response>;
  status(request: Request): Promise<Response>;
  /** Answers a GET of `/webhook`. */
  explain(request: Request): Response;
}

const CHOICE_PARAMETER = /^(?:Button|List|Interactive|Flow|Reply)/;

type Deps = WebhookDeps & SignatureDeps;
type Fault = InboundFault | Extract<SignedForm, { fault: unknown }>["fault"];
/** A message to a number that is not ours: not an error of the request. */
interface NotOurs {
  readonly outcome: "foreign-number";
  readonly reply?: never;
}
type WebhookResult = (Received | NotOurs)["outcome"] | Fault;

const refusals: Readonly<Record<Fault | "busy", readonly [number, string]>> = {
  "wrong-type": [415, "Send the parameters as application/x-www-form-urlencoded."],
  "too-large": [413, "The body is larger than 64 KiB."],
  forged: [403, "The signature does not match."],
  "foreign-account": [403, "The message belongs to another account."],
  "missing-parameter": [400, "A required parameter is missing."],
  "malformed-parameter": [400, "A required parameter is malformed."],
  "doubled-parameter": [400, "A parameter is given twice."],
  busy: [503, "Too many messages are waiting. Try again soon."],
};

const HOW_TO_CONFIGURE =
  "This is the webhook for WhatsApp messages from Twilio. " +
  "In Twilio's console, enter this address under “When a message comes in”, with the method POST.\n";
const WRONG_METHOD =
  "Twilio calls this webhook with GET. In Twilio's console, set the method to POST.\n";

/** Creates the handlers of Twilio's routes: they accept nothing without Twilio's signature. */
export function createWebhook(given: WebhookDeps): Webhook {
  const deps: Deps = { ...given, refused: createSignatureDiagnosis(given) };
  return {
    message: async (request) => answerMessage(await timed(request, deps), deps),
    status: async (request) => answerStatus(await recordStatus(request, deps)),
    explain: (request) => explain(request, deps),
  };
}

async function timed(request: Request, deps: Deps): Promise<Received | NotOurs | Fault> {
  const startedAt = deps.clock.now();
  let result: WebhookResult | "failed" = "failed";
  try {
    const taken = await takeMessage(request, startedAt, deps);
    result = typeof taken === "string" ? taken : taken.outcome;
    return taken;
  } finally {
    deps.onResult(result, deps.clock.now() - startedAt);
  }
}

async function takeMessage(
  request: Request,
  arrivedAt: number,
  deps: Deps,
): Promise<Received | NotOurs | Fault> {
  const form = await readSignedForm(request, deps);
  if ("fault" in form) return form.fault;
  const parsed = parseInbound(form.params, deps.accountSid);
  if ("fault" in parsed) {
    // An empty form is doctor's, which tries the signature with it.
    const isProbe = Object.keys(form.params).length === 0;
    deps.log[isProbe ? "debug" : "warn"]("signed webhook refused", { why: parsed.fault });
    return parsed.fault;
  }
  if (!isToUs(form.params, deps)) {
    deps.log.warn("message to another number refused", {
      sid: parsed.message.sid,
      hint: "only messages to TWILIO_WHATSAPP_NUMBER are answered: set it to the number that users write to, or give the other number another webhook in Twilio's console",
    });
    return { outcome: "foreign-number" };
  }
  if (parsed.message.type === "button") {
    // Twilio does not document all of them.
    const parameters = Object.keys(form.params).filter((name) => CHOICE_PARAMETER.test(name));
    deps.log.debug("choice of another template", { sid: parsed.message.sid, parameters });
  }
  return deps.receive(parsed.message, { arrivedAt, signal: request.signal });
}

/**
 * Returns whether a message is to our number, even if Twilio shows it in another spelling than the
 * setting's.
 */
function isToUs({ To: to }: Readonly<Record<string, string>>, { address }: WebhookDeps): boolean {
  return to !== undefined && spellingsOf(address).includes(to);
}

/** Returns null if the report was accepted. */
async function recordStatus(request: Request, deps: Deps): Promise<Fault | null> {
  const form = await readSignedForm(request, deps);
  if ("fault" in form) return form.fault;
  const parsed = parseStatus(form.params, new URL(request.url).searchParams, deps.accountSid);
  if ("fault" in parsed) return parsed.fault;
  if (parsed.report) await deps.recordStatus(parsed.report);
  return null;
}

function explain(request: Request, deps: Deps): Response {
  const isFromTwilio =
    request.headers.has("x-twilio-signature") && isSignedByTwilio(request, {}, deps);
  if (isFromTwilio) deps.log.warn("webhook called with GET, set POST in Twilio");
  return new Response(isFromTwilio ? WRONG_METHOD : HOW_TO_CONFIGURE, {
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

function answerMessage(taken: Received | NotOurs | Fault, { publicUrl }: WebhookDeps): Response {
  if (typeof taken === "string") return refuse(taken);
  if (taken.outcome === "busy") return refuse("busy");
  // Any other body would be sent to the user as a message. A message to another number gets it too:
  // with any other status Twilio would call its fallback address, or this one again, without success.
  return new Response(writeTwiml(taken.reply ?? [], publicUrl), {
    headers: { "content-type": "text/xml" },
  });
}

function answerStatus(fault: Fault | null): Response {
  return fault === null ? new Response(null, { status: 204 }) : refuse(fault);
}

function refuse(why: Fault | "busy"): Response {
  const [status, error] = refusals[why];
  return Response.json(
    { error },
    { status, ...(why === "busy" && { headers: { "retry-after": "5" } }) },
  );
}

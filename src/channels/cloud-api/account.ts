import { asReadError } from "../failed-call.ts";
import { type Fields, fieldsOf, listOf, wordsIn } from "../whatsapp-json/read-json.ts";
import { callGraph, type GraphCall, type GraphDeps } from "./call-graph.ts";

/** A number as Meta describes it. */
export interface NumberFacts {
  /** The number in the usual spelling; empty if Meta did not say. */
  readonly displayNumber: string;
  readonly name: string;
  /** GREEN, YELLOW, RED or empty. */
  readonly quality: string;
  /** AVAILABLE, LIMITED, BLOCKED or empty. */
  readonly canSend: string;
  /** The id of its WhatsApp Business account; null if Meta did not say. */
  readonly accountId: string | null;
  /** The codes and descriptions of what limits it. */
  readonly problems: readonly { readonly code: string; readonly text: string }[];
}

/** A token as Meta describes it. */
export interface TokenFacts {
  readonly isValid: boolean;
  /** The time at which it expires; null if it is permanent or Meta did not say. */
  readonly expiresAt: number | null;
  readonly scopes: readonly string[];
  readonly accountIds: readonly string[];
}

const DEADLINE_MS = 10_000;

/** Returns the facts about a number. Throws `TransientError` or `PermanentError`. */
export async function fetchNumber(phoneNumberId: string, deps: GraphDeps): Promise<NumberFacts> {
  const fields = "display_phone_number,verified_name,quality_rating,health_status";
  const body = await ask({ method: "GET", path: `${phoneNumberId}?fields=${fields}` }, deps);
  const health = fieldsOf(body["health_status"]);
  const entities = listOf(health["entities"]).map(fieldsOf);
  const account = entities.find((one) => one["entity_type"] === "WABA");
  return {
    displayNumber: wordsIn(body["display_phone_number"], 50) ?? "",
    name: wordsIn(body["verified_name"], 200) ?? "",
    quality: wordsIn(body["quality_rating"], 20) ?? "",
    canSend: wordsIn(health["can_send_message"], 20) ?? "",
    accountId: wordsIn(account?.["id"], 50),
    problems: entities.flatMap(({ errors }) => listOf(errors).map(fieldsOf).map(problemOf)),
  };
}

/** Returns the facts about the token itself. Throws like `fetchNumber`. */
export async function fetchToken(deps: GraphDeps): Promise<TokenFacts> {
  const path = `debug_token?input_token=${encodeURIComponent(deps.accessToken)}`;
  const data = fieldsOf((await ask({ method: "GET", path }, deps))["data"]);
  const { is_valid: isValid, expires_at: expires, scopes, granular_scopes: granular } = data;
  return {
    isValid: isValid === true,
    expiresAt: typeof expires === "number" && expires > 0 ? expires * 1_000 : null,
    scopes: listOf(scopes).flatMap((scope) => wordsIn(scope, 100) ?? []),
    accountIds: listOf(granular)
      .map(fieldsOf)
      .filter(({ scope }) => scope === "whatsapp_business_messaging")
      .flatMap(({ target_ids: ids }) => listOf(ids).flatMap((id) => wordsIn(id, 50) ?? [])),
  };
}

/** Returns the names of the apps that receive an account's webhooks. Throws like `fetchNumber`. */
export async function listSubscribedApps(accountId: string, deps: GraphDeps): Promise<string[]> {
  const body = await ask({ method: "GET", path: `${accountId}/subscribed_apps` }, deps);
  return listOf(body["data"])
    .map((app) => fieldsOf(fieldsOf(app)["whatsapp_business_api_data"]))
    .map(({ name, id }) => wordsIn(name, 100) ?? wordsIn(id, 100) ?? "an app");
}

/** Makes the token's app receive an account's webhooks. Throws like `fetchNumber`. */
export async function subscribeApp(accountId: string, deps: GraphDeps): Promise<void> {
  await ask({ method: "POST", path: `${accountId}/subscribed_apps` }, deps);
}

function problemOf({ error_code: code, error_description: text }: Fields) {
  const digits = typeof code === "number" ? String(code) : (wordsIn(code, 10) ?? "");
  return { code: digits, text: wordsIn(text, 300) ?? "" };
}

async function ask(call: Pick<GraphCall, "method" | "path">, deps: GraphDeps): Promise<Fields> {
  return callGraph({ ...call, deadlineMs: DEADLINE_MS }, deps).catch((error: unknown) => {
    throw asReadError(error);
  });
}

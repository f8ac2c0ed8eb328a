import { SendUncertain } from "../../core/errors.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import { type ApiCall, callApi } from "../call-api.ts";
import { type Fields, fieldsOf } from "../whatsapp-json/read-json.ts";
import { translateAnswer } from "./translate-error.ts";
import { parseJson } from "../../core/json.ts";

export interface GraphDeps {
  readonly accessToken: string;
  readonly apiVersion: string;
  /** Replaces graph.facebook.com. */
  readonly apiBaseUrl: string | null;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface GraphCall extends ApiCall {
  /** Below the version, with its query. */
  readonly path: string;
}

/** Calls Meta's Graph API once. Throws `TransientError`, `PermanentError` or `SendUncertain`. */
export async function callGraph(call: GraphCall, deps: GraphDeps): Promise<Fields> {
  const { accessToken, apiVersion, apiBaseUrl, clock } = deps;
  const url = `${apiBaseUrl ?? "https://graph.facebook.com"}/${apiVersion}/${call.path}`;
  const how = { authorization: `Bearer ${accessToken}`, clock, messenger: "Meta" };
  const { status, headers, text } = await callApi(url, call, how);
  const parsed = parseJson(text);
  if (status < 200 || status >= 300) {
    const { code, error_subcode: subcode } = fieldsOf(fieldsOf(parsed)["error"]);
    const known = typeof code === "number" ? code : null;
    deps.log.debug("Meta refused", { path: call.path.split("?")[0], status, code: known, subcode });
    throw translateAnswer({ status, headers, code: known }, clock.now());
  }
  if (typeof parsed !== "object" || parsed === null) {
    throw new SendUncertain("Meta's answer is not a JSON object");
  }
  return fieldsOf(parsed);
}

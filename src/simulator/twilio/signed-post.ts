import type { Clock } from "../../core/ports.ts";
import { signRequest } from "../../channels/twilio/sign-request.ts";
import type { JournalWriter, WebhookEntry } from "./journal.ts";

export interface SignedPostDeps {
  readonly authToken: string;
  /** Returns the address to which a URL that Twilio knows is posted. */
  readonly targetOf: (url: string) => string;
  readonly post: (request: Request) => Promise<Response>;
  readonly journal: JournalWriter;
  readonly clock: Clock;
}

export interface Posted {
  /** Null if no response came. */
  readonly status: number | null;
  readonly body: string;
  readonly contentType: string;
}

/** A request, and its signed content. */
export interface SignedRequest extends Pick<WebhookEntry, "url" | "params" | "signature"> {
  readonly request: Request;
}

/** Builds a request as Twilio does: form-encoded, signed over the URL that Twilio knows. */
export function buildSignedRequest(
  url: string,
  params: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
  { authToken, targetOf }: Pick<SignedPostDeps, "authToken" | "targetOf">,
): SignedRequest {
  const signature = signRequest(authToken, url, params);
  const request = new Request(targetOf(url), {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "user-agent": "TwilioProxy/1.1",
      "x-twilio-signature": signature,
      ...headers,
    },
    body: new URLSearchParams(params).toString(),
  });
  return { request, url, params, signature };
}

/**
 * Posts a request and journals the outcome; a bot that is not running is an outcome, not an error.
 */
export async function postAndRecord(
  { request, ...signed }: SignedRequest,
  kind: WebhookEntry["kind"],
  sid: string,
  { post, journal, clock }: Pick<SignedPostDeps, "post" | "journal" | "clock">,
): Promise<Posted> {
  const at = clock.now();
  const order = journal.nextOrder();
  const posted = await post(request)
    .then(async (response): Promise<Posted> => {
      const contentType = response.headers.get("content-type") ?? "";
      return { status: response.status, body: await response.text(), contentType };
    })
    .catch((): Posted => ({ status: null, body: "", contentType: "" }));
  const { status, body: answer } = posted;
  journal.write({
    kind: "webhook",
    webhook: { ...signed, order, kind, sid, status, answer, at, durationMs: clock.now() - at },
  });
  return posted;
}

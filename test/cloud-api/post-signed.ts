import { createHmac } from "node:crypto";
import type { Clock } from "../../src/core/ports.ts";
import type { JournalWriter, WebhookEntry } from "../../src/simulator/twilio/journal.ts";
import type { Posted } from "../../src/simulator/twilio/signed-post.ts";

export interface PostDeps {
  readonly appSecret: string;
  readonly journal: JournalWriter;
  readonly clock: Clock;
  readonly webhookUrl: () => string;
  /** Aborts when the stand-in stops. */
  readonly stopped: AbortSignal;
  /** True if a batch that is not acknowledged is delivered again. */
  readonly isRedelivering: boolean;
}

const TIMEOUT_MS = 15_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Signs a body as Meta does: over its bytes, with everything beyond ASCII escaped. */
export function signed(json: unknown, appSecret: string): { body: string; signature: string } {
  const body = JSON.stringify(json).replaceAll(
    /[\u0080-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const signature = `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
  return { body, signature };
}

/** Posts a batch once and journals the outcome; a bot that is not running is an outcome, not an error. */
export async function postOnce(
  json: unknown,
  kind: WebhookEntry["kind"],
  sid: string,
  deps: PostDeps,
): Promise<Posted> {
  const { journal, clock, stopped, appSecret } = deps;
  const at = clock.now();
  const order = journal.nextOrder();
  const { body, signature } = signed(json, appSecret);
  const url = deps.webhookUrl();
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(TIMEOUT_MS)]);
  const headers = { "content-type": "application/json", "x-hub-signature-256": signature };
  const posted = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal })
    .then(async (response): Promise<Posted> => {
      const contentType = response.headers.get("content-type") ?? "";
      return { status: response.status, body: await response.text(), contentType };
    })
    .catch((): Posted => ({ status: null, body: "", contentType: "" }));
  const { status, body: answer } = posted;
  journal.write({
    kind: "webhook",
    webhook: {
      order,
      kind,
      sid,
      url,
      signature,
      status,
      answer,
      at,
      params: { body },
      durationMs: clock.now() - at,
    },
  });
  return posted;
}

/** Posts a batch until it is acknowledged or the stand-in stops; returns the first outcome. */
export async function postUntilTaken(
  json: unknown,
  kind: WebhookEntry["kind"],
  sid: string,
  deps: PostDeps,
): Promise<{ readonly first: Posted; readonly taken: Promise<void> }> {
  const first = await postOnce(json, kind, sid, deps);
  return { first, taken: first.status === 200 ? Promise.resolve() : again() };

  async function again(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (deps.isRedelivering && !deps.stopped.aborted) {
      await new Promise<void>((resolve) => deps.clock.after(pauseMs, resolve));
      if (deps.stopped.aborted) return;
      if ((await postOnce(json, kind, sid, deps)).status === 200) return;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
}

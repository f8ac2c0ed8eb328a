import type {
  ServerMarkAsReadResponse,
  ServerMediaUploadResponse,
  ServerSentMessageResponse,
} from "whatsapp-api-js/types";
import type { Clock } from "../../src/core/ports.ts";
import type { FaultPlan, Played } from "../../src/simulator/twilio/faults.ts";
import type { JournalWriter, OutboundEntry } from "../../src/simulator/twilio/journal.ts";
import { createWamid, type NumberFacts } from "./build-messages.ts";
import { graphError } from "./graph-faults.ts";
import type { GraphMedia } from "./media.ts";

export interface GraphApiDeps {
  readonly number: NumberFacts;
  readonly accessToken: string;
  readonly address: string;
  readonly journal: JournalWriter;
  readonly media: GraphMedia;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  readonly origin: () => string;
  /** True if free text reaches only users who wrote in the last 24 hours. */
  readonly hasWindow: boolean;
  readonly subscribed: Set<string>;
  /** The health report of the number. */
  readonly health: () => object;
  /** Delivers a message that was accepted; `code` is why it does not arrive. */
  readonly accept: (message: OutboundEntry, code: number | null) => Promise<void>;
}

type Json = Readonly<Record<string, unknown>>;

const DAY_MS = 24 * 60 * 60_000;

/** Creates the Graph API of one number, as far as a bot uses it. */
export function createGraphApi(deps: GraphApiDeps): (request: Request) => Promise<Played> {
  const { number, media, faults, origin } = deps;

  return async (request) => {
    const url = new URL(request.url);
    if (request.headers.get("authorization") !== `Bearer ${deps.accessToken}`) {
      return { response: graphError(401, 190), fault: null };
    }
    if (url.pathname.startsWith("/whatsapp_business/")) {
      return faults.play("media", async () => media.download(url));
    }
    const [, , target = "", edge = ""] = url.pathname.split("/");
    const call = `${request.method} ${target === number.phoneNumberId ? "number" : target === number.accountId ? "account" : target}${edge && `/${edge}`}`;
    switch (call) {
      case "POST number/messages":
        return post(toJson(await request.json()));
      case "POST number/media":
        return faults.play("account", async () => upload(await request.formData()));
      case "GET number":
        return faults.play("account", async () => Response.json(describeNumber()));
      case "GET debug_token":
        return faults.play("account", async () => Response.json({ data: describeToken() }));
      case "GET account/subscribed_apps":
        return faults.play("account", async () => Response.json({ data: apps() }));
      case "POST account/subscribed_apps":
        deps.subscribed.add("The bot's app");
        return { response: Response.json({ success: true }), fault: null };
      case `GET ${target}`:
        return faults.play(
          "fetch",
          async () => media.describe(target, origin()) ?? graphError(400, 100),
        );
      case `DELETE ${target}`:
        return faults.play("delete", async () =>
          media.remove(target) ? Response.json({ success: true }) : graphError(400, 100),
        );
      default:
        return { response: graphError(400, 100), fault: null };
    }
  };

  function post(body: Json): Promise<Played> {
    if (body["status"] !== "read") return faults.play("create", () => send(body));
    return faults.play("typing", async () => {
      const sid = String(body["message_id"]);
      if (deps.journal.find(sid) === null) return graphError(400, 131_009);
      deps.journal.write({ kind: "typing", typing: { messageSid: sid, at: deps.clock.now() } });
      return Response.json({ success: true } satisfies ServerMarkAsReadResponse);
    });
  }

  async function send(body: Json): Promise<Response> {
    const message = readSend(body, deps);
    if (message === null) return graphError(400, 100);
    if (message.body.length > 4_096) return graphError(400, 100);
    deps.journal.write({ kind: "outbound", message });
    const isLate = deps.hasWindow && body["type"] !== "template" && !hasJustWritten(message.to);
    await deps.accept(message, isLate ? 131_047 : null);
    const input = String(body["to"] ?? body["recipient"]);
    return Response.json({
      messaging_product: "whatsapp",
      contacts: [{ input }],
      messages: [{ id: message.sid, message_status: "accepted" }],
    } satisfies ServerSentMessageResponse);
  }

  function hasJustWritten(user: string): boolean {
    const since = deps.clock.now() - DAY_MS;
    return deps.journal.inbound.some(({ from, createdAt }) => from === user && createdAt > since);
  }

  async function upload(form: Awaited<ReturnType<Request["formData"]>>): Promise<Response> {
    const file = form.get("file");
    const type = form.get("type");
    const isOurs = form.get("messaging_product") === "whatsapp";
    if (!(file instanceof File) || !isOurs || typeof type !== "string") return graphError(400, 100);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const id = media.put({ bytes, contentType: type, name: file.name });
    return Response.json({ id } satisfies ServerMediaUploadResponse);
  }

  function describeNumber() {
    const { phoneNumberId: id, displayNumber } = number;
    const health = deps.health();
    return {
      id,
      display_phone_number: displayNumber,
      verified_name: "The stand-in",
      quality_rating: "GREEN",
      health_status: health,
    };
  }

  function describeToken() {
    const scopes = ["whatsapp_business_messaging", "whatsapp_business_management"];
    const granular = scopes.map((scope) => ({ scope, target_ids: [number.accountId] }));
    return { app_id: "1", is_valid: true, expires_at: 0, scopes, granular_scopes: granular };
  }

  function apps() {
    return [...deps.subscribed].map((name) => ({ whatsapp_business_api_data: { id: "1", name } }));
  }
}

/** Reads a send as WhatsApp would; null if it would refuse it. */
function readSend(
  body: Json,
  { journal, address, media, clock }: GraphApiDeps,
): OutboundEntry | null {
  const { to, recipient, type, biz_opaque_callback_data: nonce } = body;
  const user = typeof to === "string" ? `whatsapp:+${to}` : `whatsapp:${String(recipient)}`;
  if (body["messaging_product"] !== "whatsapp" || typeof type !== "string") return null;
  if (typeof to !== "string" && typeof recipient !== "string") return null;
  const own = toJson(body[type]);
  const id = typeof own["id"] === "string" ? own["id"] : null;
  const file = id === null ? null : media.find(id);
  if (
    type === "text"
      ? typeof own["body"] !== "string" || own["body"] === ""
      : id !== null && file === null
  ) {
    return null;
  }
  return {
    order: journal.nextOrder(),
    sid: createWamid(),
    direction: "outbound-api",
    from: address,
    to: user,
    body:
      [toJson(own["body"])["text"], own["body"], own["caption"], variableIn(own)].find(
        (one) => typeof one === "string",
      ) ?? "",
    mediaUrls: id === null ? [] : [id],
    buttons: buttonsIn(own),
    attached: file === null || id === null ? [] : [{ sid: id, contentType: file.contentType }],
    createdAt: clock.now(),
    status: "accepted",
    errorCode: null,
    statusCallback: null,
    nonce: typeof nonce === "string" ? nonce : null,
  };
}

function buttonsIn(interactive: Json): { readonly id: string; readonly title: string }[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bot's own JSON.
  const buttons = toJson(interactive["action"])["buttons"] as { reply: Json }[] | undefined;
  return (buttons ?? []).map(({ reply }) => ({
    id: String(reply["id"]),
    title: String(reply["title"]),
  }));
}

/** The stand-in's template is `Reminder: {{1}}`. */
function variableIn(template: Json): string | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bot's own JSON.
  const components = template["components"] as { parameters: { text: string }[] }[] | undefined;
  const text = components?.[0]?.parameters[0]?.text;
  return text === undefined ? null : `Reminder: ${text}`;
}

function toJson(value: unknown): Json {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

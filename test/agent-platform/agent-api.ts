import type { Clock } from "../../src/core/ports.ts";
import type { FaultPlan, Played } from "../../src/simulator/twilio/faults.ts";
import type { JournalWriter } from "../../src/simulator/twilio/journal.ts";
import { createWamid } from "../cloud-api/build-messages.ts";
import { graphError } from "../cloud-api/graph-faults.ts";
import type { GraphMedia } from "../cloud-api/media.ts";
import type { Updates } from "./updates.ts";

/** One agent and its only user. */
export interface Agent {
  readonly key: string;
  /** The user as the tests name them. */
  readonly user: string;
  /** The user's id at the platform, which may change. */
  userId: string;
  /** False once the key was rotated. */
  isValid: boolean;
  /** False while the user's phone is off. */
  reportsDelivery: boolean;
  /** The times of its sends. */
  readonly sends: number[];
  readonly updates: Updates;
}

export interface AgentApiDeps {
  readonly agents: readonly Agent[];
  readonly journal: JournalWriter;
  readonly media: GraphMedia;
  readonly faults: FaultPlan;
  readonly clock: Clock;
  readonly origin: () => string;
  readonly report: (agent: Agent, sid: string, status: string) => void;
}

type Json = Readonly<Record<string, unknown>>;

const MINUTE_MS = 60_000;
const MAX_SENDS = 12;

/** Creates the platform's API, as far as a bot uses it. */
export function createAgentApi(deps: AgentApiDeps): (request: Request) => Promise<Played> {
  const { agents, journal, media, faults, clock, origin } = deps;

  return async (request) => {
    const url = new URL(request.url);
    const key = request.headers.get("authorization")?.replace(/^Bearer /, "");
    if (key === undefined) return plain(graphError(401, 190));
    const agent = agents.find((one) => one.key === key && one.isValid);
    if (agent === undefined) return plain(graphError(400, 100));
    if (url.pathname.startsWith("/whatsapp_business/")) {
      return faults.play("media", async () => media.download(url));
    }
    const [, , , target = "", id = ""] = url.pathname.split("/");
    switch (`${request.method} ${target}${id && "/id"}`) {
      case "GET updates":
        agent.updates.calls.push(clock.now());
        return faults.play("list", () => agent.updates.answer(url.searchParams, request.signal));
      case "POST messages": {
        const body = toJson(await request.json());
        return faults.play("create", async () => send(body, agent));
      }
      case "POST statuses": {
        const body = toJson(await request.json());
        return faults.play("typing", async () => mark(body, agent));
      }
      case "POST media":
        return faults.play("account", async () => upload(await request.formData()));
      case "GET media/id":
        return faults.play(
          "fetch",
          async () => media.describe(id, origin()) ?? graphError(400, 100),
        );
      case "DELETE media/id":
        return faults.play("delete", async () =>
          media.remove(id) ? Response.json({ success: true }) : graphError(400, 100),
        );
      default:
        return plain(graphError(400, 100));
    }
  };

  function send(body: Json, agent: Agent): Response {
    const now = clock.now();
    const { to, type, messaging_product: product } = body;
    if (agent.sends.filter((at) => at > now - MINUTE_MS).length >= MAX_SENDS) {
      return graphError(429, 130_429);
    }
    if (to !== agent.userId) return graphError(403, 131_005);
    if (product !== "whatsapp" || typeof type !== "string") return graphError(400, 131_009);
    const own = toJson(body[type]);
    const words = [own["body"], own["caption"]].find((one) => typeof one === "string");
    const text = typeof words === "string" ? words : "";
    const mediaId = typeof own["id"] === "string" ? own["id"] : null;
    const file = mediaId === null ? null : media.find(mediaId);
    if (text.length > 4_096 || (file === null) !== (type === "text")) return graphError(400, 100);
    if (type === "audio" && "voice" in own) return graphError(400, 131_009);
    agent.sends.push(now);
    const sid = createWamid();
    journal.write({
      kind: "outbound",
      message: {
        order: journal.nextOrder(),
        sid,
        direction: "outbound-api",
        from: agent.key,
        to: agent.user,
        body: text,
        mediaUrls: mediaId === null ? [] : [mediaId],
        buttons: [],
        attached:
          file === null || mediaId === null
            ? []
            : [{ sid: mediaId, contentType: file.contentType }],
        createdAt: now,
        status: "accepted",
        errorCode: null,
        statusCallback: null,
        nonce: null,
      },
    });
    if (agent.reportsDelivery) deps.report(agent, sid, "delivered");
    return Response.json({
      messaging_product: "whatsapp",
      contacts: [{ input: to, wa_id: to }],
      messages: [{ id: sid }],
    });
  }

  function mark(body: Json, { updates }: Agent): Response {
    const sid = String(body["message_id"]);
    if (body["status"] !== "read" || journal.find(sid) === null) return graphError(400, 131_009);
    updates.read.add(sid);
    if ("typing_indicator" in body) {
      journal.write({ kind: "typing", typing: { messageSid: sid, at: clock.now() } });
    }
    return Response.json({ success: true });
  }

  async function upload(form: Awaited<ReturnType<Request["formData"]>>): Promise<Response> {
    const file = form.get("file");
    const type = form.get("type");
    if (!(file instanceof File) || typeof type !== "string") return graphError(400, 131_053);
    const bytes = new Uint8Array(await file.arrayBuffer());
    return Response.json({ id: media.put({ bytes, contentType: type, name: file.name }) });
  }
}

function plain(response: Response): Played {
  return { response, fault: null };
}

function toJson(value: unknown): Json {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

import type { Clock } from "../../core/ports.ts";
import type { FaultPlan, FaultPoint, Played } from "./faults.ts";
import type { JournalWriter } from "./journal.ts";
import { notFound, restError } from "./rest-error.ts";
import { createRestAccount, type AccountFacts } from "./rest-account.ts";
import type { createRestContent } from "./rest-content.ts";
import type { createRestMedia } from "./rest-media.ts";
import type { createRestMessages } from "./rest-messages.ts";

export interface RestApiDeps {
  readonly accountSid: string;
  readonly authToken: string;
  readonly messages: ReturnType<typeof createRestMessages>;
  readonly media: ReturnType<typeof createRestMedia>;
  readonly content: ReturnType<typeof createRestContent>;
  readonly account: AccountFacts;
  readonly faults: FaultPlan;
  readonly journal: JournalWriter;
  readonly clock: Clock;
}

interface RestRequest {
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly body: string;
  /** The values of the path's pattern. */
  readonly ids: readonly [string, string];
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly point: FaultPoint;
  readonly answer: (request: RestRequest) => Response | Promise<Response>;
}

/**
 * Creates the part of Twilio's REST API that the bot calls: answers one request, or plays the next
 * fault.
 */
export function createRestApi(deps: RestApiDeps): (request: Request) => Promise<Played> {
  const routes = listRoutes(deps);
  const expected = `Basic ${btoa(`${deps.accountSid}:${deps.authToken}`)}`;

  return async (request) => {
    const url = new URL(request.url);
    if (request.headers.get("authorization") !== expected) {
      return { response: restError(401, 20003, "Authenticate"), fault: null };
    }
    for (const { method, path, point, answer } of routes) {
      const caught = path.exec(url.pathname);
      if (!caught || method !== request.method) continue;
      const [, first = "", second = ""] = caught;
      const body = await request.text();
      const form = new URLSearchParams(body);
      return deps.faults.play(point, async () =>
        answer({ query: url.searchParams, form, body, ids: [first, second] }),
      );
    }
    return { response: notFound(), fault: null };
  };
}

function listRoutes(deps: RestApiDeps): Route[] {
  const { accountSid, messages, media, content } = deps;
  const all = `/2010-04-01/Accounts/${accountSid}/Messages`;
  const one = `${all}/(\\w+)`;
  const file = `${one}/Media/(\\w+)`;
  const account = createRestAccount(accountSid, deps.account);
  return [
    route("GET", `/2010-04-01/Accounts/${accountSid}\\.json`, "account", account.fetch),
    route("GET", "/v2/Channels/Senders", "account", account.senders),
    route("POST", "/v2/Channels/Senders/(\\w+)", "account", ({ ids, body }) =>
      account.updateSender(ids[0], body),
    ),
    route("POST", `${all}\\.json`, "create", ({ form }) => messages.create(form)),
    route("GET", `${all}\\.json`, "list", ({ query }) => messages.list(query)),
    route("GET", `${one}\\.json`, "fetch", ({ ids }) => messages.fetch(ids[0])),
    route("DELETE", `${one}\\.json`, "delete", ({ ids }) => messages.remove(ids[0])),
    route("GET", `${one}/Media\\.json`, "media", ({ ids }) => media.list(ids[0])),
    route("GET", file, "media", ({ ids }) => media.redirect(...ids)),
    route("GET", `${file}\\.json`, "media", ({ ids }) => media.describe(...ids)),
    route("DELETE", `${file}(?:\\.json)?`, "delete", ({ ids }) => media.remove(...ids)),
    route("POST", "/v1/Content", "content", ({ body }) => content.create(body)),
    route("POST", "/v2/Indicators/Typing\\.json", "typing", ({ form }) => showTyping(form, deps)),
  ];
}

function route(
  method: Route["method"],
  path: string,
  point: FaultPoint,
  answer: Route["answer"],
): Route {
  return { method, path: new RegExp(`^${path}$`), point, answer };
}

function showTyping(form: URLSearchParams, { journal, clock }: RestApiDeps): Response {
  const messageSid = form.get("messageId") ?? "";
  if (form.get("channel") !== "whatsapp") return restError(400, 20001, "Invalid channel");
  if (journal.find(messageSid)?.direction !== "inbound") return notFound();
  journal.write({ kind: "typing", typing: { messageSid, at: clock.now() } });
  return Response.json({ success: true });
}

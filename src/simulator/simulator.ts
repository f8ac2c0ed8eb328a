import { Elysia } from "elysia";
import type { Clock } from "../core/ports.ts";
import { createEventStreams, toEvent } from "../core/event-streams.ts";
import { createFaultSwitches } from "./fault-switches.ts";
import { isLocalRequest } from "./local-only.ts";
import { pageFiles } from "./page-files.ts";
import { createPhones } from "./phones.ts";
import type { ModelChoice } from "./model-choice.ts";
import {
  faultBody,
  fileQuery,
  messageBody,
  offerBody,
  serverBody,
  sidBody,
  tapBody,
} from "./requests.ts";
import { serveMedia } from "./serve-media.ts";
import { createTimeline } from "./timeline.ts";
import type { TwilioStandIn } from "./twilio-stand-in.ts";
import type { SimulatorChange, SimulatorState, User } from "./wire.ts";

export interface SimulatorDeps {
  readonly twilio: TwilioStandIn;
  readonly clock: Clock;
  readonly people: readonly User[];
  readonly botName: string;
  readonly models: ModelChoice;
  /** Creates a link that opens the owner's page once. */
  createAdminLink(): Promise<string>;
}

/** The path for uploads, and their largest size, which is Twilio's. */
export const simulatorUploads = { path: "/simulator/media", maxBytes: 16 * 1024 * 1024 };

/**
 * Creates the phone in the browser as an extension of a server, which then accepts only requests
 * from this machine; `close` ends its streams, without which the server could not stop.
 */
export function createSimulator(deps: SimulatorDeps) {
  const { twilio, clock, models } = deps;
  const run = crypto.randomUUID();
  const phones = createPhones(deps);
  const timeline = createTimeline(twilio.journal, clock);
  const switches = createFaultSwitches(twilio.faults);
  const streams = createEventStreams({ clock, closed: "The demo is stopping." });
  const send = (change: SimulatorChange) => streams.send("change", change);
  timeline.subscribe(send);
  twilio.journal.subscribe(({ kind }) => {
    if (kind === "faults") send({ faults: switches.on() });
  });

  models.subscribe(() => send({ model: models.state() }));

  function state(): SimulatorState {
    const { botName, people } = deps;
    return {
      run,
      botName,
      model: models.state(),
      people,
      faults: switches.on(),
      ...timeline.state(),
    };
  }

  const routes = new Elysia({ name: "simulator", prefix: "/simulator", detail: { hide: true } })
    .get("/events", () => {
      void models.look();
      return streams.open(toEvent("state", state()));
    })
    .get("/admin", async () => Response.redirect(await deps.createAdminLink(), 302))
    .post("/messages", ({ body }) => answer(phones.send(body)), { body: messageBody })
    .post("/tap", ({ body }) => answer(phones.tap(body)), { body: tapBody })
    .post("/media", async ({ request, query }) => answer(await phones.sendFile(query, request)), {
      parse: "none",
      query: fileQuery,
    })
    .get("/media/:message/:media", ({ params, headers }) =>
      serveMedia(twilio.findMedia(params.message, params.media), headers["range"]),
    )
    .post("/read", ({ body }) => answer(phones.read(body.sid)), { body: sidBody })
    .post("/repeat", ({ body }) => answer(phones.repeat(body.sid)), { body: sidBody })
    .post("/model", ({ body }) => answer(models.take(body.id)), { body: offerBody })
    .post(
      "/server",
      async ({ body }) => {
        const problem = await models.connect(body);
        return problem === null ? new Response(null, { status: 204 }) : refuse(422, problem);
      },
      { body: serverBody },
    )
    .post("/faults", ({ body }) => answer(switches.set(body.name, body.isOn)), { body: faultBody });
  for (const [path, respond] of pageFiles) routes.get(path, ({ request }) => respond(request));

  const extension = { routes, uploads: simulatorUploads, admits: isLocalRequest };
  return { extension, close: () => streams.close() };
}

/** Responds whether the action began; its outcome reaches the phones by their stream of events. */
function answer(hasBegun: boolean): Response {
  return hasBegun ? new Response(null, { status: 204 }) : refuse(404, "There is no such thing.");
}

function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

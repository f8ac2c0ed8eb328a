import { Elysia, t } from "elysia";
import type { Publisher } from "../../core/event-bus.ts";
import { nameOfSender } from "../../core/name-of-sender.ts";
import type { Clock } from "../../core/ports.ts";
import { upperFirst } from "../../core/upper-first.ts";
import { readUserAddress } from "../../core/user-address.ts";
import type { MessageTimeline } from "../../store/message-timeline.ts";
import type { MessageCharge } from "../../store/charges.ts";
import type { Recipient, Writing, Written } from "../../store/take-over.ts";
import { AdminError } from "../admin-error.ts";
import { type RouteDeps, TOKEN } from "../deps.ts";
import { statusOf } from "../thread-entries.ts";
import type { MessageDetail, SentMessage } from "../wire.ts";

export interface MessageDeps extends RouteDeps {
  readonly events: Publisher;
  readonly clock: Pick<Clock, "now">;
  /** Returns the parts of a text for a user's channel, or why it cannot be sent. */
  compose(text: string, user: Recipient): Writing;
  describeTimeline(life: MessageTimeline, now: number): { at: number | null; text: string }[];
  describeUse(charge: MessageCharge): string;
}

/** In UTF-16 units. */
const MAX_LENGTH = 10_000;
/** Of one sender: a program that sends more has a fault. */
const MAX_PER_MINUTE = 60;
const MINUTE_MS = 60_000;

const detail = (summary: string, responses = {}) => ({
  tags: ["Admin: messages"],
  summary,
  responses,
});
const params = t.Object({ id: t.Integer({ minimum: 1 }) });

/** Messages: to write one, and to see and repeat what happened to one. */
export function messageRoutes(deps: MessageDeps) {
  const { store, events } = deps;
  const pace = createPace(deps.clock);

  return new Elysia({ name: "admin-messages" })
    .post(
      "/admin/api/messages",
      async ({ body, headers, request, set }): Promise<SentMessage> => {
        const by = deps.actorOf(request);
        const waitMs = pace.waitMs(by);
        if (waitMs > 0) {
          set.headers["retry-after"] = String(Math.ceil(waitMs / 1_000));
          throw new AdminError(429, `At most ${MAX_PER_MINUTE} messages a minute are accepted.`);
        }
        const to = typeof body.to === "number" ? body.to : readUserAddress(body.to.trim());
        if (to === null) throw new AdminError(400, `${body.to} is no address of a user.`);
        const written = await (
          await store()
        ).writeMessage(
          {
            to,
            text: body.text,
            by,
            requestKey: headers["idempotency-key"] ?? null,
            isOwner: by !== TOKEN,
          },
          (user) => deps.compose(body.text, user),
        );
        if (!("messageId" in written)) throw refusal(written);
        const { messageId, userId, state, outcome } = written;
        if (outcome === "queued") {
          set.status = 201;
          events.publish({ kind: "due" });
          events.publish({ kind: "progressed", userId });
        }
        return { messageId, userId, status: statusOf(state) };
      },
      {
        body: t.Object({
          to: t.Union([t.Integer({ minimum: 1 }), t.String({ minLength: 1, maxLength: 200 })]),
          text: t.String({ minLength: 1, maxLength: MAX_LENGTH }),
        }),
        headers: t.Object({
          "idempotency-key": t.Optional(t.String({ minLength: 1, maxLength: 255 })),
        }),
        detail: detail(
          "Write to a user who wrote before, within the time that the messenger allows",
          {
            200: { description: "The Idempotency-Key was used before: the message that it wrote." },
            201: { description: "The message is queued." },
            404: { description: "There is no such user." },
            409: { description: "It cannot be sent now; `error` says why." },
            429: { description: "Too many messages; see Retry-After." },
          },
        ),
      },
    )
    .get(
      "/admin/api/messages/:id",
      async ({ params: { id } }): Promise<MessageDetail> => {
        const admin = await store();
        const life = await admin.timelineOf(String(id));
        if (life === null) throw new AdminError(404, `There is no message ${id}.`);
        const charges = await admin.chargesOf(id);
        return {
          messageId: id,
          userId: life.userId,
          timeline: deps
            .describeTimeline(life, deps.clock.now())
            .map(({ at, text }) => ({ at, text })),
          costs: charges.map((charge) => ({
            what: deps.describeUse(charge),
            nanoDollars: Number(charge.nanoDollars),
            isEstimated: charge.isEstimated,
          })),
          canRetry: canRetry(life),
        };
      },
      { params, detail: detail("What happened to a message, and what it cost") },
    )
    .post(
      "/admin/api/messages/:id/retry",
      async ({ params: { id }, request }) => {
        const { outcome } = await (await store()).retry(id, deps.actorOf(request));
        const refused = RETRY[outcome];
        if (refused !== null) throw new AdminError(outcome === "unknown" ? 404 : 409, refused);
        events.publish({ kind: "due" });
        return { outcome };
      },
      { params, detail: detail("Answer again what was given up, or send again what failed") },
    );
}

/** Returns whether a message can be queued again. */
function canRetry({ isOurs, state, parts }: MessageTimeline): boolean {
  if (isOurs || state === "received" || state === "discarded") return false;
  return state === "dead" || parts.some((part) => part.state === "failed" || part.state === "dead");
}

const RETRY = {
  "answer-again": null,
  "send-again": null,
  unknown: "There is no such message of a user.",
  "under-way": "It is already in progress.",
  "nothing-to-retry": "It has not failed.",
  "being-sent":
    "A part of its answer may have been sent and is looked up: try again in two minutes.",
  "taken-over": "An owner has this conversation: hand it back first.",
} as const;

type Refused = Exclude<Written, { readonly outcome: "queued" | "repeated" }>;

function refusal(refused: Refused): AdminError {
  switch (refused.outcome) {
    case "unknown-user":
      return new AdminError(404, "There is no such user: only users who wrote can be written to.");
    case "opted-out":
      return new AdminError(409, "This user has written STOP.");
    case "blocked":
      return new AdminError(409, "This user is blocked.");
    case "over-budget":
      return new AdminError(409, "A budget is used up.");
    case "key-reused":
      return new AdminError(409, "This Idempotency-Key was used for another message.");
    case "held":
      return new AdminError(
        409,
        `${upperFirst(nameOfSender(refused.by))} has this conversation: take it over first.`,
      );
    case "cannot":
      return new AdminError(409, refused.why);
  }
}

/** Limits how many messages each sender writes in a minute. */
function createPace({ now }: Pick<Clock, "now">) {
  const times = new Map<string, number[]>();
  return {
    /** Counts one more message; returns for how long the sender must wait, without counting it. */
    waitMs: (sender: string): number => {
      const since = now() - MINUTE_MS;
      const recent = (times.get(sender) ?? []).filter((at) => at > since);
      times.set(sender, recent);
      const [oldest = 0] = recent;
      if (recent.length >= MAX_PER_MINUTE) return oldest - since;
      recent.push(now());
      return 0;
    },
  };
}

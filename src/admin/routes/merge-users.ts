import { Elysia, t } from "elysia";
import type { Publisher } from "../../core/event-bus.ts";
import { readUserAddress } from "../../core/user-address.ts";
import type { MergeOutcome, MergePair, MergePreview } from "../../store/user-merge.ts";
import { AdminError } from "../admin-error.ts";
import type { RouteDeps } from "../deps.ts";
import type { MergePlan } from "../wire.ts";

export interface MergeDeps extends RouteDeps {
  readonly events: Publisher;
  /** Describes what a merge will do, a sentence for each line. */
  describeMerge(preview: MergePreview): string[];
  /** Returns true if the settings admit either of the two. */
  isEitherAdmitted(preview: MergePreview): boolean;
  readonly whyNotMerged: Readonly<Record<Exclude<MergeOutcome["outcome"], "merged">, string>>;
}

const params = t.Object({ id: t.Integer({ minimum: 1 }) });
const detail = (summary: string) => ({ tags: ["Admin: users"], summary });

/** The routes that make one user of two. */
export function mergeRoutes(deps: MergeDeps) {
  const { store, events } = deps;

  async function previewOf(pair: MergePair): Promise<MergePreview> {
    const preview = await (await store()).previewMerge(pair);
    if (preview !== null) return preview;
    if (pair.keep === pair.other) throw new AdminError(409, "These two are one user.");
    throw new AdminError(404, deps.whyNotMerged.unknown);
  }

  return new Elysia({ name: "admin-merge-users" })
    .get(
      "/admin/api/users/:id/merge",
      async ({ params: { id: keep }, query }): Promise<MergePlan> => {
        const who = readUser(query.with);
        const user = await (await store()).findUser(who);
        if (user === null) throw new AdminError(404, `There is no user ${query.with}.`);
        const preview = await previewOf({ keep, other: user.id });
        return { otherId: user.id, lines: deps.describeMerge(preview) };
      },
      {
        params,
        query: t.Object({ with: t.String({ minLength: 1, maxLength: 160 }) }),
        detail: detail("What merging another user into this one will do"),
      },
    )
    .post(
      "/admin/api/users/:id/merge",
      async ({ params: { id: keep }, body: { other }, request }) => {
        const pair = { keep, other };
        const isAdmitted = deps.isEitherAdmitted(await previewOf(pair));
        const by = deps.actorOf(request);
        const { outcome } = await (await store()).mergeUsers(pair, { isAdmitted, by });
        if (outcome !== "merged") throw new AdminError(409, deps.whyNotMerged[outcome]);
        // An answer in the making for the user who is gone would not be stored.
        events.publish({ kind: "taken-over", userId: other });
        events.publish({ kind: "due" });
        events.publish({ kind: "progressed", userId: keep });
        return { isMerged: true };
      },
      {
        params,
        body: t.Object({ other: t.Integer({ minimum: 1 }) }),
        detail: detail("Merge another user into this one, for good"),
      },
    );
}

/** Reads a number in the list of users, or an address in any spelling. */
function readUser(given: string): number | string {
  const written = given.trim();
  if (/^#?\d{1,9}$/.test(written)) return Number(written.replace("#", ""));
  const address = readUserAddress(written);
  if (address !== null) return address;
  throw new AdminError(400, "Write a phone number with +, a username id, or a number like #12.");
}

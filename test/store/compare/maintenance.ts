import type { Line, UserKey } from "../../../src/store/users.ts";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import type { JobKind } from "../../../src/store/maintenance.ts";
import { ADDRESSES, aKnownSid } from "./inbound.ts";
import type { Pair, Side } from "./pair.ts";
import type { Picker } from "./picker.ts";

const HOUR_MS = 3_600_000;
const line: Line = (language) => `A line in ${language ?? "no language"}.`;

const anId = ({ past }: Pair, picker: Picker): number =>
  (picker.isLucky(0.5) ? picker.any(past.deadLettered) : null) ??
  picker.any(past.askers)?.messageId ??
  1 + picker.below(5);

/** Jobs are done, or not. */
export async function work(pair: Pair, picker: Picker): Promise<void> {
  const kind = picker.one<JobKind>(["remove-media", "retry"]);
  const limit = 1 + picker.below(3);
  const [jobs] = await pair.both(`due jobs ${kind}`, ({ store }) => store.dueJobs(kind, limit));
  const job = picker.any(jobs);
  if (job === null) return;
  const delayMs = picker.one([0, 60_000, null]);
  if (picker.isLucky(0.5)) {
    await pair.both(`finish job ${job.id}`, ({ store }) => store.finishJob(job.id));
  } else {
    await pair.both(`postpone job ${job.id} by ${delayMs}`, ({ store }) =>
      store.postponeJob(job.id, delayMs, "busy"),
    );
  }
}

export async function revive(pair: Pair, picker: Picker): Promise<void> {
  const id = anId(pair, picker);
  await pair.both(`revive ${id}`, ({ store }) => store.requeueMessage(id));
}

export async function note(pair: Pair, picker: Picker): Promise<void> {
  const value = String(picker.below(1_000));
  await pair.both(`note ${value}`, async ({ store }) => {
    const before = await store.readState("caught-up-to");
    await store.writeState("caught-up-to", value);
    return [before, await store.readState("caught-up-to")];
  });
}

/** Deletes old rows. */
export async function cleanUp(pair: Pair, picker: Picker): Promise<void> {
  const olderThanMs = picker.one([HOUR_MS, 24 * HOUR_MS, 60_000]);
  const limit = picker.one([2, 10, 100]);
  const [what, act] = picker.one<readonly [string, (side: Side) => Promise<unknown>]>([
    ["drop media", ({ store }) => store.dropMedia(olderThanMs, limit)],
    ["delete messages", ({ store }) => store.deleteMessages(olderThanMs, limit)],
    ["delete messages", ({ store }) => store.deleteMessages(olderThanMs, limit)],
    ["delete forgotten", ({ store }) => store.deleteForgotten(limit)],
    ["compact", ({ store }) => store.compact()],
  ]);
  await pair.both(`${what} older than ${olderThanMs}, ${limit}`, act);
}

/** An owner lets in, locks out, or is told something. */
export async function govern(pair: Pair, picker: Picker): Promise<void> {
  const address = picker.one(ADDRESSES);
  const access = picker.one(["allowed", "blocked"] as const);
  const told = picker.isLucky(0.6) ? line : null;
  const about = { topic: picker.one(["trouble", "human:1"]), everyMs: HOUR_MS };
  const chance = picker.below(3);
  if (chance === 0) {
    await pair.both(`notify ${address} of ${about.topic}`, ({ store }) =>
      store.notify(address, line, about),
    );
  } else if (chance === 1) {
    await pair.both(`${access} ${address}`, ({ store }) =>
      store.setAccess({ address }, access, told, TERMINAL),
    );
  } else {
    const userId = picker.any(pair.past.askers)?.userId ?? 1;
    await pair.both(`${access} by the code of ${userId}`, async ({ store, database }) => {
      const [row] = await database.query(`SELECT code FROM users WHERE id = ${userId}`);
      const code = row?.["code"];
      const who: UserKey = { code: typeof code === "string" ? code : "NOBODY" };
      return [await store.findUser(who), await store.setAccess(who, access, told, TERMINAL)];
    });
  }
}

/** Calls the program's periodic queries. */
export async function look(pair: Pair, picker: Picker): Promise<void> {
  const address = picker.one(ADDRESSES);
  await pair.both(`look ${address}`, async ({ store }) => ({
    overview: await store.overview(),
    untilDue: await store.untilDue(),
    user: await store.findUser({ address }),
  }));
}

/** An operator looks, beside the server. */
export async function readAsAdmin(pair: Pair, picker: Picker): Promise<void> {
  const address = picker.one(ADDRESSES);
  const userId = picker.any(pair.past.askers)?.userId ?? 1;
  const messageId = anId(pair, picker);
  const sid = aKnownSid(pair, picker);
  const limit = 1 + picker.below(6);
  await pair.both(
    `admin: people, user ${userId}, message ${messageId}, ${sid}`,
    async ({ admin }) => ({
      people: await admin.users(),
      byNumber: await admin.findUser(userId),
      byAddress: await admin.findUser(address),
      said: await admin.conversation(userId, limit),
      life: await admin.timelineOf(String(messageId)),
      bySid: await admin.timelineOf(sid),
    }),
  );
}

/** An operator changes something, beside the server. */
export async function changeAsAdmin(pair: Pair, picker: Picker): Promise<void> {
  const address = picker.one(ADDRESSES);
  const userId = picker.any(pair.past.askers)?.userId ?? 1;
  const messageId = anId(pair, picker);
  const standing = { isWhitelisted: picker.isLucky(0.5), isActive: picker.isLucky(0.7) };
  const [what, act] = picker.one<readonly [string, (side: Side) => Promise<unknown>]>([
    [`retry ${messageId}`, ({ admin }) => admin.retry(messageId, TERMINAL)],
    [`retry ${messageId}`, ({ admin }) => admin.retry(messageId, TERMINAL)],
    [
      `set ${address} to ${standing.isWhitelisted} ${standing.isActive}`,
      ({ admin }) => admin.setPermissions(address, standing, TERMINAL),
    ],
    [`erase ${userId}`, ({ admin }) => admin.eraseUser(userId, TERMINAL)],
  ]);
  await pair.both(`admin: ${what}`, act);
}

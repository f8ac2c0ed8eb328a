import type { AdminStore } from "../store/admin-store.ts";
import type { UserRef, UserSummary } from "../store/user-admin.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { say } from "./write-out.ts";

/** Runs `work` on a user of the database. If there is no such user, it reports that and returns false. */
export function withUser(
  who: UserRef,
  work: (admin: AdminStore, user: UserSummary) => Promise<boolean>,
): Promise<boolean> {
  return withAdminStore(async (admin) => {
    const user = await admin.findUser(who);
    return user === null ? reportUnknownUser(who) : work(admin, user);
  });
}

/** Reports that there is no such user. */
export function reportUnknownUser(who: UserRef): false {
  say(`There is no user ${who}: see whatsapp-ai-bot users list.`);
  return false;
}

/** Returns a user's number if it is known, else the id behind the username. */
export function addressOf(user: UserSummary): string {
  return user.phoneNumber ?? user.externalUserId ?? `#${user.id}`;
}

import { confirm } from "@clack/prompts";
import { describeMerge, isEitherAdmitted, whyNotMerged } from "../explain/describe-merge.ts";
import { TERMINAL } from "../store/admin-access.ts";
import type { UserRef } from "../store/user-admin.ts";
import type { MergePreview } from "../store/user-merge.ts";
import { readOwnSettings } from "./own-settings.ts";
import { hanging } from "./terminal-width.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { harmless, say } from "./write-out.ts";
import { reportUnknownUser } from "./with-user.ts";

/**
 * Makes one user of two, after a confirmation that says what will happen. Returns false if one of
 * them is unknown, the answer is no, or they cannot be merged now.
 */
export async function mergeUsers(
  who: { readonly keep: UserRef; readonly other: UserRef },
  { yes = false }: { readonly yes?: boolean },
): Promise<boolean> {
  const { config } = readOwnSettings();
  const listed = { whitelist: config.whitelistedUsers ?? [], admins: config.adminUsers ?? [] };
  const preview = await previewOf(who);
  if (preview === null) return false;
  for (const line of describeMerge(preview, listed)) say(hanging("- ", harmless(line)));
  if (!yes) {
    if (!process.stdin.isTTY) {
      say("Nothing is merged yet. Confirm with --yes.");
      return false;
    }
    const isSure = await confirm({ message: "Merge the two for good?", initialValue: false });
    if (isSure !== true) return false;
  }
  const pair = { keep: preview.keep.userId, other: preview.other.userId };
  const isAdmitted = isEitherAdmitted(preview, listed);
  const { outcome } = await withAdminStore((admin) =>
    admin.mergeUsers(pair, { isAdmitted, by: TERMINAL }),
  );
  say(
    outcome === "merged"
      ? `Merged: #${pair.other} is a part of #${pair.keep} now.`
      : whyNotMerged[outcome],
  );
  return outcome === "merged";
}

/** Returns what the merge would do; null, and says why, if there are no two users. */
function previewOf(who: {
  readonly keep: UserRef;
  readonly other: UserRef;
}): Promise<MergePreview | null> {
  return withAdminStore(async (admin) => {
    const ids: number[] = [];
    for (const ref of [who.keep, who.other]) {
      const user = await admin.findUser(ref);
      if (user === null) {
        reportUnknownUser(ref);
        return null;
      }
      ids.push(user.id);
    }
    const [keep = 0, other = 0] = ids;
    const preview = await admin.previewMerge({ keep, other });
    if (preview === null) say(`${who.keep} and ${who.other} are one user: #${keep}.`);
    return preview;
  });
}

import type { AnyElysia } from "elysia";
import type { RouteDeps } from "../admin/deps.ts";
import { mergeRoutes } from "../admin/routes/merge-users.ts";
import { userRoutes } from "../admin/routes/users.ts";
import { allow } from "../answer/commands/allow.ts";
import { ZIP } from "../answer/export/export-format.ts";
import { writeExport } from "../answer/export/write-export.ts";
import { MAX_PERSONA_LENGTH } from "../answer/prompt/persona.ts";
import type { Channels } from "../channels/join-channels.ts";
import type { Config } from "../config.ts";
import { createDayNamer } from "../core/calendar.ts";
import type { Publisher } from "../core/event-bus.ts";
import type { Clock } from "../core/ports.ts";
import { describeMerge, isEitherAdmitted, whyNotMerged } from "../explain/describe-merge.ts";
import { createReminderDescriber } from "../text/describe-reminder.ts";
import { createSentencesFor } from "../text/sentences.ts";
import { createWriting } from "./admin-writing.ts";

export interface UserGroupDeps extends RouteDeps {
  readonly channels: Channels;
  readonly events: Publisher;
  readonly clock: Pick<Clock, "now">;
}

/** Creates the routes of users, to be mounted behind the guard. */
export function createUserGroup(config: Config, deps: UserGroupDeps): AnyElysia {
  const sentencesFor = createSentencesFor(config.botLanguage);
  const describeReminder = createReminderDescriber("en", config.timezone);
  const listed = { whitelist: config.whitelistedUsers, admins: config.adminUsers };
  const merging = mergeRoutes({
    ...deps,
    describeMerge: (preview) => describeMerge(preview, listed),
    isEitherAdmitted: (preview) => isEitherAdmitted(preview, listed),
    whyNotMerged,
  });
  const users = userRoutes({
    ...deps,
    access: { mode: config.accessMode, ...listed },
    maxPersonaLength: MAX_PERSONA_LENGTH,
    letIn: (language) => allow.languages[sentencesFor(language).language].letIn,
    dayOf: createDayNamer(config.timezone),
    channelOf: createWriting(deps.channels, { isPulled: false }).channelOf,
    describeRepeat: (reminder) =>
      reminder.schedule === null || reminder.schedule.repeat === null
        ? null
        : describeReminder(reminder),
    exportUser: async (userId, write) => {
      await writeExport({
        store: await deps.store(),
        userId,
        format: ZIP,
        language: config.botLanguage,
        timezone: config.timezone,
        maxFilesSize: Infinity,
        write,
      });
    },
  });
  return users.use(merging);
}

import { type Command, InvalidArgumentError } from "commander";
import { LANGUAGES } from "../core/language.ts";
import type { UserRef } from "../store/user-admin.ts";
import { aboutUser, type Json, run } from "./define-command.ts";
import { readCount } from "./read-count.ts";
import { readUserRef, WHO } from "./read-user-ref.ts";
import { fitted } from "./terminal-width.ts";

/** Ends a choice: Commander turns a null into an empty text. */
const OFF = "off";

/** Adds the commands that change how one user is answered, and what is kept for them. */
export function addUserChanges(users: Command): void {
  const load = () => import("./change-user.ts");
  users
    .command("approve")
    .description("let a user in by the code that they were given, and notify them")
    .argument("<code>", "the code")
    .action(run(async (code: string) => (await load()).approveCode(code)));
  aboutUser(users, "persona", "set how the bot should be for a user")
    .argument("<text...>", "such as: a patient teacher; `off` ends it")
    .action(
      run(async (who: UserRef, words: readonly string[]) =>
        (await load()).changeUser(who, { persona: orNull(words.join(" ")) }),
      ),
    );
  aboutUser(users, "language", "set the language of the bot's own sentences for a user")
    .argument(
      "<language>",
      `${LANGUAGES.join(", ")}, or \`off\` for that of the settings`,
      readLanguage,
    )
    .action(
      run(async (who: UserRef, language: string) =>
        (await load()).changeUser(who, { language: orNull(language) }),
      ),
    );
  aboutUser(users, "timezone", "set a user's time zone, in which their reminders keep their times")
    .argument("<zone>", "such as Europe/Berlin, or `off`")
    .action(
      run(async (who: UserRef, zone: string) =>
        (await load()).changeUser(who, { timeZone: orNull(zone) }),
      ),
    );
  aboutUser(users, "facts", "list what the bot remembers of a user, or forget one of it")
    .option("--forget <id>", "the number in the list", readCount)
    .option("--json", "print JSON, for scripts")
    .action(
      run(async (who: UserRef, options: Json & { forget?: number }) =>
        (await load()).factsOfUser(who, options),
      ),
    );
  aboutUser(users, "reminders", "list a user's reminders, or cancel one")
    .option("--cancel <id>", "the number in the list", readCount)
    .option("--json", "print JSON, for scripts")
    .action(
      run(async (who: UserRef, options: Json & { cancel?: number }) =>
        (await load()).remindersOfUser(who, options),
      ),
    );
  users
    .command("merge")
    .description("make one user of two, such as an old and a new number")
    .argument("<keep>", `the user who stays: ${WHO}`, readUserRef)
    .argument("<other>", "the user who becomes a part of it", readUserRef)
    .option("-y, --yes", "do not ask for confirmation")
    .addHelpText("after", () =>
      fitted(
        "\nShows first what will happen: both addresses are answered, and share history, facts, reminders, limits and costs. This cannot be undone.",
      ),
    )
    .action(
      run(async (keep: UserRef, other: UserRef, options: { yes?: boolean }) =>
        (await import("./merge-users.ts")).mergeUsers({ keep, other }, options),
      ),
    );
}

const orNull = (given: string): string | null => (given === OFF ? null : given);

function readLanguage(given: string): string {
  if (given === OFF || LANGUAGES.some((language) => language === given)) return given;
  throw new InvalidArgumentError(`It must be ${LANGUAGES.join(", ")} or off.`);
}

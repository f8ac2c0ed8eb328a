import { type Command, InvalidArgumentError } from "commander";
import { LANGUAGES } from "../core/language.ts";
import type { UserRef } from "../store/user-admin.ts";
import { EX_NO } from "./exit.ts";
import { readCount } from "./read-count.ts";
import { readUserRef, WHO } from "./read-user-ref.ts";
import { fitted } from "./terminal-width.ts";

/** Ends a choice: Commander turns a null into an empty text. */
const OFF = "off";

/** Adds the commands that change how one user is answered, and what is kept for them. */
export function addUserChanges(users: Command): void {
  users
    .command("approve")
    .description("let a user in by the code that they were given, and notify them")
    .argument("<code>", "the code")
    .action(async (code: string) => {
      const { approveCode } = await import("./change-user.ts");
      answer(await approveCode(code));
    });
  users
    .command("persona")
    .description("set how the bot should be for a user")
    .argument("<who>", WHO, readUserRef)
    .argument("<text...>", "such as: a patient teacher; `off` ends it")
    .action(async (who: UserRef, words: readonly string[]) => {
      const { changeUser } = await import("./change-user.ts");
      answer(await changeUser(who, { persona: orNull(words.join(" ")) }));
    });
  users
    .command("language")
    .description("set the language of the bot's own sentences for a user")
    .argument("<who>", WHO, readUserRef)
    .argument(
      "<language>",
      `${LANGUAGES.join(", ")}, or \`off\` for that of the settings`,
      readLanguage,
    )
    .action(async (who: UserRef, language: string) => {
      const { changeUser } = await import("./change-user.ts");
      answer(await changeUser(who, { language: orNull(language) }));
    });
  users
    .command("timezone")
    .description("set a user's time zone, in which their reminders keep their times")
    .argument("<who>", WHO, readUserRef)
    .argument("<zone>", "such as Europe/Berlin, or `off`")
    .action(async (who: UserRef, zone: string) => {
      const { changeUser } = await import("./change-user.ts");
      answer(await changeUser(who, { timeZone: orNull(zone) }));
    });
  users
    .command("facts")
    .description("list what the bot remembers of a user, or forget one of it")
    .argument("<who>", WHO, readUserRef)
    .option("--forget <id>", "the number in the list", readCount)
    .option("--json", "print JSON, for scripts")
    .action(async (who: UserRef, { forget, json = false }: ListOptions & { forget?: number }) => {
      const { factsOfUser } = await import("./change-user.ts");
      answer(await factsOfUser(who, { json, forget: forget ?? null }));
    });
  users
    .command("reminders")
    .description("list a user's reminders, or cancel one")
    .argument("<who>", WHO, readUserRef)
    .option("--cancel <id>", "the number in the list", readCount)
    .option("--json", "print JSON, for scripts")
    .action(async (who: UserRef, { cancel, json = false }: ListOptions & { cancel?: number }) => {
      const { remindersOfUser } = await import("./change-user.ts");
      answer(await remindersOfUser(who, { json, cancel: cancel ?? null }));
    });
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
    .action(async (keep: UserRef, other: UserRef, { yes = false }: { yes?: boolean }) => {
      const { mergeUsers } = await import("./merge-users.ts");
      answer(await mergeUsers({ keep, other }, { yes }));
    });
}

interface ListOptions {
  readonly json?: boolean;
}

const orNull = (given: string): string | null => (given === OFF ? null : given);

function readLanguage(given: string): string {
  if (given === OFF || LANGUAGES.some((language) => language === given)) return given;
  throw new InvalidArgumentError(`It must be ${LANGUAGES.join(", ")} or off.`);
}

// A negative result is no failure: the exit code alone reports it.
function answer(isYes: boolean): void {
  if (!isYes) process.exitCode = EX_NO;
}

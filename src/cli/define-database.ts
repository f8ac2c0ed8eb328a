import type { Command } from "commander";
import { TERMINAL } from "../store/admin-access.ts";
import { type Json, run } from "./define-command.ts";
import { fitted } from "./terminal-width.ts";

/** Adds the commands that copy, replace and migrate the database. */
export function addDatabase(program: Command): void {
  const load = () => import("./backup.ts");
  const backup = program
    .command("backup")
    .description("copy the database while the server runs")
    .argument("[file]", "a new file; without it, one in the folder backups beside the database")
    // The owner's page has the command line make the copy.
    .addOption(program.createOption("--by <sender>", "the owner who asks for it").hideHelp())
    .action(
      run(async (file: string | undefined, { by = TERMINAL }: { by?: string }) =>
        (await load()).backUp(file ?? null, by),
      ),
    );
  backup
    .command("list")
    .description("list the backups in the folder beside the database")
    .option("--json", "print JSON, for scripts")
    .action(run(async (options: Json) => (await load()).listBackups(options)));
  backup
    .command("remove")
    .description("remove a backup from that folder")
    .argument("<name>", "its name in the list")
    .action(run(async (name: string) => (await load()).removeBackup(name)));
  program
    .command("restore")
    .description("replace the database with a backup (stop the server first)")
    .argument("<file>", "a file written by `backup`")
    .addHelpText("after", () => fitted("\nThe previous database is kept beside it."))
    .action(run(async (file: string) => (await load()).restore(file)));
  program
    .command("copy-to")
    .description("copy the SQLite database to PostgreSQL (stop the server first)")
    .argument("<address>", "postgres://USER:PASSWORD@HOST:5432/DATABASE, an empty database")
    .addHelpText("after", () =>
      fitted("\nThe copy is read back and compared. Running it again replaces the earlier copy."),
    )
    .action(run(async (address: string) => (await import("./copy-to.ts")).copyTo(address)));
  program
    .command("migrate")
    .description("migrate the database to this version's schema (serve does so too)")
    .addHelpText("after", () => fitted("\nOn SQLite, stop the server first."))
    .action(run(async () => (await import("./migrate.ts")).migrate()));
}

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Command } from "commander";
import { buildProgram } from "../src/cli/program.ts";
import { startTestApp, type TestApp } from "./harness.ts";

setDefaultTimeout(60_000);

/** Each route of the owner's page and API, and the commands that do the same. */
const TWINS: Readonly<Record<string, readonly string[]>> = {
  "GET now": ["status"],
  "GET conversations": ["conversations list"],
  "GET conversations/{userId}": ["conversations show"],
  "POST conversations/{userId}/take-over": ["conversations take-over"],
  "POST conversations/{userId}/hand-back": ["conversations hand-back"],
  "POST conversations/{userId}/answered": ["conversations answered"],
  "POST messages": ["conversations write"],
  "GET messages/{id}": ["explain"],
  "POST messages/{id}/retry": ["retry"],
  "GET users": ["users list"],
  "GET users/{id}": ["users facts", "users reminders", "users budget"],
  "PATCH users/{id}": [
    "users allow",
    "users block",
    "users budget",
    "users persona",
    "users language",
    "users timezone",
  ],
  "DELETE users/{id}": ["users forget"],
  "GET users/{id}/export": ["users export"],
  "POST users/approve": ["users approve"],
  "GET users/{id}/merge": ["users merge"],
  "POST users/{id}/merge": ["users merge"],
  "DELETE users/{id}/facts/{fact}": ["users facts"],
  "DELETE users/{id}/reminders/{reminder}": ["users reminders"],
  "GET costs": ["costs"],
  "GET documents": ["knowledge list"],
  "GET documents/search": ["knowledge search"],
  "GET channels": ["channels"],
  "GET log": ["log"],
  "GET events": ["log"],
  "GET settings": ["settings list"],
  "PUT settings/{name}": ["settings set"],
  "DELETE settings/{name}": ["settings reset"],
  "GET backups": ["backup list"],
  "POST backups": ["backup"],
  "DELETE backups/{name}": ["backup remove"],
  "GET audit": ["audit"],
  "POST doctor": ["doctor", "knowledge check"],
  "POST sign-out-everywhere": ["admin-link"],
};

/** The routes without a command. */
const ONLY_ROUTES: Readonly<Record<string, string>> = {
  "GET session": "a terminal has no session",
  "POST sign-out": "a terminal has no session",
  "GET messages/{id}/attachments/{idx}": "a terminal shows no files; `users export` writes them",
  "GET parts/{id}/file": "a terminal shows no files; `users export` writes them",
  "GET backups/{name}": "the file is on this machine: `backup list` names its folder",
};

/** The commands without a route. */
const ONLY_COMMANDS: Readonly<Record<string, string>> = {
  serve: "starts the server that has the page",
  demo: "runs without the owner's settings",
  setup: "writes the settings before there is a server",
  upgrade: "replaces the program that serves the page",
  migrate: "needs the server stopped; `serve` migrates too",
  restore: "needs the server stopped; the page shows the command",
  "copy-to": "needs the server stopped; the page shows the command",
  healthcheck: "asks the server's own /health",
  version: "the page shows it beside the name",
  completion: "is about the shell",
  man: "is about the shell",
};

let bot: TestApp;
beforeAll(async () => {
  bot = await startTestApp({ settings: { DOCS_ENABLED: "true" } });
});
afterAll(() => bot.stop());

async function routesOfTheApi(): Promise<string[]> {
  const response = await fetch(`${bot.origin}/openapi.json`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own document.
  const { paths } = (await response.json()) as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    path.startsWith("/admin/api/")
      ? Object.keys(methods).map(
          (method) => `${method.toUpperCase()} ${path.slice("/admin/api/".length)}`,
        )
      : [],
  );
}

function commandsOf(command: Command, path: readonly string[] = []): string[] {
  return command.commands.flatMap((sub) => {
    const name = [...path, sub.name()];
    const below = commandsOf(sub, name);
    // A group does nothing itself, unless it takes an argument.
    return below.length === 0 || sub.registeredArguments.length > 0
      ? [name.join(" "), ...below]
      : below;
  });
}

test("an owner can do at the command line what the page can, but for the exceptions named here", async () => {
  const listed = [...Object.keys(TWINS), ...Object.keys(ONLY_ROUTES)];
  expect((await routesOfTheApi()).sort()).toEqual(listed.sort());
});

test("an owner can do at the page what the command line can, but for the exceptions named here", () => {
  const twins = new Set(Object.values(TWINS).flat());
  const listed = [...twins, ...Object.keys(ONLY_COMMANDS)];
  expect(commandsOf(buildProgram()).sort()).toEqual(listed.sort());
});

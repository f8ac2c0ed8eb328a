import { describe, expect, test } from "bun:test";
import { completionScript, type Shell } from "../../src/cli/completion.ts";
import { manPage } from "../../src/cli/man-page.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { settings } from "../../src/config/settings.ts";

/** Runs a script in a shell and returns the lines that it prints. */
function linesOf(shell: Shell, script: string): string[] {
  const run = Bun.spawnSync([shell, "-c", script], { stderr: "inherit" });
  return run.stdout.toString().trim().split(/\s*\n/);
}

/** Returns what bash or fish offers for a command line. */
function offered(shell: "bash" | "fish", line: string): string[] {
  const script = completionScript(buildProgram(), shell);
  if (shell === "fish") {
    const lines = linesOf("fish", `${script}\ncomplete -C '${line}'`);
    return lines.map((one) => one.split("\t")[0] ?? "");
  }
  const words = line.split(" ");
  const setUp = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}`;
  return linesOf(
    "bash",
    `${script}\n${setUp}; _whatsapp_ai_bot; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
}

describe.each(["bash", "fish"] as const)("in %s the tab key completes", (shell) => {
  const isThere = Bun.which(shell) !== null;
  const cases: [line: string, words: string[]][] = [
    ["whatsapp-ai-bot do", ["doctor"]],
    [
      "whatsapp-ai-bot users ",
      [
        "list",
        "allow",
        "block",
        "budget",
        "approve",
        "persona",
        "language",
        "timezone",
        "facts",
        "reminders",
        "merge",
        "forget",
        "export",
      ],
    ],
    ["whatsapp-ai-bot completion ", ["bash", "zsh", "fish"]],
    ["whatsapp-ai-bot explain --js", ["--json"]],
    ["whatsapp-ai-bot conversations show --l", ["--limit"]],
  ];
  test.if(isThere).each(cases)("%s", (line, words) => {
    const found = offered(shell, line).filter((word) => line.endsWith("-") || word !== "--help");
    expect(found.toSorted()).toEqual(words.toSorted());
  });

  test.if(isThere)("file names where a file is wanted", () => {
    expect(offered(shell, "whatsapp-ai-bot restore pack")).toContain("package.json");
    expect(offered(shell, "whatsapp-ai-bot explain pack")).not.toContain("package.json");
  });
});

test.if(Bun.which("zsh") !== null)("zsh accepts its script", () => {
  const script = completionScript(buildProgram(), "zsh");
  const checked = Bun.spawnSync(["zsh", "-n", "-c", script]);
  expect(checked.stderr.toString()).toBe("");
  expect(script).toContain("'users allow') choices=(");
});

test("the manual page names every command and every setting", () => {
  const page = manPage(buildProgram()).replaceAll("\\-", "-");
  for (const command of ["serve", "users forget", "copy-to", "completion"]) {
    expect(page).toMatch(new RegExp(`^\\.B ${command}( |$)`, "m"));
  }
  for (const { env } of Object.values(settings)) expect(page).toContain(`.B ${env}\n`);
});

test.if(Bun.which("man") !== null)("man(1) shows it without a warning", () => {
  const shown = Bun.spawnSync(["man", "--warnings", "-l", "-"], {
    stdin: Buffer.from(manPage(buildProgram())),
  });
  expect(shown.stderr.toString()).toBe("");
  expect(shown.stdout.toString()).toContain("OPENAI_API_KEY");
});

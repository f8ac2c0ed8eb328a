import { describe, expect, test } from "bun:test";
import { jsonLines } from "../../src/log/json.ts";
import { createLogger } from "../../src/log/logger.ts";
import { briefLines } from "../../src/log/pretty.ts";
import { PermanentError } from "../../src/core/errors.ts";

/** Returns the log's text about an error. */
function logged(error: Error): string {
  let written = "";
  const write = (line: string) => void (written += line);
  createLogger({ level: "debug", lines: briefLines, colors: false, write }).error("failed", {
    error,
  });
  return written;
}

describe("beside a conversation on the screen", () => {
  test("an error that is expected of an upstream takes one line, any other says where it was", () => {
    const refused = logged(new PermanentError("not sent", { code: "63016" }));
    expect(refused).toContain("not sent (63016)");
    expect(refused.match(/\n/g)).toHaveLength(1);
    expect(logged(new Error("a bug"))).toContain("brief-lines.test.ts");
  });

  test("a line of the log stands as the prompt needs it, until there is none", () => {
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    const log = createLogger({ level: "debug", lines: jsonLines, write });
    log.wrapLines((line) => `> ${line}`);
    log.info("here");
    log.wrapLines((line) => line);
    log.info("there");
    expect(lines.map((line) => line.slice(0, 3))).toEqual(["> {", '{"t']);
  });
});

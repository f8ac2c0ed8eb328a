// What a hostile document might make of the child; the deed is the argument before the order.
import { readdirSync, writeFileSync } from "node:fs";

const deed = process.argv.at(-2);
const say = (text: string) => {
  const answer = {
    kind: "text",
    format: "txt",
    pages: [{ page: 1, text }],
    pageCount: 1,
    isCut: false,
  };
  const bytes = Buffer.from(JSON.stringify(answer));
  process.stdout.write(`${bytes.length}\n${bytes.toString()}`);
};

switch (deed) {
  case "hangs":
    for (;;);
  case "swells": {
    const held: Uint8Array[] = [];
    for (;;) held.push(new Uint8Array(16_000_000).fill(1));
  }
  case "crashes":
    process.kill(process.pid, "SIGSEGV");
    break;
  case "babbles":
    for (;;) await Bun.write(Bun.stdout, "x".repeat(1_000_000));
  case "lies":
    process.stdout.write('20\n{"kind":"confused!"}');
    break;
  case "looks-around":
    say(JSON.stringify({ env: process.env, cwd: process.cwd(), files: readdirSync(".") }));
    break;
  case "lingers":
    writeFileSync("left-behind", "x");
    say("done");
    setInterval(() => {}, 1_000);
    break;
}

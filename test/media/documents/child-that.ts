// What a hostile document might make of the child; the action is the argument before the order.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const frame = (bytes: string | Uint8Array) => {
  process.stdout.write(`${Buffer.byteLength(bytes)}\n`);
  process.stdout.write(bytes);
};
const sayFirst = (text: string) => {
  const pages = [{ page: 1, text }];
  frame(JSON.stringify({ kind: "text", format: "txt", pages, pageCount: 1, isCut: false }));
};
const say = (text: string) => {
  sayFirst(text);
  frame("");
};
const show = (picture: string) => frame(Buffer.from(picture, "latin1"));

const actions: Readonly<Record<string, () => unknown>> = {
  hangs() {
    for (;;);
  },
  swells() {
    for (const held: Uint8Array[] = []; ;) held.push(new Uint8Array(16_000_000).fill(1));
  },
  "dies-over-a-picture"() {
    sayFirst("done");
    show("1 image/png\n\x89PNG");
    process.kill(process.pid, "SIGSEGV");
  },
  "shows-anything"() {
    sayFirst("done");
    show("1 image/png\n<svg/>");
    show("2 text/html\n<p>");
    show("3 image/jpeg\n\xff\xd8\xff");
    frame("");
  },
  async "shows-without-end"() {
    sayFirst("done");
    for (;;) {
      show(`1 image/png\n\x89PNG${"x".repeat(100_000)}`);
      await Bun.sleep(1);
    }
  },
  crashes: () => process.kill(process.pid, "SIGSEGV"),
  async babbles() {
    for (;;) await Bun.write(Bun.stdout, "x".repeat(1_000_000));
  },
  lies: () => process.stdout.write('20\n{"kind":"confused!"}'),
  "looks-around"() {
    say(JSON.stringify({ env: process.env, cwd: process.cwd(), files: readdirSync(".") }));
  },
  spies() {
    const parent = (file: string) => {
      try {
        return readFileSync(`/proc/${process.ppid}/${file}`, "latin1");
      } catch (error) {
        return String(Reflect.get(Object(error), "code"));
      }
    };
    say(JSON.stringify({ environ: parent("environ"), maps: parent("maps") }));
  },
  async "is-kept-waiting"() {
    writeFileSync("waiting", "");
    // Uses next to nothing of the processor, as when others use it.
    for (let tries = 0; !existsSync("go-on") && tries < 2_000; tries += 1) await Bun.sleep(10);
    say("done");
  },
  lingers() {
    writeFileSync("left-behind", "x");
    say("done");
    setInterval(() => {}, 1_000);
  },
};

await actions[process.argv.at(-2) ?? ""]?.();

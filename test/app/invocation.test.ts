import { expect, test } from "bun:test";
import { describeInvocation, type Invocation } from "../../src/app/invocation.ts";

const executable: Invocation = {
  file: "/srv/bot/whatsapp-ai-bot",
  runtime: [],
  isNpx: false,
  inPath: null,
  folder: "/srv/bot",
  platform: "linux",
};
const onWindows = {
  file: "C:\\My bot\\whatsapp-ai-bot.exe",
  folder: "C:\\My bot",
  platform: "win32",
} as const;
const source = { file: "/srv/bot/src/main.ts", runtime: ["bun"] };

test.each<[string, Partial<Invocation>]>([
  ["./whatsapp-ai-bot", {}],
  ["dist/whatsapp-ai-bot", { file: "/srv/bot/dist/whatsapp-ai-bot" }],
  ["/opt/whatsapp-ai-bot", { file: "/opt/whatsapp-ai-bot" }],
  ["whatsapp-ai-bot", { inPath: "/srv/bot/whatsapp-ai-bot" }],
  ["./whatsapp-ai-bot", { inPath: "/usr/bin/whatsapp-ai-bot" }],
  ["bun src/main.ts", source],
  ["bun --no-env-file src/main.ts", { ...source, runtime: ["bun", "--no-env-file"] }],
  ["bun main.ts", { ...source, folder: "/srv/bot/src" }],
  ["npx whatsapp-ai-bot", { ...source, isNpx: true }],
  ["'/opt/my bot/whatsapp-ai-bot'", { file: "/opt/my bot/whatsapp-ai-bot" }],
  [".\\whatsapp-ai-bot.exe", onWindows],
  ['"C:\\My bot\\whatsapp-ai-bot.exe"', { ...onWindows, folder: "C:\\Users\\ada" }],
  ["D:\\bot\\whatsapp-ai-bot.exe", { ...onWindows, file: "D:\\bot\\whatsapp-ai-bot.exe" }],
])("whoever started %s reads the same words in the last line", (words, given) => {
  expect(describeInvocation({ ...executable, ...given })).toBe(words);
});

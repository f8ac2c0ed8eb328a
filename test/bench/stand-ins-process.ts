// bun test/bench/stand-ins-process.ts: runs the stand-ins of the model and Twilio in a separate
// process, so that their work does not slow the bench. Sends its URL, every answer that arrived and
// the number of acknowledged reports over IPC to outside-world.ts.
import { createPool, type Pool } from "./connections.ts";
import { signedReport } from "./signed-requests.ts";
import { startStandIns } from "./stand-ins.ts";

/** The statuses of a sent message, and the delays of their reports. */
const REPORTS = [
  ["queued", 5],
  ["sent", 20],
  ["delivered", 60],
  ["read", 120],
] as const;

export type Order =
  | { readonly kind: "serve"; readonly port: number; readonly reports: number }
  | { readonly kind: "count" };

export interface Counted {
  readonly answers: number;
  readonly typings: number;
  readonly reports: number;
  readonly refusedReports: number;
}

export type Told =
  | { readonly kind: "ready"; readonly url: string }
  | { readonly kind: "answered"; readonly total: number }
  | ({ readonly kind: "counted" } & Counted);

const tell = (told: Told) => process.send?.(told);
const standIns = startStandIns();
let bot: { readonly pool: Pool; readonly reports: number } | null = null;
const counted = { answers: 0, typings: 0, reports: 0, refusedReports: 0 };

standIns.onModelCall = () =>
  "An answer of ordinary length which says what was asked for, and a little more.";
standIns.onTyping = () => {
  counted.typings += 1;
};
standIns.onSend = ({ body }, sid) => {
  counted.answers += 1;
  tell({ kind: "answered", total: counted.answers });
  if (bot === null) return;
  const params = new URLSearchParams(body);
  const url = params.get("StatusCallback") ?? "";
  const to = params.get("To") ?? "";
  for (const [status, afterMs] of REPORTS.slice(0, bot.reports)) {
    setTimeout(() => void report(url, to, sid, status), afterMs);
  }
};

async function report(url: string, to: string, sid: string, status: string): Promise<void> {
  const answer = await bot?.pool.ask(signedReport(url, { to, sid, status })).catch(() => 0);
  counted.reports += 1;
  if (answer === undefined || answer < 200 || answer > 299) counted.refusedReports += 1;
}

process.on("message", (order: Order) => {
  if (order.kind === "serve") {
    bot?.pool.close();
    bot = { pool: createPool(order.port), reports: order.reports };
  }
  tell({ kind: "counted", ...counted });
});
process.on("disconnect", () => process.exit());
tell({ kind: "ready", url: standIns.url });

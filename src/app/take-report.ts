import type { Logger } from "../core/ports.ts";
import type { Metrics } from "../http/metrics.ts";
import type { StatusReport, Store } from "../store/store.ts";

/** What a delivery report is handed to: it is stored, counted and told, and may make the next part due. */
export function createReportTaker(deps: {
  readonly store: Pick<Store, "recordStatus">;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly wake: () => void;
}): (report: StatusReport) => Promise<void> {
  const { store, metrics, log, wake } = deps;
  return async (report) => {
    const { sid, status, errorCode: code } = report;
    metrics.delivery(status, code);
    const part = await store.recordStatus(report);
    if (part === null) {
      log.debug("delivery of a message that is not ours reported", { sid, status });
      return;
    }
    const facts = { message: part.messageId, part: part.part, sid };
    if (status === "failed") log.warn("part failed", { ...facts, code });
    else log.info(`part ${status}`, facts);
    wake();
  };
}

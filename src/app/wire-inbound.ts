import type { OwnerAlerts } from "../alerts/alert-owners.ts";
import type { InboundHandlers } from "../channels/channel.ts";
import type { Metrics } from "../http/metrics.ts";
import { moveUser } from "../inbox/move-user.ts";
import type { Receive } from "../inbox/receive-message.ts";
import { recordReport, type RecordReportDeps } from "../outbox/record-report.ts";
import { receiveAndReply, type WebhookReplies } from "../outbox/reply-in-webhook.ts";

/** Returns the handlers of everything that messengers deliver. */
export function wireInbound(
  deps: Parameters<typeof moveUser>[1] &
    RecordReportDeps & {
      readonly receive: Receive;
      readonly replies: WebhookReplies | null;
      readonly metrics: Metrics;
      readonly alerts: OwnerAlerts;
    },
): InboundHandlers {
  const { receive, replies, metrics, alerts } = deps;
  return {
    receive: receiveAndReply(receive, replies),
    recordStatus: async (report) => {
      metrics.delivery(report.status, report.errorCode);
      await recordReport(report, deps);
      await alerts.onReport(report);
    },
    moveUser: (move) => moveUser(move, deps),
    onResult: (result, durationMs) => metrics.webhook(result, durationMs),
  };
}

import { type LaneBinder, UNSYNCED } from "./bind.ts";
import type { DelayNotice } from "./delays.ts";
import type { Resend, StatusReport } from "./sends.ts";
import { beginDelayNotice, endDelayNotice, waitingInSilence } from "./steps/delays.ts";
import { createReportGatherer } from "./steps/gathered-reports.ts";
import * as files from "./steps/outgoing-files.ts";
import { claimReply, hastenLookups } from "./steps/replies.ts";
import { isAnswer, recordReport } from "./steps/reports.ts";
import * as sends from "./steps/sends.ts";

/** Binds the steps of sending the parts of replies, and their files. */
export function sendSteps({ driver, read, write, rowOf, endSend }: LaneBinder) {
  const gatherReport = createReportGatherer(driver);
  const findWaiting = read(waitingInSilence);
  const notifyWaiting = write(beginDelayNotice);
  return {
    /**
     * Records that the messenger accepted a part. The message's next part is due after `nextAfterMs`,
     * or once this one is reported sent.
     */
    recordAccepted: endSend(sends.recordAccepted, UNSYNCED),
    /**
     * Records that a part was certainly not sent: it is pending again, due after `delayMs`. A failure
     * counts as an attempt.
     */
    postponeSend: endSend(sends.postponeSend, UNSYNCED),
    /**
     * Records that a part may have been sent: it stays `sending`, to be looked up again after
     * `delayMs`.
     */
    postponeLookup: endSend(sends.postponeLookup, UNSYNCED),
    /**
     * Records a permanent refusal: the part failed, and the later parts of the same message are dead. If
     * only the content of a file was refused, its caption is to be sent as a text, and the later parts follow.
     */
    recordRefused: endSend(sends.recordRefused),
    /**
     * Gives up a part whose look-ups were inconclusive and which must not be sent twice; the next
     * part is due.
     */
    recordUnknown: endSend(sends.recordUnknown),
    /**
     * Records a delivery report, which only ever raises a part's rank. Returns null if it is about no
     * part of ours. A failure that `resend` allows to be repeated makes the part pending again, under
     * a new nonce.
     */
    recordStatus: async (report: StatusReport, resend?: Resend) =>
      (await gatherReport(report)) ?? recordReport(driver, report, resend),
    /** Returns whether a delivery report with this nonce or sid is about an answer, not a notice. */
    isAnswer: read(isAnswer),
    /** Returns those of these sids that are known as parts of ours. */
    knownSids: read(sends.knownSids),
    /**
     * Returns the nonce of the part to a user below this address that is being sent or may have been
     * sent, and whose send began before `before`; of a notice before an answer, which must not count
     * as sent by mistake. Null if there are none, or several answers.
     */
    partInDoubt: read(sends.partInDoubt),

    /**
     * Begins to send `line` to the user who has waited longest, for at least `afterMs`, without a
     * message from us: once for each message that waits. Returns null if there is no such user. Needs
     * no lane, because the lane may be what takes so long; the part is looked up after `graceMs` like
     * any other.
     */
    beginDelayNotice: async (options: DelayNotice) => {
      // Usually no user waits, and then no transaction is begun.
      const userId = await findWaiting(options.afterMs);
      return userId === null ? null : notifyWaiting(userId, options);
    },
    /**
     * Stores the outcome. A notice that was not sent is dropped: later it would arrive after the
     * answer.
     */
    endDelayNotice: write(endDelayNotice),

    // A deployment whose parts are pulled: they are only sent in the responses to the user's own
    // messages. These steps need no lane: they depend on the state of each part alone.

    /**
     * Commits that the parts ready for this user are being sent, and returns them in order, at most
     * `limit`; each is looked up `lookUpAfterMs` later. A part that may have been sent holds back
     * later ones. Returns null, and changes nothing, if waiting is worthwhile: this message or an
     * earlier one has no answer yet, or all ready parts are held back. Never null if `isFinal`.
     */
    claimReply: write(claimReply),
    /**
     * Makes this user's parts that may have been sent due for a look-up `afterMs` after their start;
     * returns whether there are any.
     */
    hastenLookups: write(hastenLookups),

    /** Returns the file with this token, without its bytes; null if there is none any more. */
    findOutgoingFile: (token: string) => rowOf(files.findOutgoingFile, { token }),
    readOutgoingFile: async (token: string) =>
      (await rowOf(files.bytesWithToken, { token }))?.bytes ?? null,
    /** Records that the messenger has fetched the file, which proves that it accepted the part. */
    noteFileFetched: write(files.noteFileFetched, UNSYNCED),
    /**
     * Deletes files that were queued, or delivered, so long ago, of parts that are not to be sent any more.
     * Returns how many: `limit` if there may be more.
     */
    dropFiles: write(files.dropFiles),
  };
}

import { afterEach, beforeEach, describe } from "bun:test";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { testAffording } from "./conformance/afford.ts";
import { testAnswers } from "./conformance/answers.ts";
import { testAttachments } from "./conformance/attachments.ts";
import { testBudgets } from "./conformance/budgets.ts";
import { testCharges } from "./conformance/charges.ts";
import { testClassicDefects } from "./conformance/classic-defects.ts";
import { testCorrections } from "./conformance/corrections.ts";
import { testDueReminders } from "./conformance/due-reminders.ts";
import { testDrafts } from "./conformance/drafts.ts";
import { testDrift } from "./conformance/drift.ts";
import { testHistory } from "./conformance/history.ts";
import { testKnowledge } from "./conformance/knowledge.ts";
import { testLanes } from "./conformance/lanes.ts";
import { testLifeOfFiles } from "./conformance/life-of-files.ts";
import { testOutgoingFiles } from "./conformance/outgoing-files.ts";
import { testPictures } from "./conformance/pictures.ts";
import { testPeople } from "./conformance/users.ts";
import { testLateMessages } from "./conformance/late.ts";
import { testIdentity } from "./conformance/identity.ts";
import { testMoves } from "./conformance/moves.ts";
import { testPolling } from "./conformance/polling.ts";
import { testReceiving } from "./conformance/receive.ts";
import { testPrivacy } from "./conformance/privacy.ts";
import { testReminders } from "./conformance/reminders.ts";
import { testReplies } from "./conformance/replies.ts";
import { testSends } from "./conformance/sends.ts";
import { testResends } from "./conformance/resends.ts";
import { testSilence } from "./conformance/silence.ts";
import { testMaintenance } from "./conformance/maintenance.ts";
import { testSuspects } from "./conformance/suspects.ts";
import { testToolCalls } from "./conformance/tool-calls.ts";
import { testSpending } from "./conformance/spending.ts";
import { type OpenStore, setUp, type Setup } from "./conformance/setup.ts";

/** Defines the tests that every store must pass. */
export function describeStore(
  name: string,
  open: (clock: FakeClock, isPulled: boolean) => Promise<OpenStore>,
): void {
  describe(`${name}: the store's promises`, () => {
    let setup: Setup;
    beforeEach(async () => {
      const clock = createFakeClock();
      setup = setUp(await open(clock, false), clock);
    });
    afterEach(() => setup.close());

    testReceiving(() => setup);
    testPolling(() => setup);
    testIdentity(() => setup);
    testMoves(() => setup);
    testLanes(() => setup);
    testAnswers(() => setup);
    testHistory(() => setup);
    testAttachments(() => setup);
    testSilence(() => setup);
    testSends(() => setup);
    testPeople(() => setup);
    testSpending(() => setup);
    testCharges(() => setup);
    testBudgets(() => setup);
    testDrafts(() => setup);
    testClassicDefects(() => setup);
    testAffording(() => setup);
    testCorrections(() => setup);
    testToolCalls(() => setup);
    testReminders(() => setup);
    testDueReminders(() => setup);
    testOutgoingFiles(() => setup);
    testLifeOfFiles(() => setup);
    testPictures(() => setup);
    testPrivacy(() => setup);
    testKnowledge(() => setup);
    testResends(() => setup);
    testLateMessages(() => setup);
    testMaintenance(() => setup);
    testSuspects(() => setup);
    testDrift(() => setup);
  });

  describe(`${name}: the store's promises where parts are pulled`, () => {
    let setup: Setup;
    beforeEach(async () => {
      const clock = createFakeClock();
      setup = setUp(await open(clock, true), clock);
    });
    afterEach(() => setup.close());

    testReplies(() => setup);
  });
}

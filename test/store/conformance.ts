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
import { testDrift } from "./conformance/drift.ts";
import { testHistory } from "./conformance/history.ts";
import { testKnowledge } from "./conformance/knowledge.ts";
import { testLanes } from "./conformance/lanes.ts";
import { testOutgoingFiles } from "./conformance/outgoing-files.ts";
import { testPeople } from "./conformance/users.ts";
import { testLateMessages } from "./conformance/late.ts";
import { testIdentity } from "./conformance/identity.ts";
import { testReceiving } from "./conformance/receive.ts";
import { testPrivacy } from "./conformance/privacy.ts";
import { testReminders } from "./conformance/reminders.ts";
import { testReplies } from "./conformance/replies.ts";
import { testSends } from "./conformance/sends.ts";
import { testResends } from "./conformance/resends.ts";
import { testSilence } from "./conformance/silence.ts";
import { testUpkeep } from "./conformance/upkeep.ts";
import { testSuspects } from "./conformance/suspects.ts";
import { testToolCalls } from "./conformance/tool-calls.ts";
import { testSpending } from "./conformance/spending.ts";
import { type OpenStore, setStage, type Stage } from "./conformance/stage.ts";

/** Defines the tests that every store must pass. */
export function describeStore(
  name: string,
  open: (clock: FakeClock, isPulled: boolean) => Promise<OpenStore>,
): void {
  describe(`${name}: the store's promises`, () => {
    let stage: Stage;
    beforeEach(async () => {
      const clock = createFakeClock();
      stage = setStage(await open(clock, false), clock);
    });
    afterEach(() => stage.close());

    testReceiving(() => stage);
    testIdentity(() => stage);
    testLanes(() => stage);
    testAnswers(() => stage);
    testHistory(() => stage);
    testAttachments(() => stage);
    testSilence(() => stage);
    testSends(() => stage);
    testPeople(() => stage);
    testSpending(() => stage);
    testCharges(() => stage);
    testBudgets(() => stage);
    testClassicDefects(() => stage);
    testAffording(() => stage);
    testCorrections(() => stage);
    testToolCalls(() => stage);
    testReminders(() => stage);
    testDueReminders(() => stage);
    testOutgoingFiles(() => stage);
    testPrivacy(() => stage);
    testKnowledge(() => stage);
    testResends(() => stage);
    testLateMessages(() => stage);
    testUpkeep(() => stage);
    testSuspects(() => stage);
    testDrift(() => stage);
  });

  describe(`${name}: the store's promises where parts are pulled`, () => {
    let stage: Stage;
    beforeEach(async () => {
      const clock = createFakeClock();
      stage = setStage(await open(clock, true), clock);
    });
    afterEach(() => stage.close());

    testReplies(() => stage);
  });
}

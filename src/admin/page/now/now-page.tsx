import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "../../../page/components/icons.tsx";
import type { Now } from "../../wire.ts";
import { Meter } from "../parts/controls.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Page } from "../parts/page.tsx";
import { hrefOf } from "../route.ts";
import { formatLength } from "../../../core/format-span.ts";
import { useNow } from "../times.ts";
import type { Resource } from "../use-resource.ts";
import { count, money, number, percent } from "../words.ts";
import { FirstSteps } from "./first-steps.tsx";
import { MinuteBars, summaryOf } from "./minute-bars.tsx";
import { Problems } from "./problems.tsx";

const STATES = {
  running: { tone: "good", words: "Running", icon: "check" },
  degraded: { tone: "warm", words: "Running with problems", icon: "alert" },
  "storage-fault": { tone: "bad", words: "The database cannot be written", icon: "alert" },
  stopping: { tone: "warm", words: "Stopping", icon: "pause" },
} as const satisfies Record<Now["state"], { tone: string; words: string; icon: IconName }>;

/** The page that is opened every morning: how the bot is, and what needs the owner. */
export function NowPage({ now }: { readonly now: Resource<Now> }) {
  return (
    <Page title="Now">
      <Loaded resource={now} rows={3} height={150}>
        {(data) => <Overview now={data} />}
      </Loaded>
    </Page>
  );
}

function Overview({ now }: { readonly now: Now }) {
  const time = useNow();
  const { tone, words, icon } = STATES[now.state];
  return (
    <div class="stack">
      <section class="card state" data-tone={tone} aria-label="State">
        <div class="state-words">
          <span class="state-icon">
            <Icon name={icon} />
          </span>
          <div>
            <h2>{words}</h2>
            <p class="soft">for {formatLength(time - now.startedAt)}</p>
          </div>
          <p class="state-summary">
            Last hour: <b>{summaryOf(now.minutes)}</b>
          </p>
        </div>
        <MinuteBars minutes={now.minutes} />
      </section>
      <Waiting now={now} />
      <Tiles now={now} time={time} />
      {now.today.messages === 0 && <FirstSteps />}
      <Card title="Problems" isFlush>
        <Problems problems={now.problems} />
      </Card>
    </div>
  );
}

function Waiting({ now }: { readonly now: Now }) {
  const { waitingForHuman, pendingUsers } = now;
  if (waitingForHuman === 0 && pendingUsers === 0) return null;
  return (
    <ul class="waiting" aria-label="Waiting for you">
      {waitingForHuman > 0 && (
        <li>
          <a href={hrefOf("conversations")}>
            <Icon name="hand" />
            <span>{count(waitingForHuman, "user asks", "users ask")} for a human</span>
            <Icon name="right" />
          </a>
        </li>
      )}
      {pendingUsers > 0 && (
        <li>
          <a href={`${hrefOf("users")}?state=pending`}>
            <Icon name="users" />
            <span>{count(pendingUsers, "user waits", "users wait")} for approval</span>
            <Icon name="right" />
          </a>
        </li>
      )}
    </ul>
  );
}

function Tiles({ now, time }: { readonly now: Now; readonly time: number }) {
  const { queue, today } = now;
  const isIdle = queue.waitingMessages === 0 && queue.waitingParts === 0;
  return (
    <div class="tiles">
      <Tile label="Messages today" value={number(today.messages)}>
        from {count(today.users, "user")}
      </Tile>
      <Tile label="Queue" value={isIdle ? "Empty" : number(queue.waitingMessages)}>
        {isIdle
          ? "nothing waits for an answer"
          : [
              queue.waitingMessages === 1 ? "message to answer" : "messages to answer",
              queue.oldestWaitingAt !== null && `for ${formatLength(time - queue.oldestWaitingAt)}`,
              queue.waitingParts > 0 && `${number(queue.waitingParts)} to send`,
            ]
              .filter(Boolean)
              .join(", ")}
      </Tile>
      <CostTile label="Cost today" spent={today.spent} budget={today.budget} />
      <CostTile label="Cost this month" spent={today.spentThisMonth} budget={today.monthlyBudget} />
    </div>
  );
}

function CostTile(props: { label: string; spent: number; budget: number }) {
  const { label, spent, budget } = props;
  return (
    <Tile label={label} value={money(spent)}>
      {budget === 0 ? (
        "no budget is set"
      ) : (
        <>
          <Meter value={spent} max={budget} label={`${label}, part of the budget`} />
          {percent(spent, budget)} of {money(budget)}
        </>
      )}
    </Tile>
  );
}

/** One figure with its meaning. */
export function Tile(props: {
  readonly label: string;
  readonly value: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="tile">
      <h2>{props.label}</h2>
      <p class="figure">{props.value}</p>
      <div class="soft">{props.children}</div>
    </div>
  );
}

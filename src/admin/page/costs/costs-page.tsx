import { useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import type { ChargeKind } from "../../../store/charges.ts";
import type { CostItem, Costs } from "../../wire.ts";
import { Tile } from "../now/now-page.tsx";
import { Segmented } from "../parts/controls.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Empty, Page } from "../parts/page.tsx";
import { dateOf } from "../times.ts";
import { useResource } from "../use-resource.ts";
import { money, percent } from "../words.ts";
import { nameOfUpstream } from "../../../core/name-of-upstream.ts";
import { CostTable } from "./cost-table.tsx";
import { DayBars } from "./day-bars.tsx";

type Days = 7 | 30 | 90;

const DAYS: readonly (readonly [Days, string])[] = [
  [7, "7 days"],
  [30, "30 days"],
  [90, "90 days"],
];

const GROUPS = [
  ["user", "By user"],
  ["model", "By model"],
  ["kind", "By kind"],
  ["channel", "By channel"],
] as const;

type Group = (typeof GROUPS)[number][0];

const KINDS: Readonly<Record<string, string>> = {
  model: "Answers",
  transcription: "Transcripts of voice notes",
  speech: "Spoken answers",
  picture: "Pictures",
  search: "Web searches",
  "message in": "Messages received",
  "message out": "Messages sent",
} satisfies Record<ChargeKind, string>;

function nameIn(group: Group, { name, ...item }: CostItem): CostItem {
  switch (group) {
    case "user":
      // A user without a name is named by the address.
      return { ...item, name: name.replace(/^[a-z]+:(?=\+\d+$)/, "") };
    case "model":
      // What a messenger charges has no model.
      return {
        ...item,
        name: name
          .replace(/^(\S+) (?:carriage|service)$/, forMessages)
          .replace(/^openai(?= )/, nameOfUpstream),
      };
    case "kind":
      return { ...item, name: KINDS[name] ?? name };
    case "channel":
      return { ...item, name: nameOfUpstream(name) };
  }
}

const forMessages = (_: string, provider: string) =>
  `${nameOfUpstream(provider)}, for each message`;

/** The costs of the bot by day, user, model, kind and channel. */
export function CostsPage() {
  const [days, setDays] = useState<Days>(30);
  const resource = useResource<Costs>(`/costs?days=${days}`);
  return (
    <Page
      title="Costs"
      actions={<Segmented label="Period" value={days} options={DAYS} onChange={setDays} />}
    >
      <Loaded resource={resource} rows={3} height={150}>
        {(costs) => <Figures costs={costs} />}
      </Loaded>
    </Page>
  );
}

function Figures({ costs }: { readonly costs: Costs }) {
  const { total, estimated, projection, byDay, by } = costs;
  return (
    <div class="stack">
      <div class="tiles">
        <Tile label={`Last ${costs.days} days`} value={money(total)}>
          {money(total / costs.days)} a day
        </Tile>
        <Tile label="This month, projected" value={projection === null ? "–" : money(projection)}>
          {projection === null ? "after a few days of use" : "if it goes on like this"}
        </Tile>
        <Tile label="Estimated" value={percent(estimated, total)}>
          of it; the rest is what providers counted
        </Tile>
        <Tile label="Prices of" value={dateOf(costs.pricesFrom)}>
          the list that is built in
        </Tile>
      </div>
      {total === 0 ? (
        <Card>
          <Empty icon={<Icon name="coins" />} title="Nothing was charged in these days">
            Each answer of a paid model appears here with its cost.
          </Empty>
        </Card>
      ) : (
        <>
          <Card title="By day">
            <DayBars days={byDay} />
          </Card>
          <div class="columns">
            {GROUPS.map(([group, title]) => (
              <Card key={group} title={title} isFlush>
                <CostTable
                  items={by[group].map((item) => nameIn(group, item))}
                  total={total}
                  label={title}
                />
              </Card>
            ))}
          </div>
        </>
      )}
    </div>
  );
}

import { useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import type { SettingItem } from "../../wire.ts";
import { SearchField, Segmented } from "../parts/controls.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Empty, Page } from "../parts/page.tsx";
import { useResource } from "../use-resource.ts";
import { SettingRow } from "./setting-row.tsx";

type Kind = "all" | "editable" | "set";

const KINDS: readonly (readonly [Kind, string])[] = [
  ["all", "All"],
  ["editable", "Editable"],
  ["set", "Not default"],
];

function isOfKind({ isEditable, origin }: SettingItem, kind: Kind): boolean {
  return kind === "all" || (kind === "editable" ? isEditable : origin !== "default");
}

/** Every setting with its value, its origin and its meaning. */
export function SettingsPage() {
  const [search, setSearch] = useState("");
  const [kind, setKind] = useState<Kind>("all");
  const resource = useResource<readonly SettingItem[]>("/settings");
  return (
    <Page
      title="Settings"
      subtitle="A change takes effect at once and stays. The other settings are read from the environment at the start; what it sets is locked."
    >
      <div class="filters">
        <SearchField label="Search names and meanings" onSearch={setSearch} />
        <Segmented label="Kind" value={kind} options={KINDS} onChange={setKind} />
      </div>
      <Loaded resource={resource} rows={6} height={72}>
        {(settings) => (
          <Groups
            settings={settings.filter((one) => isOfKind(one, kind) && contains(one, search))}
            onChanged={resource.reload}
          />
        )}
      </Loaded>
    </Page>
  );
}

function contains({ name, doc, group }: SettingItem, search: string): boolean {
  return `${name} ${doc} ${group}`.toLowerCase().includes(search.toLowerCase());
}

function Groups(props: {
  readonly settings: readonly SettingItem[];
  readonly onChanged: () => Promise<void>;
}) {
  if (props.settings.length === 0) {
    return (
      <Card>
        <Empty icon={<Icon name="search" />} title="Nothing found">
          No setting matches.
        </Empty>
      </Card>
    );
  }
  const groups = Map.groupBy(props.settings, ({ group }) => group);
  return (
    <div class="stack">
      {[...groups].map(([group, settings]) => (
        <Card key={group} title={group} isFlush>
          <ul class="rows">
            {settings.map((setting) => (
              <SettingRow key={setting.name} setting={setting} onChanged={props.onChanged} />
            ))}
          </ul>
        </Card>
      ))}
    </div>
  );
}

import { useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import type { ApproveCode, UserItem } from "../../wire.ts";
import { change } from "../api.ts";
import { perform } from "../parts/action-button.tsx";
import { SearchField, Segmented } from "../parts/controls.tsx";
import { Failure, Skeleton } from "../parts/loaded.tsx";
import { Card, Empty, Page } from "../parts/page.tsx";
import { hrefOf } from "../route.ts";
import { useList } from "../use-list.ts";
import { UserRow } from "./user-row.tsx";

type Filter = "all" | UserItem["state"];

const FILTERS: readonly (readonly [Filter, string])[] = [
  ["all", "All"],
  ["pending", "Waiting"],
  ["admitted", "Admitted"],
  ["blocked", "Blocked"],
];

/** Everyone who has written to the bot. */
export function UsersPage() {
  const [search, setSearch] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const query = new URLSearchParams({ limit: "50" });
  if (search !== "") query.set("search", search);
  if (filter !== "all") query.set("state", filter);
  const list = useList<UserItem>(
    `/users?${query.toString()}`,
    ({ id }) => id,
    (changed) => changed.now,
  );
  const isFiltered = search !== "" || filter !== "all";
  return (
    <Page title="Users" actions={<ApproveForm onApproved={list.reload} />}>
      <div class="filters">
        <SearchField label="Search names and numbers" onSearch={setSearch} />
        <Segmented label="State" value={filter} options={FILTERS} onChange={setFilter} />
      </div>
      <Card isFlush>
        {list.error !== null && <Failure error={list.error} onRetry={() => void list.reload()} />}
        {list.items === null && list.error === null && <Skeleton rows={6} height={60} />}
        {list.items?.length === 0 && <NoUsers isFiltered={isFiltered} />}
        {list.items !== null && list.items.length > 0 && (
          <ul class="rows">
            {list.items.map((user) => (
              <li key={user.id}>
                <a class="user-row" href={hrefOf("users", user.id)}>
                  <UserRow user={user} />
                </a>
              </li>
            ))}
          </ul>
        )}
        {list.hasMore && (
          <button type="button" class="button wide" onClick={list.loadMore}>
            Show more
          </button>
        )}
      </Card>
    </Page>
  );
}

function NoUsers({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Empty icon={<Icon name="search" />} title="Nothing found">
        No user matches the search and the filter.
      </Empty>
    );
  }
  return (
    <Empty icon={<Icon name="users" />} title="No users yet">
      A user is added with the first message to the bot. Who may write is a{" "}
      <a href={hrefOf("settings")}>setting</a>.
    </Empty>
  );
}

function ApproveForm({ onApproved }: { readonly onApproved: () => Promise<void> }) {
  const [code, setCode] = useState("");
  const [isBusy, setIsBusy] = useState(false);

  async function approve(): Promise<void> {
    setIsBusy(true);
    const body: ApproveCode = { code: code.trim() };
    const isDone = await perform(
      () => change("POST", "/users/approve", body),
      "Approved. The user may write now.",
    );
    setIsBusy(false);
    if (!isDone) return;
    setCode("");
    await onApproved();
  }

  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() !== "") void approve();
      }}
    >
      <input
        value={code}
        aria-label="Code that the bot gave the user"
        placeholder="Code"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        onInput={({ currentTarget }) => setCode(currentTarget.value)}
      />
      <button type="submit" class="button" aria-busy={isBusy} disabled={isBusy}>
        Approve
      </button>
    </form>
  );
}

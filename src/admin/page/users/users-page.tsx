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

const FILTERS: readonly (readonly [state: string, label: string])[] = [
  ["", "All"],
  ["pending", "Waiting"],
  ["admitted", "Admitted"],
  ["blocked", "Blocked"],
];

/** Everyone who has written to the bot. */
export function UsersPage({ query }: { readonly query: string }) {
  const narrowed = new URLSearchParams(query);
  const list = useList<UserItem>(
    `/users?limit=50&${query}`,
    ({ id }) => id,
    (changed) => changed.now,
  );
  const isFiltered = query !== "";

  return (
    <Page title="Users" actions={<ApproveForm onApproved={list.reload} />}>
      <div class="filters">
        <SearchField
          label="Search names and numbers"
          present={narrowed.get("search") ?? ""}
          onSearch={(text) => narrow("search", text)}
        />
        <Segmented
          label="State"
          value={narrowed.get("state") ?? ""}
          options={FILTERS}
          onChange={(state) => narrow("state", state)}
        />
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

/** Writes a filter of the list into the address, so that Back leads to the same list. */
function narrow(name: "search" | "state", value: string): void {
  const query = new URLSearchParams(location.hash.split("?")[1]);
  if ((query.get(name) ?? "") === value) return;
  if (value === "") query.delete(name);
  else query.set(name, value);
  location.replace(hrefOf("users") + (query.size > 0 ? `?${query.toString()}` : ""));
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
    setCode((now) => (now === code ? "" : now));
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

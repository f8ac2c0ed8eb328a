import { useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import type { UserChange, UserDetail } from "../../wire.ts";
import { change, downloadPath } from "../api.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Page } from "../parts/page.tsx";
import { hrefOf } from "../route.ts";
import { useResource } from "../use-resource.ts";
import { bareAddress, money, nameOf, number } from "../words.ts";
import { nameOfUpstream } from "../../../core/name-of-upstream.ts";
import { EraseDialog } from "./erase-dialog.tsx";
import { MergeDialog } from "./merge-dialog.tsx";
import { UserForm } from "./user-form.tsx";
import { FactList, ReminderList } from "./user-lists.tsx";
import { UserState } from "./user-row.tsx";

/** One user: who they are, what holds for them alone, what the bot remembers, and their rights. */
export function UserPage({ userId }: { readonly userId: number }) {
  const resource = useResource<UserDetail>(`/users/${userId}`, (changed) =>
    changed.conversations.includes(userId),
  );
  const { data } = resource;
  return (
    <Page
      title={data === null ? "User" : nameOf(data)}
      subtitle={
        <>
          <a href={hrefOf("users")}>Users</a>
          {data && ` · ${bareAddress(data.address)} · ${nameOfUpstream(data.channel)}`}
        </>
      }
      actions={
        <a class="button" href={hrefOf("conversations", userId)}>
          <Icon name="chat" /> Conversation
        </a>
      }
    >
      <Loaded resource={resource} rows={3} height={140}>
        {(user) => <Sections user={user} onChanged={resource.reload} />}
      </Loaded>
    </Page>
  );
}

interface SectionsProps {
  readonly user: UserDetail;
  readonly onChanged: () => Promise<void>;
}

function Sections({ user, onChanged }: SectionsProps) {
  return (
    <div class="stack">
      <Standing user={user} onChanged={onChanged} />
      <div class="columns">
        <Card title="For this user alone" hint="An empty field leaves it to the settings.">
          <UserForm user={user} onChanged={onChanged} />
        </Card>
        <div class="stack">
          <Card title="What the bot remembers" isFlush>
            <FactList user={user} onChanged={onChanged} />
          </Card>
          <Card title="Reminders" isFlush>
            <ReminderList user={user} onChanged={onChanged} />
          </Card>
        </div>
      </div>
      <Addresses user={user} onChanged={onChanged} />
      <Rights user={user} />
    </div>
  );
}

function Standing({ user, onChanged }: SectionsProps) {
  async function set(state: NonNullable<UserChange["state"]>): Promise<void> {
    await change("PATCH", `/users/${user.id}`, { state } satisfies UserChange);
    await onChanged();
  }
  return (
    <section class="card standing" aria-label="Standing">
      <dl>
        <div>
          <dt>State</dt>
          <dd>
            {user.state === "admitted" && !user.isOptedOut ? (
              "May write"
            ) : (
              <UserState user={user} />
            )}
          </dd>
        </div>
        <div>
          <dt>Messages</dt>
          <dd>{number(user.messages)}</dd>
        </div>
        <div>
          <dt>Cost today</dt>
          <dd>{money(user.spentToday)}</dd>
        </div>
        <div>
          <dt>Cost this month</dt>
          <dd>{money(user.spentThisMonth)}</dd>
        </div>
      </dl>
      <div class="actions">
        {user.state !== "admitted" && (
          <ActionButton tone="primary" done="The user may write." onAct={() => set("admitted")}>
            {user.state === "pending" ? "Approve" : "Unblock"}
          </ActionButton>
        )}
        {user.state !== "blocked" && (
          <ActionButton tone="danger" done="The user is blocked." onAct={() => set("blocked")}>
            Block
          </ActionButton>
        )}
      </div>
    </section>
  );
}

function Addresses({ user, onChanged }: SectionsProps) {
  const [isMerging, setIsMerging] = useState(false);
  return (
    <Card
      title={user.addresses.length > 1 ? "Their addresses" : "Their address"}
      hint="Each message is answered at the address that it came from."
      actions={
        <button
          type="button"
          class="button"
          aria-haspopup="dialog"
          onClick={() => setIsMerging(true)}
        >
          Merge…
        </button>
      }
    >
      <ul class="addresses">
        {user.addresses.map((address) => (
          <li key={address} class="selectable">
            <bdi>{bareAddress(address)}</bdi>
          </li>
        ))}
      </ul>
      {isMerging && (
        <MergeDialog user={user} onClose={() => setIsMerging(false)} onMerged={onChanged} />
      )}
    </Card>
  );
}

function Rights({ user }: { readonly user: UserDetail }) {
  const [isErasing, setIsErasing] = useState(false);
  return (
    <Card
      title="Their data"
      hint="A copy for the user of everything that is stored, and its erasure."
      actions={
        <>
          <a class="button" href={downloadPath(`/users/${user.id}/export`)} download>
            <Icon name="save" /> Export
          </a>
          <button
            type="button"
            class="button"
            data-tone="danger"
            aria-haspopup="dialog"
            onClick={() => setIsErasing(true)}
          >
            Erase…
          </button>
        </>
      }
    >
      {isErasing && <EraseDialog user={user} onClose={() => setIsErasing(false)} />}
    </Card>
  );
}

import type { UserItem } from "../../wire.ts";
import { Chip, type Tone } from "../parts/page.tsx";
import { Avatar, TimeNear, UserName } from "../parts/shown.tsx";
import { bareAddress, count, money } from "../words.ts";
import { nameOfUpstream } from "../../../core/name-of-upstream.ts";

const STATES: Readonly<Record<UserItem["state"], readonly [Tone, string] | null>> = {
  admitted: null,
  pending: ["warm", "waits for approval"],
  blocked: ["bad", "blocked"],
};

/** The states of a user that differ from the usual one. */
export function UserState({ user }: { readonly user: UserItem }) {
  const state = STATES[user.state];
  return (
    <>
      {state && <Chip tone={state[0]}>{state[1]}</Chip>}
      {user.isOptedOut && <Chip>wrote STOP</Chip>}
    </>
  );
}

/** One user in a list. */
export function UserRow({ user }: { readonly user: UserItem }) {
  return (
    <>
      <Avatar user={user} />
      <span class="user-words">
        <span class="line">
          <UserName user={user} />
          <UserState user={user} />
        </span>
        <small class="soft">
          {user.name !== null && `${bareAddress(user.address)} · `}
          {nameOfUpstream(user.channel)}
        </small>
      </span>
      <span class="user-figures soft">
        <span>
          {user.lastWroteAt === null ? "never wrote" : <TimeNear at={user.lastWroteAt} />}
        </span>
        <span>{count(user.messages, "message")}</span>
      </span>
      <span class="user-cost">
        {money(user.spentThisMonth)}
        <small class="soft">this month</small>
      </span>
    </>
  );
}

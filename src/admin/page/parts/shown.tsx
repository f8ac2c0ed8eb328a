import { fullTime, near, useNow } from "../times.ts";
import { bareAddress, nameOf } from "../words.ts";

/** A time near now, with the exact one as its title. */
export function TimeNear({ at }: { readonly at: number }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {near(at, now)}
    </time>
  );
}

interface Named {
  readonly name: string | null;
  readonly address: string;
}

/** A user's name in its own direction of writing. */
export function UserName({ user }: { readonly user: Named }) {
  return <bdi class="user-name">{nameOf(user)}</bdi>;
}

/** The first letter of a name on a colour that stays the same for this user. */
export function Avatar({ user }: { readonly user: Named & { readonly channel: string } }) {
  const letter = /[\p{L}\p{N}]/u.exec(nameOf(user))?.[0]?.toUpperCase() ?? "?";
  return (
    <span class="avatar" data-hue={hueOf(user.address)} aria-hidden="true">
      {user.name === null ? "#" : letter}
    </span>
  );
}

function hueOf(address: string): number {
  let sum = 0;
  for (const character of bareAddress(address)) sum = (sum * 31 + character.charCodeAt(0)) % 9_973;
  return sum % 6;
}

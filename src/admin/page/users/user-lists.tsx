import { Icon } from "../../../page/components/icons.tsx";
import type { UserDetail } from "../../wire.ts";
import { change } from "../api.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { TimeNear } from "../parts/shown.tsx";
import { shortTime } from "../times.ts";

interface UserListProps {
  readonly user: UserDetail;
  readonly onChanged: () => Promise<void>;
}

/** The facts that the bot noted about a user, each of which can be deleted. */
export function FactList({ user, onChanged }: UserListProps) {
  if (user.facts.length === 0) {
    return <p class="nothing">Nothing yet. The bot notes what a user asks it to remember.</p>;
  }
  return (
    <ul class="rows">
      {user.facts.map((fact) => (
        <li key={fact.id} class="row">
          <p>
            <bdi>{fact.text}</bdi>
            <small class="soft">
              <TimeNear at={fact.at} />
            </small>
          </p>
          <ActionButton
            isSmall
            label={`Forget: ${fact.text}`}
            done="The bot has forgotten it."
            onAct={async () => {
              await change("DELETE", `/users/${user.id}/facts/${fact.id}`);
              await onChanged();
            }}
          >
            <Icon name="trash" />
          </ActionButton>
        </li>
      ))}
    </ul>
  );
}

/** The reminders that are still to come, each of which can be deleted. */
export function ReminderList({ user, onChanged }: UserListProps) {
  if (user.reminders.length === 0) {
    return <p class="nothing">None. A user asks for one in their own words.</p>;
  }
  return (
    <ul class="rows">
      {user.reminders.map((reminder) => (
        <li key={reminder.id} class="row">
          <p>
            <bdi>{reminder.text}</bdi>
            <small class="soft">
              {shortTime(reminder.dueAt)}
              {reminder.repeats !== null && `, ${reminder.repeats}`}
            </small>
          </p>
          <ActionButton
            isSmall
            label={`Delete the reminder: ${reminder.text}`}
            done="The reminder is deleted."
            onAct={async () => {
              await change("DELETE", `/users/${user.id}/reminders/${reminder.id}`);
              await onChanged();
            }}
          >
            <Icon name="trash" />
          </ActionButton>
        </li>
      ))}
    </ul>
  );
}

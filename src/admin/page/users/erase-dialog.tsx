import { useState } from "preact/hooks";
import type { UserDetail } from "../../wire.ts";
import { change } from "../api.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { hrefOf } from "../route.ts";
import { bareAddress, count, nameOf } from "../words.ts";

/** Erases a user after their number was typed, so that it is not done by a slip. */
export function EraseDialog(props: { readonly user: UserDetail; readonly onClose: () => void }) {
  const { user, onClose } = props;
  const [typed, setTyped] = useState("");
  const wanted = bareAddress(user.address);
  return (
    <Dialog title="Erase this user" kind="box" onClose={onClose}>
      <p>
        Everything of <bdi>{nameOf(user)}</bdi> is deleted: {count(user.messages, "message")},
        files, facts and reminders. Only the bare sums of costs stay. This cannot be undone.
      </p>
      <label class="field">
        <span>
          Type <b class="selectable">{wanted}</b> to confirm
        </span>
        <input
          value={typed}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      <div class="actions end">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <ActionButton
          tone="danger"
          done="The user is erased."
          isDisabled={typed.trim() !== wanted}
          onAct={async () => {
            await change("DELETE", `/users/${user.id}`);
            location.hash = hrefOf("users");
          }}
        >
          Erase for ever
        </ActionButton>
      </div>
    </Dialog>
  );
}

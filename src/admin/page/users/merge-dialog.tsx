import { useState } from "preact/hooks";
import type { MergePlan, MergeUser, UserDetail } from "../../wire.ts";
import { change, read, sentenceOf } from "../api.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { nameOf } from "../words.ts";

/** Merges another user into this one, once the owner has read what that does. */
export function MergeDialog(props: {
  readonly user: UserDetail;
  readonly onClose: () => void;
  readonly onMerged: () => Promise<void>;
}) {
  const { user, onClose, onMerged } = props;
  const [plan, setPlan] = useState<MergePlan | null>(null);
  return (
    <Dialog title="Merge with another user" kind="box" onClose={onClose}>
      {plan === null ? (
        <ChooseOther user={user} onClose={onClose} onChosen={setPlan} />
      ) : (
        <>
          <ul class="merge-plan">
            {plan.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <div class="actions end">
            <button type="button" class="button" onClick={() => setPlan(null)}>
              Back
            </button>
            <ActionButton
              tone="danger"
              done="The two are one user now."
              onAct={async () => {
                const body: MergeUser = { other: plan.otherId };
                await change("POST", `/users/${user.id}/merge`, body);
                await onMerged();
                onClose();
              }}
            >
              Merge for good
            </ActionButton>
          </div>
        </>
      )}
    </Dialog>
  );
}

function ChooseOther(props: {
  readonly user: UserDetail;
  readonly onClose: () => void;
  readonly onChosen: (plan: MergePlan) => void;
}) {
  const { user, onClose, onChosen } = props;
  const [who, setWho] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function look(): Promise<void> {
    setIsBusy(true);
    setProblem(null);
    try {
      const other = encodeURIComponent(who.trim());
      onChosen(await read<MergePlan>(`/users/${user.id}/merge?with=${other}`));
    } catch (error) {
      setProblem(sentenceOf(error));
      setIsBusy(false);
    }
  }

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (who.trim() !== "" && !isBusy) void look();
      }}
    >
      <p>
        Does <bdi>{nameOf(user)}</bdi> also write from another number or on another channel? The bot
        then takes both for one user.
      </p>
      <label class="field">
        <span>The other number or username id</span>
        <input
          value={who}
          placeholder="+44 7700 900123"
          autocomplete="off"
          spellcheck={false}
          aria-invalid={problem !== null}
          onInput={({ currentTarget }) => setWho(currentTarget.value)}
        />
        {problem !== null && <small class="wrong">{problem}</small>}
      </label>
      <div class="actions end">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="submit"
          class="button"
          data-tone="primary"
          aria-busy={isBusy}
          disabled={isBusy || who.trim() === ""}
        >
          See what happens
        </button>
      </div>
    </form>
  );
}

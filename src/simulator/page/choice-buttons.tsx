import { useState } from "preact/hooks";
import type { ChatMessage } from "../wire.ts";
import { actions } from "./actions.ts";
import { Icon } from "../../page/components/icons.tsx";

/** The buttons below a message; a tap sends what the button says. */
export function ChoiceButtons({ message: { user, sid, buttons } }: { message: ChatMessage }) {
  const [problem, setProblem] = useState<string | null>(null);
  if (buttons.length === 0) return null;

  function tap(id: string): void {
    actions
      .tap(user, sid, id)
      .then(() => setProblem(null))
      .catch((error: unknown) =>
        setProblem(error instanceof Error ? error.message : String(error)),
      );
  }

  return (
    <div class="choices" role="group" aria-label="Answers to tap">
      {buttons.map(({ id, title }) => (
        <button key={id} type="button" onClick={() => tap(id)}>
          <Icon name="reply" />
          {title}
        </button>
      ))}
      {problem && (
        <p class="fault" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

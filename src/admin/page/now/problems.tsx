import { Icon } from "../../../page/components/icons.tsx";
import type { Problem } from "../../wire.ts";
import { MessageSheet } from "../conversations/message-sheet.tsx";
import { useState } from "preact/hooks";
import { TimeNear } from "../parts/shown.tsx";
import { hrefOf } from "../route.ts";

/** The last problems, newest first, each with its remedy. */
export function Problems({ problems }: { readonly problems: readonly Problem[] }) {
  const [messageId, setMessageId] = useState<number | null>(null);
  return (
    <>
      {problems.length === 0 && (
        <p class="all-well">
          <Icon name="check" /> Nothing failed lately.
        </p>
      )}
      <ul class="problems">
        {problems.map((problem, index) => (
          <li key={`${problem.at}-${index}`}>
            <Icon name="alert" />
            <div>
              <p>{problem.what}</p>
              {problem.remedy !== null && <p class="soft">{problem.remedy}</p>}
              <p class="soft small">
                <TimeNear at={problem.at} />
                {problem.userId !== null && (
                  <a href={hrefOf("conversations", problem.userId)}>Open the conversation</a>
                )}
                {problem.messageId !== null && (
                  <button
                    type="button"
                    class="link"
                    onClick={() => setMessageId(problem.messageId)}
                  >
                    What happened
                  </button>
                )}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {messageId !== null && (
        <MessageSheet messageId={messageId} onClose={() => setMessageId(null)} />
      )}
    </>
  );
}

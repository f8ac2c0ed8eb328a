import { useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import type { CheckResult } from "../../wire.ts";
import { change } from "../api.ts";
import { ActionButton } from "../parts/action-button.tsx";
import { Card, Chip, Empty, Page, type Tone } from "../parts/page.tsx";
import { count } from "../words.ts";

const LEVELS: Readonly<Record<CheckResult["level"], readonly [Tone, string]>> = {
  ok: ["good", "ok"],
  warning: ["warm", "warning"],
  fault: ["bad", "error"],
  skipped: ["plain", "not checked"],
};

/** The checks of the command line's doctor, with its remedies. */
export function DoctorPage() {
  const [results, setResults] = useState<readonly CheckResult[] | null>(null);
  return (
    <Page
      title="Doctor"
      actions={
        <ActionButton
          tone="primary"
          onAct={async () => setResults(await change<CheckResult[]>("POST", "/doctor"))}
        >
          {results === null ? "Run the checks" : "Run them again"}
        </ActionButton>
      }
    >
      <Card title={results === null ? undefined : summaryOf(results)} isFlush>
        {results === null ? (
          <Empty icon={<Icon name="check" />} title="Not run yet">
            Settings, database, disk, model, channels and public address are checked, each with what
            to do. This takes some seconds, and asks the model one short question.
          </Empty>
        ) : (
          <ul class="rows" aria-label="Results">
            {results.map((result, index) => (
              <Result key={index} result={result} />
            ))}
          </ul>
        )}
      </Card>
    </Page>
  );
}

function summaryOf(results: readonly CheckResult[]): string {
  const amount = (level: CheckResult["level"]) =>
    results.filter((one) => one.level === level).length;
  const found = [
    amount("fault") > 0 && count(amount("fault"), "error"),
    amount("warning") > 0 && count(amount("warning"), "warning"),
  ].filter(Boolean);
  return found.length === 0 ? "Everything is in order" : found.join(", ");
}

function Result({ result }: { readonly result: CheckResult }) {
  const [tone, word] = LEVELS[result.level];
  return (
    <li class="row">
      <div>
        <p class="file-name">{result.check}</p>
        <p>{result.says}</p>
        {result.fix !== null && <p class="soft">{result.fix}</p>}
      </div>
      <Chip tone={tone}>{word}</Chip>
    </li>
  );
}

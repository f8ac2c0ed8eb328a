import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import type { Documents, FoundPassages } from "../../wire.ts";
import { SearchField } from "../parts/controls.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Chip, Empty, Page, type Tone } from "../parts/page.tsx";
import { TimeNear } from "../parts/shown.tsx";
import { useResource } from "../use-resource.ts";
import { count } from "../words.ts";

type File = Documents["files"][number];

const STATES: Readonly<Record<File["state"], readonly [Tone, string]>> = {
  reading: ["plain", "being read"],
  ready: ["good", "ready"],
  unreadable: ["bad", "not readable"],
};

/** The pause between two looks at files that are being read. */
const READING_MS = 3_000;

/** The files that the bot answers from, those it could not read, and a search like its own. */
export function DocumentsPage() {
  const resource = useResource<Documents>("/documents");
  const { data, reload } = resource;
  const isReading = data?.files.some(({ state }) => state === "reading") === true;
  useEffect(() => {
    if (!isReading) return;
    const timer = setInterval(() => void reload(), READING_MS);
    return () => clearInterval(timer);
  }, [isReading]);
  return (
    <Page
      title="Documents"
      subtitle={data?.folder != null && <code class="path">{data.folder}</code>}
    >
      <Loaded resource={resource} rows={5} height={60}>
        {(documents) =>
          documents.folder === null || documents.files.length === 0 ? (
            <Card>
              <NoDocuments folder={documents.folder} />
            </Card>
          ) : (
            <div class="stack">
              <TestSearch />
              <Card title={count(documents.files.length, "document")} isFlush>
                <ul class="rows">
                  {documents.files.map((file) => (
                    <FileRow key={file.path} file={file} />
                  ))}
                </ul>
              </Card>
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

function NoDocuments({ folder }: { readonly folder: string | null }) {
  if (folder === null) {
    return (
      <Empty icon={<Icon name="document" />} title="No folder of documents">
        Set <code>KNOWLEDGE_DIR</code> to a folder with price lists, manuals or opening hours, and
        restart. The bot then answers from them and names the page.
      </Empty>
    );
  }
  return (
    <Empty icon={<Icon name="document" />} title="The folder is empty">
      Put PDF, Word, Excel, text or web files into <code>{folder}</code>. They are read within a
      minute.
    </Empty>
  );
}

function FileRow({ file }: { readonly file: File }) {
  const [tone, words] = STATES[file.state];
  return (
    <li class="row file-row">
      <Icon name="document" />
      <div>
        <p class="line">
          <bdi class="file-name">{file.path}</bdi>
          <Chip tone={tone}>{words}</Chip>
          {file.isCut && <Chip tone="warm">only its beginning</Chip>}
        </p>
        {file.reason !== null && <p class="reason">{file.reason}</p>}
        <p class="soft small">
          {file.state === "ready" &&
            `${count(file.pages, "page")}, ${count(file.passages, "passage")} · `}
          <TimeNear at={file.readAt} />
        </p>
      </div>
    </li>
  );
}

function TestSearch() {
  const [query, setQuery] = useState("");
  const resource = useResource<FoundPassages>(
    query === "" ? null : `/documents/search?q=${encodeURIComponent(query)}`,
  );
  return (
    <Card title="Try a question" hint="These are the passages that the model would get.">
      <SearchField label="What would a user ask?" onSearch={setQuery} />
      {query !== "" && (
        <Loaded resource={resource} rows={2} height={90}>
          {({ passages }) =>
            passages.length === 0 ? (
              <p class="nothing" role="status">
                No passage has these words.
              </p>
            ) : (
              <ol class="passages">
                {passages.map((passage, index) => (
                  <li key={index}>
                    <p class="soft small">
                      <bdi>{passage.path}</bdi>
                      {passage.page !== null && `, page ${passage.page}`}
                      {passage.heading !== null && ` · ${passage.heading}`}
                    </p>
                    <p class="passage" dir="auto">
                      {passage.text}
                    </p>
                  </li>
                ))}
              </ol>
            )
          }
        </Loaded>
      )}
    </Card>
  );
}

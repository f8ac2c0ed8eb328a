import type { ExportedPage } from "../../store/export.ts";

/** Writes a user's data as one JSON object, a list for each section; times are ISO 8601. */
export async function* exportAsJson(pages: AsyncIterable<ExportedPage>): AsyncGenerator<string> {
  let last: string | null = null;
  let isEmpty = true;
  for await (const { section, rows } of pages) {
    let text = "";
    if (section !== last) {
      text = `${last === null ? "{" : "\n  ],"}\n  ${JSON.stringify(section)}: [`;
      isEmpty = true;
    }
    last = section;
    for (const row of rows) {
      text += `${isEmpty ? "" : ","}\n    ${JSON.stringify(row, timesAsIso)}`;
      isEmpty = false;
    }
    yield text;
  }
  yield last === null ? "{}\n" : "\n  ]\n}\n";
}

function timesAsIso(name: string, value: unknown): unknown {
  return typeof value === "number" && name.endsWith("At") ? new Date(value).toISOString() : value;
}

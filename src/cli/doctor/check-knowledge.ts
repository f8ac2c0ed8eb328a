import { TransientError, ConfigError } from "../../core/errors.ts";
import { fault, type Finding, ok, warning } from "../../core/finding.ts";
import { compareFolder } from "../../knowledge/compare-folder.ts";
import { explainProblem } from "../../knowledge/explain-problem.ts";
import { FolderUnavailable } from "../../knowledge/scan-folder.ts";
import { counted } from "../../core/counted.ts";
import { withAdminStore } from "../with-admin-store.ts";

const MAX_NAMED = 5;

/** Checks that the documents in KNOWLEDGE_DIR can be read, and are. */
export async function checkKnowledge(knowledgeDir: string): Promise<Finding[]> {
  try {
    const known = await readFiles();
    const { found, problems: all } = await compareFolder(knowledgeDir, known);
    const problems = all.filter(({ why }) => why !== "not-read");
    const unread = all.length - problems.length;
    if (problems.length === 0) {
      const rest = unread === 0 ? "" : `, ${unread} not read yet: a running server does so`;
      return [ok(`${counted(found, "document")} can be found${rest}`)];
    }
    const named = problems
      .slice(0, MAX_NAMED)
      .map((problem) => warning(`${problem.path} ${explainProblem(problem)}`, null));
    const left = problems.length - named.length;
    if (left === 0) return named;
    return [
      ...named,
      warning(counted(left, "more problem"), "run whatsapp-ai-bot knowledge check"),
    ];
  } catch (error) {
    if (!(error instanceof FolderUnavailable)) throw error;
    return [
      fault(
        `KNOWLEDGE_DIR cannot be read: ${error.message}`,
        "create that folder, or correct the path",
      ),
    ];
  }
}

/** Returns no files if the database cannot be used, which has its own line. */
async function readFiles() {
  try {
    return await withAdminStore((admin) => admin.knowledgeFiles());
  } catch (error) {
    if (error instanceof ConfigError || error instanceof TransientError) return [];
    throw error;
  }
}

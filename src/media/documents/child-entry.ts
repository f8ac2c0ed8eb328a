import { runDocumentChild } from "./child.ts";

// Run from source, the child starts here and loads nothing of the rest of the program.
await runDocumentChild();

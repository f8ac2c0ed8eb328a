/** Returns a variable of the environment or of `.env`; undefined if it is not set. */
export type Variable = (name: string) => string | undefined;

const REFERENCE = /\$\{(?:env:)?([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/**
 * Replaces each `${NAME}`, `${env:NAME}` and `${NAME:-default}`; calls `onMissing` with the name of
 * each variable that has neither a value nor a default.
 */
export function expandVariables(
  text: string,
  variable: Variable,
  onMissing: (name: string) => void,
): string {
  return text.replaceAll(REFERENCE, (_, name: string, otherwise: string | undefined) => {
    // An empty value counts as none, as in settings and in shells.
    const value = variable(name) || otherwise;
    if (value === undefined) onMissing(name);
    return value ?? "";
  });
}

/** Returns the names of the variables that a text refers to. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map(([, name = ""]) => name);
}

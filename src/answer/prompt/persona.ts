/** In code points. */
export const MAX_PERSONA_LENGTH = 500;

/** Adds the user's wish to the instructions, which overrule it. */
export function withPersona(systemPrompt: string, persona: string | null): string {
  if (persona === null) return systemPrompt;
  return (
    `${systemPrompt}\n\nThe user wishes you to be like this, in their own words. Keep to it as far ` +
    `as it does not go against anything said above:\n"""\n${persona.replaceAll('"""', '"')}\n"""`
  );
}

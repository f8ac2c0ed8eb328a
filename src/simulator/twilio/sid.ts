/** Creates an identifier in Twilio's form: two letters and 32 hexadecimal digits. */
export function createSid(prefix: "SM" | "MM" | "ME" | "HX", random: () => number): string {
  return prefix + Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
}

/** Returns whether Twilio can fetch the files that we send: from its own network over https; a stand-in is on this machine. */
export function canFetchFiles(settings: {
  readonly publicUrl: string;
  readonly twilioApiBaseUrl?: string | null | undefined;
}): boolean {
  const { publicUrl, twilioApiBaseUrl = null } = settings;
  return publicUrl.startsWith("https:") || twilioApiBaseUrl !== null;
}

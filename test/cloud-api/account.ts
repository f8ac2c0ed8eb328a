/** The account of the tests at Meta. */
export const META = {
  accessToken: "EAAtokenofthetests",
  appSecret: "0123456789abcdef0123456789abcdef",
  phoneNumberId: "106540352242922",
  displayNumber: "15550783881",
  accountId: "102290129340398",
};

/** Returns the settings with which a bot uses the Cloud API at this address. */
export function cloudApiSettingsFor(url: string, appSecret: string = META.appSecret) {
  return {
    WHATSAPP_ACCESS_TOKEN: META.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: META.phoneNumberId,
    WHATSAPP_APP_SECRET: appSecret,
    WHATSAPP_API_BASE_URL: url,
  };
}

/** Addresses on the web as people write them in a text, without the punctuation behind them. */
export const WEB_ADDRESS =
  /(?<![a-z0-9])(?:https?:\/\/|www\.)[^\s<>"`()[\]|\\\u3000-\u303f\uff00-\uffef\ufdd0]*[^\s<>"`()[\]|\\\u3000-\u303f\uff00-\uffef\ufdd0.,;:!?*_~']/gi;

const EMOJI =
  "😀 😄 😂 🤣 😊 😍 🥰 😘 😎 🤩 🤔 🙃 😉 😅 😴 😢 😭 😡 🥳 🤗 🙄 😬 🤯 😱 👍 👎 👏 🙏 💪 👋 🤝 ✌️ 🤞 👌 🫶 ❤️ 🧡 💛 💚 💙 💜 🖤 💔 🔥 ✨ ⭐ 🎉 🎂 🎁 🌞 🌧️ ❄️ 🌈 🌍 🌱 🌻 🐶 🐱 🦊 🐼 🦄 🐝 🍎 🍕 🍰 ☕ 🍷 ⚽ 🚲 🚗 ✈️ 🏠 💡 📎 📷 📚 ✅ ❌ ❓ 👨‍👩‍👧‍👦".split(
    " ",
  );

/** A small choice of emoji; the keyboard of the machine has the rest. */
export function EmojiPanel({ onPick }: { readonly onPick: (emoji: string) => void }) {
  return (
    <div class="panel emoji" role="group" aria-label="Emoji">
      {EMOJI.map((emoji) => (
        <button key={emoji} type="button" onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
}

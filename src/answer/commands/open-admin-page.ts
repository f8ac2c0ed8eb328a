import { adminLink, createAdminToken, isLoopbackHost } from "../../core/admin-link.ts";
import { defineCommand } from "./command.ts";
import { ownerOf } from "./owner-of.ts";

/** Sends an owner a link to the page at /admin, which opens it once. */
export const openAdminPage = defineCommand({
  name: "admin",
  forAdmins: true,
  plainWord: false,
  argument: "none",
  languages: {
    en: {
      words: ["admin"],
      help: "a link to the owner's page",
      link: (url: string) =>
        `Your page, for the next five minutes and one device:\n${url}\n\nThis link is for you alone.`,
      noPage:
        "The owner's page is off, because PUBLIC_URL is not https. On the server itself, `whatsapp-ai-bot admin-link` opens it.",
    },
    es: {
      words: ["admin"],
      help: "un enlace a la página del responsable",
      link: (url) =>
        `Tu página, durante los próximos cinco minutos y en un solo dispositivo:\n${url}\n\nEste enlace es solo para ti.`,
      noPage:
        "La página del responsable está desactivada, porque PUBLIC_URL no es https. En el propio servidor la abre `whatsapp-ai-bot admin-link`.",
    },
    pt: {
      words: ["admin"],
      help: "um link para a página do responsável",
      link: (url) =>
        `A sua página, pelos próximos cinco minutos e num só aparelho:\n${url}\n\nEste link é só para você.`,
      noPage:
        "A página do responsável está desligada, porque PUBLIC_URL não é https. No próprio servidor ela abre com `whatsapp-ai-bot admin-link`.",
    },
  },
  run: async ({ turn, own }, { admins, publicUrl }) => {
    const { protocol, hostname } = new URL(publicUrl);
    if (protocol !== "https:" && !isLoopbackHost(hostname)) return own.noPage;
    const { token, hash } = createAdminToken();
    return {
      text: own.link(adminLink(publicUrl, token)),
      topic: "admin",
      effects: [{ kind: "admin-link", hash, owner: ownerOf(turn, admins) }],
      // The link is erased from the conversation once it is delivered.
      isPrivate: true,
    };
  },
});

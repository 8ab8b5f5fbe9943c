import type { Messages } from "@/i18n";

export default { zh: { asked: { title: "观众问了什么" } }, en: { asked: { title: "What viewers asked" } } } satisfies Messages;

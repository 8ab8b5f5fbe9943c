export type View = "console" | "prompter" | "overlay" | "wall";

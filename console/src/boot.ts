// Before anything is drawn: theme, language and colours of rise, so that no page flashes white.
import "virtual:tokens.css";
import "@/theme/base.css";
import { startPrefs } from "@/prefs/prefs";

startPrefs(location.hash.startsWith("#/live") ? "dark" : "light");

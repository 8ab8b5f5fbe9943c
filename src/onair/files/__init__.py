"""文件: tables in and out. Guards against bombs and formulas, quarantine, the value grammar of exports."""

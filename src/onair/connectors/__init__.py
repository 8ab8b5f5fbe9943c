"""平台与工具: one folder per platform or tool, found by scan; knows no feature."""

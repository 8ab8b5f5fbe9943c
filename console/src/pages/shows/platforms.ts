import { useI18n } from "vue-i18n";

export const PLATFORMS = ["taobao", "douyin", "kuaishou", "wechat", "xiaohongshu", "bilibili", "tiktok", "other"] as const;

/** The name of a platform for people; one we do not know stays as it is. */
export function usePlatform(): (platform: string) => string {
  const { t, te } = useI18n();
  return (platform) => (te(`shows.platforms.${platform}`) ? t(`shows.platforms.${platform}`) : platform);
}

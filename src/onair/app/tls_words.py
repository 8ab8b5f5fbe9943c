"""Words of the page that hands out the certificate, and of the terminal."""

from collections.abc import Sequence

from onair.kernel.i18n import Text

WORDS = {
    "title": Text("在手机上信任 OnAir", "Trust OnAir on this phone"),
    "why": Text(
        "装一次证书，手机和平板就能安全地打开提词页：连接加密，屏幕能常亮。证书由您自己的这台电脑签发。",
        "Install this certificate once; then phones and tablets open the prompter safely: encrypted, and the screen stays "
        "on. It was made by your own machine.",
    ),
    "get": Text("1. 下载证书", "1. Download the certificate"),
    "go": Text("2. 装好以后，打开 OnAir", "2. When it is installed, open OnAir"),
    "check": Text("核对指纹", "Check the fingerprint"),
    "compare": Text(
        "手机显示的 SHA-256 指纹要和运行 onair serve --tls 的终端里的一致；不一致就不要安装。",
        "The SHA-256 fingerprint on the phone must be the one in the terminal of onair serve --tls; else do not install it.",
    ),
    "limits": Text(
        "这个证书只能为局域网地址和本地名称作保，对互联网上的任何网站都无效。不用了可以随时在系统设置里删除。",
        "It can vouch for addresses of the LAN and local names only, for no site of the internet. Remove it whenever you "
        "like, in the settings.",
    ),
    "more": Text("给下一台手机扫", "For the next phone"),
    "other": Text("English", "中文"),
    "first": Text("手机、平板第一次使用：扫码或打开", "First time on a phone or tablet: scan, or open"),
    "also": Text("也可以用", "also at"),
    "fresh": Text(
        "新建了本机证书（数据文件夹 tls/，十年有效）；密钥只在这台电脑上。",
        "A local authority was made (data folder, tls/; good for ten years); its key stays on this machine.",
    ),
}


def steps_of() -> Sequence[tuple[Text, Sequence[Text]]]:
    """By system, in the order of doing."""
    return (
        (
            Text("iPhone / iPad", "iPhone / iPad"),
            (
                Text(
                    "用 Safari 打开本页，点「下载证书」，允许下载描述文件。",
                    "Open this page in Safari, tap Download, allow the profile.",
                ),
                Text("设置 → 已下载描述文件 → 安装。", "Settings → Profile Downloaded → Install."),
                Text(
                    "设置 → 通用 → 关于本机 → 证书信任设置，打开 OnAir 的开关。",
                    "Settings → General → About → Certificate Trust Settings: switch OnAir on.",
                ),
            ),
        ),
        (
            Text("Android", "Android"),
            (
                Text("点「下载证书」。", "Tap Download."),
                Text(
                    "设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书 → 仍然安装，选 onair-ca.crt。",
                    "Settings → Security → Encryption & credentials → Install a certificate → CA certificate → Install anyway, "
                    "pick onair-ca.crt.",
                ),
                Text(
                    "用 Chrome 打开提词链接；部分国产浏览器不认自装证书。",
                    "Open the prompter's link in Chrome; some browsers ignore user certificates.",
                ),
            ),
        ),
        (
            Text("HarmonyOS 鸿蒙", "HarmonyOS"),
            (
                Text("点「下载证书」。", "Tap Download."),
                Text(
                    "设置 → 隐私和安全（或 安全）→ 更多/高级 → 证书与凭据（或 加密和凭据）→ 从存储设备安装，选 onair-ca.crt。",
                    "Settings → Privacy & security (or Security) → More/Advanced → Certificates & credentials → Install from "
                    "storage, pick onair-ca.crt.",
                ),
            ),
        ),
    )

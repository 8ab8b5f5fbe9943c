"""What the law calls a product: cosmetics, food, health food … by the words of its category and title. Pure."""

from onair.compliance.lint.asked import ProductFacts

CLASSES: dict[str, tuple[str, ...]] = {
    "health_food": ("保健食品", "保健品", "营养补充", "膳食补充", "蓝帽", "维生素", "钙片", "health food", "supplement"),
    "food": (
        "食品", "零食", "生鲜", "水果", "粮油", "食用油", "调味", "饮料", "冲饮", "酒水", "茶叶", "乳品", "牛奶", "烘焙",
        "糕点", "坚果", "方便面", "food", "snack", "beverage",
    ),
    "cosmetic": (
        "化妆品", "美妆", "彩妆", "护肤", "面膜", "口红", "香水", "防晒", "洗发", "护发", "护手霜", "精华", "cosmetic",
        "skincare", "makeup",
    ),
    "drug": ("药品", "处方药", "非处方药", "中成药", "medicine"),
    "device": ("医疗器械", "medical device"),
    "medical": ("医疗服务", "医美", "诊疗"),
    "investment": ("理财", "投资", "基金", "保险", "收藏", "招商", "investment"),
    "education": ("教育", "培训", "课程", "education", "course"),
    "banned": ("电子烟", "雾化烟", "烟草", "烟弹", "处方药", "e-cigarette", "tobacco"),
    "perishable": ("生鲜", "鲜活", "水果", "鲜花"),
    "custom": ("定制", "定作", "custom"),
}  # fmt: skip

RETURN_CONFIRMED = "return_confirmed"


def classes_of(product: ProductFacts | None) -> frozenset[str]:
    """Empty when there is no product or its category says nothing. RETURN_CONFIRMED: its buyers confirm before they pay
    that it cannot be returned."""
    if product is None:
        return frozenset()
    said = f"{product.category or ''} {product.title}".casefold()
    found = {name for name, words in CLASSES.items() if any(word in said for word in words)}
    return frozenset(found | {RETURN_CONFIRMED} if product.returns == "confirm" else found)

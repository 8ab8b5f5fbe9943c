"""The invented shop of every simulated show. All of it is made up here: 演练数据."""

from typing import NamedTuple

SHOP = "灶边集厨具小店"
SHOP_EN = "Zaobian kitchen shop"
MARK = "演练数据"


class Good(NamedTuple):
    """`price`, `was`: fen. `appeal`: clicks, `buys`: orders per click, `unpaid`: share of unpaid orders, each
    against the mean. `elasticity`: e in demand ∝ (price / usual price)^−e."""

    id: str
    title: str
    role: str
    category: str
    price: int
    was: int
    appeal: float
    buys: float
    elasticity: float
    unpaid: float
    short: str


GOODS = (
    Good("zb-101", "云纹不沾煎锅 28cm", "主推", "锅具", 15900, 21900, 1.45, 1.00, 1.7, 1.0, "煎锅"),
    Good("zb-102", "榉木长柄饭勺 四支组", "引流", "铲勺", 1990, 2990, 1.25, 1.55, 2.2, 0.7, "木勺"),
    Good("zb-103", "高硼硅密封罐 五只组", "承接", "收纳", 5900, 7900, 1.05, 1.15, 1.6, 0.9, "密封罐"),
    Good("zb-104", "厚釉陶炖锅 3.5L", "利润", "锅具", 23900, 29900, 0.85, 0.70, 1.3, 1.2, "炖锅"),
    Good("zb-105", "立式慢磨料理机", "形象", "电器", 69900, 89900, 0.80, 0.32, 1.9, 2.6, "料理机"),
    Good("zb-106", "六角防滑菜板 大号", "利润", "刀板", 8900, 11900, 0.80, 0.85, 1.4, 1.0, "菜板"),
    Good("zb-107", "加长硅胶隔热手套 一双", "返场", "防护", 2990, 3990, 0.90, 1.35, 1.5, 0.8, "手套"),
    Good("zb-108", "分格保温餐盒 1.1L", "利润", "餐盒", 12900, 15900, 0.90, 0.80, 1.5, 1.1, "餐盒"),
    Good("zb-109", "厨房小秤 0.1g 精度", "承接", "电器", 4900, 6900, 0.75, 1.05, 1.2, 0.9, "小秤"),
    Good("zb-110", "洗碗棉巾 十二条", "福利", "清洁", 990, 1990, 1.20, 1.90, 2.4, 0.6, "棉巾"),
)
LOOP = (  # products of one round, by their place in GOODS; 引流 first, then what carries it
    (1, 0, 2),
    (6, 0, 3),
    (9, 7, 4),
    (8, 0, 5),
    (1, 4, 3),
    (2, 0, 7),
)
HOSTS = ("乔麦", "沈禾苗")


class Channel(NamedTuple):
    """`share`: of arrivals. `enter`: entries per exposure. `fresh`: share of new people. `stay`, `click` and
    `buy` against the mean. `cost`: fen an entry, 0 = not paid for."""

    name: str
    share: float
    enter: float
    fresh: float
    stay: float
    click: float
    buy: float
    cost: int


CHANNELS = (
    Channel("直播推荐", 0.400, 0.105, 0.82, 0.80, 0.90, 0.85, 0),
    Channel("短视频引流", 0.140, 0.130, 0.74, 0.95, 1.05, 0.95, 0),
    Channel("关注", 0.155, 0.310, 0.05, 1.60, 1.15, 1.30, 0),
    Channel("搜索", 0.055, 0.260, 0.52, 1.15, 1.40, 1.35, 0),
    Channel("个人主页&店铺&橱窗", 0.035, 0.280, 0.30, 1.25, 1.35, 1.30, 0),
    Channel("抖音商城推荐", 0.040, 0.120, 0.66, 0.85, 1.20, 1.15, 0),
    Channel("千川PC版", 0.085, 0.090, 0.80, 0.85, 1.15, 1.05, 95),
    Channel("小店随心推", 0.030, 0.085, 0.78, 0.80, 1.05, 0.95, 80),
    Channel("品牌投放", 0.008, 0.075, 0.85, 0.70, 0.90, 0.80, 150),
    Channel("千川品牌投放", 0.007, 0.075, 0.85, 0.70, 0.90, 0.80, 140),
    Channel("其他投放", 0.005, 0.070, 0.85, 0.65, 0.85, 0.75, 60),
    Channel("活动页", 0.015, 0.110, 0.60, 0.90, 1.10, 1.05, 0),
    Channel("头条西瓜", 0.010, 0.080, 0.85, 0.75, 0.70, 0.60, 0),
    Channel("其他", 0.015, 0.100, 0.70, 0.80, 0.80, 0.75, 0),
)

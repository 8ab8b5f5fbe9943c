"""Our own phrase lists: what viewers write and what they are called. Nobody's words were copied."""

from random import Random

Words = tuple[str, ...]


def _of(*lines: str) -> Words:
    return tuple(word for line in lines for word in line.split("|"))


SIZE = _of(
    "{p}有几个尺寸|{p}多大呀|两个人用{p}哪个号合适|{p}直径多少|{p}能放下一整条鱼吗",
    "小厨房放得下{p}吗|{p}有多重",
)
PRICE = _of(
    "{p}多少钱|{p}还能再便宜点吗|{p}和上次一个价吗|用券之后{p}到手多少",
    "买两件{p}有优惠吗|能分期吗|满减怎么算",
)
STOCK = _of("{p}还有货吗|{p}怎么显示没货|还补货吗|拍不了{p}了|{p}还剩多少件|刚才的{p}没抢到")
SHIPPING = _of("什么时候发货|今天拍明天能发吗|发哪个快递|新疆包邮吗|西藏能到吗|能送货上门吗|几天能到福建")
USE = _of(
    "{p}电磁炉能用吗|{p}能进洗碗机吗|{p}怎么保养|第一次用{p}要开锅吗",
    "燃气灶可以用{p}吗|{p}能放微波炉吗|{p}好洗吗|刮花了怎么办",
)
PRAISE = _of(
    "上次买的{p}很好用|回购第三次了|{p}真不错|质量可以的|妈妈说好用",
    "颜色好看|主播讲得明白|已拍，坐等|拍了两件|这个价格可以",
)
COMPLAINT = _of(
    "上次买的{p}用一个月就掉漆了|快递太慢了|客服半天没人回|{p}收到有划痕",
    "说好的赠品没有给|退款还没到账|{p}跟图片不一样|画面卡住了",
)
HELLO = _of("来了来了|主播好|晚上好|第一次来|刚进来，讲到哪了|打卡|吃完饭来看看|老客报到")
GAME = _of("1|扣1|选B|我猜是三斤|答案是小秤|中了吗|再来一轮|抽我抽我|红色那个")
ENGLISH = _of(
    "how much is it|does it work on induction|ship to Singapore?|looks nice|what size is it|love it"
)
PRIVATE = _of("我的电话是13000000000给我留一件|订单写错了联系 demo.viewer@example.com")
_TROUBLE = _of("卡了|没声音了|画面糊了|是我网不好吗|怎么黑屏了")

_TALK = (
    (SIZE, 0.15),
    (PRICE, 0.17),
    (STOCK, 0.08),
    (SHIPPING, 0.12),
    (USE, 0.19),
    (PRAISE, 0.15),
    (COMPLAINT, 0.04),
    (HELLO, 0.07),
    (ENGLISH, 0.028),
    (PRIVATE, 0.002),
)
_MIX: dict[str, tuple[tuple[Words, float], ...]] = {
    "opening": ((HELLO, 0.62), (PRICE, 0.10), (SHIPPING, 0.08), (PRAISE, 0.14), (ENGLISH, 0.02), (USE, 0.04)),
    "talk": _TALK,
    "game": ((GAME, 0.78), (HELLO, 0.08), (PRAISE, 0.10), (PRICE, 0.04)),
    "welfare": ((GAME, 0.40), (STOCK, 0.22), (PRICE, 0.20), (PRAISE, 0.15), (COMPLAINT, 0.03)),
    "closing": ((PRAISE, 0.45), (SHIPPING, 0.25), (HELLO, 0.10), (STOCK, 0.10), (COMPLAINT, 0.10)),
}

_HEAD = _of("小|阿|老|大|爱吃的|早起的|会做饭的|慢悠悠的|北方的|南边的|山里的|江边|三号楼|")
_CORE = _of("柚子|木耳|豆角|米粒|芋头|竹笋|青椒|核桃|南瓜|石榴|花生|莲藕|杏仁|麦芽|香菇|年糕")
_TAIL = _of("||||妈|爸|同学|师傅|酱|儿|一家|88|2020|爱厨房|不加糖")


def _one(rng: Random, words: Words) -> str:
    return words[int(rng.random() * len(words))]


def comment(rng: Random, kind: str, short: str, trouble: bool) -> str:
    """One comment of somebody watching a slot of this kind; `short` is the product's spoken name."""
    if trouble and rng.random() < 0.6:
        return _one(rng, _TROUBLE)
    mark = rng.random()
    for words, share in _MIX[kind]:
        mark -= share
        if mark < 0:
            return _one(rng, words).replace("{p}", short)
    return _one(rng, PRAISE).replace("{p}", short)


def nick(rng: Random) -> str:
    return _one(rng, _HEAD) + _one(rng, _CORE) + _one(rng, _TAIL)

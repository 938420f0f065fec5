"""What grid workers of 临港市 find: things by class, what they say of it, and how it ends."""

from __future__ import annotations

from typing import NamedTuple

# share of a real street's 10,172 matters
CLASSES = {
    "traffic_safety": 22, "public_order": 21, "urban_management": 18, "cleanliness": 17,
    "fire_safety": 12, "environment": 5, "market": 3, "disputes": 2,
}  # fmt: skip
UNITS = {
    "traffic_safety": "JJ01", "public_order": "PC01", "urban_management": "ZF", "cleanliness": "HW01",
    "fire_safety": "XF01", "environment": "HB01", "market": "SC01", "disputes": "SH01",
}  # fmt: skip


# found inside a house: the worker chooses the house, for a phone's position indoors is no help
INDOORS = frozenset(
    {"stairwell_clutter", "ebike_indoors", "ebike_wire", "fire_gear", "wiring", "group_letting", "dispute"}
)


class Find(NamedTuple):
    """A thing: its category, what the worker says, what was done about it, and the scene of its photograph."""

    category: str
    said: str
    done: str
    scene: str | None = None


FINDS: dict[str, tuple[Find, ...]] = {
    "traffic_safety": (
        Find("parking", "{house}前面两辆轿车停在消防通道上，居民进出不便。", "联系车主挪走了。", "parked"),
        Find(
            "parking",
            "小区出口有货车占道卸货，影响早高峰通行。",
            "司机已把车开走，约好以后错开早高峰。",
            "parked",
        ),
        Find("riding", "{house}路口有学生骑电动车没戴头盔，还逆行。", "当面劝导，联系了家长。"),
        Find("traffic_sign", "路口的减速标志被车撞歪了。", "已扶正固定。"),
        Find("road_damage", "{house}前路面破了一块，下雨天积水。", "撒沙垫平，放了警示牌。", "puddle"),
    ),
    "public_order": (
        Find(
            "fraud", "{house}住户接到自称客服的电话，要求转账。", "当场劝阻，帮住户装好反诈提醒并上门讲解。"
        ),
        Find("theft", "车棚里有陌生人翻看电动车电瓶。", "上前询问后离开，已提醒物业查看监控。"),
        Find("gathering", "小广场有二十多人围着推销保健品。", "劝散，提醒老人不要随便付定金。"),
        Find(
            "fraud", "有人在楼下派发“免费体检”传单，要登记身份证号。", "劝离并提醒居民不要登记。", "adverts"
        ),
    ),
    "urban_management": (
        Find("stalls", "水果摊摆到了人行道上，行人只能走车道。", "摊主已收回店内。", "stall"),
        Find("adverts", "{house}外墙贴了十几张小广告。", "已全部清除。", "adverts"),
        Find("falling_object", "{house}五楼窗台的花盆没有护栏，风大时会掉。", "住户把花盆搬进了屋里。"),
        Find("stalls", "早餐摊占了盲道。", "摊主往里挪了一米半，盲道让出来了。", "stall"),
        Find("illegal_building", "{house}顶楼在搭铁皮棚。", "已劝停，材料搬下楼。"),
    ),
    "cleanliness": (
        Find("litter", "垃圾桶满了，垃圾散在地上。", "联系保洁清走，地面冲洗过了。", "litter"),
        Find("shared_bikes", "共享单车倒了一片，占了人行道。", "扶起来摆整齐了。"),
        Find("rubble", "{house}楼下堆着装修垃圾。", "业主叫车运走了。", "litter"),
        Find("green", "绿化带被踩出一条小路，泥土露在外面。", "补种并拉了绳子。"),
    ),
    "fire_safety": (
        Find("ebike_wire", "{house}有人从二楼拉线给电动车充电。", "已拔掉电线，车推到充电棚。", "wire"),
        Find("ebike_indoors", "{house}一楼楼道停着电动车。", "车主推到车棚，已告知危险。", "bike"),
        Find("stairwell_clutter", "{house}三楼楼道堆着纸箱和旧柜子。", "和住户一起清走了。", "clutter"),
        Find("fire_lane", "{house}消防通道被杂物堵住。", "已清空，贴了提醒。", "clutter"),
        Find("fire_gear", "{house}二楼灭火器压力不足。", "已换新的。"),
    ),
    "environment": (
        Find("noise", "{house}楼下晚上十点还在跳广场舞。", "和领队商量好九点前结束。"),
        Find("smoke", "空地上有人烧树叶。", "已劝灭，用水浇透。"),
        Find("sewage", "{house}后面的窨井冒污水，有异味。", "疏通好了，地面已冲洗。", "puddle"),
    ),
    "market": (
        Find("food", "小吃店后厨垃圾桶没有盖，食材放在地上。", "当场整改，食材上架。"),
        Find("goods", "杂货店在卖没有标签的插线板。", "店主已下架。"),
    ),
    "disputes": (
        Find("dispute", "{house}楼上楼下因为漏水吵了起来。", "两家谈好先关阀再找师傅，费用各一半。"),
        Find("wages", "装修工人说工钱拖了两个月。", "约双方到社区谈好，分两次付清。"),
    ),
}

PURPOSES = (
    ("看望独居老人", "身体还好，药够吃到月底，提醒了用电安全。"),
    ("用电用气安全提醒", "燃气软管有点老化，约好周末来换。"),
    ("反诈宣传", "帮老人装好了反诈提醒，教了怎么挂断可疑电话。"),
    ("出租房登记", "新租客两人，信息已核对。"),
    ("民意收集", "希望楼道装感应灯，已记下。"),
    ("政策宣传", "讲了老旧小区加装电梯的政策，住户有兴趣。"),
)

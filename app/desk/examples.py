"""Plain examples to start an answer from; {…} is what the writer fills in."""

from __future__ import annotations

Pair = tuple[str, str]

ANSWERS: tuple[Pair, ...] = (
    (
        "您说的情况我们看到了。今天下午派人到现场,看完再告诉您怎么处理。",
        "We have seen what you wrote. Somebody will come this afternoon; after that we will tell you what is done.",
    ),
    (
        "今天已经到现场处理好,处理后的照片在下面。请您看看,没解决请点“还没有”。",
        "It was dealt with on the spot today; the photo shows it. Please have a look, and say so if it is not solved.",
    ),
    (
        "这件事要物业配合,我们已经约好明天上午一起到现场,之后马上告诉您结果。",
        "The property company has to help with this. We meet there tomorrow morning and will tell you the result at once.",
    ),
    (
        "这件事不归社区管,已经转给负责的单位,他们会在三个工作日内答复您。",
        "This is not in the community's hands. We have passed it to the office in charge, who will answer within three working days.",
    ),
    (
        "对不起,比说好的时间晚了。原因是配件没到,新的时间是后天下午。",
        "We are sorry that this takes longer than promised: a part has not arrived. The new date is the day after tomorrow.",
    ),
)

// The sentences that only a script can say, in both languages: the page itself stays light for those without one.

const english = document.documentElement.lang === "en";
/** The page's language, for what the server says to a script. */
export const SPOKEN = { "Accept-Language": english ? "en" : "zh-CN" };

/** @type {Record<string, [string, string]>} */
const WORDS = {
  camera: ["拍照或选照片", "Take or choose a photo"],
  remove: ["去掉这张", "Remove this photo"],
  photo: ["照片", "Photo"],
  empty: ["“{name}”是空的，里面没有照片。换一张试试。", "“{name}” is empty; please try another."],
  kind: ["“{name}”不是能用的照片，没有放进来。请用 JPEG、PNG、WebP 或 HEIC 照片。", "“{name}” is not a photo of a kind we take: JPEG, PNG, WebP or HEIC, please."],
  large: ["“{name}”超过 {m} MB，没有放进来。换一张小一点的。", "“{name}” is larger than {m} MB; please choose a smaller one."],
  broken: ["“{name}”打不开，可能没有存完整。换一张试试。", "“{name}” cannot be opened, perhaps it was cut short; please try another."],
  over: ["最多放 {n} 张照片，没有放进来的：{names}。", "{n} photos at most; left out: {names}."],
  comma: ["、", ", "],
  untaken: ["“{name}”没有收下：{why}", "“{name}” was not taken: {why}"],
  anew: ["可以在下面“补充”里换一张再传。", "You can send another one below."],
  understood: ["知道了", "Understood"],
  preparing: ["照片还在处理，处理好就发。", "Your photo is being made ready; it is sent as soon as it is."],
  kept: ["上次没写完的还在。", "What you began last time is still here."],
  elsewhere: ["在{place}没写完的还在，没有填到这里。", "What you began at {place} is still here; it was not put into this form."],
  noplace: ["别的页面上", "another page"],
  withphotos: ["照片 {n} 张", "photos: {n}"],
  goback: ["回那里接着写", "Go on there"],
  takehere: ["用在这里", "Use it here"],
  afresh: ["重新写", "Start again"],
  here: ["用我现在的位置", "Use my position"],
  finding: ["正在找位置…", "Finding your position…"],
  found: ["已记下您现在的位置（误差约 {m} 米）", "Your position is noted (about {m} m)"],
  lost: ["没有取到位置，请在上面选，或在下面写。", "No position came; please choose above or write it below."],
  category: ["请先选一样：出了什么问题。", "Please choose what is wrong."],
  text: ["请写一句，或者附一张照片。", "Please write a sentence or add a photo."],
  phone: ["请填 11 位手机号，或者带区号的座机号码；也可以不填。", "Please give a mobile number of 11 digits or a landline with its area code, or leave it empty."],
  sending: ["正在发送…", "Sending…"],
  proving: ["正在做一个防骚扰的小计算，几秒钟…", "A short calculation that keeps spam out, a few seconds…"],
  photos: ["文字已收到，正在传照片 {n}/{all}…", "Your words have arrived; sending photo {n} of {all}…"],
  waiting: [
    "没有信号。您写的已存在这部手机里，有信号时会自动发出去。可以先离开；再打开这个网页时也会接着发。",
    "No signal. What you wrote is saved on this phone and will be sent when there is one. You may leave; opening this page again sends it too.",
  ],
  busy: [
    "现在发不过去。您写的已存在这部手机里，过一会儿会自动再发。",
    "It cannot be delivered just now. It is saved on this phone and will be tried again by itself.",
  ],
  fragile: [
    "没有信号，这部手机又存不住内容。请别关掉这一页，有信号时会自动发出去。",
    "No signal, and this phone cannot keep things. Please leave this page open; it will be sent when there is a signal.",
  ],
  now: ["现在再试", "Try now"],
  arrived: ["先前存着的已收到，编号 {number}。", "What was waiting has arrived: number {number}."],
  late: ["已收到，编号 {number}；还有 {n} 张照片没传完。", "Received, number {number}; photos still to be sent: {n}."],
  see: ["看办到哪了", "See how it stands"],
  refused: ["没有发出去：{why} 您写的已放回下面。", "Not sent: {why} What you wrote is back below."],
  again: ["去改一改再发", "Correct it and send again"],
  mine: ["在这部手机上反映过的", "Said on this phone"],
  wipe: ["从这部手机上抹掉", "Wipe them off this phone"],
  copied: ["已复制", "Copied"],
  nosignal: [
    "没有信号，还没有发出去。您写的留在这里，有信号时请再点一次。",
    "No signal; it has not been sent. What you wrote stays here: please tap again when there is one.",
  ],
  theirs: ["这件事归{whose}管，这里不登记。不清楚找谁，可以拨 12345。", "This belongs to {whose}; it is not taken here. If in doubt, call 12345."],
  near: ["附近已经有人反映过：", "Somebody nearby has already said this:"],
  join: ["就是这件，加上我", "It is this one, add me"],
  other: ["不是，单独反映", "No, mine is another"],
};

/** @param {string} key @param {Record<string, string | number>} [values] */
export const w = (key, values = {}) =>
  WORDS[key][english ? 1 : 0].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

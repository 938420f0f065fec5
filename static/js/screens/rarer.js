/** The screens, sheets and forms that are fetched when one of them is first opened: the first start stays small. */
import { sendTo } from "../sendto.js";
import { make } from "../ui/moves.js";
import { alarmSheet } from "./alarmsheet.js";
import { check } from "./check.js";
import { days } from "./days.js";
import { errand, slip } from "./errand.js";
import { errandNew, errands } from "./errands.js";
import { gone } from "./gone.js";
import { inbox } from "./inbox.js";
import { look } from "./look.js";
import { me } from "./me.js";
import { patrolday } from "./patrolday.js";
import { phones } from "./phones.js";
import { queue, withdraw } from "./queue.js";
import { visit } from "./visit.js";
import { promised, visitPlan, visits } from "./visits.js";

export { alarmSheet, gone, make, promised, sendTo, withdraw };

/** @type {Record<string, import("../ui/router.js").Screen["show"]>} template name → its show() */
export const rarer = { check, days, errand, errandnew: errandNew, errands, inbox, look, me, patrolday, phones, queue, slip, visit, visitplan: visitPlan, visits };

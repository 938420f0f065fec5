/** The screens, sheets and forms that are fetched when one of them is first opened: the first start stays small. */
import { sendTo } from "./matters/send_to.js";
import { make } from "./matters/move_form.js";
import { alarmSheet } from "./alarm_sheet.js";
import { check } from "./self_check.js";
import { days } from "./patrol/days.js";
import { errand, slip } from "./visits/errand.js";
import { errandNew, errands } from "./visits/errands.js";
import { gone } from "./account/lost_store.js";
import { inbox } from "./inbox.js";
import { look } from "./building_head.js";
import { me } from "./account/me.js";
import { patrolday } from "./patrol/patrol_day.js";
import { phones } from "./telephones.js";
import { queue, withdraw } from "./account/queue.js";
import { visit } from "./visits/visit.js";
import { promised, visitPlan, visits } from "./visits/visits.js";

export { alarmSheet, gone, make, promised, sendTo, withdraw };

/** @type {Record<string, import("../ui/router.js").Screen["show"]>} template name → its show() */
export const rarer = { check, days, errand, errandnew: errandNew, errands, inbox, look, me, patrolday, phones, queue, slip, visit, visitplan: visitPlan, visits };

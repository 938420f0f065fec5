/** The screens, sheets and forms that are fetched when one of them is first opened: the first start stays small. */
import { fetchMatter, findBeyond } from "../feed/from_office.js";
import { lostStoreNotice } from "./account/lost_store.js";
import { me } from "./account/me.js";
import { queue, withdrawItem } from "./account/queue.js";
import { alarmSheet } from "./alarm_sheet.js";
import { buildingHead } from "./building_head.js";
import { drawAnswers, drawGrids } from "./grid_day.js";
import { inbox } from "./inbox.js";
import { install } from "./install.js";
import { makeMove } from "./matters/move_form.js";
import { sendTo } from "./matters/send_to.js";
import { days } from "./patrol/days.js";
import { patrolday } from "./patrol/patrol_day.js";
import { check } from "./self_check.js";
import { drawStorms, storm } from "./storm.js";
import { phones } from "./telephones.js";
import { drawUnitDay } from "./unit_day.js";
import { campaign, campaigns, drawCampaigns } from "./visits/campaigns.js";
import { errand, slip } from "./visits/errand.js";
import { errandNew, errands } from "./visits/errands.js";
import { drawPlaces, place, places } from "./visits/places.js";
import { visit } from "./visits/visit.js";
import { drawPromised, visitPlan, visits } from "./visits/visits.js";

export { alarmSheet, drawAnswers, drawCampaigns, drawGrids, drawPlaces, drawPromised, drawStorms, drawUnitDay, fetchMatter, findBeyond, lostStoreNotice, makeMove, sendTo, withdrawItem };

/** @type {Record<string, import("../ui/router.js").Screen["show"]>} template name → its show() */
export const screensByTemplate = { campaign, campaigns, check, days, errand, errandnew: errandNew, errands, inbox, install, look: buildingHead, me, patrolday, phones, place, places, queue, slip, storm, visit, visitplan: visitPlan, visits };

// The residents' pages. Everything works without this; with it nothing is lost when the signal goes.
import { ask } from "./ask/form.js";
import { follow } from "./ask/followup.js";
import { toDraft, watch } from "./ask/waiting.js";

const form = document.getElementById("ask");
if (form instanceof HTMLFormElement) ask(form);
else {
  follow();
  watch(toDraft);
}

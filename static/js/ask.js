// The residents' pages. Everything works without this; with it nothing is lost when the signal goes.
import { enhanceStatusPage } from "./ask/followup.js";
import { enhanceForm } from "./ask/form.js";
import { backToDraft, watchWaiting } from "./ask/waiting.js";
import { guardForms } from "./ui/one_press.js";

guardForms();

const form = document.getElementById("ask");
if (form instanceof HTMLFormElement) enhanceForm(form);
else {
  enhanceStatusPage();
  watchWaiting(backToDraft);
}

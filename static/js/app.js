// The field app's entry.
import { start } from "./drain.js";
import * as update from "./update.js";

start();
update.start();

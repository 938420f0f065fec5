// The field app's entry.
import * as drain from "./drain.js";
import * as feed from "./feed.js";
import "./checks.js";
import "./install.js";
import "./photos.js";
import "./recorder.js";
import * as update from "./update.js";

drain.start();
feed.start();
update.start();

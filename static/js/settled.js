// After a neighbour took this phone: the app is signed in on it, in large type, before its first screen opens.
import { resume } from "./account/session.js";
import { chooseLook } from "./ui/theme.js";

chooseLook("size", "large");
const here = resume().catch(() => null); // the sign-in screen tries it once more
for (const link of document.querySelectorAll("a"))
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    await here;
    location.assign(link.href);
  });

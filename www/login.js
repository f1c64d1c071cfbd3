// The page before the page. Without this script its form works too.

import { words } from "./text/words.js";
import { by_id, set_hidden, set_text } from "./views/dom.js";
import { LoginForm } from "./views/login_form.js";
import { request_login } from "./wire/login.js";

const user = /** @type {HTMLInputElement} */ (by_id("user"));
const password = /** @type {HTMLInputElement} */ (by_id("password"));
const form = by_id("login");
const reveal = by_id("reveal");

function toggle_password() {
  const is_shown = password.type === "password";
  password.type = is_shown ? "text" : "password";
  reveal.setAttribute("aria-pressed", String(is_shown));
  set_text(reveal, is_shown ? words.hide : words.show);
}

/** What the address told of the last login is over with the next attempt. */
function settle() {
  for (const notice of document.querySelectorAll(".notice:target")) notice.classList.add("settled");
}

/** Its secret goes from the address first: not even the history keeps it. Who is logged in already
 * stays who they are. @param {string} link */
async function follow_link(link) {
  history.replaceState(null, "", location.pathname);
  const known = await fetch("./", { method: "HEAD", redirect: "manual" }).catch(() => null);
  const { is_in, words: refusal } = known?.ok ? { is_in: true, words: "" } : await request_login({ link });
  if (is_in) return location.replace("./");
  set_text(by_id("said"), refusal);
}

form.addEventListener("submit", settle);
new LoginForm({ form, user, password, enter: by_id("enter"), said: by_id("said") }, () => location.replace("./"));
reveal.addEventListener("click", toggle_password);
set_hidden(reveal, false);
const told = location.hash.slice(1);
if (told.startsWith("link=")) void follow_link(told.slice("link=".length));
if (document.getElementById(told)?.classList.contains("notice")) user.setAttribute("aria-describedby", told);

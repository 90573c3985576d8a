// The shop works without any of this. Each module makes one thing quicker or gentler.
import "./messages.js";
import "./errors.js";
import "./fields.js";
import "./suggest.js";
import "./facets.js";
import "./stepper.js";
import "./scheme.js";
import "./menu.js";
import "./buy-bar.js";
import "./cover-travel.js";
import "./prefetch.js";
import "./recently-seen.js";
import "./share.js";
import "./passkey.js";
import "./password.js";
import "./same-place.js";

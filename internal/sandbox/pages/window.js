// The window: what the person sees for a token. Every screen is a section of
// window.html; the server's answer (window/state) decides which one shows.

const params = new URLSearchParams(location.search);
const authToken = params.get("authToken");
const lang = params.get("lang") ?? "";

const byId = (id) => document.getElementById(id);
const screens = ["document", "poa", "step", "done"].map(byId);
const problem = byId("problem");

/** The kind of document the person picked for the step on screen, where one is asked for. */
let poaDocument = "";
/** The file or photo about to be uploaded. */
let chosen = null;
let camera = null;

/** Calls the sandbox as the person whose token this is; throws its message. */
async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`window/${path}`, {
      method,
      headers: { Authorization: `Bearer ${authToken}` },
      body,
    });
  } catch {
    throw new Error("The sandbox does not answer. Is it still running?");
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

/** Runs what a click asked for; what goes wrong is told at the top of the page. */
async function attempt(work) {
  problem.hidden = true;
  try {
    await work();
  } catch (err) {
    problem.textContent = err.message;
    problem.hidden = false;
    problem.scrollIntoView({ block: "nearest" });
  }
}

function show(screen) {
  for (const s of screens) s.hidden = s !== screen;
  const heading = screen.querySelector("h1");
  document.title = `${heading.textContent} (sandbox)`;
  heading.focus();
}

function fill(select, values, label, selected) {
  select.replaceChildren(
    ...values.map((value) => {
      const text = label(value);
      return new Option(text, value, false, value === selected);
    }),
  );
}

const countries = new Intl.DisplayNames("en", { type: "region" });
const words = (name) => {
  const text = name.toLowerCase().replaceAll("_", " ");
  return (text[0].toUpperCase() + text.slice(1)).replace(/\bId\b/i, "ID");
};

/** Shows the first thing that is still missing. */
function next(state) {
  if (state.status !== "ACTIVE") return show(byId("done"));
  if (!state.document) return askDocument(state);
  const at = state.steps.findIndex((step) => !step.given);
  if (at < 0) return finish();
  const count = `Step ${at + 1} of ${state.steps.length}`;
  const step = state.steps[at];
  poaDocument = "";
  if (step.poaDocuments.length > 0) return askPoaDocument(step, count);
  return askFile(step, count);
}

function askDocument(state) {
  const sorted = state.countries.toSorted((a, b) => countries.of(a).localeCompare(countries.of(b)));
  fill(byId("country"), sorted, (code) => countries.of(code), state.country);
  fill(byId("document-type"), state.documents, words, state.documents[0]);
  show(byId("document"));
}

byId("document").querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const choice = { country: byId("country").value, document: byId("document-type").value };
  attempt(async () => next(await call("POST", `document?lang=${lang}`, JSON.stringify(choice))));
});

let afterPoaDocument = () => {};

function askPoaDocument(step, count) {
  const screen = byId("poa");
  screen.querySelector(".count").textContent = count;
  byId("poa-documents").replaceChildren(
    ...step.poaDocuments.map((name) => {
      const label = document.createElement("label");
      const radio = document.createElement("input");
      Object.assign(radio, { type: "radio", name: "poa-document", value: name, required: true });
      label.append(radio, name);
      return label;
    }),
  );
  afterPoaDocument = () => askFile(step, count);
  show(screen);
}

byId("poa").querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  poaDocument = new FormData(event.target).get("poa-document");
  afterPoaDocument();
});

function askFile(step, count) {
  const screen = byId("step");
  screen.querySelector(".count").textContent = count;
  screen.dataset.step = step.name;
  byId("step-name").textContent = step.title;
  byId("step-description").textContent = step.description;
  byId("step-name").lang = byId("step-description").lang = step.locale;

  const types = [];
  const names = [];
  if (step.canUpload) {
    types.push("image/jpeg", "image/png");
    names.push("JPEG", "PNG");
  }
  if (step.canUploadPDF) {
    types.push("application/pdf");
    names.push("PDF");
  }
  byId("choose").hidden = types.length === 0;
  byId("capture").hidden = !step.canCapture;
  byId("no-way").hidden = types.length > 0 || step.canCapture;
  byId("file").accept = types.join(",");
  byId("file").value = "";
  byId("formats").textContent = names.join(", ");
  byId("progress").textContent = "";
  choose(null);
  stopCamera();
  show(screen);
}

function choose(file, name) {
  chosen = file;
  byId("upload").disabled = file === null;
  byId("chosen").hidden = file === null;
  URL.revokeObjectURL(byId("preview").src);
  if (file === null) return;
  byId("preview").hidden = !file.type.startsWith("image/");
  if (!byId("preview").hidden) byId("preview").src = URL.createObjectURL(file);
  byId("chosen-name").textContent = `${name}, ${file.size.toLocaleString("en")} bytes`;
}

byId("file").addEventListener("change", (event) => {
  const file = event.target.files[0];
  choose(file ?? null, file?.name);
});

byId("camera-open").addEventListener("click", () =>
  attempt(async () => {
    try {
      camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (err) {
      const instead = byId("choose").hidden ? "" : ", or choose a file";
      throw new Error(`The camera cannot be used here (${err.name}). Allow it for this page${instead}.`);
    }
    byId("video").srcObject = camera;
    byId("camera").hidden = false;
    byId("camera-take").focus();
  }),
);

function stopCamera() {
  for (const track of camera?.getTracks() ?? []) track.stop();
  camera = null;
  byId("camera").hidden = true;
}

byId("camera-close").addEventListener("click", () => {
  stopCamera();
  byId("camera-open").focus();
});

byId("camera-take").addEventListener("click", () => {
  const video = byId("video");
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  canvas.toBlob((photo) => {
    choose(photo, "Photo");
    stopCamera();
    byId("upload").focus();
  }, "image/jpeg");
});

byId("step").querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const query = new URLSearchParams({ step: byId("step").dataset.step, poaDocument, lang });
  const button = byId("upload");
  button.disabled = true;
  byId("progress").textContent = "Uploading…";
  attempt(async () => {
    try {
      next(await call("POST", `upload?${query}`, chosen));
    } finally {
      byId("progress").textContent = "";
      button.disabled = chosen === null;
    }
  });
});

/** Ends the session as iDenfy's window does: a message to the embedding page, or on to the successUrl. */
async function finish() {
  const { message, successUrl } = await call("POST", "finish");
  show(byId("done"));
  if (parent !== window) {
    // iDenfy sends a JSON string, which says nothing of the person; who receives it checks our origin.
    parent.postMessage(JSON.stringify(message), "*");
  } else if (successUrl) {
    location.assign(successUrl);
  }
}

if (parent !== window) byId("desk").target = "_blank";
attempt(async () => {
  if (!authToken) {
    throw new Error("This is iDenfy's window for a token: open it as /?authToken=…, or through the redirectUrl of POST /api/v2/token.");
  }
  await next(await call("GET", `state?lang=${lang}`));
});

// The desk: every verification and what was given for it, live. It asks the
// sandbox's JSON API (see the package comment of internal/sandbox) once a second.

const byId = (id) => document.getElementById(id);
const template = (id) => byId(id).content.firstElementChild.cloneNode(true);

async function fetchAPI(path, options = {}) {
  try {
    return await fetch(`api/${path}`, { ...options, headers: { "X-Sandbox": "1" } });
  } catch {
    throw new Error("The sandbox does not answer. Is it still running?");
  }
}

async function call(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const response = await fetchAPI(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

/** Runs what a click asked for, shows its outcome at once, and tells what went wrong. */
async function attempt(work) {
  try {
    byId("news").textContent = (await work()) ?? "";
    tell("click");
  } catch (err) {
    tell("click", err);
  }
  await look();
}

/** What a click could not do is told until the next one; what looking could not, until it can. */
const problems = {};

function tell(of, err) {
  problems[of] = err;
  const told = problems.look ?? problems.click;
  byId("problem").textContent = told?.message ?? "";
  byId("problem").hidden = told === undefined;
}

const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const at = (text) => time.format(new Date(text));
const countries = new Intl.DisplayNames("en", { type: "region" });

/** Fills a <dl> with the pairs that have a value. */
function facts(dl, pairs) {
  dl.replaceChildren(
    ...pairs.flatMap(([term, value, mono]) => {
      if (!value) return [];
      const dt = document.createElement("dt");
      const dd = document.createElement("dd");
      dt.textContent = term;
      dd.textContent = value;
      if (mono) dd.className = "mono";
      return [dt, dd];
    }),
  );
}

function list(ul, texts) {
  ul.hidden = texts.length === 0;
  ul.replaceChildren(
    ...texts.map((text) => {
      const li = document.createElement("li");
      li.textContent = text;
      return li;
    }),
  );
}

/** What each file looks like, fetched once: file id -> promise of an object URL. */
const previews = new Map();

function preview(scanRef, file) {
  if (!previews.has(file.id)) {
    const url = fetchAPI(`verifications/${scanRef}/files/${file.id}`)
      .then((response) => response.blob())
      .then((blob) => URL.createObjectURL(blob));
    previews.set(file.id, url);
  }
  return previews.get(file.id);
}

function renderFile(scanRef, step, file) {
  const node = template("file");
  const link = node.querySelector(".preview");
  const kind = file.type.toUpperCase();
  link.setAttribute("aria-label", `Open the ${kind} for ${step}`);
  link.textContent = `Open the ${kind}`;
  preview(scanRef, file).then((url) => {
    link.href = url;
    if (file.type === "pdf") return;
    const image = new Image();
    image.alt = `What was given for ${step}`;
    image.src = url;
    link.replaceChildren(image);
  });
  facts(node.querySelector(".facts"), [
    ["Type", kind],
    ["Bytes", file.bytes.toLocaleString("en")],
    ["SHA-256", file.sha256, true],
    ["Size", file.width ? `${file.width} × ${file.height} pixels` : ""],
    ["Pages", file.pages],
    ["Picked as", file.poaDocument],
    ["Came by", file.by === "window" ? "the window" : "upload-additional-step"],
    ["At", at(file.at)],
  ]);
  list(node.querySelector(".findings"), file.findings);
  return node;
}

function renderStep(scanRef, step) {
  const node = template("step");
  node.querySelector(".name").textContent = step.name;
  node.querySelector(".type").textContent = step.type;
  facts(
    node.querySelector(".given"),
    Object.entries(step.additionalData).map(([field, value]) => [`Given ${field}`, value]),
  );
  node.querySelector(".nothing").hidden = step.file !== null;
  if (step.file !== null) node.querySelector(".current").append(renderFile(scanRef, step.name, step.file));
  const replaced = node.querySelector(".replaced");
  replaced.hidden = step.replaced.length === 0;
  replaced.querySelector("summary").textContent = `Replaced, newest first (${step.replaced.length})`;
  replaced.querySelector("div").append(...step.replaced.map((file) => renderFile(scanRef, step.name, file)));
  return node;
}

const sentAs = { right: "", missing: ", without a signature", wrong: ", with a wrong signature" };

function outcome(attempt) {
  const when = at(attempt.at) + sentAs[attempt.signature];
  if (attempt.problem) return `${when}: ${attempt.problem}`;
  const verb = attempt.accepted ? "accepted it" : "did not accept it";
  return `${when}: the receiver ${verb} (HTTP ${attempt.status})`;
}

/** Whether the receiver did as it should: a forged webhook is to be refused. */
const asItShould = (attempt) => !attempt.problem && attempt.accepted === (attempt.signature === "right");

function renderWebhook(scanRef, webhook) {
  const node = template("webhook");
  node.querySelector(".verdict").textContent = [webhook.overall, webhook.additionalSteps, ...webhook.mismatchTags]
    .filter(Boolean)
    .join(" · ");
  node.querySelector(".event").textContent = webhook.event;
  node.querySelector(".signature").textContent = webhook.signature;
  node.querySelector("pre").textContent = JSON.stringify(JSON.parse(webhook.body), null, 2);
  node.querySelector(".attempts").append(
    ...webhook.attempts.map((attempt) => {
      const li = document.createElement("li");
      li.className = asItShould(attempt) ? "good" : "bad";
      li.textContent = outcome(attempt);
      return li;
    }),
    ...webhook.due.map((due) => {
      const li = document.createElement("li");
      li.textContent = `${at(due)}: due`;
      return li;
    }),
  );
  const again = node.querySelector(".again");
  again.id = `again-${webhook.id}`;
  if (webhook.attempts.length === 0) again.textContent = "Send";
  again.addEventListener("click", () => {
    const delivery = chosenDelivery(again.closest(".verification"));
    attempt(async () => report(await call(`verifications/${scanRef}/webhooks/${webhook.id}/send`, { delivery })));
  });
  return node;
}

function report(webhook) {
  let said = "lost on the way; “Send” sends it after all";
  if (webhook.attempts.length > 0) said = outcome(webhook.attempts.at(-1));
  if (webhook.due.length > 0) said = `due at ${at(webhook.due.at(-1))}`;
  return `Webhook ${webhook.event}: ${said}`;
}

/** What the network is to do to webhooks of this verification, as the API takes it. */
const chosenDelivery = (card) => JSON.parse(card.querySelector(".delivery select").value);

function newCard(verification) {
  const card = template("verification");
  const heading = card.querySelector("h2");
  heading.textContent = verification.scanRef;
  heading.id = verification.scanRef;
  card.setAttribute("aria-labelledby", heading.id);

  const reason = card.querySelector(".reason select");
  reason.id = `reason-${verification.scanRef}`;
  reason.append(...environment.reasons.map((tag) => new Option(tag, tag)));
  card.querySelector(".reason label").htmlFor = reason.id;
  const overall = card.querySelector(".overall select");
  overall.id = `overall-${verification.scanRef}`;
  card.querySelector(".overall label").htmlFor = overall.id;
  const network = card.querySelector(".delivery select");
  network.id = `delivery-${verification.scanRef}`;
  card.querySelector(".delivery label").htmlFor = network.id;

  const path = `verifications/${verification.scanRef}`;
  const judge = (additionalSteps, mismatchTags) => {
    const verdict = { additionalSteps, mismatchTags, overall: overall.value, additionalData: decidedFields(card) };
    tellReceiver("judge", verdict);
  };
  const tellReceiver = (how, body) =>
    attempt(async () => report(await call(`${path}/${how}`, { ...body, delivery: chosenDelivery(card) })));
  const onClick = (button, act) => card.querySelector(button).addEventListener("click", act);
  onClick(".valid", () => judge("VALID", []));
  onClick(".invalid", () => judge("INVALID", [reason.value]));
  onClick(".not-found", () => judge("NOT_FOUND", ["ADDITIONAL_STEP_NOT_FOUND"]));
  onClick(".expire button", () => tellReceiver("expire"));
  onClick(".automatic button", () => tellReceiver("automatic"));
  return card;
}

/** The fields of every step that the reviewer reads: one row each, made anew only when they change. */
function renderFields(card, steps) {
  const container = card.querySelector(".fields");
  const read = steps.filter((step) => step.type !== "UPLOAD");
  const key = JSON.stringify(read.map((step) => [step.name, step.fields]));
  if (container.dataset.key === key) return;
  container.dataset.key = key;
  container.replaceChildren(
    ...read.flatMap((step) =>
      step.fields.map((field) => {
        const row = template("field");
        Object.assign(row.dataset, { step: step.name, field });
        row.querySelector("legend").textContent = `${step.name}: ${field}`;
        row.querySelector(".value").value = step.additionalData[field] ?? "";
        return row;
      }),
    ),
  );
}

/** What the reviewer decided field by field, as the API takes it. */
function decidedFields(card) {
  const decided = {};
  for (const row of card.querySelectorAll(".fields fieldset")) {
    const status = row.querySelector(".compared").value;
    if (!status) continue;
    const fields = (decided[row.dataset.step] ??= {});
    fields[row.dataset.field] = { value: row.querySelector(".value").value, status };
  }
  return decided;
}

/** Brings a card up to date; the judge's form stays as it is, so that nobody loses a choice half made. */
function update(card, verification) {
  const status = card.querySelector(".status");
  status.textContent = verification.status;
  status.dataset.status = verification.status;
  facts(card.querySelector(".facts"), [
    ["Client", verification.clientId],
    ["Document", verification.document && `${verification.document}, ${countries.of(verification.country)}`],
    ["Created", at(verification.created)],
  ]);
  list(card.querySelector(".notes"), verification.notes);
  card
    .querySelector(".steps")
    .replaceChildren(...verification.steps.map((step) => renderStep(verification.scanRef, step)));
  renderFields(card, verification.steps);
  card.querySelector(".expire").hidden = verification.status !== "ACTIVE";
  card.querySelector(".automatic").hidden = verification.status !== "REVIEWING";
  card.querySelector(".judge").hidden = ["ACTIVE", "EXPIRED"].includes(verification.status);
  const webhooks = card.querySelector(".webhooks");
  webhooks.hidden = verification.webhooks.length === 0;
  webhooks
    .querySelector(".sent")
    .replaceChildren(...verification.webhooks.map((webhook) => renderWebhook(verification.scanRef, webhook)));
  card.dataset.version = verification.version;
}

const cards = new Map();
let environment;
let shown = -1;

async function refresh() {
  environment ??= await call("environment");
  byId("receiver").textContent = environment.webhook || "nowhere (start with --webhook)";
  const { version, total, verifications } = await call("verifications");
  if (version === shown) return;

  const focused = document.activeElement?.id;
  byId("empty").hidden = total > 0;
  byId("older").hidden = total <= verifications.length;
  byId("older").textContent = `${total - verifications.length} older verifications are not shown.`;
  for (const verification of verifications) {
    if (!cards.has(verification.scanRef)) cards.set(verification.scanRef, newCard(verification));
    const card = cards.get(verification.scanRef);
    if (card.dataset.version !== String(verification.version)) update(card, verification);
  }
  const section = byId("verifications");
  const wanted = verifications.map((v) => cards.get(v.scanRef));
  for (const card of [...section.children]) if (!wanted.includes(card)) card.remove();
  // Only what is out of place moves: moving the card in use would take its focus away.
  wanted.forEach((card, i) => {
    if (section.children[i] !== card) section.insertBefore(card, section.children[i] ?? null);
  });
  if (focused && document.activeElement?.id !== focused) byId(focused)?.focus();
  // Last, so that what goes wrong above is told again at the next look.
  shown = version;
}

byId("reset").addEventListener("click", () => {
  if (!confirm("Forget every verification, file and webhook?")) return;
  attempt(async () => {
    await call("reset", {});
    return "Everything is forgotten.";
  });
});

function look() {
  return refresh().then(
    () => tell("look"),
    (err) => tell("look", err),
  );
}

async function watch() {
  await look();
  setTimeout(watch, 1000);
}
watch();

import { createClient, createEngine, type Token } from "../src/index.ts";
import { showHealth } from "./health.ts";
import { noServerSwitch } from "./noserver.ts";
import { payloadPart } from "./payload.ts";
import { tokenPart } from "./token.ts";
import { uploadPart } from "./upload.ts";
import { verificationPart } from "./verification.ts";

const engine = createEngine();
let client = createClient();

const payload = payloadPart(engine);
const upload = uploadPart(
  engine,
  () => client,
  (scanRef) => verification.follow(scanRef), // at once, since a reviewer may be quick
);
const verification = verificationPart(
  () => client,
  upload.verification,
  () => upload.token(undefined),
);
const token = tokenPart(
  () => client,
  () => engine.normalise(payload()),
  follow,
);

function follow(token: Token | undefined): void {
  upload.token(token);
  verification.follow(token?.scanRef);
}

noServerSwitch((baseURL) => {
  client = createClient({ baseURL });
  token.reset();
  follow(undefined);
  void showHealth(baseURL);
});
void showHealth("");

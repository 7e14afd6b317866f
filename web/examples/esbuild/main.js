import { createEngine } from "idenfy-steps";
import "idenfy-steps/verify";

const engine = createEngine();

const { findings } = await engine.check('{"clientId": "1", "additionalSteps": {"ALL": {"PASPORT": ["UTILITY_BILL"]}}}');
document.querySelector("#payload").textContent = findings.map(({ message }) => message).join(" ");

const input = document.querySelector("input");
input.onchange = async () => {
  const { type, accepted } = await engine.inspect(input.files[0]);
  document.querySelector("#file").textContent = accepted ? `A ${type}, fine to send.` : `A ${type}, not accepted.`;
};

/** What the account's bill is compared with. */
const additionalData = { UTILITY_BILL: { address: "1 Main Street, Springfield" } };

/** Token requests to start from. */
export const examples: { name: string; text: string }[] = [
  {
    name: "Compare an address",
    text: json({
      clientId: "123",
      additionalSteps: {
        ALL: {
          ALL: {
            UTILITY_BILL: {
              type: "COMPARE",
              texts: {
                en: {
                  name: "Please upload a proof of address",
                  description:
                    "A utility bill or a bank statement, not older than 3 months, with your name and address.",
                },
                de: {
                  name: "Bitte laden Sie einen Adressnachweis hoch",
                  description: "Eine Rechnung oder ein Kontoauszug, nicht älter als 3 Monate, mit Name und Adresse.",
                },
              },
              fields: ["address"],
              settings: { canUpload: true, canCapture: true, canUploadPDF: true },
            },
          },
        },
      },
      additionalData,
    }),
  },
  {
    name: "Only one of the account's steps",
    text: json({ clientId: "123", additionalSteps: { ALL: { ALL: ["UTILITY_BILL"] } }, additionalData }),
  },
  { name: "No step at all", text: json({ clientId: "123", additionalSteps: { ALL: { ALL: {} } } }) },
  {
    name: "By country and document",
    text: json({
      clientId: "123",
      additionalSteps: {
        ALL: { ALL: ["UTILITY_BILL"] },
        DE: {
          PASSPORT: {
            ADDITIONAL_PHOTO: {
              type: "UPLOAD",
              texts: {
                en: { name: "Photo of yourself", description: "Taken today, with your passport open beside you." },
              },
              settings: { canUpload: false, canCapture: true, canUploadPDF: false },
            },
          },
        },
      },
      additionalData,
    }),
  },
  {
    name: "With mistakes",
    text: `{
  "clientId": "123",
  // pasted from somewhere
  "additionalSteps": {
    "ALL": {
      "PASPORT": {
        "UTILITY_BILL": {
          "type": "compare",
          "fields": ["address"],
          "settings": { "canUpload": "true", "canUploadPDF": false },
        }
      }
    }
  }
}
`,
  },
];

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

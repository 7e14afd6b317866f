// Package sandbox stands in for iDenfy: an [http.Handler] that creates tokens,
// serves the window in which a person uploads the files of additional steps, takes
// re-uploads, lets somebody play the reviewer, and sends signed webhooks. With it
// everything runs without an account, a key or a network.
//
// [New] makes one from [Options], [Sandbox.DeliverDue] does what is due by the
// clock, [Sandbox.Save] and [Sandbox.Load] keep its state over a restart, and
// [Sandbox.OwnKeys] returns the keys that it made if none were given; that is
// the whole Go interface. A sandbox keeps its state in memory, starts no
// goroutines, and knows neither its own address nor its platform: every link in
// its pages is relative, so that it works natively and below any path of a
// service worker's scope.
//
// Where iDenfy's documentation is silent the sandbox has to choose; such choices
// are marked "assumed". Every id it makes begins with "sandbox-".
//
// # The environment
//
// An environment is the JSON that [steps.ReadEnvironment] reads (keys, steps,
// allowed proof-of-address documents, credits, permission for overrides) with one
// more member, where iDenfy's documentation is silent or contradicts itself:
//
//	"sandbox": {
//	  "locale":          "en",      echoed where a request names none; null if left out
//	  "redirectUrl":     true,      false leaves it out of the reply, as in the documented examples, which are older
//	  "requestsPerHour": 10000,     more get TOO_MANY_REQUESTS; 0, or left out, is no limit
//	  "uploadNeeds":     "either",  a step may be uploaded if the "environment" has it, the "token" asked for it, or either
//	  "errorStatuses":   "all-400"  or "2025": 401, 403, 404 and 429 as that page lists them
//	}
//
// [BuiltIn] returns the built-in ones.
//
// # What it implements of iDenfy
//
//	POST /api/v2/token                   create a token (201), Basic auth
//	POST /api/v2/upload-additional-step  replace or add a step's file, Basic auth
//	POST /api/v2/status                  the outcome so far, Basic auth
//	GET  /api/v2/redirect?authToken=     302 to the window
//	GET  /?authToken=[&lang=]            the window
//	GET  /files/{file}?expires&signature the URLs of fileUrls and additionalStepPdfUrls, valid for one hour
//
// Every error is {"identifier","message"} with an identifier of iDenfy's. Token
// requests and uploads are checked by the rules of internal/steps. The sandbox
// refuses a request with an error, with its message, even where iDenfy would
// silently misread it; other findings are notes at the desk. The sandbox itself
// checks what the rules cannot know: credits, permissions, and which verifications exist.
//
// # The window's own calls
//
// They need "Authorization: Bearer <authToken>" and answer with the state S of
// the session; lang overrides the token's locale, as in iDenfy's window in a frame.
//
//	GET  /window/state?lang=
//	POST /window/document?lang=                  {"country","document"}
//	POST /window/upload?step=&poaDocument=&lang= body: the file itself
//	POST /window/finish                          answers {"message","successUrl"}
//
//	S = {"status","countries":[…],"documents":[…],"country","document",
//	     "steps":[{"name","title","description","locale","poaDocuments":[…],
//	               "canUpload","canCapture","canUploadPDF","given"}]}
//
// With a status other than ACTIVE the session is over. Steps are empty until the
// document is chosen, since they depend on it.
//
// # The desk's API
//
// GET /_sandbox/ is the desk, a page for the person who plays the reviewer. It uses
// this API, and scripts and tests may, too. Every call needs the header
// "X-Sandbox: 1", which no page of another site can send.
//
//	GET  /_sandbox/api/environment                            {"webhook","reasons":[…]}
//	GET  /_sandbox/api/verifications                          {"version","total","verifications":[V…]}, the newest 50 first
//	GET  /_sandbox/api/verifications/{scanRef}                V
//	GET  /_sandbox/api/verifications/{scanRef}/files/{file}   the file
//	POST /_sandbox/api/verifications/{scanRef}/automatic      {"delivery"?:D} -> W: the automatic check, before the verdict
//	POST /_sandbox/api/verifications/{scanRef}/judge          J -> W, once the receiver has answered
//	POST /_sandbox/api/verifications/{scanRef}/expire         {"delivery"?:D} -> W
//	POST /_sandbox/api/verifications/{scanRef}/webhooks/{webhook}/send  {"delivery"?:D} -> W: the same bytes again
//	POST /_sandbox/api/reset                                  {} -> {}: forget every verification
//
//	V = {"scanRef","clientId","status","version","created","country","document","notes":[…],
//	     "steps":[{"name","type","fields":[…],"additionalData":{field: value},"file":F|null,"replaced":[F…]}],
//	     "webhooks":[W…]}
//	F = {"id","type":"jpeg|png|pdf","bytes","sha256","width","height","pages","poaDocument",
//	     "by":"window|upload-additional-step","at","findings":[…]}
//	J = {"additionalSteps":"VALID|INVALID|NOT_FOUND","mismatchTags"?:[…],"overall"?,
//	     "additionalData"?:{step:{field:{"value","status"}}},"delivery"?:D}
//	D = {"times"?:1,"after"?:0,"signature"?:"right|missing|wrong"}
//	W = {"id","event","overall","additionalSteps","mismatchTags":[…],"body","signature","due":[…],
//	     "attempts":[{"at","signature","accepted","status","problem"}]}
//
// D says how the network delivers a webhook: times is how often (0 loses it, 2
// doubles it), after is the delay in seconds by the clock. due are the times of the
// deliveries that are still to come.
//
// V's status is one of iDenfy's overall statuses: ACTIVE until the person finishes,
// REVIEWING until somebody judges (and again after a re-upload), then that of the
// verdict; or EXPIRED. V's version grows with every change. Replaced files and
// webhooks are listed newest first. What J leaves out follows from its
// additionalSteps and mismatchTags: VALID without a tag is APPROVED, anything else
// SUSPECTED, and compared fields are a MATCH unless a tag says otherwise. In an
// attempt, accepted says that the receiver answered 2xx within ten seconds; problem
// says why there was no answer.
package sandbox

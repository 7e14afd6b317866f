// Package sandbox stands in for iDenfy: an [http.Handler] that creates tokens,
// plays the window in which a person gives the additional steps, takes
// re-uploads, lets somebody play the reviewer, and sends signed webhooks. With
// it everything runs with no account, no key and no network.
//
// [New] makes one from [Options], [Sandbox.DeliverDue] tells it that time has
// passed, [Sandbox.Save] and [Sandbox.Load] take its state over a restart,
// [Sandbox.OwnKeys] tells the keys that it made where none was given; that is
// the whole Go interface. It keeps its state in memory, starts
// nothing in the background, and knows neither its own address nor its platform:
// every link in its pages is relative, so that it works natively and below any
// path of a service worker's scope.
//
// Where iDenfy's documentation is silent the sandbox has to choose; every such
// place is marked "assumed". Every id it makes begins with "sandbox-".
//
// # The environment
//
// An environment is the JSON that [steps.ReadEnvironment] reads (keys, steps,
// allowed proof of address documents, credits, permission for overrides) with
// one member more, for what iDenfy's documentation leaves open or says twice:
//
//	"sandbox": {
//	  "locale":          "en",      echoed where a request names none; null if left out
//	  "redirectUrl":     true,      false leaves it out of the reply, as the documented examples do, which are older
//	  "requestsPerHour": 10000,     beyond it TOO_MANY_REQUESTS; 0, or left out, is no limit
//	  "uploadNeeds":     "either",  a step may be uploaded if the "environment" has it, the "token" asked for it, or either
//	  "errorStatuses":   "all-400"  or "2025": 401, 403, 404 and 429 where they fit
//	}
//
// [BuiltIn] names those that the sandbox brings along.
//
// # What it plays of iDenfy
//
//	POST /api/v2/token                   create a token (201), Basic auth
//	POST /api/v2/upload-additional-step  replace or add a step's file, Basic auth
//	POST /api/v2/status                  the outcome so far, Basic auth
//	GET  /api/v2/redirect?authToken=     302 to the window
//	GET  /?authToken=[&lang=]            the window
//	GET  /files/{file}?expires&signature what fileUrls and additionalStepPdfUrls name, for one hour
//
// Every error is {"identifier","message"} with an identifier of iDenfy's. A token
// request and an upload are judged by the rules of internal/steps: each error that
// a check finds is refused, with its message, even where iDenfy would say nothing and
// read something else; what is no error is a note at the desk. The sandbox itself
// adds what a check cannot know: credits, permissions, and which verifications there are.
//
// # The window's own calls
//
// They carry "Authorization: Bearer <authToken>" and answer with the state S of
// the session; lang overrides the token's locale, as it does for iDenfy in a frame.
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
// A status other than ACTIVE says that the window is over. Steps are there
// once the document is known, since it decides them.
//
// # The desk's API
//
// GET /_sandbox/ is the desk, a page for whoever plays the reviewer. It uses
// this API, and so may scripts and tests. Every call needs the header
// "X-Sandbox: 1", which no other site's page can send.
//
//	GET  /_sandbox/api/environment                            {"webhook","reasons":[…]}
//	GET  /_sandbox/api/verifications                          {"version","total","verifications":[V…]}, the newest 50 first
//	GET  /_sandbox/api/verifications/{scanRef}                V
//	GET  /_sandbox/api/verifications/{scanRef}/files/{file}   the bytes as they were given
//	POST /_sandbox/api/verifications/{scanRef}/automatic      {"delivery"?:D} -> W: what the automatic check says before the verdict
//	POST /_sandbox/api/verifications/{scanRef}/judge          J -> W, once the receiver has answered
//	POST /_sandbox/api/verifications/{scanRef}/expire         {"delivery"?:D} -> W
//	POST /_sandbox/api/verifications/{scanRef}/webhooks/{webhook}/send  {"delivery"?:D} -> W: the same bytes once more
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
// D is what the network does to a webhook: 0 times loses it, 2 doubles it, and
// after is how many seconds late it comes, by the clock; due are the times of
// those that are still to come.
//
// V's status is one of iDenfy's overall words: ACTIVE until the window is over,
// REVIEWING until somebody judges (and again after a re-upload), then the
// verdict; or EXPIRED. V's version grows with every change. Replaced files and
// webhooks stand newest first. What J leaves out follows from its
// additionalSteps and mismatchTags: VALID without a tag is APPROVED, anything
// else SUSPECTED, and what COMPARE compared is a MATCH unless a tag says
// otherwise. Of an attempt, accepted says that the receiver answered 2xx within
// ten seconds; problem says why it gave no answer.
package sandbox

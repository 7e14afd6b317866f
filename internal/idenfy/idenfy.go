// Package idenfy is what this project knows of iDenfy's API: the requests and
// replies of the two calls that it makes, the identifiers of their errors, and
// the webhook with its signature.
//
// # Calling
//
// A [Client] creates tokens and uploads a step's file. It takes any [Doer] for
// its HTTP, so that the same code calls out from a server, from a Cloudflare
// Worker, and straight into the sandbox's handler in a service worker.
//
// # Being called
//
// [VerifySignature] judges a webhook's raw bytes; [Webhook] is its body, as
// much of it as this project reads. Unknown members are ignored, since iDenfy
// adds some without notice.
//
// Most of this is documented by iDenfy; what is not is marked "assumed".
package idenfy

// Paths of the API, below the base URL.
const (
	TokenPath    = "/api/v2/token"
	UploadPath   = "/api/v2/upload-additional-step"
	StatusPath   = "/api/v2/status"
	RedirectPath = "/api/v2/redirect"
)

// ProductionURL is the one base URL of every environment: the key pair selects
// the environment, not the host.
const ProductionURL = "https://ivs.idenfy.com"

// Package contract is what an integrator may rely on, as tests against HTTP: no
// Go of the sandbox's or the gateway's is called, so that the same tests judge
// the sandbox, the gateway and iDenfy itself.
//
//	core    what holds whoever calls: a back end at iDenfy's API, or a page at our gateway
//	direct  what holds at iDenfy's API alone: keys, methods, echoes, errors, limits
//
// Each test of direct is below documented or assumed: where iDenfy's
// documentation is silent the sandbox had to choose, and a test that fails there
// at the real host shows where the sandbox is wrong.
//
// With no settings the suite starts a sandbox of its own. Settings are
// environment variables:
//
//	CONTRACT_URL                        base URL of another host, such as https://ivs.idenfy.com
//	IDENFY_API_KEY, IDENFY_API_SECRET   its keys; use those of a DEV or TEST environment
//	CONTRACT_SPEND                      how many tokens may be created there; none by itself. Sandboxes are free
//	CONTRACT_GATEWAY, GRANT_KEY         base URL of a gateway in front of that host, and the key of its grants
//
// A test that may cost a token says so in its name, and is left out where
// nothing is left to spend: also one that expects a refusal, since a host that
// does not refuse creates a token. What needs a reviewer's verdict runs where
// the host is a sandbox, whose desk gives one.
package contract

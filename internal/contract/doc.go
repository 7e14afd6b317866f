// Package contract tests over HTTP what an integrator may rely on. It calls no Go
// code of the sandbox or the gateway, so that the same tests run against the
// sandbox, the gateway and iDenfy itself.
//
//	core    holds for every caller: a back end at iDenfy's API, or a page at our gateway
//	direct  holds at iDenfy's API only: keys, methods, echoes, errors, limits
//
// Each test of direct is marked documented or assumed. Where iDenfy's
// documentation is silent the sandbox had to choose; a failure of an assumed test
// at the real host shows where the sandbox is wrong.
//
// Without settings the suite starts a sandbox of its own. Settings are
// environment variables:
//
//	CONTRACT_URL                        base URL of another host, such as https://ivs.idenfy.com
//	IDENFY_API_KEY, IDENFY_API_SECRET   its keys; use those of a DEV or TEST environment
//	CONTRACT_SPEND                      how many tokens may be created there; 0 by default. Sandboxes are free
//	CONTRACT_GATEWAY, GRANT_KEY         base URL of a gateway in front of that host, and the key of its grants
//
// A test that may cost a token says so in its name, and does not run when nothing
// is left to spend. That includes tests that expect a refusal, since a host that does
// not refuse creates a token. Tests that need a reviewer's verdict run only where
// the host is a sandbox, whose desk gives one.
package contract

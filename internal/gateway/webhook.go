package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/idenfy"
)

var errSignature = idenfy.Refuse(idenfy.Unauthorized, "The signature does not match the body.")

// receiveWebhook answers POST /webhooks/idenfy: 200 once it is stored.
func (g *Gateway) receiveWebhook(w http.ResponseWriter, r *http.Request) error {
	body, err := readAll(w, r, catalogue.WebhookBodyBytes, "The webhook is over 128 KiB.")
	if err != nil {
		return err
	}
	signature := r.Header.Get(idenfy.SignatureHeader)
	if !g.signedByIdenfy(body, signature) {
		return errSignature
	}
	var hook idenfy.Webhook
	// The store keeps text: what is not UTF-8 is no JSON, and could not be forwarded as it came.
	if !utf8.Valid(body) || json.Unmarshal(body, &hook) != nil || hook.ScanRef == "" {
		return idenfy.Refuse(idenfy.JSONError, "The body is not a webhook with a scanRef.")
	}
	d, err := g.deliveryOf(body, &hook)
	if err != nil {
		return err
	}
	eventType := eventTypeOf(r)
	d.Resubmitted = eventType == idenfy.EventResubmitted
	if g.forwards() {
		d.Raw = &Raw{Body: body, Signature: signature, EventType: eventType}
	}
	if err := g.Store.AddDelivery(r.Context(), d); err != nil {
		return err
	}
	return respond(w, http.StatusOK, struct{}{})
}

// eventTypeOf returns what looks like an event type. The header is not signed, and
// goes along to the product's back end.
func eventTypeOf(r *http.Request) string {
	name := r.Header.Get(idenfy.EventTypeHeader)
	if len(name) > 64 || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
		return ""
	}
	return name
}

// signedByIdenfy takes either key: during a rotation webhooks of both are under way.
func (g *Gateway) signedByIdenfy(body []byte, signature string) bool {
	return idenfy.VerifySignature(g.config.SigningKey, body, signature) ||
		idenfy.VerifySignature(g.config.OldSigningKey, body, signature)
}

func (g *Gateway) deliveryOf(body []byte, hook *idenfy.Webhook) (Delivery, error) {
	details, files, err := encodeDetails(hook)
	digest := sha256.Sum256(body)
	return Delivery{
		Digest:   hex.EncodeToString(digest[:]),
		ScanRef:  hook.ScanRef,
		Received: g.Now(),
		Final:    hook.Final,
		Finished: hook.FinishTime,
		Overall:  hook.Status.Overall,
		Steps:    hook.Status.AdditionalSteps,
		Details:  details,
		Files:    files,
	}, err
}

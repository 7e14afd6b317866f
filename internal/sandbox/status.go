package sandbox

import "net/http"

// reportStatus answers with the last verdict. iDenfy discourages polling it, and it
// says nothing about additional steps.
func (s *Sandbox) reportStatus(w http.ResponseWriter, r *http.Request) error {
	var request struct {
		ScanRef *string `json:"scanRef"`
	}
	if err := readJSON(w, r, &request); err != nil {
		return err
	}
	if request.ScanRef == nil {
		return missing("scanRef")
	}
	s.look(r.Context())
	s.mu.Lock()
	v, err := s.find(*request.ScanRef)
	var answer statusReply
	if err == nil {
		answer = v.reported()
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, answer)
}

type statusReply struct {
	ScanRef        string   `json:"scanRef"`
	ClientID       string   `json:"clientId"`
	Status         string   `json:"status"`
	AutoFace       *string  `json:"autoFace"`
	ManualFace     *string  `json:"manualFace"`
	AutoDocument   *string  `json:"autoDocument"`
	ManualDocument *string  `json:"manualDocument"`
	FraudTags      []string `json:"fraudTags"`
	MismatchTags   []string `json:"mismatchTags"`
}

func (v *verification) reported() statusReply {
	answer := statusReply{
		ScanRef:      v.scanRef,
		ClientID:     v.request.text("clientId"),
		Status:       v.status,
		FraudTags:    []string{},
		MismatchTags: []string{},
	}
	if n := len(v.webhooks); n > 0 {
		last := v.webhooks[n-1].status
		answer.AutoFace, answer.ManualFace = last.AutoFace, last.ManualFace
		answer.AutoDocument, answer.ManualDocument = last.AutoDocument, last.ManualDocument
		answer.FraudTags, answer.MismatchTags = last.FraudTags, last.MismatchTags
	}
	return answer
}

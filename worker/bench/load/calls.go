package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"idenfysteps/internal/grant"
	"idenfysteps/internal/idenfy"
)

// grantKey is the one of variant.ts.
var grantKey = []byte("grant-key-of-the-bench-with-32-bytes-or-more")

var client = &http.Client{
	Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true, WriteBufferSize: 64 << 10},
	Timeout:   2 * time.Minute,
}

// numbers makes every request of a run another.
var numbers atomic.Int64

// A call makes one request and says what was wrong with its answer. It reports
// how long the request itself took, apart from what the generator does.
type call func(v *variant) (time.Duration, error)

func createToken(v *variant) (time.Duration, error) {
	subject := fmt.Sprintf("person-%d", numbers.Add(1))
	token, err := mint(grant.Token, grant.Claims{
		AdditionalData: map[string]any{"UTILITY_BILL": map[string]string{"address": "1 Main Street, Vilnius"}},
	}, subject)
	if err != nil {
		return 0, err
	}
	var answer struct{ ScanRef, AuthToken string }
	took, err := post(v.url+"/v1/token", bearer(token), []byte(`{"locale":"de"}`), http.StatusCreated, &answer)
	if err == nil && answer.ScanRef != "scan-"+subject {
		err = fmt.Errorf("%s got the answer to %q", subject, answer.ScanRef)
	}
	return took, err
}

func uploadStep(v *variant) (time.Duration, error) {
	scanRef := fmt.Sprintf("scan-%d", numbers.Add(1))
	token, err := mint(grant.Upload, grant.Claims{ScanRef: scanRef, Step: "UTILITY_BILL"}, "")
	if err != nil {
		return 0, err
	}
	var answer struct{ ScanRef string }
	took, err := post(v.url+"/v1/upload?step=UTILITY_BILL&scanRef="+scanRef, bearer(token), image, http.StatusOK, &answer)
	if err == nil && answer.ScanRef != scanRef {
		err = fmt.Errorf("%s got the answer to %q", scanRef, answer.ScanRef)
	}
	return took, err
}

// image is 15 MB of base64 text; a PDF by its head, since pictures may not be so large.
var image = func() []byte {
	file := bytes.Repeat([]byte{7, 99, 200}, 15_000_000/4)
	copy(file, "%PDF-1.7\n")
	return []byte(base64.StdEncoding.EncodeToString(file))
}()

// signingKey is the one of variant.ts.
const signingKey = "signing-key-of-the-bench"

// sendWebhook sends one as long as the documented example.
func sendWebhook(v *variant) (time.Duration, error) {
	return postWebhook(v, webhookOf(fmt.Sprintf("scan-%d", numbers.Add(1)), 1))
}

func postWebhook(v *variant, body []byte) (time.Duration, error) {
	return post(v.url+"/webhooks/idenfy", http.Header{idenfy.SignatureHeader: {idenfy.Sign(signingKey, body)}}, body, http.StatusOK, &struct{}{})
}

// webhookOf is 3 kB: a COMPARE step given as a PDF, with presigned addresses.
func webhookOf(scanRef string, finishTime int) []byte {
	url := "https://files.example/" + strings.Repeat("0123456789", 40)
	return fmt.Appendf(nil, `{"final":true,"platform":"PC","status":{"overall":"SUSPECTED","suspicionReasons":[],"fraudTags":[],`+
		`"mismatchTags":["ADDITIONAL_STEP_INFORMATION_MISMATCH"],"autoFace":"FACE_MATCH","manualFace":"FACE_MATCH","autoDocument":"DOC_VALIDATED",`+
		`"manualDocument":"DOC_VALIDATED","additionalSteps":"INVALID"},"data":{"docFirstName":"JONAS","docLastName":"ŠILUVA","docNumber":"X1234567",`+
		`"docPersonalCode":null,"docExpiry":"2030-01-01","docDob":"1990-01-01","docType":"ID_CARD","docSex":"MALE","docNationality":"LT","docIssuingCountry":"LT",`+
		`"selectedCountry":"LT","additionalData":{"UTILITY_BILL":{"address":{"value":"1 Main St, Vilnius","status":"NOT_MATCH"}}}},`+
		`"fileUrls":{"FRONT":%[3]q,"BACK":%[3]q,"FACE":%[3]q},"additionalStepPdfUrls":{"UTILITY_BILL":%[3]q},"additionalSteps":{"UTILITY_BILL":"COMPARE"},`+
		`"AML":null,"LID":null,"scanRef":%[1]q,"externalRef":null,"clientId":"123","companyId":"company","beneficiaryId":"beneficiary","startTime":1,`+
		`"finishTime":%[2]d,"clientIp":"192.0.2.1","clientIpCountry":"LT","clientLocation":"Kaunas, Lithuania","manualAddress":"1 Main St","manualAddressMatch":false}`,
		scanRef, finishTime, url)
}

func mint(purpose grant.Purpose, claims grant.Claims, subject string) (string, error) {
	claims.Subject = subject
	return grant.Mint(grantKey, purpose, claims, time.Now(), 5*time.Minute)
}

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

func post(url string, header http.Header, body []byte, wanted int, answer any) (time.Duration, error) {
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header = header
	began := time.Now()
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	took := time.Since(began)
	if err != nil {
		return 0, err
	}
	if res.StatusCode != wanted {
		return 0, fmt.Errorf("status %d: %s", res.StatusCode, strings.TrimSpace(string(text)))
	}
	return took, json.Unmarshal(text, answer)
}

// A sample is what one round of requests gave.
type sample struct {
	p50, p95, p99 float64 // ms
	perSecond     float64
	cpu           float64 // ms a request, of workerd
	errors        []error
}

// load makes n requests, so many at a time.
func load(v *variant, make call, n, concurrency int) sample {
	var (
		mu    sync.Mutex
		times []time.Duration
		wrong []error
		left  atomic.Int64
		wg    sync.WaitGroup
	)
	left.Store(int64(n))
	cpu, began := v.cpu(), time.Now()
	for range concurrency {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				took, err := make(v)
				mu.Lock()
				if times = append(times, took); err != nil {
					wrong = append(wrong, fmt.Errorf("%s: %w", v.name, err))
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	lasted := time.Since(began)
	slices.Sort(times)
	at := func(part float64) float64 { return milliseconds(times[int(part*float64(len(times)-1))]) }
	return sample{
		p50: at(.50), p95: at(.95), p99: at(.99),
		perSecond: float64(n) / lasted.Seconds(),
		cpu:       milliseconds(v.cpu()-cpu) / float64(n),
		errors:    wrong,
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

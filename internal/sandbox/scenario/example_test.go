package scenario_test

import (
	"fmt"

	"idenfysteps/internal/sandbox/scenario"
)

func ExampleRead() {
	text, _ := scenario.ShippedText("expired")
	s, findings := scenario.Read(text)
	fmt.Println(s.Title, len(findings))

	_, findings = scenario.Read([]byte(`{"title": "Mine", "timeline": [{"after": 10}]}`))
	fmt.Println(findings[0].Line, findings[0].Column, findings[0].Message)
	// Output:
	// Nobody finishes in time, and the clock ends the session 0
	// 1 42 A time is written like "90s", "10m" or "1h30m": whole seconds, 720h at most.
}

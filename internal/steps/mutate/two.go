package mutate

import "math/rand/v2"

// Two makes two mistakes that do not meet: each in a place that the other leaves alone.
var Two = Operator{Name: "two mistakes", Severity: "error|warning|info", Two: true, make: func(m *maker) bool {
	first, second := Operators[m.IntN(len(Operators))], Operators[m.IntN(len(Operators))]
	if first.Lossy || second.Lossy || first.Name == second.Name || ownPayload(first) || ownPayload(second) {
		return false
	}
	if !first.make(m) || Same(m.root, m.original) {
		return false
	}
	once, places := m.root.Clone(), m.places
	m.places = nil
	if !m.again(second) || Same(m.root, once) {
		return false
	}
	m.places = append(m.places, places...)
	m.severity = "error|warning|info"
	return true
}}

// again makes a second mistake. Operators expect a payload without one: where the
// first has taken away what the second reads, there is no place for it.
func (m *maker) again(o Operator) (made bool) {
	defer func() {
		if recover() != nil {
			made = false
		}
	}()
	return o.make(m)
}

// ownPayload tells whether an operator changes the payload to begin with.
func ownPayload(o Operator) bool {
	for _, name := range []string{"several countries in one name", "several documents in one name", "several locales in one name", "text as a number"} {
		if o.Name == name {
			return true
		}
	}
	return false
}

// New makes a source of chance that is the same for the same numbers.
func New(a, b uint64) *rand.Rand { return rand.New(rand.NewPCG(a, b)) }

package file

// Codes are the names of all codes.
func Codes() []string {
	var names []string
	for _, c := range codes {
		names = append(names, c.name)
	}
	return names
}

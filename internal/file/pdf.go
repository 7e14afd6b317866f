package file

// inspectPDF does not read the document's structure yet: its pages stay
// uncounted and its encryption unsaid.
func (rep *Report) inspectPDF(*source) {}

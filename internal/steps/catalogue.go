package steps

import "idenfysteps/internal/catalogue"

const (
	// anyone is the word that stands for every country or every document type.
	anyone = "ALL"
	// utilityBill is the one step with a special meaning: the person first chooses which kind of proof of address it is.
	utilityBill = "UTILITY_BILL"
)

// The types of a step, as iDenfy's contract names them.
const (
	// TypeUpload stores the file and nothing more.
	TypeUpload = "UPLOAD"
	// TypeCompare lets the reviewer compare the file with additionalData.
	TypeCompare = "COMPARE"
	// TypeExtract lets the reviewer extract fields from the file.
	TypeExtract = "EXTRACT"
)

// Countries returns the alpha-2 codes of ISO 3166-1, in order.
func Countries() []string {
	codes := make([]string, 0, len(catalogue.Alpha2)/2)
	for i := 0; i < len(catalogue.Alpha2); i += 2 {
		codes = append(codes, catalogue.Alpha2[i:i+2])
	}
	return codes
}

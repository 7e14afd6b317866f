package steps

import "strings"

// What iDenfy's documentation lists, as data. The JSON Schema in web/schema and
// the page's forms are made from the same lists.
const (
	// anyone is the word that stands for every country or every document type.
	anyone = "ALL"
	// utilityBill is the one step with a meaning of its own: the person first chooses what kind of proof it is.
	utilityBill = "UTILITY_BILL"

	localeList       = "lt en ru pl lv et ro it de fr sv es hu ja bg cs nl pt uk vi sk th hi id"
	documentTypeList = "ID_CARD PASSPORT RESIDENCE_PERMIT DRIVER_LICENSE PAN_CARD AADHAAR OTHER"
	settingList      = "canUpload canCapture canUploadPDF"
	stepKeyList      = "type texts fields settings"
	textKeyList      = "name description"

	poaDocumentList = `Bank Statement
Electricity Bill
Water Bill
Credit Card Bill or Statement
Gas Bill
Telephone Bill
Bank Reference Letter
Internet Bill
Mortgage Statement or Contract
Company Payslip
Car or Home Insurance Policy
Municipality Bill or Government Tax Letter
Driver's License
Residence Permit
Official Letter from an Educational Institution
Lease Agreement for Your Residence
Letter of Employment
Authorized Change of Address Form
Car Registration
Other
Letter Issued by a Public Authority`
)

// The types of a step, as iDenfy's contract names them.
const (
	// TypeUpload stores the file and nothing more.
	TypeUpload = "UPLOAD"
	// TypeCompare has a person compare the file with additionalData.
	TypeCompare = "COMPARE"
	// TypeExtract has a person type in what the file says.
	TypeExtract = "EXTRACT"
)

var (
	locales       = strings.Split(localeList, " ")
	documentTypes = strings.Split(documentTypeList, " ")
	settingNames  = strings.Split(settingList, " ")
	stepKeys      = strings.Split(stepKeyList, " ")
	textKeys      = strings.Split(textKeyList, " ")
	stepTypes     = []string{TypeUpload, TypeCompare, TypeExtract}
	poaDocuments  = strings.Split(poaDocumentList, "\n")
)

// Locales returns the 24 locales that a step's texts may have.
func Locales() []string { return append([]string(nil), locales...) }

// Countries returns the alpha-2 codes of ISO 3166-1, in order.
func Countries() []string {
	codes := make([]string, 0, len(alpha2)/2)
	for i := 0; i < len(alpha2); i += 2 {
		codes = append(codes, alpha2[i:i+2])
	}
	return codes
}

// DocumentTypes returns the document types that additionalSteps may name, ALL left out.
func DocumentTypes() []string { return append([]string(nil), documentTypes...) }

// POADocuments returns the 21 proof of address documents that the selection
// screen of UTILITY_BILL offers when nothing else is configured.
func POADocuments() []string { return append([]string(nil), poaDocuments...) }

// defaultBillTexts are the texts of UTILITY_BILL that iDenfy begins with.
var defaultBillTexts = []Text{
	{"en", "Please upload a proof of address document",
		"Please make sure that the proof of address document is fully visible and is not older than 3 months. All information must be clearly visible including your full name, address, date of the document, and the document must be a legitimate utility bill or a bank statement, as handwritten papers are not accepted. Also, the utility bill must be in Latin alphabet. ID documents are not accepted as valid proof of address."},
	{"de", "Bitte laden Sie einen Adressnachweis hoch",
		"Bitte achten Sie darauf, dass der Adressnachweis vollständig sichtbar und nicht älter als 3 Monate ist. Alle Informationen müssen deutlich sichtbar sein, einschließlich Ihres vollständigen Namens, Ihrer Adresse und des Datums des Dokuments, und das Dokument muss eine gültige Stromrechnung sein, ein Kontoauszug, da handschriftliche Papiere nicht akzeptiert werden. Außerdem muss die Stromrechnung im lateinischen Alphabet sein. Ausweisdokumente werden nicht als gültiger Adressnachweis akzeptiert."},
	{"es", "Cargue un comprobante de domicilio",
		"Asegúrese de que el comprobante de domicilio esté completamente visible y no tenga más de 3 meses. Toda la información debe ser claramente visible, incluido su nombre completo, dirección, fecha del documento, y el documento debe ser una factura de servicios públicos legítima, un extracto bancario, no se aceptan documentos escritos a mano no se aceptan. También, la factura de servicios públicos debe estar en alfabeto latino. Los documentos de identidad no se aceptan como prueba válida de domicilio."},
}

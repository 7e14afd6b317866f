package steps

import (
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// A code names a kind of finding; [codes] says how bad it is. docs/findings.md
// shows each with an example and the mend.
type code int

const (
	// The text.
	codeEmpty code = iota
	codeTooLarge
	codeTooDeep
	codeEncoding
	codeSyntax
	codeLoneSurrogate
	codeNumberRange
	codeDuplicateName
	codeComments
	codeTrailingCommas
	codeByteOrderMark
	codeMissingBraces

	// The payload.
	codeUnknownPayload
	codeMoreFindings
	codeSecret
	codePlaceholder
	codeResponseNotUnderstood
	codeUnknownPerson

	// The levels of additionalSteps.
	codeStepsNotObject
	codeStepsInString
	codeAdditionalStepsEmpty
	codeListWithoutLevels
	codeEmptyListWithoutLevels
	codeProofOfAddressList
	codeListOfObjects
	codeLevelsMissing
	codeLevelsSwapped
	codeCountryMissing
	codeDocumentMissing
	codeStepNameMissing
	codeCountryNotObject
	codeUnknownCountry
	codeCountryForm
	codeUserAssignedCountry
	codeUnknownDocumentType
	codeUnsupportedDocumentType
	codeUnusedBranch
	codePrecedenceAssumed

	// The steps.
	codeStepsNotListOrObject
	codeEmptyStepList
	codeStepNameNotString
	codeStepNameEmpty
	codeStepNameForm
	codeStepNameOfLevel
	codeProofOfAddressName
	codeDuplicateStepName
	codeSecondUtilityBill
	codeStepNumber
	codeStepNull
	codeStepTypeOnly
	codeStepBoolean
	codeStepList
	codeUnknownStepKey
	codeSettingOutsideSettings
	codeUnknownStepType

	// A step's texts, settings and fields.
	codeTextsNotObject
	codeTextWithoutLocale
	codeUnknownLocale
	codeTextNotObject
	codeTextIncomplete
	codeUnknownTextKey
	codeTextNotString
	codeTextEmpty
	codeTextTooLong
	codeTextControlCharacter
	codeEnglishTextMissing
	codeSettingsNotObject
	codeUnknownSetting
	codeSettingNotBoolean
	codeSettingsAllFalse
	codePDFWithoutUpload
	codeFieldsNotList
	codeFieldNotString
	codeDuplicateField
	codeFieldsOnUpload
	codeFieldsMissing

	// additionalData.
	codeDataNotObject
	codeDataFlat
	codeDataKeyed
	codeDataMissing
	codeDataStepNotAsked
	codeDataForUpload
	codeDataFieldUnknown
	codeDataFieldMissing
	codeDataNotString
	codeDataEmpty

	// A token request.
	codeClientIDMissing
	codeWrongKind
	codeTooShort
	codeTooLong
	codeOutOfRange
	codeNotASCII
	codePersonName
	codeCallbackNotHTTPS
	codeNotUUID
	codeNotDate
	codeUnknownValue
	codeTokenLocale
	codeTokenCountry
	codeTokenDocument
	codeDummyStatus
	codeBillWithSteps
	codeMisspeltField
	codeCountField
	codeInventedField
	codeUnknownField

	// An upload.
	codeUploadFieldMissing
	codeUnknownUploadField
	codeImageDataURL
	codeImageNotBase64
	codeImageTooLarge

	// The environment.
	codeEnvironment
	codeStepNotConfigured
	codeOverrideNotPermitted
	codeTypeNotEnabled
	codeTypeCreditsMissing
	codeNameCreditsMissing

	codeCount
)

// codes names every code and says how bad it is.
var codes = [codeCount]struct {
	name     string
	severity finding.Severity
}{
	codeEmpty:          {jsontext.CodeEmpty, finding.Error},
	codeTooLarge:       {jsontext.CodeTooLarge, finding.Error},
	codeTooDeep:        {jsontext.CodeTooDeep, finding.Error},
	codeEncoding:       {jsontext.CodeEncoding, finding.Error},
	codeSyntax:         {jsontext.CodeSyntax, finding.Error},
	codeLoneSurrogate:  {jsontext.CodeLoneSurrogate, finding.Error},
	codeNumberRange:    {jsontext.CodeNumberRange, finding.Error},
	codeDuplicateName:  {jsontext.CodeDuplicateName, finding.Error},
	codeComments:       {jsontext.CodeComments, finding.Info},
	codeTrailingCommas: {jsontext.CodeTrailingCommas, finding.Info},
	codeByteOrderMark:  {jsontext.CodeByteOrderMark, finding.Info},
	codeMissingBraces:  {jsontext.CodeMissingBraces, finding.Info},

	codeUnknownPayload:        {"unknown-payload", finding.Error},
	codeMoreFindings:          {"more-findings", finding.Info},
	codeSecret:                {"secret", finding.Error},
	codePlaceholder:           {"placeholder", finding.Warning},
	codeResponseNotUnderstood: {"response-not-understood", finding.Warning},
	codeUnknownPerson:         {"unknown-person", finding.Error},

	codeStepsNotObject:          {"additional-steps-not-object", finding.Error},
	codeStepsInString:           {"additional-steps-in-string", finding.Error},
	codeAdditionalStepsEmpty:    {"additional-steps-empty", finding.Error},
	codeListWithoutLevels:       {"list-without-levels", finding.Error},
	codeEmptyListWithoutLevels:  {"empty-list-without-levels", finding.Error},
	codeProofOfAddressList:      {"proof-of-address-list", finding.Error},
	codeListOfObjects:           {"list-of-objects", finding.Error},
	codeLevelsMissing:           {"levels-missing", finding.Error},
	codeLevelsSwapped:           {"levels-swapped", finding.Error},
	codeCountryMissing:          {"country-missing", finding.Error},
	codeDocumentMissing:         {"document-missing", finding.Error},
	codeStepNameMissing:         {"step-name-missing", finding.Error},
	codeCountryNotObject:        {"country-not-object", finding.Error},
	codeUnknownCountry:          {"unknown-country", finding.Error},
	codeCountryForm:             {"country-not-alpha2", finding.Error},
	codeUserAssignedCountry:     {"user-assigned-country", finding.Warning},
	codeUnknownDocumentType:     {"unknown-document-type", finding.Error},
	codeUnsupportedDocumentType: {"unsupported-document-type", finding.Error},
	codeUnusedBranch:            {"unused-branch", finding.Warning},
	codePrecedenceAssumed:       {"precedence-assumed", finding.Info},

	codeStepsNotListOrObject:   {"steps-not-list-or-object", finding.Error},
	codeEmptyStepList:          {"empty-step-list", finding.Error},
	codeStepNameNotString:      {"step-name-not-string", finding.Error},
	codeStepNameEmpty:          {"step-name-empty", finding.Error},
	codeStepNameForm:           {"step-name-misspelt", finding.Warning},
	codeStepNameOfLevel:        {"step-name-of-level", finding.Warning},
	codeProofOfAddressName:     {"proof-of-address-name", finding.Warning},
	codeDuplicateStepName:      {"duplicate-step-name", finding.Error},
	codeSecondUtilityBill:      {"second-utility-bill", finding.Error},
	codeStepNumber:             {"step-number", finding.Error},
	codeStepNull:               {"step-null", finding.Error},
	codeStepTypeOnly:           {"step-type-only", finding.Error},
	codeStepBoolean:            {"step-boolean", finding.Error},
	codeStepList:               {"step-list", finding.Error},
	codeUnknownStepKey:         {"unknown-step-key", finding.Error},
	codeSettingOutsideSettings: {"setting-outside-settings", finding.Error},
	codeUnknownStepType:        {"unknown-step-type", finding.Error},

	codeTextsNotObject:       {"texts-not-object", finding.Error},
	codeTextWithoutLocale:    {"text-without-locale", finding.Error},
	codeUnknownLocale:        {"unknown-locale", finding.Error},
	codeTextNotObject:        {"text-not-object", finding.Error},
	codeTextIncomplete:       {"text-incomplete", finding.Error},
	codeUnknownTextKey:       {"unknown-text-key", finding.Error},
	codeTextNotString:        {"text-not-string", finding.Error},
	codeTextEmpty:            {"text-empty", finding.Error},
	codeTextTooLong:          {"text-too-long", finding.Warning},
	codeTextControlCharacter: {"text-control-character", finding.Error},
	codeEnglishTextMissing:   {"english-text-missing", finding.Info},
	codeSettingsNotObject:    {"settings-not-object", finding.Error},
	codeUnknownSetting:       {"unknown-setting", finding.Error},
	codeSettingNotBoolean:    {"setting-not-boolean", finding.Error},
	codeSettingsAllFalse:     {"settings-all-false", finding.Error},
	codePDFWithoutUpload:     {"pdf-without-upload", finding.Warning},
	codeFieldsNotList:        {"fields-not-list", finding.Error},
	codeFieldNotString:       {"field-not-string", finding.Error},
	codeDuplicateField:       {"duplicate-field", finding.Error},
	codeFieldsOnUpload:       {"fields-on-upload", finding.Warning},
	codeFieldsMissing:        {"fields-missing", finding.Warning},

	codeDataNotObject:    {"data-not-object", finding.Error},
	codeDataFlat:         {"data-flat", finding.Error},
	codeDataKeyed:        {"data-keyed", finding.Error},
	codeDataMissing:      {"data-missing", finding.Warning},
	codeDataStepNotAsked: {"data-step-not-asked", finding.Warning},
	codeDataForUpload:    {"data-for-upload", finding.Warning},
	codeDataFieldUnknown: {"data-field-unknown", finding.Warning},
	codeDataFieldMissing: {"data-field-missing", finding.Warning},
	codeDataNotString:    {"data-not-string", finding.Error},
	codeDataEmpty:        {"data-empty", finding.Warning},

	codeClientIDMissing:  {"client-id-missing", finding.Error},
	codeWrongKind:        {"wrong-kind", finding.Error},
	codeTooShort:         {"too-short", finding.Error},
	codeTooLong:          {"too-long", finding.Error},
	codeOutOfRange:       {"out-of-range", finding.Error},
	codeNotASCII:         {"not-ascii", finding.Error},
	codePersonName:       {"person-name", finding.Error},
	codeCallbackNotHTTPS: {"callback-not-https", finding.Error},
	codeNotUUID:          {"not-uuid", finding.Error},
	codeNotDate:          {"not-date", finding.Error},
	codeUnknownValue:     {"unknown-value", finding.Error},
	codeTokenLocale:      {"token-locale", finding.Warning},
	codeTokenCountry:     {"token-country", finding.Error},
	codeTokenDocument:    {"token-document", finding.Warning},
	codeDummyStatus:      {"dummy-status", finding.Warning},
	codeBillWithSteps:    {"utility-bill-with-steps", finding.Error},
	codeMisspeltField:    {"misspelt-field", finding.Error},
	codeCountField:       {"count-field", finding.Error},
	codeInventedField:    {"invented-field", finding.Error},
	codeUnknownField:     {"unknown-field", finding.Warning},

	codeUploadFieldMissing: {"upload-field-missing", finding.Error},
	codeUnknownUploadField: {"unknown-upload-field", finding.Warning},
	codeImageDataURL:       {"image-data-url", finding.Error},
	codeImageNotBase64:     {"image-not-base64", finding.Error},
	codeImageTooLarge:      {"image-too-large", finding.Warning},

	codeEnvironment:          {"environment", finding.Error},
	codeStepNotConfigured:    {"step-not-configured", finding.Error},
	codeOverrideNotPermitted: {"override-not-permitted", finding.Error},
	codeTypeNotEnabled:       {"type-not-enabled", finding.Error},
	codeTypeCreditsMissing:   {"type-credits-missing", finding.Error},
	codeNameCreditsMissing:   {"name-credits-missing", finding.Error},
}

// codeNamed returns the code of a problem that the reader found.
func codeNamed(name string) code {
	for c := range codes {
		if codes[c].name == name {
			return code(c)
		}
	}
	panic("steps: no code " + name)
}

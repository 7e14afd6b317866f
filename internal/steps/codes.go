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

	// What the payload is.
	codeUnknownPayload
	codeMoreFindings

	// The levels of additionalSteps.
	codeStepsNotObject
	codeCountryNotObject
	codeUnknownCountry
	codeUnknownDocumentType

	// The steps.
	codeStepsNotListOrObject
	codeStepNameNotString
	codeDuplicateStepName
	codeStepNotObject
	codeUnknownStepKey
	codeUnknownStepType
	codeTextsNotObject
	codeUnknownLocale
	codeTextNotObject
	codeTextIncomplete
	codeUnknownTextKey
	codeTextNotString
	codeSettingsNotObject
	codeUnknownSetting
	codeSettingNotBoolean
	codeFieldsNotList

	// The environment.
	codeEnvironment
	codeStepNotConfigured

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

	codeUnknownPayload: {"unknown-payload", finding.Error},
	codeMoreFindings:   {"more-findings", finding.Info},

	codeStepsNotObject:      {"additional-steps-not-object", finding.Error},
	codeCountryNotObject:    {"country-not-object", finding.Error},
	codeUnknownCountry:      {"unknown-country", finding.Error},
	codeUnknownDocumentType: {"unknown-document-type", finding.Error},

	codeStepsNotListOrObject: {"steps-not-list-or-object", finding.Error},
	codeStepNameNotString:    {"step-name-not-string", finding.Error},
	codeDuplicateStepName:    {"duplicate-step-name", finding.Error},
	codeStepNotObject:        {"step-not-object", finding.Error},
	codeUnknownStepKey:       {"unknown-step-key", finding.Error},
	codeUnknownStepType:      {"unknown-step-type", finding.Error},
	codeTextsNotObject:       {"texts-not-object", finding.Error},
	codeUnknownLocale:        {"unknown-locale", finding.Error},
	codeTextNotObject:        {"text-not-object", finding.Error},
	codeTextIncomplete:       {"text-incomplete", finding.Error},
	codeUnknownTextKey:       {"unknown-text-key", finding.Error},
	codeTextNotString:        {"text-not-string", finding.Error},
	codeSettingsNotObject:    {"settings-not-object", finding.Error},
	codeUnknownSetting:       {"unknown-setting", finding.Error},
	codeSettingNotBoolean:    {"setting-not-boolean", finding.Error},
	codeFieldsNotList:        {"fields-not-list", finding.Error},

	codeEnvironment:       {"environment", finding.Error},
	codeStepNotConfigured: {"step-not-configured", finding.Error},
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

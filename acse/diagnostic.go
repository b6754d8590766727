package acse

import "github.com/osi-go/osi/internal/text"

// Result is the result of an association request, X.227 9.1.
type Result uint8

// The results.
const (
	Accepted Result = iota
	RejectedPermanent
	RejectedTransient
)

var resultNames = [...]string{
	Accepted:          "accepted",
	RejectedPermanent: "rejected-permanent",
	RejectedTransient: "rejected-transient",
}

// String returns the name in ASN.1.
func (r Result) String() string { return text.Name(resultNames[:], r, "result") }

// Source says who rejected or aborted: the service user of the peer or its ACPM. Other numbers are
// possible in an ABRT.
type Source int64

// The sources.
const (
	ServiceUser     Source = iota // acse-service-user
	ServiceProvider               // acse-service-provider
)

var sourceNames = [...]string{
	ServiceUser:     "acse-service-user",
	ServiceProvider: "acse-service-provider",
}

// String returns the name in ASN.1.
func (s Source) String() string { return text.Name(sourceNames[:], s, "source") }

// Diagnostic is the Result Source - Diagnostic of an AARE, X.227 7.1.5.8. The zero Diagnostic is
// null from the service user, as usual when the association is accepted. Only a rejection is the
// provider's, and only that of a rejection may have a code without a name.
type Diagnostic struct {
	Source Source
	Code   int64 // of the User constants for ServiceUser, of the Provider constants for ServiceProvider
}

// Diagnostic codes of the service user.
const (
	UserNull                        = 0
	UserNoReason                    = 1
	UserContextNameNotSupported     = 2
	UserCallingAPTitle              = 3 // not recognized; so up to 11
	UserCallingAPInvocation         = 4
	UserCallingAEQualifier          = 5
	UserCallingAEInvocation         = 6
	UserCalledAPTitle               = 7
	UserCalledAPInvocation          = 8
	UserCalledAEQualifier           = 9
	UserCalledAEInvocation          = 10
	UserAuthenticationMechanism     = 11
	UserAuthenticationMechanismName = 12 // required
	UserAuthenticationFailure       = 13
	UserAuthenticationRequired      = 14
)

// Diagnostic codes of the service provider.
const (
	ProviderNull            = 0
	ProviderNoReason        = 1
	ProviderNoCommonVersion = 2
)

// userCodes is the number of defined codes of the service user, from 0.
const userCodes = UserAuthenticationRequired + 1

var userDiagnostics = [...]string{
	"null", "no-reason-given", "application-context-name-not-supported",
	"calling-AP-title-not-recognized", "calling-AP-invocation-identifier-not-recognized",
	"calling-AE-qualifier-not-recognized", "calling-AE-invocation-identifier-not-recognized",
	"called-AP-title-not-recognized", "called-AP-invocation-identifier-not-recognized",
	"called-AE-qualifier-not-recognized", "called-AE-invocation-identifier-not-recognized",
	"authentication-mechanism-name-not-recognized", "authentication-mechanism-name-required",
	"authentication-failure", "authentication-required",
}

var providerDiagnostics = [...]string{"null", "no-reason-given", "no-common-acse-version"}

// String returns source and code in the words of ASN.1: "acse-service-user: null".
func (d Diagnostic) String() string {
	var names []string
	switch d.Source {
	case ServiceUser:
		names = userDiagnostics[:]
	case ServiceProvider:
		names = providerDiagnostics[:]
	}
	return d.Source.String() + ": " + text.Name(names, d.Code, "diagnostic")
}

package acse

import "github.com/osi-go/osi"

// The identifiers of X.227.
var (
	abstractSyntax    = osi.MustOID("2.2.1.0.1")
	passwordMechanism = osi.MustOID("2.2.3.1")
)

// AbstractSyntax returns acse-as-id, {2 2 1 0 1}, X.227: the abstract syntax whose values are the
// APDUs of this package.
func AbstractSyntax() osi.OID { return abstractSyntax }

// PasswordMechanism returns password-1, {2 2 3 1}, X.227 Annex B: the authentication mechanism
// whose value is a password, an Authentication of form CharString.
func PasswordMechanism() osi.OID { return passwordMechanism }

package rtse

import "github.com/osi-go/osi"

// The abstract syntaxes whose values are the APDUs of this package.
var (
	abstractSyntax    = osi.MustOID("2.3.2")
	mtsAbstractSyntax = osi.MustOID("2.6.0.2.8")
	msAbstractSyntax  = osi.MustOID("2.6.0.2.10")
	mtaAbstractSyntax = osi.MustOID("2.6.0.2.12")
)

// AbstractSyntax returns rTSE-abstract-syntax, {2 3 2}, X.228: that of the APDUs alone. {2 3 1} is
// the application service element and no abstract syntax.
func AbstractSyntax() osi.OID { return abstractSyntax }

// MTSAbstractSyntax returns id-as-mts-rtse, {2 6 0 2 8}, X.419: the APDUs with the bind of MTS
// access.
func MTSAbstractSyntax() osi.OID { return mtsAbstractSyntax }

// MSAbstractSyntax returns id-as-ms-rtse, {2 6 0 2 10}, X.419: the APDUs with the bind of MS
// access.
func MSAbstractSyntax() osi.OID { return msAbstractSyntax }

// MTAAbstractSyntax returns id-as-mta-rtse, {2 6 0 2 12}, X.419: the APDUs with the bind of MTAs.
func MTAAbstractSyntax() osi.OID { return mtaAbstractSyntax }

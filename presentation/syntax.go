package presentation

import "github.com/osi-go/osi"

// The transfer syntaxes whose values this module reads.
var (
	basicEncoding         = osi.MustOID("2.1.1") // nearly all contexts have it
	canonicalEncoding     = osi.MustOID("2.1.2.0")
	distinguishedEncoding = osi.MustOID("2.1.2.1")
)

// BasicEncoding returns the transfer syntax of the Basic Encoding Rules, {2 1 1}, X.690.
func BasicEncoding() osi.OID { return basicEncoding }

// CanonicalEncoding returns the transfer syntax of the Canonical Encoding Rules, {2 1 2 0}, X.690.
// Their encodings are BER, too.
func CanonicalEncoding() osi.OID { return canonicalEncoding }

// DistinguishedEncoding returns the transfer syntax of the Distinguished Encoding Rules, {2 1 2 1},
// X.690. Their encodings are BER, too.
func DistinguishedEncoding() osi.OID { return distinguishedEncoding }

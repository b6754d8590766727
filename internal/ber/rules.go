package ber

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
)

// The rules of the encoding.
var (
	RuleIdentifier    = &osi.Rule{ID: "ber.identifier", Layer: osi.BER, Field: "identifier octets", Clause: "X.690 8.1.2", Kind: osi.ErrTruncated}
	RuleHighTag       = &osi.Rule{ID: "ber.high-tag", Layer: osi.BER, Field: "tag number", Clause: "X.690 8.1.2.4", Kind: osi.ErrEncoding}
	RuleTagSize       = &osi.Rule{ID: "ber.tag-size", Layer: osi.BER, Field: "tag number", Clause: "limit", Kind: osi.ErrLimit}
	RuleLengthShort   = &osi.Rule{ID: "ber.length-truncated", Layer: osi.BER, Field: "length octets", Clause: "X.690 8.1.3", Kind: osi.ErrTruncated}
	RuleLength        = &osi.Rule{ID: "ber.length", Layer: osi.BER, Field: "length octets", Clause: "X.690 8.1.3.4", Kind: osi.ErrLength}
	RuleLengthFF      = &osi.Rule{ID: "ber.length-ff", Layer: osi.BER, Field: "length octets", Clause: "X.690 8.1.3.5", Kind: osi.ErrEncoding}
	RuleIndefinite    = &osi.Rule{ID: "ber.indefinite-primitive", Layer: osi.BER, Field: "length octets", Clause: "X.690 8.1.3.2", Kind: osi.ErrEncoding}
	RuleUnexpectedEOC = &osi.Rule{ID: "ber.unexpected-eoc", Layer: osi.BER, Field: "end-of-contents octets", Clause: "X.690 8.1.5", Kind: osi.ErrEncoding}
	RuleMissingEOC    = &osi.Rule{ID: "ber.missing-eoc", Layer: osi.BER, Field: "end-of-contents octets", Clause: "X.690 8.1.5", Kind: osi.ErrTruncated}
	RuleTrailing      = &osi.Rule{ID: "ber.trailing", Layer: osi.BER, Field: "data value", Clause: "X.690 8.1.1", Kind: osi.ErrTrailing}
	RuleDepth         = &osi.Rule{ID: "ber.depth", Layer: osi.BER, Field: "nesting", Clause: "limit", Kind: osi.ErrLimit}
	RuleElements      = &osi.Rule{ID: "ber.elements", Layer: osi.BER, Field: "number of elements", Clause: "limit", Kind: osi.ErrLimit}
	RuleConstructed   = &osi.Rule{ID: "ber.constructed", Layer: osi.BER, Field: "identifier octet", Clause: "X.690 8.1.2.5", Kind: osi.ErrEncoding}
	RuleExplicit      = &osi.Rule{ID: "ber.explicit", Layer: osi.BER, Field: "explicit tag", Clause: "X.690 8.14.2", Kind: osi.ErrMissing}
	RuleBoolean       = &osi.Rule{ID: "ber.boolean", Layer: osi.BER, Field: "BOOLEAN", Clause: "X.690 8.2.1", Kind: osi.ErrLength}
	RuleIntegerEmpty  = &osi.Rule{ID: "ber.integer-empty", Layer: osi.BER, Field: "INTEGER", Clause: "X.690 8.3.1", Kind: osi.ErrLength}
	RuleInteger       = &osi.Rule{ID: "ber.integer", Layer: osi.BER, Field: "INTEGER", Clause: "X.690 8.3.2", Kind: osi.ErrEncoding}
	RuleIntegerSize   = &osi.Rule{ID: "ber.integer-size", Layer: osi.BER, Field: "INTEGER", Clause: "limit", Kind: osi.ErrLimit}
	RuleBitString     = &osi.Rule{ID: "ber.bit-string", Layer: osi.BER, Field: "BIT STRING", Clause: "X.690 8.6.2", Kind: osi.ErrEncoding}
	RuleSegment       = &osi.Rule{ID: "ber.segment", Layer: osi.BER, Field: "constructed string", Clause: "X.690 8.7.3.2", Kind: osi.ErrEncoding}
	RuleBitSegment    = &osi.Rule{ID: "ber.bit-segment", Layer: osi.BER, Field: "constructed BIT STRING", Clause: "X.690 8.6.4", Kind: osi.ErrEncoding}
	RuleNull          = &osi.Rule{ID: "ber.null", Layer: osi.BER, Field: "NULL", Clause: "X.690 8.8.2", Kind: osi.ErrLength}
	RuleOID           = &osi.Rule{ID: "ber.oid", Layer: osi.BER, Field: "OBJECT IDENTIFIER", Clause: "X.690 8.19.2", Kind: osi.ErrEncoding}
	RuleOIDSize       = &osi.Rule{ID: "ber.oid-size", Layer: osi.BER, Field: "OBJECT IDENTIFIER", Clause: "limit", Kind: osi.ErrLimit}
)

var rules = [...]*osi.Rule{
	RuleIdentifier, RuleHighTag, RuleTagSize, RuleLengthShort, RuleLength, RuleLengthFF, RuleIndefinite,
	RuleUnexpectedEOC, RuleMissingEOC, RuleTrailing, RuleDepth, RuleElements, RuleConstructed, RuleExplicit, RuleBoolean,
	RuleIntegerEmpty, RuleInteger, RuleIntegerSize, RuleBitString, RuleSegment, RuleBitSegment, RuleNull, RuleOID, RuleOIDSize,
}

// Rules yields every rule of this package.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

package stack

import (
	"unsafe"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/session"
)

// A flow judges the SSDU of an S-DATA as its pieces arrive: the user data of DT TPDUs, or of DT
// SPDUs that are segments. It keeps no octets of them. Once the context of the first value is
// judged, pieces pass as they arrive. Until then they are held, so that the decoders can judge
// the whole.
//
// It judges what the decoders judge of such an SSDU: the PDV-lists, their contexts, that values
// in BER are well formed within Limits.Depth, and that a value of RTSE is an RTTR.
type flow struct {
	flowProgress
	octets [osi.MaxOID]byte // of the identifier or transfer syntax at hand
	named  osi.OID          // the transfer syntax of the PDV-list at hand; zero: it names none

	ppdu    ber.Stream
	aligned ber.Stream // of the value at hand in a string
}

// flowProgress is how far a flow has come. An SSDU begins with another one.
type flowProgress struct {
	state   flowState
	pieces  flowPieces
	part    flowPart
	list    listPart
	taking  taking // what the contents octets of the element at hand are
	rtse    bool   // the values in the PDV-list are RTTRs
	opaque  bool   // they are not looked at
	single  bool   // their form is single-ASN1-type: there is one
	string  bool   // they are in a string, which may have segments
	bits    bool   // the string is a BIT STRING
	unused  byte   // bits of the last segment
	within  bool   // a value in it is begun and not ended
	n       int    // octets in flow.octets, or octets seen of the SPDUs in front of the SSDU
	context int64  // of the PDV-list at hand
	values  int    // in it

	fault error // in the piece that DataUnit has judged and Next is to take
}

// flowState is how far a flow has come.
type flowState uint8

const (
	flowOff    flowState = iota // the decoders judge the SSDU at hand
	flowHeld                    // no value has been judged yet: pieces are held
	flowPasses                  // pieces pass
)

// flowPieces is what the pieces are the user data of.
type flowPieces uint8

const (
	ofTPDUs flowPieces = iota
	ofSegments
)

// flowPart is what the next octets of a flow are.
type flowPart uint8

const (
	inSPDUs  flowPart = iota // bare GT and DT
	inPPDU                   // user data, fully encoded
	inOctets                 // octets that no decoder reads: in X.410-1984 mode, or above Config.Top
)

// listPart is the part of a PDV-list that has come last.
type listPart uint8

const (
	listNone    listPart = iota // no PDV-list has begun
	listBegun                   // its header
	listSyntax                  // transfer-syntax-name
	listContext                 // presentation-context-identifier
	listValue                   // the presentation data values
)

// taking is what is done with contents octets.
type taking uint8

const (
	takesNone    taking = iota // ppdu skips them
	takesContext               // they are a presentation-context-identifier
	takesSyntax                // they are a transfer-syntax-name
	takesString                // they are part of a string with values in it
	takesRTTR                  // they are a piece of the APDU that RTSE transfers
)

// The tags of fully encoded data: X.226 8.4.2.
const (
	tagFullyEncoded = 0x61
	tagPDVList      = 0x30
	tagInteger      = 0x02
	tagOID          = 0x06
	tagSingle       = 0xa0
	tagAligned      = 0x81
	tagArbitrary    = 0x82
	tagBitString    = 0x03
	tagOctetString  = 0x04

	outerLevels = 3 // elements around a value
	everyLevel  = 1 << 10
)

// begin begins an SSDU.
func (f *flow) begin(c *Config, pieces flowPieces, part flowPart) {
	f.flowProgress = flowProgress{state: flowHeld, pieces: pieces, part: part}
	f.ppdu.Begin(outerLevels+c.Limits.Depth, outerLevels+1)
	if part == inOctets {
		f.state = flowPasses
	}
}

// passes reports whether the SSDU at hand comes in these pieces, and they pass as they arrive.
func (f *flow) passes(p flowPieces) bool { return f != nil && f.state == flowPasses && f.pieces == p }

// memory returns the octets of memory of f.
func (f *flow) memory() int {
	if f == nil {
		return 0
	}
	return int(unsafe.Sizeof(*f)) + f.ppdu.Memory() + f.aligned.Memory()
}

// add takes the next piece of d. The Offset of an error counts in b.
func (f *flow) add(a *association, c *Config, d osi.Direction, b []byte) error {
	for n := 0; n < len(b); {
		switch {
		case f.part == inOctets:
			return osi.Rebase(a.transfers[d].add(b[n:]), "", n)
		case f.part == inSPDUs:
			if b[n] != bareSPDUs[f.n] {
				return flowFailed(ruleEncoding, n, b[n])
			}
			n++
			if f.n++; f.n == len(bareSPDUs) {
				f.n = 0
				if f.part = inPPDU; a.presentation.x410() {
					f.part, f.state = inOctets, flowPasses
				}
			}
		case f.ppdu.Done():
			return flowFailed(presentationTrailing, n, b[n])
		case f.taking != takesNone:
			k := len(b) - n
			if left := f.ppdu.Left(); left < int64(k) {
				k = int(left)
			}
			if err := f.contents(a, c, d, b[n:n+k]); err != nil {
				return osi.Rebase(err, "", n)
			}
			n += k
		default:
			k, header, err := f.ppdu.Add(b[n:])
			if err != nil {
				return osi.Rebase(err, "", n)
			}
			if n += k; header {
				if rule := f.header(a, c, d); rule != nil {
					return flowFailed(rule, f.at(rule, n), octets.Low8(uint64(f.ppdu.Tag())))
				}
			}
		}
	}
	return nil
}

// at returns where in a piece the rule is broken by the element whose header ends behind octet n:
// at its contents or, as far as it is in the piece, at its identifier.
func (f *flow) at(rule *osi.Rule, n int) int {
	switch rule {
	case ruleContext, ruleTransfer, ruleUnreadable, presentationSingleEmpty, ber.RuleIdentifier, ber.RuleIntegerEmpty, ber.RuleOID, ber.RuleBitString:
		return n
	}
	return int(max(0, int64(n)-f.ppdu.Header()))
}

// bareSPDUs are a GT and the header of a DT, both without parameters.
var bareSPDUs = [4]byte{session.TypeGT.SI(), 0, session.TypeDT.SI(), 0}

// listed reports whether a PDV-list may begin, or the user data end: no PDV-list has begun, or the
// last one is complete.
func (f *flow) listed() bool {
	return f.list == listNone || f.list == listValue && f.values > 0 && !f.within
}

// end checks that the SSDU, which ends behind octet n of a piece, is complete.
func (f *flow) end(n int) error {
	switch {
	case f.part == inOctets:
		return nil
	case f.part == inSPDUs || !f.ppdu.Done():
		return f.ppdu.Missing(n)
	case !f.listed():
		return flowFailed(f.incomplete(), n, 0)
	}
	return nil
}

func flowFailed(rule *osi.Rule, off int, got byte) error {
	return &osi.Error{Rule: rule, Offset: off, Got: int(got)}
}

package stack

import (
	"unsafe"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// A flow judges the SSDU of an S-DATA as its pieces come: the user data of DT TPDUs, or of DT SPDUs
// that are segments. It keeps none of them. Once the context of the first value in it is judged the
// pieces pass as they come; until then they are held, so that the decoders can judge the whole.
//
// What it judges is what the decoders judge of such an SSDU: the PDV-lists, their contexts, that
// values in BER are well formed within Limits.Depth, and that a value of RTSE is an RTTR.
type flow struct {
	state   flowState
	pieces  flowPieces
	part    flowPart
	list    listPart
	taking  taking           // what the contents octets of the element at hand are
	octets  [osi.MaxOID]byte // of the identifier or transfer syntax at hand
	n       int              // octets of them; or of the SPDUs in front of the SSDU
	context int64            // of the PDV-list at hand
	named   osi.OID          // its transfer syntax; zero: it names none
	values  int              // in it
	rtse    bool             // they are RTTRs
	opaque  bool             // they are not looked at
	single  bool             // there is one alone, by its form
	string  bool             // they are in a string, which may have segments
	bits    bool             // which is a BIT STRING
	unused  byte             // bits of the last segment
	within  bool             // a value in it is begun and not ended

	fault error // of the piece that Next is to take

	ppdu    ber.Stream
	aligned ber.Stream // of the value at hand in a string
}

// flowState is how far a flow has come.
type flowState uint8

const (
	flowOff    flowState = iota // the decoders judge the SSDU at hand
	flowHeld                    // no value has been judged yet
	flowPasses                  // the pieces pass
)

// flowPieces is what the pieces are the user data of.
type flowPieces uint8

const (
	ofTPDUs flowPieces = iota
	ofSegments
)

// flowPart is where in the octets a flow is.
type flowPart uint8

const (
	inSPDUs  flowPart = iota // bare GT and DT
	inPPDU                   // user data, fully encoded
	inOctets                 // of an SSDU of X.410-1984 mode, which has no presentation protocol
)

// listPart is what has come of a PDV-list.
type listPart uint8

const (
	listNone    listPart = iota // no PDV-list is begun
	listBegun                   // nothing yet
	listSyntax                  // transfer-syntax-name
	listContext                 // presentation-context-identifier
	listValue                   // the presentation data values
)

// taking is what becomes of contents octets.
type taking uint8

const (
	takesNone    taking = iota // ppdu checks them
	takesContext               // they are an identifier
	takesSyntax                // they are a transfer syntax
	takesString                // they are a part of a string with values in it
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
	ppdu, aligned := f.ppdu, f.aligned
	*f = flow{state: flowHeld, pieces: pieces, part: part, ppdu: ppdu, aligned: aligned}
	f.ppdu.Begin(outerLevels+c.Limits.Depth, outerLevels+1)
}

// passes reports whether these pieces of the SSDU at hand pass as they come.
func (f *flow) passes(p flowPieces) bool { return f != nil && f.state == flowPasses && f.pieces == p }

// memory returns the octets of memory of f.
func (f *flow) memory() int {
	if f == nil {
		return 0
	}
	return int(unsafe.Sizeof(*f)) + f.ppdu.Memory() + f.aligned.Memory()
}

// add takes the next piece of d. Offset of the error counts in b.
func (f *flow) add(a *association, c *Config, d osi.Direction, b []byte) error {
	for n := 0; n < len(b); {
		switch {
		case f.part == inOctets:
			f.state = flowPasses
			return osi.Rebase(a.transfers[d].add(b[n:]), "", n)
		case f.part == inSPDUs:
			if b[n] != bareSPDUs[f.n] {
				return flowFailed(ruleEncoding, n, b[n])
			}
			n++
			if f.n++; f.n == len(bareSPDUs) {
				f.n = 0
				if f.part = inPPDU; a.presentation.x410() {
					f.part = inOctets
				}
			}
		case f.ppdu.Done():
			return flowFailed(ber.RuleTrailing, n, b[n])
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
					return flowFailed(rule, n-1, byte(f.ppdu.Tag()))
				}
			}
		}
	}
	return nil
}

// bareSPDUs are a GT and the header of a DT, both without parameters.
var bareSPDUs = [4]byte{session.TypeGT.SI(), 0, session.TypeDT.SI(), 0}

// header takes the header of an element around a value, of the outermost of a value, or of a segment.
// It returns the rule that is broken.
func (f *flow) header(a *association, c *Config, d osi.Direction) *osi.Rule {
	tag, level := f.ppdu.Tag(), f.ppdu.Level()
	if level < outerLevels {
		f.string = false
		f.ppdu.Watch(outerLevels + 1)
	}
	switch {
	case level == 0 && tag == tagFullyEncoded:
	case level == 1 && tag == tagPDVList && f.listed():
		f.list, f.values, f.named = listBegun, 0, osi.OID{}
	case level < 2:
		return ruleEncoding
	case level == 2:
		return f.component(a, c, d)
	case f.string:
		return f.segment()
	case level == outerLevels:
		return f.alone()
	default:
		f.pass()
	}
	return nil
}

// component takes the header of a component of a PDV-list.
func (f *flow) component(a *association, c *Config, d osi.Direction) *osi.Rule {
	tag, empty := f.ppdu.Tag(), f.ppdu.Length() == 0
	switch {
	case tag == tagOID && f.list == listBegun:
		if empty {
			return ber.RuleOID
		}
		f.list, f.taking, f.n = listSyntax, takesSyntax, 0
	case tag == tagInteger && (f.list == listBegun || f.list == listSyntax):
		if empty {
			return ber.RuleIntegerEmpty
		}
		f.list, f.taking, f.n = listContext, takesContext, 0
	case f.list == listContext:
		if f.list = listValue; empty {
			return ber.RuleIdentifier
		}
		return f.value(a, c, d)
	default:
		return ruleEncoding
	}
	return nil
}

// value takes the header of the values of a PDV-list.
func (f *flow) value(a *association, c *Config, d osi.Direction) *osi.Rule {
	ctx, ok := a.presentation.contexts.Permits(d, presentation.SData, f.context)
	if !ok || ctx == nil {
		return ruleContext
	}
	inBER, ok := syntaxOf(ctx, &f.named, presentation.SData)
	layer := layerOf(ctx)
	switch {
	case !ok:
		return ruleTransfer
	case layer != 0 && layer != osi.RTSE:
		return ruleCarrierRTSE
	case layer != 0 && !inBER:
		return ruleUnreadable
	}
	a.presentation.last = f.context
	f.rtse = layer == osi.RTSE
	f.opaque = !inBER || c.Opaque && !f.rtse
	f.single, f.bits = f.ppdu.Tag() == tagSingle, false
	switch f.ppdu.Tag() {
	case tagSingle:
		return nil // the header of the value is yet to come
	case tagAligned, tagAligned | 0x20:
		f.begins(tagOctetString)
	case tagArbitrary, tagArbitrary | 0x20:
		f.begins(tagBitString)
	default:
		return ruleEncoding
	}
	if f.state = flowPasses; f.opaque {
		f.values = 1
	}
	return nil
}

// begins begins a string that has values in it, and whose segments have the tag.
func (f *flow) begins(segments ber.Tag) {
	f.string, f.bits, f.unused, f.within = true, segments == tagBitString, 0, false
	if _ = f.segment(); f.ppdu.Tag().Constructed() {
		f.ppdu.Segments(segments)
		f.ppdu.Watch(everyLevel)
	}
}

// alone takes the header of a value that is the only one in its PDV-list.
func (f *flow) alone() *osi.Rule {
	switch f.values++; {
	case f.values > 1:
		return ber.RuleTrailing
	case f.rtse && f.ppdu.Tag().Primitive() != tagOctetString:
		return ruleCarrierRTSE
	case f.rtse && f.ppdu.Tag().Constructed():
		f.string = true
		f.ppdu.Segments(tagOctetString)
		f.ppdu.Watch(everyLevel)
	case f.rtse:
		_ = f.segment()
	case f.opaque:
		f.ppdu.Watch(everyLevel)
		f.pass()
	}
	f.state = flowPasses
	return nil
}

// pass passes over the contents of an element of which nothing but the end matters.
func (f *flow) pass() {
	if f.ppdu.Tag().Constructed() && f.ppdu.Length() > 0 {
		f.ppdu.Pass()
	}
}

// segment takes the header of a string, or of a part of one, that has values in it.
func (f *flow) segment() *osi.Rule {
	switch {
	case f.ppdu.Tag().Constructed():
	case f.ppdu.Length() > 0 && f.single:
		f.taking = takesRTTR
	case f.ppdu.Length() > 0:
		f.taking, f.n = takesString, 0
	case f.bits:
		return ber.RuleBitString
	}
	return nil
}

// contents takes contents octets of an element that ppdu knows: b is no more than they are.
func (f *flow) contents(a *association, c *Config, d osi.Direction, b []byte) error {
	var err error
	switch f.taking {
	case takesRTTR:
		err = a.transfers[d].add(b)
	case takesString:
		err = f.stringPart(c, b)
	default:
		f.n += copy(f.octets[min(f.n, len(f.octets)):], b)
	}
	if err != nil {
		return err
	}
	length := f.ppdu.Length()
	if _, _, err := f.ppdu.Add(b); err != nil || f.ppdu.Left() > 0 {
		return err
	}
	took := f.taking
	f.taking = takesNone
	switch {
	case took == takesContext:
		return f.identifier(length, len(b))
	case took == takesSyntax && (length > osi.MaxOID || !f.named.SetContents(f.octets[:f.n])):
		return flowFailed(ber.RuleOID, len(b), 0)
	}
	return nil
}

// stringPart takes contents octets of a string.
func (f *flow) stringPart(c *Config, b []byte) error {
	n := 0
	if f.bits && f.n == 0 { // the first says how many bits of the last are unused
		switch {
		case f.unused != 0:
			return flowFailed(ber.RuleBitSegment, 0, b[0])
		case b[0] > 7:
			return flowFailed(ber.RuleBitString, 0, b[0])
		case b[0] != 0 && !f.opaque:
			return flowFailed(ruleWhole, 0, b[0])
		}
		f.unused = b[0]
		n = 1
	}
	f.n = 1
	for n < len(b) && !f.opaque {
		if !f.within {
			f.aligned.Begin(c.Limits.Depth, 0)
			if f.rtse {
				f.aligned.Watch(1)
			}
			f.within = true
		}
		k, header, err := f.aligned.Add(b[n:])
		if err != nil {
			return osi.Rebase(err, "", n)
		}
		if header && f.aligned.Tag().Primitive() != tagOctetString {
			return flowFailed(ruleCarrierRTSE, n, b[n])
		}
		if header {
			f.aligned.Segments(tagOctetString)
		}
		if n += k; f.aligned.Done() {
			f.values, f.within = f.values+1, false
		}
	}
	return nil
}

// identifier takes the contents octets of a presentation-context-identifier.
func (f *flow) identifier(length int64, n int) error {
	const most = 8
	if length > most {
		return flowFailed(ber.RuleIntegerSize, n, 0)
	}
	v := int64(int8(f.octets[0])) //nolint:gosec // it has a sign
	if length > 1 && (v == 0 && f.octets[1] < 0x80 || v == -1 && f.octets[1] >= 0x80) {
		return flowFailed(ber.RuleInteger, n, f.octets[0])
	}
	for _, x := range f.octets[1:length] {
		v = v<<8 | int64(x)
	}
	f.context = v
	return nil
}

// listed reports whether a PDV-list may begin, or the user data end: none is begun, or the last one
// is whole.
func (f *flow) listed() bool {
	return f.list == listNone || f.list == listValue && f.values > 0 && !f.within
}

// end ends the SSDU behind octet n of a piece: it must be whole.
func (f *flow) end(n int) error {
	switch {
	case f.part == inOctets:
		return nil
	case f.part == inSPDUs || !f.ppdu.Done():
		return f.ppdu.Missing(n)
	case !f.listed():
		return flowFailed(ruleEncoding, n, 0)
	}
	return nil
}

// flows takes a DT TPDU of d that does not end a TSDU, and reports whether the TSDU passes from now
// on as it comes. first: the TPDU begins it.
func (a *association) flows(r *run, d osi.Direction, p *transport.Data, first bool) bool {
	h := &a.halves[d]
	if first {
		h.flow.stop(ofTPDUs)
		if a.mayFlow(r, d) && a.session.agreed.MaxTSDU(d) == 0 {
			h.begin(r.config, ofTPDUs, inSPDUs)
		}
	}
	if len(h.early) > 0 || !h.flow.opens(a, r.config, d, ofTPDUs, p.UserData) {
		return false
	}
	r.moved = true // the lane is closed
	return true
}

// opens takes a piece that is held, too, and reports whether the SSDU passes from now on.
func (f *flow) opens(a *association, c *Config, d osi.Direction, p flowPieces, b []byte) bool {
	if f == nil || f.state == flowOff || f.pieces != p {
		return false
	}
	if f.add(a, c, d, b) != nil { // the decoders say what is wrong, if anything is
		f.state = flowOff
	}
	return f.state == flowPasses
}

// stop ends what f judges, if it comes in these pieces.
func (f *flow) stop(p flowPieces) {
	if f != nil && f.pieces == p {
		f.state = flowOff
	}
}

// mayFlow reports whether an SSDU of d that begins now may pass as it comes.
func (a *association) mayFlow(r *run, d osi.Direction) bool {
	return r.gate && r.skip&SkipData != 0 && !r.config.Whole && a.mayData(r.config, d)
}

// begin begins a flow.
func (h *half) begin(c *Config, p flowPieces, part flowPart) {
	if h.flow == nil {
		h.flow = new(flow)
	}
	h.flow.begin(c, p, part)
}

// piece takes a DT TPDU of a TSDU that passes as it comes.
func (a *association) piece(r *run, d osi.Direction, p *transport.Data, b []byte, off int64) outcome {
	h := &a.halves[d]
	err := h.flow.fault
	if err == nil {
		err = h.flow.add(a, r.config, d, p.UserData)
	}
	if err == nil && p.EOT {
		err = h.flow.end(len(p.UserData))
	}
	if err != nil || p.EOT {
		r.moved = true // the lane opens
		h.drop()
	}
	if err != nil {
		r.fail(osi.Presentation, osi.Rebase(err, "", len(b)-len(p.UserData)), b, off)
		return alone
	}
	return complete
}

// segment takes a DT of d that is a segment, before the reassembler does, and reports whether its
// SSDU passes as it comes: the reassembler need not keep it then.
func (a *association) segment(r *run, d osi.Direction, p *session.DataTransfer) (passes bool, err error) {
	h := &a.halves[d]
	if p.Enclosure == session.EnclosureFirst {
		h.flow.stop(ofSegments)
		if a.mayFlow(r, d) {
			part := inPPDU
			if a.presentation.x410() {
				part = inOctets
			}
			h.begin(r.config, ofSegments, part)
		}
	}
	last := p.Enclosure == session.EnclosureLast
	if !h.flow.passes(ofSegments) {
		return !last && h.flow.opens(a, r.config, d, ofSegments, p.UserData), nil
	}
	if err = h.flow.add(a, r.config, d, p.UserData); err == nil && last {
		err = h.flow.end(len(p.UserData))
	}
	return true, err
}

func flowFailed(rule *osi.Rule, off int, got byte) error {
	return &osi.Error{Rule: rule, PDU: presentation.SData.String(), Offset: off, Got: int(got)}
}

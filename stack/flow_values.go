package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/presentation"
)

// header takes the header of an element that encloses a value, of the value itself, or of a
// segment of a string. It returns the rule that is broken, or nil.
func (f *flow) header(a *association, c *Config, d osi.Direction) *osi.Rule {
	tag, level := f.ppdu.Tag(), f.ppdu.Level()
	if level < outerLevels {
		f.string = false
		f.ppdu.Watch(outerLevels + 1)
	}
	switch {
	case level == 0 && tag == tagFullyEncoded:
	case level == 0:
		return ruleEncoding
	case level == 1 && !f.listed():
		return f.incomplete()
	case level == 1 && tag != tagPDVList:
		return presentationPDVList
	case level == 1:
		f.list, f.values, f.named = listBegun, 0, osi.OID{}
	case level == 2:
		return f.component(a, c, d)
	case f.string && (level > outerLevels || !f.single): // the string of single-ASN1-type is the value itself
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
	case f.list == listContext && (tag == tagSingle || tag.Primitive() == tagAligned || tag.Primitive() == tagArbitrary):
		f.list = listValue
		return f.value(a, c, d)
	default:
		return f.misplaced(tag)
	}
	return nil
}

// misplaced returns the rule that a component of a PDV-list breaks which may not come next.
func (f *flow) misplaced(tag ber.Tag) *osi.Rule {
	switch tag.Primitive() {
	case tagOID, tagInteger, tagSingle &^ 0x20, tagAligned, tagArbitrary:
		if f.list == listValue {
			return presentationDuplicate
		}
		return presentationMissing
	}
	return presentationPDVList
}

// incomplete returns the rule that the PDV-list at hand breaks if it ends here.
func (f *flow) incomplete() *osi.Rule {
	switch {
	case f.list != listValue:
		return presentationMissing
	case f.within:
		return osi.AsError(f.aligned.Missing(0)).Rule
	case f.single:
		return presentationSingleEmpty
	}
	return ber.RuleIdentifier
}

// value takes the header of the values of a PDV-list.
func (f *flow) value(a *association, c *Config, d osi.Direction) *osi.Rule {
	contexts := &a.presentation.contexts
	if !contexts.Settled(d) { // what an AC of d has proposed to delete may not be used any more
		if err := contexts.Take(d, &presentation.Data{}); err != nil {
			return ruleContext
		}
	}
	ctx, ok := contexts.Permits(d, presentation.SData, f.context)
	if !ok || ctx == nil && f.state != flowPasses { // with a context that is not known first, the decoders judge all of it
		return ruleContext
	}
	if f.state != flowPasses && f.context == contexts.Nominated(d, presentation.SData) { // values of another may follow: the decoders judge all of it
		return ruleEncoding
	}
	inBER, ok := syntaxOf(ctx, &f.named, presentation.SData)
	layer := osi.Layer(0)
	if ctx != nil {
		layer = layerOf(ctx)
	}
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
	f.ppdu.AnyForm(f.opaque)
	f.single, f.bits = f.ppdu.Tag() == tagSingle, false
	tag := f.ppdu.Tag()
	switch {
	case f.ppdu.Length() == 0 && f.single:
		return presentationSingleEmpty
	case f.ppdu.Length() == 0 && !f.opaque:
		return ber.RuleIdentifier
	case f.single:
		return nil // the header of the value comes next
	case tag.Primitive() == tagAligned:
		return f.begins(tagOctetString)
	}
	return f.begins(tagBitString)
}

// begins takes the header of a string with values in it, whose segments have the tag.
func (f *flow) begins(segments ber.Tag) *osi.Rule {
	f.string, f.bits, f.unused, f.within = true, segments == tagBitString, 0, false
	if f.ppdu.Tag().Constructed() {
		f.ppdu.Segments(segments)
		f.ppdu.Watch(everyLevel)
	}
	if f.state = flowPasses; f.opaque {
		f.values = 1
	}
	return f.segment()
}

// alone takes the header of the value of a PDV-list with the form single-ASN1-type.
func (f *flow) alone() *osi.Rule {
	switch f.values++; {
	case f.values > 1:
		return presentationSingleMore
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

// pass skips the contents of an element.
func (f *flow) pass() {
	if f.ppdu.Tag().Constructed() && f.ppdu.Length() > 0 {
		f.ppdu.Pass()
	}
}

// segment takes the header of a string with values in it, or of a segment of one.
func (f *flow) segment() *osi.Rule {
	switch {
	case f.bits && f.unused != 0: // only the last may have unused bits, X.690 8.6.4
		return ber.RuleBitSegment
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

// contents takes octets b of the contents of the element at hand.
func (f *flow) contents(a *association, c *Config, d osi.Direction, b []byte) error {
	var err error
	switch f.taking {
	case takesRTTR:
		err = a.transfers[d].add(b)
	case takesString:
		err = f.stringPart(a, c, d, b)
	case takesContext, takesSyntax:
		f.n += copy(f.octets[min(f.n, len(f.octets)):], b)
	case takesNone:
	}
	if err != nil {
		return err
	}
	length := f.ppdu.Length()
	if _, _, err := f.ppdu.Add(b); err != nil || f.ppdu.Left() > 0 {
		return err
	}
	took, start := f.taking, int(max(0, int64(len(b))-length))
	f.taking = takesNone
	switch {
	case took == takesContext:
		return f.identifier(length, start)
	case took == takesSyntax && (length > osi.MaxOID || !f.named.SetContents(f.octets[:f.n])):
		return flowFailed(ber.RuleOID, start, 0)
	}
	return nil
}

// stringPart takes contents octets of a string with values in it.
func (f *flow) stringPart(a *association, c *Config, d osi.Direction, b []byte) error {
	n := 0
	if f.bits && f.n == 0 { // the first says how many bits of the last are unused
		switch {
		case b[0] > 7 || b[0] > 0 && f.ppdu.Length() == 1:
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
				f.aligned.Watch(everyLevel)
			}
			f.within = true
		}
		rest := b[n:]
		if left := f.aligned.Left(); f.rtse && left > 0 { // they are a piece of the APDU
			if left < int64(len(rest)) {
				rest = rest[:left]
			}
			if err := a.transfers[d].add(rest); err != nil {
				return osi.Rebase(err, "", n)
			}
		}
		k, header, err := f.aligned.Add(rest)
		if err != nil {
			return osi.Rebase(err, "", n)
		}
		if header && f.aligned.Level() == 0 {
			if f.aligned.Tag().Primitive() != tagOctetString {
				return flowFailed(ruleCarrierRTSE, n, b[n])
			}
			f.aligned.Segments(tagOctetString)
		}
		if n += k; f.aligned.Done() {
			f.values, f.within = f.values+1, false
		}
	}
	return nil
}

// identifier takes the contents octets of a presentation-context-identifier, which begin at n.
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
	if f.context = v; v < 1 {
		return flowFailed(presentationContextID, n, f.octets[0])
	}
	return nil
}

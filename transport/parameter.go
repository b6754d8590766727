package transport

import (
	"bytes"
	"fmt"
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// ParameterCode identifies a parameter of the variable part, X.224 13.2.3.
type ParameterCode uint8

// The parameter codes. C1 is one of three things, by TPDU.
const (
	ParameterTPDUSize         ParameterCode = 0xc0
	ParameterCalling          ParameterCode = 0xc1 // calling Transport-Selector in CR and CC, source in UD
	ParameterInvalidTPDU      ParameterCode = 0xc1 // in ER
	ParameterCalled           ParameterCode = 0xc2 // called Transport-Selector in CR, responding in CC, destination in UD
	ParameterChecksum         ParameterCode = 0xc3
	ParameterVersion          ParameterCode = 0xc4
	ParameterProtection       ParameterCode = 0xc5
	ParameterOptions          ParameterCode = 0xc6
	ParameterAlternatives     ParameterCode = 0xc7
	ParameterAckTime          ParameterCode = 0x85
	ParameterErrorRate        ParameterCode = 0x86
	ParameterPriority         ParameterCode = 0x87
	ParameterTransitDelay     ParameterCode = 0x88
	ParameterThroughput       ParameterCode = 0x89
	ParameterSubsequence      ParameterCode = 0x8a
	ParameterReassignment     ParameterCode = 0x8b
	ParameterFlowControl      ParameterCode = 0x8c
	ParameterSelectiveAck     ParameterCode = 0x8f
	ParameterExpeditedNumber  ParameterCode = 0x90
	ParameterClearInformation ParameterCode = 0xe0
	ParameterPreferredSize    ParameterCode = 0xf0
	ParameterInactivityTime   ParameterCode = 0xf2
)

// A tpduSet says which TPDUs may carry a parameter.
type tpduSet uint16

const (
	inCR tpduSet = 1 << iota
	inCC
	inDR
	inDC
	inDT
	inED
	inAK
	inEA
	inER
	inUD
)

// A parameterSpec says what X.224 13.3.4 to 13.12.4 say of a parameter.
type parameterSpec struct {
	in       tpduSet
	min, max uint8    // octets of the value
	classes  ClassSet // where it has a meaning
	name     string
}

const (
	inConnection = inCR | inCC
	inChecked    = inCR | inCC | inDR | inDC | inDT | inED | inAK | inEA | inER | inUD
	anyLength    = 255

	allClasses ClassSet = 0b11111
	notClass0  ClassSet = 0b11110
	only4      ClassSet = 0b10000
)

var parameterSpecs = [256]parameterSpec{
	ParameterTPDUSize:         {inConnection, 1, 1, allClasses, "TPDU size"},
	ParameterCalling:          {inConnection | inER | inUD, 0, anyLength, allClasses, "calling Transport-Selector"},
	ParameterCalled:           {inConnection | inUD, 0, anyLength, allClasses, "called Transport-Selector"},
	ParameterChecksum:         {inChecked, 2, 2, only4, "checksum"},
	ParameterVersion:          {inCR, 1, 1, notClass0, "version number"},
	ParameterProtection:       {inConnection, 0, anyLength, notClass0, "protection parameters"},
	ParameterOptions:          {inConnection, 1, 1, notClass0, "additional option selection"},
	ParameterAlternatives:     {inCR, 1, anyLength, notClass0, "alternative protocol classes"},
	ParameterAckTime:          {inConnection, 2, 2, only4, "acknowledgement time"},
	ParameterErrorRate:        {inConnection, 3, 3, notClass0, "residual error rate"},
	ParameterPriority:         {inConnection, 2, 2, notClass0, "priority"},
	ParameterTransitDelay:     {inConnection, 8, 8, notClass0, "transit delay"},
	ParameterThroughput:       {inConnection, 12, 24, notClass0, "throughput"},
	ParameterSubsequence:      {inAK, 2, 2, only4, "subsequence number"},
	ParameterReassignment:     {inCR, 2, 2, 0b01010, "reassignment time"},
	ParameterFlowControl:      {inAK, 8, 8, only4, "flow control confirmation"},
	ParameterSelectiveAck:     {inAK, 2, anyLength, only4, "selective acknowledgement parameters"},
	ParameterExpeditedNumber:  {inDT, 2, 4, only4, "ED-TPDU-NR"},
	ParameterClearInformation: {inDR, 0, anyLength, allClasses, "additional information"},
	ParameterPreferredSize:    {inConnection, 1, 4, allClasses, "preferred maximum TPDU size"},
	ParameterInactivityTime:   {inConnection, 4, 4, only4, "inactivity time"},
}

// meaningful reports whether a parameter of a CR or CC has a meaning in one of the classes. Over
// TCP the additional options have one in class 0, too: RFC 1006 5.
func meaningful(code ParameterCode, classes ClassSet, overTCP bool) bool {
	return parameterSpecs[code].classes&classes != 0 || overTCP && code == ParameterOptions
}

// String returns the name of X.224, or the code in hex. C1 is named as in a CR.
func (p ParameterCode) String() string {
	if name := parameterSpecs[p].name; name != "" {
		return name
	}
	return fmt.Sprintf("parameter %02X", uint8(p))
}

// A Parameter is one parameter of the variable part as it stands in the octets.
type Parameter struct {
	Code   ParameterCode
	Offset int    // of the code, in the TPDU
	Value  []byte // aliases the TPDU
}

// Parameters walks the variable part of a TPDU of a connection with format f. It checks the framing
// alone, not the codes and values. It yields an error at most once, last: of kind
// [osi.ErrTruncated], [osi.ErrLength], [osi.ErrTrailing] or, for the code of the TPDU,
// [osi.ErrUnknown].
func Parameters(tpdu []byte, f Format) iter.Seq2[Parameter, error] {
	return func(yield func(Parameter, error) bool) {
		k, err := kindOf(tpdu, f.credit())
		if err != nil {
			yield(Parameter{}, err)
			return
		}
		end, err := k.split(tpdu, k.fixed(f))
		if err != nil {
			yield(Parameter{}, err)
			return
		}
		h := tpdu[:end]
		for off := k.fixed(f); off < len(h); {
			p, next, ok := cutParameter(h, off)
			if !ok {
				yield(Parameter{}, k.overrun(h, next))
				return
			}
			if !yield(p, nil) {
				return
			}
			off = next
		}
	}
}

// cutParameter reads the parameter at off of header h. When it does not
// fit, next is the octet that should say otherwise.
func cutParameter(h []byte, off int) (p Parameter, next int, ok bool) {
	if 2 > len(h)-off {
		return p, len(h), false
	}
	n := int(h[off+1])
	if n > len(h)-off-2 {
		return p, off + 1, false
	}
	next = off + 2 + n
	return Parameter{ParameterCode(h[off]), off, h[off+2 : next : next]}, next, true
}

// overrun is the error of a parameter that does not fit into header h; at is what cutParameter
// returned.
func (k kind) overrun(h []byte, at int) error {
	if at == len(h) {
		return fail(ruleParameter, k.String(), at, 0, 1)
	}
	return fail(ruleParameter, k.String(), at, len(h)-at-1, int(h[at]))
}

// next reads the parameter at off of header h and checks that a TPDU of kind k may carry it, with
// this length. What is not for a CR is returned unchecked: a CR may carry it. One of wrong length
// that occurs again is passed over: the last value counts, 13.2.3.
func (k kind) next(h []byte, off int) (p Parameter, next int, err error) {
	for {
		p, next, ok := cutParameter(h, off)
		if !ok {
			return p, next, k.overrun(h, next)
		}
		s := &parameterSpecs[p.Code]
		if s.in&k.set() == 0 {
			if k == kindCR {
				return p, next, nil
			}
			return p, next, fail(ruleParameterCode, k.String(), off, int(p.Code), 0)
		}
		n, want := len(p.Value), int(s.min)
		if n > int(s.max) {
			want = int(s.max)
		}
		if n >= int(s.min) && n <= int(s.max) {
			return p, next, nil
		}
		if !repeatedParameter(h, next, p.Code) {
			return p, next, fail(ruleParameterLength, k.String(), off+1, n, want)
		}
		off = next
	}
}

// repeatedParameter reports whether a parameter of header h from off on has the given code. It is
// asked only about a parameter whose value is invalid.
func repeatedParameter(h []byte, off int, code ParameterCode) bool {
	for off < len(h) {
		p, next, ok := cutParameter(h, off)
		if ok && p.Code == code {
			return true
		}
		if off = next; !ok {
			break
		}
	}
	return false
}

// nextIn is next for TPDUs of a connection whose format is f: parameters of other classes, and of
// options that are not agreed on, are errors.
func (k kind) nextIn(h []byte, off int, f Format) (p Parameter, next int, err error) {
	p, next, err = k.next(h, off)
	if err == nil && !f.allows(p.Code) {
		err = fail(ruleClassParameter, k.String(), p.Offset, int(p.Code), 0)
	}
	return p, next, err
}

// onlyChecksum walks the variable part of a TPDU that has no parameter but a checksum.
func (k kind) onlyChecksum(h []byte, f Format) (present bool, err error) {
	for off := k.fixed(f); off < len(h); {
		if _, off, err = k.nextIn(h, off, f); err != nil {
			return false, err
		}
		present = true
	}
	return present, nil
}

// locate gives err, whose offset is a place that a check names, its offset in the TPDU with header
// h: a parameter code stands for the value of that parameter, or for the end of the header when it
// is absent; atUserData for what follows the header. Without a header the offset is 0.
func (k kind) locate(err error, h []byte, f Format) error {
	e := osi.AsError(err)
	switch {
	case e == nil:
		return nil
	case len(h) == 0:
		e.Offset = 0
	case e.Offset > atUserData:
		if at := k.offsetOf(ParameterCode(octets.Len8(e.Offset)), h, f); at > 0 {
			e.Offset = at + 2
			break
		}
		e.Offset = len(h)
	case e.Offset == atUserData:
		e.Offset = len(h)
	}
	return e
}

const atUserData = 0x40 // no octet of a fixed part, and no parameter code

// offsetOf returns the offset of the last parameter with the given code in h; 0 when there is none.
func (k kind) offsetOf(code ParameterCode, h []byte, f Format) int {
	found := 0
	for off := k.fixed(f); off < len(h); {
		p, next, ok := cutParameter(h, off)
		if !ok {
			break
		}
		if p.Code == code {
			found = off
		}
		off = next
	}
	return found
}

func cloneParameters(ps []Parameter) []Parameter {
	ps = slices.Clone(ps)
	for i := range ps {
		ps[i].Value = bytes.Clone(ps[i].Value)
	}
	return ps
}

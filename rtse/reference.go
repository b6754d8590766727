package rtse

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// The parameters of the Connection Identifier of a CN have at most these octets, X.225 8.3.1.
const (
	maxReference  = 64 // Calling SS-user Reference and Common Reference
	maxAdditional = 4  // Additional Reference Information
)

// References returns what the CN of the connection that s names carries, or the AR that resumes an
// activity of it: the values of Calling SS-user Reference, Common Reference and Additional
// Reference Information, each with identifier and length octets. The last is nil where s has none.
//
// The error is an [*osi.Error] of kind ErrState when T61 is not that of mode m, of kind ErrValue
// for a CommonReference that is no UTCTime, and of kind ErrLength for a value that is longer than
// X.225 allows.
func (s *SessionConnectionIdentifier) References(m osi.Mode) (calling, common, additional []byte, err error) {
	calling = ber.AppendPrimitive(nil, s.callingTag(), s.CallingReference)
	common = ber.AppendPrimitive(nil, 0x17, s.CommonReference)
	additional = ber.AppendOptional(nil, 0x14, s.Additional)
	switch {
	case s.T61 != (m == osi.X410Mode):
		err = fail(ruleMode, "", 0, int(s.callingTag()), 0)
	case !utcTime(s.CommonReference):
		err = fail(ruleUTCTime, "", 0, 0, 0)
	case len(calling) > maxReference:
		err = fail(ruleReferenceSize, "", 0, len(calling), maxReference)
	case len(additional) > maxAdditional:
		err = fail(ruleReferenceSize, "", 0, len(additional), maxAdditional)
	default:
		return calling, common, additional, nil
	}
	return nil, nil, nil, err
}

func (s *SessionConnectionIdentifier) callingTag() ber.Tag {
	if s.T61 {
		return 0x14
	}
	return 0x04
}

// ParseReferences is the inverse of References. Values alias the parameters, unless they came in
// segments; additional may be nil. The identifier of additional may be that of a T61String or the
// [0] that a SessionConnectionIdentifier has.
//
// The error is an [*osi.Error] of kind ErrUnknown for another type of value, of kind ErrValue for a
// common reference that is no UTCTime, or one with one of the EncodingRules. Its offset counts in
// the parameter that is wrong.
func ParseReferences(calling, common, additional []byte) (s SessionConnectionIdentifier, err error) {
	tag, first, err := readReference(calling, 0x04, 0x14)
	s.T61, s.CallingReference = tag == 0x14, first
	if err == nil {
		_, s.CommonReference, err = readReference(common, 0x17, 0x17)
	}
	if err == nil && !utcTime(s.CommonReference) {
		err = fail(ruleUTCTime, "", 0, 0, 0)
	}
	if err == nil && additional != nil {
		_, s.Additional, err = readReference(additional, 0x14, 0x80)
	}
	if err != nil {
		return SessionConnectionIdentifier{}, err
	}
	return s, nil
}

// readReference reads the one string in b, whose tag is one of two.
func readReference(b []byte, either, or ber.Tag) (tag ber.Tag, value []byte, err error) {
	r := ber.NewReader(b, strict.depth, strict.elements)
	e, ok := r.Next()
	tag = e.Tag.Primitive()
	if !ok || tag != either && tag != or {
		_ = r.Fail(ruleReference, 0, int(e.Tag&0xff), int(either))
	}
	value, _ = r.String(&e, 0x04, nil)
	return tag, value, r.Finish()
}

// SameConnection reports whether s and q name one connection: the values are the same, their types
// may differ (X.228 Cor.1).
func (s *SessionConnectionIdentifier) SameConnection(q *SessionConnectionIdentifier) bool {
	return string(s.CallingReference) == string(q.CallingReference) && string(s.CommonReference) == string(q.CommonReference) &&
		(s.Additional == nil) == (q.Additional == nil) && string(s.Additional) == string(q.Additional)
}

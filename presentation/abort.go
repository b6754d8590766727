package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// AbortReason is an Abort-reason, X.226 8.2.
type AbortReason uint8

// The reasons. From AbortUnexpectedPPDU on, the ARP has an event identifier, X.226 6.4.3.1.
const (
	AbortReasonNotSpecified AbortReason = iota
	AbortUnrecognizedPPDU
	AbortUnexpectedPPDU
	AbortUnexpectedPrimitive
	AbortUnrecognizedParameter
	AbortUnexpectedParameter
	AbortInvalidParameter
)

var abortReasonNames = [...]string{
	"reason not specified", "unrecognized PPDU", "unexpected PPDU", "unexpected session-service primitive",
	"unrecognized PPDU parameter", "unexpected PPDU parameter", "invalid PPDU parameter value",
}

// String returns the standard's name.
func (a AbortReason) String() string {
	if int(a) < len(abortReasonNames) {
		return abortReasonNames[a]
	}
	return "invalid reason"
}

// AbnormalReleaseUser is the ARU PPDU, X.226 6.4.2: the SS-user data of S-U-ABORT for a P-U-ABORT.
type AbnormalReleaseUser struct {
	Mode       Mode
	X410       []byte // the components of RTAB, for package rtse; never nil in X410Mode. Aliases the input
	X410Offset int    // of X410 in the buffer decoded; ignored by encoders

	// Contexts are those used in UserData. X.226 6.4.2.1 wants them with user data, where context management is in use or
	// the CP proposed contexts: what came before decides, and most peers leave them out.
	Contexts []ContextName
	UserData UserData
}

// String returns "ARU".
func (a *AbnormalReleaseUser) String() string { return "ARU" }

// Decode decodes the ARU PPDU in b, strictly, with default limits. a aliases b.
func (a *AbnormalReleaseUser) Decode(b []byte) error {
	sc := strict()
	return a.decode(b, &sc)
}

func (a *AbnormalReleaseUser) reset() {
	a.Mode, a.X410, a.X410Offset, a.Contexts = NormalMode, nil, 0, a.Contexts[:0]
	a.UserData.reset()
}

func (a *AbnormalReleaseUser) decode(b []byte, sc *scan) error {
	a.reset()
	if a.predicted(b, sc) {
		return nil
	}
	r, e, err := sc.outer(b, "ARU")
	if err != nil {
		return err
	}
	switch e.Tag {
	case tagSet:
		a.Mode = X410Mode
		a.X410, a.X410Offset = readX410(&r, &e)
	case 0xa0:
		in := r.Enter(&e)
		a.Contexts = a.UserData.readListed(&in, a.Contexts, sc)
		r.Leave(&in)
	default:
		return fail(rulePPDU, "ARU", 0, int(b[0]), 0)
	}
	if err := only(&r, b, "ARU"); err != nil {
		a.reset()
		return err
	}
	return nil
}

// readListed reads what ARU, RS and RSA have in common: a context list and u.
func (u *UserData) readListed(r *ber.Reader, list []ContextName, sc *scan) []ContextName {
	var s sequence
	for {
		e, ok := r.Next()
		if !ok {
			return list
		}
		switch e.Tag.Primitive() {
		case 0x80:
			s.at(r, &e, sc)
			list = readNames(r, &e, list[:0], sc)
		case 0x40, 0x41:
			s.user(r, &e, sc)
			u.read(r, &e)
		default:
			sc.undefined(r, &e)
		}
	}
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when X.226 forbids a.
func (a *AbnormalReleaseUser) AppendBinary(b []byte) ([]byte, error) {
	return a.append(b, ber.Definite)
}

func (a *AbnormalReleaseUser) append(b []byte, f ber.Form) ([]byte, error) {
	if err := a.check(); err != nil {
		return b, err
	}
	if a.Mode == X410Mode {
		out, all := ber.Open(b, tagSet, f)
		return ber.Close(append(out, a.X410...), all), nil
	}
	out, all := ber.Open(b, 0xa0, f)
	out = appendNames(out, a.Contexts, f)
	return ber.Close(a.UserData.append(out, f), all), nil
}

func (a *AbnormalReleaseUser) check() error {
	const pdu = "ARU"
	switch {
	case a.Mode > X410Mode:
		return fail(ruleMode, pdu, 0, int(a.Mode), 0)
	case a.Mode == X410Mode:
		return checkX410(pdu, a.X410, len(a.Contexts) == 0 && a.UserData.IsZero())
	case a.X410 != nil:
		return fail(ruleModeParams, pdu, 0, 0, 0)
	}
	if err := checkNames(pdu, a.Contexts); err != nil {
		return err
	}
	return a.UserData.check(pdu)
}

// Clone returns a copy that shares no memory with a.
func (a *AbnormalReleaseUser) Clone() *AbnormalReleaseUser {
	return &AbnormalReleaseUser{a.Mode, bytes.Clone(a.X410), a.X410Offset, slices.Clone(a.Contexts), a.UserData.Clone()}
}

// AbnormalReleaseProvider is the ARP PPDU, X.226 6.4.3: the SS-user data of S-U-ABORT for a P-P-ABORT.
type AbnormalReleaseProvider struct {
	Reason osi.Opt[AbortReason]
	Event  osi.Opt[Event] // what the reason is about; present for all reasons but the first two
}

// String returns "ARP".
func (a *AbnormalReleaseProvider) String() string { return "ARP" }

// Decode decodes the ARP PPDU in b, strictly, with default limits.
func (a *AbnormalReleaseProvider) Decode(b []byte) error {
	sc := strict()
	return a.decode(b, &sc)
}

func (a *AbnormalReleaseProvider) decode(b []byte, sc *scan) error {
	*a = AbnormalReleaseProvider{}
	r, e, err := sc.outer(b, "ARP")
	if err != nil {
		return err
	}
	if e.Tag != tagSequence {
		return fail(rulePPDU, "ARP", 0, int(b[0]), int(tagSequence))
	}
	in := r.Enter(&e)
	a.read(&in, sc)
	r.Leave(&in)
	if err := only(&r, b, "ARP"); err != nil {
		*a = AbnormalReleaseProvider{}
		return err
	}
	return nil
}

func (a *AbnormalReleaseProvider) read(r *ber.Reader, sc *scan) {
	var s sequence
	for {
		e, ok := r.Next()
		if !ok {
			break
		}
		switch e.Tag.Primitive() {
		case 0x80:
			s.at(r, &e, sc)
			a.Reason = osi.Some(AbortReason(number(r, &e, int(AbortInvalidParameter))))
		case 0x81:
			s.at(r, &e, sc)
			a.Event = osi.Some(Event(number(r, &e, int(EventActivityEndConfirm))))
		default:
			sc.undefined(r, &e)
		}
	}
	if r.Err() == nil && !a.complete() && !sc.l.Excuse(osi.AbortWithoutEvent) {
		r.Fail(ruleEvent, r.Offset(), int(a.Reason.Value), 0x81)
	}
}

func (a *AbnormalReleaseProvider) complete() bool {
	return a.Event.Present || a.Reason.Value < AbortUnexpectedPPDU
}

// AppendBinary appends the PPDU. It returns an error and b unchanged when X.226 forbids a.
func (a *AbnormalReleaseProvider) AppendBinary(b []byte) ([]byte, error) {
	return a.append(b, ber.Definite)
}

func (a *AbnormalReleaseProvider) append(b []byte, f ber.Form) ([]byte, error) {
	switch {
	case a.Reason.Value > AbortInvalidParameter:
		return b, fail(ruleNumber, "ARP", 0, int(a.Reason.Value), 0)
	case a.Event.Value > EventActivityEndConfirm:
		return b, fail(ruleNumber, "ARP", 0, int(a.Event.Value), 0)
	case !a.complete():
		return b, fail(ruleEvent, "ARP", 0, int(a.Reason.Value), 0x81)
	}
	out, all := ber.Open(b, tagSequence, f)
	if a.Reason.Present {
		out = ber.AppendInteger(out, 0x80, int64(a.Reason.Value))
	}
	if a.Event.Present {
		out = ber.AppendInteger(out, 0x81, int64(a.Event.Value))
	}
	return ber.Close(out, all), nil
}

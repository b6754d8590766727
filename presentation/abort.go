package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// AbortReason is an Abort-reason, X.226 8.2. Later versions may name others, Amd.1.
type AbortReason int64

// The reasons. From AbortUnexpectedPPDU to AbortInvalidParameter, the ARP has an event identifier,
// X.226 6.4.3.1.
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
func (a AbortReason) String() string { return text.Name(abortReasonNames[:], a, "reason") }

// AbnormalReleaseUser is the ARU PPDU, X.226 6.4.2: the SS-user data of S-U-ABORT for a P-U-ABORT.
type AbnormalReleaseUser struct {
	Mode       osi.Mode
	X410       []byte // the components of RTAB, for package rtse; never nil in osi.X410Mode. Aliases the input
	X410Offset int    // of X410 in the buffer decoded; ignored by encoders

	// Contexts are those used in UserData; nil: absent. X.226 6.4.2.1 wants them with user data where
	// context management is selected or the CP proposed contexts, which a decoder does not know.
	// Many peers leave them out. See [Situation.UserAbort].
	Contexts []ContextName
	UserData UserData

	spare []ContextName // memory of Contexts
}

// String returns "ARU".
func (a *AbnormalReleaseUser) String() string { return "ARU" }

// Decode decodes the ARU PPDU in b, strictly, with default limits. a aliases b.
func (a *AbnormalReleaseUser) Decode(b []byte) error { return a.decode(b, strictScan()) }

func (a *AbnormalReleaseUser) reset() {
	a.Mode, a.X410, a.X410Offset = osi.NormalMode, nil, 0
	retireList(&a.Contexts, &a.spare)
	a.UserData.reset()
}

func (a *AbnormalReleaseUser) decode(b []byte, sc *scan) error {
	a.reset()
	if a.predicted(b, sc) {
		return nil
	}
	r, e, err := sc.outer(b, "ARU", 0)
	if err != nil {
		return err
	}
	switch e.Tag {
	case tagSet:
		a.Mode = osi.X410Mode
		a.X410, a.X410Offset = readX410(&r, &e)
	case 0xa0:
		a.Contexts = a.UserData.readListed(&r, &e, a.spare, sc)
	default:
		return fail(rulePPDU, "ARU", 0, int(b[0]), 0)
	}
	if err = mustFill(&r, b, "ARU"); err != nil {
		a.reset()
	}
	return err
}

var grammarListed = grammar(1<<0, true, false)

// readListed reads what ARU, RS and RSA have in common: the SEQUENCE e of a context list and u. The
// list goes into the memory of spare.
func (u *UserData) readListed(r *ber.Reader, e *ber.Element, spare []ContextName, sc *scan) (list []ContextName) {
	var w ber.Walk
	w.Enter(r, e, grammarListed, sc.l)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		if n == ber.Last {
			u.read(&w.Reader, &w.Component, sc)
		} else {
			list = readNames(&w.Reader, &w.Component, spare, sc)
		}
	}
	w.Leave(r)
	return list
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when
// X.226 forbids a.
func (a *AbnormalReleaseUser) AppendBinary(b []byte) ([]byte, error) {
	return a.append(b, ber.Definite)
}

func (a *AbnormalReleaseUser) append(b []byte, f ber.Form) ([]byte, error) {
	if err := a.check(); err != nil {
		return b, err
	}
	if a.Mode == osi.X410Mode {
		out, all := ber.Open(b, tagSet, f)
		return ber.Close(append(out, a.X410...), all), nil
	}
	out, all := ber.Open(b, 0xa0, f)
	out = appendNames(out, a.Contexts, f)
	return ber.Close(a.UserData.append(out, f), all), nil
}

func (a *AbnormalReleaseUser) check() error {
	const pdu = "ARU"
	if a.Mode == osi.X410Mode && a.X410 == nil {
		return fail(ruleMissing, pdu, 0, 0, int(tagSet))
	}
	surplus := a.Mode == osi.X410Mode && (a.Contexts != nil || !a.UserData.IsZero())
	if err := checkMode(pdu, a.Mode, a.X410, surplus); err != nil || a.Mode == osi.X410Mode {
		return err
	}
	return firstError(checkNames(pdu, a.Contexts), a.UserData.check(pdu))
}

// Clone returns a copy that shares no memory with a.
func (a *AbnormalReleaseUser) Clone() AbnormalReleaseUser {
	return AbnormalReleaseUser{
		Mode: a.Mode, X410: bytes.Clone(a.X410), X410Offset: a.X410Offset, Contexts: slices.Clone(a.Contexts), UserData: a.UserData.Clone(),
	}
}

// AbnormalReleaseProvider is the ARP PPDU, X.226 6.4.3: the SS-user data of S-U-ABORT for a
// P-P-ABORT.
type AbnormalReleaseProvider struct {
	Reason osi.Opt[AbortReason]
	Event  osi.Opt[Event] // what the reason is about; present for all reasons but the first two
}

// String returns "ARP".
func (a *AbnormalReleaseProvider) String() string { return "ARP" }

// Decode decodes the ARP PPDU in b, strictly, with default limits.
func (a *AbnormalReleaseProvider) Decode(b []byte) error { return a.decode(b, strictScan()) }

func (a *AbnormalReleaseProvider) decode(b []byte, sc *scan) error {
	*a = AbnormalReleaseProvider{}
	r, e, err := sc.outer(b, "ARP", tagSequence)
	if err != nil {
		return err
	}
	a.read(&r, &e, sc)
	if err = mustFill(&r, b, "ARP"); err != nil {
		*a = AbnormalReleaseProvider{}
	}
	return err
}

var grammarARP = grammar(1<<0|1<<1, false, false)

// read reads the SEQUENCE e. Numbers without a name are kept: an ARP ends the connection anyway.
func (a *AbnormalReleaseProvider) read(r *ber.Reader, e *ber.Element, sc *scan) {
	var w ber.Walk
	w.Enter(r, e, grammarARP, sc.l)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		if v := w.Integer(&w.Component); n == 0 {
			a.Reason = osi.Some(AbortReason(v))
		} else {
			a.Event = osi.Some(Event(v))
		}
	}
	if w.Err() == nil && !a.complete() && !sc.l.Excuse(osi.AbortWithoutEvent) {
		w.Fail(ruleEvent, w.End(), 0, 0x81)
	}
	w.Leave(r)
}

func (a *AbnormalReleaseProvider) complete() bool {
	return a.Event.Present || a.Reason.Value < AbortUnexpectedPPDU || a.Reason.Value > AbortInvalidParameter
}

// AppendBinary appends the PPDU. It returns an error and b unchanged when X.226 forbids a.
func (a *AbnormalReleaseProvider) AppendBinary(b []byte) ([]byte, error) {
	return a.append(b, ber.Definite)
}

func (a *AbnormalReleaseProvider) append(b []byte, f ber.Form) ([]byte, error) {
	if !a.complete() {
		return b, fail(ruleEvent, "ARP", 0, 0, 0x81)
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
